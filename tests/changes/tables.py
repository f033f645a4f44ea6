"""Tables for the tests of changes: one to change, and steps of an engine's preview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.step import Step
from planton_dynamodb.table.table import (
    PROVISIONED,
    Capacity,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

TABLE_TYPE = "aws:dynamodb/table:Table"

ORDERS = Table(
    name="orders",
    attributes=(("customer", "S"), ("placedAt", "N"), ("total", "N"), ("state", "S")),
    key=Key("customer", "placedAt"),
    global_indexes=(GlobalIndex("by-state", Key("state", "placedAt"), Projection("INCLUDE", ("a", "b"))),),
    local_indexes=(LocalIndex("by-total", Key("customer", "total")),),
)

UNITS = replace(
    ORDERS,
    billing_mode=PROVISIONED,
    capacity=Capacity(5, 5),
    global_indexes=(ORDERS.global_indexes[0]._replace(capacity=Capacity(2, 2)),),
)
"""The same with units."""


def index(table: Table = ORDERS, **parts: Any) -> GlobalIndex:  # noqa: ANN401  # as the value has them
    """The global index of a table with something changed."""
    return table.global_indexes[0]._replace(**parts)


def typed(table: Table = ORDERS, **types: str) -> Table:
    """A table whose attributes have other types."""
    return replace(table, attributes=tuple((name, types.get(name, kind)) for name, kind in table.attributes))


def changes(new: Table, old: Table = ORDERS) -> list[str]:
    """Each change as its id, effect and path."""
    return [f"{change.id} {change.effect} {change.path}".strip() for change in compare(old, new)]


def only(new: Table, old: Table = ORDERS) -> Change:
    """The one change that there is."""
    (found,) = compare(old, new)
    return found


def step(action: str, name: str = "orders", *properties: str) -> Step:
    """What an engine plans for a table."""
    return Step(action, TABLE_TYPE, name, properties)
