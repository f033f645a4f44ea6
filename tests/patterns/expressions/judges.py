"""Judges of expressions: a table of theirs with one item in it, asked what an expression makes of that item."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from planton_dynamodb.patterns.values import Attributes
from tests.conformance.service import Client

_TABLE = "judged"
_KEY = {"p": {"S": "the one"}}


class Said(NamedTuple):
    """What a judge says: an error's text, or of a filter whether the item passes, or of an update the item."""

    error: str = ""
    holds: bool | None = None
    item: Attributes | None = None


@contextmanager
def table(dynamodb: Client) -> Iterator[Client]:
    """The client, while there is a table for the item."""
    dynamodb.create_table(
        TableName=_TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
    )
    while dynamodb.describe_table(TableName=_TABLE)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.02)
    try:
        yield dynamodb
    finally:
        dynamodb.delete_table(TableName=_TABLE)


def filtered(dynamodb: Client, item: Attributes, text: str, values: Attributes) -> Said:
    """What becomes of a Scan with this filter."""
    dynamodb.put_item(TableName=_TABLE, Item=_sent(item) | _KEY)
    request: dict[str, Any] = {"TableName": _TABLE, "FilterExpression": text}
    try:
        answer = dynamodb.scan(**request, **_given(values))
    except ClientError as error:
        return Said(error=error.response["Error"]["Message"])
    return Said(holds=answer["Count"] == 1)


def updated(dynamodb: Client, item: Attributes, text: str, values: Attributes) -> Said:
    """What becomes of the item."""
    dynamodb.put_item(TableName=_TABLE, Item=_sent(item) | _KEY)
    request: dict[str, Any] = {"TableName": _TABLE, "Key": _KEY, "UpdateExpression": text}
    try:
        answer = dynamodb.update_item(**request, **_given(values), ReturnValues="ALL_NEW")
    except ClientError as error:
        return Said(error=error.response["Error"]["Message"])
    after = {name: value for name, value in answer["Attributes"].items() if name not in _KEY}
    return Said(item=_converted(after, lambda data: b64encode(data).decode()))


def _given(values: Attributes) -> Mapping[str, Any]:
    return {"ExpressionAttributeValues": _sent(values)} if values else {}


def _sent(values: Attributes) -> Attributes:
    return {name: _converted(value, b64decode) for name, value in values.items()}


def _converted(value: Any, convert: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - whatever an item has
    """Binary values in another form: boto3 has them as bytes."""
    if isinstance(value, list):
        return [_converted(each, convert) for each in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for name, inner in value.items():
        if name == "B" and not isinstance(inner, dict):
            made[name] = convert(inner)
        elif name == "BS" and isinstance(inner, list):
            made[name] = [convert(each) for each in inner]
        else:
            made[name] = _converted(inner, convert)
    return made
