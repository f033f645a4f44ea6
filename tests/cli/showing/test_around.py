"""What happens around a table, in sentences."""

from __future__ import annotations

from planton_dynamodb.changes.step import Step
from planton_dynamodb.cli.showing import around
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome, Undone
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import ALARM_TYPE, PARAMETER_TYPE, POLICY_TYPE

TABLE = Table(name="orders", attributes=(("pk", "S"),), key=Key("pk"))


def forecast(*steps: Step) -> Forecast:
    """What an engine plans."""
    return Forecast(old=TABLE, new=TABLE, steps=steps)


def test_each_thing_is_told_by_its_name_and_why() -> None:
    """The table is told elsewhere; properties are said in words."""
    planned = around.planned(
        forecast(
            Step("update", TABLE_TYPE, "orders", ("tableClass",)),
            Step("create", PARAMETER_TYPE, "/shop/table-name"),
            Step("update", ALARM_TYPE, "orders-user-errors", ("alarmActions", "threshold")),
            Step("delete", POLICY_TYPE, "orders-reporting"),
        )
    )
    assert list(planned) == [
        "alarm orders-user-errors would be changed: alarm actions, threshold",
        "parameter /shop/table-name would be made",
        "policy orders-reporting would be deleted",
    ]


def test_many_of_one_sort_are_counted() -> None:
    """Their names stand behind it, in order."""
    alarms = [Step("update", ALARM_TYPE, name, ("threshold",)) for name in "dbca"]
    policies = [Step("create", POLICY_TYPE, name) for name in "wxyz"]
    outcome = Outcome(name="orders", done=Done.CHANGED, forecast=forecast(*policies, *alarms))
    assert list(around.done(outcome)) == [
        "4 alarms were changed (threshold): a, b, c, d",
        "4 policies were made: w, x, y, z",
    ]


def test_what_could_not_be_done_is_not_told_as_done() -> None:
    """It has words of its own."""
    made, failed = (Step("create", ALARM_TYPE, name) for name in "ab")
    outcome = Outcome(
        name="orders",
        done=Done.FAILED,
        forecast=forecast(made, failed),
        undone=(Undone(failed, Fault("no")),),
    )
    assert list(around.done(outcome)) == ["alarm a was made"]


def test_what_was_found_is_told_as_what_was_done() -> None:
    """And not a second time as what we did."""
    step = Step("delete", ALARM_TYPE, "a")
    outcome = Outcome(name="orders", done=Done.REFRESHED, drift_around=(step,))
    assert list(around.found(outcome)) == ["alarm a was deleted"]
    assert list(around.done(outcome)) == []


def test_a_count_of_sorts_reads_as_a_sentence() -> None:
    """One, two and more sorts."""
    assert around.counted([]) == ""
    assert around.counted([ALARM_TYPE]) == "1 alarm"
    assert around.counted([PARAMETER_TYPE, ALARM_TYPE, ALARM_TYPE]) == "2 alarms and 1 parameter"
    assert (
        around.counted([POLICY_TYPE, POLICY_TYPE, PARAMETER_TYPE, ALARM_TYPE])
        == "1 alarm, 1 parameter and 2 policies"
    )
