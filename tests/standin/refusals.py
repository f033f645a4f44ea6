"""What AWS refuses and moto takes: each function looks at a request to DynamoDB and at the table as it stands.

The words are AWS's own where they are known; where nobody wrote them down, a sentence says the fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

Request: TypeAlias = Mapping[str, Any]
Description: TypeAlias = Mapping[str, Any]

_INVALID = "One or more parameter values were invalid: "
_TAG = re.compile(r"[\w\s+\-=.:/@]*")
_NAME = re.compile(r"[a-zA-Z0-9_.-]+")
_UNITS = ("ReadCapacityUnits", "WriteCapacityUnits")
_GUIDE = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."


class Refused(Exception):
    """AWS's answer to a request that it does not carry out."""

    def __init__(self, message: str, code: str = "ValidationException") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def create_table(request: Request) -> None:
    """Refuse a new table for what moto would let pass."""
    _name(request["TableName"], "tableName")
    on_demand = request.get("BillingMode") == "PAY_PER_REQUEST"
    _table_units(request.get("ProvisionedThroughput"), on_demand=on_demand)
    key = [element["AttributeName"] for element in request["KeySchema"]]
    _key_schema(request["KeySchema"])
    _local_indexes(request.get("LocalSecondaryIndexes") or [], key)
    _global_indexes(request.get("GlobalSecondaryIndexes") or [], on_demand=on_demand)
    _index_names(
        [*(request.get("LocalSecondaryIndexes") or []), *(request.get("GlobalSecondaryIndexes") or [])]
    )
    _new_stream(request.get("StreamSpecification") or {})
    _encryption(request.get("SSESpecification") or {})
    tags(request.get("Tags") or [])


def update_table(request: Request, table: Description) -> None:
    """Refuse a change that AWS would not carry out, or not in one call."""
    asked = set(request) - {"TableName", "AttributeDefinitions"}
    if not asked:
        raise Refused(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates "
            "or SSESpecification or ReplicaUpdates is required"
        )
    _one_concern(asked, request.get("GlobalSecondaryIndexUpdates") or [])
    _changed_units(request, table)
    _changed_stream(request.get("StreamSpecification"), table)
    _changed_encryption(request.get("SSESpecification"), table)
    for index in _each(request, "Create"):
        on_demand = _billing(request, table) == "PAY_PER_REQUEST"
        _global_indexes([index], on_demand=on_demand)
        _index_names([index, *_indexes(table)])


def delete_table(table: Description) -> None:
    """Refuse to delete a table that is protected."""
    if table.get("DeletionProtectionEnabled"):
        raise Refused(
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first."
        )


def update_time_to_live(specification: Request, status: Description) -> None:
    """Refuse what AWS does not take about expiry: no name, another name, what is so already."""
    name, enabled = specification.get("AttributeName"), specification.get("Enabled")
    if not name:
        raise Refused(
            _shape(
                name or "", "timeToLiveSpecification.attributeName", "have length greater than or equal to 1"
            )
        )
    active = status.get("TimeToLiveStatus") == "ENABLED"
    if active and name != status.get("AttributeName"):
        raise Refused(
            f"TimeToLive is active on a different AttributeName: current AttributeName is {status['AttributeName']}"
        )
    if active == bool(enabled):
        raise Refused(f"TimeToLive is already {'enabled' if active else 'disabled'}")


def tags(given: Iterable[Mapping[str, str]]) -> None:
    """Refuse tags that AWS does not take: one of them fails the whole request."""
    given = list(given)
    if len(given) > 50:
        raise Refused("Number of Tags exceed the current limit for the provided ResourceArn")
    for tag in given:
        key, value = tag["Key"], tag.get("Value", "")
        if key.lower().startswith("aws:"):
            raise Refused(f"Tag Key cannot be prefixed with aws:, Key: {key}")
        if not 1 <= len(key) <= 128 or not _TAG.fullmatch(key):
            raise Refused(f"The Tag Key provided is invalid, Key: {key}")
        if len(value) > 256 or not _TAG.fullmatch(value):
            raise Refused(f"The Tag Value provided is invalid, Value: {value}")


def _shape(value: object, path: str, constraint: str) -> str:
    found = f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: "
    return f"{found}Member must {constraint}"


