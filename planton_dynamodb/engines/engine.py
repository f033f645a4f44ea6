"""What every engine does: five verbs on one table, and an orderly end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Forecast, Outcome
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Options


class Place(Protocol):
    """Where an engine keeps the state of one table. Two that are equal are the same."""

    @property
    def full_name(self) -> str:
        """What people call it: the stack."""
        ...


Place_co = TypeVar("Place_co", bound=Place, covariant=True)
Place_contra = TypeVar("Place_contra", bound=Place, contravariant=True)


# Without slots: Python 3.11 cannot make a generic value that is frozen and has them.
@dataclass(frozen=True, kw_only=True)
class Job(Generic[Place_co]):
    """A table that is to be made, and where its state is to be kept."""

    table: Table
    options: Options
    place: Place_co
    operations: Operations | None = None
    """What is to run around it."""


class Piece(Protocol):
    """One resource around a table, as a state has it."""

    @property
    def type(self) -> str:
        """Its type, by the name that `targets.pulumi_operations` has for it."""
        ...

    @property
    def name(self) -> str:
        """What people find it by at AWS."""
        ...


class Known(Protocol):
    """What a state knows of a table that somebody wants to be gone."""

    @property
    def table(self) -> Table | None:
        """The table, where there is one."""
        ...

    @property
    def retained(self) -> bool:
        """Whether it was applied as one that is kept."""
        ...

    @property
    def outputs(self) -> Mapping[str, str]:
        """Its outputs."""
        ...

    @property
    def around(self) -> Sequence[Piece]:
        """What runs around it."""
        ...


Tell: TypeAlias = Callable[[str], None]
"""Where progress goes: one line at a time."""
Confirm: TypeAlias = Callable[[Forecast], bool]
"""Asked before anything is done; what is shown and how is the asker's."""
ConfirmLoss: TypeAlias = Callable[[Known], bool]
"""Asked before a table is deleted or forgotten."""


class Engine(Protocol[Place_contra]):
    """Makes tables. What fails is an outcome too: none of the verbs raises for what befalls a table."""

    def preview(self, job: Job[Place_contra], allowed: Allowed, tell: Tell) -> Outcome:
        """What apply would do."""
        ...

    def apply(
        self,
        job: Job[Place_contra],
        allowed: Allowed,
        confirm: Confirm | None,
        tell: Tell,
        *,
        adopt: bool = False,
    ) -> Outcome:
        """Make the table what the job says, unless that would lose something that may not be lost.

        Without `confirm` nobody is asked. `adopt` takes over a table that AWS has already.
        """
        ...

    def refresh(self, job: Job[Place_contra], tell: Tell) -> Outcome:
        """Read from AWS what the table is like now, and write that into the state."""
        ...

    def destroy(self, job: Job[Place_contra], confirm: ConfirmLoss, tell: Tell, *, retain: bool) -> Outcome:
        """Delete the table, or forget it where it is to be kept."""
        ...

    def outputs(self, place: Place_contra, name: str) -> Outcome:
        """The five outputs, as the state has them."""
        ...

    def interrupt(self) -> None:
        """Ask what runs to stop when it is safe; asked again, at once."""
        ...
