"""Manifests that belong to each other, looked for in the same file, then in its folder, then in the whole run."""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol, TypeAlias, TypeGuard

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.rules.registry import ERROR, table_rules
from planton_dynamodb.rules.subject import Quotas, table_of

Place: TypeAlias = tuple[str, int]
"""The path of a file, and where in it a document begins."""

_SUFFIXES = (".yaml", ".yml", ".json")
_MOST_FILES, _LARGEST = 500, 1_000_000
"""A folder with more than that, or a larger file, is not gone through for a table: it has to be named."""


def table_names(loaded: Loaded, run: Iterable[Manifest]) -> tuple[tuple[str, ...], ...]:
    """The names of all tables within reach: in the file, in the folder, in the run."""
    return (_names_here(loaded), tuple(filter(None, folder_of(loaded, run).tables)), _named(run))


def is_meant(table: Manifest, name: str, asking: Manifest) -> bool:
    """Whether a manifest is that of the table which another one names."""
    if table.kind is not AWS_DYNAMODB or table.name != name:
        return False
    ours, theirs = _metadata(asking), _metadata(table)
    return all(ours.get(field) in (None, "", theirs.get(field)) for field in ("org", "env"))


def count_errors(manifest: Manifest, quotas: Quotas) -> int:
    """How many errors there are in the manifest of a table."""
    errors = sum(1 for problem in manifest.problems if problem.breaks)
    if not manifest.readable or "spec" not in manifest.fields:
        return max(errors, 1)
    table = table_of(manifest, quotas)
    return errors + sum(1 for rule in table_rules() if rule.severity is ERROR for _ in rule.check(table))


def named_in(loaded: Loaded, name: str) -> Sequence[Manifest]:
    """The manifests of a file that have a name."""
    return _by_name(loaded).get(name, ())


class Folder:
    """The files in a folder that hold manifests."""

    def __init__(self, files: Sequence[Loaded]) -> None:
        self.files = files

    @cached_property
    def tables(self) -> Mapping[str, Sequence[Manifest]]:
        """Its tables by their names."""
        found: dict[str, list[Manifest]] = {}
        for file in self.files:
            for each in file.manifests:
                if each.kind is AWS_DYNAMODB:
                    found.setdefault(each.name, []).append(each)
        return found


def folder_of(loaded: Loaded, run: Iterable[Manifest] = ()) -> Folder:
    """The folder of a file; an empty one where a text does not stand in a file. A run looks into each folder once."""
    name = loaded.source.name
    if not os.path.isfile(name):
        return Folder([])
    flags = tuple(override.flag for override in loaded.overrides)
    folder = os.path.dirname(name)
    return _folder_in(run, folder, flags) if stays(run) else _folder_at(folder, flags)


class Run(Hashable, Iterable[Manifest], Protocol):
    """The manifests that a command was given, which stay what they are: what is found among them can be kept."""


def stays(run: Iterable[Manifest]) -> TypeGuard[Run]:
    """Whether a run stays what it is. A list may hold something else the next time."""
    return not isinstance(run, Collection)


@lru_cache(maxsize=2)
def _folder_in(run: Run, folder: str, flags: tuple[str, ...]) -> Folder:  # noqa: ARG001  # another run looks again
    return _folder_at(folder, flags)


def _folder_at(folder: str, flags: tuple[str, ...]) -> Folder:
    there = _files_in(os.path.abspath(folder))
    return _folder(
        tuple((path, _shown(path, folder), (changed, size)) for path, changed, size in there), flags
    )


@lru_cache(maxsize=2)
def _folder(state: tuple[tuple[str, str, tuple[int, int]], ...], flags: tuple[str, ...]) -> Folder:
    """A folder as it is in a state: those who belong to tables in it come one after the other."""
    found = (_loaded(path, shown, flags, each) for path, shown, each in state)
    return Folder([file for file in found if file.manifests])


def meant_tables(name: str, asking: Manifest, loaded: Loaded, run: Iterable[Manifest]) -> list[Manifest]:
    """The tables that another manifest may mean, in the nearest place that has one: the first of them is taken.

    `run` has what a command was given besides.
    """
    for place in _places(name, loaded, run) if name else ():
        found = {place_of(each): each for each in place if is_meant(each, name, asking)}
        if found:
            return list(found.values())
    return []


def _places(name: str, loaded: Loaded, run: Iterable[Manifest]) -> Iterator[Iterable[Manifest]]:
    """Where a table of a name may stand, the nearest place first. None is gone through before it has to be."""
    yield named_in(loaded, name)
    yield folder_of(loaded, run).tables.get(name, ())
    yield _by_name_in(run).get(name, ()) if stays(run) else run


def place_of(manifest: Manifest) -> Place:
    """Where a manifest stands: the same document has one place, however often it is read."""
    return os.path.abspath(manifest.source.name), manifest.root.start


@lru_cache(maxsize=1)
def _by_name_in(run: Run) -> Mapping[str, Sequence[Manifest]]:
    return _sorted_by_name(run)


def loaded_from(manifest: Manifest, loaded: Loaded) -> Loaded:
    """The file that a manifest stands in, which is within reach of another file."""
    path = place_of(manifest)[0]
    for file in (loaded, *folder_of(loaded).files):
        if os.path.abspath(file.source.name) == path:
            return file
    return Loaded(manifest.source, [manifest], overrides=loaded.overrides)


def _shown(path: str, folder: str) -> str:
    """What a file of a folder is called, by the name that the folder was given with: messages show that."""
    return os.path.join(folder, os.path.basename(path))


@lru_cache(maxsize=1)
def _names_here(loaded: Loaded) -> tuple[str, ...]:
    return _named(loaded.manifests)


def _named(manifests: Iterable[Manifest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in manifests if each.kind is AWS_DYNAMODB and each.name))


@lru_cache(maxsize=4)
def _by_name(loaded: Loaded) -> Mapping[str, Sequence[Manifest]]:
    """The manifests of a file by their names. Each of its access patterns looks for a table there."""
    return _sorted_by_name(loaded.manifests)


def _sorted_by_name(manifests: Iterable[Manifest]) -> Mapping[str, Sequence[Manifest]]:
    found: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        found.setdefault(manifest.name, []).append(manifest)
    return found


def _metadata(manifest: Manifest) -> Mapping[str, object]:
    found = manifest.fields.get("metadata")
    return found if isinstance(found, dict) else {}


def _files_in(folder: str) -> list[tuple[str, int, int]]:
    """The files that may hold a manifest, each with when it was changed and how large it is."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIXES) and entry.is_file():
                    status = entry.stat()
                    found.append((entry.path, status.st_mtime_ns, status.st_size))
    except OSError:
        return []  # who may read a file need not be allowed to list its folder
    return [each for each in sorted(found)[:_MOST_FILES] if each[2] <= _LARGEST]


@lru_cache(maxsize=2 * _MOST_FILES)
def _loaded(path: str, shown: str, flags: tuple[str, ...], state: tuple[int, int]) -> Loaded:  # noqa: ARG001  # another state is another key
    nothing = Loaded(files.decode(shown, b"")[0])
    try:
        data = files.read_bytes(path)
    except files.InputError:
        return nothing
    if b"AwsDynamodb" not in data:
        return nothing
    source, problems = files.decode(shown, data)
    if problems:
        return nothing
    from planton_dynamodb.manifest.overrides import parse_all  # only where there is another file to read

    return load_source(source, parse_all(flags), named=False)
