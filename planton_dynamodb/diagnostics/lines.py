"""A finding in plain lines, as compilers write theirs."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest.source import Location


def located(found: Diagnostic) -> Iterator[str]:
    """The finding, and the other places that belong to it as notes: file:line:column: severity: message."""
    yield f"{_place(found.location)}: {found.severity}: {found.message} [{found.rule}]"
    for related in found.related:
        yield f"{_place(related.location)}: note: {related.message}"


def explained(found: Diagnostic) -> str:
    """The same with what AWS answers and the edit that mends it."""
    lines = [*located(found)]
    if found.detail is not None:
        lines.append(f"AWS answers: {found.detail}")
    return "\n".join([*lines, f"help: {found.help}"])


def _place(location: Location) -> str:
    return f"{location.file}:{location.start.line}:{location.start.column}"
