"""A Table in the words of something else that makes tables."""
