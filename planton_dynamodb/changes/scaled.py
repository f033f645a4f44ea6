"""Units that scaling has set are left as they are: what a table is asked for where something else looks after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from planton_dynamodb.changes.compare import compare, retyped_attributes, same_index
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.table.table import PROVISIONED, Capacity, GlobalIndex, Table


class Side(Protocol):
    """Reads or writes, of the table or of a global index."""

    @property
    def direction(self) -> str:
        """`read` or `write`."""

    @property
    def index(self) -> str | None:
        """The index; None for the table itself."""


def as_scaled(table: Table, living: Table | None, sides: Iterable[Side]) -> Table:
    """The table with the units that the living one has, wherever these are scaled.

    The units in the manifest are for what is made with them: a new table, a new index, a switch from on demand.
    """
    if living is None or (living.billing_mode, table.billing_mode) != (PROVISIONED, PROVISIONED):
        return table
    if any(takes_new_table(change) for change in compare(living, table)):
        return table
    scaled = {(side.index, side.direction) for side in sides}
    before = {index.name: index for index in living.global_indexes}
    retyped = retyped_attributes(living, table)

    def index_as_scaled(index: GlobalIndex) -> GlobalIndex:
        known = before.get(index.name)
        if known is None or not same_index(known, index) or retyped & set(index.key.attributes):
            return index
        return index._replace(capacity=_kept(index.capacity, known.capacity, index.name, scaled))

    return replace(
        table,
        capacity=_kept(table.capacity, living.capacity, None, scaled),
        global_indexes=tuple(map(index_as_scaled, table.global_indexes)),
    )


def _kept(
    asked: Capacity | None, living: Capacity | None, index: str | None, scaled: set[tuple[str | None, str]]
) -> Capacity | None:
    if asked is None or living is None:
        return asked
    return Capacity(
        living.read if (index, READ) in scaled else asked.read,
        living.write if (index, WRITE) in scaled else asked.write,
    )
