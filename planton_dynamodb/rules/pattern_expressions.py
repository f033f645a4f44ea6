"""Rules about the expressions of access patterns."""
