from __future__ import annotations

import pytest

from planton_dynamodb.operations.policies import statements
from planton_dynamodb.operations.rows import rows
from planton_dynamodb.operations.values import (
    READ,
    WRITE,
    Alarm,
    Grant,
    Metric,
    Operations,
    Parameter,
    Scaling,
)
from planton_dynamodb.table.outputs import TABLE_ARN
from planton_dynamodb.table.table import Encryption, Key, Table

ORDERS = Table("orders", (("id", "S"),), Key("id"))
OWN_KEY = Table(
    "orders",
    (("id", "S"),),
    Key("id"),
    encryption=Encryption(True, "arn:aws:kms:us-east-1:111122223333:key/k"),
)
TOPIC = "arn:aws:sns:us-east-1:111122223333:on-call"


def alarm(*metrics: Metric, **settings: object) -> Alarm:
    """An alarm about metrics, at more than 10 in each of 5 minutes."""
    usual = {"statistic": "Sum", "period": 60, "periods": 5, "threshold": 10, "topic": TOPIC}
    return Alarm(name="a", description="", metrics=metrics, **{**usual, **settings})  # type: ignore[arg-type]


def texts(operations: Operations) -> list[str]:
    """Label and text of each row, as a reader sees them."""
    return [f"{label} | {text}" for label, text in rows(operations)]


@pytest.mark.parametrize(
    ("retain", "said"),
    [
        (None, "environment | dev"),
        (True, "environment | dev: kept on AWS when it leaves its stack"),
        (False, "environment | dev: deleted with its stack"),
    ],
)
def test_an_environment_says_what_becomes_of_the_table(retain: bool | None, said: str) -> None:  # noqa: FBT001
    """Retention is told with the environment that it is of."""
    assert texts(Operations(table="orders", environment="dev", retain=retain)) == [said]


def test_nothing_declared_has_no_rows() -> None:
    """There is nothing to say of a table around which nothing runs."""
    assert texts(Operations(table="orders")) == []


def test_scaling_says_its_units_and_what_is_unusual_about_waiting() -> None:
    """The usual minute of waiting is not told, any other is."""
    scaling = (Scaling(READ, None, 5, 1000, 70, 60, 60), Scaling(WRITE, "by-email", 1, 2, 50, 300, 0))
    assert texts(Operations(table="orders", scaling=scaling)) == [
        "scaling | reads: 5 to 1,000 units, at 70 percent",
        (
            "scaling | writes of by-email: 1 to 2 units, at 50 percent; "
            "fewer after 300 seconds at the earliest; more at once"
        ),
    ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (alarm(Metric("ReadThrottleEvents")), "more than 10 ReadThrottleEvents in each of 5 minutes"),
        (
            alarm(Metric("ReadThrottleEvents", index="by-email"), comparison="LessThanOrEqualToThreshold"),
            "10 or less ReadThrottleEvents of by-email in each of 5 minutes",
        ),
        (
            alarm(Metric("SuccessfulRequestLatency", operation="Query"), statistic="p99", periods=1),
            "p99 of SuccessfulRequestLatency of Query more than 10 in a minute",
        ),
        (
            alarm(
                Metric("SystemErrors", operation="Query"),
                Metric("SystemErrors", operation="Scan"),
                period=300,
            ),
            "more than 10 SystemErrors of 2 operations together in each of 5 times 5 minutes",
        ),
        (
            alarm(Metric("UserErrors", per_table=False), period=300, periods=1, missing_data="breaching"),
            "more than 10 UserErrors of the whole account in 5 minutes; no value is an alarm, too",
        ),
    ],
    ids=["table", "index", "operation", "operations", "account"],
)
def test_an_alarm_says_about_what_it_is_and_when(told: Alarm, said: str) -> None:
    """The metric, what it is counted for, the threshold and the time."""
    assert texts(Operations(table="orders", alarms=(told,)))[1:] == [f"alarm | a: {said}"]


def test_who_is_told_is_said_once() -> None:
    """Alarms of one table tell one topic, be it once or also when they are over."""
    twice = (alarm(Metric("UserErrors")), alarm(Metric("SystemErrors")))
    assert texts(Operations(table="orders", alarms=twice))[0] == f"alarms tell | {TOPIC}"
    assert [label for label, _ in rows(Operations(table="orders", alarms=twice))].count("alarms tell") == 1
    over = alarm(Metric("UserErrors"), notify_when_over=True)
    said = f"alarms tell | {TOPIC}, also when they are over"
    assert texts(Operations(table="orders", alarms=(over,)))[0] == said


def test_a_parameter_says_what_is_written_to_it() -> None:
    """Its path, and the output."""
    operations = Operations(table="orders", parameters=(Parameter("/shop/orders/table-arn", TABLE_ARN),))
    assert texts(operations) == ["parameter | /shop/orders/table-arn: table_arn"]


def test_a_grant_says_what_may_be_done_and_who_may() -> None:
    """Stream and key are said where they are permitted; a grant without a role is a policy of its own."""
    grants = (
        Grant("task", "READ_WRITE", "shop-task", statements(ORDERS, "READ_WRITE", stream=False)),
        Grant("all", "READ", None, statements(OWN_KEY, "READ", stream=True)),
    )
    assert texts(Operations(table="orders", grants=grants)) == [
        "grant | task: read and write; for the role shop-task",
        "grant | all: read, with its stream and its key; a policy of its own",
    ]
