"""A table with all that can run around it, as it is made for each of its environments."""

from __future__ import annotations

from pathlib import Path

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import OPERATIONS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import Around, resolve_operations
from planton_dynamodb.rules.subject import Quotas

FULL = Path(__file__).parent / "rendered" / "around" / "orders.yaml"


def declared_in(path: Path = FULL, *overrides: str) -> tuple[Manifest, Declared]:
    """The manifest of the one table of a file, and the declaration of what runs around it."""
    source, _ = files.decode(path.name, path.read_bytes())
    loaded = load_source(source, parse_all(overrides))
    (operations,) = [each for each in loaded.manifests if each.kind is OPERATIONS]
    declared = Declared(operations, loaded, (), Quotas())
    assert declared.table_manifest is not None
    return declared.table_manifest, declared


def around(environment: str, *overrides: str) -> tuple[Manifest, Around]:
    """The manifest of the table, and what is to be made in one environment."""
    manifest, declared = declared_in(FULL, f"metadata.env={environment}", *overrides)
    return manifest, resolve_operations(declared)
