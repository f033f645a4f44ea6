"""The sample items made whole, and the table that they stand in when a pattern is tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from planton_dynamodb.patterns.bound import Unfit, whole
from planton_dynamodb.patterns.design import Design, Entity, Item
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import Table


class Sample(NamedTuple):
    """A sample item with its keys."""

    item: Item
    attributes: Attributes
    unfit: tuple[Unfit, ...]
    """What of it does not fit; such an item is not in the table."""


def samples_of(design: Design) -> list[Sample]:
    """Every sample item, made whole as far as that can be done."""
    return [_sample(item, design) for item in design.items]


def _sample(item: Item, design: Design) -> Sample:
    entity = design.entity(item.entity)
    may_lack = _index_keys(design.table) if design.table is not None else frozenset()
    made, unfit = whole(
        item.attributes, entity, (*item.route, "attributes"), item.attributes, leave_out=may_lack
    )
    return Sample(item, made, tuple(unfit))


def _index_keys(table: Table) -> frozenset[str]:
    """The attributes that only indexes have for keys: an item without them stands in the table all the same."""
    return frozenset(name for index in table.indexes for name in index.key.attributes) - set(
        table.key.attributes
    )


def standing(samples: Sequence[Sample], table: Table) -> list[Attributes]:
    """The items that DynamoDB would take: whole, and with keys of the right types."""
    return [sample.attributes for sample in samples if not sample.unfit and has_key(sample.attributes, table)]


def has_key(attributes: Attributes, table: Table) -> bool:
    """Whether an item has the table's key, with values of the right types."""
    types = table.attribute_types
    return all(types[name] in attributes.get(name, {}) for name in table.key.attributes)


def lacking(entity: Entity, attributes: Attributes, table: Table) -> list[tuple[str, str]]:
    """The indexes that an item of an entity should be in and is not, each with the key attribute that it lacks."""
    found = []
    for index in table.indexes:
        if not all(name in entity.keys or name in table.key.attributes for name in index.key.attributes):
            continue
        if index.name in entity.sparse:
            continue
        found += [(index.name, name) for name in index.key.attributes if name not in attributes][:1]
    return found
