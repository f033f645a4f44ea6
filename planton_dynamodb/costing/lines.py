"""The lines of a bill: a table, what runs around it and how it is used, at the prices of a region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from planton_dynamodb.costing.bill import (
    ALARMS,
    BACKUPS,
    CONTINUOUS_BACKUPS,
    INSIGHTS,
    KEY,
    KEY_REQUESTS,
    PARAMETERS,
    READS,
    STORAGE,
    STREAM_READS,
    WRITES,
    Line,
    Rate,
    charged,
    hours_said,
    open_line,
    title,
)
from planton_dynamodb.costing.prices import ClassPrices, RegionPrices
from planton_dynamodb.costing.usage import Usage
from planton_dynamodb.costing.use import Use
from planton_dynamodb.costing.wording import money, number
from planton_dynamodb.operations.quantities import GB, HOURS_PER_MONTH, size_said
from planton_dynamodb.operations.resolve import TARGET_UTILIZATION
from planton_dynamodb.operations.values import READ, WRITE, Operations, Scaling
from planton_dynamodb.rules.wording import counted
from planton_dynamodb.table.table import STANDARD, Capacity, Table

_MILLION = 1_000_000
_STREAM_READS_PER = 100_000
_SORTS = {READ: READS, WRITE: WRITES}
_ALLOWANCES = {READ: "readUnits", WRITE: "writeUnits"}


def lines(table: Table, operations: Operations | None, usage: Usage, prices: RegionPrices) -> Iterator[Line]:
    """Everything that is paid for, in the order in which people ask for it."""
    of_class = class_prices(table, prices)
    if table.capacity is None:
        yield from _requests(table, usage, of_class)
    else:
        yield from _reserved(table, operations, usage, of_class)
    yield from _storage(table, usage, of_class)
    yield from _backups(table, usage, prices)
    yield from _stream(table, usage, prices)
    yield from _around(table, operations, prices)


def class_prices(table: Table, prices: RegionPrices) -> ClassPrices:
    """The prices of a table's class."""
    return prices.standard if table.table_class == STANDARD else prices.infrequent


def _places(table: Table) -> tuple[str, ...]:
    return ("", *(index.name for index in table.global_indexes))


def _requests(table: Table, usage: Usage, prices: ClassPrices) -> Iterator[Line]:
    several = bool(table.global_indexes)
    for direction in (READ, WRITE):
        rate = Rate(prices.read_requests if direction == READ else prices.write_requests, _MILLION)
        sort = _SORTS[direction]
        for place in _places(table):
            uses = [use for use in usage.uses if (use.direction, use.index) == (direction, place)]
            if uses:
                units = sum((use.units for use in uses), Decimal(0))
                yield charged(sort, units, rate, _said(uses, units, rate), index=place, several=several)
        if usage.unknown[direction]:
            yield open_line(sort, "; ".join(usage.unknown[direction]))
        elif not any(use.direction == direction for use in usage.uses):
            yield charged(sort, Decimal(0), rate, ("no pattern has any",), several=several)


def _said(uses: list[Use], units: Decimal, rate: Rate) -> list[str]:
    """How units came about, with the price at the end."""
    *most, last = [f"{use.name}: {use.said}" if use.name else use.said for use in uses]
    if not most:
        return [f"{last} x {rate.said}"]
    return [*most, last, f"{number(units)} units x {rate.said}"]


def _reserved(
    table: Table, operations: Operations | None, usage: Usage, prices: ClassPrices
) -> Iterator[Line]:
    scaled = {(each.direction, each.index or ""): each for each in operations.scaling} if operations else {}
    capacities = {"": table.capacity, **{index.name: index.capacity for index in table.global_indexes}}
    for direction in (READ, WRITE):
        rate = Rate(prices.read_unit_hour if direction == READ else prices.write_unit_hour)
        for place, capacity in capacities.items():
            assert capacity is not None, "reserved units are those of the table and of each global index"
            used = usage.units(direction, place)
            scaling = scaled.get((direction, place))
            if scaling is None:
                yield _fixed(_side(table, direction, place, rate), _units(capacity, direction), used)
            else:
                yield _scaled(_side(table, direction, place, rate), scaling, used)


def _units(capacity: Capacity, direction: str) -> int:
    return capacity.read if direction == READ else capacity.write


def _side(table: Table, direction: str, place: str, rate: Rate) -> Line:
    """One side without its amount."""
    several = bool(table.global_indexes)
    sort = _SORTS[direction]
    return Line(
        sort=sort,
        index=place,
        title=title(sort, place, several=several),
        how=(),
        amount=None,
        rate=rate,
        allowance=_ALLOWANCES[direction] if table.table_class == STANDARD else "",
    )


def needed(used: Decimal, target: int) -> int:
    """The units to reserve for those that are used in a month, if they are used evenly: one at least."""
    each_second = used / (HOURS_PER_MONTH * 3600)
    return max(1, int((each_second * 100 / target).to_integral_value(ROUND_CEILING)))


def _needs(used: Decimal, target: int) -> str:
    each_second = used / (HOURS_PER_MONTH * 3600)
    return (
        f"the usage needs {counted(needed(used, target), 'unit')}: {number(each_second)} each second on average, "
        f"at {target} percent in use"
    )


