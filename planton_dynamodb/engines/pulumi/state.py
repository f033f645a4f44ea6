"""What a stack knows of its table, read off the deployment that Pulumi exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_of

STACK_TYPE = "pulumi:pulumi:Stack"
OUTPUTS = ("table_name", "table_arn", "table_id", "stream_arn", "stream_label")
MAKING = "AWS was asked to make this table, and did not say whether it has"
CHANGING = "AWS was asked to change this table, and did not say whether it has"
PROVIDER_PREFIX = "pulumi:providers:"


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
    """How many there are besides the stack itself and its providers."""


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
        outputs={} if table is None else outputs_of(stack.get("outputs") or {}),
        unsure=bool(deployment.get("pending_operations"))
        or any(each.get("initErrors") or is_deleted(each) for each in resources),
        resources=sum(_is_made(each) for each in resources),
    )


def is_deleted(resource: Mapping[str, Any]) -> bool:
    """Whether it is gone, and the engine did not come to making what was to take its place."""
    return bool(resource.get("pendingReplacement"))


def begun_table(deployment: Mapping[str, Any]) -> Table | None:
    """The table that AWS was asked to make, where nobody knows whether it did."""
    for each in deployment.get("resources") or ():
        if each.get("type") == TABLE_TYPE and MAKING in (each.get("initErrors") or ()):
            return table_of(each["inputs"], {}, insights=False)
    return None


def _is_made(resource: Mapping[str, Any]) -> bool:
    kind = resource.get("type", "")
    return kind != STACK_TYPE and not kind.startswith(PROVIDER_PREFIX)


def outputs_of(found: Mapping[str, Any]) -> dict[str, str]:
    """The five outputs of a stack; nothing where it has none yet."""
    if not any(found.get(name) for name in OUTPUTS):
        return {}
    return {name: str(found.get(name) or "") for name in OUTPUTS}
