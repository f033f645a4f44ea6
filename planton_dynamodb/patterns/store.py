"""A table with items in it, small enough to hold in mind: what each index has, in which order, of which size."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeAlias

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.design import index_of, key_of
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.table.table import ALL, INCLUDE, Key, Table

_Partitions: TypeAlias = dict[Hashable, list[Attributes]]


class _Shape(NamedTuple):
    """What the table or an index of it is made of; looked up once, since it is asked for with each item."""

    key: Key
    types: tuple[tuple[str, str], ...]
    """The key attributes, each with its type."""
    carried: frozenset[str] | None


class Store:
    """Items of a table by their primary keys."""

    def __init__(self, table: Table, items: Iterable[Attributes]) -> None:
        self.table = table
        types = table.attribute_types
        self._shapes: dict[str, _Shape] = {}
        for name in ("", *(index.name for index in table.indexes)):
            key = key_of(table, name)
            assert key is not None
            key_types = tuple((attribute, types[attribute]) for attribute in key.attributes)
            self._shapes[name] = _Shape(key, key_types, carries(table, name))
        self._items: dict[Hashable, Attributes] = {}
        self._partitions: dict[str, _Partitions] = {}
        for item in items:
            self._items[self._identity(item)] = item

    def copy(self) -> Store:
        """Another one with the same items."""
        return Store(self.table, self._items.values())

    def all(self, index: str = "") -> list[Attributes]:
        """The items of the table or of an index, as it has them."""
        if not index:
            return list(self._items.values())
        return [self.carried(item, index) for item in self._items.values() if self.stands_in(item, index)]

    def has_any(self, index: str = "") -> bool:
        """Whether there is an item in the table, or in an index."""
        return any(self.stands_in(item, index) for item in self._items.values())

    def get(self, key: Attributes) -> Attributes | None:
        """The item with a key."""
        return self._items.get(self._identity(key))

    def put(self, item: Attributes) -> None:
        """Write an item, in place of the one with its key."""
        self._items[self._identity(item)] = item
        self._partitions.clear()

    def delete(self, key: Attributes) -> None:
        """Delete the item with a key, if there is one."""
        self._items.pop(self._identity(key), None)
        self._partitions.clear()

    def partition(self, index: str, value: Attribute) -> list[Attributes]:
        """The items of a partition of the table or of an index, in the order of their sort keys."""
        if index not in self._partitions:
            self._partitions[index] = self._grouped(index)
        return self._partitions[index].get(values.canonical(value), [])

    def key(self, item: Attributes) -> Attributes:
        """An item's primary key."""
        return {name: item[name] for name in self.table.key.attributes}

    def stands_in(self, item: Attributes, index: str) -> bool:
        """Whether an item is in an index: it has the index's keys, each of its type."""
        shape = self._shapes.get(index)
        return shape is not None and all(kind in item.get(name, ()) for name, kind in shape.types)

    def carried(self, item: Attributes, index: str) -> Attributes:
        """What an index has of an item."""
        names = self._shapes[index].carried
        return item if names is None else {name: value for name, value in item.items() if name in names}

    def _identity(self, item: Attributes) -> Hashable:
        return identity(item, self.table)

    def _grouped(self, index: str) -> _Partitions:
        key = self._shapes[index].key
        groups: _Partitions = {}
        for item in self.all(index):
            groups.setdefault(values.canonical(item[key.partition]), []).append(item)
        if key.sort is not None:
            sort = key.sort
            for group in groups.values():
                group.sort(key=lambda item: values.order(item[sort]))
        return groups


def identity(item: Attributes, table: Table) -> Hashable:
    """A primary key in a form of which equal ones have the same."""
    return tuple(values.canonical(item[name]) for name in table.key.attributes)


def carries(table: Table, index: str) -> frozenset[str] | None:
    """The attributes that an index carries; None for all of them."""
    found = index_of(table, index) if index else None
    if found is None or found.projection.type == ALL:
        return None
    included = found.projection.attributes if found.projection.type == INCLUDE else ()
    return frozenset({*table.key.attributes, *found.key.attributes, *included})
