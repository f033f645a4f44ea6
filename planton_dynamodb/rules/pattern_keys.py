"""Rules about the keys that access patterns ask by."""
