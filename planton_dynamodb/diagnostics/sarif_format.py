"""SARIF 2.1.0, the interchange format of static analysis: for code scanning, editors and dashboards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import groupby
from typing import Any, TextIO, TypeAlias
from urllib.parse import quote

from planton_dynamodb import __version__
from planton_dynamodb.diagnostics.model import Diagnostic, Edit, Fix, Report
from planton_dynamodb.manifest.source import Location
from planton_dynamodb.rules.registry import Rule, all_rules

Json: TypeAlias = dict[str, Any]
_Numbers: TypeAlias = dict[str, int]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:  # noqa: ARG001  # all of it is asked for
    """Print one log with one run."""
    rules = _numbered(found.rule for found in report.diagnostics)
    files = _numbered(location.file for found in report.diagnostics for location in _locations(found))
    known = all_rules()
    driver = {
        "name": "planton-dynamodb",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(known[name]) for name in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(file)}} for file in files],
        "results": [_result(found, rules[found.rule], files) for found in report.diagnostics],
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, stream, indent=2)
    stream.write("\n")


def _numbered(names: Iterable[str]) -> _Numbers:
    """Names in their order with their places in the list that others point into."""
    return {name: number for number, name in enumerate(sorted(set(names)))}


def _invocation(report: Report) -> Json:
    said = [{"level": "error", "message": {"text": failure}} for failure in report.failures]
    invocation: Json = {"executionSuccessful": not said, "exitCode": report.exit_code}
    return invocation | {"toolExecutionNotifications": said} if said else invocation


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.name,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": _section(rule.documentation, "What it finds") or f"{rule.summary}."},
        "help": {"text": _without_marks(rule.documentation), "markdown": rule.documentation},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"documentedRule": rule.documented, "tags": [rule.family.replace("_", "-")]},
    }


def _section(documentation: str, heading: str) -> str:
    """The text under a heading, as one paragraph."""
    _, _, behind = documentation.partition(f"## {heading}\n")
    return " ".join(behind.partition("\n## ")[0].split())


def _without_marks(markdown: str) -> str:
    lines = (line.removeprefix("## ") for line in markdown.splitlines() if not line.startswith("```"))
    return "\n".join(lines)


def _result(found: Diagnostic, rule: int, files: _Numbers) -> Json:
    place = _place(found.location, files)
    if found.path:
        place["logicalLocations"] = [{"fullyQualifiedName": found.path}]
    result: Json = {
        "ruleId": found.rule,
        "ruleIndex": rule,
        "level": found.severity,
        "message": {"text": _message(found)},
        "locations": [place],
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, **_place(related.location, files), "message": {"text": related.message}}
            for number, related in enumerate(found.related, 1)
        ]
    if found.fix is not None:
        result["fixes"] = [_fix(found.fix, files)]
    if found.resource is not None:
        result["properties"] = {"kind": found.resource.kind, "resource": found.resource.name}
    return result


def _message(found: Diagnostic) -> str:
    answer = f"\nAWS answers: {found.detail}" if found.detail is not None else ""
    return f"{found.message}{answer}\nhelp: {found.help}"


def _place(location: Location, files: _Numbers) -> Json:
    return {
        "physicalLocation": {"artifactLocation": _artifact(location.file, files), "region": _region(location)}
    }


def _artifact(file: str, files: _Numbers) -> Json:
    return {"uri": _uri(file), "index": files[file]}


def _region(location: Location) -> Json:
    start, end = location.start, location.end
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.offset,
        "byteLength": end.offset - start.offset,
    }


def _fix(fix: Fix, files: _Numbers) -> Json:
    edits = sorted(fix.edits, key=lambda edit: (edit.location.file, edit.location.start.offset))
    changes = [
        {"artifactLocation": _artifact(file, files), "replacements": [_replacement(edit) for edit in group]}
        for file, group in groupby(edits, key=lambda edit: edit.location.file)
    ]
    return {"description": {"text": fix.title}, "artifactChanges": changes, "properties": {"safe": fix.safe}}


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}}


def _locations(found: Diagnostic) -> list[Location]:
    edits = found.fix.edits if found.fix is not None else ()
    return [found.location, *(one.location for one in found.related), *(edit.location for edit in edits)]


def _uri(file: str) -> str:
    """A file as a reference: from where the tool was run, or an absolute one."""
    path = quote(os.fsencode(os.path.normpath(file).replace(os.sep, "/")))
    if not os.path.isabs(file):
        return path
    return f"file://{path}" if path.startswith("/") else f"file:///{path}"
