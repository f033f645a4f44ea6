"""Attribute values as DynamoDB has them: typed, ordered, and of a size.

A value is kept in the form that goes over the wire, `{"S": "open"}`, with numbers in the shortest text that says them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeAlias

from planton_dynamodb.manifest.free_values import Plain

Attribute: TypeAlias = dict[str, Any]
"""One value with its type: {"S": "open"}, {"M": {"city": {"S": "Oslo"}}}."""

Attributes: TypeAlias = dict[str, Attribute]
"""An item, or a key."""

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
_LARGEST, _SMALLEST = Decimal("9.9999999999999999999999999999999999999e+125"), Decimal("1e-130")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,5})?")


class UnfitError(Exception):
    """A value that DynamoDB does not take; the text says why, as a clause: `is no number`."""


def typed(value: Plain) -> Attribute:
    """A plain value with its type; one that names its type, as AWS writes it, is taken at its word."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, list):
        return {"L": [typed(item) for item in value]}
    if isinstance(value, dict):
        named = next(iter(value)) if len(value) == 1 else ""
        if named in _READERS:
            return {named: _READERS[named](value[named])}
        return {"M": {key: typed(item) for key, item in value.items()}}
    return {"N": number(value)}


def type_of(attribute: Attribute) -> str:
    """The letters of a value's type."""
    return next(iter(attribute))


def number(value: int | Decimal | str) -> str:
    """A number as DynamoDB keeps it: the shortest text that says it."""
    given = str(value)
    try:
        exact = Decimal(given) if _NUMBER.fullmatch(given) else None
    except InvalidOperation:
        exact = None
    if exact is None:
        raise UnfitError("is no number")
    digits = exact.normalize(_exact_context(len(given)))
    if len(digits.as_tuple().digits) > MOST_DIGITS:
        raise UnfitError(f"has more than the {MOST_DIGITS} digits that DynamoDB keeps of a number")
    if abs(exact) > _LARGEST:
        raise UnfitError("is larger than the numbers that DynamoDB has")
    if exact and abs(exact) < _SMALLEST:
        raise UnfitError("is nearer to zero than the numbers that DynamoDB has")
    return f"{digits:f}" if -20 < digits.adjusted() < 40 else str(digits)


def _exact_context(digits: int) -> Any:  # noqa: ANN401 - decimal's own type is not exported by its stubs
    from decimal import Context

    return Context(prec=max(digits, 1) + 1)


def _text(value: Plain) -> str:
    if not isinstance(value, str):
        raise UnfitError("is no text, which its type S says it is")
    return value


def _number(value: Plain) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise UnfitError("is no number, which its type N says it is")
    return number(value)


def _binary(value: Plain) -> str:
    if isinstance(value, str):
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            pass
        else:
            return value
    raise UnfitError("is not in base64, which its type B asks for")


def _boolean(value: Plain) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("is neither true nor false, which its type BOOL says it is")
    return value


def _null(value: Plain) -> bool:
    if value is not True:
        raise UnfitError("is not written `{NULL: true}`, which is how AWS writes null")
    return True


def _list(value: Plain) -> list[Attribute]:
    if not isinstance(value, list):
        raise UnfitError("is no list, which its type L says it is")
    return [typed(item) for item in value]


def _mapping(value: Plain) -> Attributes:
    if not isinstance(value, dict):
        raise UnfitError("is no mapping, which its type M says it is")
    return {key: typed(item) for key, item in value.items()}


def _set(value: Plain, read: Any) -> list[str]:  # noqa: ANN401 - one of the readers above
    if not isinstance(value, list):
        raise UnfitError("is no list, which is how a set is written")
    if not value:
        raise UnfitError("is an empty set, which DynamoDB does not have")
    read_values = [read(item) for item in value]
    if len(set(read_values)) < len(read_values):
        raise UnfitError("is a set with a member that stands in it twice")
    return read_values


_READERS: Mapping[str, Callable[[Plain], object]] = {
    "S": _text, "N": _number, "B": _binary, "BOOL": _boolean, "NULL": _null, "L": _list, "M": _mapping,
    "SS": partial(_set, read=_text),
    "NS": partial(_set, read=_number),
    "BS": partial(_set, read=_binary),
}  # fmt: skip


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
        return {key: plain(item) for key, item in value.items()}
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
    """About a byte for two digits, and one more; one for a sign."""
    exact = Decimal(text)
    digits = exact.normalize(_exact_context(len(text))).as_tuple().digits
    return (len(digits) + 1) // 2 + 1 + (1 if exact < 0 else 0)


def item_size(attributes: Mapping[str, Attribute]) -> int:
    """The bytes that an item counts for: names and values."""
    return sum(len(name.encode("utf-8", "surrogatepass")) + size(value) for name, value in attributes.items())
