"""Conditions and filters: what must hold of an item, as DynamoDB writes it.

What is read is kept in postfix order, so that no depth of parentheses is a depth of calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from planton_dynamodb.patterns.expressions.checks import check_condition, check_test
from planton_dynamodb.patterns.expressions.comparisons import TESTS, valued
from planton_dynamodb.patterns.expressions.fault import Fault, SyntaxFault
from planton_dynamodb.patterns.expressions.operands import Call, Operand, Path, paths
from planton_dynamodb.patterns.expressions.reader import Reader
from planton_dynamodb.patterns.expressions.tokens import END, WORD, Token
from planton_dynamodb.patterns.values import Attribute, Attributes

_MOST_IN = 100
_COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
_BINDING = {"(": 0, "OR": 1, "AND": 2, "NOT": 3}


class Test(NamedTuple):
    """A comparison or a function: true or false of an item by itself."""

    name: str
    operands: tuple[Operand, ...]

    def holds(self, item: Attributes) -> bool:
        """Whether it is true of an item."""
        return TESTS[self.name]([valued(operand, item) for operand in self.operands])


_Part: TypeAlias = Test | str


class Condition(NamedTuple):
    """A condition that has been read. It can be asked of an item where it has no faults."""

    parts: tuple[_Part, ...]
    faults: tuple[Fault, ...]
    names: frozenset[str]
    """The names that it uses: `#status`."""
    values: frozenset[str]
    """The values that it uses: `:open`."""

    @property
    def paths(self) -> Iterator[Path]:
        """Every path in it, in the order of the text."""
        for part in self.parts:
            if isinstance(part, Test):
                for operand in part.operands:
                    yield from paths(operand)

    def holds(self, item: Attributes) -> bool:
        """Whether it is true of an item."""
        assert not self.faults, self.faults
        truths: list[bool] = []
        for part in self.parts:
            if isinstance(part, Test):
                truths.append(part.holds(item))
            else:
                _OPERATORS[part](truths)
        return truths.pop()


def _and(truths: list[bool]) -> None:
    last = truths.pop()
    truths[-1] = truths[-1] and last


def _or(truths: list[bool]) -> None:
    last = truths.pop()
    truths[-1] = truths[-1] or last


def _not(truths: list[bool]) -> None:
    truths[-1] = not truths[-1]


_OPERATORS: Mapping[str, Callable[[list[bool]], None]] = {"AND": _and, "OR": _or, "NOT": _not}


def condition(text: str, names: Mapping[str, str], values: Mapping[str, Attribute | None]) -> Condition:
    """A condition read from a text. A value of None is one that could not be read: nothing is said of its type."""
    reader: Reader | None = None
    parser = _Parser()
    faults: list[Fault] = []
    try:
        reader = Reader(text, names, values)
        parser.read(reader)
        faults = reader.faults
    except SyntaxFault as syntax:
        faults = [syntax.fault]
    return Condition(
        tuple(parser.parts),
        tuple(faults),
        frozenset(reader.used_names if reader is not None else ()),
        frozenset(reader.used_values if reader is not None else ()),
    )


class _Parser:
    """Tests as they come, and operators held back until everything that binds closer has gone before them."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self._held: list[tuple[str, int]] = []
        self._closed = (-1, -1)

    def read(self, reader: Reader) -> None:
        while True:
            self._open(reader)
            self.parts.append(_test(reader))
            self._close(reader)
            if reader.next.kind == END:
                break
            if not reader.next.is_word("AND", "OR"):
                reader.refuse()
            token = reader.take()
            reader.count_operator(token)
            self._release(token.text.upper())
            self._held.append((token.text.upper(), 0))
        self._release("OR")
        if self._held:
            reader.refuse("close the parenthesis")

    def _open(self, reader: Reader) -> None:
        """What may stand before a test: NOT and opening parentheses."""
        while reader.next.is_word("NOT") or (reader.next.is_sign("(") and not _holds_operand(reader)):
            if reader.next.kind == WORD:
                reader.count_operator(reader.next)
            self._held.append((reader.next.text.upper(), reader.position))
            reader.take()

    def _close(self, reader: Reader) -> None:
        """What may stand behind a test: closing parentheses."""
        while reader.next.is_sign(")"):
            self._release("OR")
            if not self._held:
                reader.refuse()
            _, opened = self._held.pop()
            if self._closed == (opened + 1, reader.position - 1):
                reader.find_redundant(reader.next)
            self._closed = (opened, reader.position)
            reader.take()

    def _release(self, name: str) -> None:
        """The operators held back that bind as close as another one, or closer."""
        while self._held and _BINDING[self._held[-1][0]] >= _BINDING[name]:
            self.parts.append(self._held.pop()[0])


def _holds_operand(reader: Reader) -> bool:
    """Whether the parenthesis that comes next stands around an operand, not around a condition."""
    closing = reader.closings.get(reader.position)
    return closing is not None and _compares(reader.at(closing + 1))


def _compares(token: Token) -> bool:
    return token.is_sign(*_COMPARATORS) or token.is_word("BETWEEN", "IN")


def _test(reader: Reader) -> Test:
    first = reader.operand()
    token = reader.next
    if not _compares(token):
        return _function(reader, first)
    reader.take()
    reader.count_operator(token)
    name = token.text.upper()
    operands: tuple[Operand, ...]
    if name == "BETWEEN":
        operands = (first, *_bounds(reader))
    elif name == "IN":
        operands = (first, *_alternatives(reader))
    else:
        operands = (first, reader.operand())
    check_test(reader, name, operands)
    return Test(name, operands)


def _function(reader: Reader, operand: Operand) -> Test:
    if not isinstance(operand, Call):
        reader.refuse("compare it with something: `= :open`")
    check_condition(reader, operand)
    return Test(operand.function, operand.operands)


def _bounds(reader: Reader) -> tuple[Operand, Operand]:
    low = reader.operand()
    if not reader.next.is_word("AND"):
        reader.refuse("write both bounds: `BETWEEN :low AND :high`")
    reader.take()
    return low, reader.operand()


def _alternatives(reader: Reader) -> tuple[Operand, ...]:
    start = reader.expect("(").start
    found = reader.operands()
    end = reader.expect(")").end
    if len(found) > _MOST_IN:
        text = f"The IN operator is provided with too many operands; number of operands: {len(found)}"
        said = f"`IN` takes at most {_MOST_IN} values, and is given {len(found)}"
        reader.fail(text, said, "divide them between two of them, with `OR`", (start, end))
    return found
