from __future__ import annotations

from typing import Any

import pytest

from tests.standin.differences import insights_changes, table_changes
from tests.standin.shapes import UNKNOWN

INDEX: dict[str, Any] = {"name": "by-status", "hashKey": "status", "projectionType": "ALL"}
LOCAL: dict[str, Any] = {"name": "by-total", "rangeKey": "total", "projectionType": "ALL"}
INPUTS: dict[str, Any] = {
    "name": "orders",
    "billingMode": "PROVISIONED",
    "tableClass": "STANDARD",
    "readCapacity": 5,
    "writeCapacity": 5,
    "hashKey": "id",
    "rangeKey": "at",
    "attributes": [{"name": name, "type": "S"} for name in ("id", "at", "status", "total")],
    "globalSecondaryIndexes": [{**INDEX, "readCapacity": 2, "writeCapacity": 2}],
    "localSecondaryIndexes": [LOCAL],
    "streamEnabled": True,
    "streamViewType": "NEW_IMAGE",
    "ttl": {"enabled": True, "attributeName": "expires"},
    "pointInTimeRecovery": {"enabled": True},
    "serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/one"},
    "tags": {"team": "shop"},
}
STATE: dict[str, Any] = {
    **INPUTS,
    "region": "us-east-1",
    "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
    "globalSecondaryIndexes": [
        {
            **INPUTS["globalSecondaryIndexes"][0],
            "keySchemas": [{"attributeName": "status", "keyType": "HASH"}],
        }
    ],
    "warmThroughput": {"readUnitsPerSecond": 5, "writeUnitsPerSecond": 5},
}


def seen(_state: dict[str, Any] | None = None, /, **new: Any) -> dict[str, str]:
    """The changes, with a `!` where they take a new table. A value of None leaves the property out."""
    inputs: dict[str, Any] = {name: value for name, value in {**INPUTS, **new}.items() if value is not None}
    changes = table_changes({**STATE, **(_state or {})}, inputs, inputs.pop("provider_region", "us-east-1"))
    return {change.path: change.kind + "!" * change.replaces for change in changes}


def test_a_table_as_it_is_wanted_has_no_changes() -> None:
    """What AWS adds to a state is no difference."""
    assert seen() == {}


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        ({"name": "other"}, {"name": "update!"}),
        ({"hashKey": "key"}, {"hashKey": "update!"}),
        ({"rangeKey": "when"}, {"rangeKey": "update!"}),
        ({"rangeKey": None}, {"rangeKey": "delete!"}),
        ({"name": UNKNOWN}, {"name": "update!"}),
        ({"region": "eu-west-1"}, {"region": "update!"}),
        ({"restoreDateTime": "2026-01-01T00:00:00Z"}, {"restoreDateTime": "add!"}),
        ({"localSecondaryIndexes": None}, {"localSecondaryIndexes[0]": "delete!"}),
        (
            {"localSecondaryIndexes": [LOCAL, {**LOCAL, "name": "second"}]},
            {"localSecondaryIndexes[1]": "add!"},
        ),
        (
            {"localSecondaryIndexes": [{**LOCAL, "name": "renamed"}]},
            {"localSecondaryIndexes[0]": "delete!"},
        ),
    ],
)
def test_a_new_table_is_taken_for(new: dict[str, Any], changes: dict[str, str]) -> None:
    """Name, keys, region, restoring, and local indexes that come, go or are renamed."""
    assert seen(**new) == changes


def test_a_provider_of_another_region_takes_a_new_table() -> None:
    """The region of the provider counts where the table names none."""
    assert seen(provider_region="eu-west-1") == {"region": "update!"}


