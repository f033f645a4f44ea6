"""Access patterns tried on their sample items, in memory: what rules and reports about them look at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import TypeVar

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.ask import ask, can_be_asked
from planton_dynamodb.patterns.bound import Bound, bind
from planton_dynamodb.patterns.design import Design, Pattern, key_of
from planton_dynamodb.patterns.expectations import COUNT, MISSING, Known, Mismatch, mismatches
from planton_dynamodb.patterns.expectations import ERROR as ERROR_KIND
from planton_dynamodb.patterns.expressions.of_pattern import Call, calls
from planton_dynamodb.patterns.samples import Sample, is_accounted_for, samples_of, standing, unlike
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.rules.registry import ERROR, Finding, Rule, pattern_rules
from planton_dynamodb.table.table import Table

_ABOUT_REQUESTS = frozenset({"pattern_references", "pattern_keys", "pattern_expressions"})
"""The families of rules that say why a pattern cannot be asked. They look at no answer."""


_OF_ALL_ITEMS = frozenset({MISSING, COUNT, ERROR_KIND})
"""The mismatches that an item which is not there can be the cause of, where they name no item."""


class Trial:
    """A design, and what comes of it. Each thing is found out once, when it is first asked for."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self._bound: dict[Route, Bound] = {}
        self._answers: dict[Route, Answer | None] = {}
        self._calls: dict[Route, Sequence[Call]] = {}
        self._mismatches: dict[Route, Sequence[Mismatch]] = {}
        self._findings: dict[str, Sequence[Finding]] = {}

    @property
    def table(self) -> Table | None:
        """The table that is asked."""
        return self.design.table

    @cached_property
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

    @cached_property
    def known(self) -> Known | None:
        """The sample items by name and by key."""
        return Known(self.samples, self.design.table) if self.design.table is not None else None

    def findings(self, rule: Rule) -> Sequence[Finding]:
        """What a rule finds."""
        return _once(self._findings, rule.name, lambda: tuple(rule.check(self)))

    @cached_property
    def refused(self) -> frozenset[Route]:
        """The patterns that cannot be asked as they are written, by their routes: a rule says why of each."""
        return frozenset(
            finding.route[:3]
            for rule in pattern_rules()
            if rule.family in _ABOUT_REQUESTS and rule.severity is ERROR
            for finding in self.findings(rule)
        )

    @cached_property
    def lacks_samples(self) -> bool:
        """Whether sample items are not in the table, since DynamoDB would not take them: a rule says why of each."""
        return self.store is not None and len(self.store.all()) < len(self.samples)

    def accounted_for(self, sample: Sample, index: str) -> bool:
        """Whether a rule about items says why a pattern that asks an index, or the table, does not find one of them."""
        if self.table is None:
            return False
        return is_accounted_for(sample, self.design.entity(sample.item.entity), index, self.table)

    def bound(self, pattern: Pattern) -> Bound:
        """A pattern with its values."""
        return _once(self._bound, pattern.route, lambda: bind(pattern, self.design))

    def calls(self, pattern: Pattern) -> Sequence[Call]:
        """The calls of a pattern that can have expressions, with those that they have."""
        return _once(self._calls, pattern.route, lambda: tuple(calls(self.bound(pattern))))

    def answer(self, pattern: Pattern) -> Answer | None:
        """What comes of a pattern; None where it cannot be asked, for reasons that rules name."""
        return _once(self._answers, pattern.route, lambda: self._asked(pattern))

    def mismatches(self, pattern: Pattern) -> Sequence[Mismatch]:
        """What comes of a pattern that is not as expected; nothing where it cannot be asked, or not judged."""
        return () if self.is_spoilt(pattern) else self._compared(pattern)

    def is_spoilt(self, pattern: Pattern) -> bool:
        """Whether something is wrong with the sample items that it takes, so that nothing can be told of it."""
        if self.known is None:
            return False
        compared = self._compared(pattern)
        if any(
            each.sample is not None and self.accounted_for(each.sample, pattern.index) for each in compared
        ):
            return True
        expected = pattern.expect.items if pattern.expect is not None else None
        named = [self.known.named(item) for item in expected or () if isinstance(item, str)]
        if any(sample is not None and not self.known.stands(sample) for sample in named):
            return True
        key = key_of(self.known.table, pattern.index)
        misplaced = key is not None and not self._misplaced.isdisjoint(key.attributes)
        return (self.lacks_samples or misplaced) and any(
            each.kind in _OF_ALL_ITEMS and each.sample is None for each in compared
        )

    @cached_property
    def _misplaced(self) -> frozenset[str]:
        """The keys under which a sample item stands that are not the ones meant: a rule about items says so."""
        return frozenset(
            name
            for sample in self.samples
            if (entity := self.design.entity(sample.item.entity)) is not None
            for name, _ in unlike(sample, entity)
        )

    def _compared(self, pattern: Pattern) -> Sequence[Mismatch]:
        def compared() -> Sequence[Mismatch]:
            answer = self.answer(pattern)
            if answer is None or self.known is None:
                return ()
            return mismatches(pattern, answer, self.known)

        return _once(self._mismatches, pattern.route, compared)

    def _asked(self, pattern: Pattern) -> Answer | None:
        bound = self.bound(pattern)
        if (
            self.store is None
            or bound.unfit
            or pattern.route in self.refused
            or not can_be_asked(self.store, bound)
        ):
            return None
        return ask(self.store, bound)


T = TypeVar("T")


K = TypeVar("K", bound=Hashable)


def _once(known: dict[K, T], name: K, make: Callable[[], T]) -> T:
    if name not in known:
        known[name] = make()
    return known[name]
