"""Two bills held against each other: line by line, what becomes dearer and what cheaper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planton_dynamodb.costing.bill import Bill, Line


@dataclass(frozen=True, slots=True)
class Compared:
    """One line in both bills; None where it is in the other alone."""

    old: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def title(self) -> str:
        """What is paid for."""
        return (self.new or self.old)[0].title

    @property
    def difference(self) -> Decimal | None:
        """How much dearer it becomes; None where one of the two is not known."""
        before, after = amount_of(self.old), amount_of(self.new)
        return None if before is None or after is None else after - before


def amount_of(lines: Sequence[Line]) -> Decimal | None:
    """What lines come to, 0 where there is none; None where one of them is not known."""
    known = [line.amount for line in lines if line.amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(lines) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table before and after; None where there is none."""

    old: Bill | None
    new: Bill | None
    lines: tuple[Compared, ...]

    @property
    def name(self) -> str:
        """The name in its manifest."""
        bill = self.new or self.old
        assert bill is not None
        return bill.name

    @property
    def difference(self) -> Decimal:
        """How much dearer the known lines become."""
        return sum((line.difference for line in self.lines if line.difference is not None), Decimal(0))

    @property
    def open(self) -> list[Compared]:
        """The lines of which nobody knows."""
        return [line for line in self.lines if line.difference is None]


def compared(old: Sequence[Bill], new: Sequence[Bill]) -> list[Comparison]:
    """Tables by their names; one alone on each side is taken for the same, whatever it is called."""
    if len(old) == len(new) == 1:
        return [_of(old[0], new[0])]
    before = {bill.name: bill for bill in old}
    after = {bill.name: bill for bill in new}
    return [_of(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def _of(old: Bill | None, new: Bill | None) -> Comparison:
    return Comparison(old, new, tuple(_lines(old, new)))


def _lines(old: Bill | None, new: Bill | None) -> Iterator[Compared]:
    before, after = (bill.lines if bill is not None else () for bill in (old, new))
    order = _sorts(after) if len(after) >= len(before) else _sorts(before)
    for key in dict.fromkeys([*order, *_sorts(before), *_sorts(after)]):
        yield Compared(_named(before, key), _named(after, key))


def _sorts(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.sort, line.index) for line in lines]


def _named(lines: Sequence[Line], key: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(line for line in lines if (line.sort, line.index) == key)
