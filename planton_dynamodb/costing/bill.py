"""A bill: what a table costs in a month, line by line, and how each amount came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from planton_dynamodb.costing.wording import number, price

READS, WRITES, STORAGE = "reads", "writes", "storage"
CONTINUOUS_BACKUPS, BACKUPS = "continuousBackups", "backups"
STREAM_READS, ALARMS, PARAMETERS = "streamReads", "alarms", "parameters"
KEY, KEY_REQUESTS, INSIGHTS = "key", "keyRequests", "contributorInsights"

_TITLES = {
    CONTINUOUS_BACKUPS: "continuous backups",
    STREAM_READS: "reads of the stream",
    KEY_REQUESTS: "requests to the key",
    INSIGHTS: "contributor insights",
}
_OF_PLACES = (READS, WRITES, STORAGE)
_WORDS = {1: "", 100_000: " per 100,000", 1_000_000: " per million"}

DEPENDS = "depends on usage"


class Rate(NamedTuple):
    """What so many of something cost."""

    price: Decimal
    per: int = 1

    def of(self, quantity: Decimal) -> Decimal:
        """The amount for a quantity."""
        return quantity * self.price / self.per

    @property
    def said(self) -> str:
        """`$0.125 per million`."""
        return f"{price(self.price)}{_WORDS[self.per]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is paid for. What nobody knows has no amount, and never one of 0."""

    sort: str
    index: str = ""
    """Of what is paid for by the table and each index: which one. Empty for the table."""
    title: str
    how: tuple[str, ...]
    """How it came about, or why nobody knows."""
    amount: Decimal | None
    least: Decimal = Decimal(0)
    """What it costs at least."""
    most: Decimal | None = None
    """What it costs at most; None where there is no end to it."""
    quantity: Decimal | None = None
    rate: Rate | None = None
    allowance: str = ""
    """What of the free tier is there for it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the same usage would cost otherwise."""

    billing_mode: str
    table_class: str
    amount: Decimal | None
    """Of reads, writes and storage; None where not all of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one table costs in a month."""

    name: str
    """The name in its manifest."""
    file: str
    table: str
    """What it is called at AWS."""
    environment: str | None
    region: str
    dated: str
    """Since when the prices are right."""
    billing_mode: str
    table_class: str
    lines: tuple[Line, ...]
    alternatives: tuple[Alternative, ...] = ()
    advice: tuple[str, ...] = ()
    """What is cheaper, in sentences."""

    @property
    def known(self) -> Decimal:
        """What is known of it."""
        return sum((line.amount for line in self.lines if line.amount is not None), Decimal(0))

    @property
    def least(self) -> Decimal:
        """What it comes to at least."""
        return sum((line.least for line in self.lines), Decimal(0))

    @property
    def open(self) -> list[Line]:
        """What depends on usage that nobody told of."""
        return [line for line in self.lines if line.amount is None]


def title(sort: str, index: str, *, several: bool) -> str:
    """What a line is called; `several`: there are global indexes, so that the table has to be told from them."""
    if sort in _OF_PLACES and (several or index):
        return f"{sort} of {index or 'the table'}"
    return _TITLES.get(sort, sort)


def charged(
    sort: str,
    quantity: Decimal,
    rate: Rate,
    how: Sequence[str],
    *,
    index: str = "",
    several: bool = False,
    allowance: str = "",
) -> Line:
    """A line whose quantity is known."""
    amount = rate.of(quantity)
    return Line(
        sort=sort,
        index=index,
        title=title(sort, index, several=several),
        how=tuple(how),
        amount=amount,
        least=amount,
        most=amount,
        quantity=quantity,
        rate=rate,
        allowance=allowance,
    )


def open_line(sort: str, why: str, *, index: str = "", several: bool = False) -> Line:
    """A line of which nobody knows what it comes to."""
    return Line(
        sort=sort,
        index=index,
        title=title(sort, index, several=several),
        how=(f"{DEPENDS}: {why}" if why else DEPENDS,),
        amount=None,
    )


def hours_said(units: Decimal | int, rate: Rate, hours: int) -> str:
    """`5 units x 730 hours x $0.00013`."""
    return f"{number(units)} {'unit' if units == 1 else 'units'} x {hours} hours x {rate.said}"


def total_of(bills: Sequence[Bill]) -> tuple[Decimal, Decimal, int]:
    """What several bills come to: what is known, the least, and how many lines are open."""
    known = sum((bill.known for bill in bills), Decimal(0))
    least = sum((bill.least for bill in bills), Decimal(0))
    return known, least, sum(len(bill.open) for bill in bills)


def lines_of(bill: Bill, *sorts: str) -> Iterator[Line]:
    """The lines of some sorts."""
    return (line for line in bill.lines if line.sort in sorts)
