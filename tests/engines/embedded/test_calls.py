"""Which calls a change takes. What a table is then is compared with its manifest in test_rehearsal.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.embedded.cloud import Call
from planton_dynamodb.engines.embedded.rehearsal import rehearse
from planton_dynamodb.table.table import Capacity, Encryption, Expiry, GlobalIndex, Key, Projection, Table

ORDERS = Table(
    "orders",
    (("customer", "S"), ("placed", "N"), ("status", "S")),
    Key("customer", "placed"),
    "PROVISIONED",
    Capacity(5, 5),
    (GlobalIndex("by-status", Key("status", "placed"), Projection("ALL"), Capacity(2, 2)),),
)
UNITS = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 5}
ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"


def changed(**fields: Any) -> Table:  # noqa: ANN401 - the fields of a table have many types
    """The table with something else about it."""
    return replace(ORDERS, **fields)


def calls(new: Table, old: Table = ORDERS) -> list[tuple[str, dict[str, Any]]]:
    """The calls of a change, without the name of the table."""
    allowed = Allowed(rebuild=frozenset({"orders/by-status"}))
    return [_short(call) for call in rehearse(new, old, allowed).calls]


def _short(call: Call) -> tuple[str, dict[str, Any]]:
    return call.operation, {name: value for name, value in call.parameters.items() if name != "TableName"}


@pytest.mark.parametrize(
    ("new", "call"),
    [
        (
            changed(capacity=Capacity(9, 5)),
            ("UpdateTable", {"ProvisionedThroughput": UNITS}),
        ),
        (
            changed(global_indexes=(ORDERS.global_indexes[0]._replace(capacity=Capacity(9, 5)),)),
            (
                "UpdateTable",
                {
                    "GlobalSecondaryIndexUpdates": [
                        {"Update": {"IndexName": "by-status", "ProvisionedThroughput": UNITS}}
                    ]
                },
            ),
        ),
        (
            changed(
                billing_mode="PAY_PER_REQUEST",
                capacity=None,
                global_indexes=(ORDERS.global_indexes[0]._replace(capacity=None),),
            ),
            ("UpdateTable", {"BillingMode": "PAY_PER_REQUEST"}),
        ),
        (
            changed(stream_view_type="NEW_IMAGE"),
            ("UpdateTable", {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}}),
        ),
        (
            changed(encryption=Encryption(enabled=True)),
            ("UpdateTable", {"SSESpecification": {"Enabled": True, "SSEType": "KMS"}}),
        ),
        (
            changed(table_class="STANDARD_INFREQUENT_ACCESS"),
            ("UpdateTable", {"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
        ),
        (changed(deletion_protection=True), ("UpdateTable", {"DeletionProtectionEnabled": True})),
        (
            changed(expiry=Expiry(enabled=True, attribute="expires")),
            ("UpdateTimeToLive", {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires"}}),
        ),
        (
            changed(point_in_time_recovery=True),
            (
                "UpdateContinuousBackups",
                {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
            ),
        ),
        (
            changed(contributor_insights=True),
            ("UpdateContributorInsights", {"ContributorInsightsAction": "ENABLE"}),
        ),
        (
            changed(tags=(("team", "shop"),)),
            ("TagResource", {"ResourceArn": ARN, "Tags": [{"Key": "team", "Value": "shop"}]}),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_change_is_one_call(new: Table, call: tuple[str, dict[str, Any]]) -> None:
    """It says what changes and nothing else; to make the same table again takes none."""
    assert calls(new) == [call]
    assert calls(new, new) == []


def test_what_is_switched_on_is_switched_off() -> None:
    """Expiry names its attribute even then: AWS wants to hear it."""
    on = changed(
        expiry=Expiry(enabled=True, attribute="expires"), contributor_insights=True, tags=(("team", "shop"),)
    )
    assert calls(ORDERS, on) == [
        ("UntagResource", {"ResourceArn": ARN, "TagKeys": ["team"]}),
        ("UpdateTimeToLive", {"TimeToLiveSpecification": {"Enabled": False, "AttributeName": "expires"}}),
        ("UpdateContributorInsights", {"ContributorInsightsAction": "DISABLE"}),
    ]


def test_indexes_come_and_go_one_by_one() -> None:
    """AWS makes or deletes one index in a call; one that changes is deleted and made again."""
    by_status = ORDERS.global_indexes[0]._replace(projection=Projection("KEYS_ONLY"))
    by_day = by_status._replace(name="by-day", key=Key("placed"))
    updates = [
        members["GlobalSecondaryIndexUpdates"]
        for _, members in calls(changed(global_indexes=(by_status, by_day)))
    ]
    assert [(*update[0], len(update)) for update in updates] == [("Delete", 1), ("Create", 1), ("Create", 1)]


def test_an_index_goes_before_its_key_gets_another_type() -> None:
    """AWS takes the type of an attribute only with a new index: the old one goes in an apply of its own."""
    retyped = changed(attributes=(*ORDERS.attributes[:2], ("status", "N")))
    updates = [
        (members["AttributeDefinitions"][2:], *members["GlobalSecondaryIndexUpdates"][0])
        for _, members in calls(retyped)
    ]
    assert updates == [([], "Delete"), ([{"AttributeName": "status", "AttributeType": "N"}], "Create")]


def test_whoever_begins_to_reserve_units_does_so_for_every_index() -> None:
    """AWS wants all of them in the call that switches the billing mode."""
    on_demand = changed(
        billing_mode="PAY_PER_REQUEST",
        capacity=None,
        global_indexes=(ORDERS.global_indexes[0]._replace(capacity=None),),
    )
    [(operation, members)] = calls(ORDERS, on_demand)
    assert operation == "UpdateTable"
    assert sorted(members) == ["BillingMode", "GlobalSecondaryIndexUpdates", "ProvisionedThroughput"]
    assert members["GlobalSecondaryIndexUpdates"][0]["Update"]["IndexName"] == "by-status"


def test_another_view_type_is_another_stream() -> None:
    """AWS cannot change what a stream holds."""
    streams = [
        members["StreamSpecification"]["StreamEnabled"]
        for _, members in calls(changed(stream_view_type="KEYS_ONLY"), changed(stream_view_type="NEW_IMAGE"))
    ]
    assert streams == [False, True]
