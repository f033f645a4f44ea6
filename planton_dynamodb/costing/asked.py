"""The units that access patterns use: each tried on the sample items, with the sizes that are declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from planton_dynamodb.costing.sizes import Sizes
from planton_dynamodb.costing.use import Use, up, write_units
from planton_dynamodb.costing.wording import names, number, unit_count
from planton_dynamodb.operations.quantities import per_month, size_said
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.patterns.ask import candidates
from planton_dynamodb.patterns.bound import Bound
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    DELETE_COLLECTION,
    GET_ITEM,
    SCAN,
    TRANSACT_WRITE_ITEMS,
    Pattern,
    is_global,
)
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.units import entries_written, fetches, of_one_read
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.patterns.writes import CONDITION_FAILED, TRANSACTION_COSTS, outcomes


def of_patterns(direction: str, sizes: Sizes) -> tuple[list[Use], tuple[str, ...]]:
    """What patterns read, or write, in a month; and why that is not all of it."""
    uses: list[Use] = []
    silent: list[str] = []
    unclear: list[str] = []
    for trial in sizes.trials:
        for pattern in trial.patterns:
            if not _concerns(pattern, direction):
                continue
            if not pattern.frequency:
                silent.append(pattern.name or pattern.label)
                continue
            found = _uses(trial, pattern, sizes)
            if found is None:
                unclear.append(pattern.name or pattern.label)
            else:
                uses += [use for use in found if use.direction == direction]
    if not uses and not silent and not unclear:
        if any(trial.patterns for trial in sizes.trials):
            return [], ()
        return [], (
            f"nothing says how often there is a {direction}: `frequency` of patterns, or `usage.{direction}s`",
        )
    reasons = []
    if silent:
        reasons.append(f"{names(silent)} {'has' if len(silent) == 1 else 'have'} no `frequency`")
    if unclear:
        reasons.append(f"nobody knows what {names(unclear)} {'takes' if len(unclear) == 1 else 'take'}")
    return uses, tuple(reasons)


def _concerns(pattern: Pattern, direction: str) -> bool:
    if pattern.operation == DELETE_COLLECTION:
        return True
    return pattern.is_read == (direction == READ)


def _uses(trial: Trial, pattern: Pattern, sizes: Sizes) -> list[Use] | None:
    """What a pattern uses in a month; None where it cannot be tried."""
    if trial.store is None or trial.answer(pattern) is None:
        return None
    bound = trial.bound(pattern)
    times = per_month(pattern.frequency)
    rate = pattern.frequency.strip()
    found: list[Use] = []
    if pattern.is_read or pattern.operation == DELETE_COLLECTION:
        units, why = _units_read(trial.store, bound, sizes)
        place = pattern.index if is_global(sizes.table, pattern.index) else ""
        found.append(_use(READ, place, pattern, times, units, _Told(rate, why)))
    if not pattern.is_read:
        written = _units_written(trial.store, bound, sizes)
        if written is None:
            return None
        for place, (units, why) in written.items():
            found.append(_use(WRITE, place, pattern, times, units, _Told(rate, why)))
    return found


class _Told(NamedTuple):
    rate: str
    why: str


def _use(direction: str, place: str, pattern: Pattern, times: Decimal, units: Decimal, told: _Told) -> Use:
    monthly = "" if told.rate.endswith("month") else f" = {number(times)}/month"
    sentence = f"{told.rate}{monthly} x {unit_count(units)} ({told.why}) = {number(times * units)} units"
    return Use(direction, place, pattern.name or pattern.label, times * units, sentence)


def _units_read(store: Store, bound: Bound, sizes: Sizes) -> tuple[Decimal, str]:
    """The units that one call reads, and what of."""
    pattern = bound.pattern
    how = "strongly consistent" if pattern.consistent else "eventually consistent"
    if pattern.operation in (GET_ITEM, BATCH_GET_ITEM):
        units, items = _got(store, bound, sizes)
    else:
        units, items = _searched(store, bound, sizes)
        if _is_helped_out(store, pattern):
            whole = [sizes.whole(item) for item in _found(store, bound)]
            units += _mean_of_reads(whole, pattern) * _calls(pattern, len(whole))
            how += ", each item fetched from the table besides"
    return units, f"{items}, {how}"


def _got(store: Store, bound: Bound, sizes: Sizes) -> tuple[Decimal, str]:
    pattern = bound.pattern
    keys = [bound.key] if pattern.operation == GET_ITEM else list(bound.keys)
    found = [store.get(key) for key in keys]
    read = [sizes.whole(item) if item is not None else sizes.typical(pattern.entity) for item in found]
    count = Decimal(_calls(pattern, len(keys)))
    return _mean_of_reads(read, pattern) * count, _items_said(count, read)


def _searched(store: Store, bound: Bound, sizes: Sizes) -> tuple[Decimal, str]:
    pattern = bound.pattern
    read = [sizes.entry(item, pattern.index) for item in _found(store, bound)]
    scanned = sizes.scanned(pattern) if pattern.operation == SCAN else None
    count = Decimal(_calls(pattern, len(read))) if scanned is None else scanned
    typical = read or [sizes.typical(pattern.entity)]
    total = Decimal(sum(typical)) * count / len(typical)
    return _of_one_read(up(total), pattern), _items_said(count, typical)


def _found(store: Store, bound: Bound) -> list[Attributes]:
    """The items that a Query or Scan comes upon, as the table has them."""
    return [store.get(store.key(entry)) or entry for entry in candidates(store, bound)]


def _is_helped_out(store: Store, pattern: Pattern) -> bool:
    """Whether a local index has to fetch from the table what it does not carry."""
    local = bool(pattern.index) and not is_global(store.table, pattern.index)
    return local and fetches(store, pattern.index, pattern.attributes)


def _of_one_read(size: int, pattern: Pattern) -> Decimal:
    return Decimal(str(of_one_read(size, consistent=pattern.consistent)))


def _mean_of_reads(read: Sequence[int], pattern: Pattern) -> Decimal:
    return sum((_of_one_read(size, pattern) for size in read), Decimal(0)) / max(1, len(read))


def _calls(pattern: Pattern, tried: int) -> int:
    """How many items a call is about."""
    return tried if pattern.items_per_call is None else pattern.items_per_call


def _items_said(count: Decimal, read: Sequence[int]) -> str:
    size = up(Decimal(sum(read)) / len(read)) if read else 0
    if not count or not size:
        return "no item"
    said = size_said(size)
    if len(set(read)) > 1 and not said.startswith("about"):
        said = f"about {said}"
    return said if count == 1 else f"{number(count)} items of {said}"


class _Change(NamedTuple):
    """An item that is written, before and after."""

    before: Attributes | None
    after: Attributes | None
    entity: str
    error: str = ""


def _changes(store: Store, bound: Bound) -> Iterator[_Change]:
    entity = bound.pattern.entity
    if bound.pattern.operation == DELETE_COLLECTION:
        for item in _found(store, bound):
            yield _Change(item, None, entity)
        return
    for write, outcome in zip(bound.writes, outcomes(store, bound), strict=True):
        yield _Change(outcome.before, outcome.after, write.write.entity or entity, outcome.error)


def _units_written(store: Store, bound: Bound, sizes: Sizes) -> dict[str, tuple[Decimal, str]] | None:
    """The units that one call writes, of the table and of each global index; None where nobody knows."""
    pattern = bound.pattern
    changes = list(_changes(store, bound))
    if any(change.error for change in changes):
        return _refused(pattern, changes[0], sizes)
    if not changes:
        return None if pattern.items_per_call else {}
    together = pattern.operation == TRANSACT_WRITE_ITEMS
    count = Decimal(_calls(pattern, len(changes)))
    factor = count / len(changes) * (TRANSACTION_COSTS if together else 1)
    twice = ", in a transaction: twice" if together else ""
    largest = [_larger(change, sizes) for change in changes]
    units = sum(map(write_units, largest), Decimal(0)) * factor
    local = sum(map(write_units, _local_entries(store, changes, sizes)), Decimal(0)) * factor
    of_local = f", {unit_count(local)} of them for local indexes" if local else ""
    written = {"": (units + local, _items_said(count, largest) + twice + of_local)}
    for index in sizes.table.global_indexes:
        entries = _entries(store, index.name, changes, sizes)
        if entries:
            units = sum(map(write_units, entries), Decimal(0)) * factor
            written[index.name] = (units, _entries_said(len(entries) * count / len(changes)) + twice)
    return written


def _refused(pattern: Pattern, change: _Change, sizes: Sizes) -> dict[str, tuple[Decimal, str]] | None:
    """A write whose condition does not hold is charged all the same; of what else is refused, nobody knows."""
    if pattern.operation == TRANSACT_WRITE_ITEMS or change.error != CONDITION_FAILED:
        return None
    units = write_units(sizes.whole(change.before or {}))
    return {"": (units, "its condition does not hold, and is charged all the same")}


def _larger(change: _Change, sizes: Sizes) -> int:
    sides = (change.before, change.after)
    return max(sizes.whole(item, change.entity) if item is not None else 0 for item in sides)


def _entries_said(count: Decimal) -> str:
    return "its entry" if count == 1 else f"{number(count)} entries"


def _local_entries(store: Store, changes: Iterable[_Change], sizes: Sizes) -> list[int]:
    return [
        entry for index in sizes.table.local_indexes for entry in _entries(store, index.name, changes, sizes)
    ]


def _entries(store: Store, index: str, changes: Iterable[_Change], sizes: Sizes) -> list[int]:
    """The sizes of the entries that an index is charged for."""
    found = []
    for change in changes:
        item = change.after or change.before or {}
        written = entries_written(store, index, change.before, change.after)
        found += [sizes.entry_written(entry, item, index, change.entity) for entry in written]
    return found
