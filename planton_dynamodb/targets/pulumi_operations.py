"""What runs around a table in the words of pulumi-aws: a resource for each piece of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.operations.values import READ, Alarm, Grant, Metric, Operations, Parameter, Scaling
from planton_dynamodb.table.outputs import TABLE_NAME, Of

Arguments: TypeAlias = dict[str, Any]

COMPONENT_TYPE = "planton-dynamodb:index:Operations"
SCALABLE_TYPE = "aws:appautoscaling/target:Target"
SCALING_TYPE = "aws:appautoscaling/policy:Policy"
ALARM_TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"
PARAMETER_TYPE = "aws:ssm/parameter:Parameter"
POLICY_TYPE = "aws:iam/policy:Policy"
ROLE_POLICY_TYPE = "aws:iam/rolePolicy:RolePolicy"

WORDS = {
    SCALABLE_TYPE: "scaling range",
    SCALING_TYPE: "scaling policy",
    ALARM_TYPE: "alarm",
    PARAMETER_TYPE: "parameter",
    POLICY_TYPE: "policy",
    ROLE_POLICY_TYPE: "role policy",
}
"""What each of them is called for people."""

_NAMESPACE = "dynamodb"


class Text(NamedTuple):
    """A text with outputs of the table in it, one part after the other."""

    parts: tuple[str | Of, ...]


class Json(NamedTuple):
    """A document that is handed over as its JSON text; there may be outputs of the table in it."""

    document: Any


class Resource(NamedTuple):
    """A resource by its name in the stack. `Of`, `Text` and `Json` in its arguments stand for what is not yet known."""

    type: str
    name: str
    arguments: Arguments
    after: str | None = None
    """The name of the resource of another type that has to be there first, besides the table."""


class ArnOf(NamedTuple):
    """The ARN of a resource around the table."""

    type: str
    name: str


Found: TypeAlias = "dict[str, dict[str, str | ArnOf]]"

_HANDLES = {
    SCALABLE_TYPE: "range",
    SCALING_TYPE: "scaling",
    ALARM_TYPE: "alarm",
    PARAMETER_TYPE: "parameter",
    POLICY_TYPE: "policy",
    ROLE_POLICY_TYPE: "policy",
}


def resources(operations: Operations) -> tuple[Resource, ...]:
    """All resources around a table, each after those that it needs."""
    return tuple(_resources(operations))


def found(operations: Operations) -> Found:
    """Where to find what runs around a table, by the names that it has in the manifest."""

    def called(name: str) -> str:
        return f"{operations.table}-{name}"

    return {
        "alarms": {each.name: ArnOf(ALARM_TYPE, called(each.name)) for each in operations.alarms},
        "parameters": {each.output: each.path for each in operations.parameters},
        "policies": {
            each.name: each.role or ArnOf(POLICY_TYPE, called(each.name)) for each in operations.grants
        },
    }


def handles(declared: Iterable[Resource], table: str) -> Mapping[tuple[str, str], str]:
    """What each resource is called inside of a program: letters, digits and hyphens, and no name twice."""
    taken: dict[str, tuple[str, str]] = {}
    for resource in declared:
        piece = re.sub(r"[^A-Za-z0-9]+", "-", resource.name.removeprefix(f"{table}-")).strip("-").lower()
        name = wanted = f"{_HANDLES[resource.type]}-{piece}"
        count = 1
        while name in taken:
            count += 1
            name = f"{wanted}-{count}"
        taken[name] = resource.type, resource.name
    return {resource: name for name, resource in taken.items()}


def scaled_units(operations: Operations) -> list[str]:
    """The units of the table that scaling changes, by Pulumi's names."""
    return [f"{each.direction}Capacity" for each in operations.scaling if each.index is None]


def _resources(operations: Operations) -> Iterator[Resource]:
    for scaling in operations.scaling:
        yield from _scaling(scaling, operations.table)
    for alarm in operations.alarms:
        yield _alarm(alarm, operations.table)
    for parameter in operations.parameters:
        yield _parameter(parameter, operations.table)
    for grant in operations.grants:
        yield _grant(grant, operations.table)


