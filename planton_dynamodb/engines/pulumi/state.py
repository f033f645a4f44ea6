"""What a stack knows of its table, read off the deployment that Pulumi exports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.engines.around import Piece, name_of_piece
from planton_dynamodb.table.outputs import OUTPUTS
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_of
from planton_dynamodb.targets.pulumi_operations import COMPONENT_TYPE, WORDS

STACK_TYPE = "pulumi:pulumi:Stack"
MAKING = "AWS was asked to make this, and did not say whether it has"
CHANGING = "AWS was asked to change this, and did not say whether it has"
PROVIDER_PREFIX = "pulumi:providers:"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""What tells a secret in a state from a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A stack's state, as far as it matters here."""

    exists: bool = True
    table: Table | None = None
    urn: str = ""
    """What the engine calls the table."""
    protected: bool = False
    retained: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    unsure: bool = False
    """Whether something had begun, and nobody knows what became of it."""
    resources: int = 0
    """How many there are besides what the engine keeps for itself: the stack, its providers, a component."""
    around: tuple[Piece, ...] = ()
    """What runs around the table."""
    beside: tuple[str, ...] = ()
    """What the engine calls all that is there and is not the table's own, in the order in which it was made."""


def state_of(deployment: Mapping[str, Any]) -> State:
    """A deployment read."""
    resources: Sequence[Mapping[str, Any]] = deployment.get("resources") or ()
    # What is marked `delete` is already replaced by another of the same name.
    living = [each for each in resources if not (each.get("delete") or is_deleted(each))]
    table = next((each for each in living if each.get("type") == TABLE_TYPE), None)
    insights = any(each.get("type") == INSIGHTS_TYPE for each in living)
    stack = next((each for each in living if each.get("type") == STACK_TYPE), {})
    return State(
        table=None
        if table is None
        else table_of(table.get("inputs") or {}, table.get("outputs") or {}, insights=insights),
        urn="" if table is None else table["urn"],
        protected=bool(table and table.get("protect")),
        retained=bool(table and table.get("retainOnDelete")),
        # A stack goes on showing what it handed back for a table that somebody else deleted since.
        outputs={}
        if table is None
        else outputs_of(stack.get("outputs") or {}) or _outputs_of_table(table.get("outputs") or {}),
        unsure=bool(deployment.get("pending_operations"))
        or any(each.get("initErrors") or is_deleted(each) for each in resources),
        resources=sum(_is_made(each) for each in resources),
        around=tuple(_pieces(living)),
        beside=tuple(each["urn"] for each in living if each.get("type") in (COMPONENT_TYPE, *WORDS)),
    )


def _pieces(resources: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    for each in resources:
        kind, inputs = each.get("type", ""), _open(each.get("inputs") or {})
        if kind in WORDS:
            yield Piece(
                urn=each["urn"],
                type=kind,
                name=name_of_piece(kind, each["urn"], inputs),
                inputs=inputs,
                outputs=_open(each.get("outputs") or {}),
            )


def _open(value: Any) -> Any:  # noqa: ANN401 - values of any shape
    """A value without marks of secrets, as far as these were opened when the state was exported."""
    if isinstance(value, Mapping):
        if _SIGNATURE in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else value
        return {name: _open(inner) for name, inner in value.items()}
    return [_open(inner) for inner in value] if isinstance(value, list) else value


def is_deleted(resource: Mapping[str, Any]) -> bool:
    """Whether it is gone, and the engine did not come to making what was to take its place."""
    return bool(resource.get("pendingReplacement"))


def begun_table(deployment: Mapping[str, Any]) -> Table | None:
    """The table that AWS was asked to make, where nobody knows whether it did."""
    for each in deployment.get("resources") or ():
        if each.get("type") == TABLE_TYPE and MAKING in (each.get("initErrors") or ()):
            return table_of(each["inputs"], {}, insights=False)
    return None


def begun_pieces(deployment: Mapping[str, Any]) -> tuple[Piece, ...]:
    """What AWS was asked to make around the table, where nobody knows whether it did."""
    resources = deployment.get("resources") or ()
    return tuple(_pieces([each for each in resources if MAKING in (each.get("initErrors") or ())]))


def _is_made(resource: Mapping[str, Any]) -> bool:
    kind = resource.get("type", "")
    return kind not in (STACK_TYPE, COMPONENT_TYPE) and not kind.startswith(PROVIDER_PREFIX)


def _outputs_of_table(found: Mapping[str, Any]) -> dict[str, str]:
    """The five outputs by the table itself, where a run came to it and not to its end."""
    if not found.get("arn"):
        return {}
    streams = bool(found.get("streamEnabled"))
    return outputs_of(
        {
            "table_name": found.get("name"),
            "table_arn": found.get("arn"),
            "table_id": found.get("id"),
            "stream_arn": found.get("streamArn") if streams else "",
            "stream_label": found.get("streamLabel") if streams else "",
        }
    )


def outputs_of(found: Mapping[str, Any]) -> dict[str, str]:
    """The five outputs of a stack; nothing where it has none yet."""
    if not any(found.get(name) for name in OUTPUTS):
        return {}
    return {name: str(found.get(name) or "") for name in OUTPUTS}
