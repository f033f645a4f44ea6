"""Access patterns of many files checked against their tables: what serves each, and everything that was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from planton_dynamodb import run
from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic, Report
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.patterns.served import Row, Verdict, blamed, rows
from planton_dynamodb.patterns.trial import Trial

_BLAMED = re.compile(r"spec\.patterns\[(\d+)\]")


class IndexUse(NamedTuple):
    """An index, and the patterns that ask it."""

    name: str
    patterns: tuple[str, ...]


class CheckedPatterns(NamedTuple):
    """One manifest of access patterns, and what became of it."""

    name: str
    file: str
    table: str
    """The name of the table that is asked."""
    table_found: bool
    """Whether the table's manifest is within reach."""
    table_sound: bool
    """Whether there is nothing wrong with it, so that it could be asked."""
    entities: int
    items: int
    patterns: tuple[Row, ...]
    indexes: tuple[IndexUse, ...]


class PatternReport(NamedTuple):
    """All that a run has to say about access patterns."""

    designs: tuple[CheckedPatterns, ...]
    diagnostics: tuple[Diagnostic, ...]
    """What was found, in the tables too."""

    @property
    def patterns(self) -> list[Row]:
        """The patterns of all manifests."""
        return [row for design in self.designs for row in design.patterns]

    @property
    def all_served(self) -> bool:
        """Whether every pattern is served by a table within reach, and there is no error."""
        return (
            not any(found.severity == "error" for found in self.diagnostics)
            and all(row.verdict is not Verdict.NOT_SERVED for row in self.patterns)
            and all(design.table_sound for design in self.designs)
        )

    @property
    def nothing_to_mention(self) -> bool:
        """Whether, besides, every pattern was tried, none is a scan, and there is no warning."""
        served = all(row.verdict is Verdict.SERVED for row in self.patterns)
        return self.all_served and served and not self.diagnostics


class _Seen(NamedTuple):
    """A design as it was judged, and where in its file it stands."""

    design: CheckedPatterns
    start: int
    end: int


def check(arguments: Sequence[str], checker: Checker) -> tuple[PatternReport, Report]:
    """Check all that the arguments lead to. The second report is the one that `validate` would give."""
    seen: list[_Seen] = []

    def see(trial: Trial) -> None:
        seen.append(_seen(trial))

    watched = replace(checker, tried=see)
    report, _ = run.check(arguments, watched, processes=1)
    return _judged(seen, report.diagnostics), report


def check_text(name: str, text: str, checker: Checker) -> PatternReport:
    """Check the access patterns in a text."""
    seen: list[_Seen] = []
    watched = replace(checker, tried=lambda trial: seen.append(_seen(trial)))
    return _judged(seen, watched.check_text(name, text).diagnostics)


def _seen(trial: Trial) -> _Seen:
    design, manifest = trial.design, trial.design.manifest
    place = manifest.source.location(manifest.root.start, manifest.root.end)
    made = tuple(rows(trial))
    checked = CheckedPatterns(
        manifest.name,
        manifest.source.name,
        design.table_name,
        design.table_manifest is not None,
        trial.table is not None,
        len(design.entities),
        len(design.items),
        made,
        tuple(_uses(trial, made)),
    )
    return _Seen(checked, place.start.offset, place.end.offset)


def _uses(trial: Trial, made: Sequence[Row]) -> Iterator[IndexUse]:
    for index in trial.table.indexes if trial.table is not None else ():
        yield IndexUse(index.name, tuple(row.name for row in made if row.index == index.name))


def _judged(seen: Sequence[_Seen], diagnostics: Sequence[Diagnostic]) -> PatternReport:
    errors = [
        found
        for found in diagnostics
        if found.severity == "error"
        and found.resource is not None
        and found.resource.kind == ACCESS_PATTERNS.name
        and _BLAMED.match(found.path)
    ]
    return PatternReport(tuple(_with_blame(each, errors) for each in seen), tuple(diagnostics))


def _with_blame(seen: _Seen, errors: Sequence[Diagnostic]) -> CheckedPatterns:
    paths = [_BLAMED.match(found.path) for found in errors if _is_in(found, seen)]
    guilty = {int(path[1]) for path in paths if path is not None}
    design = seen.design
    judged = (blamed(row) if position in guilty else row for position, row in enumerate(design.patterns))
    return design._replace(patterns=tuple(judged))


def _is_in(found: Diagnostic, seen: _Seen) -> bool:
    """Whether a finding is about this document of its file; what `--set` gave stands in no file."""
    if found.resource is None or found.resource.name != seen.design.name:
        return False
    at = found.location
    return at.file.startswith("--set") or (
        at.file == seen.design.file and seen.start <= at.start.offset <= seen.end
    )
