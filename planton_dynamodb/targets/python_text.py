"""Values and calls written as Python, laid out so that formatters leave them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 88
"""That of `ruff format` and black where a project sets none. What breaks here ends in a comma: wider ones keep it."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something that has a name in the program: `table.arn`."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of something, with what it is given."""

    function: str
    arguments: tuple[object, ...]


def literal(value: object, indent: int, before: int) -> str:
    """A value, of which `before` characters of the line stand before it; its further lines are indented."""
    flat = _flat(value)
    if not isinstance(value, Mapping | list | Call):
        return flat
    nested = any(isinstance(part, Mapping | list) and part for part in _parts(value))
    if not nested and indent + before + width(flat) + len(",") <= WIDTH:
        return flat
    return _broken(value, indent)


def keywords(arguments: Mapping[str, object]) -> Iterator[str]:
    """Arguments of a call that stands at the left edge, a line for each."""
    return (f"    {name}={literal(value, 4, len(name) + 1)}," for name, value in arguments.items())


def string(text: str) -> str:
    """A text in the quotes that take fewer backslashes, else double ones; invisible characters by their numbers."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_character(letter, quote) for letter in text) + quote


def _character(letter: str, quote: str) -> str:
    if letter in ("\\", quote):
        return "\\" + letter
    return letter if letter.isprintable() else repr(letter)[1:-1]


def _parts(value: Mapping[str, object] | Sequence[object] | Call) -> Sequence[object]:
    if isinstance(value, Call):
        return value.arguments
    return list(value.values()) if isinstance(value, Mapping) else value


def _flat(value: object) -> str:
    if isinstance(value, str):
        return string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{string(key)}: {_flat(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, Call):
        return f"{value.function}({', '.join(map(_flat, value.arguments))})"
    return value.text if isinstance(value, Name) else repr(value)


def _broken(value: Mapping[str, object] | Sequence[object] | Call, indent: int) -> str:
    inner, lines = indent + 4, []
    if isinstance(value, Mapping):
        for name, part in value.items():
            key = f"{string(name)}: "
            lines.append(f"{key}{literal(part, inner, width(key))}")
        opening, closing = "{", "}"
    elif isinstance(value, Call):
        lines = [literal(part, inner, 0) for part in value.arguments]
        opening, closing = f"{value.function}(", ")"
    else:
        lines = [literal(part, inner, 0) for part in value]
        opening, closing = "[", "]"
    body = "".join(f"{' ' * inner}{line},\n" for line in lines)
    return f"{opening}\n{body}{' ' * indent}{closing}"


def width(text: str) -> int:
    """At least as many columns as a formatter counts: beyond ASCII a letter may take two."""
    return sum(1 if letter.isascii() else 2 for letter in text)