@pytest.mark.parametrize(
    "new",
    [
        {"attributes": [{"name": name, "type": "N"} for name in ("id", "at", "status", "total")]},
        {"attributes": list(reversed(INPUTS["attributes"]))},
        {"localSecondaryIndexes": [{**LOCAL, "projectionType": "KEYS_ONLY", "rangeKey": "status"}]},
        {"ttl": None},
        {"pointInTimeRecovery": None},
        {"serverSideEncryption": None},
        {"serverSideEncryption": {"enabled": True}},
        {"globalSecondaryIndexes": None},
        {"hashKey": None},
        {"readCapacity": None},
        {"streamViewType": None},
    ],
)
def test_the_provider_does_not_see(new: dict[str, Any]) -> None:
    """A type of an attribute, the inside of a local index, and whatever it leaves alone when it is absent."""
    assert seen(**new) == {}


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        ({"billingMode": "PAY_PER_REQUEST"}, {"billingMode": "update"}),
        ({"readCapacity": 6}, {"readCapacity": "update"}),
        ({"tableClass": "STANDARD_INFREQUENT_ACCESS"}, {"tableClass": "update"}),
        ({"deletionProtectionEnabled": True}, {"deletionProtectionEnabled": "add"}),
        ({"streamEnabled": None, "streamViewType": None}, {"streamEnabled": "delete"}),
        ({"streamViewType": "KEYS_ONLY"}, {"streamViewType": "update"}),
        ({"tags": None}, {"tags.team": "delete"}),
        ({"tags": {"team": "ops", "cost": "1"}}, {"tags.cost": "add", "tags.team": "update"}),
        ({"tags": UNKNOWN}, {"tags": "update"}),
        ({"ttl": {"enabled": False}}, {"ttl.enabled": "update", "ttl.attributeName": "delete"}),
        ({"ttl": {"enabled": True, "attributeName": "until"}}, {"ttl.attributeName": "update"}),
        ({"pointInTimeRecovery": {"enabled": False}}, {"pointInTimeRecovery.enabled": "update"}),
        ({"serverSideEncryption": {"enabled": False}}, {"serverSideEncryption.enabled": "update"}),
        (
            {"globalSecondaryIndexes": [{**INDEX, "readCapacity": 3, "writeCapacity": 2}]},
            {"globalSecondaryIndexes[0].readCapacity": "update"},
        ),
        (
            {
                "globalSecondaryIndexes": [],
                "attributes": [{"name": n, "type": "S"} for n in ("id", "at", "total")],
            },
            {"globalSecondaryIndexes[0]": "delete", "attributes[2]": "delete"},
        ),
        (
            {"globalSecondaryIndexes": [{**INDEX, "readCapacity": 2, "writeCapacity": 2, "rangeKey": "at"}]},
            {"globalSecondaryIndexes[0].hashKey": "update"},
        ),
    ],
)
def test_a_table_changes_in_place_for(new: dict[str, Any], changes: dict[str, str]) -> None:
    """Everything else, and each with the path of what differs."""
    assert seen(**new) == changes


def test_off_and_absent_are_the_same_for_a_table_that_has_it_off() -> None:
    """Recovery, encryption and expiry that are off give no difference, however that is written."""
    off: dict[str, Any] = {
        "ttl": {"enabled": False, "attributeName": ""},
        "pointInTimeRecovery": {"enabled": False},
        "serverSideEncryption": {"enabled": False, "kmsKeyArn": ""},
        "streamEnabled": False,
        "deletionProtectionEnabled": False,
    }
    assert seen(off, **{**off, "streamViewType": None}) == {}
    absent: dict[str, Any] = dict.fromkeys((*off, "streamViewType"))
    assert seen(off, **absent) == {}


def test_a_key_written_in_either_way_is_the_same_key() -> None:
    """`hashKey` and `keySchemas` say the same of an index."""
    schemas = [{"attributeName": "status", "keyType": "HASH"}]
    index = {**INPUTS["globalSecondaryIndexes"][0], "keySchemas": schemas}
    del index["hashKey"]
    assert seen(globalSecondaryIndexes=[index]) == {}


def test_projected_attributes_have_no_order() -> None:
    """The provider keeps them as a set."""
    one, other = (
        [{**INPUTS["globalSecondaryIndexes"][0], "projectionType": "INCLUDE", "nonKeyAttributes": names}]
        for names in (["a", "b"], ["b", "a"])
    )
    assert seen({"globalSecondaryIndexes": one}, globalSecondaryIndexes=other) == {}


def test_insights_move_to_another_table_by_being_made_anew() -> None:
    """The table and the index of insights are fixed."""
    changes = insights_changes(
        {"tableName": "orders", "region": "us-east-1"}, {"tableName": "carts"}, "us-east-1"
    )
    assert [(change.path, change.replaces) for change in changes] == [("tableName", True)]
