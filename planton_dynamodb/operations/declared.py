"""Operations as they are declared, with their table: what rules about them look at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route, Span, UnknownField
from planton_dynamodb.manifest.words import camel
from planton_dynamodb.operations.lots import (
    Reached,
    flags_of,
    lot_of_file,
    lot_of_folder,
    lot_of_run,
    nearness,
)
from planton_dynamodb.operations.texts import APP, ENV, ORG, TABLE
from planton_dynamodb.operations.values import READ
from planton_dynamodb.reach import count_errors, folder_of, meant_tables, place_of, table_names
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import GlobalIndex, Table

Fields: TypeAlias = Mapping[str, Any]

RETAIN, DESTROY = 1, 2
POINT_IN_TIME_RECOVERY, ENCRYPTION, DELETION_PROTECTION = 1, 2, 3


class Part(NamedTuple):
    """A part of the declaration: the way to it, and what it says. `fields` is empty where nothing is said."""

    route: Route
    fields: Fields

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        return str(self.fields.get("name", ""))

    def at(self, field: str) -> Route:
        """The way to a field of it, by the field's name in camelCase."""
        return (*self.route, field)


@dataclass(frozen=True, slots=True)
class ScaledSide:
    """One side that is to be scaled: reads or writes, of the table or of a global index."""

    route: Route
    """The way to the range, which may be the table's for an index that has none of its own."""
    index: str | None
    direction: str
    fields: Fields


