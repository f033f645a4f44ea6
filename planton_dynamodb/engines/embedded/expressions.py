"""Expressions that moto does not understand, carried out for it: it is asked without them.

moto reads only a part of the language of conditions and filters and trips over the rest, and it lets an update write
where there is no place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeAlias

from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded.judging import TRANSACTION_CANCELED, wanted
from planton_dynamodb.patterns.expressions.changes import RunFault
from planton_dynamodb.patterns.expressions.condition import condition
from planton_dynamodb.patterns.expressions.update import update
from planton_dynamodb.patterns.values import Attributes

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Answer]
Parameters: TypeAlias = Mapping[str, Any]

_LANGUAGE = frozenset(
    {
        *("FilterExpression", "ConditionExpression", "UpdateExpression", "ProjectionExpression"),
        *("ExpressionAttributeNames", "ExpressionAttributeValues"),
    }
)
_FAILED = "The conditional request failed"


def carry_out(operation: str, asked: Parameters, ask: Ask) -> Answer | None:
    """Answer a call whose expressions moto tripped over; None where there is nothing to carry out for it."""
    if operation in ("Query", "Scan") and "FilterExpression" in asked:
        return _filtered(operation, asked, ask)
    if operation in ("PutItem", "UpdateItem", "DeleteItem"):
        return _written(operation, asked, ask)
    if operation == "TransactWriteItems":
        return _transaction(asked, ask)
    return None


def check_update(asked: Parameters, before: Attributes | None) -> None:
    """Refuse an update that the item does not allow, where its condition does."""
    if "UpdateExpression" not in asked or not _holds(asked, before):
        return
    try:
        _updated(asked, before)
    except RunFault as fault:
        raise Refused("UpdateItem", "ValidationException", str(fault)) from None


def unfiltered(asked: Parameters) -> dict[str, Any]:
    """The same page of a Query or Scan with all that was read for it."""
    made = {name: value for name, value in asked.items() if name not in _LANGUAGE}
    text = asked.get("KeyConditionExpression", "")
    for member in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        used = {name: value for name, value in (asked.get(member) or {}).items() if name in text}
        if used:
            made[member] = used
    return made


def _filtered(operation: str, asked: Parameters, ask: Ask) -> Answer:
    page = ask(operation, unfiltered(asked))
    test = condition(asked["FilterExpression"], _names(asked), _values(asked))
    kept = [item for item in page.get("Items", ()) if test.holds(item)]
    names = set(wanted(asked))
    if names:
        kept = [{name: value for name, value in item.items() if name in names} for item in kept]
    return {**page, "Items": kept, "Count": len(kept)}


def _written(operation: str, asked: Parameters, ask: Ask) -> Answer:
    before = _standing(asked, ask)
    if not _holds(asked, before):
        raise Refused(operation, "ConditionalCheckFailedException", _FAILED)
    return _write(operation, asked, before, ask)


def _write(operation: str, asked: Parameters, before: Attributes | None, ask: Ask) -> Answer:
    bare = {name: value for name, value in asked.items() if name not in _LANGUAGE}
    if operation != "UpdateItem":
        return ask(operation, bare)
    item = _updated(asked, before)
    return ask("PutItem", {"TableName": asked["TableName"], "Item": item})


def _transaction(asked: Parameters, ask: Ask) -> Answer:
    parts = [written for part in asked["TransactItems"] for written in part.items()]
    befores = [_standing(write, ask) for _, write in parts]
    reasons = [
        "None" if _holds(write, before) else "ConditionalCheckFailed"
        for (_, write), before in zip(parts, befores, strict=True)
    ]
    if any(reason != "None" for reason in reasons):
        _cancel(reasons)
    for (kind, write), before in zip(parts, befores, strict=True):
        if kind != "ConditionCheck":
            _write(f"{kind}Item", write, before, ask)
    return {}


def _cancel(reasons: list[str]) -> NoReturn:
    text = f"{TRANSACTION_CANCELED} [{', '.join(reasons)}]"
    raise Refused("TransactWriteItems", "TransactionCanceledException", text)


def _standing(asked: Parameters, ask: Ask) -> Attributes | None:
    key = asked.get("Key")
    if key is None:
        described = ask("DescribeTable", {"TableName": asked["TableName"]})["Table"]
        key = {each["AttributeName"]: asked["Item"][each["AttributeName"]] for each in described["KeySchema"]}
    found: Attributes | None = ask("GetItem", {"TableName": asked["TableName"], "Key": key}).get("Item")
    return found


def _holds(asked: Parameters, before: Attributes | None) -> bool:
    text = asked.get("ConditionExpression")
    return text is None or condition(text, _names(asked), _values(asked)).holds(before or {})


def _updated(asked: Parameters, before: Attributes | None) -> Attributes:
    item = before or asked["Key"]
    text = asked.get("UpdateExpression")
    return item if text is None else update(text, _names(asked), _values(asked)).applied(item)


def _names(asked: Parameters) -> Mapping[str, str]:
    return asked.get("ExpressionAttributeNames") or {}


def _values(asked: Parameters) -> Attributes:
    return asked.get("ExpressionAttributeValues") or {}
