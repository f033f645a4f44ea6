"""Text to manifests: what was written, where it stands, and the fields that it says."""
