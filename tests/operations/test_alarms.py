from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.operations.metrics import OPERATIONS
from planton_dynamodb.operations.values import Alarm
from tests.operations.declarations import ON_DEMAND, RESERVED, TOPIC, around

CONTRACT = Path(__file__).parents[2] / "proto/org/project_planton/dynamodb/v1/operations.proto"
OTHER = {"name": "other", "metric": "ConditionalCheckFailedRequests", "statistic": "Sum", "threshold": 7}


def alarms(
    said: Mapping[str, Any], settings: Mapping[str, Any] = RESERVED, **spec: object
) -> dict[str, Alarm]:
    """The alarms around a table, by their names."""
    made = around({"alarms": {"notify": TOPIC, **said}, **spec}, settings)
    return {alarm.name: alarm for alarm in made.operations.alarms}


def comment(message: str, field: str) -> str:
    """What the contract says of a field, on one line."""
    body = re.search(rf"^message {message} \{{(.*?)^}}", CONTRACT.read_text(), re.DOTALL | re.MULTILINE)
    assert body is not None
    said = re.search(rf"((?:^  //[^\n]*\n)+)^  [a-zA-Z0-9 ]*\b{field} = ", body[1], re.MULTILINE)
    assert said is not None
    return " ".join(line.strip().removeprefix("// ") for line in said[1].strip().splitlines())


def test_a_topic_is_enough() -> None:
    """Then table and indexes are watched for refused requests and units in use, the table for errors."""
    watched = ("throttled-reads", "throttled-writes", "consumed-read-units", "consumed-write-units")
    assert set(alarms({})) == {
        *watched,
        *(f"by-sk-{name}" for name in watched),
        "system-errors",
        "user-errors",
    }


def test_on_demand_nothing_is_compared_with_units() -> None:
    """Nothing is reserved, and no limit is given."""
    assert not [name for name in alarms({}, ON_DEMAND) if "consumed" in name]


def test_every_alarm_tells_the_topic() -> None:
    """With its holes filled, and whether it is told when it is over."""
    made = alarms({"notify": f"{TOPIC}-{{app}}", "notifyWhenOver": True, "others": [OTHER]}, app="shop")
    assert {(each.topic, each.notify_when_over) for each in made.values()} == {(f"{TOPIC}-shop", True)}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("throttled-reads", "throttled_requests"),
        ("throttled-writes", "throttled_requests"),
        ("by-sk-throttled-reads", "throttled_requests"),
        ("system-errors", "system_errors"),
    ],
)
def test_refused_and_failed_requests_have_the_default_that_the_contract_says(name: str, field: str) -> None:
    """One or more in each of 5 minutes one after the other."""
    alarm = alarms({})[name]
    minutes = alarm.period * alarm.periods // 60
    assert alarm.period == 60
    assert (alarm.threshold, alarm.comparison) == (0, "GreaterThanThreshold")
    assert f"an alarm at one or more in each of {minutes} minutes one after the other" in comment(
        "Alarms", field
    )


def test_user_errors_have_the_default_that_the_contract_says() -> None:
    """More than 10 in 5 minutes, of the whole account: with no table to it."""
    alarm = alarms({})["user-errors"]
    assert f"more than {alarm.threshold} in {alarm.period // 60} minutes" in comment("Alarms", "user_errors")
    assert alarm.periods == 1
    assert [each.per_table for each in alarm.metrics] == [False]


