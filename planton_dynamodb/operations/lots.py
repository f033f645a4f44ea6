"""The operations in a file, a folder or a run, sorted once by their tables: each of them asks for others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from planton_dynamodb.manifest.kinds import OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.reach import Folder, Place, Run, folder_of, is_meant, meant_tables, place_of, stays


class Held(NamedTuple):
    """Operations, and the file that they are read from."""

    manifest: Manifest
    file: Loaded
    place: Place

    @property
    def table(self) -> str:
        """The name in the manifest of their table."""
        spec = self.manifest.fields.get("spec")
        return str(spec.get("table", "")) if isinstance(spec, dict) else ""


class Lot:
    """All operations in some files."""

    def __init__(self, files: Iterable[Loaded]) -> None:
        self._files = files
        self._of_table: dict[tuple[Place, Run | tuple[()]], Sequence[Held]] = {}

    @cached_property
    def held(self) -> Sequence[Held]:
        """Each of them, file by file."""
        return [
            Held(each, file, place_of(each))
            for file in self._files
            for each in file.manifests
            if each.kind is OPERATIONS and each.readable
        ]

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that they stand in."""
        return frozenset(each.place[0] for each in self.held)

    @cached_property
    def by_table(self) -> Mapping[str, Sequence[Held]]:
        """Them by the name of their table."""
        found: dict[str, list[Held]] = {}
        for each in self.held:
            found.setdefault(each.table, []).append(each)
        return found

    def of_table(self, table: Manifest, run: Iterable[Manifest]) -> Sequence[Held]:
        """Those that belong to a table, and not to one of the same name that is nearer to them; the nearest first."""
        if not stays(run) and run:
            return self._found(table, run)
        key = place_of(table), run if stays(run) else ()
        if key not in self._of_table:
            self._of_table[key] = self._found(table, run)
        return self._of_table[key]

    def _found(self, table: Manifest, run: Iterable[Manifest]) -> Sequence[Held]:
        named = self.by_table.get(table.name, ())
        found = [held for held in named if is_meant(table, held.table, held.manifest)]
        own = [held for held in found if _is_nearest(table, held, run)]
        return sorted(own, key=lambda held: nearness(held.manifest, table))


def _is_nearest(table: Manifest, held: Held, run: Iterable[Manifest]) -> bool:
    meant = meant_tables(held.table, held.manifest, held.file, run)
    return not meant or meant[0] is table or place_of(meant[0]) == place_of(table)


def nearness(manifest: Manifest, table: Manifest) -> tuple[bool, bool, Place]:
    """Where a manifest stands, to be compared: beside the table in its file, then in its folder, then anywhere."""
    ours, theirs = place_of(manifest), place_of(table)
    apart = os.path.dirname(ours[0]) != os.path.dirname(theirs[0])
    return ours[0] != theirs[0], apart, ours


class Reached(NamedTuple):
    """A lot as it is seen from a file."""

    lot: Lot
    without: str | None = None
    """The path of that file: it counts as it is at hand, which need not be how it is on the disk."""

    @property
    def adds(self) -> bool:
        """Whether anything in it does not stand in that file."""
        return bool(self.lot.paths - {self.without})

    def of_table(self, table: Manifest, run: Iterable[Manifest]) -> Iterator[Manifest]:
        """The operations that belong to a table, those first that stand nearest to it."""
        found = self.lot.of_table(table, run)
        return (held.manifest for held in found if held.place[0] != self.without)


@lru_cache(maxsize=2)
def lot_of_file(loaded: Loaded) -> Lot:
    """The operations in one file."""
    return Lot([loaded])


@lru_cache(maxsize=2)
def lot_of_folder(folder: Folder) -> Lot:
    """The operations in the files of a folder."""
    return Lot(folder.files)


def lot_of_run(run: Iterable[Manifest], flags: tuple[str, ...]) -> Lot:
    """The operations in a run. `flags`: what was put into its manifests, and into all beside them."""
    return _kept_lot(run, flags) if stays(run) else _lot(run, flags)


@lru_cache(maxsize=1)
def _kept_lot(run: Run, flags: tuple[str, ...]) -> Lot:
    return _lot(run, flags)


def _lot(run: Iterable[Manifest], flags: tuple[str, ...]) -> Lot:
    from planton_dynamodb.manifest.overrides import parse_all  # a run without operations never needs it

    overrides = parse_all(flags)
    files: dict[int, list[Manifest]] = {}
    for each in run:
        files.setdefault(id(each.source), []).append(each)
    return Lot([Loaded(held[0].source, held, overrides=overrides) for held in files.values()])


def operations_of(table: Manifest, loaded: Loaded, run: Iterable[Manifest]) -> list[Manifest]:
    """The operations that belong to a table: those of its file, else of its folder, else of the run."""
    for lot in lots_around(loaded, run):
        found = list(Reached(lot).of_table(table, run))
        if found:
            return found
    return []


def lots_around(loaded: Loaded, run: Iterable[Manifest]) -> Iterator[Lot]:
    """What is around a file, the nearest first. None is sorted before it has to be."""
    yield lot_of_file(loaded)
    yield lot_of_folder(folder_of(loaded, run))
    yield lot_of_run(run, flags_of(loaded))


def flags_of(loaded: Loaded) -> tuple[str, ...]:
    """What was put into the manifests of a file."""
    return tuple(override.flag for override in loaded.overrides)
