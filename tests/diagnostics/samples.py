"""Findings to print, each at a part of a text that it names."""

from __future__ import annotations

import io
from types import ModuleType
from typing import Any

from planton_dynamodb.diagnostics.model import Diagnostic, Edit, Fix, Related, Report, Resource
from planton_dynamodb.manifest.source import Location, Source

ORDERS = """\
spec:
  attributeDefinitions:
    - name: customerId
      type: S
    - name: customerId
      type: S
"""


def place(text: str, part: str, *, file: str = "orders.yaml", last: bool = False) -> Location:
    """Where a part of a text stands."""
    start = text.rindex(part) if last else text.index(part)
    return Source(file, text).location(start, start + len(part))


def found(location: Location, **more: object) -> Diagnostic:
    """A finding at a place."""
    fields: dict[str, Any] = {
        "rule": "attr-def-duplicate",
        "severity": "error",
        "message": "`customerId` is defined twice",
        "detail": None,
        "help": "remove one of the two definitions",
        "resource": Resource("AwsDynamodb", "orders"),
        "path": "spec.attributeDefinitions[1].name",
        "documented_rule": None,
        "location": location,
    }
    return Diagnostic(**(fields | more))


def full() -> Diagnostic:
    """A finding that has everything a finding can have."""
    second = place(ORDERS, "    - name: customerId\n      type: S\n", last=True)
    return found(
        place(ORDERS, "customerId", last=True),
        detail="Attribute Name is duplicated: customerId",
        documented_rule=2,
        related=(
            Related(
                "it is first defined here", "spec.attributeDefinitions[0].name", place(ORDERS, "customerId")
            ),
        ),
        fix=Fix("remove the second definition", True, (Edit(second, ""),)),
    )


def report(*findings: Diagnostic, resources: int = 1, skipped: int = 0, files: int = 1) -> Report:
    """A report of findings."""
    made = Report()
    made.add([*findings])
    made.summary.files, made.summary.resources, made.summary.skipped = files, resources, skipped
    return made


def printed(form: ModuleType, given: Report, *, quiet: bool = False) -> str:
    """What a format prints."""
    stream = io.StringIO()
    form.write(given, stream, quiet=quiet)
    return stream.getvalue()
