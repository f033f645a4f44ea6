"""A small Pulumi program of a table with everything around it, and the role that it grants something."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws

from tests.standin.programs import Program, orders

Arguments: TypeAlias = dict[str, Any]

TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call"
UNITS = orders(billing_mode="PROVISIONED", read_capacity=5, write_capacity=5)
TARGET: Arguments = {
    "min_capacity": 5,
    "max_capacity": 50,
    "scalable_dimension": "dynamodb:table:ReadCapacityUnits",
    "service_namespace": "dynamodb",
}
TRACKING: Arguments = {
    "predefined_metric_specification": {"predefined_metric_type": "DynamoDBReadCapacityUtilization"},
    "target_value": 70,
    "scale_in_cooldown": 60,
    "scale_out_cooldown": 0,
}
ALARM: Arguments = {
    "name": "orders-throttled",
    "alarm_description": "Reads are refused.",
    "comparison_operator": "GreaterThanThreshold",
    "threshold": 0,
    "evaluation_periods": 5,
    "treat_missing_data": "notBreaching",
    "alarm_actions": [TOPIC],
    "namespace": "AWS/DynamoDB",
    "metric_name": "ReadThrottleEvents",
    "period": 60,
    "statistic": "Sum",
}
PARAMETER: Arguments = {"name": "/shop/orders/table-arn", "type": "String", "description": "Its ARN."}
READING = ["dynamodb:GetItem", "dynamodb:Query"]


def document(arn: str, actions: list[str] | None = None) -> str:
    """A policy about a table."""
    statement = {
        "Sid": "ReadItems",
        "Effect": "Allow",
        "Action": actions or READING,
        "Resource": [arn, f"{arn}/index/*"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def total(table: pulumi.Input[str]) -> list[Arguments]:
    """An alarm's sum of two metrics."""
    each = [
        {
            "id": f"m{number}",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table, "Operation": operation},
                "period": 60,
                "stat": "Sum",
            },
        }
        for number, operation in enumerate(("GetItem", "PutItem"), 1)
    ]
    return [{"id": "total", "expression": "SUM(METRICS())", "label": "all", "return_data": True}, *each]


def around(**more: Arguments) -> Program:
    """A program of a table and one of everything, with other arguments for `target`, `tracking`, `alarm` and so on."""

    def make() -> None:
        table = aws.dynamodb.Table("orders", **{**UNITS, **more.get("table", {})})
        target = aws.appautoscaling.Target(
            "reads",
            **{**TARGET, "resource_id": table.name.apply("table/{}".format), **more.get("target", {})},
        )
        policy: Arguments = {
            "name": "orders-reads",
            "policy_type": "TargetTrackingScaling",
            "resource_id": target.resource_id,
            "scalable_dimension": target.scalable_dimension,
            "service_namespace": target.service_namespace,
            "target_tracking_scaling_policy_configuration": {**TRACKING, **more.get("tracking", {})},
        }
        aws.appautoscaling.Policy("reads", **policy)
        alarm = {**ALARM, "dimensions": {"TableName": table.name}, **more.get("alarm", {})}
        aws.cloudwatch.MetricAlarm("throttled", **alarm)
        summed = {name: ALARM[name] for name in ("comparison_operator", "threshold", "evaluation_periods")}
        aws.cloudwatch.MetricAlarm(
            "errors",
            **{
                **summed,
                "name": "orders-errors",
                "metric_queries": total(table.name),
                **more.get("total", {}),
            },
        )
        aws.ssm.Parameter("arn", **{**PARAMETER, "value": table.arn, **more.get("parameter", {})})
        own = {"policy": table.arn.apply(document), **more.get("policy", {})}
        aws.iam.Policy("reporting", **{"name": "orders-reporting", "description": "Read it.", **own})
        inside = {"policy": table.arn.apply(document), **more.get("role_policy", {})}
        aws.iam.RolePolicy("task", **{"name": "orders-task", "role": "shop-task", **inside})

    return make
