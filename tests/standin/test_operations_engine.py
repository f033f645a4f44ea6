from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import automation as auto

from tests.standin.around_programs import ALARM, TARGET, TOPIC, UNITS, around, document
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


def test_one_that_aws_refuses_leaves_the_rest_and_the_next_run_goes_on(cloud: Cloud, up_to: UpTo) -> None:
    """The error names it in the provider's words; all that does not wait for it is made."""
    role(cloud, "shop-task")
    cloud.faults(PutScalingPolicy={"error": "LimitExceededException: Too many.", "times": 1})
    made = up_to(around())
    with pytest.raises(auto.errors.CommandError) as refused:
        made.up()
    said = "putting Application Auto Scaling Scaling Policy (orders-reads): operation error Application Auto Scaling: "
    assert f"{said}PutScalingPolicy, https response error StatusCode: 400" in str(refused.value)
    assert "LimitExceededException: Too many." in str(refused.value)
    assert {name: len(found) for name, found in what_stands(cloud).items()} == {
        "targets": 1,
        "policies": 0,
        "alarms": 2,
        "parameters": 1,
        "grants": 2,
    }
    assert counts(made.up().summary)["create"] == 1


def test_a_change_that_failed_is_made_by_the_next_run(cloud: Cloud, up_to: UpTo) -> None:
    """The state has the alarm as it was."""
    role(cloud, "shop-task")
    up_to(around()).up()
    cloud.faults(PutMetricAlarm={"error": "AccessDenied: Not you.", "times": 1})
    changed = up_to(around(alarm={"threshold": 3}))
    with pytest.raises(auto.errors.CommandError, match="updating CloudWatch Metric Alarm"):
        changed.up()
    assert counts(changed.up().summary) == {"same": 8, "update": 1}
    alarm = cloud.client("cloudwatch").describe_alarms(AlarmNames=["orders-throttled"])["MetricAlarms"][0]
    assert alarm["Threshold"] == 3


def test_what_hangs_on_a_table_goes_before_it_is_replaced(cloud: Cloud, up_to: UpTo) -> None:
    """The engine forgets the range before the old table is deleted, and registers it for the new one."""
    role(cloud, "shop-task")
    up_to(around()).up()
    cloud.forget_calls()
    other = {"hash_key": "key", "attributes": [{"name": "key", "type": "S"}]}
    up_to(around(table=other)).up()
    order = [
        each["operation"]
        for each in cloud.requests()
        if each["operation"].endswith(("ScalableTarget", "ScalingPolicy", "DeleteTable", "CreateTable"))
    ]
    assert order == [
        "DeleteScalingPolicy",
        "DeregisterScalableTarget",
        "DeleteTable",
        "CreateTable",
        "RegisterScalableTarget",
        "PutScalingPolicy",
    ]


def test_a_range_that_moves_is_registered_before_the_old_one_is_forgotten(cloud: Cloud, up_to: UpTo) -> None:
    """Nobody chose a name for it, so that two can be had at once."""
    for side in ("Read", "Write"):
        up_to(scaled(side)).up()
    asked = [each["operation"] for each in cloud.requests() if each["operation"].endswith("ScalableTarget")]
    assert asked == ["RegisterScalableTarget", "RegisterScalableTarget", "DeregisterScalableTarget"]


def scaled(side: str) -> Program:
    """A program of a table with one range."""

    def make() -> None:
        table = aws.dynamodb.Table("orders", **UNITS)
        place = {
            "resource_id": pulumi.Output.concat("table/", table.name),
            "scalable_dimension": f"dynamodb:table:{side}CapacityUnits",
        }
        aws.appautoscaling.Target("units", **{**TARGET, **place})

    return make


def test_a_refresh_sees_what_was_changed_at_aws(cloud: Cloud, up_to: UpTo) -> None:
    """A parameter that was written over and an alarm that was deleted are put right by the next run."""
    role(cloud, "shop-task")
    made = up_to(around())
    made.up()
    cloud.client("ssm").put_parameter(Name="/shop/orders/table-arn", Value="other", Overwrite=True)
    cloud.client("cloudwatch").delete_alarms(AlarmNames=["orders-errors"])
    assert counts(made.refresh().summary) == {"delete": 1, "same": 7, "update": 1}
    assert counts(made.up().summary) == {"create": 1, "same": 7, "update": 1}
    assert counts(made.refresh().summary) == {"same": 9}


def test_a_left_alone_property_is_no_difference(cloud: Cloud, up_to: UpTo) -> None:
    """Registering moved the table's units; whoever ignores them plans nothing."""
    role(cloud, "shop-task")
    up_to(around(table={"read_capacity": 1})).up()
    made = up_to(around(table={"read_capacity": 1}))
    assert counts(made.refresh().summary) == {"same": 8, "update": 1}
    assert counts_of_preview(made.preview()) == {"same": 8, "update": 1}
    told = {"read_capacity": 1, "opts": pulumi.ResourceOptions(ignore_changes=["readCapacity"])}
    assert counts_of_preview(up_to(around(table=told)).preview()) == {"same": 9}


def test_an_alarm_that_stands_there_is_imported_by_its_name(cloud: Cloud, up_to: UpTo) -> None:
    """As AWS has it, with nothing to change."""
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName="orders-throttled",
        AlarmDescription=ALARM["alarm_description"],
        Namespace="AWS/DynamoDB",
        MetricName="ReadThrottleEvents",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=5,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[TOPIC],
    )

    def adopt() -> None:
        options = pulumi.ResourceOptions(import_="orders-throttled")
        aws.cloudwatch.MetricAlarm("throttled", opts=options, **ALARM)

    assert counts(up_to(adopt).up().summary) == {"create": 1, "import": 1}
    assert cloud.requests("PutMetricAlarm") == []
