"""Attribute values as DynamoDB has them: typed, ordered, and of a size.

A value is kept in the form that goes over the wire, `{"S": "open"}`, with numbers in the shortest text that says them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from functools import partial
from typing import Any, TypeAlias

from planton_dynamodb.manifest.free_values import Plain

Attribute: TypeAlias = dict[str, Any]
"""One value with its type: {"S": "open"}, {"M": {"city": {"S": "Oslo"}}}."""

Attributes: TypeAlias = dict[str, Attribute]
"""An item, or a key."""

INVALID = "One or more parameter values were invalid: "

TYPES = ("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS")
TYPE_WORDS = {
    "S": "a text",
    "N": "a number",
    "B": "binary",
    "BOOL": "a boolean",
    "NULL": "null",
    "L": "a list",
    "M": "a mapping",
    "SS": "a set of texts",
    "NS": "a set of numbers",
    "BS": "a set of binaries",
}

MOST_DIGITS = 38
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 125, -130
_LONGEST_NUMBER = 400
"""Of what is longer, nothing is a number that DynamoDB takes, and Python takes its time over it."""
_PLAIN = 10**MOST_DIGITS
_EXACT = Context(prec=_LONGEST_NUMBER)
_AS_TEXT = "write it as a text, in quotes"
_OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
_UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
_TOO_LONG = f"Attempting to store more than {MOST_DIGITS} significant digits in a Number"
_NOT_TRUE = f"{INVALID}Null attribute value types must have the value of true"
_TOO_DEEP = "Nesting Levels have exceeded supported limits"
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,5})?")


MOST_LEVELS = 32


class UnfitError(Exception):
    """A value that DynamoDB does not take; the text says why, as a clause: `is no number`.

    `edit` says what to write instead, and `answer` what AWS says, where it is known.
    """

    def __init__(self, reason: str, edit: str, answer: str | None = None) -> None:
        super().__init__(reason)
        self.edit = edit
        self.answer = answer


def typed(value: Plain, level: int = 0) -> Attribute:
    """A plain value with its type; one that names its type, as AWS writes it, is taken at its word."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, list):
        return {"L": _list(value, level)}
    if isinstance(value, dict):
        named = next(iter(value)) if len(value) == 1 else ""
        if named in _COLLECTIONS:
            return {named: _COLLECTIONS[named](value[named], level)}
        if named in _READERS:
            return {named: _READERS[named](value[named])}
        return {"M": _mapping(value, level)}
    return {"N": number(value)}


def type_of(attribute: Attribute) -> str:
    """The letters of a value's type."""
    return next(iter(attribute))


def number(value: int | Decimal | str) -> str:
    """A number as DynamoDB keeps it: the shortest text that says it."""
    if isinstance(value, int) and -_PLAIN < value < _PLAIN:
        return str(value)
    given = str(value)
    exact = Decimal(given) if len(given) <= _LONGEST_NUMBER and _NUMBER.fullmatch(given) else None
    if exact is None:
        answer = f"The parameter cannot be converted to a numeric value: {given[:_LONGEST_NUMBER]}"
        raise UnfitError("is no number", "write it in digits, such as 12.5", answer)
    if not exact:
        return "0"
    digits = exact.normalize(_EXACT)
    if digits.adjusted() > _LARGEST_EXPONENT:
        raise UnfitError("is larger than the numbers that DynamoDB has", _AS_TEXT, _OVERFLOW)
    if digits.adjusted() < _SMALLEST_EXPONENT:
        raise UnfitError("is nearer to zero than the numbers that DynamoDB has", _AS_TEXT, _UNDERFLOW)
    if len(digits.as_tuple().digits) > MOST_DIGITS:
        reason = f"has more than the {MOST_DIGITS} digits that DynamoDB keeps of a number"
        raise UnfitError(
            reason, f"round it to {MOST_DIGITS} digits, or write it as a text, in quotes", _TOO_LONG
        )
    return f"{digits:f}"


def _text(value: Plain) -> str:
    if not isinstance(value, str):
        raise UnfitError("is no text, which its type S says it is", "put it in quotes, or name another type")
    return value


def _number(value: Plain) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise UnfitError("is no number, which its type N says it is", "write digits, or name another type")
    return number(value)


def _binary(value: Plain) -> str:
    if isinstance(value, str):
        try:
            return base64.b64encode(base64.b64decode(value, validate=True)).decode()
        except (binascii.Error, ValueError):
            pass
    raise UnfitError("is not in base64, which its type B asks for", "write its bytes in base64")


def _boolean(value: Plain) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("is neither true nor false, which its type BOOL says it is", "write true or false")
    return value


def _null(value: Plain) -> bool:
    if value is not True:
        raise UnfitError("is a null that is not true, which AWS does not have", "write null", _NOT_TRUE)
    return True


def _list(value: Plain, level: int) -> list[Attribute]:
    if not isinstance(value, list):
        raise UnfitError("is no list, which its type L says it is", "write a list, or name another type")
    return [typed(item, _deeper(level)) for item in value]


