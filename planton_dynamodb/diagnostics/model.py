"""A diagnostic: a finding with everything a printer needs, as a value that can be pickled and compared.

`diagnostics.json_format` writes it down as version 1 of the JSON output; the other formats say the same in
other words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from planton_dynamodb.manifest.source import Location


class Resource(NamedTuple):
    """What the diagnostic is about."""

    kind: str
    name: str


class Related(NamedTuple):
    """Another place that belongs to it."""

    message: str
    path: str
    location: Location


class Edit(NamedTuple):
    """Text to put in place of a stretch of a file."""

    location: Location
    text: str


class Fix(NamedTuple):
    """The edits that mend it."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Diagnostic(NamedTuple):
    """One finding at its place."""

    rule: str
    severity: str
    """`error` or `warning`."""
    message: str
    """This file's fact."""
    detail: str | None
    """What AWS answers, literally."""
    help: str
    """The edit, in words."""
    resource: Resource | None
    path: str
    documented_rule: int | None
    location: Location
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it comes in its file."""
        return (self.location.start.offset, self.location.end.offset, self.rule)


@dataclass(slots=True)
class Summary:
    """Counts over a run."""

    files: int = 0
    resources: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0


@dataclass(slots=True)
class Report:
    """All that a run has to say."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)
    checked: list[tuple[str, str, str]] = field(default_factory=list)
    """File, kind and name of every resource that was looked at, for formats that list what is sound too."""
    failures: list[str] = field(default_factory=list)
    """What the tool could not do."""
    strict: bool = False
    """Whether warnings count as errors in how the run ends."""

    @property
    def exit_code(self) -> int:
        """How the run ends: 0 clean, 1 something found, 2 the tool could not do its work."""
        if self.failures:
            return 2
        return 1 if self.summary.errors or (self.strict and self.summary.warnings) else 0

    def add(self, diagnostics: list[Diagnostic]) -> None:
        """Take more diagnostics in and count them."""
        self.diagnostics += diagnostics
        errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
        self.summary.errors += errors
        self.summary.warnings += len(diagnostics) - errors
