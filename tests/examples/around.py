"""What AWS describes around the tables of the examples, asked of each service with its own client."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from tests.standin.fixtures import Cloud

Members: TypeAlias = dict[str, Any]


class Around(NamedTuple):
    """All that stands around tables, by the names that it has at AWS."""

    ranges: dict[str, tuple[int, int]]
    """The fewest and the most units of what is scaled: `table/orders ReadCapacityUnits`."""
    targets: dict[str, float]
    """How much of the units is to be in use, by the same names."""
    alarms: dict[str, Members]
    parameters: dict[str, str]
    granted: dict[str, Members]
    """The policies of a role, by their names."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing left."""
        return not any(self)


def around(cloud: Cloud, role: str = "") -> Around:
    """Ask for everything."""
    scaling, ssm = cloud.client("application-autoscaling"), cloud.client("ssm")
    targets = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    policies = scaling.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"]
    alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    parameters = [each["Name"] for each in ssm.describe_parameters()["Parameters"]]
    return Around(
        {_scaled(each): (each["MinCapacity"], each["MaxCapacity"]) for each in targets},
        {_scaled(each): each["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for each in policies},
        # Scaling has alarms of its own, which nobody declared.
        {each["AlarmName"]: each for each in alarms if not each["AlarmName"].startswith("TargetTracking")},
        {name: ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in parameters},
        _granted(cloud, role) if role else {},
    )


def _scaled(each: Members) -> str:
    return f"{each['ResourceId']} {each['ScalableDimension'].rpartition(':')[2]}"


def _granted(cloud: Cloud, role: str) -> dict[str, Members]:
    iam = cloud.client("iam")
    return {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    }


def dimensions(alarm: Members) -> dict[str, str]:
    """What the metric of an alarm is counted for."""
    return {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
