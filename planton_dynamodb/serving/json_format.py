"""Checked access patterns as version 1 of their JSON, frozen whatever becomes of the insides.

`report.schema.json` beside this module describes it; a diagnostic is the one that `validate --format json` prints.
"""

from __future__ import annotations

import json
from typing import TextIO

from planton_dynamodb.diagnostics.json_format import Json, as_json
from planton_dynamodb.diagnostics.model import Summary
from planton_dynamodb.patterns.served import Row, Verdict
from planton_dynamodb.serving.report import CheckedPatterns, PatternReport


def write(found: PatternReport, summary: Summary, stream: TextIO, *, quiet: bool = False) -> None:  # noqa: ARG001  # all of it is asked for
    """Print one JSON document, each manifest and each diagnostic on a line of its own."""
    stream.write(f'{{"version": 1,\n "summary": {json.dumps(_summary(found, summary))},\n "designs": [')
    _write_lines([_design(design) for design in found.designs], stream)
    stream.write('],\n "diagnostics": [')
    _write_lines([as_json(diagnostic) for diagnostic in found.diagnostics], stream)
    stream.write("]}\n")


def _write_lines(values: list[Json], stream: TextIO) -> None:
    separator = "\n  "
    for value in values:
        stream.write(separator + json.dumps(value))
        separator = ",\n  "


def _summary(found: PatternReport, summary: Summary) -> Json:
    verdicts = [row.verdict for row in found.patterns]
    return {
        "files": summary.files,
        "resources": summary.resources,
        "skipped": summary.skipped,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "patterns": len(verdicts),
        "served": verdicts.count(Verdict.SERVED),
        "scans": verdicts.count(Verdict.SCAN),
        "notServed": verdicts.count(Verdict.NOT_SERVED),
        "untried": verdicts.count(Verdict.UNTRIED),
    }


def _design(design: CheckedPatterns) -> Json:
    return {
        "name": design.name,
        "file": design.file,
        "table": {"name": design.table, "found": design.table_found, "sound": design.table_sound},
        "patterns": [_pattern(row, design.table) for row in design.patterns],
        "indexes": [{"name": use.name, "patterns": list(use.patterns)} for use in design.indexes],
    }


def _pattern(row: Row, table: str) -> Json:
    served = row.verdict is not Verdict.NOT_SERVED
    return {
        "name": row.name,
        "operation": row.operation or None,
        "servedBy": {"table": table, "index": row.index or None} if served else None,
        "scan": row.scan,
        "keys": row.keys,
        "readUnits": row.read_units,
        "writeUnits": row.write_units,
        "itemsRead": row.items_read,
        "itemsReturned": row.items_returned,
        "verdict": row.verdict.value,
    }
