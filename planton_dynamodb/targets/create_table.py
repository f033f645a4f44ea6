"""A table as the calls that make it: CreateTable, and one for each setting that it does not take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from planton_dynamodb.table.table import Capacity, Encryption, GlobalIndex, Key, LocalIndex, Table
from planton_dynamodb.targets.pulumi_options import account_of

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

Members: TypeAlias = dict[str, Any]

_WIDTH = 88
_INDENT = "  "


class Call(NamedTuple):
    """A call of DynamoDB's API."""

    operation: str
    members: Members

    @property
    def command(self) -> str:
        """What the AWS CLI calls it."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", self.operation).lower()


def calls(table: Table) -> Iterator[Call]:
    """The calls in their order. What a new table has off is off without a call: AWS would refuse some of these."""
    name = {"TableName": table.name}
    yield Call("CreateTable", creation(table))
    if table.expiry.enabled:
        expiry = {"Enabled": True, "AttributeName": table.expiry.attribute}
        yield Call("UpdateTimeToLive", {**name, "TimeToLiveSpecification": expiry})
    if table.point_in_time_recovery:
        recovery = {"PointInTimeRecoveryEnabled": True}
        yield Call("UpdateContinuousBackups", {**name, "PointInTimeRecoverySpecification": recovery})
    if table.contributor_insights:
        yield Call("UpdateContributorInsights", {**name, "ContributorInsightsAction": "ENABLE"})


def creation(table: Table) -> Members:
    """What CreateTable is given, in the order of AWS's own documentation."""
    return {
        **keys_and_indexes(table),
        "BillingMode": table.billing_mode,
        **_given(
            ProvisionedThroughput=_units(table.capacity),
            StreamSpecification=_stream(table.stream_view_type),
            SSESpecification=_encryption(table.encryption),
            Tags=[{"Key": key, "Value": value} for key, value in table.tags] or None,
        ),
        "TableClass": table.table_class,
        "DeletionProtectionEnabled": table.deletion_protection,
    }


def keys_and_indexes(table: Table) -> Members:
    """The part of CreateTable that says where items are found."""
    return {
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in table.attributes
        ],
        "TableName": table.name,
        "KeySchema": _key_schema(table.key),
        # AWS refuses a list of none.
        **_given(
            LocalSecondaryIndexes=[_index(index) for index in table.local_indexes] or None,
            GlobalSecondaryIndexes=[
                {**_index(index), **_given(ProvisionedThroughput=_units(index.capacity))}
                for index in table.global_indexes
            ]
            or None,
        ),
    }


def _given(**members: object) -> Members:
    return {name: value for name, value in members.items() if value is not None}


def _key_schema(key: Key) -> list[Members]:
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(key.attributes, ("HASH", "RANGE"), strict=False)
    ]


def _index(index: GlobalIndex | LocalIndex) -> Members:
    projection = {
        "ProjectionType": index.projection.type,
        **_given(NonKeyAttributes=list(index.projection.attributes) or None),
    }
    return {"IndexName": index.name, "KeySchema": _key_schema(index.key), "Projection": projection}


def _units(capacity: Capacity | None) -> Members | None:
    if capacity is None:
        return None
    return {"ReadCapacityUnits": capacity.read, "WriteCapacityUnits": capacity.write}


def _stream(view_type: str | None) -> Members | None:
    return None if view_type is None else {"StreamEnabled": True, "StreamViewType": view_type}


def _encryption(encryption: Encryption) -> Members | None:
    if not encryption.enabled:
        return None
    return {"Enabled": True, "SSEType": "KMS", **_given(KMSMasterKeyId=encryption.key_arn)}


def text(members: Members) -> str:
    """The members as JSON, as one would write it: what fits on a line stands on one.

    It is ASCII, since the AWS CLI reads files and arguments in the encoding of its locale, whatever that is.
    """
    body = ",\n".join(f"{_INDENT}{_member(name, value, 1)}" for name, value in members.items())
    return f"{{\n{body}\n}}"


def _member(name: str, value: object, depth: int) -> str:
    return f"{json.dumps(name)}: {_value(value, depth, len(json.dumps(name)) + 2)}"


def _value(value: object, depth: int, taken: int) -> str:
    """A value behind `taken` characters of its line."""
    flat = json.dumps(value)
    if len(_INDENT) * depth + taken + len(flat) < _WIDTH or not isinstance(value, (dict, list)):
        return flat
    inner = _INDENT * (depth + 1)
    if isinstance(value, dict):
        opened, closed = "{", "}"
        parts = [_member(name, part, depth + 1) for name, part in value.items()]
    else:
        opened, closed = "[", "]"
        parts = [_value(part, depth + 1, 0) for part in value]
    body = ",\n".join(f"{inner}{part}" for part in parts)
    return f"{opened}\n{body}\n{_INDENT * depth}{closed}"


def region_of(manifest: Manifest) -> str | None:
    """The region that a stack input names."""
    account = account_of(manifest)
    return None if account is None else account.region


def left_out(operations: Operations | None) -> Iterator[str]:
    """What runs around a table and is no part of the calls that make it."""
    if operations is None or not operations.any:
        return
    counted = (
        (len(operations.scaling), "scaling policy", "scaling policies"),
        (len(operations.alarms), "alarm", "alarms"),
        (len(operations.parameters), "parameter", "parameters"),
        (len(operations.grants), "grant", "grants"),
    )
    listed = [f"{count} {one if count == 1 else more}" for count, one, more in counted if count]
    yield (
        f"these calls make the table alone; what runs around it is left out: {enumerated(listed)}"
        " (render terraform, cloudformation or pulumi writes it too)"
    )


def enumerated(words: list[str]) -> str:
    """Words as a sentence lists them."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
