from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from pulumi import automation as auto

from tests.standin.around_programs import around, document
from tests.standin.fixtures import Cloud, role
from tests.standin.programs import Program
from tests.standin.test_engine import counts, counts_of_preview

# The Automation API leaves the event loop of a program that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

UpTo: TypeAlias = Callable[[Program], auto.Stack]


def test_everything_around_a_table_is_made_stays_and_goes(cloud: Cloud, up_to: UpTo) -> None:
    """Preview, up, up again, refresh and destroy agree; then nothing is left at AWS."""
    role(cloud, "shop-task")
    made = up_to(around())
    assert counts_of_preview(made.preview()) == {"create": 9}
    assert counts(made.up().summary) == {"create": 9}
    assert counts(made.up().summary) == {"same": 9}
    assert counts(made.refresh().summary) == {"same": 9}
    assert counts(made.up().summary) == {"same": 9}
    made.destroy()
    assert what_stands(cloud) == {"targets": [], "policies": [], "alarms": [], "parameters": [], "grants": []}


def what_stands(cloud: Cloud) -> dict[str, list[Any]]:
    """What AWS describes around tables."""
    scaling = cloud.client("application-autoscaling")
    alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    iam = cloud.client("iam")
    return {
        "targets": scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"],
        "policies": scaling.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"],
        "alarms": [alarm for alarm in alarms if not alarm["AlarmName"].startswith("TargetTracking")],
        "parameters": cloud.client("ssm").describe_parameters()["Parameters"],
        "grants": [
            *iam.list_policies(Scope="Local")["Policies"],
            *iam.list_role_policies(RoleName="shop-task")["PolicyNames"],
        ],
    }


def test_what_was_asked_for_stands_at_aws(cloud: Cloud, up_to: UpTo) -> None:
    """AWS describes each piece as the program has it."""
    role(cloud, "shop-task")
    up_to(around()).up()
    stands = what_stands(cloud)
    target, policy = stands["targets"][0], stands["policies"][0]
    assert (target["ResourceId"], target["MinCapacity"], target["MaxCapacity"]) == ("table/orders", 5, 50)
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70
    alarms = {alarm["AlarmName"]: alarm for alarm in stands["alarms"]}
    assert alarms["orders-throttled"]["Dimensions"] == [{"Name": "TableName", "Value": "orders"}]
    assert {query["Id"] for query in alarms["orders-errors"]["Metrics"]} == {"total", "m1", "m2"}
    value = cloud.client("ssm").get_parameter(Name="/shop/orders/table-arn")["Parameter"]["Value"]
    assert value.endswith(":table/orders")
    written = cloud.client("iam").get_role_policy(RoleName="shop-task", PolicyName="orders-task")
    assert written["PolicyDocument"] == json.loads(document(value))


@pytest.mark.parametrize(
    ("changed", "operation"),
    [
        ({"target": {"max_capacity": 60}}, "RegisterScalableTarget"),
        ({"tracking": {"target_value": 50}}, "PutScalingPolicy"),
        ({"alarm": {"threshold": 3}}, "PutMetricAlarm"),
        ({"parameter": {"description": "The ARN."}}, "PutParameter"),
        ({"policy": {"policy": document("arn:aws:dynamodb:us-east-1:123456789012:table/x")}}, "CreatePolicyVersion"),
        ({"role_policy": {"policy": document("arn:aws:dynamodb:us-east-1:123456789012:table/x")}}, "PutRolePolicy"),
    ],
)  # fmt: skip
def test_a_change_to_one_leaves_the_others_alone(
    cloud: Cloud, up_to: UpTo, changed: dict[str, Any], operation: str
) -> None:
    """One update, by the call that makes it, and nothing is different afterwards."""
    role(cloud, "shop-task")
    up_to(around()).up()
    cloud.forget_calls()
    again = up_to(around(**changed))
    assert counts_of_preview(again.preview()) == {"same": 8, "update": 1}
    assert counts(again.up().summary) == {"same": 8, "update": 1}
    writes = [
        each["operation"]
        for each in cloud.requests()
        if not each["operation"].startswith(("Get", "Desc", "List"))
    ]
    assert writes == [operation]
    assert counts(again.up().summary) == {"same": 9}
