from __future__ import annotations

import re
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from planton_dynamodb.contract.api_pb2 import AwsDynamodb
from tests.contract.cel import documented_rules_violated, rules_violated
from tools.generate_contract import PROTO_ROOT

SPEC_PROTO = PROTO_ROOT / "org/project_planton/provider/aws/awsdynamodb/v1/spec.proto"

HASH = {"attributeName": "pk", "keyType": "KEY_TYPE_HASH"}
RANGE = {"attributeName": "sk", "keyType": "KEY_TYPE_RANGE"}
NEITHER = {"attributeName": "other"}
ALL = {"type": "PROJECTION_TYPE_ALL"}

SOUND: dict[str, Any] = {
    "billingMode": "BILLING_MODE_PAY_PER_REQUEST",
    "attributeDefinitions": [
        {"name": "pk", "type": "ATTRIBUTE_TYPE_S"},
        {"name": "sk", "type": "ATTRIBUTE_TYPE_S"},
    ],
    "keySchema": [HASH, RANGE],
}


def provisioned(read: int | None, write: int | None) -> dict[str, Any]:
    """Settings of a provisioned table with these units."""
    units = {"readCapacityUnits": read, "writeCapacityUnits": write}
    return {"billingMode": "BILLING_MODE_PROVISIONED", "provisionedThroughput": units}


def gsi(*key: dict[str, str], projection: dict[str, Any] = ALL) -> dict[str, Any]:
    """One global secondary index."""
    index = {"name": "by-status", "keySchema": list(key), "projection": projection}
    return {"globalSecondaryIndexes": [index]}


def lsi(*key: dict[str, str], projection: dict[str, Any] = ALL) -> dict[str, Any]:
    """One local secondary index."""
    index = {"name": "by-date", "keySchema": list(key), "projection": projection}
    return {"localSecondaryIndexes": [index]}


def include(*attributes: str) -> dict[str, Any]:
    """A projection of the keys and these attributes."""
    return {"type": "PROJECTION_TYPE_INCLUDE", "nonKeyAttributes": list(attributes)}


NEW_IMAGE = {"streamViewType": "STREAM_VIEW_TYPE_NEW_IMAGE"}

# Documented rule, rule id, settings that break it, their sound neighbour.
CASES: list[tuple[int, str, dict[str, Any], dict[str, Any]]] = [
    (1, "billing-mode-required", {"billingMode": None}, {"billingMode": "BILLING_MODE_PAY_PER_REQUEST"}),
    (1, "billing-mode-required", {"billingMode": "BILLING_MODE_UNSPECIFIED"}, provisioned(1, 1)),
    (1, "billing-mode-required", {"billingMode": 3}, {"billingMode": 2}),
    (2, "key-schema-hash-count", {"keySchema": []}, {"keySchema": [HASH]}),
    (2, "key-schema-hash-count", {"keySchema": [RANGE]}, {"keySchema": [HASH]}),
    (2, "key-schema-hash-count", {"keySchema": [HASH, HASH]}, {"keySchema": [HASH, RANGE]}),
    (2, "key-schema-range-count", {"keySchema": [HASH, RANGE, RANGE]}, {"keySchema": [HASH, RANGE]}),
    (2, "key-schema-length", {"keySchema": [HASH, RANGE, NEITHER]}, {"keySchema": [HASH, RANGE]}),
    (3, "throughput-required", {"billingMode": "BILLING_MODE_PROVISIONED"}, provisioned(1, 1)),
    (3, "throughput-required", provisioned(None, 5), provisioned(1, 5)),
    (3, "throughput-required", provisioned(5, 0), provisioned(5, 1)),
    (3, "throughput-min", provisioned(-1, 5), provisioned(1, 5)),
    (3, "throughput-min", provisioned(5, -1), provisioned(5, 1)),
    (4, "stream-view-type-required", {"streamEnabled": True}, {"streamEnabled": True, **NEW_IMAGE}),
    (4, "stream-view-type-when-disabled", NEW_IMAGE, {"streamViewType": "STREAM_VIEW_TYPE_UNSPECIFIED"}),
    (
        5,
        "ttl-attribute-required",
        {"ttl": {"enabled": True}},
        {"ttl": {"enabled": True, "attributeName": "expiresAt"}},
    ),
    (5, "ttl-attribute-when-disabled", {"ttl": {"attributeName": "expiresAt"}}, {"ttl": {}}),
    (6, "gsi-key-hash-count", gsi(), gsi(HASH)),
    (6, "gsi-key-hash-count", gsi(RANGE), gsi(HASH, RANGE)),
    (6, "gsi-key-hash-count", gsi(HASH, HASH), gsi(HASH)),
    (6, "gsi-key-range-count", gsi(HASH, RANGE, RANGE), gsi(HASH, RANGE)),
    (6, "gsi-key-length", gsi(HASH, RANGE, NEITHER), gsi(HASH, RANGE)),
    (7, "lsi-key-hash-count", lsi(RANGE), lsi(HASH, RANGE)),
    (7, "lsi-key-hash-count", lsi(HASH, HASH), lsi(HASH, RANGE)),
    (7, "lsi-key-range-count", lsi(HASH), lsi(HASH, RANGE)),
    (7, "lsi-key-length", lsi(HASH, RANGE, NEITHER), lsi(HASH, RANGE)),
    (
        8,
        "projection-include-needs-attributes",
        gsi(HASH, projection=include()),
        gsi(HASH, projection=include("total")),
    ),
    (
        8,
        "projection-include-needs-attributes",
        lsi(HASH, RANGE, projection=include()),
        lsi(HASH, RANGE, projection=include("total")),
    ),
]