def _name(name: str, path: str) -> None:
    if len(name) < 3:
        raise Refused(_shape(name, path, "have length greater than or equal to 3"))
    if len(name) > 255:
        raise Refused(_shape(name, path, "have length less than or equal to 255"))
    if not _NAME.fullmatch(name):
        raise Refused(_shape(name, path, "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"))


def _table_units(units: Request | None, *, on_demand: bool) -> None:
    if on_demand:
        if units is not None:
            raise Refused(
                f"{_INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                "PAY_PER_REQUEST"
            )
        return
    if units is None:
        raise Refused(
            f"{_INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    _units(units, "provisionedThroughput")


def _units(units: Request, path: str) -> None:
    for name in _UNITS:
        if units.get(name, 0) < 1:
            where = f"{path}.{name[0].lower()}{name[1:]}"
            raise Refused(_shape(units.get(name), where, "have value greater than or equal to 1"))


def _key_schema(schema: list[Mapping[str, str]]) -> None:
    if schema[0]["KeyType"] != "HASH":
        raise Refused("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    if len(schema) == 2 and schema[1]["KeyType"] != "RANGE":
        raise Refused("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
    if len({element["AttributeName"] for element in schema}) != len(schema):
        raise Refused("Both the Hash Key and the Range Key element in the KeySchema have the same name")


def _local_indexes(indexes: list[Request], key: list[str]) -> None:
    if indexes and len(key) < 2:
        raise Refused(
            f"{_INVALID}Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex"
        )
    for index in indexes:
        _key_schema(index["KeySchema"])
        hash_key = index["KeySchema"][0]["AttributeName"]
        if len(index["KeySchema"]) < 2:
            raise Refused(
                f"{_INVALID}Index KeySchema does not have a range key for index: {index['IndexName']}"
            )
        if hash_key != key[0]:
            raise Refused(
                f"{_INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                f"{index['IndexName']}. index hash key: {hash_key}, table hash key: {key[0]}"
            )
        _projection(index["Projection"])
    if len(indexes) > 5:
        raise Refused(f"{_INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5")


def _global_indexes(indexes: list[Request], *, on_demand: bool) -> None:
    for index in indexes:
        name, units = index["IndexName"], index.get("ProvisionedThroughput")
        _name(name, "globalSecondaryIndexes.1.member.indexName")
        if index["KeySchema"][0]["KeyType"] != "HASH":
            raise Refused("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        _projection(index["Projection"])
        if on_demand and units is not None:
            raise Refused(
                f"{_INVALID}ProvisionedThroughput should not be specified for index: {name} when BillingMode is "
                "PAY_PER_REQUEST"
            )
        if not on_demand and units is None:
            raise Refused(f"{_INVALID}ProvisionedThroughput is not specified for index: {name}")
        if units is not None:
            _units(units, "globalSecondaryIndexes.1.member.provisionedThroughput")
    if len(indexes) > 20:
        raise Refused(f"{_INVALID}GlobalSecondaryIndex count exceeds the per-table limit of 20")


def _index_names(indexes: list[Request]) -> None:
    seen: set[str] = set()
    for index in indexes:
        if index["IndexName"] in seen:
            raise Refused(f"{_INVALID}Duplicate index name: {index['IndexName']}")
        seen.add(index["IndexName"])


def _projection(projection: Request) -> None:
    kind, names = projection.get("ProjectionType"), projection.get("NonKeyAttributes")
    if kind not in {"ALL", "KEYS_ONLY", "INCLUDE"}:
        raise Refused(f"{_INVALID}Unknown ProjectionType: {kind or 'null'}")
    if kind == "INCLUDE" and names is None:
        raise Refused(f"{_INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    if kind != "INCLUDE" and names is not None:
        raise Refused(f"{_INVALID}ProjectionType is {kind}, but NonKeyAttributes is specified")
    if names is not None and not names:
        raise Refused(_shape("[]", "projection.nonKeyAttributes", "have length greater than or equal to 1"))
    if names is not None and len(set(names)) != len(names):
        raise Refused(f"{_INVALID}Duplicate element in NonKeyAttributes: {names[-1]}")


def _new_stream(stream: Request) -> None:
    if stream.get("StreamEnabled") and not stream.get("StreamViewType"):
        raise Refused(f"{_INVALID}Table is being created with a stream enabled, UpdateViewType is required")
    if stream and not stream.get("StreamEnabled") and stream.get("StreamViewType"):
        raise Refused(
            f"{_INVALID}Table is being created with a stream disabled, UpdateViewType should not be specified"
        )


def _encryption(encryption: Request) -> None:
    if encryption.get("KMSMasterKeyId") and not encryption.get("Enabled"):
        raise Refused(f"{_INVALID}KMSMasterKeyId can not be specified if Enabled is false")


def _one_concern(asked: set[str], index_updates: list[Request]) -> None:
    alone = {
        "SSESpecification": "Server-Side Encryption modification",
        "TableClass": "Table class modification",
        "DeletionProtectionEnabled": "DeletionProtection modification",
        "WarmThroughput": "WarmThroughput modification",
    }
    for member, words in alone.items():
        if member in asked and len(asked) > 1:
            raise Refused(f"{_INVALID}{words} must be the only operation in the request")
    units = asked & {"ProvisionedThroughput", "BillingMode"}
    moves = [update for update in index_updates if "Update" not in update]
    if len(moves) > 1:
        raise Refused(
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
            "LimitExceededException",
        )
    # A switch to on demand sends no units, and AWS takes a stream along with it.
    if "StreamSpecification" in asked and ("ProvisionedThroughput" in asked or index_updates):
        raise Refused("You cannot modify stream status while updating table IOPS")
    if moves and (units or len(index_updates) > 1):
        raise Refused(f"{_INVALID}An index cannot be created or deleted in a request that changes throughput")


def _billing(request: Request, table: Description) -> str:
    standing = (table.get("BillingModeSummary") or {}).get("BillingMode") or "PROVISIONED"
    return str(request.get("BillingMode") or standing)


def _changed_units(request: Request, table: Description) -> None:
    units = request.get("ProvisionedThroughput")
    before, after = _billing({}, table), _billing(request, table)
    if after == "PAY_PER_REQUEST":
        if units is not None:
            _table_units(units, on_demand=True)
        return
    updates = {index["IndexName"]: index["ProvisionedThroughput"] for index in _each(request, "Update")}
    if before != after:
        _table_units(units, on_demand=False)
        for index in table.get("GlobalSecondaryIndexes") or []:
            if index["IndexName"] not in updates:
                raise Refused(
                    f"{_INVALID}ProvisionedThroughput must be specified for index: {index['IndexName']}"
                )
    elif units is not None:
        _units(units, "provisionedThroughput")
        _moves(units, table["ProvisionedThroughput"], "the table")
    for index in table.get("GlobalSecondaryIndexes") or []:
        if index["IndexName"] in updates:
            _units(
                updates[index["IndexName"]],
                "globalSecondaryIndexUpdates.1.member.update.provisionedThroughput",
            )
            _moves(
                updates[index["IndexName"]], index["ProvisionedThroughput"], f"the index {index['IndexName']}"
            )


def _moves(asked: Request, standing: Description, what: str) -> None:
    if any(asked[name] != standing[name] for name in _UNITS):
        return
    values = " ".join(
        f"Current {name} provisioned for {what}: {standing[name]}. Requested {name}: {asked[name]}."
        for name in _UNITS
    )
    raise Refused(
        f"The provisioned throughput for {what} will not change. The requested value equals the current value. "
        f"{values} {_GUIDE}"
    )


def _changed_stream(stream: Request | None, table: Description) -> None:
    if stream is None:
        return
    active = bool((table.get("StreamSpecification") or {}).get("StreamEnabled"))
    if stream.get("StreamEnabled") and active:
        raise Refused(f"{_INVALID}Table already has an enabled stream: TableName: {table['TableName']}")
    if not stream.get("StreamEnabled") and not active:
        raise Refused(f"{_INVALID}Table has no stream to disable: TableName: {table['TableName']}")


def _changed_encryption(encryption: Request | None, table: Description) -> None:
    if encryption is None:
        return
    _encryption(encryption)
    standing = table.get("SSEDescription") or {}
    key = encryption.get("KMSMasterKeyId")
    if key and key == standing.get("KMSMasterKeyArn"):
        raise Refused(f"{_INVALID}Table is already encrypted with given KMSMasterKeyId")


def _each(request: Request, action: str) -> Iterator[Request]:
    for update in request.get("GlobalSecondaryIndexUpdates") or []:
        if action in update:
            yield update[action]


def _indexes(table: Description) -> list[Request]:
    return [*(table.get("GlobalSecondaryIndexes") or []), *(table.get("LocalSecondaryIndexes") or [])]
