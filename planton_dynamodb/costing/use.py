"""What is used of a table: units for reads and writes, and how each number of them came about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from planton_dynamodb.costing.wording import number, unit_count

_WRITE_UNIT = 1024


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which units of the table, or of an index, are used."""

    direction: str
    index: str
    """Empty for the table itself, whose units its local indexes use too."""
    name: str
    """The pattern; empty for what is said of the whole table."""
    units: Decimal
    """In a month."""
    said: str
    """How they came about."""


def product(times: Decimal, direction: str, units: Decimal, why: str) -> str:
    """How units came about: 500,000 reads/month x 0.5 units (1 KB) = 250,000 units."""
    return f"{number(times)} {direction}s/month x {unit_count(units)} ({why}) = {number(times * units)} units"


def write_units(size: int) -> Decimal:
    """The units for writing so many bytes."""
    return Decimal(max(1, -(-size // _WRITE_UNIT)))


def up(size: Decimal) -> int:
    """Whole bytes."""
    return int(size.to_integral_value(ROUND_CEILING))
