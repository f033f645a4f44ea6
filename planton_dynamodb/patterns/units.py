"""What reads and writes cost, in capacity units."""

from __future__ import annotations

from collections.abc import Iterable

from planton_dynamodb.patterns.store import Store, carries
from planton_dynamodb.patterns.values import Attributes, item_size, same

_READ_UNIT, _WRITE_UNIT = 4096, 1024


def of_one_read(size: int, *, consistent: bool) -> float:
    """The units for reading so many bytes in one go, even if there are none."""
    whole = max(1, -(-size // _READ_UNIT))
    return float(whole) if consistent else whole / 2


def of_query(items: Iterable[Attributes], *, consistent: bool) -> float:
    """The units for reading items one behind the other: their sizes are added before they are rounded."""
    return of_one_read(sum(map(item_size, items)), consistent=consistent)


def of_single_reads(items: Iterable[Attributes | None], *, consistent: bool) -> float:
    """The units for reading items each by its key, be there one or not."""
    return sum(of_one_read(item_size(item or {}), consistent=consistent) for item in items)


def of_write(store: Store, before: Attributes | None, after: Attributes | None) -> float:
    """The units for a write, of the table and of every index that has to follow."""
    larger = max(item_size(before or {}), item_size(after or {}))
    units = float(max(1, -(-larger // _WRITE_UNIT)))
    for index in store.table.indexes:
        units += _of_index(store, index.name, before, after)
    return units


def _of_index(store: Store, index: str, before: Attributes | None, after: Attributes | None) -> float:
    return sum(_rounded(entry) for entry in entries_written(store, index, before, after))


def entries_written(
    store: Store, index: str, before: Attributes | None, after: Attributes | None
) -> tuple[Attributes, ...]:
    """The entries of an index that a write is charged for: one that moves goes at one place and comes at another."""
    old = store.carried(before, index) if before is not None and store.stands_in(before, index) else None
    new = store.carried(after, index) if after is not None and store.stands_in(after, index) else None
    if old is None or new is None:
        return tuple(each for each in (old, new) if each is not None)
    if old.keys() == new.keys() and all(same(old[name], new[name]) for name in old):
        return ()
    key = next(each.key for each in store.table.indexes if each.name == index)
    moved = any(not same(old[name], new[name]) for name in key.attributes)
    return (old, new) if moved else (max(old, new, key=item_size),)


def of_index_writes(items: Iterable[Attributes]) -> float:
    """The units for writing items into an index, each as the index has it."""
    return sum(map(_rounded, items))


def _rounded(item: Attributes) -> float:
    return float(max(1, -(-item_size(item) // _WRITE_UNIT)))


def fetches(store: Store, index: str, wanted: Iterable[str]) -> bool:
    """Whether a local index has to be helped out by the table for the attributes that are wanted."""
    names = carries(store.table, index)
    return names is not None and any(name not in names for name in wanted)


def of_refused_write(before: Attributes | None) -> float:
    """The units for a write whose condition does not hold: of the table alone, and of the item that is there."""
    return _rounded(before or {})
