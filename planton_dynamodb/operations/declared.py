"""Operations as they are declared, with their table: what rules about them look at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.manifest.kinds import OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route, Span, UnknownField
from planton_dynamodb.manifest.words import camel
from planton_dynamodb.operations.texts import APP, ENV, ORG, TABLE
from planton_dynamodb.operations.values import READ
from planton_dynamodb.reach import (
    Folder,
    count_errors,
    folder_of,
    is_meant,
    named_in,
    table_manifest,
    table_names,
)
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

    def __init__(
        self,
        manifest: Manifest,
        loaded: Loaded,
        tables: Iterable[Manifest],
        quotas: Quotas,
        folder: Folder | None = None,
    ) -> None:
        """`folder`: that of the file, where it has been read."""
        self.manifest = manifest
        self.loaded = loaded
        self.quotas = quotas
        self._tables = tables
        self._given_folder = folder

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
        name = self.table_name
        for place in self._places(name) if name else ():
            found = {_path_and_start(each): each for each in place if is_meant(each, name, self.manifest)}
            if found:
                return list(found.values())
        return []

    def _places(self, name: str) -> Iterator[Iterable[Manifest]]:
        """Where a table of a name may stand, the nearest place first. None is gone through before it has to be."""
        yield named_in(self.loaded, name)
        yield self._folder.tables.get(name, ())
        yield self._tables

    @cached_property
    def _folder(self) -> Folder:
        return self._given_folder or folder_of(self.loaded)

    def _neighbours(self) -> Iterator[Loaded]:
        """The other files of the folder. Ours counts as it is at hand, which need not be how it is on the disk."""
        own = os.path.abspath(self.loaded.source.name)
        return (file for file in self._folder.files if os.path.abspath(file.source.name) != own)

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
        return table_names(self.loaded, self._tables)

    @cached_property
    def others(self) -> Sequence[Manifest]:
        """The other operations of the table within reach, those first that stand nearest to it."""
        table = self.table_manifest
        if table is None:
            return ()
        found = {
            _place(each, table): each
            for file in self._files(table)
            for each in _of_table(table, file, self._tables)
        }
        return [found[place] for place in sorted(found) if place != _place(self.manifest, table)]

    @property
    def comes_first(self) -> bool:
        """Whether no other operations of the table are nearer to it than these: those are the ones that count."""
        table = self.table_manifest
        if table is None or not self.others:
            return True
        return _place(self.manifest, table) < _place(self.others[0], table)

    def _files(self, table: Manifest) -> Iterator[Loaded]:
        """Where operations of the table may stand: our file and folder, those of the table, what else there is."""
        yield self.loaded
        yield from self._neighbours()
        if not _same_folder(self.manifest, table):
            yield from folder_of(Loaded(table.source, overrides=self.loaded.overrides)).files
            yield from _files_of(self._tables, self.loaded)

    def earlier(self) -> Iterator[Declared]:
        """The operations within reach, of whichever table, that stand before these: so that two meet once."""
        ours = _path_and_start(self.manifest)
        files = chain((self.loaded,), self._neighbours(), _files_of(self._tables, self.loaded))
        found: dict[tuple[str, int], tuple[Manifest, Loaded]] = {}
        for file in files:
            path = os.path.abspath(file.source.name)
            for each in file.manifests:
                if each.kind is OPERATIONS and each.readable:
                    found.setdefault((path, each.root.start), (each, file))
        for place in sorted(place for place in found if place < ours):
            each, file = found[place]
            is_near = os.path.dirname(place[0]) == os.path.dirname(ours[0])
            yield Declared(each, file, self._tables, self.quotas, self._folder if is_near else None)

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


def operations_of(table: Manifest, loaded: Loaded, run: Iterable[Manifest]) -> list[Manifest]:
    """The operations that belong to a table: those of its file, else of its folder, else of the run."""
    for files in ((loaded,), folder_of(loaded).files, _files_of(run, loaded)):
        found = [each for file in files for each in _of_table(table, file, run)]
        if found:
            return found
    return []


def _of_table(table: Manifest, file: Loaded, run: Iterable[Manifest]) -> Iterator[Manifest]:
    """The operations in a file that belong to a table, and not to one of the same name that is nearer to them."""
    for each in file.manifests:
        if each.kind is not OPERATIONS or not each.readable:
            continue
        name = str(_part(each.fields, "spec").get("table", ""))
        if is_meant(table, name, each):
            nearest = table_manifest(name, each, file, run)
            if nearest is None or _is_same(nearest, table):
                yield each


def _files_of(run: Iterable[Manifest], loaded: Loaded) -> Iterator[Loaded]:
    """The manifests of a run, file by file."""
    files: dict[int, list[Manifest]] = {}
    for each in run:
        files.setdefault(id(each.source), []).append(each)
    yield from (Loaded(held[0].source, held, overrides=loaded.overrides) for held in files.values())


def _is_same(one: Manifest, other: Manifest) -> bool:
    """Whether two are the same document, which may have been read twice."""
    return one is other or _path_and_start(one) == _path_and_start(other)


def _path_and_start(manifest: Manifest) -> tuple[str, int]:
    return _path(manifest), manifest.root.start


def _same_folder(one: Manifest, other: Manifest) -> bool:
    return os.path.dirname(_path(one)) == os.path.dirname(_path(other))


def _path(manifest: Manifest) -> str:
    return os.path.abspath(manifest.source.name)


def _place(manifest: Manifest, table: Manifest) -> tuple[bool, bool, str, int]:
    """Where a manifest stands, to be compared: beside the table in its file, then in its folder, then anywhere."""
    path = _path(manifest)
    return path != _path(table), not _same_folder(manifest, table), path, manifest.root.start


def _part(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}
