"""Manifests of other generations and words of other tools: told, named and said in the 14 fields."""
