"""What runs around a table as AWS describes it, read back into what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from planton_dynamodb.operations.policies import READ, READ_WRITE, WRITE
from planton_dynamodb.operations.values import Alarm, Grant, Metric, Parameter, Scaling

Shape: TypeAlias = Mapping[str, Any]


def scaling(targets: Iterable[Shape], policies: Iterable[Shape]) -> Iterator[Scaling]:
    """Scalable targets, each with the policy by which it is scaled. One without a policy is not scaled."""
    by_place = {_place(policy): policy for policy in policies}
    for target in targets:
        policy = by_place.get(_place(target))
        if policy is None:
            continue
        tracking = policy["TargetTrackingScalingPolicyConfiguration"]
        _, _, *index = target["ResourceId"].split("/", 2)
        yield Scaling(
            "read" if "Read" in target["ScalableDimension"] else "write",
            index[0].removeprefix("index/") if index else None,
            target["MinCapacity"],
            target["MaxCapacity"],
            int(tracking["TargetValue"]),
            tracking["ScaleInCooldown"],
            tracking["ScaleOutCooldown"],
        )


def _place(shape: Shape) -> tuple[str, str]:
    return shape["ResourceId"], shape["ScalableDimension"]


def alarm(found: Shape, table: str) -> Alarm:
    """An alarm. Of several metrics in one, what is asked of each is the same."""
    queries = [query["MetricStat"] for query in found.get("Metrics") or () if "MetricStat" in query]
    first = queries[0] if queries else None
    metrics = [query["Metric"] for query in queries] or [found]
    statistic = found.get("Statistic") or found.get("ExtendedStatistic") or ""
    return Alarm(
        name=found["AlarmName"].removeprefix(f"{table}-"),
        description=found["AlarmDescription"],
        metrics=tuple(_metric(metric) for metric in metrics),
        statistic=statistic if first is None else first["Stat"],
        period=found["Period"] if first is None else first["Period"],
        periods=found["EvaluationPeriods"],
        threshold=int(found["Threshold"]),
        comparison=found["ComparisonOperator"],
        missing_data=found["TreatMissingData"],
        topic=next(iter(found["AlarmActions"]), ""),
        notify_when_over=bool(found["OKActions"]),
    )


def _metric(found: Shape) -> Metric:
    dimensions = {each["Name"]: each["Value"] for each in found.get("Dimensions") or ()}
    return Metric(
        found["MetricName"],
        "TableName" in dimensions,
        dimensions.get("GlobalSecondaryIndexName"),
        dimensions.get("Operation"),
    )


def parameter(found: Shape) -> Parameter:
    """A parameter. AWS knows the value of an output, not which one it is: that stands in its place."""
    return Parameter(found["Name"], found["Value"])


def grant(found: Shape, table: str) -> Grant:
    """A policy. What may be done is said by what its statements are called."""
    statements = tuple(found["PolicyDocument"]["Statement"])
    named = {each["Sid"] for each in statements}
    both = {"ReadItems", "WriteItems"} <= named
    return Grant(
        found["PolicyName"].removeprefix(f"{table}-"),
        READ_WRITE if both else READ if "ReadItems" in named else WRITE,
        found.get("RoleName"),
        statements,
    )
