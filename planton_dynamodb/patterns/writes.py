"""Writes tried on a table in memory: whether each may be done, what stands there afterwards, what DynamoDB refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from planton_dynamodb.patterns import units, values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.bound import Bound, BoundWrite
from planton_dynamodb.patterns.design import (
    CONDITION_CHECK,
    DELETE_ITEM,
    PUT_ITEM,
    TRANSACT_WRITE_ITEMS,
)
from planton_dynamodb.patterns.samples import EMPTY, MOST_BYTES, TOO_LONG, key_faults
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import Table

CONDITION_FAILED, TRANSACTION_CANCELED = "ConditionalCheckFailedException", "TransactionCanceledException"
INVALID = "ValidationException"

_FAILED_TEXT = "The conditional request failed"
_ITEM_TOO_LARGE = "Item size has exceeded the maximum allowed size"
_UPDATE_TOO_LARGE = "Item size to update has exceeded the maximum allowed size"
_REASONS = {CONDITION_FAILED: "ConditionalCheckFailed", INVALID: "ValidationError", "": "None"}
TRANSACTION_COSTS = 2


class Outcome(NamedTuple):
    """What comes of one write."""

    before: Attributes | None
    after: Attributes | None
    error: str = ""
    text: str = ""


def write(store: Store, bound: Bound) -> Answer:
    """All writes or none; a transaction sees the table as it was before any of them. The store stays as it was."""
    in_transaction = bound.pattern.operation == TRANSACT_WRITE_ITEMS
    found = outcomes(store, bound)
    failed = next((outcome for outcome in found if outcome.error), None)
    if failed is not None:
        return _canceled(found) if in_transaction else _refused(failed)
    cost = sum(units.of_write(store, outcome.before, outcome.after) for outcome in found)
    left = tuple(outcome.after for outcome in found if outcome.after is not None)
    return Answer(left, write_units=cost * (TRANSACTION_COSTS if in_transaction else 1))


def outcomes(store: Store, bound: Bound) -> list[Outcome]:
    """What comes of each write, as if it were alone."""
    return [_outcome(store, part, _key(store, part)) for part in bound.writes]


def _refused(outcome: Outcome) -> Answer:
    cost = units.of_refused_write(outcome.before) if outcome.error == CONDITION_FAILED else 0.0
    return Answer(error=outcome.error, text=outcome.text, write_units=cost)


def _key(store: Store, part: BoundWrite) -> Attributes:
    return store.key(part.item if part.write.operation == PUT_ITEM else part.key)


def _canceled(outcomes: Sequence[Outcome]) -> Answer:
    reasons = ", ".join(_REASONS[outcome.error] for outcome in outcomes)
    text = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{reasons}]"
    return Answer(error=TRANSACTION_CANCELED, text=text)


def _outcome(store: Store, part: BoundWrite, key: Attributes) -> Outcome:
    before = store.get(key)
    if not _may(part, before):
        return Outcome(before, None, CONDITION_FAILED, _FAILED_TEXT)
    operation = part.write.operation
    if operation == PUT_ITEM:
        too_large = values.item_size(part.item) > MOST_BYTES
        return Outcome(before, part.item, *((INVALID, _ITEM_TOO_LARGE) if too_large else ()))
    if operation == DELETE_ITEM:
        return Outcome(before, None)
    if operation == CONDITION_CHECK:
        return Outcome(before, before)
    return _updated(store.table, part, before, key)


def _may(part: BoundWrite, before: Attributes | None) -> bool:
    if not part.write.condition:
        return True
    from planton_dynamodb.patterns.expressions.condition import condition  # many writes have none

    return condition(part.write.condition, part.write.names, part.values).holds(before or {})


def _updated(table: Table, part: BoundWrite, before: Attributes | None, key: Attributes) -> Outcome:
    if not part.write.update:
        return Outcome(before, before or key)
    from planton_dynamodb.patterns.expressions.changes import RunFault
    from planton_dynamodb.patterns.expressions.update import update  # as above

    try:
        after = update(part.write.update, part.write.names, part.values).applied(before or key)
    except RunFault as fault:
        return Outcome(before, None, INVALID, str(fault))
    misfit = next(key_faults(after, table), None)
    if misfit is not None:
        return Outcome(before, None, INVALID, misfit_answer(misfit.kind))
    if values.item_size(after) > MOST_BYTES:
        return Outcome(before, None, INVALID, _UPDATE_TOO_LARGE)
    return Outcome(before, after)


def misfit_answer(kind: str) -> str:
    """What DynamoDB answers to an update that makes a key of an index what it can't be."""
    attempted = "The update expression attempted to update"
    if kind == EMPTY:
        return (
            f"One or more parameter values are not valid. {attempted} a secondary index key to a value that is not "
            "supported. The AttributeValue for a key attribute cannot contain an empty string value."
        )
    size = "beyond allowed size limits" if kind == TOO_LONG else "to unsupported type"
    return f"{values.INVALID}{attempted} the secondary index key {size}"
