"""Tables in which nothing is wrong, each with what runs around it, wherever that stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.lots import operations_of
from planton_dynamodb.reach import Place, loaded_from, place_of
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Table

if TYPE_CHECKING:
    from planton_dynamodb.operations.declared import Declared
    from planton_dynamodb.operations.values import Operations


class Sound(NamedTuple):
    """A manifest in which nothing is wrong, and what it asks for."""

    manifest: Manifest
    table: Table
    """The table, by its name at AWS."""
    operations: Operations | None = None
    """What runs around it, where that is declared."""
    declared: Declared | None = None
    """The declaration of that."""
    loaded: Loaded | None = None
    """The file that the manifest stands in."""


class UnsoundError(Exception):
    """What stands beside the inputs, and so was not checked with them, has errors."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} findings")
        self.diagnostics = diagnostics


def sound(among: Among, checker: Checker) -> Iterator[Sound]:
    """Every table of inputs that were checked, in their order.

    What runs around a table is taken from where it stands, be it among the inputs or beside them, and operations among
    the inputs bring their table with them. Fault where a table is not within reach or it is not said what is meant,
    UnsoundError where there is an error in what was not checked.
    """
    for manifest, loaded in _tables(among, checker):
        yield sound_of(manifest, loaded, among, checker)


def _tables(among: Among, checker: Checker) -> Iterator[tuple[Manifest, Loaded]]:
    """The tables of the inputs, and behind them those of operations whose table stands elsewhere."""
    seen: set[Place] = set()
    for loaded in among.texts:
        for manifest in loaded.manifests:
            if manifest.kind is AWS_DYNAMODB:
                seen.add(place_of(manifest))
                yield manifest, loaded
    for loaded in among.texts:
        for manifest in loaded.manifests:
            if manifest.kind is not OPERATIONS:
                continue
            from planton_dynamodb.operations.declared import (
                Declared,  # a run without operations never needs it
            )

            declared = Declared(manifest, loaded, among, checker.config.quotas)
            table = declared.table_manifest
            if table is None:
                raise Fault(f"{manifest.source.name}: there is no table `{declared.table_name}` within reach")
            if place_of(table) not in seen:
                seen.add(place_of(table))
                yield table, loaded_from(table, loaded)


def sound_of(manifest: Manifest, loaded: Loaded, among: Among, checker: Checker) -> Sound:
    """A table with what runs around it."""
    found = operations_of(manifest, loaded, among)
    if not found:
        return Sound(manifest, resolve(manifest), loaded=loaded)
    if len(found) > 1:
        names = " and ".join(each.source.name for each in found)
        raise Fault(f"there are two operations of the table `{manifest.name}`, in {names}: put them into one")
    home = among.loaded_from(found[0])
    if home is None:
        home = loaded_from(found[0], loaded)
        refuse_found(checker.check_manifest(found[0], home))
    from planton_dynamodb.operations.declared import Declared  # as above
    from planton_dynamodb.operations.resolve import resolve_operations

    declared = Declared(found[0], home, (manifest, *among), checker.config.quotas)
    table, operations = resolve_operations(declared)
    return Sound(manifest, table, operations, declared, loaded)


def refuse_found(found: list[Diagnostic]) -> None:
    """UnsoundError where there is an error among what was found."""
    if any(each.severity == "error" for each in found):
        raise UnsoundError(found)
