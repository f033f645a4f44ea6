"""Version 1 of the JSON output, frozen whatever becomes of the insides.

`report.schema.json` describes it.
"""

from __future__ import annotations

import json
from typing import Any, TextIO, TypeAlias

from planton_dynamodb.diagnostics.model import Diagnostic, Fix, Related, Report, Resource, Summary
from planton_dynamodb.manifest.source import Location, Position

Json: TypeAlias = dict[str, Any]


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:  # noqa: ARG001  # all of it is asked for
    """Print one JSON document, each diagnostic on a line of its own."""
    stream.write(f'{{"version": 1,\n "summary": {json.dumps(_summary(report.summary))},\n "diagnostics": [')
    separator = "\n  "
    for found in report.diagnostics:
        stream.write(separator + json.dumps(as_json(found)))
        separator = ",\n  "
    stream.write("]}\n")


def as_json(found: Diagnostic) -> Json:
    """A diagnostic as version 1 has it."""
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "detail": found.detail,
        "help": found.help,
        "resource": _resource(found.resource),
        "path": found.path,
        "documentedRule": found.documented_rule,
        "location": _location(found.location),
        "related": [_related(related) for related in found.related],
        "fix": _fix(found.fix),
    }


def _summary(summary: Summary) -> Json:
    return {
        "files": summary.files,
        "resources": summary.resources,
        "skipped": summary.skipped,
        "errors": summary.errors,
        "warnings": summary.warnings,
    }


def _resource(resource: Resource | None) -> Json | None:
    return None if resource is None else {"kind": resource.kind, "name": resource.name}


def _location(location: Location) -> Json:
    return {"file": location.file, "start": _position(location.start), "end": _position(location.end)}


def _position(position: Position) -> Json:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _related(related: Related) -> Json:
    return {"message": related.message, "path": related.path, "location": _location(related.location)}


def _fix(fix: Fix | None) -> Json | None:
    if fix is None:
        return None
    edits = [{"location": _location(edit.location), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}
