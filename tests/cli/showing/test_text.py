"""What became of tables, for people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.changes.change import IN_PLACE, Change
from planton_dynamodb.changes.step import Step
from planton_dynamodb.cli.showing import text
from planton_dynamodb.diagnostics.terminal import Terminal
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome, Undone
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.pulumi_operations import ALARM_TYPE

TABLE = Table(name="orders", attributes=(("pk", "S"),), key=Key("pk"))
CHANGE = Change("upd-tags", IN_PLACE, "metadata.labels", "a tag " + "changes " * 12, "Because.")
FORECAST = Forecast(old=TABLE, new=TABLE, changes=(CHANGE,))
FIVE = {
    "table_name": "orders",
    "table_arn": "arn",
    "table_id": "orders",
    "stream_arn": "",
    "stream_label": "",
}
PLAIN = Terminal(width=60, colour=False, encoding="utf-8")


def said(done: Done, **more: object) -> list[str]:
    """The lines about a table."""
    outcome = replace(Outcome(name="orders", done=done, outputs=FIVE), **more)  # type: ignore[arg-type]
    return list(text.lines("orders", outcome, PLAIN))


@pytest.mark.parametrize("done", Done)
def test_every_end_has_words_and_a_count(done: Done) -> None:
    """Nothing that can become of a table is left unsaid."""
    assert said(done)[0].startswith("orders: ")
    assert text.summary([Outcome(name="orders", done=done)]).startswith("1 table: 1 ")


@pytest.mark.parametrize("done", [Done.CREATED, Done.UNCHANGED, Done.REFRESHED])
def test_outputs_come_with_what_was_done(done: Done) -> None:
    """Aligned, blank ones without blanks at the end of their line."""
    assert said(done)[-5:] == [
        "  table_name    orders",
        "  table_arn     arn",
        "  table_id      orders",
        "  stream_arn",
        "  stream_label",
    ]


@pytest.mark.parametrize("done", [Done.PREVIEWED, Done.REFUSED, Done.DECLINED, Done.FAILED])
def test_outputs_are_no_answer_where_nothing_was_done(done: Done) -> None:
    """What a table had before is not what became of it."""
    assert "  table_id      orders" not in said(done, forecast=FORECAST)


def test_lines_are_as_wide_as_the_terminal() -> None:
    """Long facts go on below themselves."""
    lines = "\n".join(said(Done.PREVIEWED, forecast=FORECAST)).splitlines()
    assert max(map(len, lines)) <= 60
    assert [line[:17].strip() for line in lines[1:4]] == ["in place", "", ""]


def test_several_updates_are_announced() -> None:
    """What AWS does not take at once is done in steps, and the reader knows."""
    lines = said(Done.PREVIEWED, forecast=replace(FORECAST, stages=(TABLE, TABLE)))
    assert any("2 updates one after the other" in line for line in lines)


def test_words_of_an_engine_come_line_by_line_and_harmless() -> None:
    """Escape sequences are spelt out."""
    lines = said(Done.FAILED, fault=Fault("it fails", "Do this.", "one\n\x1b[2Jtwo"))
    assert lines == ["orders: failed: it fails", "  Do this.", "  | one", "  | \\x1b[2Jtwo"]


def test_what_a_refresh_finds_gone_is_not_as_it_was_left() -> None:
    """The note says what, the line does not contradict it."""
    lines = said(Done.REFRESHED, outputs={}, notes=("AWS has no such table any more",))
    assert lines == [
        "orders: read from AWS, and not as it was left",
        "  AWS has no such table any more",
    ]


def test_a_table_that_stays_while_something_around_it_changes_is_not_called_changed() -> None:
    """Before and after; in a summary it counts as one that is changed."""
    forecast = Forecast(old=TABLE, new=TABLE, steps=(Step("create", ALARM_TYPE, "a"),))
    assert said(Done.PREVIEWED, forecast=forecast) == [
        "orders: would stay as it is; what runs around it would be changed",
        "  around it      alarm a would be made",
    ]
    assert said(Done.CHANGED, forecast=forecast)[:2] == [
        "orders: as it was; what runs around it was changed",
        "  around it      alarm a was made",
    ]
    foreseen = Outcome(name="orders", done=Done.PREVIEWED, forecast=forecast)
    assert text.summary([foreseen]) == "1 table: 1 to be changed"


def test_each_of_several_parts_that_failed_has_its_reason_below_it() -> None:
    """And the outputs of the table are there, since the table is."""
    parts = tuple(
        Undone(Step("create", ALARM_TYPE, name), Fault(f"{name} failed", "Mend it.", "so it said"))
        for name in "ab"
    )
    lines = said(Done.FAILED, undone=parts, fault=Fault("2 failed", "Mend them.", "a failed\nb failed"))
    assert lines[:7] == [
        "orders: failed: 2 failed",
        "  not done       a failed",
        "                 Mend it.",
        "                 | so it said",
        "  not done       b failed",
        "                 Mend it.",
        "                 | so it said",
    ]
    assert lines[-4] == "  table_arn     arn"


def test_many_that_failed_alike_have_one_reason() -> None:
    """Ten alarms without a right are one thing to mend, not ten pages."""
    parts = tuple(
        Undone(
            Step("create", ALARM_TYPE, name),
            Fault(f"the alarm {name} of table orders was not made: no", "Grant it.", f"no {name}"),
        )
        for name in "dabc"
    )
    lines = said(Done.FAILED, undone=parts, fault=Fault("4 failed"))
    assert lines[:4] == [
        "orders: failed: 4 failed",
        "  not done       4 alarms were not made: no (a, b, c, d)",
        "                 Grant it.",
        "                 | no d",
    ]
    assert sum("not done" in line for line in lines) == 1


def test_what_a_refresh_found_around_a_table_is_named() -> None:
    """The table is not as it was left, then."""
    step = Step("update", ALARM_TYPE, "a", ("evaluationPeriods",))
    assert said(Done.REFRESHED, drift_around=(step,))[:2] == [
        "orders: read from AWS, and not as it was left",
        "  found          alarm a was changed: evaluation periods",
    ]
