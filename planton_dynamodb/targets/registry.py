"""What a table can be rendered as: the languages of each target, each in a module that is imported when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

Files: TypeAlias = Mapping[str, str]
"""The texts of a project by their paths in it; the first is the one that makes the table."""


class Where(NamedTuple):
    """Where a table is to be, as far as the user says it."""

    region: str | None = None
    account: str | None = None


TARGETS: dict[str, dict[str, str]] = {
    "pulumi": {"yaml": "pulumi_yaml", "python": "pulumi_python"},
    "policy": {"json": "policy"},
}
"""For each target its languages, the usual one first, each with the module whose `files` writes it."""


def files(
    target: str,
    language: str,
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """The project that makes a table and what runs around it.

    What the table's manifest says besides is the target's to know.
    """
    module = import_module(f"planton_dynamodb.targets.{TARGETS[target][language]}")
    return cast(Files, module.files(table, manifest, operations, where))
