"""Rules about how access patterns, entities and indexes go together."""
