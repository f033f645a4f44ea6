"""What AWS says of what runs around a table, made into what was asked for."""

from __future__ import annotations

from typing import Any

from planton_dynamodb.operations import described
from planton_dynamodb.operations.values import Metric, Scaling

SIDE = {"ResourceId": "table/orders/index/by.email", "ScalableDimension": "dynamodb:index:WriteCapacityUnits"}
TARGET: dict[str, Any] = {**SIDE, "MinCapacity": 1, "MaxCapacity": 9}
POLICY: dict[str, Any] = {
    **SIDE,
    "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 70.0,
        "ScaleInCooldown": 60,
        "ScaleOutCooldown": 30,
    },
}
ALARM: dict[str, Any] = {
    "AlarmName": "orders-latency",
    "AlarmDescription": "Slow.",
    "MetricName": "SuccessfulRequestLatency",
    "Dimensions": [{"Name": "Operation", "Value": "Query"}, {"Name": "TableName", "Value": "orders"}],
    "ExtendedStatistic": "p99",
    "Period": 60,
    "EvaluationPeriods": 5,
    "Threshold": 10.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "missing",
    "AlarmActions": [],
    "OKActions": [],
}


def test_a_target_and_its_policy_are_scaling() -> None:
    """Of the index that the resource is named after."""
    found = list(described.scaling([TARGET], [POLICY]))
    assert found == [Scaling("write", "by.email", 1, 9, 70, 60, 30)]


def test_a_target_without_a_policy_is_not_scaled() -> None:
    """Between its units nothing moves then."""
    other = {**POLICY, "ResourceId": "table/orders"}
    assert list(described.scaling([TARGET], [other])) == []


def test_an_alarm_is_read_with_what_its_metric_is_counted_for() -> None:
    """And without the name of the table before its own; one that tells nobody has no topic."""
    found = described.alarm(ALARM, "orders")
    assert found.metrics == (Metric("SuccessfulRequestLatency", operation="Query"),)
    assert (found.name, found.statistic, found.topic) == ("latency", "p99", "")


def test_a_policy_is_read_by_what_its_statements_are_called() -> None:
    """Which are reading and writing, or either."""
    for named, access in (
        (("ReadItems",), "READ"),
        (("WriteItems",), "WRITE"),
        (("ReadItems", "WriteItems"), "READ_WRITE"),
    ):
        statements = [{"Sid": name, "Effect": "Allow", "Action": [], "Resource": []} for name in named]
        found = described.grant(
            {"PolicyName": "orders-task", "PolicyDocument": {"Statement": statements}}, "orders"
        )
        assert (found.name, found.access, found.role) == ("task", access, None)
