"""Bills less what an account has for nothing: the first of them take it, as far as it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planton_dynamodb.costing.bill import Bill, Line
from planton_dynamodb.costing.prices import FreeTier
from planton_dynamodb.costing.wording import number
from planton_dynamodb.operations.quantities import HOURS_PER_MONTH


def less_free_tier(bills: Sequence[Bill], free: FreeTier) -> list[Bill]:
    """The bills with the free tier taken off, which is one for all tables of an account."""
    left = {
        "storageGb": free.storage,
        "readUnits": free.read_units * HOURS_PER_MONTH,
        "writeUnits": free.write_units * HOURS_PER_MONTH,
        "streamReads": free.stream_reads,
        "alarmMetrics": free.alarm_metrics,
    }
    return [replace(bill, lines=tuple(_less(line, left) for line in bill.lines)) for bill in bills]


_WORDS = {
    "storageGb": "GB",
    "readUnits": "hours of units",
    "writeUnits": "hours of units",
    "streamReads": "reads",
    "alarmMetrics": "metrics",
}


def _less(line: Line, left: dict[str, Decimal]) -> Line:
    """A line less what is left, which becomes less with it."""
    if not line.allowance or line.rate is None or not left[line.allowance]:
        return line
    there = left[line.allowance]
    # Of a line without an amount, that is of scaled units, nothing is used up: nobody knows how many hours there are.
    quantity = line.quantity if line.quantity is not None else Decimal(0)
    taken = min(quantity, there)
    left[line.allowance] = there - taken
    off = line.rate.of(taken if line.amount is not None else there)
    said = f"less {number(taken if line.amount is not None else there)} {_WORDS[line.allowance]} in the free tier"
    return replace(
        line,
        amount=None if line.amount is None else line.amount - off,
        least=max(Decimal(0), line.least - off),
        most=None if line.most is None else max(Decimal(0), line.most - off),
        how=(*line.how, said) if off else line.how,
    )
