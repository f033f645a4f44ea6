"""Access patterns run: a table that is there is filled with the sample items, and every pattern is asked for real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from planton_dynamodb.diagnostics.resolve import path
from planton_dynamodb.engines.asking.calls import Calls, Found, Pace
from planton_dynamodb.engines.dynamodb import DynamoDB, Refused
from planton_dynamodb.patterns import takes
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.bound import Bound
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    DELETE_COLLECTION,
    GET_ITEM,
    PUT_ITEM,
    SCAN,
    TRANSACT_WRITE_ITEMS,
    Design,
    Pattern,
    Write,
)
from planton_dynamodb.patterns.expectations import Known, Mismatch, mismatches
from planton_dynamodb.patterns.requests import request_of
from planton_dynamodb.patterns.samples import has_key
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import Table

NO_ANSWERS = frozenset(
    {
        *("AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException"),
        *("ExpiredTokenException", "MissingAuthenticationTokenException", "MissingAuthenticationToken"),
        *("IncompleteSignatureException", "InvalidClientTokenId", "UnknownOperationException"),
        *("InternalFailure", "InternalServerError", "ServiceUnavailable", "ServiceUnavailableException"),
        *("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
    }
)
"""Errors that say nothing about what was asked: whoever asks may not, or cannot just now."""


class CannotRunError(Exception):
    """Patterns cannot be run at all; the text says why, as a clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one pattern."""

    pattern: Pattern
    answer: Answer | None
    """None where it was not asked, or not answered."""
    calls: Mapping[str, int] = field(default_factory=dict)
    """How many calls of which operation it took."""
    again: int = 0
    """How many of them were made because something had been throttled or left over."""
    mismatches: tuple[Mismatch, ...] = ()
    unasked: str = ""
    """Why it was not asked: what is wrong with it."""
    failure: str = ""
    """Why it was not answered, though nothing is wrong with it."""

    @property
    def as_expected(self) -> bool:
        """Whether all that is expected of it came."""
        return self.answer is not None and not self.mismatches

    @property
    def scans(self) -> bool:
        """Whether it reads everything there is."""
        return self.pattern.operation == SCAN


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRun:
    """What came of all patterns of a design."""

    design: Design
    table: str
    """What the table was called while it was there."""
    items: int
    """How many sample items stood in it."""
    outcomes: tuple[Outcome, ...]

    @property
    def as_expected(self) -> bool:
        """Whether all is."""
        return all(outcome.as_expected for outcome in self.outcomes)

    @property
    def failed(self) -> bool:
        """Whether a pattern was not answered."""
        return any(outcome.failure for outcome in self.outcomes)


def run(
    trial: Trial, service: DynamoDB, name: str, *, pace: Pace | None = None, patience: float = 0.0
) -> PatternRun:
    """Fill the table of a name, which is empty, and ask every pattern.

    `patience`: for so many seconds what is read without `consistentRead` may come late, as AWS allows it to.
    CannotRunError is raised where the sample items cannot be had, Refused where the service does not take them.
    """
    runner = _Runner(trial, service, name, pace or Pace(), patience)
    runner.fill()
    return PatternRun(
        design=trial.design,
        table=name,
        items=len(runner.items),
        outcomes=tuple(runner.outcome(pattern) for pattern in trial.patterns),
    )


def table_of(trial: Trial) -> Table:
    """The table that a design asks, or CannotRunError."""
    if trial.table is None:
        why = "has errors" if trial.design.table_manifest is not None else "is not within reach"
        raise CannotRunError(f"the table `{trial.design.table_name}` {why}")
    return trial.table


class _Runner:
    def __init__(self, trial: Trial, service: DynamoDB, name: str, pace: Pace, patience: float) -> None:
        self._trial = trial
        self._table = table_of(trial)
        self._service = service
        self._name = name
        self._pace = pace
        self._patience = patience
        self._known = Known(trial.samples, self._table)
        self.items = list(_fit_samples(trial, self._table))
        self._store = Store(self._table, self.items)

    def fill(self) -> None:
        """Put the sample items."""
        self._aside().write(put=self.items)

    def _aside(self) -> Calls:
        """Calls that are no part of a pattern: nobody asks what they cost."""
        return Calls(self._service, self._name, self._pace, charged=False)

    def outcome(self, pattern: Pattern) -> Outcome:
        """Ask a pattern, and put back what it changed."""
        bound = self._trial.bound(pattern)
        wrong = _unaskable(bound)
        if wrong:
            return Outcome(pattern=pattern, answer=None, unasked=wrong)
        calls = Calls(self._service, self._name, self._pace)
        try:
            answer = self._answer(bound, calls)
        except Refused as refused:
            return Outcome(pattern=pattern, answer=None, calls=calls.made, failure=str(refused))
        return Outcome(
            pattern=pattern,
            answer=answer,
            calls=calls.made,
            again=calls.again,
            mismatches=tuple(self._mismatches(pattern, answer)),
        )

    def _mismatches(self, pattern: Pattern, answer: Answer) -> list[Mismatch]:
        return mismatches(pattern, answer, self._known)

    def _answer(self, bound: Bound, calls: Calls) -> Answer:
        try:
            if bound.pattern.operation == DELETE_COLLECTION:
                found = self._collection_deleted(bound, calls)
            elif bound.pattern.is_read:
                found = self._settled(bound, calls)
            else:
                found = self._written(bound, calls)
        except Refused as refused:
            if refused.code in NO_ANSWERS:
                raise
            return Answer(error=refused.code, text=refused.text, calls=calls.made.total())
        return Answer(
            found.items,
            found.read,
            read_units=calls.read_units,
            write_units=calls.write_units,
            calls=calls.made.total(),
        )

    def _settled(self, bound: Bound, calls: Calls) -> Found:
        """What a read comes back with; again for a while where it may be late and is not as expected."""
        deadline = self._pace.clock() + self._patience
        while True:
            calls.forget()
            found = self._read(bound, calls)
            late = bound.pattern.consistent or self._pace.clock() >= deadline
            if late or not self._mismatches(bound.pattern, Answer(found.items, found.read)):
                return found
            self._pace.sleep(self._pace.first)

    def _read(self, bound: Bound, calls: Calls) -> Found:
        request = request_of(bound, self._table, self._name)
        if bound.pattern.operation == GET_ITEM:
            item = calls.call(*request).get("Item")
            return Found((item,), 1) if item else Found((), 0)
        if bound.pattern.operation == BATCH_GET_ITEM:
            items = calls.batch_get(request.parameters)
            return Found(items, len(items))
        return calls.search(*request)

    def _written(self, bound: Bound, calls: Calls) -> Found:
        keys = self._written_keys(bound)
        with self._put_back(keys):
            calls.call(*request_of(bound, self._table, self._name))
            return Found(self._standing(keys), 0)

    def _collection_deleted(self, bound: Bound, calls: Calls) -> Found:
        """What a Query finds, deleted. What went is told by what stands under those keys before and after."""
        found = self._settled(bound, calls)
        keys = [self._store.key(item) for item in found.items]
        before = self._standing(keys)
        with self._put_back(keys):
            calls.write(delete=keys)
            left = [self._store.key(item) for item in self._standing(keys)]
        return Found(tuple(item for item in before if self._store.key(item) not in left), found.read)

    def _written_keys(self, bound: Bound) -> list[Attributes]:
        """The keys that are written, each once; none where one is no key, since then nothing is."""
        written = [write.item if write.write.operation == PUT_ITEM else write.key for write in bound.writes]
        if not all(has_key(item, self._table) for item in written):
            return []
        keys = [self._store.key(item) for item in written]
        return [key for place, key in enumerate(keys) if key not in keys[:place]]

    def _standing(self, keys: Sequence[Attributes]) -> tuple[Attributes, ...]:
        """What stands under these keys now, in their order: BatchGetItem answers in any."""
        found = Store(self._table, self._aside().get(keys))
        return tuple(item for item in map(found.get, keys) if item is not None)

    @contextmanager
    def _put_back(self, keys: Sequence[Attributes]) -> Iterator[None]:
        """The sample items as they were under these keys, unless the whole run ends here."""
        try:
            yield
        except Refused:
            self._restore(keys)
            raise
        self._restore(keys)

    def _restore(self, keys: Sequence[Attributes]) -> None:
        samples = [(key, self._store.get(key)) for key in keys]
        self._aside().write(
            put=[item for _, item in samples if item is not None],
            delete=[key for key, item in samples if item is None],
        )


def _fit_samples(trial: Trial, table: Table) -> Iterator[Attributes]:
    """The sample items; CannotRunError where one would not be in the table."""
    for sample in trial.samples:
        if sample.unfit:
            raise CannotRunError(f"the sample item {sample.item.label} {sample.unfit[0].reason}")
        if not has_key(sample.attributes, table):
            raise CannotRunError(f"the sample item {sample.item.label} lacks the key of `{table.name}`")
        yield sample.attributes


def _unaskable(bound: Bound) -> str:
    """What keeps a pattern from being asked, as a clause about it; nothing where it can be."""
    pattern = bound.pattern
    if pattern.operation not in takes.OPERATIONS:
        said = (
            "cannot be asked: {} stands in transactions only" if pattern.operation else "names no operation"
        )
        return said.format(pattern.operation)
    in_transaction = pattern.operation == TRANSACT_WRITE_ITEMS
    for write in pattern.writes if in_transaction else ():
        if write.operation not in takes.IN_TRANSACTIONS:
            return f"cannot be asked: {write.operation or 'a write without an operation'} writes nothing"
    parts: list[Pattern | Write] = [pattern, *(pattern.writes if in_transaction else ())]
    for part in parts:
        misplaced = takes.misplaced(part.operation, part.given, in_transaction=part is not pattern)
        if misplaced:
            return f"cannot be asked: {part.operation} takes no `{misplaced[0]}`"
    if pattern.index and pattern.operation not in takes.BY_INDEX:
        return f"cannot be asked: {pattern.operation} takes no `index`"
    if bound.unfit:
        unfit = bound.unfit[0]
        named = f"`{{{unfit.parameter}}}`" if unfit.parameter else f"`{path(unfit.route)}`"
        return f"cannot be asked: {named} {unfit.reason}"
    if len(bound.conditions) < len(bound.pattern.conditions):
        return "cannot be asked: a key attribute must be compared in one way"
    return ""
