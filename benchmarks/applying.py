"""`apply` against a bare program of Pulumi's Automation API, and how long `rehearse` takes."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks import report
from benchmarks.measuring import Command, Times, ratio, seconds
from tests.standin.fixtures import Cloud, StandIns, engine_command, new_cloud, standing_in

_BARE = str(Path(__file__).with_name("bare_apply.py"))
_OURS = os.path.join(os.path.dirname(sys.executable), "planton-dynamodb")
_AT_MOST = 1.3
"""What `apply` may take, by what the bare program takes."""
_REHEARSED_IN = 2.0

CHANGE = "spec.pointInTimeRecoveryEnabled=true"
TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: customerId
      type: S
    - name: orderId
      type: S
    - name: status
      type: S
  keySchema:
    - attributeName: customerId
      keyType: HASH
    - attributeName: orderId
      keyType: RANGE
  globalSecondaryIndexes:
    - name: by-status
      keySchema:
        - attributeName: status
          keyType: HASH
      projection:
        type: ALL
  streamEnabled: true
  streamViewType: NEW_IMAGE
"""


def rows(runs: int) -> Iterator[report.Row]:
    """A row for each case of `apply`, where there is an engine, and one for `rehearse`."""
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "table.yaml")
        Path(table).write_text(TABLE, encoding="utf-8")
        command = engine_command()
        if command is not None:
            journal = Path(folder, "standin")
            journal.mkdir()
            with standing_in(journal) as stand_ins:
                yield from _applied(table, command, stand_ins, Path(folder), runs)
        yield _rehearsed(table, runs)


def _applied(table: str, engine: Path, stand_ins: StandIns, folder: Path, runs: int) -> Iterator[report.Row]:
    """Both make the table, find nothing to do, and make one change: each with an AWS and a state of its own."""
    lives = contestants(table)
    times: dict[str, Times] = {case: {name: [] for name in lives} for case in lives["ours"]}
    # The first round reads from the disk what the others find in memory, and counts only where there is no other.
    rounds = [1] if runs == 1 else range(runs + 1)
    for number in rounds:
        for name, cases in lives.items():
            home = folder / f"{name}-{number}"
            home.mkdir()
            with new_cloud(engine, stand_ins, home) as cloud:
                for case, taken in _one_life(cases, cloud).items():
                    if number:
                        times[case][name].append(taken)
    for case, measured in times.items():
        ours, bare = measured["ours"], measured["bare"]
        yield report.Row(
            f"`apply`, {case}",
            "a bare Automation API program",
            median(ours),
            median(bare),
            "s",
            ratio(ours, bare),
            _AT_MOST,
        )


def _one_life(cases: Mapping[str, Command], cloud: Cloud) -> dict[str, float]:
    return {case: seconds(command, cloud.env) for case, command in cases.items()}


def contestants(table: str) -> dict[str, dict[str, Command]]:
    """The commands of both for each case, which are run in this order."""
    apply, bare = [_OURS, "apply", table, "--yes"], [sys.executable, _BARE]
    return {
        "ours": {"a new table": apply, "nothing to do": apply, "one change": [*apply, "--set", CHANGE]},
        "bare": {"a new table": bare, "nothing to do": bare, "one change": [*bare, "recoverable"]},
    }


def _rehearsed(table: str, runs: int) -> report.Row:
    taken = [seconds([_OURS, "rehearse", table]) for _ in range(runs + 1)][1:]
    share = median(taken) / _REHEARSED_IN
    return report.Row(
        "`rehearse`, one table", "the time it may take", median(taken), _REHEARSED_IN, "s", share, 1
    )
