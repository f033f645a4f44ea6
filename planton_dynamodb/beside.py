"""The access patterns that a table brings with it: those in its own file and in the files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.reach import Place, folder_of, is_meant, place_of
from planton_dynamodb.sound import refuse_found


def trials_beside(
    table: Manifest, loaded: Loaded | None, checker: Checker, known: Set[Place]
) -> Iterator[Trial]:
    """Those that are not known yet, checked and tried. UnsoundError where there is an error in them."""
    for manifest, file in _patterns_beside(table, loaded):
        if place_of(manifest) in known:
            continue
        more: list[Trial] = []
        refuse_found(replace(checker, tried=more.append).check_manifest(manifest, file))
        for trial in more:
            asked = trial.design.table_manifest
            if asked is not None and place_of(asked) == place_of(table):
                yield trial


def _patterns_beside(table: Manifest, loaded: Loaded | None) -> Iterator[tuple[Manifest, Loaded]]:
    """Each with the file that it stands in."""
    for file in () if loaded is None else (loaded, *folder_of(loaded).files):
        for manifest in file.manifests:
            spec = manifest.fields.get("spec")
            name = str(spec.get("table", "")) if isinstance(spec, dict) else ""
            meant = name and is_meant(table, name, manifest)
            if manifest.kind is ACCESS_PATTERNS and manifest.readable and meant:
                yield manifest, file
