"""What comparisons and functions say of values: each is strict about types, and most are false where one is missing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path
from planton_dynamodb.patterns.values import Attribute, Attributes, type_of

_Values: TypeAlias = Sequence[Attribute | None]

_ORDERED = ("S", "N", "B")


def valued(operand: Operand, item: Attributes) -> Attribute | None:
    """What an operand of a condition is, of an item; None where there is nothing."""
    if isinstance(operand, Path):
        return operand.found(item)
    if isinstance(operand, Given):
        return operand.value
    return _size(valued(operand.operands[0], item)) if _is_size(operand) else None


def _is_size(call: Call) -> bool:
    return call.function == "size"


def _size(value: Attribute | None) -> Attribute | None:
    if value is None:
        return None
    kind = type_of(value)
    if kind in ("N", "BOOL", "NULL"):
        return None
    length = len(base64.b64decode(value["B"])) if kind == "B" else len(value[kind])
    if kind == "S":
        # The service counts what Java counts: an emoji is two.
        length = len(value["S"].encode("utf-16-le", "surrogatepass")) // 2
    return {"N": str(length)}


def _equal(given: _Values) -> bool:
    one, other = given
    return one is not None and other is not None and values.same(one, other)


def _unequal(given: _Values) -> bool:
    return not _equal(given)


def compared(one: Attribute | None, other: Attribute | None) -> int | None:
    """Which of two values is the larger; None where they have no order."""
    if one is None or other is None or type_of(one) != type_of(other) or type_of(one) not in _ORDERED:
        return None
    first, second = values.order(one), values.order(other)
    return int(first > second) - int(first < second)


def _ordered(fits: Callable[[int], bool]) -> Callable[[_Values], bool]:
    def test(given: _Values) -> bool:
        order = compared(*given)
        return order is not None and fits(order)

    return test


def _between(given: _Values) -> bool:
    value, low, high = given
    from_low, to_high = compared(value, low), compared(value, high)
    return from_low is not None and to_high is not None and from_low >= 0 >= to_high


def _in(given: _Values) -> bool:
    value, *others = given
    return any(_equal((value, other)) for other in others)


def _begins(given: _Values) -> bool:
    value, start = given
    if value is None or start is None or type_of(value) != type_of(start) or type_of(value) not in ("S", "B"):
        return False
    return bool(values.order(value).startswith(values.order(start)))


def _contains(given: _Values) -> bool:
    whole, member = given
    if whole is None or member is None:
        return False
    kind, sought = type_of(whole), type_of(member)
    if kind == "L":
        return any(values.same(each, member) for each in whole["L"])
    if kind in ("SS", "NS", "BS"):
        alone = {kind: [member[sought]]} if sought == kind[0] else None
        return alone is not None and any(values.same({kind: [each]}, alone) for each in whole[kind])
    return kind == sought and kind in ("S", "B") and values.order(member) in values.order(whole)


def _is_of_type(given: _Values) -> bool:
    value, kind = given
    return value is not None and kind is not None and type_of(value) == kind.get("S")


TESTS: Mapping[str, Callable[[_Values], bool]] = {
    "=": _equal,
    "<>": _unequal,
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
    "BETWEEN": _between,
    "IN": _in,
    "attribute_exists": lambda given: given[0] is not None,
    "attribute_not_exists": lambda given: given[0] is None,
    "attribute_type": _is_of_type,
    "begins_with": _begins,
    "contains": _contains,
}
