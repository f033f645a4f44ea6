"""Access patterns run in the embedded AWS: each on the sample items alone, compared with what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from planton_dynamodb.engines.asking.calls import Pace
from planton_dynamodb.engines.asking.own_table import creation
from planton_dynamodb.engines.asking.run import CannotRunError, Outcome, PatternRun, run
from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.patterns import run_patterns
from tests.patterns.designs import designs_of
from tests.patterns.shop import ITEMS, TABLE

ALL = """\
    - name: all-of-alice
      operation: Query
      keyCondition: {PK: {equals: "CUSTOMER#alice"}}
      expect: {items: [alice, first, second, third]}
"""
CASCADE = """\
    - name: forget
      operation: DeleteCollection
      keyCondition: {PK: {equals: "CUSTOMER#alice"}}
      expect: {items: [alice, first, second, third]}
"""
WRITES = """\
    - name: overwrite
      operation: PutItem
      entity: customer
      item: {customer: alice, plan: paid}
      expect: {items: [{plan: paid}]}
    - name: upgrade
      operation: UpdateItem
      key: {PK: CUSTOMER#alice, SK: PROFILE}
      update: "SET #plan = :plan"
      names: {"#plan": plan}
      values: {":plan": paid}
      expect: {items: [{plan: paid}]}
    - name: new
      operation: PutItem
      entity: customer
      item: {customer: bob}
      expect: {count: 1}
    - name: both
      operation: TransactWriteItems
      writes:
        - {operation: DeleteItem, key: {PK: CUSTOMER#alice, SK: PROFILE}}
        - {operation: PutItem, entity: customer, item: {customer: carol}}
      expect: {items: [{customer: carol}]}
"""


def text(patterns: str) -> str:
    """The shop with these patterns."""
    return f"{TABLE}---\n{ITEMS}{patterns}"


def ran(patterns: str) -> PatternRun:
    """What comes of patterns of the shop."""
    (trial,) = designs_of(text(patterns))
    return run_patterns(trial)


def only(patterns: str) -> Outcome:
    """What comes of one pattern."""
    (outcome,) = ran(patterns).outcomes
    return outcome


def test_each_pattern_stands_alone() -> None:
    """What one has written, deleted or changed is put back before the next is asked."""
    came = ran(f"{CASCADE}{ALL}{WRITES}{ALL.replace('all-of-alice', 'again')}" + EVERYTHING)
    assert [outcome.mismatches for outcome in came.outcomes] == [()] * len(came.outcomes)
    assert came.items == 4


NEW = """\
    - name: new-one
      operation: PutItem
      entity: customer
      item: {customer: bob}
"""
EVERYTHING = """\
    - name: everything
      operation: Scan
      expect: {count: 4}
"""


def test_what_a_deletion_took_is_shown_whole_though_the_index_has_keys_only() -> None:
    """It is read from the table before it goes."""
    outcome = only(
        """\
    - name: forget-open
      operation: DeleteCollection
      index: by-status
      keyCondition: {status: {equals: open}}
      expect: {items: [{total: 7}, {total: 30}]}
"""
    )
    assert outcome.as_expected, outcome.mismatches


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("expect: {items: [alice, first, second]}", "`third`"),
        ("expect: {count: 3}", "and 3 were expected"),
        (
            "order: DESCENDING\n      expect: {items: [alice, first, second, third], ordered: true}",
            "another order",
        ),
        ("expect: {error: ValidationException}", "there is no error"),
    ],
)
def test_what_is_not_as_expected_is_said(pattern: str, said: str) -> None:
    """The mismatch knows its place in the manifest."""
    outcome = only(ALL.replace("expect: {items: [alice, first, second, third]}", pattern))
    assert not outcome.as_expected
    assert any(said in mismatch.said for mismatch in outcome.mismatches), outcome.mismatches
    assert all(mismatch.route[:4] == ("spec", "patterns", 0, "expect") for mismatch in outcome.mismatches)


def test_a_pattern_that_cannot_be_asked_says_why() -> None:
    """And the others are asked all the same."""
    came = ran(ALL.replace("CUSTOMER#alice", "CUSTOMER#{customer}") + EVERYTHING)
    assert came.outcomes[0].unasked.startswith("cannot be asked: `{customer}` ")
    assert [outcome.as_expected for outcome in came.outcomes] == [False, True]
    assert came.outcomes[1].scans


def test_an_error_is_an_answer() -> None:
    """With the words of DynamoDB."""
    outcome = only(ALL.replace("keyCondition", "index: nowhere\n      keyCondition"))
    assert outcome.answer is not None
    assert outcome.answer.error == "ValidationException"
    assert outcome.answer.text == "The table does not have the specified index: nowhere"
    assert not outcome.as_expected


def test_a_design_without_a_table_cannot_be_run() -> None:
    """Nor one whose table has errors, or whose sample items lack their key."""
    (alone,) = designs_of(ITEMS + ALL)
    with pytest.raises(CannotRunError, match="the table `shop` is not within reach"):
        run_patterns(alone)
    (wrong,) = designs_of(text(ALL).replace("{name: PK, type: S}", "{name: QK, type: S}"))
    with pytest.raises(CannotRunError, match="the table `shop` has errors"):
        run_patterns(wrong)
    (lacking,) = designs_of(text(ALL).replace("entity: customer\n      attributes", "attributes"))
    with pytest.raises(CannotRunError, match="the sample item `alice` lacks the key of `shop`"):
        run_patterns(lacking)


class Flaky:
    """A cloud in front of which some calls go wrong."""

    def __init__(self, cloud: Cloud, wrong: Mapping[str, str]) -> None:
        self._cloud = cloud
        self._wrong = wrong
        self.page: dict[str, int] = {}
        """How many items a query reads at once, if not all."""
        self.late = 0
        """How many queries find nothing yet."""

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Answer, or do not."""
        if operation in self._wrong:
            raise Refused(operation, self._wrong[operation], "so it is")
        if operation == "Query" and self.late:
            self.late -= 1
            return {"Items": [], "ScannedCount": 0}
        page = self.page if operation == "Query" else {}
        return self._cloud.call(operation, {**parameters, **page})


def flaky(
    patterns: str, wrong: Mapping[str, str], *, late: int = 0, patience: float = 0.0, page: int = 0
) -> list[Outcome]:
    """What comes of patterns where some calls go wrong; a pause takes a second of a clock that is no clock."""
    (trial,) = designs_of(text(patterns))
    now: list[float] = [0.0]

    def sleep(_: float) -> None:
        now[0] += 1

    assert trial.table is not None
    with Cloud() as cloud:
        cloud.call("CreateTable", creation(trial.table, "made"))
        service = Flaky(cloud, wrong)
        service.late = late
        service.page = {"Limit": page} if page else {}
        pace = Pace(attempts=2, sleep=sleep, clock=lambda: now[0])
        return list(run(trial, service, "made", pace=pace, patience=patience).outcomes)


def test_a_deletion_goes_page_by_page() -> None:
    """All pages are read, and what they hold is deleted together."""
    (outcome,) = flaky(CASCADE, {}, page=3)
    assert outcome.as_expected
    assert dict(outcome.calls) == {"Query": 2, "BatchWriteItem": 1}
    assert outcome.answer is not None
    assert (len(outcome.answer.items), outcome.answer.read) == (4, 4)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (ALL.replace("Query", "GetItem"), "GetItem takes no `keyCondition`"),
        (
            "    - {name: a, operation: GetItem, index: by-status, key: {PK: a, SK: b}}\n",
            "GetItem takes no `index`",
        ),
        (WRITES.replace("operation: DeleteItem, key", "operation: GetItem, key"), "GetItem writes nothing"),
        (WRITES.replace("{operation: DeleteItem,", "{"), "a write without an operation writes nothing"),
        (ALL.replace("{equals:", "{atLeast: a, equals:"), "a key attribute must be compared in one way"),
        (ALL.replace("      operation: Query\n", ""), "names no operation"),
    ],
)
def test_what_has_no_call_is_not_asked(pattern: str, said: str) -> None:
    """And it is said what is wrong with it."""
    outcome = ran(pattern).outcomes[-1]
    assert outcome.unasked.endswith(said)
    assert not outcome.as_expected


def test_what_says_nothing_about_a_pattern_is_no_answer() -> None:
    """Who may not ask, or comes at a bad moment, has not been answered; the next pattern is asked."""
    read, everything = flaky(ALL + EVERYTHING, {"Query": "AccessDeniedException"})
    assert read.failure == "Query: AccessDeniedException: so it is"
    assert (read.answer, read.as_expected, everything.as_expected) == (None, False, True)


def test_what_may_come_late_is_asked_again_for_a_while() -> None:
    """It counts as it came in the end."""
    (outcome,) = flaky(ALL, {}, late=3, patience=5)
    assert outcome.as_expected
    assert dict(outcome.calls) == {"Query": 1}
    (tired,) = flaky(ALL, {}, late=9, patience=5)
    assert not tired.as_expected


def test_what_is_read_consistently_is_not_asked_again() -> None:
    """It cannot come late."""
    (outcome,) = flaky(
        ALL.replace("keyCondition", "consistentRead: true\n      keyCondition"), {}, late=1, patience=5
    )
    assert not outcome.as_expected


class Forgetful:
    """A cloud that may not be read from after it was written to, once."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._refuses = False
        self.refused = 0

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Answer, or do not."""
        if operation == "BatchGetItem" and self._refuses and not self.refused:
            self.refused += 1
            raise Refused(operation, "AccessDeniedException", "not now")
        self._refuses = operation == "PutItem"
        return self._cloud.call(operation, parameters)


def test_what_was_written_is_put_back_though_it_could_not_be_read() -> None:
    """The pattern has no answer, and the next one has the samples."""
    (trial,) = designs_of(text(NEW + EVERYTHING + ALL))
    assert trial.table is not None
    with Cloud() as cloud:
        cloud.call("CreateTable", creation(trial.table, "made"))
        service = Forgetful(cloud)
        new, *others = run(trial, service, "made").outcomes
    assert service.refused == 1
    assert new.failure == "BatchGetItem: AccessDeniedException: not now"
    assert [outcome.as_expected for outcome in others] == [True] * len(others)


def test_a_transaction_that_was_refused_leaves_the_samples() -> None:
    """Its error is its answer, and what it touched is as it was."""
    *_, both, everything = flaky(WRITES + EVERYTHING, {"TransactWriteItems": "ValidationException"})
    assert both.answer is not None
    assert both.answer.error == "ValidationException"
    assert everything.as_expected
