"""What became of tables, as people and programs read it."""