def _fixed(side: Line, units: int, used: Decimal | None) -> Line:
    assert side.rate is not None
    how = [hours_said(units, side.rate, HOURS_PER_MONTH)]
    if used is not None:
        short = ", which is more" if needed(used, TARGET_UTILIZATION) > units else ""
        how.append(_needs(used, TARGET_UTILIZATION) + short)
    return _of_units(side, units, how)


def _scaled(side: Line, scaling: Scaling, used: Decimal | None) -> Line:
    rate = side.rate
    assert rate is not None
    least, most = (rate.of(Decimal(units * HOURS_PER_MONTH)) for units in (scaling.least, scaling.most))
    between = (
        f"scaled from {counted(scaling.least, 'unit')} ({money(least)}) to {counted(scaling.most, 'unit')} "
        f"({money(most)})"
    )
    if used is None:
        how = (between, f"depends on usage: {hours_said(scaling.least, rate, HOURS_PER_MONTH)} at least")
        return replace(side, how=how, least=least, most=most)
    units = min(max(needed(used, scaling.target), scaling.least), scaling.most)
    return _of_units(
        side, units, [between, _needs(used, scaling.target), hours_said(units, rate, HOURS_PER_MONTH)]
    )


def _of_units(side: Line, units: int, how: list[str]) -> Line:
    assert side.rate is not None
    quantity = Decimal(units * HOURS_PER_MONTH)
    made = charged(side.sort, quantity, side.rate, how, index=side.index, allowance=side.allowance)
    return replace(made, title=side.title)


def _storage(table: Table, usage: Usage, prices: ClassPrices) -> Iterator[Line]:
    several = bool(table.indexes)
    rate = Rate(prices.storage)
    allowance = "storageGb" if table.table_class == STANDARD else ""
    for held in usage.held:
        if held.size is None:
            yield open_line(STORAGE, held.said, index=held.index, several=several)
            continue
        how = [f"{held.said} {number(held.size / GB)} GB x {rate.said}"]
        yield charged(
            STORAGE, held.size / GB, rate, how, index=held.index, several=several, allowance=allowance
        )
    if usage.unheld:
        yield open_line(STORAGE, usage.unheld)


def _backups(table: Table, usage: Usage, prices: RegionPrices) -> Iterator[Line]:
    if table.point_in_time_recovery:
        yield _continuous(table, usage, Rate(prices.continuous_backups))
    if usage.backups is not None:
        rate = Rate(prices.backups)
        how = [f"{size_said(usage.backups)} x {rate.said}"]
        yield charged(BACKUPS, Decimal(usage.backups) / GB, rate, how)


def _continuous(table: Table, usage: Usage, rate: Rate) -> Line:
    """Continuous backups hold the table and its local indexes."""
    local = {index.name for index in table.local_indexes}
    sizes = [held.size for held in usage.held if not held.index or held.index in local]
    if usage.unheld or None in sizes:
        return open_line(CONTINUOUS_BACKUPS, "nobody knows how much the table holds")
    size = sum((size for size in sizes if size is not None), Decimal(0)) / GB
    of_what = "the table and its local indexes" if local else "the table"
    return charged(CONTINUOUS_BACKUPS, size, rate, [f"{of_what}: {number(size)} GB x {rate.said}"])


def _stream(table: Table, usage: Usage, prices: RegionPrices) -> Iterator[Line]:
    if table.stream_view_type is None:
        return
    rate = Rate(prices.stream_reads, _STREAM_READS_PER)
    if usage.stream_reads is None:
        yield open_line(STREAM_READS, "`usage.streamReads`, without those of Lambda, which cost nothing")
    else:
        how = [f"{number(usage.stream_reads)} reads/month x {rate.said}"]
        yield charged(STREAM_READS, usage.stream_reads, rate, how, allowance="streamReads")


def _around(table: Table, operations: Operations | None, prices: RegionPrices) -> Iterator[Line]:
    if operations is not None and operations.alarms:
        metrics = sum(len(alarm.metrics) for alarm in operations.alarms)
        rate = Rate(prices.alarm_metric)
        said = f"{counted(len(operations.alarms), 'alarm')} about {counted(metrics, 'metric')} x {rate.said}"
        yield charged(ALARMS, Decimal(metrics), rate, [said], allowance="alarmMetrics")
    if operations is not None and operations.parameters:
        count = len(operations.parameters)
        how = [f"{counted(count, 'standard parameter')}, which cost nothing"]
        yield charged(PARAMETERS, Decimal(count), Rate(Decimal(0)), how)
    if table.encryption.enabled and table.encryption.key_arn:
        rate = Rate(prices.key)
        yield charged(KEY, Decimal(1), rate, [f"1 key x {rate.said}, however many tables use it"])
    if table.encryption.enabled:
        yield open_line(
            KEY_REQUESTS, "KMS charges DynamoDB's requests, which are few since it keeps keys for minutes"
        )
    if table.contributor_insights:
        yield open_line(INSIGHTS, "CloudWatch charges each rule and each event that matches it")
