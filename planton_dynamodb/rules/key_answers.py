"""What AWS answers to keys and key conditions that do not fit, to the letter."""

from __future__ import annotations

from collections.abc import Sequence

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.values import Attribute
from planton_dynamodb.patterns.written_keys import KeyValue
from planton_dynamodb.rules.wording import INVALID, refused
from planton_dynamodb.table.table import Key

NO_MATCH = "The provided key element does not match the schema"
UNSUPPORTED = "Query key condition not supported"
OTHER_TYPE = f"{INVALID}Condition parameter type does not match schema type"
_ORDERING = {"lessThan": "LT", "atMost": "LE", "greaterThan": "GT", "atLeast": "GE", "between": "BETWEEN"}
_BAD_PREFIX = (
    "Invalid KeyConditionExpression: Incorrect operand type for operator or function; "
    "operator or function: begins_with, operand type: "
)


def to_missed(attribute: str) -> str:
    """To a key condition without an attribute that it needs."""
    return f"Query condition missed key schema element: {attribute}"


def to_strange_attributes(named: Sequence[str], key: Key) -> str:
    """To a key condition about attributes that are no key: AWS looks for what is missing before what is too much."""
    if len(named) > len(key.attributes) and key.sort is None:
        return UNSUPPORTED
    if len(named) > 2:
        return "Conditions can be of length 1 or 2 only"
    return to_missed(key.partition if key.partition not in named else str(key.sort))


def to_prefix(kind: str) -> str:
    """To a `begins_with` of a value of a type."""
    return _BAD_PREFIX + kind if kind not in ("S", "B") else OTHER_TYPE


def to_bounds_backwards(low: Attribute, high: Attribute) -> str:
    """To a `between` with the larger value first."""
    return (
        "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to "
        f"lower bound; lower bound operand: AttributeValue: {_shown(low)}, "
        f"upper bound operand: AttributeValue: {_shown(high)}"
    )


def to_missing_key(attribute: str) -> str:
    """To an item that is put without a key attribute."""
    return f"{INVALID}Missing the key {attribute} in the item"


def to_type(found: KeyValue, expected: str, actual: str) -> str:
    """To a value of another type than the table defines."""
    if found.operator:
        return _to_operand(found, actual)
    if not found.is_put:
        return NO_MATCH
    if found.of_index:
        return (
            f"{INVALID}Type mismatch for Index Key {found.attribute} Expected: {expected} Actual: {actual} "
            f"IndexName: {found.of_index}"
        )
    return f"{INVALID}Type mismatch for key {found.attribute} expected: {expected} actual: {actual}"


def _to_operand(found: KeyValue, actual: str) -> str:
    if found.operator == "beginsWith" and actual not in ("S", "B"):
        return to_prefix(actual)
    if len({values.type_of(operand) for operand in found.operands}) > 1:
        low, high = found.operands
        return (
            "Invalid KeyConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds; "
            f"lower bound operand: AttributeValue: {_shown(low)}, upper bound operand: AttributeValue: {_shown(high)}"
        )
    if found.operator in _ORDERING and actual not in ("S", "N", "B"):
        return f"{INVALID}ComparisonOperator {_ORDERING[found.operator]} is not valid for {actual} AttributeValue type"
    return OTHER_TYPE


def to_empty(found: KeyValue, kind: str) -> str:
    """To an empty value of a type."""
    said = "One or more parameter values are not valid. "
    word = "string" if kind == "S" else "binary"
    empty = f"The AttributeValue for a key attribute cannot contain an empty {word} value."
    if found.of_index:
        return (
            f"{said}A value specified for a secondary index key is not supported. {empty} "
            f"IndexName: {found.of_index}, IndexKey: {found.attribute}"
        )
    return f"{said}{empty} Key: {found.attribute}"


def to_length(*, is_partition: bool) -> str:
    """To a value that is too long."""
    if is_partition:
        return f"{INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes"
    return f"{INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes"


def to_count(where: str, most: int) -> str:
    """To a list that is too long."""
    return refused(("", where), f"Member must have length less than or equal to {most}", "[...]")


def _shown(value: Attribute) -> str:
    kind = values.type_of(value)
    return f"{{{kind}:{value[kind]}}}"
