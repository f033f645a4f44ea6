"""Text to manifests: reading, decoding, overriding and writing back what a user wrote."""