def _mapping(value: Plain, level: int) -> Attributes:
    if not isinstance(value, dict):
        raise UnfitError(
            "is no mapping, which its type M says it is", "write a mapping, or name another type"
        )
    return {key: typed(item, _deeper(level)) for key, item in value.items()}


def _deeper(level: int) -> int:
    if level >= MOST_LEVELS:
        reason = f"is nested deeper than the {MOST_LEVELS} levels that DynamoDB has"
        raise UnfitError(reason, "keep what is that deep as a text of JSON", _TOO_DEEP)
    return level + 1


def _set(value: Plain, read: Callable[[Plain], str], empty: str) -> list[str]:
    if not isinstance(value, list):
        raise UnfitError("is no list, which is how a set is written", "write a list of its members")
    if not value:
        raise UnfitError("is an empty set, which DynamoDB does not have", "leave the attribute out", empty)
    members = [read(item) for item in value]
    if len(set(members)) < len(members):
        raise UnfitError("is a set with a member that stands in it twice", "take the second one away")
    return members


_READERS: Mapping[str, Callable[[Plain], object]] = {
    "S": _text, "N": _number, "B": _binary, "BOOL": _boolean, "NULL": _null,
    "SS": partial(_set, read=_text, empty=f"{INVALID}An string set  may not be empty"),
    "NS": partial(_set, read=_number, empty=f"{INVALID}An number set  may not be empty"),
    "BS": partial(_set, read=_binary, empty=f"{INVALID}Binary sets should not be empty"),
}  # fmt: skip
_COLLECTIONS: Mapping[str, Callable[[Plain, int], object]] = {"L": _list, "M": _mapping}


def plain(attribute: Attribute) -> Plain:
    """A value without its type, where the type shows all the same; else as AWS writes it."""
    kind = type_of(attribute)
    value = attribute[kind]
    if kind in ("S", "BOOL"):
        return value  # type: ignore[no-any-return]
    if kind == "N":
        exact = Decimal(value)
        return int(exact) if exact == exact.to_integral_value() else exact
    if kind == "NULL":
        return None
    if kind == "L":
        return [plain(item) for item in value]
    if kind == "M":
        made = {key: plain(item) for key, item in value.items()}
        # A mapping that looks like a typed value has to say that it is none.
        return {"M": made} if len(made) == 1 and next(iter(made)) in TYPE_WORDS else made
    return dict(attribute)


def order(attribute: Attribute) -> Any:  # noqa: ANN401 - a Decimal or bytes: what is compared has one type
    """What values of one type, S, N or B, are ordered by."""
    kind = type_of(attribute)
    value = attribute[kind]
    if kind == "N":
        return Decimal(value)
    return value.encode("utf-8", "surrogatepass") if kind == "S" else base64.b64decode(value)


def same(one: Attribute, other: Attribute) -> bool:
    """Whether two values are equal, as DynamoDB sees it: neither order in a set nor spelling of a number counts."""
    return bool(canonical(one) == canonical(other))


def canonical(attribute: Attribute) -> Any:  # noqa: ANN401 - nested tuples, to be compared and hashed only
    """A value in a form of which equal ones have the same."""
    kind = type_of(attribute)
    value = attribute[kind]
    if kind == "N":
        return kind, Decimal(value)
    if kind == "NS":
        return kind, frozenset(Decimal(member) for member in value)
    if kind in ("SS", "BS"):
        return kind, frozenset(value)
    if kind == "L":
        return kind, tuple(canonical(item) for item in value)
    if kind == "M":
        return kind, frozenset((key, canonical(item)) for key, item in value.items())
    return kind, value


def size(attribute: Attribute) -> int:
    """The bytes that a value counts for."""
    kind = type_of(attribute)
    value = attribute[kind]
    if kind == "S":
        return len(value.encode("utf-8", "surrogatepass"))
    if kind == "N":
        return _number_size(value)
    if kind == "B":
        return len(base64.b64decode(value))
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "L":
        return 3 + sum(1 + size(item) for item in value)
    if kind == "M":
        return 3 + sum(
            1 + len(key.encode("utf-8", "surrogatepass")) + size(item) for key, item in value.items()
        )
    return sum(size({kind[0]: member}) for member in value)


def _number_size(text: str) -> int:
    """A byte for each pair of digits, paired from the point on, without zeros at the ends; one more; one for a sign."""
    exact = Decimal(text)
    if not exact:
        return 1
    _, digits, _ = exact.normalize(_EXACT).as_tuple()
    split = len(digits) % 2 == 0 and exact.adjusted() % 2 == 0
    return 1 + (len(digits) + 1) // 2 + split + (exact < 0)


def item_size(attributes: Mapping[str, Attribute]) -> int:
    """The bytes that an item counts for: names and values."""
    return sum(len(name.encode("utf-8", "surrogatepass")) + size(value) for name, value in attributes.items())