def manifest(settings: dict[str, Any]) -> bytes:
    """Serialize a sound manifest with some settings of its spec changed."""
    envelope = {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "orders"},
    }
    return ParseDict({**envelope, "spec": {**SOUND, **settings}}, AwsDynamodb()).SerializeToString()


@pytest.mark.parametrize(("number", "rule", "broken", "mended"), CASES)
def test_cel_refuses_what_breaks_a_documented_rule(
    number: int, rule: str, broken: dict[str, Any], mended: dict[str, Any]
) -> None:
    """A table that breaks one documented rule is refused for that rule and for no other."""
    assert documented_rules_violated(manifest(broken)) == {number}
    assert rule in rules_violated(manifest(broken))


@pytest.mark.parametrize(("number", "rule", "broken", "mended"), CASES)
def test_cel_accepts_the_neighbour_that_keeps_the_rule(
    number: int, rule: str, broken: dict[str, Any], mended: dict[str, Any]
) -> None:
    """A table that only just keeps the rule breaks nothing at all."""
    assert rules_violated(manifest(mended)) == set()


def test_every_rule_that_stands_in_the_proto_has_a_case_here() -> None:
    """No rule is added to spec.proto without a message that it refuses."""
    stated = set(re.findall(r'\bid: "([a-z-]+)"', SPEC_PROTO.read_text(encoding="utf-8")))
    assert stated == {rule for _, rule, _, _ in CASES}
    assert {number for number, _, _, _ in CASES} == set(range(1, 9))


def test_throughput_does_not_matter_to_the_documented_rules_on_demand() -> None:
    """Rule 3 speaks of provisioned tables; that AWS refuses units on demand is another rule's business."""
    on_demand = {**provisioned(-1, 0), "billingMode": "BILLING_MODE_PAY_PER_REQUEST"}
    assert documented_rules_violated(manifest(on_demand)) == set()


def test_all_broken_rules_are_named_at_once() -> None:
    """One message can break every documented rule, and each is reported."""
    broken: dict[str, Any] = {
        **gsi(projection=include()),
        **lsi(HASH),
        "billingMode": "BILLING_MODE_PROVISIONED",
        "keySchema": [],
        "ttl": {"enabled": True},
        "streamEnabled": True,
    }
    assert documented_rules_violated(manifest(broken)) == {2, 3, 4, 5, 6, 7, 8}
    assert documented_rules_violated(manifest({**broken, "billingMode": None})) == {1, 2, 4, 5, 6, 7, 8}


def test_the_envelope_is_part_of_the_contract() -> None:
    """An empty message lacks its constants, its metadata and its spec, which are not documented rules."""
    assert rules_violated(b"") == {"string.const", "required"}
    assert documented_rules_violated(b"") == set()
