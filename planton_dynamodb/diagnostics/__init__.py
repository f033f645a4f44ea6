"""Findings with their places, and the formats that they are printed in."""
