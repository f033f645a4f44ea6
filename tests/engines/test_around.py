"""What runs around a table, read off a stack's state and compared with what it was."""

from __future__ import annotations

from typing import Any

import pytest

from planton_dynamodb.engines.around import (
    Piece,
    ScaledSide,
    drifted,
    for_now,
    is_as_asked,
    moved_within,
    name_of_piece,
    scaled_sides,
)
from planton_dynamodb.operations.values import Operations, Parameter, Scaling
from planton_dynamodb.table.table import PROVISIONED, Capacity, GlobalIndex, Key, Table
from planton_dynamodb.targets.pulumi_operations import ALARM_TYPE, PARAMETER_TYPE, SCALABLE_TYPE

TABLE = Table(
    name="orders",
    attributes=(("id", "S"),),
    key=Key("id"),
    billing_mode=PROVISIONED,
    capacity=Capacity(5, 5),
)


def alarm(**outputs: Any) -> Piece:  # noqa: ANN401 - as a state has them
    """An alarm that was asked for with a threshold and two actions."""
    inputs = {"name": "a", "threshold": 1, "alarmActions": ["x", "y"], "okActions": [], "__defaults": []}
    found = {**inputs, **outputs}
    return Piece(urn="urn::a", type=ALARM_TYPE, name="a", inputs=inputs, outputs=found)


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({}, ()),
        ({"alarmActions": ["y", "x"]}, ()),
        ({"okActions": None}, ()),
        ({"arn": "arn:other"}, ()),
        ({"threshold": 2}, ("threshold",)),
        ({"alarmActions": ["x"]}, ("alarmActions",)),
        ({"okActions": ["z"]}, ("okActions",)),
    ],
)
def test_only_what_was_said_and_is_no_longer_so_has_changed(
    outputs: dict[str, Any], said: tuple[str, ...]
) -> None:
    """Order, blanks and what AWS adds by itself are no change."""
    found = drifted([alarm()], [alarm(**outputs)])
    assert tuple(name for step in found for name in step.properties) == said


def test_documents_are_compared_as_what_they_say() -> None:
    """Blanks and the order of keys mean nothing in a policy."""
    left = Piece(urn="p", type="t", name="p", inputs={"policy": '{"a": 1, "b": [2]}'})
    same = Piece(urn="p", type="t", name="p", outputs={"policy": '{"b":[2],"a":1}'})
    other = Piece(urn="p", type="t", name="p", outputs={"policy": '{"b":[3],"a":1}'})
    assert drifted([left], [same]) == ()
    assert drifted([left], [other])[0].properties == ("policy",)


def test_what_is_gone_was_deleted() -> None:
    """It is no longer in the state after it was read from AWS."""
    assert [(step.subject, step.action) for step in drifted([alarm()], [])] == [("alarm a", "delete")]


def test_what_is_there_is_as_asked_where_no_value_says_otherwise() -> None:
    """A value that the engine covered up is no proof of either."""
    asked = Piece(urn="p", type=PARAMETER_TYPE, name="p", inputs={"value": "[secret]", "description": "ours"})
    ours = Piece(urn="p", type=PARAMETER_TYPE, name="p", outputs={"value": "1", "description": "ours"})
    theirs = Piece(urn="p", type=PARAMETER_TYPE, name="p", outputs={"value": "1", "description": ""})
    assert is_as_asked(asked, ours)
    assert not is_as_asked(asked, theirs)


def test_what_the_table_has_not_come_to_yet_waits() -> None:
    """Scaling of an index that is not there, of units that are not reserved, and the ARN of a stream."""
    of_table, of_index = (Scaling("read", name, 1, 9, 70, 60, 60) for name in (None, "by-state"))
    stream = Parameter("/stream-arn", "stream_arn")
    name = Parameter("/table-name", "table_name")
    operations = Operations(table="orders", scaling=(of_table, of_index), parameters=(name, stream))
    now = for_now(operations, TABLE)
    assert now is not None
    assert (now.scaling, now.parameters) == ((of_table,), (name,))
    on_demand = for_now(operations, Table(name="orders", attributes=(), key=Key("id")))
    assert on_demand is not None
    assert on_demand.scaling == ()
    assert for_now(None, TABLE) is None


def test_scaled_sides_are_read_off_the_targets_of_scaling() -> None:
    """Of the table and of an index, reads and writes."""

    def target(resource: str, dimension: str) -> Piece:
        inputs = {
            "resourceId": resource,
            "scalableDimension": dimension,
            "minCapacity": 1,
            "maxCapacity": 9.0,
        }
        return Piece(urn=resource, type=SCALABLE_TYPE, name="t", inputs=inputs)

    pieces = [
        target("table/orders", "dynamodb:table:ReadCapacityUnits"),
        target("table/orders/index/by-state", "dynamodb:index:WriteCapacityUnits"),
        alarm(),
    ]
    assert list(scaled_sides(pieces)) == [
        ScaledSide(None, "read", 1, 9),
        ScaledSide("by-state", "write", 1, 9),
    ]


def test_units_have_moved_as_they_may_within_their_bounds_only() -> None:
    """The bounds themselves are within."""
    index = GlobalIndex("by-state", Key("state"), capacity=Capacity(5, 10))
    found = Table(
        name="orders",
        attributes=(),
        key=Key("id"),
        billing_mode=PROVISIONED,
        capacity=Capacity(1, 9),
        global_indexes=(index,),
    )
    low, high = ScaledSide(None, "read", 1, 9), ScaledSide(None, "write", 1, 9)
    beyond, unknown = ScaledSide("by-state", "write", 1, 9), ScaledSide("other", "read", 1, 9)
    assert moved_within(found, [low, high, beyond, unknown]) == (low, high)


def test_parameters_are_called_by_their_path() -> None:
    """What has no name at AWS is called as in its stack."""
    urn = "urn:pulumi:orders::p::a$b::orders-table-name"
    assert name_of_piece(PARAMETER_TYPE, urn, {"name": "/shop/table-name"}) == "/shop/table-name"
    assert name_of_piece(SCALABLE_TYPE, urn, {"name": "x"}) == "orders-table-name"
    assert name_of_piece(ALARM_TYPE, urn, None) == "orders-table-name"
