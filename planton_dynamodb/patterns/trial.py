"""Access patterns tried on their sample items, in memory: what rules and reports about them look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.ask import ask, can_be_asked
from planton_dynamodb.patterns.bound import Bound, bind
from planton_dynamodb.patterns.design import Design, Pattern
from planton_dynamodb.patterns.samples import Sample, samples_of, standing
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.table.table import Table


class Trial:
    """A design, and what comes of it. Each thing is found out once, when it is first asked for."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self._bound: dict[Route, Bound] = {}
        self._answers: dict[Route, Answer | None] = {}

    @property
    def table(self) -> Table | None:
        """The table that is asked."""
        return self.design.table

    @property
    def patterns(self) -> list[Pattern]:
        """The patterns that could be read whole."""
        return [pattern for pattern in self.design.patterns if self.design.sound(*pattern.route)]

    @cached_property
    def samples(self) -> list[Sample]:
        """The sample items, made whole."""
        return samples_of(self.design)

    @cached_property
    def store(self) -> Store | None:
        """The table with the sample items in it."""
        table = self.design.table
        return Store(table, standing(self.samples, table)) if table is not None else None

    def bound(self, pattern: Pattern) -> Bound:
        """A pattern with its values."""
        return _once(self._bound, pattern.route, lambda: bind(pattern, self.design))

    def answer(self, pattern: Pattern) -> Answer | None:
        """What comes of a pattern; None where it cannot be asked, for reasons that rules name."""
        return _once(self._answers, pattern.route, lambda: self._asked(pattern))

    def _asked(self, pattern: Pattern) -> Answer | None:
        bound = self.bound(pattern)
        if self.store is None or bound.unfit or not can_be_asked(self.store, bound):
            return None
        return ask(self.store, bound)


T = TypeVar("T")


def _once(known: dict[Route, T], route: Route, make: Callable[[], T]) -> T:
    if route not in known:
        known[route] = make()
    return known[route]
