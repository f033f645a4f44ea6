"""What each operation takes: the fields of a pattern, or of a write in a transaction, that say something to it."""

from __future__ import annotations

from collections.abc import Collection

from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    CONDITION_CHECK,
    DELETE_COLLECTION,
    DELETE_ITEM,
    GET_ITEM,
    PUT_ITEM,
    QUERY,
    SCAN,
    TRANSACT_WRITE_ITEMS,
    UPDATE_ITEM,
)

_ALWAYS = frozenset(
    {
        "name",
        "description",
        "operation",
        "index",
        "parameters",
        "entity",
        "expect",
        "frequency",
        "itemsPerCall",
    }
)
"""Fields of every pattern. Why not each of them may ask an index, another rule says."""

_EXPRESSION = frozenset({"names", "values"})
_READ = frozenset({"attributes", "consistentRead"})

_TAKES: dict[str, frozenset[str]] = {
    GET_ITEM: _READ | {"key"},
    QUERY: _READ | _EXPRESSION | {"keyCondition", "filter", "order", "limit"},
    BATCH_GET_ITEM: _READ | {"keys"},
    SCAN: _READ | _EXPRESSION | {"filter", "limit"},
    PUT_ITEM: _EXPRESSION | {"item", "condition"},
    UPDATE_ITEM: _EXPRESSION | {"key", "update", "condition"},
    DELETE_ITEM: _EXPRESSION | {"key", "condition"},
    TRANSACT_WRITE_ITEMS: frozenset({"writes"}),
    DELETE_COLLECTION: frozenset({"keyCondition", "consistentRead"}),
}
_TAKES_IN_TRANSACTION: dict[str, frozenset[str]] = {
    PUT_ITEM: _TAKES[PUT_ITEM] | {"operation", "entity"},
    UPDATE_ITEM: _TAKES[UPDATE_ITEM] | {"operation"},
    DELETE_ITEM: _TAKES[DELETE_ITEM] | {"operation"},
    CONDITION_CHECK: _TAKES[DELETE_ITEM] | {"operation"},
}
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    GET_ITEM: (("key",),),
    QUERY: (("keyCondition",),),
    BATCH_GET_ITEM: (("keys",),),
    SCAN: (),
    PUT_ITEM: (("item", "entity"),),
    UPDATE_ITEM: (("key",),),
    DELETE_ITEM: (("key",),),
    TRANSACT_WRITE_ITEMS: (("writes",),),
    DELETE_COLLECTION: (("keyCondition",),),
    CONDITION_CHECK: (("key",), ("condition",)),
}
_KEYS = ("key", "keys", "keyCondition", "item")
"""Fields that say which items are meant: one of them often stands where another is needed."""

OPERATIONS = tuple(_TAKES)
"""What a pattern may be."""

IN_TRANSACTIONS = tuple(_TAKES_IN_TRANSACTION)
"""What a write of a transaction may be."""

BY_INDEX = frozenset({QUERY, SCAN, DELETE_COLLECTION})
"""What can ask an index."""


def misplaced(operation: str, given: Collection[str], *, in_transaction: bool) -> list[str]:
    """The fields that an operation has no use for, in the order of the alphabet."""
    taken = _TAKES_IN_TRANSACTION[operation] if in_transaction else _TAKES[operation] | _ALWAYS
    return sorted(field for field in given if field not in taken)


def lacking(operation: str, given: Collection[str], *, in_transaction: bool) -> tuple[str, ...] | None:
    """The field that an operation needs and is not given, or the fields of which it needs one."""
    needs = _NEEDS[operation]
    if in_transaction and operation == UPDATE_ITEM:
        needs = (*needs, ("update",))  # alone, an update without an expression makes the item
    return next((any_of for any_of in needs if not any(each in given for each in any_of)), None)


def instead(operation: str, given: Collection[str], *, in_transaction: bool) -> str | None:
    """The field that stands in the place of the one that an operation needs."""
    needed = lacking(operation, given, in_transaction=in_transaction)
    if needed is None or needed[0] not in _KEYS:
        return None
    return next((field for field in _KEYS if field in given), None)


def takers(field: str, *, in_transaction: bool) -> tuple[str, ...]:
    """The operations that take a field."""
    taking = _TAKES_IN_TRANSACTION if in_transaction else _TAKES
    return tuple(operation for operation, fields in taking.items() if field in fields)


def likely(given: Collection[str]) -> tuple[str, ...]:
    """The operations that take all of some fields and lack none: what a pattern with them may be."""
    telling = [field for field in given if field not in _ALWAYS]
    return tuple(
        operation
        for operation, taken in _TAKES.items()
        if telling and taken.issuperset(telling) and lacking(operation, given, in_transaction=False) is None
    )
