"""The table of access patterns: its manifest looked for in the same file, then in its folder, then in the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS, AWS_DYNAMODB
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.patterns.design import Design, design_of
from planton_dynamodb.rules.registry import ERROR, table_rules
from planton_dynamodb.rules.subject import Quotas, table_of
from planton_dynamodb.table.resolve import resolve

_SUFFIXES = (".yaml", ".yml", ".json")
_MOST_FILES, _LARGEST = 500, 1_000_000
"""A folder with more than that, or a larger file, is not gone through for a table: it has to be named."""


def design_within(manifest: Manifest, loaded: Loaded, others: Iterable[Manifest], quotas: Quotas) -> Design:
    """The design that a manifest holds, with its table. `others` are the tables that a command was given besides."""
    design = design_of(manifest)
    found = _table_manifest(design, loaded, others)
    errors = count_errors(found, quotas) if found is not None else 0
    return replace(
        design,
        table_manifest=found,
        table=resolve(found) if found is not None and not errors else None,
        table_errors=errors,
        nearby=_names(loaded, others) if found is None else (),
        others=_others(design, loaded),
    )


def _others(design: Design, loaded: Loaded) -> tuple[Design, ...]:
    """For the first access patterns of a table all the others in the file, for those behind it the first."""
    alike = _by_table(loaded).get(design.table_name, ())
    if not alike or alike[0].manifest is design.manifest:
        return tuple(alike[1:])
    return tuple(alike[:1])


@lru_cache(maxsize=1)
def _by_table(loaded: Loaded) -> Mapping[str, Sequence[Design]]:
    """All access patterns of a file by the table that they ask. Each of them asks for the others."""
    found: dict[str, list[Design]] = {}
    for manifest in loaded.manifests:
        if manifest.kind is ACCESS_PATTERNS and manifest.readable:
            design = design_of(manifest)
            found.setdefault(design.table_name, []).append(design)
    return found


def count_errors(manifest: Manifest, quotas: Quotas) -> int:
    """How many errors there are in the manifest of a table."""
    errors = sum(1 for problem in manifest.problems if problem.breaks)
    if not manifest.readable or "spec" not in manifest.fields:
        return max(errors, 1)
    table = table_of(manifest, quotas)
    return errors + sum(1 for rule in table_rules() if rule.severity is ERROR for _ in rule.check(table))


def _table_manifest(design: Design, loaded: Loaded, others: Iterable[Manifest]) -> Manifest | None:
    name = design.table_name
    if not name:
        return None
    places = chain((_by_name(loaded).get(name, ()),), _later(loaded, others))
    found = (each for place in places for each in place if _is_meant(each, design))
    return next(found, None)


def _later(loaded: Loaded, others: Iterable[Manifest]) -> Iterator[Iterable[Manifest]]:
    """Where a table is looked for that does not stand in the same file. The folder is not read before it has to be."""
    yield _beside(loaded.source.name)
    yield others


def _names(loaded: Loaded, others: Iterable[Manifest]) -> tuple[tuple[str, ...], ...]:
    """The names of all tables within reach."""
    return (_names_here(loaded), _named(_beside(loaded.source.name)), _named(others))


@lru_cache(maxsize=1)
def _names_here(loaded: Loaded) -> tuple[str, ...]:
    return _named(loaded.manifests)


def _named(manifests: Iterable[Manifest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in manifests if each.kind is AWS_DYNAMODB and each.name))


@lru_cache(maxsize=1)
def _by_name(loaded: Loaded) -> Mapping[str, Sequence[Manifest]]:
    """The manifests of a file by their names. Each of its access patterns looks for a table there."""
    found: dict[str, list[Manifest]] = {}
    for manifest in loaded.manifests:
        found.setdefault(manifest.name, []).append(manifest)
    return found


def _is_meant(manifest: Manifest, design: Design) -> bool:
    if manifest.kind is not AWS_DYNAMODB or manifest.name != design.table_name:
        return False
    ours, theirs = _metadata(design.manifest), _metadata(manifest)
    return all(ours.get(field) in (None, "", theirs.get(field)) for field in ("org", "env"))


def _metadata(manifest: Manifest) -> Mapping[str, object]:
    found = manifest.fields.get("metadata")
    return found if isinstance(found, dict) else {}


def _beside(name: str) -> Iterator[Manifest]:
    """The tables in the folder of a file; none where a text does not stand in a file."""
    return (each for _, held in _files_beside(name) for each in held if each.kind is AWS_DYNAMODB)


def patterns_beside(design: Design) -> Iterator[Design]:
    """The access patterns of the same table in the other files of a folder."""
    own, table = os.path.abspath(design.manifest.source.name), design.table_manifest
    home = os.path.abspath(table.source.name) if table is not None else ""
    for path, manifests in _files_beside(design.manifest.source.name):
        # A file with a table of that name asks that one, which may be another.
        if path == own or (path != home and any(_is_meant(each, design) for each in manifests)):
            continue
        made = (design_of(each) for each in manifests if each.kind is ACCESS_PATTERNS and each.readable)
        yield from (each for each in made if each.table_name == design.table_name)


def _files_beside(name: str) -> Iterator[tuple[str, Sequence[Manifest]]]:
    """The files in the folder of a file, with their manifests; none where a text does not stand in a file."""
    folder = os.path.dirname(name) or os.curdir
    for path, changed, size in _files_in(os.path.abspath(folder)) if os.path.isfile(name) else ():
        yield path, _manifests_of(path, changed, size)


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
def _manifests_of(path: str, changed: int, size: int) -> Sequence[Manifest]:  # noqa: ARG001  # another state is another key
    try:
        data = files.read_bytes(path)
    except files.InputError:
        return ()
    if b"AwsDynamodb" not in data:
        return ()
    source, problems = files.decode(path, data)
    loaded = load_source(source, named=False).manifests if not problems else ()
    return tuple(each for each in loaded if each.kind in (AWS_DYNAMODB, ACCESS_PATTERNS))
