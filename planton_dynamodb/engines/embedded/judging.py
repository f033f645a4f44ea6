"""What DynamoDB refuses of a call about items, and moto takes, trips over or refuses in words of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.patterns.design import is_global, key_of
from planton_dynamodb.patterns.expressions.condition import condition
from planton_dynamodb.patterns.expressions.operands import Path
from planton_dynamodb.patterns.expressions.update import update
from planton_dynamodb.patterns.store import carries
from planton_dynamodb.patterns.values import Attributes, canonical, item_size, order, size, type_of
from planton_dynamodb.table.table import Table

Parameters: TypeAlias = Mapping[str, Any]
TableOf: TypeAlias = Callable[[str], Table]

_INVALID = "One or more parameter values were invalid: "
_NO_KEY = "The provided key element does not match the schema"
_TOO_LARGE = "Item size has exceeded the maximum allowed size"
_LARGEST_ITEM, _LARGEST_PARTITION_KEY, _LARGEST_SORT_KEY = 409_600, 2048, 1024
_MOST_WRITES, _MOST_IN_TRANSACTION = 25, 100
_EXPRESSIONS = (
    *("FilterExpression", "ConditionExpression", "UpdateExpression"),
    *("KeyConditionExpression", "ProjectionExpression"),
)
_MISSING_EXPRESSIONS = {
    "Query": "KeyConditionExpression is null",
    "Scan": "FilterExpression is null",
    "UpdateItem": "UpdateExpression is null",
}
_COMPARED = re.compile(
    r"begins_with\s*\(\s*(?P<prefixed>[^\s,]+)\s*,\s*(?P<prefix>:\w+)\s*\)"
    r"|(?P<ranged>[^\s()]+)\s+BETWEEN\s+(?P<low>:\w+)\s+AND\s+(?P<high>:\w+)"
    r"|(?P<compared>[^\s()=<>]+)\s*(?:<=|>=|=|<|>)\s*(?P<operand>:\w+)",
    re.IGNORECASE,
)


class _Invalid(Exception):
    """A call that DynamoDB answers with a ValidationException of this text."""


def judge(operation: str, parameters: Parameters, table_of: TableOf) -> None:
    """Refuse what DynamoDB would."""
    judged = _JUDGES.get(operation)
    if judged is None:
        return
    try:
        judged(operation, parameters, table_of)
    except _Invalid as invalid:
        raise Refused(operation, "ValidationException", str(invalid)) from None


def reworded(refused: Refused, table_of: TableOf, parameters: Parameters) -> Refused:
    """What moto refuses, in the words of DynamoDB."""
    text = refused.text
    if text == "Validation Exception":
        text = _NO_KEY
    if text.startswith("ProjectionExpression: "):
        text = f"Invalid {text}"
    for begin in ("Invalid ", _INVALID, "Value provided in "):
        text = text.removeprefix("1 validation error detected: ") if f"detected: {begin}" in text else text
    text = re.sub(r"An AttributeValue may not contain an empty string\. Key: ", _EMPTY_KEY, text)
    if text.startswith(_INVALID + _EMPTY_KEY):
        text = text.removeprefix(_INVALID)
    mismatch = re.search(r"Type mismatch for key (\S+) expected: (\w+) actual: (\w+)", text)
    if mismatch is not None and "TableName" in parameters:
        text = _mismatch(table_of(parameters["TableName"]), *mismatch.groups())
    return Refused(refused.operation, refused.code, text)


_EMPTY_KEY = (
    "One or more parameter values are not valid. "
    "The AttributeValue for a key attribute cannot contain an empty string value. Key: "
)


def _search(operation: str, parameters: Parameters, table_of: TableOf) -> None:
    table, index = table_of(parameters["TableName"]), parameters.get("IndexName", "")
    _check_expressions(operation, parameters)
    if parameters.get("Limit", 1) < 1:
        raise _Invalid(
            f"1 validation error detected: Value '{parameters['Limit']}' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        )
    if key_of(table, index) is None:
        raise _Invalid(f"The table does not have the specified index: {index}")
    if operation == "Query":
        _check_key_condition(parameters, table, index)
        _check_filter(parameters, table, index)
    _check_paths(parameters, table)
    if is_global(table, index):
        _check_projection(parameters, table, index)


def _check_expressions(operation: str, parameters: Parameters) -> None:
    """Each expression by itself, then names and values that none of them uses."""
    names = parameters.get("ExpressionAttributeNames") or {}
    given = parameters.get("ExpressionAttributeValues") or {}
    if not any(member in parameters for member in _EXPRESSIONS):
        _check_nothing_given(operation, parameters)
        return
    nameless = next((key for key, name in names.items() if not name), None)
    if nameless is not None:
        raise _Invalid(
            f"ExpressionAttributeNames contains invalid value: Empty attribute name for key {nameless}"
        )
    for member, read in (
        *(("FilterExpression", condition), ("ConditionExpression", condition)),
        ("UpdateExpression", update),
    ):
        if member in parameters:
            faults = read(parameters[member], names, given).faults
            if faults:
                raise _Invalid(f"Invalid {member}: {faults[0].text}")
    text = " ".join(str(parameters[member]) for member in _EXPRESSIONS if member in parameters)
    used = set(re.findall(r"[#:]\w+", text))
    for kind, said in (("Values", given), ("Names", names)):
        unused = [name for name in said if name not in used]
        if unused:
            keys = ", ".join(unused)
            raise _Invalid(
                f"Value provided in ExpressionAttribute{kind} unused in expressions: keys: {{{keys}}}"
            )


def _check_paths(parameters: Parameters, table: Table) -> None:
    """A key has nothing inside; a key of an index neither, once it is written."""
    names = parameters.get("ExpressionAttributeNames") or {}
    given = parameters.get("ExpressionAttributeValues") or {}
    for member in ("FilterExpression", "ConditionExpression"):
        if member in parameters:
            _check_scalars(condition(parameters[member], names, given).paths, table.key.attributes, table)
    if "UpdateExpression" in parameters:
        written = (action.path for action in update(parameters["UpdateExpression"], names, given).actions)
        _check_scalars(written, table.attribute_types, table)


def _check_scalars(paths: Iterable[Path], keys: Container[str], table: Table) -> None:
    for path in paths:
        name = str(path.steps[0])
        if len(path.steps) > 1 and name in keys:
            kind = "Key" if name in table.key.attributes else "IndexKey"
            raise _Invalid(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
                f"{kind}: {name}"
            )


def _check_nothing_given(operation: str, parameters: Parameters) -> None:
    missing = _MISSING_EXPRESSIONS.get(operation, "ConditionExpression is null")
    for member in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        if member in parameters:
            raise _Invalid(f"{member} can only be specified when using expressions: {missing}")


def _check_key_condition(parameters: Parameters, table: Table, index: str) -> None:
    text = parameters.get("KeyConditionExpression")
    if text is None:
        raise _Invalid(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
        )
    if not text.strip():
        raise _Invalid("Invalid KeyConditionExpression: The expression can not be empty;")
    seen: set[str] = set()
    for attribute, operands, function in _comparisons(text, parameters):
        if attribute in seen:
            raise _Invalid("KeyConditionExpressions must only contain one condition per key")
        seen.add(attribute)
        _check_comparison(attribute, operands, function, table, index)


def _comparisons(text: str, parameters: Parameters) -> Iterator[tuple[str, list[Any], str]]:
    names = parameters.get("ExpressionAttributeNames") or {}
    given = parameters.get("ExpressionAttributeValues") or {}
    for found in _COMPARED.finditer(text):
        name = str(found["prefixed"] or found["ranged"] or found["compared"])
        written = [found[group] for group in ("prefix", "low", "high", "operand") if found[group]]
        operands = [given[each] for each in written if each in given]
        if len(operands) == len(written):
            function = "begins_with" if found["prefixed"] else "BETWEEN" if found["ranged"] else ""
            yield names.get(name, name), operands, function


def _check_comparison(
    attribute: str, operands: Sequence[Any], function: str, table: Table, index: str
) -> None:
    kinds = {type_of(operand) for operand in operands}
    if function == "begins_with" and "N" in kinds:
        raise _Invalid(
            "Invalid KeyConditionExpression: Incorrect operand type for operator or function; "
            "operator or function: begins_with, operand type: N"
        )
    key = key_of(table, index)
    if key is not None and attribute in key.attributes and kinds != {table.attribute_types[attribute]}:
        raise _Invalid(_INVALID + "Condition parameter type does not match schema type")
    if function == "BETWEEN" and len(kinds) == 1 and order(operands[0]) > order(operands[1]):
        low, high = (f"AttributeValue: {{{type_of(each)}:{each[type_of(each)]}}}" for each in operands)
        raise _Invalid(
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or "
            f"equal to lower bound; lower bound operand: {low}, upper bound operand: {high}"
        )


def _check_filter(parameters: Parameters, table: Table, index: str) -> None:
    text, key = parameters.get("FilterExpression"), key_of(table, index)
    if text is None or key is None:
        return
    names = parameters.get("ExpressionAttributeNames") or {}
    paths = list(condition(text, names, parameters.get("ExpressionAttributeValues") or {}).paths)
    for path in paths:
        if path.steps[0] in key.attributes:
            raise _Invalid(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {path.steps[0]}"
            )
    carried = carries(table, index)
    unseen = sorted({str(path.steps[0]) for path in paths if carried and path.steps[0] not in carried})
    if unseen:
        raise _Invalid(
            f"{_INVALID}Secondary index {index} does not project one or more filter attributes: "
            f"[{', '.join(unseen)}]"
        )


def _check_projection(parameters: Parameters, table: Table, index: str) -> None:
    carried = carries(table, index)
    lacking = [name for name in wanted(parameters) if carried is not None and name not in carried]
    if lacking:
        raise _Invalid(
            f"{_INVALID}Global secondary index {index} does not project [{', '.join(sorted(lacking))}]"
        )


def wanted(parameters: Parameters) -> list[str]:
    """The attributes that a projection names, each without what it names inside of it."""
    text = parameters.get("ProjectionExpression") or ""
    names = parameters.get("ExpressionAttributeNames") or {}
    first = (str(re.split(r"[.\[]", part.strip())[0]) for part in text.split(","))
    return [names.get(name, name) for name in first if name]


def _one_item(operation: str, parameters: Parameters, table_of: TableOf) -> None:
    _check_expressions(operation, parameters)
    table = table_of(parameters["TableName"])
    _check_paths(parameters, table)
    if operation == "PutItem":
        _check_item(parameters["Item"], table)
    else:
        _check_key(parameters["Key"], table)


def _check_key(key: Attributes, table: Table) -> None:
    types = table.attribute_types
    if set(key) != set(table.key.attributes) or any(types[name] not in value for name, value in key.items()):
        raise _Invalid(_NO_KEY)
    _check_key_sizes(key, table)


def _check_key_sizes(item: Attributes, table: Table) -> None:
    if size(item[table.key.partition]) > _LARGEST_PARTITION_KEY:
        raise _Invalid(f"{_INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes")
    if table.key.sort is not None and size(item[table.key.sort]) > _LARGEST_SORT_KEY:
        raise _Invalid(
            f"{_INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        )


def _check_item(item: Attributes, table: Table) -> None:
    types = table.attribute_types
    for name in table.key.attributes:
        if name not in item:
            raise _Invalid(f"{_INVALID}Missing the key {name} in the item")
    for name, value in item.items():
        if name in types and name not in table.key.attributes and types[name] not in value:
            raise _Invalid(_mismatch(table, name, types[name], type_of(value)))
    _check_key_sizes(item, table)
    if item_size(item) > _LARGEST_ITEM:
        raise _Invalid(_TOO_LARGE)


def _mismatch(table: Table, name: str, expected: str, actual: str) -> str:
    indexes = [index.name for index in table.indexes if name in index.key.attributes]
    if name in table.key.attributes or not indexes:
        return f"{_INVALID}Type mismatch for key {name} expected: {expected} actual: {actual}"
    return (
        f"{_INVALID}Type mismatch for Index Key {name} Expected: {expected} Actual: {actual} "
        f"IndexName: {indexes[0]}"
    )


def _batch_get(operation: str, parameters: Parameters, table_of: TableOf) -> None:
    requests = parameters.get("RequestItems") or {}
    if not requests:
        raise _Invalid(_too_few("requestItems", "{}"))
    for name, asked in requests.items():
        _check_expressions(operation, asked)
        if not asked["Keys"]:
            raise _Invalid(_too_few(f"requestItems.{name}.member.keys", "[]"))
        _check_duplicates([{"Key": key} for key in asked["Keys"]], table_of(name))
        for key in asked["Keys"]:
            _check_key(key, table_of(name))


def _check_duplicates(parts: Sequence[Parameters], table: Table) -> None:
    items = [part.get("Key") or part.get("Item") or {} for part in parts]
    keys = [tuple(canonical(item[name]) for name in table.key.attributes if name in item) for item in items]
    if len(set(keys)) < len(keys):
        raise _Invalid("Provided list of item keys contains duplicates")


def _too_few(path: str, value: str) -> str:
    constraint = "Member must have length greater than or equal to 1"
    return (
        f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"
    )


def _batch_write(_: str, parameters: Parameters, table_of: TableOf) -> None:
    requests = parameters.get("RequestItems") or {}
    if not requests:
        raise _Invalid(_too_few("requestItems", "{}"))
    if sum(map(len, requests.values())) > _MOST_WRITES:
        raise _Invalid("Too many items requested for the BatchWriteItem call")
    for name, parts in requests.items():
        _check_duplicates([next(iter(part.values())) for part in parts], table_of(name))
        for part in parts:
            if "PutRequest" in part:
                _check_item(part["PutRequest"]["Item"], table_of(name))
            else:
                _check_key(part["DeleteRequest"]["Key"], table_of(name))


def _transaction(operation: str, parameters: Parameters, table_of: TableOf) -> None:
    parts = [written for part in parameters.get("TransactItems") or () for written in part.items()]
    if not parts:
        raise _Invalid(_too_few("transactItems", "[]"))
    if len(parts) > _MOST_IN_TRANSACTION:
        raise _Invalid(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
            "Member must have length less than or equal to 100"
        )
    for number, (kind, write) in enumerate(parts, 1):
        _check_expressions(operation, write)
        _check_paths(write, table_of(write["TableName"]))
        if kind == "ConditionCheck" and not write.get("ConditionExpression"):
            raise _Invalid(
                "1 validation error detected: Value null at "
                f"'transactItems.{number}.member.conditionCheck.conditionExpression' "
                "failed to satisfy constraint: Member must not be null"
            )
    reasons = [_reason(kind, write, table_of(write["TableName"])) for kind, write in parts]
    if any(reason != "None" for reason in reasons):
        text = f"{TRANSACTION_CANCELED} [{', '.join(reasons)}]"
        raise Refused(operation, "TransactionCanceledException", text)


TRANSACTION_CANCELED = "Transaction cancelled, please refer cancellation reasons for specific reasons"


def _reason(kind: str, write: Parameters, table: Table) -> str:
    """What cancels a transaction before any condition is looked at: a key that is none."""
    try:
        if kind == "Put":
            _check_item(write["Item"], table)
        else:
            _check_key(write["Key"], table)
    except _Invalid:
        return "ValidationError"
    return "None"


_JUDGES: Mapping[str, Callable[[str, Parameters, TableOf], None]] = {
    **dict.fromkeys(("Query", "Scan"), _search),
    **dict.fromkeys(("GetItem", "PutItem", "UpdateItem", "DeleteItem"), _one_item),
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactWriteItems": _transaction,
}
