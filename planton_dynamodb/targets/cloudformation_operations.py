"""What runs around a table as resources of CloudFormation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.targets.cloudformation_values import Function, Value, joined, output, ref
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
    Json,
    Resource,
    Text,
    resources,
)

Properties: TypeAlias = dict[str, Value]
Around: TypeAlias = dict[str, dict[str, Value]]

MANAGED_POLICY = "AWS::IAM::ManagedPolicy"

# CloudFormation takes 255 characters, and cfn-lint has something to say from 230 on.
_LONGEST_ID = 200
_PREFIXES = {
    SCALABLE_TYPE: "ScalableTarget",
    SCALING_TYPE: "ScalingPolicy",
    ALARM_TYPE: "Alarm",
    PARAMETER_TYPE: "Parameter",
    POLICY_TYPE: "Policy",
    ROLE_POLICY_TYPE: "RolePolicy",
}
_TYPES = {
    SCALABLE_TYPE: "AWS::ApplicationAutoScaling::ScalableTarget",
    SCALING_TYPE: "AWS::ApplicationAutoScaling::ScalingPolicy",
    ALARM_TYPE: "AWS::CloudWatch::Alarm",
    PARAMETER_TYPE: "AWS::SSM::Parameter",
    POLICY_TYPE: MANAGED_POLICY,
    # AWS::IAM::Policy makes the same, but CloudFormation does not notice when somebody changes that.
    ROLE_POLICY_TYPE: "AWS::IAM::RolePolicy",
}
_WORDS = {
    SCALABLE_TYPE: {
        "service_namespace": "ServiceNamespace",
        "resource_id": "ResourceId",
        "scalable_dimension": "ScalableDimension",
        "min_capacity": "MinCapacity",
        "max_capacity": "MaxCapacity",
    },
    SCALING_TYPE: {
        "name": "PolicyName",
        "policy_type": "PolicyType",
        "scaling_target_id": "ScalingTargetId",
        "target_tracking_scaling_policy_configuration": "TargetTrackingScalingPolicyConfiguration",
    },
    ALARM_TYPE: {
        "name": "AlarmName",
        "alarm_description": "AlarmDescription",
        "namespace": "Namespace",
        "metric_name": "MetricName",
        "dimensions": "Dimensions",
        "statistic": "Statistic",
        "extended_statistic": "ExtendedStatistic",
        "period": "Period",
        "metric_queries": "Metrics",
        "evaluation_periods": "EvaluationPeriods",
        "comparison_operator": "ComparisonOperator",
        "threshold": "Threshold",
        "treat_missing_data": "TreatMissingData",
        "alarm_actions": "AlarmActions",
        "ok_actions": "OKActions",
    },
    PARAMETER_TYPE: {"name": "Name", "description": "Description", "type": "Type", "value": "Value"},
    POLICY_TYPE: {
        "name": "ManagedPolicyName",
        "description": "Description",
        "policy": "PolicyDocument",
    },
    ROLE_POLICY_TYPE: {"name": "PolicyName", "role": "RoleName", "policy": "PolicyDocument"},
}
"""CloudFormation's words for the arguments of the provider's resources, in the order in which they are written."""


def around(operations: Operations) -> Around:
    """The resources around a table, by their logical ids."""
    declared = resources(operations)
    called = _logical_ids(declared, operations.table)
    made: Around = {}
    for resource in declared:
        given = dict(resource.arguments)
        if resource.after is not None:
            scaled = called[resource.after, resource.name]
            given = {**_besides(given, resource.after), "scaling_target_id": ref(scaled)}
        made[called[resource.type, resource.name]] = {
            "Type": _TYPES[resource.type],
            "Properties": _properties(resource.type, given),
        }
    return made


def _besides(given: Mapping[str, Any], other: str) -> dict[str, Any]:
    """The arguments that a resource of the other type does not say."""
    return {name: value for name, value in given.items() if name not in _WORDS[other]}


def _logical_ids(declared: tuple[Resource, ...], table: str) -> Mapping[tuple[str, str], str]:
    """What each resource is called inside of the template: letters and digits, and no name twice."""
    taken: dict[str, tuple[str, str]] = {}
    for resource in declared:
        pieces = re.findall(r"[A-Za-z0-9]+", _piece(resource, table))
        wanted = _PREFIXES[resource.type] + "".join(piece[0].upper() + piece[1:] for piece in pieces)
        name, count = wanted[:_LONGEST_ID], 1
        while name in taken:
            count += 1
            name = f"{wanted[: _LONGEST_ID - len(str(count))]}{count}"
        taken[name] = resource.type, resource.name
    return {resource: name for name, resource in taken.items()}


def _piece(resource: Resource, table: str) -> str:
    """What tells a resource from others of its type. A parameter's path may change, what it holds does not."""
    if resource.type == PARAMETER_TYPE:
        held: Of = resource.arguments["value"]
        return held.output
    return resource.name.removeprefix(f"{table}-")


def _properties(kind: str, given: Mapping[str, Any]) -> Properties:
    words = _WORDS[kind]
    assert given.keys() <= words.keys(), f"no word for {given.keys() - words.keys()} of {kind}"
    return {theirs: _said(ours, given[ours]) for ours, theirs in words.items() if ours in given}


def _said(name: str, value: Any) -> Value:  # noqa: ANN401 - arguments of any shape
    """An argument; those of its parts have the provider's names too, but for documents."""
    if isinstance(value, Json):
        return _document(value.document)
    if name in _SHAPES:
        return _SHAPES[name](value)
    if isinstance(value, dict):
        return {_pascal(part): _said(part, inner) for part, inner in value.items()}
    return [_said("", inner) for inner in value] if isinstance(value, list) else _filled(value)


def _filled(value: Any) -> Value:  # noqa: ANN401 - a text, a number or what stands for one
    if isinstance(value, Text):
        return joined(value.parts)
    if isinstance(value, Of):
        return output(value)
    plain: str | int | Function = value
    return plain


def _document(value: Any) -> Value:  # noqa: ANN401 - whatever JSON can say
    """A document, whose keys are its own."""
    if isinstance(value, dict):
        return {name: _document(inner) for name, inner in value.items()}
    return [_document(inner) for inner in value] if isinstance(value, list) else _filled(value)


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _dimensions(given: dict[str, Any]) -> Value:
    return [{"Name": name, "Value": _filled(value)} for name, value in given.items()]


def _queries(given: list[dict[str, Any]]) -> Value:
    return [dict(_query(each)) for each in given]


def _query(given: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    if "metric" not in given:
        yield from ((_pascal(name), value) for name, value in given.items())
        return
    metric = dict(given["metric"])
    period, statistic = metric.pop("period"), metric.pop("stat")
    named = {_pascal(name): _said(name, value) for name, value in metric.items()}
    yield "Id", given["id"]
    yield "MetricStat", {"Metric": named, "Period": period, "Stat": statistic}
    # Where nothing is said CloudWatch takes it for yes, and an alarm watches one value alone.
    yield "ReturnData", False


_SHAPES: dict[str, Callable[[Any], Value]] = {"dimensions": _dimensions, "metric_queries": _queries}
"""The arguments that CloudFormation has in another shape."""


def policy_arns(made: Around) -> dict[str, Function]:
    """The ARNs of the policies of their own, which nobody could attach without, by the logical ids of these."""
    return {name: ref(name) for name, each in made.items() if each["Type"] == MANAGED_POLICY}
