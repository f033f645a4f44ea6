"""What the right-hand side of an update comes to, of the item as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.expressions.changes import RunFault
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path
from planton_dynamodb.patterns.values import Attribute, Attributes, type_of

MISSING = "The provided expression refers to an attribute that does not exist in the item"
WRONG_TYPE = "An operand in the update expression has an incorrect data type"
# The sum of any two numbers that DynamoDB has is exact in this: from 126 digits before the point to 130 behind it.
_EXACT = Context(prec=300)


def computed(operand: Operand, item: Attributes) -> Attribute:
    """What an operand is, of an item."""
    if isinstance(operand, Given):
        assert operand.value is not None
        return operand.value
    if isinstance(operand, Path):
        found = operand.found(item)
        if found is None:
            raise RunFault(MISSING)
        return found
    return _FUNCTIONS[operand.function](operand, item)


def _first_there_is(call: Call, item: Attributes) -> Attribute:
    first, otherwise = call.operands
    assert isinstance(first, Path)
    found = first.found(item)
    return found if found is not None else computed(otherwise, item)


def _of_type(kind: str, value: Attribute) -> Attribute:
    if kind not in value:
        raise RunFault(WRONG_TYPE)
    return value


def _appended(call: Call, item: Attributes) -> Attribute:
    first, second = (_of_type("L", computed(operand, item)) for operand in call.operands)
    return {"L": [*first["L"], *second["L"]]}


def _total(call: Call, item: Attributes) -> Attribute:
    first, second = (_of_type("N", computed(operand, item)) for operand in call.operands)
    return total(first["N"], second["N"], minus=call.function == "-")


def total(one: str, other: str, *, minus: bool = False) -> Attribute:
    """The sum of two numbers, or their difference."""
    first, second = Decimal(one), Decimal(other)
    exact = _EXACT.subtract(first, second) if minus else _EXACT.add(first, second)
    try:
        return {"N": values.number(exact)}
    except values.UnfitError as unfit:
        raise RunFault(unfit.answer or WRONG_TYPE) from None


_FUNCTIONS: Mapping[str, Callable[[Call, Attributes], Attribute]] = {
    "if_not_exists": _first_there_is,
    "list_append": _appended,
    "+": _total,
    "-": _total,
}


def added(before: Attribute | None, more: Attribute) -> Attribute:
    """A number with another one added to it, or a set with the members of another one."""
    kind = type_of(more)
    if before is None:
        return more
    if kind not in before:
        raise RunFault(WRONG_TYPE)
    if kind == "N":
        return total(before["N"], more["N"])
    return {kind: [*before[kind], *(member for member in more[kind] if member not in before[kind])]}


def taken_away(before: Attribute | None, members: Attribute) -> Attribute | None:
    """A set without the members of another one; None where nothing is left, since there are no empty sets."""
    kind = type_of(members)
    if before is None:
        return None
    if kind not in before:
        raise RunFault(WRONG_TYPE)
    left = [member for member in before[kind] if member not in members[kind]]
    return {kind: left} if left else None
