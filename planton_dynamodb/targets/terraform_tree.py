"""What a Terraform module is made of, in whichever syntax it is written: blocks, arguments, values and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias


class Expression(NamedTuple):
    """Something that Terraform works out: `var.region`."""

    text: str


class Word(NamedTuple):
    """What Terraform reads without working it out: a type, or the name of an argument or of a resource."""

    text: str


class Template(NamedTuple):
    """A text with expressions in it, one part after the other."""

    parts: tuple[str | Expression, ...]


class Call(NamedTuple):
    """A function with what it is given."""

    function: str
    arguments: tuple[Value, ...]


Value: TypeAlias = (
    "str | int | bool | list[Any] | Mapping[str, Any] | Expression | Word | Template | Call | None"
)


class Argument(NamedTuple):
    """A name with its value."""

    name: str
    value: Value


class Remark(NamedTuple):
    """Lines for the reader."""

    lines: tuple[str, ...]


class Block(NamedTuple):
    """A block with its labels, and all that it holds in order."""

    type: str
    labels: tuple[str, ...]
    body: tuple[Item, ...]


Item: TypeAlias = "Argument | Block | Remark"


class Module(NamedTuple):
    """All blocks, by what they are for: a name for the file that they may stand in."""

    parts: Mapping[str, tuple[Block, ...]]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of them in order."""
        return tuple(block for part in self.parts.values() for block in part)


def texts(value: Item | Value) -> Iterator[str]:
    """All texts in a part of a module, and what its arguments and keys are called."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
    parts: Iterable[Any] = ()
    match value:
        case Argument():
            parts = (value.value,)
        case Block():
            parts = value.body
        case Template():
            parts = value.parts
        case Call():
            parts = value.arguments
        case list():
            parts = value
        case Mapping():
            parts = value.values()
    for part in parts:
        yield from texts(part)


def body(
    arguments: Mapping[str, Value], blocks: Iterable[Block] = (), *, remarks: Iterable[str] = ()
) -> tuple[Item, ...]:
    """What a block holds: what there is to say first, then the arguments, then the blocks."""
    said = tuple(remarks)
    return (*_remark(said), *(Argument(name, value) for name, value in arguments.items()), *blocks)


def block(kind: str, **arguments: Value) -> Block:
    """A block of arguments alone."""
    return Block(kind, (), body(arguments))


def _remark(lines: tuple[str, ...]) -> Iterator[Remark]:
    if lines:
        yield Remark(lines)
