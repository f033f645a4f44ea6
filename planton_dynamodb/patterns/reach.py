"""The table of access patterns, and the other access patterns of the same table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.patterns.design import Design, design_of
from planton_dynamodb.reach import count_errors, folder_of, is_meant, meant_tables, table_names
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.table.resolve import resolve


def design_within(manifest: Manifest, loaded: Loaded, others: Iterable[Manifest], quotas: Quotas) -> Design:
    """The design that a manifest holds, with its table. `others` are the tables that a command was given besides."""
    design = design_of(manifest)
    found = next(iter(meant_tables(design.table_name, manifest, loaded, others)), None)
    errors = count_errors(found, quotas) if found is not None else 0
    return replace(
        design,
        loaded=loaded,
        table_manifest=found,
        table=resolve(found) if found is not None and not errors else None,
        table_errors=errors,
        nearby=table_names(loaded, others) if found is None else (),
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


def patterns_beside(design: Design) -> Iterator[Design]:
    """The access patterns of the same table in the other files of a folder."""
    own, table = os.path.abspath(design.manifest.source.name), design.table_manifest
    home = os.path.abspath(table.source.name) if table is not None else ""
    for file in folder_of(design.loaded).files if design.loaded is not None else ():
        path = os.path.abspath(file.source.name)
        # A file with a table of that name asks that one, which may be another.
        theirs = any(is_meant(each, design.table_name, design.manifest) for each in file.manifests)
        if path == own or (path != home and theirs):
            continue
        made = (design_of(each) for each in file.manifests if each.kind is ACCESS_PATTERNS and each.readable)
        yield from (each for each in made if each.table_name == design.table_name)