def _scaling(scaling: Scaling, table: str) -> Iterator[Resource]:
    name = f"{table}-{scaling.name}"
    behind = "" if scaling.index is None else f"/index/{scaling.index}"
    sort = "table" if scaling.index is None else "index"
    side = "Read" if scaling.direction == READ else "Write"
    scaled: Arguments = {
        "resource_id": Text(("table/", Of(TABLE_NAME), behind) if behind else ("table/", Of(TABLE_NAME))),
        "scalable_dimension": f"dynamodb:{sort}:{side}CapacityUnits",
        "service_namespace": _NAMESPACE,
    }
    yield Resource(
        SCALABLE_TYPE, name, {"min_capacity": scaling.least, "max_capacity": scaling.most, **scaled}
    )
    yield Resource(
        SCALING_TYPE,
        name,
        {
            "name": f"{name}-utilization",
            "policy_type": "TargetTrackingScaling",
            **scaled,
            "target_tracking_scaling_policy_configuration": {
                "predefined_metric_specification": {
                    "predefined_metric_type": f"DynamoDB{side}CapacityUtilization"
                },
                "target_value": scaling.target,
                "scale_in_cooldown": scaling.in_cooldown,
                "scale_out_cooldown": scaling.out_cooldown,
            },
        },
        after=SCALABLE_TYPE,
    )


def _alarm(alarm: Alarm, table: str) -> Resource:
    name = f"{table}-{alarm.name}"
    arguments: Arguments = {
        "name": name,
        "alarm_description": alarm.description,
        "comparison_operator": alarm.comparison,
        "threshold": alarm.threshold,
        "evaluation_periods": alarm.periods,
        "treat_missing_data": alarm.missing_data,
        "alarm_actions": [alarm.topic],
    }
    if alarm.notify_when_over:
        arguments["ok_actions"] = [alarm.topic]
    if len(alarm.metrics) == 1:
        return Resource(ALARM_TYPE, name, {**arguments, **_metric(alarm, alarm.metrics[0])})
    total = {
        "id": "total",
        "expression": "SUM(METRICS())",
        "label": f"{alarm.metrics[0].name} of all operations",
        "return_data": True,
    }
    each = [
        {
            "id": f"m{number}",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": metric.name,
                "dimensions": _dimensions(metric),
                "period": alarm.period,
                "stat": alarm.statistic,
            },
        }
        for number, metric in enumerate(alarm.metrics, 1)
    ]
    return Resource(ALARM_TYPE, name, {**arguments, "metric_queries": [total, *each]})


def _metric(alarm: Alarm, metric: Metric) -> Arguments:
    known = alarm.statistic in ("Sum", "Average", "Minimum", "Maximum", "SampleCount")
    return {
        "namespace": "AWS/DynamoDB",
        "metric_name": metric.name,
        **({"dimensions": _dimensions(metric)} if metric.per_table else {}),
        "period": alarm.period,
        "statistic" if known else "extended_statistic": alarm.statistic,
    }


def _dimensions(metric: Metric) -> Arguments:
    return {
        "TableName": Of(TABLE_NAME),
        **({"GlobalSecondaryIndexName": metric.index} if metric.index is not None else {}),
        **({"Operation": metric.operation} if metric.operation is not None else {}),
    }


def _parameter(parameter: Parameter, table: str) -> Resource:
    said = parameter.output.replace("_", " ")
    return Resource(
        PARAMETER_TYPE,
        # The path is what AWS has once: a table that another one takes the place of leaves its parameter where it is.
        parameter.path,
        {
            "name": parameter.path,
            "type": "String",
            "value": Of(parameter.output),
            "description": f"The {said.replace('arn', 'ARN').replace('id', 'ID')} of the DynamoDB table {table}",
        },
    )


def _grant(grant: Grant, table: str) -> Resource:
    name = f"{table}-{grant.name}"
    arguments: Arguments = {"name": name, "policy": Json(grant.document)}
    if grant.role is not None:
        return Resource(ROLE_POLICY_TYPE, name, {**arguments, "role": grant.role})
    # AWS never changes a description: with the access in it, another access would need another policy, and AWS deletes
    # none that is attached to somebody.
    said = f"The grant {grant.name} of the DynamoDB table {table}"
    return Resource(POLICY_TYPE, name, {**arguments, "description": said})
