"""One line per finding: for editors, grep and scripts."""

from __future__ import annotations

from typing import TextIO

from planton_dynamodb.diagnostics.model import Report


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:
    """Print each finding as file:line:column: severity: message [rule]."""
    for found in report.diagnostics:
        place = f"{found.location.file}:{found.location.start.line}:{found.location.start.column}"
        stream.write(f"{place}: {found.severity}: {found.message} [{found.rule}]\n")
