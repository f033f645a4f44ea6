"""Access patterns: which index serves each of them, what it costs, and what it returns."""
