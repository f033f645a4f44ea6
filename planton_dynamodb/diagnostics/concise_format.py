"""A line for each finding and each place that belongs to it: for editors, grep and scripts."""

from __future__ import annotations

from typing import TextIO

from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.diagnostics.lines import located
from planton_dynamodb.diagnostics.model import Report


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:  # noqa: ARG001  # there is no summary
    """Print file:line:column: severity: message [rule], and the other places as notes behind it."""
    page = terminal.of(stream)
    for found in report.diagnostics:
        stream.writelines(f"{page.shown(line)}\n" for line in located(found))
