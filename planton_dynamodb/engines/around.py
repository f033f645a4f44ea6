"""What runs around a table, as a stack's state has it: its pieces, what became of them, and what is kept for later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from planton_dynamodb.changes.step import Step
from planton_dynamodb.operations.declared import reserved
from planton_dynamodb.operations.values import READ, WRITE, Operations
from planton_dynamodb.table.outputs import STREAM_ARN, STREAM_LABEL
from planton_dynamodb.table.table import PROVISIONED, Table
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
)

Properties = Mapping[str, Any]

_NAMED_BY_AWS = frozenset({ALARM_TYPE, PARAMETER_TYPE, POLICY_TYPE, ROLE_POLICY_TYPE})
_SIDES = {"ReadCapacityUnits": READ, "WriteCapacityUnits": WRITE}
_COVERED = "[secret]"
"""How the engine's events say what is secret: the value of a parameter, which may be of that sort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One resource around a table, as the state has it."""

    urn: str
    type: str
    name: str
    """What AWS calls it; of scaling, its name in the stack."""
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScaledSide:
    """A side that is scaled at AWS, and between which units."""

    index: str | None
    direction: str
    least: int
    most: int


def name_of_piece(kind: str, urn: str, inputs: Properties | None) -> str:
    """What people find it by at AWS."""
    named = (inputs or {}).get("name") if kind in _NAMED_BY_AWS else None
    return named if isinstance(named, str) and named else urn.rsplit("::", 1)[-1]


def for_now(operations: Operations | None, table: Table) -> Operations | None:
    """What can run around a table on the way to what it is to be: the rest waits until the table has come to it."""
    if operations is None:
        return None
    indexes = {None, *(index.name for index in table.global_indexes)}
    provisioned = table.billing_mode == PROVISIONED
    streams = () if table.stream_view_type is not None else (STREAM_ARN, STREAM_LABEL)
    return replace(
        operations,
        scaling=tuple(each for each in operations.scaling if provisioned and each.index in indexes),
        parameters=tuple(each for each in operations.parameters if each.output not in streams),
    )


def scaled_sides(pieces: Iterable[Piece]) -> Iterator[ScaledSide]:
    """What AWS scales, by the state."""
    for piece in pieces:
        if piece.type != SCALABLE_TYPE:
            continue
        state = {**piece.inputs, **piece.outputs}
        _, sort, side = str(state.get("scalableDimension", "::")).split(":")
        index = str(state.get("resourceId", "")).rpartition("/index/")[2] if sort == "index" else None
        if side in _SIDES:
            yield ScaledSide(
                index, _SIDES[side], int(state.get("minCapacity") or 0), int(state.get("maxCapacity") or 0)
            )


def moved_within(found: Table, sides: Iterable[ScaledSide]) -> tuple[ScaledSide, ...]:
    """The scaled sides whose units are what they may be."""
    return tuple(
        side
        for side in sides
        if (units := reserved(found, side.index, side.direction)) is not None
        and side.least <= units <= side.most
    )


def drifted(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[Step, ...]:
    """What somebody else deleted or changed since, as what was done to it."""
    now = {piece.urn: piece for piece in after}
    return tuple(step for piece in before if (step := _drifted(piece, now.get(piece.urn))) is not None)


def is_as_asked(asked: Piece, found: Piece) -> bool:
    """Whether what AWS has can be what it was asked for."""
    said = {name: value for name, value in asked.inputs.items() if not name.startswith("__")}
    return not any(
        _differs(value, found.outputs.get(name)) for name, value in said.items() if value != _COVERED
    )


def _drifted(before: Piece, after: Piece | None) -> Step | None:
    if after is None:
        return Step("delete", before.type, before.name)
    changed = tuple(
        name
        for name in sorted(before.inputs)
        if not name.startswith("__")
        and _differs(before.outputs.get(name, before.inputs[name]), after.outputs.get(name))
    )
    return Step("update", before.type, before.name, changed) if changed else None


def _differs(before: Any, after: Any) -> bool:  # noqa: ANN401 - values of any shape
    """Whether something that was said is no longer so; what AWS adds by itself is no difference."""
    before, after = _read(before), _read(after)
    if not before and not after:
        return False
    if isinstance(before, dict) and isinstance(after, dict):
        return any(_differs(value, after.get(name)) for name, value in before.items())
    if isinstance(before, list) and isinstance(after, list):
        ordered = [
            sorted(each, key=lambda item: json.dumps(item, sort_keys=True)) for each in (before, after)
        ]
        return len(before) != len(after) or any(map(_differs, *ordered))
    return bool(before != after)


def _read(value: Any) -> Any:  # noqa: ANN401 - as above
    """A document that is written as a text, read: its blanks and the order of its keys mean nothing."""
    if isinstance(value, str) and value.startswith("{"):
        with suppress(ValueError):
            return json.loads(value)
    return value
