"""What becomes of a table, by what there was, what was asked for and what there is: the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import by_naming, compare
from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.changes.scaled import as_scaled
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines import around
from planton_dynamodb.engines.engine import Job, Place
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome
from planton_dynamodb.engines.part_faults import undone_in_all
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import TABLE_TYPE

SomePlace = TypeVar("SomePlace", bound=Place)

_TAKEN = "it was taken over all the same, just as it is: destroy would delete it, and destroy --retain lets go of it"


def prepared(job: Job[SomePlace], found: Table | None, allowed: Allowed) -> Job[SomePlace]:
    """What is asked for, given the table that there is.

    The engine may only delete a table first, to make another of its name, where that is allowed; and units that are
    scaled are not fought over.
    """
    may = found is not None and found.name in allowed.replace
    scaling = job.operations.scaling if job.operations is not None else ()
    return replace(job, options=job.options._replace(replace=may), table=as_scaled(job.table, found, scaling))


def compared(old: Table | None, new: Table, operations: Operations | None) -> tuple[Change, ...]:
    """What the difference between two tables means; none where there was no table."""
    changes = () if old is None else compare(old, new)
    return by_naming(changes) if operations is not None and operations.named else changes


def together(done: Sequence[Step], more: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of several updates: one for each resource, the first of them."""
    return tuple({(step.type, step.name): step for step in (*more, *done)}.values())


def taking(table: Table) -> Forecast:
    """A table that is only to be taken over: nothing is made, and nothing changed."""
    return Forecast(old=None, new=table, steps=(Step("import", TABLE_TYPE, table.name),))


def with_taking(outcome: Outcome) -> Outcome:
    """What became of a table that was taken over first: that much is done, whatever was not done to it then."""
    assert outcome.forecast is not None
    # A first update may only write down what the import left out.
    if outcome.done is Done.UNCHANGED or (outcome.done is Done.CHANGED and not outcome.forecast.changes):
        return replace(outcome, done=Done.IMPORTED)
    if outcome.done in (Done.REFUSED, Done.DECLINED):
        return replace(outcome, notes=(*outcome.notes, _TAKEN))
    return outcome


def drift(before: Table, found: Table | None, pieces: Sequence[around.Piece]) -> tuple[Change, ...]:
    """What is otherwise than it was left. Units that scaling has set within its bounds are as they are meant to be."""
    if found is None:
        return ()
    sides = around.moved_within(found, around.scaled_sides(pieces))
    return compare(as_scaled(before, found, sides), found)


def read_back(answer: Outcome, found: Table | None) -> Outcome:
    """Whether a changed table is what was asked for: a provider may leave out what it does not see."""
    assert answer.forecast is not None
    new, operations = answer.forecast.new, answer.forecast.operations
    scaling = operations.scaling if operations is not None else ()
    left = compared(found, as_scaled(new, found, scaling), operations)
    notes = tuple(
        f"the engine says it is done, and its state still says otherwise: {change.summary}" for change in left
    )
    return replace(answer, notes=notes)


def done(forecast: Forecast) -> Done:
    """What a table has come to, once all that was foreseen is done."""
    if forecast.old is not None and not forecast.steps:
        return Done.UNCHANGED
    if forecast.old is None:
        return Done.CREATED
    if any(step.type == TABLE_TYPE and step.action in ("replace", "delete") for step in forecast.steps):
        return Done.REPLACED
    return Done.CHANGED


def left_undone(answer: Outcome, outputs: Mapping[str, str]) -> Outcome:
    """What became of a table whose surroundings are not all as they were asked for."""
    return replace(answer, done=Done.FAILED, outputs=outputs, fault=undone_in_all(answer.undone, answer.name))
