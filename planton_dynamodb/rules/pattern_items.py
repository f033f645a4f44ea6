"""Rules about the sample items of access patterns."""
