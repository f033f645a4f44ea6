from __future__ import annotations

import json
from typing import Any

import pytest

from tests.standin import insights, tables
from tests.standin.account import Account, Failed
from tests.standin.fixtures import StandIns
from tests.standin.tables import Unfinished

INPUTS: dict[str, Any] = {
    "name": "orders",
    "billingMode": "PROVISIONED",
    "tableClass": "STANDARD",
    "readCapacity": 5,
    "writeCapacity": 5,
    "hashKey": "id",
    "attributes": [{"name": "id", "type": "S"}],
}
INDEX: dict[str, Any] = {
    "name": "by-status",
    "hashKey": "status",
    "projectionType": "ALL",
    "readCapacity": 1,
    "writeCapacity": 1,
}
WITH_STATUS = [{"name": "id", "type": "S"}, {"name": "status", "type": "S"}]


def made(account: Account, **more: Any) -> dict[str, Any]:
    """The state of a table that was just made."""
    return tables.create(account, {**INPUTS, **more})[1]


def updates(stand_ins: StandIns) -> list[dict[str, Any]]:
    """What the changes to the table asked of AWS, call by call."""
    lines = (json.loads(line) for line in stand_ins.journal.read_text().splitlines())
    quiet = ("Describe", "List", "Create")
    return [line for line in lines if line.get("operation") and not line["operation"].startswith(quiet)]


def members(calls: list[dict[str, Any]]) -> list[set[str]]:
    """What each call carries, besides the table's name."""
    return [set(call["request"]) - {"TableName"} for call in calls]


def test_units_stream_and_indexes_each_in_its_call(account: Account, stand_ins: StandIns) -> None:
    """An index goes in a call of its own, then one call has the units, then the new index comes."""
    state = made(account, attributes=WITH_STATUS, globalSecondaryIndexes=[INDEX])
    renamed = {**INDEX, "name": "by-state"}
    wanted = {**INPUTS, "attributes": WITH_STATUS, "globalSecondaryIndexes": [renamed], "readCapacity": 6}
    changed = tables.update(account, state, wanted)
    assert [index["name"] for index in changed["globalSecondaryIndexes"]] == ["by-state"]
    assert members(updates(stand_ins)) == [
        {"GlobalSecondaryIndexUpdates"},
        {"BillingMode", "ProvisionedThroughput"},
        {"AttributeDefinitions", "GlobalSecondaryIndexUpdates"},
    ]


def test_going_on_demand_and_back_carries_the_units_of_every_index(account: Account) -> None:
    """On demand nobody has units; back again table and index have theirs."""
    provisioned = {**INPUTS, "attributes": WITH_STATUS, "globalSecondaryIndexes": [INDEX]}
    bare = {name: value for name, value in INDEX.items() if "Capacity" not in name}
    on_demand = {**provisioned, "billingMode": "PAY_PER_REQUEST", "globalSecondaryIndexes": [bare]}
    del on_demand["readCapacity"], on_demand["writeCapacity"]
    state = tables.update(account, made(account, **provisioned), on_demand)
    assert (state["billingMode"], state["readCapacity"]) == ("PAY_PER_REQUEST", 0)
    assert tables.changes(account, state, on_demand) == []
    state = tables.update(account, state, provisioned)
    assert (state["readCapacity"], state["globalSecondaryIndexes"][0]["readCapacity"]) == (5, 1)
    assert tables.changes(account, state, provisioned) == []