def test_units_in_use_have_the_default_that_the_contract_says() -> None:
    """80 percent of what is reserved, in each of 5 minutes."""
    made = alarms({})
    read, write, index = (
        made["consumed-read-units"],
        made["consumed-write-units"],
        made["by-sk-consumed-read-units"],
    )
    assert (read.threshold, write.threshold, index.threshold) == (5 * 60 * 80 // 100, 144, 96)
    assert (read.period, read.periods) == (60, 5)
    assert "more than 80 percent of them for 5 minutes" in comment("Alarms", "consumed_capacity")


@pytest.mark.parametrize(
    ("message", "field", "default"),
    [
        ("ConsumedCapacity", "percent", 80),
        ("ConsumedCapacity", "period_seconds", 60),
        ("ConsumedCapacity", "periods", 5),
        ("MetricAlarm", "period_seconds", 60),
        ("MetricAlarm", "periods", 5),
        ("ScalingRange", "target_utilization", 70),
        ("ScalingRange", "scale_in_cooldown", 60),
        ("ScalingRange", "scale_out_cooldown", 60),
    ],
)
def test_the_contract_names_the_defaults_that_hold(message: str, field: str, default: int) -> None:
    """Where its comment says a number, the one that is asked of AWS is that."""
    assert f"Absent: {default}" in comment(message, field)
    made = around(
        {
            "autoScaling": {"read": {"max": 100}},
            "alarms": {"notify": TOPIC, "consumedCapacity": {"readLimit": 100}, "others": [OTHER]},
        }
    ).operations
    named = {alarm.name: alarm for alarm in made.alarms}
    consumed, other, (scaling, *_) = named["consumed-read-units"], named["other"], made.scaling
    held = {
        ("ConsumedCapacity", "percent"): consumed.threshold // 60,
        ("ConsumedCapacity", "period_seconds"): consumed.period,
        ("ConsumedCapacity", "periods"): consumed.periods,
        ("MetricAlarm", "period_seconds"): other.period,
        ("MetricAlarm", "periods"): other.periods,
        ("ScalingRange", "target_utilization"): scaling.target,
        ("ScalingRange", "scale_in_cooldown"): scaling.in_cooldown,
        ("ScalingRange", "scale_out_cooldown"): scaling.out_cooldown,
    }
    assert held[message, field] == default


def test_scaled_units_are_compared_with_the_most_of_them() -> None:
    """What is reserved now says nothing of what may be in use."""
    made = alarms({}, autoScaling={"read": {"max": 100}})
    assert made["consumed-read-units"].threshold == 100 * 60 * 80 // 100
    assert made["by-sk-consumed-read-units"].threshold == 100 * 60 * 80 // 100
    assert made["consumed-write-units"].threshold == 3 * 60 * 80 // 100


def test_a_limit_holds_for_the_table_alone() -> None:
    """An index is compared with its own limit or with what it has, by the table's percentage."""
    said = {"consumedCapacity": {"percent": 50, "readLimit": 4}}
    made = alarms(said)
    assert made["consumed-read-units"].threshold == 4 * 60 * 50 // 100
    assert made["by-sk-consumed-read-units"].threshold == 2 * 60 * 50 // 100
    own = alarms({**said, "indexes": [{"index": "by-sk", "consumedCapacity": {"readLimit": 1}}]})
    assert own["by-sk-consumed-read-units"].threshold == 1 * 60 * 50 // 100


def test_a_limit_on_demand_makes_an_alarm_of_its_side() -> None:
    """Of the other side and of the indexes nothing is known to compare with."""
    made = alarms({"consumedCapacity": {"writeLimit": 50}}, ON_DEMAND)
    assert [name for name in made if "consumed" in name] == ["consumed-write-units"]


def test_an_index_says_only_what_is_different() -> None:
    """Setting by setting; what it does not say is as for the table."""
    made = alarms(
        {
            "throttledRequests": {"threshold": 3, "periods": 2},
            "indexes": [{"index": "by-sk", "throttledRequests": {"threshold": 9}}],
        }
    )
    table, index = made["throttled-reads"], made["by-sk-throttled-reads"]
    assert (table.threshold, table.periods) == (3, 2)
    assert (index.threshold, index.periods) == (9, 2)


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ({"throttledRequests": {"enabled": False}}, "throttled-"),
        ({"systemErrors": {"enabled": False}}, "system-errors"),
        ({"userErrors": {"enabled": False}}, "user-errors"),
        ({"consumedCapacity": {"enabled": False}}, "consumed-"),
        ({"indexes": [{"index": "by-sk", "throttledRequests": {"enabled": False}}]}, "by-sk-throttled-"),
    ],
)
def test_what_is_switched_off_is_gone_and_nothing_else(said: Mapping[str, Any], gone: str) -> None:
    """Each alarm has its own switch."""
    usual = set(alarms({}))
    assert usual - set(alarms(said)) == {name for name in usual if gone in name}


def test_system_errors_are_summed_over_operations() -> None:
    """AWS counts them for each operation; an alarm takes ten metrics at most."""
    metrics = alarms({})["system-errors"].metrics
    assert [each.operation for each in metrics] == list(OPERATIONS)
    assert len(metrics) <= 10


def test_an_alarm_about_another_metric_says_what_it_compares() -> None:
    """By default, more than the threshold is too much, and no value is no alarm."""
    usual = alarms({"others": [OTHER]})["other"]
    assert (usual.comparison, usual.missing_data, usual.threshold) == (
        "GreaterThanThreshold",
        "notBreaching",
        7,
    )
    said = {**OTHER, "comparison": "AT_MOST", "missingData": "BREACHING", "threshold": 0}
    changed = alarms({"others": [said]})["other"]
    assert (changed.comparison, changed.missing_data, changed.threshold) == (
        "LessThanOrEqualToThreshold",
        "breaching",
        0,
    )
