"""The tables on the way from one to another: each is one step that AWS takes in one update by its provider.

The AWS provider of Pulumi and Terraform puts billing mode, units of the table and its indexes, the stream and
deletion protection into a single UpdateTable. AWS refuses protection together with anything else in it, and
a stream that is switched together with units. All the rest (indexes made or deleted, the class, encryption,
expiry, recovery, tags, and a stream that is closed and opened again for another view type) are calls of their
own and need no stage.
"""

from __future__ import annotations

from dataclasses import replace

from planton_dynamodb.changes.compare import compare, retyped_attributes, same_index
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.table.table import PROVISIONED, Expiry, Table


def stages(old: Table | None, new: Table) -> tuple[Table, ...]:
    """The tables to apply one after the other, never more than it takes; the last one is what is asked for.

    A table that is protected before or after is protected all the way: protection is switched on first and off
    last, so that no step that fails half-way leaves it open. Where expiry is off, the table names the attribute
    that it was on for, since AWS wants to hear it and the next apply is to find no difference; likewise, where there
    are no global indexes any more, that they were there.
    """
    if old is None or any(takes_new_table(change) for change in compare(old, new)):
        return (new,)
    goal = _emptied(old, replace(new, expiry=_expiry(old.expiry, new.expiry)))
    retyped = retyped_attributes(old, goal)
    steps = _one_call_each(old, goal, alone=not retyped)
    if retyped:
        # The provider sends a new index with the types that it knows from before, so the attribute has to be
        # forgotten in between: its indexes go in the first step and come in the second.
        first, *others = steps
        steps = [_emptied(old, _without_indexes_over(retyped, first)), *(others or [first])]
    return tuple(steps)


def _emptied(old: Table, table: Table) -> Table:
    return replace(table, emptied=not table.global_indexes and (old.emptied or bool(old.global_indexes)))


def _expiry(old: Expiry, new: Expiry) -> Expiry:
    return new if new.enabled else Expiry(enabled=False, attribute=old.attribute or new.attribute)


def _one_call_each(old: Table, goal: Table, *, alone: bool) -> list[Table]:
    """The steps so that what AWS wants in calls of their own does not meet in one.

    `alone` says that nothing else asks for a second step, so that a switch of protection may need none.
    """
    switches_stream = (old.stream_view_type is None) != (goal.stream_view_type is None)
    changes_units = _changes_units(old, goal)
    split = switches_stream and changes_units
    alone = alone and not (switches_stream or changes_units or old.billing_mode != goal.billing_mode)
    if alone or old.deletion_protection == goal.deletion_protection:
        return _units_before_stream(old, goal, split=split)
    guarded = replace(goal, deletion_protection=True)
    between = _units_before_stream(old, guarded, split=split)
    if goal.deletion_protection:
        return [replace(old, deletion_protection=True), *between]
    return [*between, goal]


def _units_before_stream(old: Table, goal: Table, *, split: bool) -> list[Table]:
    return [replace(goal, stream_view_type=old.stream_view_type), goal] if split else [goal]


def _changes_units(old: Table, goal: Table) -> bool:
    """Whether units are sent: what AWS refuses beside a stream. A switch to on demand sends none."""
    if goal.billing_mode != PROVISIONED:
        return False
    if (old.billing_mode, old.capacity) != (goal.billing_mode, goal.capacity):
        return True
    # What is made anew is made with its units.
    retyped = retyped_attributes(old, goal)
    before = {index.name: index for index in old.global_indexes}
    staying = (
        (before[index.name], index)
        for index in goal.global_indexes
        if index.name in before and not retyped & set(index.key.attributes)
    )
    return any(same_index(known, index) and known.capacity != index.capacity for known, index in staying)


def _without_indexes_over(attributes: frozenset[str], table: Table) -> Table:
    """A table without the global indexes over these attributes, and without what only they defined."""
    indexes = tuple(index for index in table.global_indexes if not attributes & set(index.key.attributes))
    kept = replace(table, global_indexes=indexes)
    used = {name for key in (kept.key, *(index.key for index in kept.indexes)) for name in key.attributes}
    return replace(kept, attributes=tuple(each for each in table.attributes if each[0] in used))
