"""What becomes of a living table and its data when it is to look otherwise."""