class Declared:
    """Operations, and all that belongs to them. Each thing is found out once, when it is first asked for."""

    def __init__(self, manifest: Manifest, loaded: Loaded, run: Iterable[Manifest], quotas: Quotas) -> None:
        self.manifest = manifest
        self.loaded = loaded
        self.run = run
        self.quotas = quotas

    @cached_property
    def spec(self) -> Fields:
        """What stands under `spec`."""
        return _part(self.manifest.fields, "spec")

    @property
    def table_name(self) -> str:
        """The name in the table's manifest."""
        return str(self.spec.get("table", ""))

    @cached_property
    def table_manifest(self) -> Manifest | None:
        """The manifest of the table, where it is within reach."""
        return next(iter(self.candidates), None)

    @cached_property
    def candidates(self) -> list[Manifest]:
        """The tables that may be meant, in the nearest place that has one: the first of them is taken."""
        return meant_tables(self.table_name, self.manifest, self.loaded, self.run)

    @cached_property
    def table_errors(self) -> int:
        """How many errors there are in the manifest of the table."""
        return 0 if self.table_manifest is None else count_errors(self.table_manifest, self.quotas)

    @cached_property
    def table(self) -> Table | None:
        """The table as its manifest has it, where nothing is wrong with that. Its name is not yet that of AWS."""
        if self.table_manifest is None or self.table_errors:
            return None
        return resolve(self.table_manifest)

    @cached_property
    def nearby(self) -> tuple[tuple[str, ...], ...]:
        """The names of the tables within reach, the nearest place first."""
        return table_names(self.loaded, self.run)

    @cached_property
    def nearest_other(self) -> Manifest | None:
        """Those of the other operations of the table that stand nearest to it; None where there are none."""
        table = self.table_manifest
        if table is None:
            return None
        own = place_of(self.manifest)
        found = (
            next((each for each in lot.of_table(table, self.run) if place_of(each) != own), None)
            for lot in self._lots_of(table)
        )
        return min(
            (each for each in found if each is not None), key=lambda each: nearness(each, table), default=None
        )

    @property
    def comes_first(self) -> bool:
        """Whether no other operations of the table are nearer to it than these: those are the ones that count."""
        table, other = self.table_manifest, self.nearest_other
        return table is None or other is None or nearness(self.manifest, table) < nearness(other, table)

    def lots(self) -> Iterator[Reached]:
        """All operations within reach: of our file, of the folder, of the run. A document may be in several of them."""
        yield from self._near()
        yield Reached(lot_of_run(self.run, flags_of(self.loaded)), self._path)

    def _near(self) -> Iterator[Reached]:
        yield Reached(lot_of_file(self.loaded))
        yield Reached(lot_of_folder(folder_of(self.loaded, self.run)), self._path)

    def _lots_of(self, table: Manifest) -> Iterator[Reached]:
        """Where operations of the table may stand: our file and folder, those of the table, what else there is."""
        if _same_folder(self.manifest, table):
            yield from self._near()
            return
        yield from self.lots()
        there = Loaded(table.source, overrides=self.loaded.overrides)
        yield Reached(lot_of_folder(folder_of(there, self.run)))

    @property
    def _path(self) -> str:
        return place_of(self.manifest)[0]

    @property
    def environment(self) -> str:
        """The environment that is chosen: `metadata.env`, here or of the table; empty where none is."""
        table = {} if self.table_manifest is None else _part(self.table_manifest.fields, "metadata")
        own = _part(self.manifest.fields, "metadata")
        return str(own.get("env") or table.get("env") or "")

    @cached_property
    def environments(self) -> list[Part]:
        """The environments that are listed."""
        return self.parts("environments")

    @cached_property
    def judged(self) -> list[Part]:
        """The environments that this may be made for: the one that is chosen, where one is."""
        return [each for each in self.environments if self.environment in ("", each.name)]

    def parts(self, name: str, base: Part | None = None) -> list[Part]:
        """The items of a list, of `spec` or of a part, by its name in snake_case."""
        route, fields = (("spec",), self.spec) if base is None else (base.route, base.fields)
        items = fields.get(name) or ()
        return [Part((*route, camel(name), position), item or {}) for position, item in enumerate(items)]

    def part(self, name: str, base: Part | None = None) -> Part | None:
        """A part of `spec`, or of another part; None where it is not there."""
        route, fields = (("spec",), self.spec) if base is None else (base.route, base.fields)
        found = fields.get(name)
        return None if found is None else Part((*route, camel(name)), found)

    def scaled(self) -> Iterator[ScaledSide]:
        """Every side that is to be scaled. Indexes of which nothing is said are scaled as the table is."""
        scaling = self.part("auto_scaling")
        if scaling is None:
            return
        own = {str(each.fields.get("index", "")): each for each in self.parts("indexes", scaling)}
        for direction in ("read", "write"):
            whole = self.part(direction, scaling)
            if whole is not None:
                yield ScaledSide(whole.route, None, direction, whole.fields)
            for name in [*self._index_names(), *(each for each in own if each not in self._index_names())]:
                side = self.part(direction, own[name]) if name in own else whole
                if side is not None:
                    yield ScaledSide(side.route, name, direction, side.fields)

    def _index_names(self) -> tuple[str, ...]:
        return () if self.table is None else tuple(index.name for index in self.table.global_indexes)

    def index(self, name: str) -> GlobalIndex | None:
        """The global index of a name."""
        indexes = () if self.table is None else self.table.global_indexes
        return next((index for index in indexes if index.name == name), None)

    def words(self, environment: str | None = None) -> dict[str, str]:
        """What the holes in texts stand for; what is not said is not among it."""
        own = _part(self.manifest.fields, "metadata")
        table = {} if self.table_manifest is None else _part(self.table_manifest.fields, "metadata")
        said = {
            APP: self.spec.get("app"),
            TABLE: self.table_name,
            ENV: environment or self.environment,
            ORG: own.get("org") or table.get("org"),
        }
        return {name: str(value) for name, value in said.items() if value}

    def sound(self, *route: str | int) -> bool:
        """Whether everything at a route and below it could be read; a rule about it keeps quiet if not."""
        return self.manifest.sound(*route)

    def absent(self, *route: str | int) -> bool:
        """Whether a field is missing for sure: no unknown key beside it may have been meant for it."""
        return self.sound(*route) and not any(
            isinstance(problem, UnknownField)
            and problem.suggestion is None
            and problem.route[:-1] == route[:-1]
            for problem in self.manifest.problems
        )

    def given(self, *route: str | int) -> bool:
        """Whether the file has anything at a route."""
        return self.manifest.given(*route)

    def spelled(self, *route: str | int) -> str:
        """How the file writes the value at a route: messages quote that."""
        return self.manifest.spelled(*route)

    def in_table(self, *route: str | int) -> Span | None:
        """The place of a route in the table's manifest, to be shown beside a finding."""
        return None if self.table_manifest is None else self.table_manifest.span(route)


def reserved(table: Table, index: str | None, direction: str) -> int | None:
    """The units that a table's manifest reserves for one side; None on demand, or where there is no such index."""
    capacity = table.capacity
    if index is not None:
        capacity = next((each.capacity for each in table.global_indexes if each.name == index), None)
    if capacity is None:
        return None
    return capacity.read if direction == READ else capacity.write


def _same_folder(one: Manifest, other: Manifest) -> bool:
    return os.path.dirname(place_of(one)[0]) == os.path.dirname(place_of(other)[0])


def _part(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}
