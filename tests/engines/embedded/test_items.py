"""Calls about items in the embedded AWS, answered as dynalite answers them, which copied the service's own messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any, TypeAlias

import pytest

from planton_dynamodb.engines.dynamodb import Answer, DynamoDB, Refused
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.endpoint import Endpoint
from tests.conformance.conftest import dynalite_address

__all__ = ["dynalite_address"]

Case: TypeAlias = tuple[str, dict[str, Any]]

TABLE: dict[str, Any] = {
    "TableName": "items",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": kind}
        for name, kind in (("PK", "S"), ("SK", "S"), ("G", "S"), ("H", "N"), ("L", "S"))
    ],
    "KeySchema": [
        {"AttributeName": "PK", "KeyType": "HASH"},
        {"AttributeName": "SK", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-g",
            "KeySchema": [
                {"AttributeName": "G", "KeyType": "HASH"},
                {"AttributeName": "H", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "by-l",
            "KeySchema": [
                {"AttributeName": "PK", "KeyType": "HASH"},
                {"AttributeName": "L", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}


def s(text: str) -> dict[str, str]:
    """A text."""
    return {"S": text}


def n(number: float) -> dict[str, str]:
    """A number."""
    return {"N": f"{number:g}"}


ITEMS: list[dict[str, Any]] = [
    {
        "PK": s("a"),
        "SK": s(f"0{number}"),
        "G": s("g"),
        "H": n(10 - number),
        "L": s(f"l{number}"),
        "n": n(number),
        "name": s("x" * number),
        "big": s("z" * 1000),
    }
    for number in range(8)
]
ITEMS.append(
    {
        "PK": s("b"),
        "SK": s("only"),
        "n": n(1),
        "set": {"SS": ["p", "q"]},
        "list": {"L": [n(1), s("two")]},
        "map": {"M": {"k": s("v")}},
    }
)
KEY, OTHER = {"PK": s("a"), "SK": s("01")}, {"PK": s("b"), "SK": s("only")}


def query(condition: str, given: dict[str, Any], **more: Any) -> Case:  # noqa: ANN401 - parameters of the call
    """A query."""
    values = {f":{name}": value for name, value in given.items()}
    return "Query", {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, **more}


def update(expression: str, key: dict[str, Any] | None = None, **given: Any) -> Case:  # noqa: ANN401 - values
    """An update."""
    parameters: dict[str, Any] = {"Key": key or KEY, "UpdateExpression": expression}
    if given:
        parameters["ExpressionAttributeValues"] = {f":{name}": value for name, value in given.items()}
    return "UpdateItem", parameters


def put(item: dict[str, Any], **more: Any) -> Case:  # noqa: ANN401 - as above
    """A write of an item."""
    return "PutItem", {"Item": item, **more}


SEARCHES: list[Case] = [
    query("PK = :p", {"p": s("a")}),
    query("PK = :p", {"p": s("a")}, ScanIndexForward=False, Limit=3),
    query("PK = :p AND SK > :s", {"p": s("a"), "s": s("04")}),
    query("PK = :p AND begins_with(SK, :s)", {"p": s("a"), "s": s("0")}),
    query("PK = :p AND SK BETWEEN :s AND :t", {"p": s("a"), "s": s("02"), "t": s("05")}),
    query("PK = :p", {"p": s("a"), "n": n(4)}, FilterExpression="n >= :n"),
    query("PK = :p", {"p": s("a"), "n": n(4)}, FilterExpression="NOT (n <> :n)"),
    query("G = :g AND H < :h", {"g": s("g"), "h": n(5)}, IndexName="by-g"),
    query("PK = :p", {"p": s("a")}, IndexName="by-l"),
    query("PK = :p", {"p": s("a")}, IndexName="by-l", ProjectionExpression="big"),
    query("PK = :p", {"p": s("a")}, IndexName="by-l", ConsistentRead=True),
    query("PK = :p", {"p": s("nobody")}),
    ("Scan", {"FilterExpression": "n > :n", "ExpressionAttributeValues": {":n": n(5)}}),
]
REFUSED_SEARCHES: list[Case] = [
    query("PK = :p", {"p": s("a"), "x": s("y")}),
    query("PK = :p", {"p": s("a")}, ExpressionAttributeNames={"#n": "name"}),
    query("PK = :p", {"p": s("a"), "x": s("y")}, FilterExpression="name = :x"),
    query("PK = :p", {"p": s("a"), "x": s("y")}, FilterExpression="SK = :x"),
    query("PK = :p", {"p": s("a"), "x": s("y")}, FilterExpression="PK.a = :x"),
    query("PK = :p", {"p": n(1)}),
    query("PK = :p AND SK = :s", {"p": s("a"), "s": n(1)}),
    query("PK = :p AND n = :s", {"p": s("a"), "s": n(1)}),
    query("SK = :s", {"s": s("a")}),
    query("PK > :p", {"p": s("a")}),
    query("PK = :p AND PK = :q", {"p": s("a"), "q": s("b")}),
    query("PK = :p AND SK BETWEEN :s AND :t", {"p": s("a"), "s": s("05"), "t": s("02")}),
    query("G = :g AND begins_with(H, :h)", {"g": s("g"), "h": n(5)}, IndexName="by-g"),
    query("G = :g AND begins_with(H, :h)", {"g": s("g"), "h": s("5")}, IndexName="by-g"),
    query("G = :g", {"g": s("g")}, IndexName="by-g", ConsistentRead=True),
    query("PK = :p", {"p": s("a")}, IndexName="nowhere"),
    query("PK = :p", {"p": s("a")}, Limit=0),
    ("Query", {}),
]
READS: list[Case] = [
    ("GetItem", {"Key": KEY}),
    ("GetItem", {"Key": KEY, "ProjectionExpression": "n, nowhere", "ConsistentRead": True}),
    ("GetItem", {"Key": {"PK": s("a"), "SK": s("nowhere")}}),
    ("GetItem", {"Key": {"PK": s("a")}}),
    ("GetItem", {"Key": {"PK": s("a"), "SK": n(1)}}),
    ("GetItem", {"Key": {**KEY, "n": n(1)}}),
    ("GetItem", {"Key": KEY, "ProjectionExpression": "name"}),
    ("GetItem", {"Key": {"PK": s("x" * 2049), "SK": s("a")}}),
    ("GetItem", {"Key": {"PK": s("a"), "SK": s("x" * 1025)}}),
    ("BatchGetItem", {"Keys": [KEY]}),
    ("BatchGetItem", {"Keys": [KEY, KEY]}),
    ("BatchGetItem", {"Keys": []}),
    ("BatchGetItem", {"Keys": [{"PK": s("a")}]}),
]
WRITES: list[Case] = [
    put({"PK": s("p"), "SK": s("1")}),
    put({**KEY, "n": n(1)}, ConditionExpression="attribute_exists(PK)"),
    put({**KEY, "n": n(1)}, ConditionExpression="attribute_not_exists(PK)"),
    put({"PK": s("p")}),
    put({"PK": s("p"), "SK": n(1)}),
    put({"PK": s("p"), "SK": s("")}),
    put({"PK": s("p"), "SK": s("1"), "G": n(1)}),
    put({"PK": s("p"), "SK": s("1"), "big": s("x" * 410_000)}),
    put({"PK": s("p"), "SK": s("1")}, ExpressionAttributeValues={":x": s("1")}),
    put({"PK": s("p"), "SK": s("1")}, ConditionExpression="n = :n"),
    update("SET n = n + :o", o=n(1)),
    update("SET n = if_not_exists(nowhere, :o) + :o", o=n(1)),
    update("SET q = :o REMOVE n", o=n(1)),
    update("ADD n :o", o=n(2)),
    update("SET q = :o", {"PK": s("new"), "SK": s("1")}, o=n(1)),
    update(
        "SET #l = list_append(#l, :o), #m.k2 = :s DELETE #s :d",
        OTHER,
        o={"L": [n(3)]},
        s=s("x"),
        d={"SS": ["p"]},
    ),
    update("SET SK = :o", o=s("1")),
    update("SET n.k = :o", o=s("1")),
    update("SET nowhere.k = :o", o=s("1")),
    update("SET G.k = :o", o=s("1")),
    update("SET G = :o", o=n(1)),
    update("SET n = :o SET q = :o", o=n(1)),
    update("SET n = :o, n = :o", o=n(1)),
    update("SET n = :o", o=n(1), p=n(1)),
    update("SET name = :o", o=n(1)),
    update("SET q = :o", {"PK": s("new")}, o=n(1)),
    ("UpdateItem", {"Key": {"PK": s("new"), "SK": s("bare")}}),
    ("DeleteItem", {"Key": KEY}),
    ("DeleteItem", {"Key": {"PK": s("a")}}),
    (
        "DeleteItem",
        {"Key": KEY, "ConditionExpression": "n = :n", "ExpressionAttributeValues": {":n": n(7)}},
    ),
]
WRITES[15][1]["ExpressionAttributeNames"] = {"#l": "list", "#m": "map", "#s": "set"}
CASES = [*SEARCHES, *REFUSED_SEARCHES, *READS, *WRITES]
NOT_CHARGED_THERE = ("by-l",)
"""dynalite forgets what a local index has to fetch from the table, and what a write costs an index."""


def whole(case: Case) -> Case:
    """A case with the name of its table."""
    operation, parameters = case
    if operation == "BatchGetItem":
        return operation, {"RequestItems": {"items": parameters}, "ReturnConsumedCapacity": "TOTAL"}
    return operation, {"TableName": "items", **parameters, "ReturnConsumedCapacity": "TOTAL"}


def answered(service: DynamoDB, case: Case) -> tuple[Any, float | None, Any]:
    """The answer without its units, or the error; the units; and what stands in the table afterwards."""
    for item in ITEMS:
        service.call("PutItem", {"TableName": "items", "Item": item})
    try:
        answer: Any = service.call(*whole(case))
    except Refused as refused:
        return (refused.code, refused.text), None, standing(service)
    consumed = answer.pop("ConsumedCapacity", {"CapacityUnits": None})
    units = (consumed[0] if isinstance(consumed, list) else consumed)["CapacityUnits"]
    for member in [name for name, value in answer.items() if value in ({}, [])]:
        del answer[member]
    there = standing(service)
    return answer, units, there


def standing(service: DynamoDB) -> list[str]:
    """The items of the table, in an order of ours."""
    found = service.call("Scan", {"TableName": "items"})["Items"]
    return sorted(json.dumps(_sorted(item), sort_keys=True) for item in found)


def _sorted(item: Answer) -> Answer:
    sets = {name: {"SS": sorted(value["SS"])} for name, value in item.items() if "SS" in value}
    return {**item, **sets}


def emptied(service: DynamoDB) -> None:
    """Take away what a case has left."""
    for item in service.call("Scan", {"TableName": "items"})["Items"]:
        service.call("DeleteItem", {"TableName": "items", "Key": {"PK": item["PK"], "SK": item["SK"]}})


@pytest.fixture(scope="module")
def dynalite(dynalite_address: str) -> Iterator[Endpoint]:
    """Dynalite with the table."""
    with closing(Endpoint(dynalite_address)) as endpoint:
        endpoint.call("CreateTable", TABLE)
        try:
            while endpoint.call("DescribeTable", {"TableName": "items"})["Table"]["TableStatus"] != "ACTIVE":
                pass
            yield endpoint
        finally:
            endpoint.call("DeleteTable", {"TableName": "items"})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {json.dumps(case[1])[:70]}")
def test_the_embedded_aws_answers_as_the_service_does(case: Case, dynalite: Endpoint) -> None:
    """The same items or the same error, the same table afterwards, and the same price of a read."""
    emptied(dynalite)
    there, units_there, left_there = answered(dynalite, case)
    with Cloud() as cloud:
        cloud.call("CreateTable", TABLE)
        here, units, left = answered(cloud, case)
    assert here == there
    assert left == left_there
    if case[0] in ("Query", "Scan", "GetItem", "BatchGetItem") and units is not None and here.get("Items"):
        forgotten = case[1].get("ProjectionExpression") and case[1].get("IndexName") in NOT_CHARGED_THERE
        assert forgotten or units == units_there


def refusal(case: Case) -> str:
    """What the embedded AWS answers to a call that it refuses."""
    with Cloud() as cloud:
        cloud.call("CreateTable", TABLE)
        for item in ITEMS:
            cloud.call("PutItem", {"TableName": "items", "Item": item})
        with pytest.raises(Refused) as refused:
            cloud.call(*case)
    return f"{refused.value.code}: {refused.value.text}"


def transaction(*parts: tuple[str, dict[str, Any]]) -> Case:
    """A transaction on the table."""
    return "TransactWriteItems", {
        "TransactItems": [{kind: {"TableName": "items", **write}} for kind, write in parts]
    }


CANCELED = (
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific "
    "reasons "
)


INVALID = "ValidationException: "
NO_CONDITION = (
    f"{INVALID}1 validation error detected: Value null at "
    "'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: "
    "Member must not be null"
)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            whole(query("G = :g", {"g": s("g")}, IndexName="by-g", ProjectionExpression="big, PK")),
            f"{INVALID}One or more parameter values were invalid: Global secondary index by-g does not project [big]",
        ),
        (
            whole(
                query(
                    "G = :g",
                    {"g": s("g")},
                    IndexName="by-g",
                    FilterExpression="attribute_exists(small) OR attribute_exists(big)",
                )
            ),
            (
                f"{INVALID}One or more parameter values were invalid: Secondary index by-g does not project one or "
                "more filter attributes: [big, small]"
            ),
        ),
        (
            (
                "GetItem",
                {
                    "TableName": "items",
                    "Key": KEY,
                    "ProjectionExpression": "#a, #b",
                    "ExpressionAttributeNames": {"#a": "a", "#b": ""},
                },
            ),
            f"{INVALID}ExpressionAttributeNames contains invalid value: Empty attribute name for key #b",
        ),
        (
            ("Scan", {"TableName": "items", "IndexName": "by-g", "ConsistentRead": True}),
            "ValidationException: Consistent reads are not supported on global secondary indexes",
        ),
        (
            ("BatchWriteItem", {"RequestItems": {"items": [{"DeleteRequest": {"Key": KEY}}] * 2}}),
            "ValidationException: Provided list of item keys contains duplicates",
        ),
        (
            (
                "BatchWriteItem",
                {
                    "RequestItems": {
                        "items": [
                            {"DeleteRequest": {"Key": {"PK": s("a"), "SK": s(f"{number}")}}}
                            for number in range(26)
                        ]
                    }
                },
            ),
            "ValidationException: Too many items requested for the BatchWriteItem call",
        ),
        (
            transaction(
                ("Put", {"Item": KEY, "ConditionExpression": "attribute_not_exists(PK)"}),
                ("Delete", {"Key": OTHER}),
            ),
            f"{CANCELED}[ConditionalCheckFailed, None]",
        ),
        (
            transaction(
                ("ConditionCheck", {"Key": OTHER, "ConditionExpression": "NOT NOT attribute_not_exists(PK)"}),
                ("Delete", {"Key": KEY}),
            ),
            f"{CANCELED}[ConditionalCheckFailed, None]",
        ),
        (transaction(("Put", {"Item": {"PK": s("a")}})), f"{CANCELED}[ValidationError]"),
        (
            transaction(("ConditionCheck", {"Key": KEY})),
            NO_CONDITION,
        ),
        (
            transaction(("Delete", {"Key": KEY}), ("Put", {"Item": KEY})),
            "ValidationException: Transaction request cannot include multiple operations on one item",
        ),
    ],
)
def test_what_dynalite_does_not_know_is_refused_all_the_same(case: Case, said: str) -> None:
    """In the words of the service."""
    assert refusal(case) == said


def test_a_transaction_that_moto_cannot_read_is_carried_out() -> None:
    """All of it, or nothing."""
    check = ("ConditionCheck", {"Key": OTHER, "ConditionExpression": "NOT NOT attribute_exists(PK)"})
    with Cloud() as cloud:
        cloud.call("CreateTable", TABLE)
        cloud.call("PutItem", {"TableName": "items", "Item": ITEMS[-1]})
        change = ("Update", update("SET n = :o", o=n(3))[1])
        operation, parameters = transaction(check, change, ("Put", {"Item": {"PK": s("t"), "SK": s("1")}}))
        answer = cloud.call(operation, {**parameters, "ReturnConsumedCapacity": "TOTAL"})
        assert answer["ConsumedCapacity"] == [{"TableName": "items", "CapacityUnits": 6.0}]
        assert len(standing(cloud)) == 3
        there = cloud.call("GetItem", {"TableName": "items", "Key": KEY})["Item"]
    assert there == {**KEY, "n": n(3)}
