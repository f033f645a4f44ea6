"""Between what the engine said it would do and its doing it: where it is judged, and what is heard of its failing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pulumi
from pulumi.automation.errors import CommandError

from planton_dynamodb.changes.compare import by_naming, compare
from planton_dynamodb.changes.guard import Allowed, Refusal, refusals
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.outcome import Undone
from planton_dynamodb.engines.part_faults import fault_of_part
from planton_dynamodb.engines.pulumi.events import Events, step_of
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.recovery import is_unclear, note_begun
from planton_dynamodb.engines.pulumi.state import STACK_TYPE
from planton_dynamodb.engines.pulumi.workspace import Opened
from planton_dynamodb.table.table import Table

_LONGEST_PREVIEW = 120.0


class Gate:
    """What stands there, for one update."""

    def __init__(
        self, old: Table | None, new: Table, allowed: Allowed, tell: Tell, *, named: bool = False
    ) -> None:
        self._old, self._new, self._allowed, self._named = old, new, allowed, named
        self.events = Events(tell)
        self.refused: tuple[Refusal, ...] = ()

    def before(self, program: Callable[[], None]) -> Callable[[], None]:
        """A program that declares nothing in earnest until the preview has been judged."""

        def guarded() -> None:
            if not pulumi.runtime.is_dry_run():
                self._judge()
            program()

        return guarded

    def _judge(self) -> None:
        if not self.events.previewed.wait(_LONGEST_PREVIEW):
            raise pulumi.RunError("the engine began without having said what it would do")
        planned = self.events.planned
        changes = () if self._old is None else compare(self._old, self._new)
        if self._named:
            changes = by_naming(changes)
        self.refused = refusals(self._old, changes, planned, self._allowed)
        if self.refused:
            raise pulumi.RunError("refused, since it would lose something: nothing was done")


@contextmanager
def errors_of(events: Events, stack: Opened | None = None) -> Iterator[None]:
    """A command whose failure carries what the engine told of it, and leaves a note of what is unclear in the state."""
    try:
        yield
    except CommandError as error:
        error.errors = events.telling  # type: ignore[attr-defined]
        if stack is not None and is_unclear((*events.errors, str(error))):
            with suppress(CommandError, OSError):  # what failed first is what is to be told
                note_begun(stack, events.failed)
        raise


def undone(events: Events, table: str, place: Place) -> tuple[Undone, ...]:
    """What around a table failed, where nothing else did."""
    failed = [step for step in events.failed if step.type != STACK_TYPE]
    steps = [(step_of(each), events.errors_of.get(each.urn, ())) for each in failed]
    if not steps or not all(step.is_around for step, _ in steps):
        return ()
    words = {"stack": place.stack, "backend": place.backend}
    return tuple(Undone(step, fault_of_part(step, errors, table, words)) for step, errors in steps)
