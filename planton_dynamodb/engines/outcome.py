"""What engines are asked for and answer with: a job for each table, what would happen to it, and what did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.guard import Refusal
from planton_dynamodb.changes.step import Step
from planton_dynamodb.fault import Fault
from planton_dynamodb.operations.values import Operations
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
    operations: Operations | None = None
    """What is to run around it."""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return self.old is not None and not (self.steps or self.changes)

    @property
    def only_around(self) -> bool:
        """Whether the table is left as it is, and only what runs around it is not."""
        steps = (step for step in self.steps if not step.is_around)
        return self.old is not None and bool(self.steps) and not (self.changes or any(steps))


@dataclass(frozen=True, slots=True)
class Undone:
    """Something around a table that is not as it was asked for, and why."""

    step: Step
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one table."""

    name: str
    done: Done
    stack: str = ""
    forecast: Forecast | None = None
    drift: tuple[Change, ...] = ()
    """What a refresh found to be otherwise than it was left."""
    drift_around: tuple[Step, ...] = ()
    """What a refresh found of that around the table: what somebody did to it."""
    undone: tuple[Undone, ...] = ()
    """What could not be made, changed or deleted around the table, while the rest was."""
    deleted: tuple[Step, ...] = ()
    """What ran around the table and was deleted with it, or while it was kept."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    notes: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether what was asked for is so."""
        return self.done not in (Done.REFUSED, Done.FAILED, Done.DECLINED)

    @property
    def around(self) -> tuple[Step, ...]:
        """What happens, happened, or was found to have happened to what runs around the table."""
        planned = self.forecast.steps if self.forecast is not None else ()
        done = (step for step in (*planned, *self.drift_around, *self.deleted) if step.is_around)
        known = {(step.type, step.name): step for step in (*done, *(each.step for each in self.undone))}
        return tuple(known.values())
