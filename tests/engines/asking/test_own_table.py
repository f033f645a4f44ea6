"""A table of a run's own: what is made, what is deleted, and what never is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from planton_dynamodb.engines.asking.calls import Pace
from planton_dynamodb.engines.asking.names import own_name, why_no_prefix
from planton_dynamodb.engines.asking.own_table import LeftBehindError, Manners, run_beside_others
from planton_dynamodb.engines.dynamodb import Answer, Refused, UnreachableError
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.patterns.trial import Trial
from tests.patterns.designs import designs_of
from tests.patterns.shop import ITEMS, TABLE

SCAN = """\
    - name: everything
      operation: Scan
      expect: {count: 4}
"""
CREATE, DELETE = "CreateTable", "DeleteTable"


class Elsewhere:
    """A cloud whose calls may end in another way; `heard` says whether those were carried out all the same."""

    def __init__(self, cloud: Cloud, ends: Mapping[str, Exception], *, heard: bool) -> None:
        self._cloud = cloud
        self._ends = dict(ends)
        self._heard = heard
        self.asked: list[str] = []

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Answer, or end."""
        self.asked.append(operation)
        end = self._ends.pop(operation, None)
        if end is None or self._heard:
            answer = self._cloud.call(operation, parameters)
        if end is not None:
            raise end
        return answer


def trial() -> Trial:
    """The shop with a scan."""
    (found,) = designs_of(f"{TABLE}---\n{ITEMS}{SCAN}")
    return found


def manners(**more: Any) -> Manners:  # noqa: ANN401 - the fields of Manners
    """No pause takes any time, though a clock goes on."""
    now = [0.0]

    def sleep(_: float) -> None:
        now[0] += 0.5

    return Manners(pace=Pace(sleep=sleep, clock=lambda: now[0]), **more)


def left_after(ends: Mapping[str, Exception], *, heard: bool) -> tuple[list[str], list[str]]:
    """What was asked of a cloud whose calls end so, and the tables that are left in it."""
    with Cloud() as cloud:
        service = Elsewhere(cloud, ends, heard=heard)
        with pytest.raises(type(next(iter(ends.values())))):
            run_beside_others(trial(), service, manners())
        return service.asked, cloud.call("ListTables", {})["TableNames"]


def test_the_table_is_there_for_the_run_alone() -> None:
    """Under a name that is told before it is made."""
    told: list[str] = []
    with Cloud() as cloud:
        came = run_beside_others(trial(), cloud, manners(made=told.append, prefix="try-"))
        assert cloud.call("ListTables", {})["TableNames"] == []
    assert came.as_expected
    assert told == [came.table]
    assert re.fullmatch(r"try-[0-9a-f]{16}-shop", came.table)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        *((moment, UnreachableError("gone")) for moment in ("DescribeTable", "BatchWriteItem", "Scan")),
        *((moment, KeyboardInterrupt()) for moment in ("DescribeTable", "BatchWriteItem", "Scan")),
        *((moment, Refused(moment, "Some", "no")) for moment in ("DescribeTable", "BatchWriteItem")),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_whatever_ends_it_the_table_goes(moment: str, end: Exception) -> None:
    """Wherever it comes."""
    asked, left = left_after({moment: end}, heard=True)
    assert left == []
    assert asked.count(DELETE) >= 1


def test_a_table_that_could_not_be_made_is_not_deleted() -> None:
    """It is somebody else's."""
    asked, _ = left_after({CREATE: Refused(CREATE, "ResourceInUseException", "there")}, heard=False)
    assert asked == [CREATE]


def test_nothing_is_deleted_where_nothing_was_sent() -> None:
    """There was nobody to hear it."""
    asked, _ = left_after({CREATE: UnreachableError("nobody", sent=False)}, heard=False)
    assert asked == [CREATE]


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize("end", [UnreachableError("silence"), KeyboardInterrupt()], ids=["silence", "stop"])
def test_a_table_that_may_have_been_made_is_looked_for(end: Exception, *, heard: bool) -> None:
    """For a moment, since it may be made later than it is deleted."""
    asked, left = left_after({CREATE: end}, heard=heard)
    assert left == []
    assert asked.count(DELETE) > 3


def test_an_attempt_that_seemed_to_fail_and_made_it_is_ours() -> None:
    """The second attempt finds what the first one made."""
    with Cloud() as cloud:
        failed = Refused(CREATE, "InternalServerError", "try again")
        service = Elsewhere(cloud, {CREATE: failed}, heard=True)
        assert run_beside_others(trial(), service, manners()).as_expected
        assert service.asked.count(CREATE) == 2
        assert cloud.call("ListTables", {})["TableNames"] == []


def test_what_cannot_be_deleted_is_told() -> None:
    """By its name, and why; raised where nobody wants to be told."""
    told: list[tuple[str, str]] = []
    denied = Refused(DELETE, "AccessDeniedException", "not you")
    with Cloud() as cloud:
        service = Elsewhere(cloud, {DELETE: denied}, heard=False)
        came = run_beside_others(trial(), service, manners(left=lambda *said: told.append(said)))
        assert told == [(came.table, "DeleteTable: AccessDeniedException: not you")]
        cloud.call(DELETE, {"TableName": came.table})
        with pytest.raises(LeftBehindError, match="may still be there: DeleteTable: AccessDenied"):
            run_beside_others(trial(), Elsewhere(cloud, {DELETE: denied}, heard=False), manners())


def test_names_fit() -> None:
    """However long the name of the table is; no two are alike."""
    assert len(own_name("rehearsal-", "t" * 255)) == 255
    assert own_name("p-", "orders") != own_name("p-", "orders")
    assert why_no_prefix("rehearsal-") == why_no_prefix("") == why_no_prefix("A.b_c-" * 30) == ""
    assert why_no_prefix("a/b")
    assert why_no_prefix("a\n")
    assert why_no_prefix("ä")
    assert why_no_prefix("x" * 201)
