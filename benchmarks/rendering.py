"""`render` of each target against `validate` of the same file: what is written costs no more than what is checked."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import report
from benchmarks.applying import TABLE
from benchmarks.measuring import Command, interleaved, ratio
from planton_dynamodb.targets.registry import TARGETS, Of

_OURS = os.path.join(os.path.dirname(sys.executable), "planton-dynamodb")
_AT_MOST = 1.1
"""What `render` may take, by what `validate` takes."""

AROUND = """\
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
spec:
  table: orders
  grants:
    - {name: reporting, access: READ}
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
spec:
  table: orders
  entities:
    - name: order
      keys: {customerId: "{customer}", orderId: "{order}"}
  items:
    - {name: first, entity: order, attributes: {customerId: ada, orderId: "1", status: open, total: 12}}
  patterns:
    - name: an order
      operation: GetItem
      key: {customerId: ada, orderId: "1"}
      expect: {items: [first]}
    - name: open orders
      operation: Query
      index: by-status
      keyCondition:
        status: {equals: open}
      expect: {items: [first]}
"""
"""What stands beside a table for the targets that are made of it."""
_OF_MORE = ("policy", "types")


def rows(runs: int) -> Iterator[report.Row]:
    """A row for each target, in its usual language."""
    with tempfile.TemporaryDirectory() as folder:
        alone, whole = Path(folder, "alone", "orders.yaml"), Path(folder, "whole", "orders.yaml")
        for path, text in ((alone, TABLE), (whole, TABLE + AROUND)):
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
        inputs = {target: str(whole if target in _OF_MORE else alone) for target in TARGETS}
        commands: dict[str, Command] = {
            path: [_OURS, "validate", path] for path in sorted(set(inputs.values()))
        }
        commands |= {target: _render(target, path) for target, path in inputs.items()}
        times = interleaved(commands, runs)
        for target, checked in inputs.items():
            ours, theirs = times[target], times[checked]
            yield report.Row(
                f"`render {target}`",
                "`validate`, the same file",
                median(ours),
                median(theirs),
                "s",
                ratio(ours, theirs),
                _AT_MOST,
            )


def _render(target: str, path: str) -> Command:
    made_of = [] if TARGETS[target].of is Of.KINDS else [path]
    return [_OURS, "render", target, "-q", *made_of]
