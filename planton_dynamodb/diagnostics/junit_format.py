"""For build servers: JUnit's XML, a suite for each file and a case for each resource in it.

A case holds at most one failure, with all of its errors in it: some readers allow for no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from planton_dynamodb.diagnostics.lines import explained
from planton_dynamodb.diagnostics.model import Diagnostic, Report

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_IN_AN_ATTRIBUTE = str.maketrans({"\n": "&#10;", "\t": "&#9;"})


@dataclass(slots=True)
class _Case:
    """A resource, or what is said about a file outside of any resource."""

    name: str
    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:  # noqa: ARG001  # all of it is asked for
    """Print one XML document."""
    suites = _suites(report)
    cases = [case for suite in suites.values() for case in suite]
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(f'<testsuites name="planton-dynamodb validate" {_counts(cases)}>\n')
    for file, suite in suites.items():
        stream.write(f"  <testsuite name={_quoted(file)} {_counts(suite)}>\n")
        for case in suite:
            stream.writelines(f"    {line}\n" for line in _written(case, file))
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _suites(report: Report) -> dict[str, list[_Case]]:
    """The cases of each file; findings outside of a resource are a case named after the file."""
    suites: dict[str, dict[str, _Case]] = {}
    for file, _, name in report.checked:
        _case(suites, file, name)
    for found in report.diagnostics:
        file = found.location.file
        case = _case(suites, file, found.resource.name if found.resource else file)
        (case.errors if found.severity == "error" else case.warnings).append(found)
    return {file: list(suite.values()) for file, suite in suites.items()}


def _case(suites: dict[str, dict[str, _Case]], file: str, name: str) -> _Case:
    return suites.setdefault(file, {}).setdefault(name, _Case(name or "(without a name)"))


def _counts(cases: list[_Case]) -> str:
    return f'tests="{len(cases)}" failures="{sum(bool(case.errors) for case in cases)}" errors="0"'


def _written(case: _Case, file: str) -> Iterator[str]:
    opening = f"<testcase name={_quoted(case.name)} classname={_quoted(file)} file={_quoted(file)}"
    if not case.errors and not case.warnings:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    if case.errors:
        message = "; ".join(found.message for found in case.errors)
        rules = " ".join(dict.fromkeys(found.rule for found in case.errors))
        said = _escaped("\n\n".join(map(explained, case.errors)))
        yield f"  <failure message={_quoted(message)} type={_quoted(rules)}>{said}</failure>"
    if case.warnings:
        said = _escaped("\n\n".join(map(explained, case.warnings)))
        yield f"  <system-out>{said}</system-out>"
    yield "</testcase>"


def _quoted(text: str) -> str:
    return f'"{_escaped(text).translate(_IN_AN_ATTRIBUTE)}"'


def _escaped(text: str) -> str:
    """Text as XML: what XML cannot hold is spelt out, and what a stream may not hold is a reference."""
    legal = _NOT_IN_XML.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)
    return legal.translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii")
