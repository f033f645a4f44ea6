"""The units that all reads, or all writes, come to where operations say how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from planton_dynamodb.costing.sizes import Sizes, Weighed, samples_weighed
from planton_dynamodb.costing.use import Use, product, write_units
from planton_dynamodb.costing.wording import share
from planton_dynamodb.operations.quantities import per_month, size_said
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.patterns.design import is_global
from planton_dynamodb.patterns.units import of_one_read
from planton_dynamodb.table.table import ALL, GlobalIndex, LocalIndex

Fields: TypeAlias = Mapping[str, Any]


def as_said(direction: str, rate: str, sizes: Sizes, said: Fields) -> tuple[list[Use], tuple[str, ...]]:
    """What so many reads, or writes, use in a month; or why nobody knows."""
    times = per_month(rate)
    weighed = samples_weighed(sizes)
    if sizes.given is None and not weighed:
        reason = f"nothing says how large an item is, of which there are {rate} {direction}s: write `usage.itemSize`"
        return [], (reason,)
    if direction == READ:
        return [_readsas_said(times, sizes, weighed, said)], ()
    return list(_writesas_said(times, sizes, weighed)), ()


def _readsas_said(times: Decimal, sizes: Sizes, weighed: Sequence[Weighed], said: Fields) -> Use:
    percent = said.get("consistent_reads_percent", 0)
    whole = _mean(weighed, sizes, lambda size: Decimal(str(of_one_read(size, consistent=True))))
    units = whole * (100 + percent) / 200
    how = {0: "eventually consistent", 100: "strongly consistent"}.get(
        percent, f"{percent} percent of them strongly consistent"
    )
    sentence = product(times, READ, units, f"{_size_of_all(sizes, weighed)}, {how}")
    return Use(READ, "", "", times * units, sentence)


def _writesas_said(times: Decimal, sizes: Sizes, weighed: Sequence[Weighed]) -> Iterator[Use]:
    units = _mean(weighed, sizes, write_units)
    yield Use(WRITE, "", "", times * units, product(times, WRITE, units, _size_of_all(sizes, weighed)))
    for index in sizes.table.indexes:
        if weighed:
            total = sum(each.weight for each in weighed)
            entries = [
                each.weight * write_units(sizes.entry(each.item, index.name))
                for each in weighed
                if sizes.stands_in(each.item, index.name)
            ]
            units = sum(entries, Decimal(0)) / total
            part = (
                Decimal(sum(each.weight for each in weighed if sizes.stands_in(each.item, index.name)))
                / total
            )
            why = "every item stands in it" if part == 1 else f"{share(part)} of the items stand in it"
        else:
            assert sizes.given is not None
            units = write_units(sizes.given)
            why = _at_most(index)
        place = index.name if is_global(sizes.table, index.name) else ""
        label = "" if place else f"of the local index {index.name}: "
        yield Use(WRITE, place, "", times * units, label + product(times, WRITE, units, why))


def _at_most(index: GlobalIndex | LocalIndex) -> str:
    whole = "" if index.projection.type == ALL else ", with all of its attributes"
    return f"at most: as if every item stood in it{whole}"


def _mean(weighed: Sequence[Weighed], sizes: Sizes, of: Callable[[int], Decimal]) -> Decimal:
    if not weighed:
        return of(sizes.given or 0)
    total = sum(each.weight for each in weighed)
    return sum((each.weight * of(sizes.whole(each.item)) for each in weighed), Decimal(0)) / total


def _size_of_all(sizes: Sizes, weighed: Sequence[Weighed]) -> str:
    found = sorted({sizes.whole(each.item) for each in weighed}) or [sizes.given or 0]
    if len(found) == 1:
        return size_said(found[0])
    return f"{size_said(found[0])} to {size_said(found[-1])} an item"
