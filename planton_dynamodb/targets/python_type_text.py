"""Types written as Python's annotations, laid out so that formatters leave them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from planton_dynamodb.targets.python_text import WIDTH, string, width

Type: TypeAlias = "Name | Generic | Choice"


@dataclass(frozen=True, slots=True)
class Name:
    """A type by its name."""

    text: str


@dataclass(frozen=True, slots=True)
class Generic:
    """A type with others in brackets: `list[str]`."""

    head: str
    arguments: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several types."""

    options: tuple[Type, ...]


def of(head: str, *arguments: Type) -> Generic:
    """A type with others in brackets."""
    return Generic(head, arguments)


def literal(texts: Iterable[str]) -> Generic:
    """One of several texts."""
    return Generic("Literal", tuple(Name(string(text)) for text in texts))


def words(written: Type) -> Iterator[str]:
    """The names that a type is written with, as it may be laid out."""
    match written:
        case Name(text):
            yield text
        case Generic(head, arguments):
            yield head
            yield from () if head == "Literal" else (word for each in arguments for word in words(each))
        case Choice(options):
            yield from (word for each in options for word in words(each))


def laid_out(written: Type, indent: int, before: int, after: int = 0) -> str:
    """A type, of which `before` characters of the line stand before it and `after` behind it."""
    flat = _flat(written)
    if isinstance(written, Name) or indent + before + width(flat) + after <= WIDTH:
        return flat
    if isinstance(written, Choice):
        written = Generic("Union", written.options)
    inner, outer = " " * (indent + 4), " " * indent
    # One type with a comma behind it would be a tuple of one.
    comma = "," if len(written.arguments) > 1 else ""
    parts = (f"{inner}{laid_out(each, indent + 4, 0, len(comma))}{comma}\n" for each in written.arguments)
    return f"{written.head}[\n{''.join(parts)}{outer}]"


def _flat(written: Type) -> str:
    match written:
        case Name(text):
            return text
        case Generic(head, arguments):
            return f"{head}[{', '.join(map(_flat, arguments))}]"
        case Choice(options):
            return " | ".join(map(_flat, options))
