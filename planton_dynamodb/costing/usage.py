"""What a table is used for in a month: out of its access patterns, its items, and what operations say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from planton_dynamodb.costing.asked import of_patterns
from planton_dynamodb.costing.held import Held, held_of
from planton_dynamodb.costing.said_of_all import as_said
from planton_dynamodb.costing.sizes import Sizes
from planton_dynamodb.costing.use import Use
from planton_dynamodb.operations.quantities import in_bytes, per_month
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.table.table import Table

Fields: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """All that is known of how much a table is used, and why the rest is not."""

    uses: tuple[Use, ...]
    unknown: Mapping[str, tuple[str, ...]]
    """For reads and for writes: what is not among the uses, a reason for each."""
    held: tuple[Held, ...]
    unheld: str
    """What is not among what is held, and why; empty where all of it is."""
    stream_reads: Decimal | None
    backups: int | None

    def units(self, direction: str, index: str) -> Decimal | None:
        """The units that one side uses in a month; None where not all of it is known."""
        if self.unknown[direction]:
            return None
        return sum(
            (use.units for use in self.uses if (use.direction, use.index) == (direction, index)), Decimal(0)
        )


def usage_of(table: Table, trials: Sequence[Trial], said: Fields) -> Usage:
    """How much a table is used. `said`: what operations declare of it, in place of what patterns say."""
    sizes = Sizes(table, trials, in_bytes(said["item_size"]) if said.get("item_size") else None)
    uses: list[Use] = []
    unknown: dict[str, tuple[str, ...]] = {}
    for direction in (READ, WRITE):
        whole = said.get(f"{direction}s")
        if whole:
            found, why = as_said(direction, whole, sizes, said)
        else:
            found, why = of_patterns(direction, sizes)
        uses += found
        unknown[direction] = why
    kept, unheld = held_of(sizes, said)
    return Usage(
        tuple(uses),
        unknown,
        kept,
        unheld,
        per_month(said["stream_reads"]) if said.get("stream_reads") else None,
        in_bytes(said["backups"]) if said.get("backups") else None,
    )
