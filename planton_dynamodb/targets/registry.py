"""What can be rendered: the languages of each target, each in a module that is imported when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from planton_dynamodb.fault import Fault

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations
    from planton_dynamodb.patterns.trial import Trial
    from planton_dynamodb.sound import Sound
    from planton_dynamodb.table.table import Table

Files: TypeAlias = Mapping[str, str]
"""The texts of a project by their paths in it; the first is the one that makes the table."""


class Where(NamedTuple):
    """Where a table is to be, as far as the user says it."""

    region: str | None = None
    account: str | None = None


class NothingError(Fault):
    """A table has nothing of what is to be written."""


class Of(Enum):
    """What a project is of."""

    TABLE = "a table with what runs around it"
    TABLES = "all tables of a run"
    DESIGN = "a table with its access patterns"
    KINDS = "the kinds of manifests, whichever manifests there are"


class Target(NamedTuple):
    """Something to render: its languages, the usual one first, each with the module that writes it."""

    languages: Mapping[str, str]
    of: Of = Of.TABLE
    between: str | None = None
    """What stands between the files of a project where they are printed one after the other; None where only the
    first one is printed."""


TARGETS: dict[str, Target] = {
    "pulumi": Target({"yaml": "pulumi_yaml", "python": "pulumi_python"}),
    "terraform": Target({"hcl": "terraform_hcl", "json": "terraform_json"}, between="\n"),
    "cloudformation": Target({"yaml": "cloudformation_yaml", "json": "cloudformation_json"}),
    "create-table": Target({"json": "create_table_json", "script": "create_table_script"}),
    "kubernetes": Target({"yaml": "kubernetes"}, Of.KINDS, between="---\n"),
    "pulumi-operator": Target({"yaml": "pulumi_operator"}, Of.TABLES, between="---\n"),
    "types": Target({"typescript": "typescript", "python": "python_types"}, Of.DESIGN),
    "policy": Target({"json": "policy"}),
}


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
    return cast(Files, _module(target, language).files(table, manifest, operations, where))


def notes(
    target: str,
    language: str,
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Iterable[str]:
    """What who reads the project of a table has to know besides: what the target cannot say."""
    told = getattr(_module(target, language), "notes", None)
    return () if told is None else cast(Iterable[str], told(table, manifest, operations, where))


def unprinted(target: str, language: str, table: Table) -> Iterable[str]:
    """What who sees the printed file alone has to know of the others in the project of a table."""
    told = getattr(_module(target, language), "unprinted", None)
    return () if told is None else cast(Iterable[str], told(table))


def files_of_tables(
    target: str,
    language: str,
    tables: Sequence[Sound],
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """One project for all tables of a run."""
    return cast(Files, _module(target, language).files_of_tables(tables, where))


def files_of_designs(target: str, language: str, designs: Sequence[Trial]) -> Files:
    """The project for the access patterns of a table, in however many manifests they are."""
    return cast(Files, _module(target, language).files_of_designs(designs))


def files_of_kinds(target: str, language: str) -> Files:
    """The project for the kinds of manifests."""
    return cast(Files, _module(target, language).files_of_kinds())


def _module(target: str, language: str) -> ModuleType:
    return import_module(f"planton_dynamodb.targets.{TARGETS[target].languages[language]}")
