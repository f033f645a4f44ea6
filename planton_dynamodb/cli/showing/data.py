"""Version 1 of the JSON in which the verbs that act on tables say what became of them: `outcomes.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.guard import Refusal
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.outcome import Outcome
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_operations import WORDS


def write(outcomes: Sequence[Outcome], stream: TextIO) -> None:
    """Write what became of each table, in the order of the inputs."""
    json.dump({"version": 1, "tables": [_table(each) for each in outcomes]}, stream, indent=2)
    stream.write("\n")


def _table(outcome: Outcome) -> dict[str, Any]:
    forecast = outcome.forecast
    return {
        "name": outcome.name,
        "stack": outcome.stack,
        "result": outcome.done.value,
        "changes": [_change(each) for each in forecast.changes] if forecast else [],
        "steps": [_step(each) for each in forecast.steps] if forecast else [],
        "refusals": [_refusal(each) for each in forecast.refusals] if forecast else [],
        "drift": [_change(each) for each in outcome.drift],
        "operations": list(_operations(outcome)),
        "outputs": dict(outcome.outputs),
        "notes": list(outcome.notes),
        "error": None if outcome.fault is None else _error(outcome.fault),
    }


def _operations(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """What runs around the table, as far as anything happens to it."""
    faults = {(each.step.type, each.step.name): each.fault for each in outcome.undone}
    for step in outcome.around:
        fault = faults.get((step.type, step.name))
        yield {
            "kind": WORDS[step.type],
            "name": step.name,
            "action": step.action,
            "properties": list(step.properties),
            "error": None if fault is None else _error(fault),
        }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "effect": change.effect,
        "path": change.path,
        "index": change.index,
        "summary": change.summary,
        "why": change.why,
        "lost": change.lost,
        "limits": change.limits,
        "forward": change.forward,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "action": step.action,
        "type": step.type,
        "name": step.name,
        "properties": list(step.properties),
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"table": refusal.table, "change": _change(refusal.change), "flag": refusal.flag}


def _error(fault: Fault) -> dict[str, Any]:
    return {"summary": fault.summary, "help": fault.help, "said": fault.said}
