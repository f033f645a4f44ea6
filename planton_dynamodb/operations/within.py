"""Operations within reach, found by the table that they name and by what no two tables may share.

Each of the operations in a run asks for all the others. They are sorted once for a file, a folder and a run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from planton_dynamodb.manifest.kinds import OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.reach import Folder, is_at_hand

if TYPE_CHECKING:
    from planton_dynamodb.operations.declared import Declared

Place: TypeAlias = tuple[str, int]
"""The path of a file, and where in it a document begins."""


class Held(NamedTuple):
    """Operations, and the file that they are read from."""

    manifest: Manifest
    file: Loaded
    place: Place

    @property
    def table(self) -> str:
        """The name of their table, in its manifest."""
        spec: Any = self.manifest.fields.get("spec")
        return str(spec.get("table", "")) if isinstance(spec, dict) else ""


class Lot:
    """All operations in some files."""

    def __init__(self, files: Iterable[Loaded]) -> None:
        self._files = files

    @cached_property
    def all(self) -> Sequence[Held]:
        """Each of them, file by file."""
        return [
            Held(each, file, place_of(each))
            for file in self._files
            for each in file.manifests
            if each.kind is OPERATIONS and each.readable
        ]

    @cached_property
    def by_table(self) -> Mapping[str, Sequence[Held]]:
        """Them by the table that they name."""
        found: dict[str, list[Held]] = {}
        for held in self.all:
            found.setdefault(held.table, []).append(held)
        return found


@lru_cache(maxsize=2)
def lot_of_file(loaded: Loaded) -> Lot:
    """The operations in one file."""
    return Lot([loaded])


@lru_cache(maxsize=2)
def lot_of_folder(folder: Folder) -> Lot:
    """The operations in the files of a folder."""
    return Lot(folder.files)


def lot_of_run(run: Iterable[Manifest], like: Loaded) -> Lot:
    """The operations among the manifests of a run. `like`: a file that was read as those of the run are."""
    return _lot(run, like) if is_at_hand(run) else _lot_of_run(run, like)


class _Like(NamedTuple):
    pass
