"""What AWS says of a table, in rows of a label and a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from planton_dynamodb.engines.embedded.cloud import Description

Members: TypeAlias = Mapping[str, Any]
Row: TypeAlias = tuple[str, str]


def rows(found: Description) -> list[Row]:
    """All that a description says, in the order of a manifest."""
    table = found.table
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    expires = found.expiry["TimeToLiveStatus"] == "ENABLED"
    recovery = found.backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    stream = table.get("StreamSpecification", {})
    return [
        *_key(table, types),
        ("billing", _billing(table)),
        *_indexes(table, types),
        ("stream", stream["StreamViewType"] if stream.get("StreamEnabled") else "off"),
        ("expiry", f"by {found.expiry['AttributeName']}" if expires else "off"),
        ("point-in-time recovery", _switch(recovery)),
        ("encryption", table.get("SSEDescription", {}).get("KMSMasterKeyArn", "a key that AWS owns")),
        ("table class", table.get("TableClassSummary", {}).get("TableClass", "STANDARD")),
        ("deletion protection", "on" if table.get("DeletionProtectionEnabled") else "off"),
        ("contributor insights", _switch(found.insights)),
        ("tags", ", ".join(f"{key}={value}" for key, value in sorted(found.tags.items())) or "none"),
    ]


def _switch(status: str) -> str:
    return {"ENABLED": "on", "DISABLED": "off"}.get(status, status)


def _key(table: Members, types: Mapping[str, str]) -> Iterator[Row]:
    words = {"HASH": "partition key", "RANGE": "sort key"}
    for element in table["KeySchema"]:
        name = element["AttributeName"]
        yield words[element["KeyType"]], f"{name} ({types[name]})"


def _billing(table: Members) -> str:
    if table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST":
        return "on demand"
    return _units(table)


def _units(members: Members) -> str:
    units = members["ProvisionedThroughput"]
    return f"{units['ReadCapacityUnits']:,} read and {units['WriteCapacityUnits']:,} write units"


def _indexes(table: Members, types: Mapping[str, str]) -> Iterator[Row]:
    provisioned = table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    for index in table.get("GlobalSecondaryIndexes") or ():
        parts = [_index_key(index, types), _projection(index), *([_units(index)] if provisioned else [])]
        yield f"global index {index['IndexName']}", "; ".join(parts)
    for index in table.get("LocalSecondaryIndexes") or ():
        yield f"local index {index['IndexName']}", f"{_index_key(index, types)}; {_projection(index)}"


def _index_key(index: Members, types: Mapping[str, str]) -> str:
    names = [element["AttributeName"] for element in index["KeySchema"]]
    return ", ".join(f"{name} ({types[name]})" for name in names)


def _projection(index: Members) -> str:
    projection = index["Projection"]
    if projection["ProjectionType"] == "ALL":
        return "all attributes"
    names = projection.get("NonKeyAttributes") or ()
    return f"keys, {', '.join(names)}" if names else "keys only"
