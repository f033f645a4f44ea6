"""What engines are asked for and answer with: a job for each table, what would happen to it, and what did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.guard import Refusal
from planton_dynamodb.changes.step import Step
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Table


class Done(Enum):
    """What became of a table."""

    CREATED = "created"
    CHANGED = "changed"
    REPLACED = "replaced"
    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    PREVIEWED = "previewed"
    REFRESHED = "refreshed"
    DESTROYED = "destroyed"
    KEPT = "kept"
    ABSENT = "absent"
    DECLINED = "declined"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What would happen to a table, said by us and by the engine, before anything does."""

    old: Table | None
    new: Table
    changes: tuple[Change, ...] = ()
    """What the differences between the two mean for the data."""
    steps: tuple[Step, ...] = ()
    """What the engine would do."""
    refusals: tuple[Refusal, ...] = ()
    """What is not done unless it is allowed by name."""
    stages: tuple[Table, ...] = ()
    """The tables to make one after the other, because AWS does not take everything at once."""
    forced: bool = False
    """The engine has to be told to replace what it would not."""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return self.old is not None and not (self.steps or self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one table."""

    name: str
    done: Done
    stack: str = ""
    forecast: Forecast | None = None
    drift: tuple[Change, ...] = ()
    """What a refresh found to be otherwise than it was left."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    notes: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether what was asked for is so."""
        return self.done not in (Done.REFUSED, Done.FAILED, Done.DECLINED)
