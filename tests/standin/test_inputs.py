from __future__ import annotations

from typing import Any

import pytest

from tests.standin.inputs import (
    attribute_refusal,
    insights_refusals,
    table_refusals,
    table_shape,
    with_table_defaults,
)
from tests.standin.shapes import UNKNOWN

ORDERS: dict[str, Any] = {
    "name": "orders",
    "billingMode": "PAY_PER_REQUEST",
    "hashKey": "id",
    "attributes": [{"name": "id", "type": "S"}],
}
BY_STATUS: dict[str, Any] = {"name": "by-status", "hashKey": "status", "projectionType": "ALL"}


def index(**more: Any) -> dict[str, Any]:
    """A table with one global index."""
    return {"globalSecondaryIndexes": [{**BY_STATUS, **more}]}


def paths(given: dict[str, Any]) -> list[str]:
    """The properties that are refused."""
    return [misfit.path for misfit in table_refusals({**ORDERS, **given})]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"hash_key": "id"}, "hash_key"),
        ({"readCapacity": "5"}, "readCapacity"),
        ({"readCapacity": 1.5}, "readCapacity"),
        ({"streamEnabled": "true"}, "streamEnabled"),
        ({"tags": {"team": 5}}, "tags.team"),
        ({"tags": ["team"]}, "tags"),
        ({"ttl": [{"enabled": True}]}, "ttl"),
        ({"attributes": {"name": "id", "type": "S"}}, "attributes"),
        ({"attributes": [{"name": "id"}]}, "attributes[0].type"),
        ({"attributes": [{"name": "id", "type": "S", "kind": "S"}]}, "attributes[0].kind"),
        (index(keySchema=[]), "globalSecondaryIndexes[0].keySchema"),
        (
            {"globalSecondaryIndexes": [{"name": "by-status", "hashKey": "status"}]},
            "globalSecondaryIndexes[0].projectionType",
        ),
        (
            {"localSecondaryIndexes": [{"name": "x", "projectionType": "ALL"}]},
            "localSecondaryIndexes[0].rangeKey",
        ),
        ({"serverSideEncryption": {"kmsKeyArn": "x"}}, "serverSideEncryption.enabled"),
    ],
)
def test_a_name_or_a_type_that_pulumi_aws_does_not_have_is_refused(given: dict[str, Any], path: str) -> None:
    """The refusal names the property."""
    assert paths(given) == [path]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"billingMode": "ON_DEMAND"}, "billingMode"),
        ({"billingMode": "PROVISIONED", "readCapacity": 0, "writeCapacity": 1}, "readCapacity"),
        ({"writeCapacity": 5}, "writeCapacity"),
        ({"tableClass": "COLD"}, "tableClass"),
        ({"attributes": [{"name": "id", "type": "X"}]}, "attributes[0].type"),
        ({"streamEnabled": True}, "streamViewType"),
        ({"streamEnabled": True, "streamViewType": "ALL"}, "streamViewType"),
        ({"streamEnabled": False, "streamViewType": "NEW_IMAGE"}, "streamViewType"),
        ({"streamViewType": "NEW_IMAGE"}, "streamViewType"),
        ({"ttl": {"enabled": True}}, "ttl.attributeName"),
        ({"ttl": {"enabled": True, "attributeName": ""}}, "ttl.attributeName"),
        (
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 36}},
            "pointInTimeRecovery.recoveryPeriodInDays",
        ),
        (
            {"serverSideEncryption": {"enabled": True, "kmsKeyArn": "alias/own"}},
            "serverSideEncryption.kmsKeyArn",
        ),
        (index(keySchemas=[{"attributeName": "status", "keyType": "HASH"}]), "globalSecondaryIndexes[0]"),
        (index(hashKey=None), "globalSecondaryIndexes[0]"),
        (index(projectionType="SOME"), "globalSecondaryIndexes[0].projectionType"),
        (
            index(hashKey=None, rangeKey="at", keySchemas=[{"attributeName": "status", "keyType": "HASH"}]),
            "globalSecondaryIndexes[0].rangeKey",
        ),
        (
            index(
                hashKey=None,
                keySchemas=[
                    {"attributeName": "at", "keyType": "RANGE"},
                    {"attributeName": "status", "keyType": "HASH"},
                ],
            ),
            "globalSecondaryIndexes[0].keySchemas",
        ),
        ({"onDemandThroughput": {"maxReadRequestUnits": 1}, "readCapacity": 0}, "readCapacity"),
    ],
)
def test_what_the_provider_does_not_take_together_is_refused(given: dict[str, Any], path: str) -> None:
    """The refusal names the property."""
    assert paths(given) == [path]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            name: UNKNOWN
            for name in table_shape().fields
            if not name.startswith(("restore", "import", "onDemand"))
        },
        {"streamEnabled": True, "streamViewType": UNKNOWN},
        {"ttl": {"enabled": True, "attributeName": UNKNOWN}},
        {"ttl": {"enabled": False, "attributeName": "expires"}},
        {"tags": {"team": UNKNOWN}},
        index(hashKey=UNKNOWN),
        index(hashKey=None, keySchemas=[{"attributeName": UNKNOWN, "keyType": "HASH"}]),
    ],
)
def test_what_may_be_right_passes(given: dict[str, Any]) -> None:
    """A value that nobody knows yet is no reason to refuse, and expiry that is off may name its attribute."""
    assert table_refusals({**ORDERS, **given}) == []


def test_the_providers_defaults_are_added() -> None:
    """The billing mode and the class are the provider's where none are given."""
    completed = with_table_defaults(
        {"name": "orders", "ttl": {}, "tags": None}, {}, "orders", b"\x01\x02\x03\x04"
    )
    assert completed == {
        "name": "orders",
        "billingMode": "PROVISIONED",
        "tableClass": "STANDARD",
        "ttl": {"enabled": False},
    }


def test_a_table_without_a_name_gets_one_and_keeps_it() -> None:
    """The name has a random end, and a later run with another seed has the same."""
    first = with_table_defaults({}, {}, "orders", b"\x01\x02\x03\x04")
    assert first["name"] == "orders-0102030"
    assert with_table_defaults({}, first, "orders", b"\x05\x06\x07\x08")["name"] == "orders-0102030"


@pytest.mark.parametrize(
    ("given", "standing", "said"),
    [
        ({}, [], None),
        ({"attributes": []}, [], 'all indexes must match a defined attribute. Unmatched indexes: ["id"]'),
        (
            {"attributes": [{"name": "id", "type": "S"}, {"name": "spare", "type": "N"}]},
            [],
            'all attributes must be indexed. Unused attributes: ["spare"]',
        ),
        ({"attributes": [{"name": "id", "type": "S"}, {"name": "spare", "type": "N"}]}, ["spare"], None),
        (index(), [], 'all indexes must match a defined attribute. Unmatched indexes: ["status"]'),
        ({"attributes": UNKNOWN}, [], None),
    ],
)
def test_definitions_and_keys_must_match(
    given: dict[str, Any], standing: list[str], said: str | None
) -> None:
    """What a global index uses that stands at AWS already counts as used."""
    assert attribute_refusal({**ORDERS, **given}, frozenset(standing)) == said


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, "tableName"),
        ({"tableName": "orders", "table": "orders"}, "table"),
        ({"tableName": "orders", "mode": "ALL"}, "mode"),
    ],
)
def test_insights_are_judged_too(given: dict[str, Any], path: str) -> None:
    """The refusal names the property."""
    assert [misfit.path for misfit in insights_refusals(given)] == [path]
