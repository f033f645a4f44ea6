"""The sample items made whole, and the table that they stand in when a pattern is tried."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.bound import Unfit, whole
from planton_dynamodb.patterns.design import Design, Entity, Item, key_of
from planton_dynamodb.patterns.store import identity
from planton_dynamodb.patterns.templates import MalformedError, Parameter, Template, UnboundError
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.table.table import Key, Table

MOST_BYTES = 400 * 1024
"""What an item counts for at most, with the names of its attributes."""
MOST_OF_PARTITION_KEY, MOST_OF_SORT_KEY = 2048, 1024

WRONG_TYPE, EMPTY, TOO_LONG = "type", "empty", "length"


class Sample(NamedTuple):
    """A sample item with its keys."""

    item: Item
    attributes: Attributes
    unfit: tuple[Unfit, ...]
    """What of it does not fit; such an item is not in the table."""


class KeyFault(NamedTuple):
    """A key attribute whose value DynamoDB does not take for a key."""

    attribute: str
    of: str
    """The index that it is a key of; empty for the table's own key."""
    kind: str
    expected: str
    """The type that it should have."""
    most: int
    """The bytes that it may have."""


def samples_of(design: Design) -> list[Sample]:
    """Every sample item, made whole as far as that can be done."""
    may_lack = {entity.route: _may_lack(entity, design.table) for entity in design.entities}
    found = []
    for item in design.items:
        entity = design.entity(item.entity)
        leave_out = may_lack[entity.route] if entity is not None else frozenset()
        made, unfit = whole(
            item.attributes, entity, (*item.route, "attributes"), item.attributes, leave_out=leave_out
        )
        found.append(Sample(item, made, tuple(unfit)))
    return found


def _may_lack(entity: Entity, table: Table | None) -> frozenset[str]:
    """The attributes that are no key of the table: an item without them stands in it all the same."""
    return frozenset(entity.keys).difference(table.key.attributes) if table is not None else frozenset()


def standing(samples: Sequence[Sample], table: Table) -> list[Attributes]:
    """The items that DynamoDB would take; of several with one key, the first."""
    found: dict[Hashable, Attributes] = {}
    for sample in samples:
        if not sample.unfit and is_taken(sample.attributes, table):
            found.setdefault(identity(sample.attributes, table), sample.attributes)
    return list(found.values())


def is_taken(attributes: Attributes, table: Table) -> bool:
    """Whether DynamoDB takes an item: its keys are there and as they should be, and it is not too large."""
    if not all(name in attributes for name in table.key.attributes):
        return False
    return not any(key_faults(attributes, table)) and values.item_size(attributes) <= MOST_BYTES


def has_key(attributes: Attributes, table: Table) -> bool:
    """Whether an item has the table's key, with values of the right types."""
    types = table.attribute_types
    return all(types[name] in attributes.get(name, ()) for name in table.key.attributes)


def key_faults(attributes: Attributes, table: Table) -> Iterator[KeyFault]:
    """What is wrong with the key attributes that an item has; an attribute of several keys is named once."""
    types = table.attribute_types
    seen = set()
    for index, key in (("", table.key), *((index.name, index.key) for index in table.indexes)):
        for name in key.attributes:
            if name in attributes and name not in seen:
                most = _most(name, key)
                kind = _fault(attributes[name], types[name], most)
                if kind:
                    seen.add(name)
                    yield KeyFault(name, index, kind, types[name], most)


def _most(name: str, key: Key) -> int:
    return MOST_OF_PARTITION_KEY if name == key.partition else MOST_OF_SORT_KEY


def _fault(value: Attribute, expected: str, most: int) -> str:
    if expected not in value:
        return WRONG_TYPE
    if expected == "N":
        return ""
    size = values.size(value)
    if size == 0:
        return EMPTY
    return TOO_LONG if size > most else ""


def lacking(entity: Entity, attributes: Attributes, table: Table) -> list[tuple[str, str]]:
    """The indexes that an item of an entity should be in and is not, each with the key attribute that it lacks."""
    found = []
    for index in table.indexes:
        if index.name in entity.sparse or not makes_key(entity, index.key, table):
            continue
        found += [(index.name, name) for name in index.key.attributes if name not in attributes][:1]
    return found


def makes_key(entity: Entity, key: Key, table: Table) -> bool:
    """Whether items of an entity are to have a key: its templates make of it what is not in the table's own."""
    own = table.key.attributes
    made = [name for name in key.attributes if name in entity.keys]
    return any(name not in own for name in made) and all(
        name in entity.keys or name in own for name in key.attributes
    )


def is_accounted_for(sample: Sample, entity: Entity | None, index: str, table: Table) -> bool:
    """Whether a rule about items says why an index, or the table, does not have an item under the key that is meant."""
    key = key_of(table, index)
    if key is None or sample.unfit or not is_taken(sample.attributes, table):
        return True
    if any(name not in sample.attributes for name in key.attributes):
        return True
    return entity is not None and any(name in key.attributes for name, _ in unlike(sample, entity))


def unlike(sample: Sample, entity: Entity) -> list[tuple[str, Attribute | None]]:
    """The keys that are written out and differ from their templates, each with what the template makes, if it can."""
    found: list[tuple[str, Attribute | None]] = []
    for name, template in entity.keys.items():
        value = sample.attributes.get(name) if name in sample.item.attributes else None
        if value is None:
            continue
        try:
            made = values.typed(template.filled(sample.item.attributes))
        except UnboundError:
            found += [] if has_shape(value, template) else [(name, None)]
        except (MalformedError, values.UnfitError):
            continue
        else:
            found += [] if values.same(value, made) else [(name, made)]
    return found


def has_shape(value: Attribute, template: Template) -> bool:
    """Whether a template could make a value, of whatever it is filled with."""
    parts = template.parts
    if len(parts) == 1 and not isinstance(parts[0], str):
        return True
    return "S" in value and _fits(value["S"], parts)


def _fits(text: str, parts: Sequence[str | Parameter]) -> bool:
    """Whether a text has the fixed parts in this order, and at least a character for each parameter."""
    at, room = 0, 0
    for number, part in enumerate(parts):
        if not isinstance(part, str):
            room += 1
            continue
        last = number == len(parts) - 1
        found = text.rfind(part, at + room) if last and room else text.find(part, at + room)
        if found < 0 or (not room and found != at) or (last and found + len(part) != len(text)):
            return False
        at, room = found + len(part), 0
    return len(text) - at >= room if room else at == len(text)
