"""A pattern as the calls of DynamoDB's API that it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.patterns.bound import Bound, BoundWrite, KeyCondition
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    CONDITION_CHECK,
    DELETE_COLLECTION,
    DELETE_ITEM,
    GET_ITEM,
    PUT_ITEM,
    QUERY,
    TRANSACT_WRITE_ITEMS,
)
from planton_dynamodb.table.table import Table

Parameters: TypeAlias = dict[str, Any]

_SIGNS = {"equals": "=", "lessThan": "<", "atMost": "<=", "greaterThan": ">", "atLeast": ">="}
_TRANSACTION_PARTS = {PUT_ITEM: "Put", DELETE_ITEM: "Delete", CONDITION_CHECK: "ConditionCheck"}


class Request(NamedTuple):
    """A call: its operation and parameters."""

    operation: str
    parameters: Mapping[str, Any]


def request_of(bound: Bound, table: Table, name: str) -> Request:
    """The first call that a pattern makes to a table of a name; the others follow from what it answers."""
    pattern = bound.pattern
    if pattern.operation == BATCH_GET_ITEM:
        wanted = {"Keys": list(bound.keys), **_read(bound, table)}
        return Request(BATCH_GET_ITEM, {"RequestItems": {name: wanted}, "ReturnConsumedCapacity": "INDEXES"})
    if pattern.operation == TRANSACT_WRITE_ITEMS:
        parts = [_transaction_part(write, name) for write in bound.writes]
        return Request(TRANSACT_WRITE_ITEMS, {"TransactItems": parts, "ReturnConsumedCapacity": "INDEXES"})
    operation = QUERY if pattern.operation == DELETE_COLLECTION else pattern.operation
    parameters: Parameters = {"TableName": name, "ReturnConsumedCapacity": "INDEXES"}
    if pattern.operation == GET_ITEM:
        parameters |= {"Key": bound.key, **_read(bound, table)}
    elif bound.writes:
        parameters |= _write(bound.writes[0])
    else:
        parameters |= _search(bound, table)
    return Request(operation, parameters)


def _read(bound: Bound, table: Table) -> Parameters:
    made: Parameters = {"ConsistentRead": True} if bound.pattern.consistent else {}
    projection, names = _projection(bound, table)
    if projection:
        made |= {"ProjectionExpression": projection, "ExpressionAttributeNames": names}
    return made


def _projection(bound: Bound, table: Table) -> tuple[str, dict[str, str]]:
    """The attributes that are wanted, and the key, by which an item is known."""
    if not bound.pattern.attributes:
        return "", {}
    wanted = dict.fromkeys((*bound.pattern.attributes, *table.key.attributes))
    names = {f"#wanted{number}": name for number, name in enumerate(wanted)}
    return ", ".join(names), names


def _search(bound: Bound, table: Table) -> Parameters:
    pattern = bound.pattern
    names, given = dict(pattern.names), dict(bound.values)
    made: Parameters = {}
    if pattern.queries:
        conditions = []
        for number, condition in enumerate(bound.conditions):
            names[f"#key{number}"] = condition.attribute
            given |= {
                f":key{number}{letter}": value
                for letter, value in zip("ab", condition.operands, strict=False)
            }
            conditions.append(_key_condition(condition, number))
        made["KeyConditionExpression"] = " AND ".join(conditions)
        made["ScanIndexForward"] = not pattern.descending
    projection, wanted = _projection(bound, table)
    optional = {
        "IndexName": pattern.index,
        "FilterExpression": pattern.filter,
        "ProjectionExpression": projection,
        "ExpressionAttributeNames": names | wanted,
        "ExpressionAttributeValues": given,
        "ConsistentRead": pattern.consistent,
    }
    if pattern.limit is not None:
        made["Limit"] = pattern.limit
    return made | {member: value for member, value in optional.items() if value}


def _key_condition(condition: KeyCondition, number: int) -> str:
    name, value, other = f"#key{number}", f":key{number}a", f":key{number}b"
    if condition.operator == "beginsWith":
        return f"begins_with({name}, {value})"
    if condition.operator == "between":
        return f"{name} BETWEEN {value} AND {other}"
    return f"{name} {_SIGNS[condition.operator]} {value}"


def _write(write: BoundWrite) -> Parameters:
    made: Parameters = {"Item": write.item} if write.write.operation == PUT_ITEM else {"Key": write.key}
    optional = {
        "UpdateExpression": write.write.update,
        "ConditionExpression": write.write.condition,
        "ExpressionAttributeNames": dict(write.write.names),
        "ExpressionAttributeValues": write.values,
    }
    return made | {member: value for member, value in optional.items() if value}


def _transaction_part(write: BoundWrite, name: str) -> Parameters:
    part = _TRANSACTION_PARTS.get(write.write.operation, "Update")
    return {part: {"TableName": name, **_write(write)}}
