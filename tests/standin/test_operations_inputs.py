from __future__ import annotations

from typing import Any

import pytest

from tests.standin.kinds import KINDS
from tests.standin.shapes import UNKNOWN

TARGET = "aws:appautoscaling/target:Target"
SCALING = "aws:appautoscaling/policy:Policy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
PARAMETER = "aws:ssm/parameter:Parameter"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
PLACE = {
    "resourceId": "table/orders",
    "scalableDimension": "dynamodb:table:ReadCapacityUnits",
    "serviceNamespace": "dynamodb",
}
TRACKING = "targetTrackingScalingPolicyConfiguration"
PREDEFINED = {"predefinedMetricSpecification": {"predefinedMetricType": "DynamoDBReadCapacityUtilization"}}
ONE_METRIC = {
    "metricName": "ReadThrottleEvents",
    "namespace": "AWS/DynamoDB",
    "period": 60,
    "statistic": "Sum",
}
SOUND: dict[str, dict[str, Any]] = {
    TARGET: {**PLACE, "minCapacity": 5, "maxCapacity": 50},
    SCALING: {
        **PLACE,
        "name": "orders-reads",
        "policyType": "TargetTrackingScaling",
        TRACKING: {**PREDEFINED, "targetValue": 70},
    },
    ALARM: {
        **ONE_METRIC,
        "name": "orders-throttled",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 5,
        "threshold": 0,
        "alarmActions": ["arn:aws:sns:us-east-1:123456789012:on-call"],
    },
    PARAMETER: {"name": "/shop/orders/arn", "type": "String", "value": "x"},
    POLICY: {"name": "orders-reporting", "policy": '{"Version": "2012-10-17", "Statement": []}'},
    ROLE_POLICY: {"name": "orders-task", "role": "task", "policy": '{"Version": "2012-10-17", "Statement": []}'},
}  # fmt: skip
METRIC = {"metricName": "SystemErrors", "namespace": "AWS/DynamoDB", "period": 60, "stat": "Sum"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call"


def paths(type_: str, **given: Any) -> list[str]:
    """The properties that are refused. A value of None leaves the property out."""
    inputs = {name: value for name, value in {**SOUND[type_], **given}.items() if value is not None}
    return [misfit.path for misfit in KINDS[type_].refusals(inputs)]


def queries(**first: Any) -> dict[str, Any]:
    """The inputs of an alarm with a sum, instead of those of one metric; its first query is another."""
    asked = [{"id": "m1", "metric": METRIC, **first}, {"id": "total", "expression": "m1", "returnData": True}]
    return {**dict.fromkeys(ONE_METRIC), "metricQueries": asked}


@pytest.mark.parametrize("type_", SOUND)
def test_sound_inputs_pass(type_: str) -> None:
    """With the provider's defaults, and with nothing known."""
    kind = KINDS[type_]
    assert kind.refusals(kind.completed(SOUND[type_], {}, "made", b"\x01\x02\x03\x04")) == []
    assert kind.refusals(dict.fromkeys(SOUND[type_], UNKNOWN)) == []


@pytest.mark.parametrize(
    ("type_", "required"),
    [
        (TARGET, ["maxCapacity", "minCapacity", "resourceId", "scalableDimension", "serviceNamespace"]),
        (SCALING, ["resourceId", "scalableDimension", "serviceNamespace"]),
        (ALARM, ["comparisonOperator", "evaluationPeriods"]),
        (PARAMETER, ["type"]),
        (POLICY, ["policy"]),
        (ROLE_POLICY, ["policy", "role"]),
    ],
)
def test_what_is_required_is_missed(type_: str, required: list[str]) -> None:
    """Each missing argument is named."""
    assert [
        misfit.path for misfit in KINDS[type_].refusals({"name": "x"} if type_ != TARGET else {})
    ] == required


@pytest.mark.parametrize(
    ("type_", "given", "path"),
    [
        (TARGET, {"min_capacity": 5}, "min_capacity"),
        (TARGET, {"minCapacity": 1.5}, "minCapacity"),
        (TARGET, {"suspendedState": {"all": True}}, "suspendedState.all"),
        (SCALING, {TRACKING: {**PREDEFINED, "targetValue": "70"}}, f"{TRACKING}.targetValue"),
        (SCALING, {TRACKING: PREDEFINED}, f"{TRACKING}.targetValue"),
        (SCALING, {TRACKING: {"targetValue": 70, "cooldown": 5}}, f"{TRACKING}.cooldown"),
        (ALARM, {"alarmName": "x"}, "alarmName"),
        (ALARM, {"dimensions": {"TableName": 5}}, "dimensions.TableName"),
        (ALARM, {"alarmActions": TOPIC}, "alarmActions"),
        (ALARM, queries(metric={**METRIC, "stat": None}), "metricQueries[0].metric.stat"),
        (ALARM, queries(returndata=True), "metricQueries[0].returndata"),
        (PARAMETER, {"value": 5}, "value"),
        (POLICY, {"policy": {"Statement": []}}, "policy"),
        (ROLE_POLICY, {"tags": {}}, "tags"),
    ],
)
def test_a_name_or_a_type_that_pulumi_aws_does_not_have_is_refused(
    type_: str, given: dict[str, Any], path: str
) -> None:
    """The refusal names the property."""
    assert paths(type_, **given) == [path]


@pytest.mark.parametrize(
    ("type_", "given", "path"),
    [
        (SCALING, {"name": "x" * 256}, "name"),
        (SCALING, {"policyType": "Tracking"}, "policyType"),
        (
            SCALING,
            {TRACKING: {**PREDEFINED, "targetValue": 70, "customizedMetricSpecification": {"metricName": "x"}}},
            f"{TRACKING}.predefinedMetricSpecification",
        ),
        (ALARM, {"name": "x" * 256}, "name"),
        (ALARM, {"alarmDescription": "x" * 1025}, "alarmDescription"),
        (ALARM, {"comparisonOperator": ">"}, "comparisonOperator"),
        (ALARM, {"evaluationPeriods": 0}, "evaluationPeriods"),
        (ALARM, {"datapointsToAlarm": 0}, "datapointsToAlarm"),
        (ALARM, {"period": 45}, "period"),
        (ALARM, {"statistic": "p99"}, "statistic"),
        (ALARM, {"statistic": None, "extendedStatistic": "99"}, "extendedStatistic"),
        (ALARM, {"extendedStatistic": "p99"}, "extendedStatistic"),
        (ALARM, {"treatMissingData": "NotBreaching"}, "treatMissingData"),
        (ALARM, {"thresholdMetricId": "total", "threshold": 5}, "thresholdMetricId"),
        (ALARM, {"alarmActions": ["on-call"]}, "alarmActions[0]"),
        (ALARM, {"alarmActions": ["arn:aws:sns:us-east-1:12345:on-call"]}, "alarmActions[0]"),
        (ALARM, {"okActions": [TOPIC] * 6}, "okActions"),
        (ALARM, {**queries(), "metricName": "SystemErrors"}, "metricName"),
        (ALARM, {**queries(), "dimensions": {"TableName": "orders"}}, "dimensions"),
        (ALARM, queries(metric={**METRIC, "period": 7}), "metricQueries[0].metric.period"),
        (ALARM, queries(metric={**METRIC, "stat": "Total"}), "metricQueries[0].metric.stat"),
        (ALARM, queries(metric=None, expression=""), "metricQueries[0].expression"),
        (PARAMETER, {"value": None}, "value"),
        (PARAMETER, {"insecureValue": "x"}, "value"),
        (PARAMETER, {"type": "Text"}, "type"),
        (PARAMETER, {"tier": "standard"}, "tier"),
        (PARAMETER, {"dataType": "Text"}, "dataType"),
        (PARAMETER, {"description": "x" * 1025}, "description"),
        (POLICY, {"policy": "Allow"}, "policy"),
        (POLICY, {"policy": "[]"}, "policy"),
        (POLICY, {"policy": ""}, "policy"),
        (POLICY, {"name": "orders/reporting"}, "name"),
        (POLICY, {"name": "x" * 129}, "name"),
        (POLICY, {"namePrefix": "orders"}, "namePrefix"),
        (ROLE_POLICY, {"role": "arn:aws:iam::123456789012:role/task"}, "role"),
        (ROLE_POLICY, {"policy": "{"}, "policy"),
    ],
)  # fmt: skip
def test_what_the_provider_does_not_take_is_refused(type_: str, given: dict[str, Any], path: str) -> None:
    """The refusal names the property."""
    assert paths(type_, **given) == [path]


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        (ALARM, queries()),
        (ALARM, {"statistic": None, "extendedStatistic": "p99.9"}),
        (ALARM, {"statistic": None, "extendedStatistic": "TM(10%:90%)"}),
        (ALARM, {"alarmActions": [UNKNOWN], "dimensions": {"TableName": UNKNOWN}}),
        (ALARM, {"period": 10}),
        (PARAMETER, {"value": UNKNOWN}),
        (POLICY, {"policy": UNKNOWN}),
    ],
)
def test_what_may_be_right_passes(type_: str, given: dict[str, Any]) -> None:
    """A sum instead of one metric, percentiles, and what nobody knows yet."""
    assert paths(type_, **given) == []


@pytest.mark.parametrize(
    ("type_", "defaults"),
    [
        (TARGET, {}),
        (SCALING, {"name": "made-0102030", "policyType": "StepScaling"}),
        (ALARM, {"name": "made-0102030", "actionsEnabled": True, "treatMissingData": "missing"}),
        (PARAMETER, {"name": "made-0102030"}),
        (POLICY, {"name": "made-0102030", "path": "/"}),
        (ROLE_POLICY, {"name": "made-0102030"}),
    ],
)
def test_the_providers_defaults_are_added(type_: str, defaults: dict[str, Any]) -> None:
    """What was not named gets a name, and keeps it."""
    kind = KINDS[type_]
    first = kind.completed({"region": None}, {}, "made", b"\x01\x02\x03\x04")
    assert first == defaults
    assert kind.completed({}, first, "made", b"\x05\x06\x07\x08") == defaults
