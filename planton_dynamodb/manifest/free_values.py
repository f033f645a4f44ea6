"""Values of any shape: where a field may hold anything, a value is what YAML 1.2 takes it for.

A number keeps every digit: a whole one is an int, any other a Decimal. DynamoDB keeps 38 digits, a float only 15.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, is_null
from planton_dynamodb.manifest.problems import Route

if TYPE_CHECKING:
    from google.protobuf.message import Message

Plain: TypeAlias = "str | int | Decimal | bool | list[Plain] | dict[str, Plain] | None"
"""A text, a number, a boolean, nothing, or a list or mapping of such."""

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"
"""What JSON has."""

Complain: TypeAlias = Callable[[Node, Route], None]

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,5})?")
_MAY_BE_NUMBER = frozenset("+-.0123456789")
_LONGEST_NUMBER = 400
"""Python takes its time over longer ones, and DynamoDB takes none of them."""


def plain(
    node: Node, route: Route, tagged: Complain, duplicate: Callable[[Scalar, Scalar, Route], None]
) -> Plain:
    """What a node says; what has a tag or stands in a mapping twice is told to the two callbacks, and left out."""
    if node.tag is not None:
        tagged(node, route)
        return None
    if isinstance(node, Scalar):
        return of_text(node.value, is_null(node)) if node.plain else node.value
    if isinstance(node, Mapping):
        made: dict[str, Plain] = {}
        seen: dict[str, Scalar] = {}
        for key, value in node.entries:
            if key.value in seen:
                duplicate(key, seen[key.value], (*route, key.value))
                continue
            seen[key.value] = key
            made[key.value] = plain(value, (*route, key.value), tagged, duplicate)
        return made
    return [plain(item, (*route, index), tagged, duplicate) for index, item in enumerate(node.items)]


def of_text(text: str, null: bool = False) -> Plain:  # noqa: FBT001, FBT002  # of each unquoted value of a file
    """What an unquoted text is taken for."""
    if null:
        return None
    if text[:1] in _MAY_BE_NUMBER and len(text) <= _LONGEST_NUMBER:
        if _WHOLE.fullmatch(text):
            return int(text)
        return Decimal(text) if _NUMBER.fullmatch(text) else text
    return _BOOLEANS.get(text, text)


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
