"""Plain values written as YAML in block style, for a part of a manifest that is written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from planton_dynamodb.manifest.nodes import NULLS, Scalar
from planton_dynamodb.manifest.scalars import other_reading

Value: TypeAlias = "str | int | bool | Mapping[str, Value] | Sequence[Value]"

_PUNCTUATION_INSIDE = "_.-/:@+"


def lines(value: Mapping[str, Value]) -> list[str]:
    """The lines of a mapping from the left edge on; what it holds is indented by two blanks, lists too."""
    written: list[str] = []
    for key, part in value.items():
        if isinstance(part, Mapping):
            written += [f"{key}:", *(f"  {line}" for line in lines(part))]
        elif isinstance(part, str | int):
            written.append(f"{key}: {scalar(part)}")
        else:
            written += [f"{key}:", *(f"  {line}" for item in part for line in _item(item))]
    return written


def _item(item: Value) -> list[str]:
    if isinstance(item, Mapping):
        first, *rest = lines(item)
        return [f"- {first}", *(f"  {line}" for line in rest)]
    assert isinstance(item, str | int)
    return [f"- {scalar(item)}"]


def scalar(value: str | int) -> str:
    """A value such that every YAML reader reads it as what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if _reads_as_itself(value) else quoted(value)


def quoted(text: str) -> str:
    """A text in double quotes, its invisible characters by their numbers."""
    escaped = (letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in text)
    return '"' + "".join("\\" + letter if letter in '"\\' else letter for letter in escaped) + '"'


def _reads_as_itself(text: str) -> bool:
    if not text.isascii() or not text[:1].isalpha() or text in NULLS or text.endswith(":"):
        return False
    plain = all(letter.isalnum() or letter in _PUNCTUATION_INSIDE for letter in text)
    return plain and other_reading(Scalar(0, len(text), text)) is None
