"""A pattern tried on items in memory: what DynamoDB would answer, and what that would cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planton_dynamodb.patterns import units, values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.bound import Bound, KeyCondition
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    DELETE_COLLECTION,
    GET_ITEM,
    PUT_ITEM,
    QUERY,
    SCAN,
    is_global,
    key_of,
)
from planton_dynamodb.patterns.samples import has_key
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.patterns.writes import write


def ask(store: Store, bound: Bound) -> Answer:
    """What comes of a pattern that can be asked. The store is left as it was."""
    operation = bound.pattern.operation
    if operation == GET_ITEM:
        return _got(store, [bound.key], bound)
    if operation == BATCH_GET_ITEM:
        return _got(store, bound.keys, bound)
    if operation in (QUERY, SCAN):
        return _searched(store, bound)
    if operation == DELETE_COLLECTION:
        return _collection_deleted(store, bound)
    return write(store, bound)


def can_be_asked(store: Store, bound: Bound) -> bool:
    """Whether there is an index and a whole key to ask by. What is wrong otherwise, rules say."""
    pattern = bound.pattern
    table = store.table
    key = key_of(table, pattern.index)
    if key is None or not pattern.operation:
        return False
    if pattern.consistent and is_global(table, pattern.index):
        return False
    if is_global(table, pattern.index) and units.fetches(store, pattern.index, pattern.attributes):
        return False
    if pattern.queries:
        partition = bound.condition(key.partition)
        return partition is not None and partition.operator == "equals" and _on_key(bound, key.attributes)
    keys = [
        *([bound.key] if pattern.operation == GET_ITEM else bound.keys),
        *(write.item if write.write.operation == PUT_ITEM else write.key for write in bound.writes),
    ]
    return all(has_key(each, table) for each in keys)


def _on_key(bound: Bound, attributes: tuple[str, ...]) -> bool:
    """Whether every comparison is with a key attribute, and can be made."""
    made = {each.attribute for each in bound.conditions}
    return made == {each.attribute for each in bound.pattern.conditions} and made <= set(attributes)


def _got(store: Store, keys: list[Attributes] | tuple[Attributes, ...], bound: Bound) -> Answer:
    found = [store.get(key) for key in keys]
    there = [item for item in found if item is not None]
    return Answer(
        tuple(_wanted(store, item, bound) for item in there),
        len(there),
        read_units=units.of_single_reads(found, consistent=bound.pattern.consistent),
    )


def _searched(store: Store, bound: Bound) -> Answer:
    pattern = bound.pattern
    read = candidates(store, bound)
    kept = [item for item in read if _keeps(item, bound)]
    cost = units.of_query(read, consistent=pattern.consistent)
    if not is_global(store.table, pattern.index) and units.fetches(store, pattern.index, pattern.attributes):
        whole = [store.get(store.key(item)) for item in read]
        cost += units.of_single_reads(whole, consistent=pattern.consistent)
        kept = [store.get(store.key(item)) or item for item in kept]
    return Answer(tuple(_wanted(store, item, bound) for item in kept), len(read), read_units=cost)


def candidates(store: Store, bound: Bound) -> list[Attributes]:
    """The items that a Query or Scan reads, before its filter takes any away."""
    pattern = bound.pattern
    if pattern.operation == SCAN:
        found = store.all(pattern.index)
    else:
        key = key_of(store.table, pattern.index)
        assert key is not None
        partition = bound.condition(key.partition)
        assert partition is not None
        found = store.partition(pattern.index, partition.operands[0])
        sort = bound.condition(key.sort) if key.sort is not None else None
        if sort is not None:
            found = [item for item in found if fits(item[sort.attribute], sort)]
    if pattern.descending:
        found = found[::-1]
    return found[: pattern.limit] if pattern.limit else found


def fits(value: Attribute, condition: KeyCondition) -> bool:
    """Whether a key has the value that a condition asks for."""
    return _COMPARISONS[condition.operator](value, condition.operands)


_COMPARISONS: Mapping[str, Callable[[Attribute, tuple[Attribute, ...]], bool]] = {
    "equals": lambda value, operands: values.same(value, operands[0]),
    "beginsWith": lambda value, operands: _begins(value, operands[0]),
    "lessThan": lambda value, operands: _compared(value, operands[0]) < 0,
    "atMost": lambda value, operands: _compared(value, operands[0]) <= 0,
    "greaterThan": lambda value, operands: _compared(value, operands[0]) > 0,
    "atLeast": lambda value, operands: _compared(value, operands[0]) >= 0,
    "between": lambda value, operands: _compared(value, operands[0]) >= 0 >= _compared(value, operands[1]),
}


def _begins(value: Attribute, prefix: Attribute) -> bool:
    if values.type_of(value) != values.type_of(prefix) or values.type_of(value) == "N":
        return False
    return bool(values.order(value).startswith(values.order(prefix)))


def _compared(value: Attribute, other: Attribute) -> int:
    one, two = values.order(value), values.order(other)
    return int(one > two) - int(one < two)


def _keeps(item: Attributes, bound: Bound) -> bool:
    if not bound.pattern.filter:
        return True
    from planton_dynamodb.patterns.expressions.condition import condition  # many patterns have none

    return condition(bound.pattern.filter, bound.pattern.names, bound.values).holds(item)


def _wanted(store: Store, item: Attributes, bound: Bound) -> Attributes:
    """The attributes that are asked for, and the key, by which an item is known."""
    if not bound.pattern.attributes:
        return item
    names = {*bound.pattern.attributes, *store.table.key.attributes}
    return {name: value for name, value in item.items() if name in names}


def _collection_deleted(store: Store, bound: Bound) -> Answer:
    read = candidates(store, bound)
    whole = [store.get(store.key(item)) or item for item in read]
    return Answer(
        tuple(whole),
        len(read),
        read_units=units.of_query(read, consistent=bound.pattern.consistent),
        write_units=sum(units.of_write(store, item, None) for item in whole),
    )
