"""Terraform's state read into the words that all engines share."""

from __future__ import annotations

from typing import Any

import pytest

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.engines.terraform.region import refuse_other_region
from planton_dynamodb.engines.terraform.state import State, camel, property_names, state_of
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import (
    KEYS_ONLY,
    PROVISIONED,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)
from planton_dynamodb.targets.pulumi_operations import SCALABLE_TYPE
from planton_dynamodb.targets.pulumi_options import Account

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
ATTRIBUTES: dict[str, Any] = {
    "arn": ARN,
    "id": "orders",
    "name": "orders",
    "billing_mode": "PROVISIONED",
    "read_capacity": 5,
    "write_capacity": 6,
    "hash_key": "id",
    "range_key": "at",
    "attribute": [{"name": "at", "type": "N"}, {"name": "id", "type": "S"}],
    "global_secondary_index": [
        {
            "name": "by-at",
            "hash_key": "at",
            "range_key": "",
            "projection_type": "KEYS_ONLY",
            "non_key_attributes": [],
            "read_capacity": 1,
            "write_capacity": 2,
        }
    ],
    "local_secondary_index": [{"name": "local", "range_key": "at", "projection_type": "ALL"}],
    "ttl": [{"enabled": True, "attribute_name": "ttl"}],
    "server_side_encryption": [{"enabled": True, "kms_key_arn": "arn:of-aws's-own"}],
    "point_in_time_recovery": [{"enabled": True, "recovery_period_in_days": 35}],
    "table_class": "STANDARD",
    "stream_enabled": False,
    "tags": {"a_tag": "b"},
    "timeouts": None,
}
TABLE = Table(
    name="orders",
    attributes=(("id", "S"), ("at", "N")),
    key=Key("id", "at"),
    billing_mode=PROVISIONED,
    capacity=Capacity(5, 6),
    global_indexes=(GlobalIndex("by-at", Key("at"), Projection(KEYS_ONLY), Capacity(1, 2)),),
    local_indexes=(LocalIndex("local", Key("id", "at")),),
    expiry=Expiry(enabled=True, attribute="ttl"),
    encryption=Encryption(enabled=True),
    point_in_time_recovery=True,
    tags=(("a_tag", "b"),),
)


def document(*, holding: dict[str, Any] | None = None, **instance: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A state with the table in it."""
    outputs = {"holding": {"value": holding}} if holding is not None else {}
    instances = [{"attributes": ATTRIBUTES, **instance}]
    table = {"mode": "managed", "type": "aws_dynamodb_table", "name": "table", "instances": instances}
    return {"version": 4, "serial": 7, "outputs": outputs, "resources": [table]}


def test_the_table_is_read_as_it_was_asked_for() -> None:
    """Blocks, the units of indexes, tags as they are; AWS's own key is none that was asked for."""
    state = state_of(
        document(holding={"protect": True, "retain": True, "encrypted": True, "kms_key_arn": None})
    )
    assert state.table is not None
    assert compare(state.table, TABLE) == compare(TABLE, state.table) == ()
    assert (state.protected, state.retained, state.serial, state.tainted) == (True, True, 7, False)
    assert state.outputs["table_arn"] == ARN
    assert state.outputs["stream_arn"] == ""


def test_a_key_of_ones_own_is_told_from_that_of_aws() -> None:
    """What was asked for stands in the state; of a table that was taken over AWS's answer counts."""
    asked = state_of(document(holding={"encrypted": True, "kms_key_arn": "arn:mine"}))
    taken = state_of(document())
    for state in (asked, taken):
        assert state.table is not None
        assert state.table.encryption.key_arn == "arn:of-aws's-own"


def test_what_is_gone_or_half_made_is_seen() -> None:
    """What waits for its deletion is not there; a table of which something failed is marked by Terraform."""
    assert state_of(document(deposed="00")).table is None
    assert state_of(document(status="tainted")).tainted
    assert state_of({"version": 4, "outputs": {"table_arn": {"value": ARN}}}).outputs == {}


def test_what_runs_around_it_has_the_name_that_people_know() -> None:
    """Of scaling, which AWS knows by no name, the one that both engines make up."""
    attributes = {
        "resource_id": "table/orders/index/by-at",
        "scalable_dimension": "dynamodb:index:WriteCapacityUnits",
        "min_capacity": 5,
        "max_capacity": 9,
        "arn": "arn",
    }
    range_ = {"attributes": attributes}
    state = state_of(
        {
            "resources": [
                {"mode": "managed", "type": "aws_appautoscaling_target", "name": "x", "instances": [range_]}
            ]
        }
    )
    (piece,) = state.around
    assert (piece.type, piece.name, piece.urn) == (
        *(SCALABLE_TYPE, "orders-by-at-write"),
        "aws_appautoscaling_target.x",
    )
    assert "arn" not in piece.inputs


def test_words_are_those_of_the_other_engine() -> None:
    """Arguments and what is in them; keys that are somebody's own words stay."""
    assert property_names(["hash_key", "global_secondary_index"]) == ("globalSecondaryIndexes", "hashKey")
    assert camel({"dimensions": {"A_b": "c"}, "ttl": [{"attribute_name": "x"}], "timeouts": []}) == {
        "dimensions": {"A_b": "c"},
        "ttl": {"attributeName": "x"},
        "timeouts": None,
    }


def test_another_region_is_refused() -> None:
    """By a flag, a stack input or the environment; where nothing is said, a profile may say it."""
    state = State(outputs={"table_arn": ARN})
    for account, environment in (
        (Account(region="us-east-1"), {}),
        (None, {"AWS_REGION": "us-east-1"}),
        (None, {"AWS_DEFAULT_REGION": "us-east-1"}),
    ):
        with pytest.raises(Fault, match="the table is in eu-west-1, and us-east-1 is asked for"):
            refuse_other_region(state, account, environment)
    refuse_other_region(state, Account(region="eu-west-1"), {"AWS_REGION": "us-east-1"})
    refuse_other_region(state, None, {})
    refuse_other_region(State(), None, {"AWS_REGION": "us-east-1"})
