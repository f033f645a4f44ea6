"""What a table can be rendered as: the languages of each target, each in a module that is imported when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from planton_dynamodb.table.table import Table

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

Files: TypeAlias = Mapping[str, str]
"""The texts of a project by their paths in it; the first is the one that makes the table."""

TARGETS: dict[str, dict[str, str]] = {
    "pulumi": {"yaml": "pulumi_yaml", "python": "pulumi_python"},
}
"""For each target its languages, the usual one first, each with the module whose `files` writes it."""


def files(target: str, language: str, table: Table, manifest: Manifest) -> Files:
    """The project that makes a table; what its manifest says besides the table is the target's to know."""
    module = import_module(f"planton_dynamodb.targets.{TARGETS[target][language]}")
    return cast(Files, module.files(table, manifest))
