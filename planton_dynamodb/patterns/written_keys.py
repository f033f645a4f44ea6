"""The keys that a pattern writes out: whole primary keys, and every value for a key attribute, with their places."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.bound import Bound, BoundWrite
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    CONDITION_CHECK,
    DELETE_ITEM,
    GET_ITEM,
    PUT_ITEM,
    UPDATE_ITEM,
    Pattern,
    key_of,
)
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.table.table import Key, Table

_KEYED = frozenset({UPDATE_ITEM, DELETE_ITEM, CONDITION_CHECK})


class WrittenKey(NamedTuple):
    """A primary key."""

    route: Route
    names: Mapping[str, object]
    """What is written, by attribute."""
    values: Attributes
    """What of it has a value that fits."""


class KeyValue(NamedTuple):
    """A value for a key attribute."""

    route: Route
    attribute: str
    value: Attribute
    is_partition: bool
    of_index: str = ""
    """The index whose key it is for; empty for the table's own."""
    operator: str = ""
    """What it is compared by, in a key condition."""
    operands: tuple[Attribute, ...] = ()
    """This value, and the one that stands beside it in a `between`."""
    is_put: bool = False
    """Whether it is in an item that is put."""
    entity: str = ""
    """The entity whose template has made it, if one has."""


class _Role(NamedTuple):
    """What an attribute is to a table: in whose key it is first of all, and whether in any as the sort key."""

    of_index: str
    is_partition: bool


def primary_keys(pattern: Pattern, bound: Bound) -> Iterator[WrittenKey]:
    """Every primary key that is written for an operation that takes one."""
    if pattern.operation == GET_ITEM and pattern.key:
        yield WrittenKey((*pattern.route, "key"), pattern.key, bound.key)
    elif pattern.operation == BATCH_GET_ITEM:
        for position, (key, fitting) in enumerate(zip(pattern.keys, bound.keys, strict=True)):
            yield WrittenKey((*pattern.route, "keys", position), key, fitting)
    for each in bound.writes:
        if each.write.operation in _KEYED and each.write.key:
            yield WrittenKey((*each.write.route, "key"), each.write.key, each.key)


def key_values(pattern: Pattern, bound: Bound, table: Table) -> Iterator[KeyValue]:
    """Every value that has to be of the type of a key attribute."""
    own = table.key
    for key in primary_keys(pattern, bound):
        for name in own.attributes:
            if name in key.values:
                yield KeyValue((*key.route, name), name, key.values[name], name == own.partition)
    queried = key_of(table, pattern.index) if pattern.queries else None
    if queried is not None:
        yield from _compared(pattern, bound, queried)
    for each in bound.writes:
        if each.write.operation == PUT_ITEM:
            yield from _put(each, table)


def _compared(pattern: Pattern, bound: Bound, key: Key) -> Iterator[KeyValue]:
    for condition in bound.conditions:
        if condition.attribute not in key.attributes:
            continue
        route = (*pattern.route, "keyCondition", condition.attribute, condition.operator)
        for position, operand in enumerate(condition.operands):
            yield KeyValue(
                (*route, position) if condition.operator == "between" else route,
                condition.attribute,
                operand,
                condition.attribute == key.partition,
                of_index=pattern.index,
                operator=condition.operator,
                operands=condition.operands,
            )


def _put(each: BoundWrite, table: Table) -> Iterator[KeyValue]:
    write = each.write
    for name, role in _roles(table).items():
        if name in each.item:
            made = name not in write.item
            yield KeyValue(
                (*write.route, "entity") if made else (*write.route, "item", name),
                name,
                each.item[name],
                role.is_partition,
                of_index=role.of_index,
                is_put=True,
                entity=write.entity if made else "",
            )


def _roles(table: Table) -> dict[str, _Role]:
    """The key attributes of the table and of its indexes."""
    roles: dict[str, _Role] = {}
    for index, key in [("", table.key), *((each.name, each.key) for each in table.indexes)]:
        for name in key.attributes:
            known = roles.get(name, _Role(index, is_partition=True))
            roles[name] = known._replace(is_partition=known.is_partition and name == key.partition)
    return roles


def repeated(keys: Iterable[tuple[Route, Attributes]], table: Table) -> Iterator[tuple[Route, Route]]:
    """Keys that are the same as an earlier one, each with the place of that one. One that is not whole is like none."""
    first: dict[Hashable, Route] = {}
    for route, key in keys:
        if all(name in key for name in table.key.attributes):
            same = tuple(values.canonical(key[name]) for name in table.key.attributes)
            earlier = first.setdefault(same, route)
            if earlier != route:
                yield route, earlier
