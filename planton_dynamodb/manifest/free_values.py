"""Values of any shape: where a field may hold anything, a value is what YAML 1.2 takes it for.

A number keeps every digit: a whole one is an int, any other a Decimal. DynamoDB keeps 38 digits, a float only 15.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, is_null
from planton_dynamodb.manifest.problems import Route

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
    if isinstance(node, Scalar):
        return _scalar(node, route, tagged)
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


def _scalar(node: Scalar, route: Route, tagged: Complain) -> Plain:
    if node.tag is not None:
        tagged(node, route)
        return None
    return of_text(node.value, is_null(node)) if node.plain else node.value


def of_text(text: str, null: bool = False) -> Plain:  # noqa: FBT001, FBT002  # of each unquoted value of a file
    """What an unquoted text is taken for."""
    if null:
        return None
    if text[:1] in _MAY_BE_NUMBER and len(text) <= _LONGEST_NUMBER:
        if _WHOLE.fullmatch(text):
            return int(text)
        return Decimal(text) if _NUMBER.fullmatch(text) else text
    return _BOOLEANS.get(text, text)


def message_value(value: Plain) -> dict[str, object]:
    """A value as the fields of a google.protobuf.Value, which has no other numbers than floats."""
    if isinstance(value, bool):
        return {"bool_value": value}
    if isinstance(value, str):
        return {"string_value": value}
    if value is None:
        return {"null_value": 0}
    if isinstance(value, dict):
        return {"struct_value": message_struct(value)}
    if isinstance(value, list):
        return {"list_value": {"values": [message_value(item) for item in value]}}
    return {"number_value": float(value)}


def message_struct(value: dict[str, Plain]) -> dict[str, object]:
    """A mapping as the fields of a google.protobuf.Struct."""
    return {"fields": {key: message_value(item) for key, item in value.items()}}


def json_value(value: Plain) -> Json:
    """A value as JSON has it. A number that a float would change is written with its type, as AWS writes it."""
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    near = float(value)
    if near in (float("inf"), float("-inf")) or Decimal(repr(near)) != value:
        return {"N": str(value)}
    return value if isinstance(value, int) else near
