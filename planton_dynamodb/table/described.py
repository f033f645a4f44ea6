"""What AWS answers when it is asked about a table, read as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from planton_dynamodb.table.table import (
    INCLUDE,
    PAY_PER_REQUEST,
    PROVISIONED,
    STANDARD,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

Members: TypeAlias = Mapping[str, Any]

_ON = ("ENABLED", "ENABLING")


def described(
    table: Members, *, expiry: Members, backups: Members, insights: str | None, tags: Mapping[str, str]
) -> Table:
    """The answers of DescribeTable and of the four calls beside it, each as AWS gives it, as one table."""
    provisioned = (table.get("BillingModeSummary") or {}).get("BillingMode") != PAY_PER_REQUEST
    recovery = backups.get("PointInTimeRecoveryDescription") or {}
    encryption = table.get("SSEDescription") or {}
    stream = table.get("StreamSpecification") or {}
    expires = expiry.get("TimeToLiveStatus") in _ON
    return Table(
        name=table["TableName"],
        attributes=tuple(
            (each["AttributeName"], each["AttributeType"]) for each in table["AttributeDefinitions"]
        ),
        key=_key(table),
        billing_mode=PROVISIONED if provisioned else PAY_PER_REQUEST,
        capacity=_capacity(table) if provisioned else None,
        global_indexes=tuple(
            GlobalIndex(
                each["IndexName"], _key(each), _projection(each), _capacity(each) if provisioned else None
            )
            for each in table.get("GlobalSecondaryIndexes") or ()
        ),
        local_indexes=tuple(
            LocalIndex(each["IndexName"], _key(each), _projection(each))
            for each in table.get("LocalSecondaryIndexes") or ()
        ),
        expiry=Expiry(enabled=expires, attribute=expiry.get("AttributeName") if expires else None),
        stream_view_type=stream.get("StreamViewType") if stream.get("StreamEnabled") else None,
        point_in_time_recovery=recovery.get("PointInTimeRecoveryStatus") in _ON,
        encryption=Encryption(encryption.get("Status") in _ON, encryption.get("KMSMasterKeyArn")),
        table_class=(table.get("TableClassSummary") or {}).get("TableClass") or STANDARD,
        deletion_protection=bool(table.get("DeletionProtectionEnabled")),
        contributor_insights=insights in _ON,
        tags=tuple(sorted(tags.items())),
    )


def _key(members: Members) -> Key:
    by_type = {each["KeyType"]: each["AttributeName"] for each in members["KeySchema"]}
    return Key(by_type["HASH"], by_type.get("RANGE"))


def _capacity(members: Members) -> Capacity:
    units = members["ProvisionedThroughput"]
    return Capacity(units["ReadCapacityUnits"], units["WriteCapacityUnits"])


def _projection(members: Members) -> Projection:
    given = members["Projection"]
    kind = given["ProjectionType"]
    return Projection(kind, tuple(given.get("NonKeyAttributes") or ()) if kind == INCLUDE else ())
