"""One value in its canonical spelling: enum words with their prefix, plain numbers, texts as they stand.

A text keeps its quotes or its lack of them, except where another YAML reader would not take it for text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.decode import Field
from planton_dynamodb.manifest.nodes import NULLS, Node, Scalar, is_null
from planton_dynamodb.manifest.source import Source

if TYPE_CHECKING:
    from planton_dynamodb.manifest.free_values import Json

_BREAK = re.compile(r"\r?\n")
_NOT_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""Line breaks and invisible characters that YAML does not take as they are between quotes."""

_EXACT_IN_JSON = 1 << 53
"""Beyond it, readers of JSON that keep numbers as floats lose digits."""


def typed(node: Scalar, field: Field) -> str | int | bool:
    """What a sound value means in its field, an enum value by its canonical name."""
    if field.enum is not None:
        number = field.enum.numbers.get(node.value)
        if number is None:
            return int(node.value) if node.value.isdecimal() else node.value
        return field.enum.canonical[number]
    assert field.type_scalar is not None
    value, _ = field.type_scalar(node)
    assert isinstance(value, str | int)
    return value


def in_json(node: Scalar, field: Field) -> str | int | bool:
    """A value as JSON has it."""
    value = typed(node, field)
    return str(value) if type(value) is int and abs(value) > _EXACT_IN_JSON else value


def in_yaml(node: Scalar, field: Field, source: Source, indent: int) -> list[str]:
    """A value as YAML has it: what stands behind the key, then the lines below with their indentation."""
    if field.is_free:
        return ["null"] if is_null(node) else _as_it_stands(node, source, indent)
    if field.type_scalar is scalars.text:
        return _text(node, source, indent)
    if field.enum is not None and node.value not in field.enum.numbers:
        return _as_it_stands(node, source, indent)  # a value of an open enum that is not known here
    value = typed(node, field)
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def free_in_json(node: Node) -> Json:
    """A value of any shape as JSON has it."""
    from planton_dynamodb.manifest.free_values import json_value, plain  # few manifests have such a value

    return json_value(plain(node, ()))


def key_in_yaml(node: Scalar, source: Source) -> str:
    """The key of a map: any text at all."""
    if node.plain and node.value in NULLS:
        return f'"{node.value}"'
    return _text(node, source, 0)[0]


def _text(node: Scalar, source: Source, indent: int) -> list[str]:
    if node.plain and scalars.other_reading(node) is not None:
        return [f'"{node.value}"']
    return _as_it_stands(node, source, indent)


def _as_it_stands(node: Scalar, source: Source, indent: int) -> list[str]:
    first, *rest = _BREAK.split(source.text[node.start : node.end])
    if not node.plain and first[:1] in ("|", ">"):
        return _block(node, first, rest, indent)
    return [first, *(" " * indent + line.lstrip(" \t") if line.strip(" \t") else "" for line in rest)]


def _block(node: Scalar, header: str, lines: list[str], indent: int) -> list[str]:
    """A text in block style (`|` or `>`), its lines moved to another indentation, otherwise as they are."""
    last_line = node.value.removesuffix("\n").rpartition("\n")[2]
    if not last_line.strip(" "):
        return [as_json(node.value)]  # blank lines at its end would otherwise depend on what comes behind it
    while not lines[-1].strip(" "):
        lines.pop()
    first_line = next(line for line in node.value.split("\n") if line.strip(" "))
    at = next(index for index, line in enumerate(lines) if line.strip(" "))
    own = _leading_blanks(lines[at]) - _leading_blanks(first_line)
    moved = [line[own:] for line in lines]
    explicit = "2" if any(line.startswith(" ") for line in moved[: at + 1]) else ""
    chomping = "" if node.value.endswith("\n") else "-"
    return [f"{header[0]}{explicit}{chomping}", *(" " * indent + line if line else "" for line in moved)]


def as_json(value: object, indent: int | None = None) -> str:
    """A value as JSON that every reader of YAML reads too."""
    import json  # most manifests are written without it

    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _NOT_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _leading_blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
