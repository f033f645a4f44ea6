"""What a table and its indexes hold: as operations say, else as many items as there are of each entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from planton_dynamodb.costing.sizes import Sizes, Weighed, samples_weighed
from planton_dynamodb.costing.use import up
from planton_dynamodb.costing.wording import names, number, share
from planton_dynamodb.operations.quantities import in_bytes, size_said
from planton_dynamodb.table.table import ALL, GlobalIndex, LocalIndex

Fields: TypeAlias = Mapping[str, Any]

OVERHEAD = 100
"""The bytes that AWS adds to each item of the table, and to each entry of an index, when it bills storage."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the table, or an index, holds."""

    index: str
    size: Decimal | None
    """In bytes; None where nobody knows."""
    said: str
    """How it came about, or why nobody knows."""


def held_of(sizes: Sizes, said: Fields) -> tuple[tuple[Held, ...], str]:
    """What there is in the table and in each index; and why that is not all of it."""
    if said.get("storage"):
        return tuple(_as_stored(in_bytes(said["storage"]), sizes)), ""
    entities = sizes.entities.values()
    uncounted = [entity.name for entity in entities if entity.population is None]
    sizeless = [entity.name for entity in entities if entity.population and not sizes.of_entity(entity.name)]
    counted = [
        (entity.population, entity.name)
        for entity in entities
        if entity.population is not None and entity.name not in sizeless
    ]
    if not counted:
        reason = "nothing says how much there is: `count` of entities, or `usage.storage`"
        return (), reason
    found = [_table_held(counted, sizes)]
    found += [_index_held(index, counted, sizes) for index in sizes.table.indexes]
    reasons = (
        [f"{names(uncounted)} {'has' if len(uncounted) == 1 else 'have'} no `count`"] if uncounted else []
    )
    reasons += [f"nothing says how large {names(sizeless)} is"] if sizeless else []
    return tuple(found), "; ".join(reasons)


_Counted: TypeAlias = "Sequence[tuple[int, str]]"


def _table_held(counted: _Counted, sizes: Sizes) -> Held:
    total = Decimal(0)
    parts = []
    for count, name in counted:
        size = sizes.of_entity(name) or Decimal(0)
        total += count * (size + OVERHEAD)
        parts.append(f"{count:,} {name} x ({size_said(up(size))} + {OVERHEAD} bytes)")
    return Held("", total, f"{' + '.join(parts)} =")


def _index_held(index: GlobalIndex | LocalIndex, counted: _Counted, sizes: Sizes) -> Held:
    total = Decimal(0)
    parts = []
    at_most = False
    for count, name in counted:
        entry = sizes.entry_of_entity(name, index)
        if not entry.part:
            continue
        total += count * entry.part * (entry.size + OVERHEAD)
        at_most = at_most or entry.at_most
        standing = number(count * entry.part)
        parts.append(f"{standing} {name} x ({size_said(up(entry.size))} + {OVERHEAD} bytes)")
    said = " + ".join(parts) or "no item stands in it"
    return Held(index.name, total, f"at most {said} =" if at_most else f"{said} =")


def _as_stored(size: int, sizes: Sizes) -> Iterator[Held]:
    yield Held("", Decimal(size), "as `usage.storage` says:")
    weighed = samples_weighed(sizes)
    for index in sizes.table.indexes:
        if weighed:
            yield _part_stored(size, index, sizes, weighed)
        elif index.projection.type == ALL:
            yield Held(
                index.name, Decimal(size), "at most as much as the table, of which it carries everything:"
            )
        else:
            why = "no sample item says how much of the table it carries"
            yield Held(index.name, None, why)


def _part_stored(
    size: int, index: GlobalIndex | LocalIndex, sizes: Sizes, weighed: Sequence[Weighed]
) -> Held:
    whole = sum((each.weight * (sizes.whole(each.item) + OVERHEAD) for each in weighed), Decimal(0))
    carried = sum(
        (
            each.weight * (sizes.entry(each.item, index.name) + OVERHEAD)
            for each in weighed
            if sizes.stands_in(each.item, index.name)
        ),
        Decimal(0),
    )
    part = carried / whole
    return Held(index.name, size * part, f"{share(part)} of the table, as of the sample items:")
