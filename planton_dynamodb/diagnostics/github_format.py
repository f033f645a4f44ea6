"""For GitHub Actions: each finding as a workflow command, which GitHub shows beside its line."""

from __future__ import annotations

import os
from typing import TextIO

from planton_dynamodb.diagnostics import closing, terminal
from planton_dynamodb.diagnostics.lines import explained
from planton_dynamodb.diagnostics.model import Diagnostic, Report

_IN_A_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_A_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:
    """Print a command for each finding, and what they come to."""
    page = terminal.of(stream)
    stream.writelines(f"{page.shown(_command(found))}\n" for found in report.diagnostics)
    if not quiet:
        stream.write(closing.sentence(report) + "\n")


def _command(found: Diagnostic) -> str:
    start, end = found.location.start, found.location.end
    properties = {"file": _from_workspace(found.location.file), "line": start.line, "endLine": end.line}
    if start.line == end.line:  # GitHub takes columns only within one line
        properties |= {"col": start.column, "endColumn": end.column}
    properties["title"] = found.rule
    listed = ",".join(f"{name}={str(value).translate(_IN_A_PROPERTY)}" for name, value in properties.items())
    # All of it stands in the message: the log of a job shows nothing else.
    return f"::{found.severity} {listed}::{explained(found).translate(_IN_A_MESSAGE)}"


def _from_workspace(file: str) -> str:
    """A file as GitHub names it, from the top of the repository; a job may run in a folder below."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not os.path.exists(file):
        return file
    inside = os.path.relpath(os.path.abspath(file), workspace)
    return file if inside.startswith("..") else inside.replace(os.sep, "/")
