"""The operands of expressions: paths into an item, values that are given, and functions of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from planton_dynamodb.patterns.values import Attribute, Attributes, type_of

Steps: TypeAlias = tuple[str | int, ...]


class Path(NamedTuple):
    """The way to an attribute, or to something in it: `address.lines[0]`."""

    steps: Steps
    start: int
    end: int

    def shown(self) -> str:
        """As DynamoDB shows a path: `[address, lines, [0]]`."""
        return f"[{', '.join(f'[{step}]' if isinstance(step, int) else step for step in self.steps)}]"

    def found(self, item: Attributes) -> Attribute | None:
        """What stands there in an item."""
        first, *rest = self.steps
        here = item.get(str(first))
        for step in rest:
            if here is None:
                return None
            here = part(here, step)
        return here


class Given(NamedTuple):
    """A value that is given with the expression: `:open`."""

    name: str
    value: Attribute | None
    """None where there is no such value, or it could not be read."""
    start: int
    end: int


class Call(NamedTuple):
    """A function, or the sum or difference of two operands in an update."""

    function: str
    operands: tuple[Operand, ...]
    start: int
    end: int


Operand: TypeAlias = Path | Given | Call


def part(whole: Attribute, step: str | int) -> Attribute | None:
    """What stands in a mapping under a name, or in a list at a position."""
    inner: Attribute | None = None
    if isinstance(step, str) and "M" in whole:
        inner = whole["M"].get(step)
    elif isinstance(step, int) and "L" in whole and step < len(whole["L"]):
        inner = whole["L"][step]
    return inner


def given_type(operand: Operand) -> str:
    """The type of a value that is given; empty where only the item shows it."""
    return type_of(operand.value) if isinstance(operand, Given) and operand.value is not None else ""


def paths(operand: Operand) -> Iterator[Path]:
    """The paths in an operand."""
    if isinstance(operand, Path):
        yield operand
    elif isinstance(operand, Call):
        for inner in operand.operands:
            yield from paths(inner)
