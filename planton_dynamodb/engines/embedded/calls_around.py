"""The calls that make, change and delete what runs around a table, from what pulumi-aws is given for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.engines.dynamodb import Answer
from planton_dynamodb.engines.embedded.calls import Inputs, Members
from planton_dynamodb.engines.embedded.cloud import Call
from planton_dynamodb.engines.embedded.wire import ACCOUNT
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
)

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Answer]
"""Asks AWS how things are."""


class Kind(NamedTuple):
    """A sort of resource, and what is done to have it."""

    make: Callable[[Inputs], Iterator[Call]]
    change: Callable[[Inputs, Ask], Iterator[Call]]
    delete: Callable[[Inputs, Ask], Iterator[Call]]
    fixed: tuple[str, ...] = ()
    """What cannot change: there is a new one instead."""


def policy_arn(inputs: Inputs) -> str:
    """The ARN of a policy of its own."""
    return f"arn:aws:iam::{ACCOUNT}:policy/{inputs['name']}"


def role_policy(inputs: Inputs) -> Members:
    """What names a policy of a role."""
    return {"RoleName": inputs["role"], "PolicyName": inputs["name"]}


def _said(**members: object) -> Members:
    return {name: value for name, value in members.items() if value is not None}


def _whole(number: object) -> int | None:
    # Numbers reach a provider as JSON's, which may be floats.
    return None if number is None else int(number)  # type: ignore[call-overload]


def scaled_side(inputs: Inputs) -> Members:
    """What names one side of a table, or of an index, that is scaled."""
    return {
        "ServiceNamespace": inputs["serviceNamespace"],
        "ResourceId": inputs["resourceId"],
        "ScalableDimension": inputs["scalableDimension"],
    }


def _register(inputs: Inputs) -> Iterator[Call]:
    units = {"MinCapacity": _whole(inputs["minCapacity"]), "MaxCapacity": _whole(inputs["maxCapacity"])}
    yield Call("RegisterScalableTarget", {**scaled_side(inputs), **units})


def _deregister(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("DeregisterScalableTarget", scaled_side(inputs))


def _put_scaling(inputs: Inputs) -> Iterator[Call]:
    tracking = inputs["targetTrackingScalingPolicyConfiguration"]
    metric = tracking["predefinedMetricSpecification"]["predefinedMetricType"]
    yield Call(
        "PutScalingPolicy",
        {
            "PolicyName": inputs["name"],
            **scaled_side(inputs),
            "PolicyType": inputs["policyType"],
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": float(tracking["targetValue"]),
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
                "ScaleOutCooldown": _whole(tracking["scaleOutCooldown"]),
                "ScaleInCooldown": _whole(tracking["scaleInCooldown"]),
            },
        },
    )


def _delete_scaling(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("DeleteScalingPolicy", {"PolicyName": inputs["name"], **scaled_side(inputs)})


def _put_alarm(inputs: Inputs) -> Iterator[Call]:
    yield Call(
        "PutMetricAlarm",
        _said(
            AlarmName=inputs["name"],
            AlarmDescription=inputs["alarmDescription"],
            ComparisonOperator=inputs["comparisonOperator"],
            Threshold=float(inputs["threshold"]),
            EvaluationPeriods=_whole(inputs["evaluationPeriods"]),
            TreatMissingData=inputs["treatMissingData"],
            AlarmActions=inputs["alarmActions"],
            OKActions=inputs.get("okActions"),
            **_counted(inputs),
            Statistic=inputs.get("statistic"),
            ExtendedStatistic=inputs.get("extendedStatistic"),
            Period=_whole(inputs.get("period")),
            Metrics=[_query(query) for query in inputs.get("metricQueries") or ()] or None,
        ),
    )


def _counted(metric: Inputs) -> Members:
    """A metric and what it is counted for."""
    dimensions = metric.get("dimensions") or {}
    return _said(
        Namespace=metric.get("namespace"),
        MetricName=metric.get("metricName"),
        Dimensions=[{"Name": name, "Value": value} for name, value in sorted(dimensions.items())] or None,
    )


def _query(query: Inputs) -> Members:
    metric = query.get("metric")
    return _said(
        Id=query["id"],
        Expression=query.get("expression"),
        Label=query.get("label"),
        MetricStat=metric
        and {
            "Metric": _counted(metric),
            "Period": _whole(metric["period"]),
            "Stat": metric["stat"],
        },
        ReturnData=bool(query.get("returnData")),
    )


def _delete_alarm(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("DeleteAlarms", {"AlarmNames": [inputs["name"]]})


def _put_parameter(inputs: Inputs) -> Iterator[Call]:
    yield Call("PutParameter", _parameter(inputs))


def _overwrite_parameter(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("PutParameter", {**_parameter(inputs), "Overwrite": True})


def _parameter(inputs: Inputs) -> Members:
    return {
        "Name": inputs["name"],
        "Description": inputs["description"],
        "Value": inputs["value"],
        "Type": inputs["type"],
    }


def _delete_parameter(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("DeleteParameter", {"Name": inputs["name"]})


def _create_policy(inputs: Inputs) -> Iterator[Call]:
    yield Call(
        "CreatePolicy",
        {
            "PolicyName": inputs["name"],
            "Description": inputs["description"],
            "PolicyDocument": inputs["policy"],
        },
    )


def _change_policy(inputs: Inputs, ask: Ask) -> Iterator[Call]:
    arn = policy_arn(inputs)
    versions = _versions(arn, ask)
    if len(versions) == _MOST_VERSIONS:
        oldest = min(versions, key=lambda version: int(version.removeprefix("v")))
        yield Call("DeletePolicyVersion", {"PolicyArn": arn, "VersionId": oldest})
    new = {"PolicyArn": arn, "PolicyDocument": inputs["policy"], "SetAsDefault": "true"}
    yield Call("CreatePolicyVersion", new)


_MOST_VERSIONS = 5


def _delete_policy(inputs: Inputs, ask: Ask) -> Iterator[Call]:
    arn = policy_arn(inputs)
    for version, is_default in _versions(arn, ask).items():
        if not is_default:
            yield Call("DeletePolicyVersion", {"PolicyArn": arn, "VersionId": version})
    yield Call("DeletePolicy", {"PolicyArn": arn})


def _versions(arn: str, ask: Ask) -> dict[str, bool]:
    """The versions of a policy, and whether each is the one that counts."""
    found = ask("ListPolicyVersions", {"PolicyArn": arn})["Versions"]
    return {version["VersionId"]: version["IsDefaultVersion"] for version in found}


def _put_role_policy(inputs: Inputs) -> Iterator[Call]:
    yield Call("PutRolePolicy", {**role_policy(inputs), "PolicyDocument": inputs["policy"]})


def _delete_role_policy(inputs: Inputs, _ask: Ask) -> Iterator[Call]:
    yield Call("DeleteRolePolicy", role_policy(inputs))


def _again(make: Callable[[Inputs], Iterator[Call]]) -> Callable[[Inputs, Ask], Iterator[Call]]:
    """A change that is the call that makes it: it says all."""
    return lambda inputs, _ask: make(inputs)


_PLACE = ("serviceNamespace", "resourceId", "scalableDimension")

KINDS: Mapping[str, Kind] = {
    SCALABLE_TYPE: Kind(_register, _again(_register), _deregister, _PLACE),
    SCALING_TYPE: Kind(_put_scaling, _again(_put_scaling), _delete_scaling, ("name", *_PLACE)),
    ALARM_TYPE: Kind(_put_alarm, _again(_put_alarm), _delete_alarm, ("name",)),
    PARAMETER_TYPE: Kind(_put_parameter, _overwrite_parameter, _delete_parameter, ("name",)),
    POLICY_TYPE: Kind(_create_policy, _change_policy, _delete_policy, ("name", "description")),
    ROLE_POLICY_TYPE: Kind(_put_role_policy, _again(_put_role_policy), _delete_role_policy, ("name", "role")),
}
"""Every sort of resource that there is around a table."""


def change(kind: Kind, old: Inputs, new: Inputs, ask: Ask) -> Iterator[Call]:
    """The calls that make of one resource another of its sort."""
    if any(old.get(name) != new.get(name) for name in kind.fixed):
        yield from kind.delete(old, ask)
        yield from kind.make(new)
    elif old != new:
        yield from kind.change(new, ask)
