"""Values of any shape: where a field may hold anything, a value is what YAML 1.2 takes it for.

A number keeps every digit: a whole one is an int, any other a Decimal. DynamoDB keeps 38 digits, a float only 15.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, is_null
from planton_dynamodb.manifest.problems import Route

if TYPE_CHECKING:
    from google.protobuf.message import Message

Plain: TypeAlias = "str | int | Decimal | bool | list[Plain] | dict[str, Plain] | None"
"""A text, a number, a boolean, nothing, or a list or mapping of such."""

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"
"""What JSON has."""

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,5})?")
_LEADING_ZEROS = re.compile(r"[-+]?0[0-9]+")
_OCTAL = re.compile(r"[-+]?0[0-7]+")
_MAY_BE_NUMBER = frozenset("+-.0123456789")
_LONGEST_NUMBER = 400
"""Python takes its time over longer ones, and DynamoDB takes none of them."""


def _nothing(*_: object) -> None:
    pass


class Listener(NamedTuple):
    """Who is told what is not as it should be, each with the route of the value."""

    tagged: Callable[[Node, Route], None] = _nothing
    """Of a value with a tag, which is left out."""
    duplicate: Callable[[Scalar, Scalar, Route], None] = _nothing
    """Of a key that stands in a mapping already; it is left out."""
    unquoted: Callable[[Scalar, Route], None] = _nothing
    """Of each value without quotes."""


_NOBODY = Listener()


def plain(node: Node, route: Route, listener: Listener = _NOBODY) -> Plain:
    """What a node says."""
    if node.tag is not None:
        listener.tagged(node, route)
        return None
    if isinstance(node, Scalar):
        if not node.plain:
            return node.value
        listener.unquoted(node, route)
        return of_text(node.value, is_null(node))
    if isinstance(node, Mapping):
        made: dict[str, Plain] = {}
        seen: dict[str, Scalar] = {}
        for key, value in node.entries:
            if key.value in seen:
                listener.duplicate(key, seen[key.value], (*route, key.value))
                continue
            seen[key.value] = key
            made[key.value] = plain(value, (*route, key.value), listener)
        return made
    return [plain(item, (*route, index), listener) for index, item in enumerate(node.items)]


def of_text(text: str, null: bool = False) -> Plain:  # noqa: FBT001, FBT002  # of each unquoted value of a file
    """What an unquoted text is taken for."""
    if null:
        return None
    if text[:1] in _MAY_BE_NUMBER and len(text) <= _LONGEST_NUMBER:
        if _WHOLE.fullmatch(text):
            return int(text)
        return Decimal(text) if _NUMBER.fullmatch(text) else text
    return _BOOLEANS.get(text, text)


def disputed(scalar: Scalar) -> tuple[str, str] | None:
    """What an unquoted value is taken for here and by other YAML readers, where they differ.

    A number that loses its leading zeros is one even where they agree; the second text is empty then.
    """
    value = scalar.value
    number = of_text(value, is_null(scalar))
    if isinstance(number, int) and _LEADING_ZEROS.fullmatch(value):
        if not _OCTAL.fullmatch(value):
            return f"the number {number}", "text"
        eights = int(value, 8)
        return f"the number {number}", "" if eights == number else f"the number {eights}"
    other = scalars.other_reading(scalar) if isinstance(number, str) else None
    # Whoever takes a date for one writes it back as it was: the form is in common use for sort keys.
    return None if other is None or other == scalars.DATE else ("text", other)


def message_value(value: Plain) -> Message:
    """A value as protobuf has it, where every number is a float."""
    from google.protobuf import (
        json_format,
        struct_pb2,
    )  # protobuf takes longer to import than a manifest to check

    return json_format.ParseDict(_with_floats(value), struct_pb2.Value())


def message_struct(value: dict[str, Plain]) -> Message:
    """A mapping as protobuf has it."""
    from google.protobuf import json_format, struct_pb2  # as above

    return json_format.ParseDict(_with_floats(value), struct_pb2.Struct())


def _with_floats(value: Plain) -> Json:
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_floats(item) for item in value]
    return value if value is None or isinstance(value, bool | str) else _near(value)


def _near(value: int | Decimal) -> float:
    """The float nearest to a number; the largest one there is for what is beyond it."""
    largest = sys.float_info.max
    return float(max(-Decimal(largest), min(Decimal(value), Decimal(largest))))


def json_value(value: Plain) -> Json:
    """A value as JSON has it. A number that a float would change is written with its type, as AWS writes it."""
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    near = _near(value)
    if Decimal(repr(near)) != value:
        return {"N": str(value)}
    return value if isinstance(value, int) else near
