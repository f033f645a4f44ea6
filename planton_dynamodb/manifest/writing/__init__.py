"""Manifests back to text: edits of what stands there, and whole manifests in their canonical form."""