def test_a_stream_of_another_view_is_a_new_stream(account: Account, stand_ins: StandIns) -> None:
    """It is switched off and on again, and has another name afterwards."""
    stream = {"streamEnabled": True, "streamViewType": "NEW_IMAGE"}
    state = made(account, **stream)
    wanted = {**INPUTS, **stream, "streamViewType": "KEYS_ONLY"}
    changed = tables.update(account, state, wanted)
    assert changed["streamViewType"] == "KEYS_ONLY"
    assert changed["streamLabel"] not in {"", state["streamLabel"]}
    sent = [call["request"]["StreamSpecification"]["StreamEnabled"] for call in updates(stand_ins)]
    assert sent == [False, True]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {},
            {"deletionProtectionEnabled": True, "readCapacity": 6},
            "DeletionProtection modification must be the only",
        ),
        (
            {},
            {"streamEnabled": True, "streamViewType": "NEW_IMAGE", "readCapacity": 6},
            "You cannot modify stream status while updating table IOPS",
        ),
        (
            {"ttl": {"enabled": True, "attributeName": "expires"}},
            {"ttl": {"enabled": True, "attributeName": "until"}},
            "TimeToLive is active on a different AttributeName: current AttributeName is expires",
        ),
        (
            {"ttl": {"enabled": True, "attributeName": "expires"}},
            {"ttl": {"enabled": False}},
            "'timeToLiveSpecification.attributeName' failed to satisfy constraint",
        ),
    ],
)
def test_aws_refuses_an_update_that(
    account: Account, before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    """What the provider mixes or sends wrongly fails, and the state says what stands there."""
    state = made(account, **before)
    with pytest.raises(Unfinished, match=said) as refused:
        tables.update(account, state, {**INPUTS, **after})
    assert "updating Amazon DynamoDB Table (orders): " in str(refused.value)
    assert refused.value.state == state


def test_everything_else_changes_and_can_change_back(account: Account) -> None:
    """Expiry, recovery, encryption, class, protection and tags: on, nothing to do, off, nothing to do."""
    off = {
        **INPUTS,
        "ttl": {"enabled": False, "attributeName": "expires"},
        "pointInTimeRecovery": {"enabled": False},
        "serverSideEncryption": {"enabled": False},
        "deletionProtectionEnabled": False,
    }
    on = {
        **INPUTS,
        "ttl": {"enabled": True, "attributeName": "expires"},
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/one"},
        "deletionProtectionEnabled": True,
        "tableClass": "STANDARD_INFREQUENT_ACCESS",
        "tags": {"team": "shop"},
    }
    state = made(account, **off)
    assert tables.changes(account, state, off) == []
    for wanted in (on, off):
        assert tables.changes(account, state, wanted)
        state = tables.update(account, state, wanted)
        assert tables.changes(account, state, wanted) == []


def test_definitions_of_another_type_go_unheard(account: Account) -> None:
    """A new index over an attribute that stands there already has its old type."""
    state = made(account)
    wanted = {
        **INPUTS,
        "attributes": [{"name": "id", "type": "N"}],
        "globalSecondaryIndexes": [{**INDEX, "hashKey": "id"}],
    }
    assert tables.update(account, state, wanted)["attributes"] == [{"name": "id", "type": "S"}]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"readCapacity": None}, "Member must have value greater than or equal to 1"),
        ({"tags": {"aws:team": "shop"}}, "Tag Key cannot be prefixed with aws:, Key: aws:team"),
        ({"tags": {"team": "50%"}}, "The Tag Value provided is invalid, Value: 50%"),
        (
            {
                "localSecondaryIndexes": [
                    {"name": "by-status", "rangeKey": "status", "projectionType": "ALL"}
                ],
                "attributes": WITH_STATUS,
            },
            "Table KeySchema does not have a range key",
        ),
        (
            {"globalSecondaryIndexes": [{**INDEX, "projectionType": "INCLUDE"}], "attributes": WITH_STATUS},
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        (
            {"globalSecondaryIndexes": [{**INDEX, "readCapacity": 0}], "attributes": WITH_STATUS},
            "read capacity must be > 0 when billing mode is PROVISIONED",
        ),
        ({"name": "or"}, "Member must have length greater than or equal to 3"),
    ],
)
def test_aws_refuses_a_table_that(account: Account, more: dict[str, Any], said: str) -> None:
    """A table that AWS would not make is not made here."""
    with pytest.raises(Failed, match=said):
        made(account, **more)
    assert tables.read(account, str(more.get("name", "orders"))) is None


def test_a_table_that_is_not_there_reads_as_nothing_and_deletes_as_done(account: Account) -> None:
    """Nobody fails over a table that has gone."""
    assert tables.read(account, "orders") is None
    tables.delete(account, {}, "orders")


def test_what_the_stand_in_cannot_do_it_says(account: Account) -> None:
    """A program that wants more than this judge knows is not passed."""
    with pytest.raises(Failed, match="does not know how to do replicas"):
        tables.plan(account, {**INPUTS, "replicas": [{"regionName": "eu-west-1"}]})


def test_default_tags_stand_at_aws_and_are_no_change(account: Account) -> None:
    """The configuration's tags are on the table, and not among the table's own."""
    account.settings = {**account.settings, "defaultTags": {"tags": {"owner": "us"}}}
    state = made(account, tags={"team": "shop"})
    assert state["tags"] == {"team": "shop"}
    assert state["tagsAll"] == {"owner": "us", "team": "shop"}
    assert tables.changes(account, state, {**INPUTS, "tags": {"team": "shop"}}) == []


def test_insights_are_switched_on_and_off(account: Account) -> None:
    """Their id names table and account, and when they are off they read as nothing."""
    made(account)
    name, state = insights.create(account, {"tableName": "orders"})
    assert name == "name:orders/index:/123456789012"
    assert state["tableName"] == "orders"
    assert insights.changes(account, state, {"tableName": "orders"}) == []
    insights.delete(account, state, name)
    assert insights.read(account, name) is None


def test_insights_need_a_table(account: Account) -> None:
    """AWS knows no insights of a table that is not there."""
    with pytest.raises(Failed, match=r"creating DynamoDB Contributor Insights for table \(orders\)"):
        insights.create(account, {"tableName": "orders"})
