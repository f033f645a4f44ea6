"""What the same usage would cost otherwise: on demand or reserved, in one table class or the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from planton_dynamodb.costing.bill import READS, STORAGE, WRITES, Alternative, Line
from planton_dynamodb.costing.lines import class_prices, lines, needed
from planton_dynamodb.costing.prices import ClassPrices, RegionPrices
from planton_dynamodb.costing.usage import Usage
from planton_dynamodb.costing.wording import money, number
from planton_dynamodb.operations.resolve import TARGET_UTILIZATION
from planton_dynamodb.operations.values import READ, WRITE, Operations
from planton_dynamodb.table.table import (
    PAY_PER_REQUEST,
    PROVISIONED,
    STANDARD,
    STANDARD_INFREQUENT_ACCESS,
    Capacity,
    Table,
)

_MODES = (PAY_PER_REQUEST, PROVISIONED)


class _Cost(NamedTuple):
    """What a table comes to; None for what is not known whole."""

    throughput: Decimal | None
    storage: Decimal | None

    @property
    def whole(self) -> Decimal | None:
        return None if self.throughput is None or self.storage is None else self.throughput + self.storage


_NOBODY_KNOWS = _Cost(None, None)


class Alternatives(NamedTuple):
    """The other ways to pay, and what to make of them."""

    ways: tuple[Alternative, ...]
    advice: tuple[str, ...]


def alternatives(
    table: Table, operations: Operations | None, usage: Usage, prices: RegionPrices
) -> Alternatives:
    """Every way to pay for the same usage, the table's own among them, and what is cheaper."""
    ways = []
    costs = {}
    for mode in _MODES:
        for table_class in (STANDARD, STANDARD_INFREQUENT_ACCESS):
            other = _otherwise(replace(table, table_class=table_class), usage, mode)
            cost = _NOBODY_KNOWS if other is None else _cost([*lines(other, operations, usage, prices)])
            costs[mode, table_class] = cost
            ways.append(Alternative(mode, table_class, cost.whole))
    advice = (*_modes(table, costs, prices), *_classes(table, costs, prices))
    return Alternatives(tuple(ways), advice)


def _otherwise(table: Table, usage: Usage, mode: str) -> Table | None:
    """The table as it would be billed otherwise: with the units that the usage needs. None where nobody knows these."""
    if table.billing_mode == mode:
        return table
    if mode == PAY_PER_REQUEST:
        indexes = tuple(index._replace(capacity=None) for index in table.global_indexes)
        return replace(table, billing_mode=mode, capacity=None, global_indexes=indexes)
    if any(usage.unknown.values()):
        return None
    indexes = tuple(index._replace(capacity=_capacity(usage, index.name)) for index in table.global_indexes)
    return replace(table, billing_mode=mode, capacity=_capacity(usage, ""), global_indexes=indexes)


def _capacity(usage: Usage, place: str) -> Capacity:
    read, write = (usage.units(direction, place) or Decimal(0) for direction in (READ, WRITE))
    return Capacity(needed(read, TARGET_UTILIZATION), needed(write, TARGET_UTILIZATION))


def _cost(made: list[Line]) -> _Cost:
    return _Cost(
        _sum([line.amount for line in made if line.sort in (READS, WRITES)]),
        _sum([line.amount for line in made if line.sort == STORAGE]),
    )


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """None where not all of it is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _modes(table: Table, costs: dict[tuple[str, str], _Cost], prices: RegionPrices) -> Iterator[str]:
    on_demand, reserved = (costs[mode, table.table_class].throughput for mode in _MODES)
    if on_demand is not None and reserved is not None:
        here = table.billing_mode == PAY_PER_REQUEST
        evenly = "if it is even" if here else "as they are reserved"
        yield (
            f"reads and writes of this usage cost {money(on_demand)} on demand and {money(reserved)} with reserved "
            f"units, {evenly}: {_cheaper(on_demand, reserved)}"
        )
    yield (
        "reserved units are cheaper than requests on demand where more than "
        f"{_break_even(class_prices(table, prices))} of them are in use on average"
    )


def _cheaper(on_demand: Decimal, reserved: Decimal) -> str:
    if on_demand == reserved:
        return "both cost the same"
    return "on demand is cheaper" if on_demand < reserved else "reserved units are cheaper"


def _break_even(prices: ClassPrices) -> str:
    """The part of reserved units from which on they are cheaper than requests, in percent."""
    read = _percent(prices.read_unit_hour, prices.read_requests)
    write = _percent(prices.write_unit_hour, prices.write_requests)
    return f"{read} percent" if read == write else f"{read} percent (reads) or {write} percent (writes)"


def _percent(unit_hour: Decimal, million: Decimal) -> str:
    if not million:
        return "100"
    exact = unit_hour / 3600 * 1_000_000 / million * 100
    return f"{exact.to_integral_value(ROUND_HALF_EVEN)}"


def _classes(table: Table, costs: dict[tuple[str, str], _Cost], prices: RegionPrices) -> Iterator[str]:
    standard, infrequent = (
        costs[table.billing_mode, name] for name in (STANDARD, STANDARD_INFREQUENT_ACCESS)
    )
    saved = prices.standard.storage - prices.infrequent.storage
    if standard.throughput is None or infrequent.throughput is None or saved <= 0:
        return
    even = (infrequent.throughput - standard.throughput) / saved
    from_there = f"Standard-IA is cheaper than Standard from {number(even)} GB on"
    whole, other = standard.whole, infrequent.whole
    if whole is None or other is None:
        yield f"with these reads and writes {from_there}"
        return
    cheaper = (
        "Standard-IA is cheaper"
        if other < whole
        else "Standard is cheaper"
        if whole < other
        else "they cost the same"
    )
    yield (
        f"reads, writes and storage cost {money(whole)} in the class Standard and {money(other)} in Standard-IA: "
        f"{cheaper}; with these reads and writes {from_there}"
    )
