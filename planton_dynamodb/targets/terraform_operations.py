"""What runs around a table as resources of a Terraform module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
    ArnOf,
    Json,
    Resource,
    Text,
    found,
    handles,
    resources,
)
from planton_dynamodb.targets.terraform_tree import Argument, Block, Call, Expression, Template, Value, Word

TYPES = {
    SCALABLE_TYPE: "aws_appautoscaling_target",
    SCALING_TYPE: "aws_appautoscaling_policy",
    ALARM_TYPE: "aws_cloudwatch_metric_alarm",
    PARAMETER_TYPE: "aws_ssm_parameter",
    POLICY_TYPE: "aws_iam_policy",
    ROLE_POLICY_TYPE: "aws_iam_role_policy",
}
"""What Terraform calls the resources that Pulumi has from the same provider."""

_TABLE = "aws_dynamodb_table.table"
_RENAMED = {(ALARM_TYPE, "name"): "alarm_name"}
_BLOCKS = {
    "metric_queries": "metric_query",
    "metric": "metric",
    "target_tracking_scaling_policy_configuration": "target_tracking_scaling_policy_configuration",
    "predefined_metric_specification": "predefined_metric_specification",
}
"""Arguments that Terraform has as blocks."""


def addresses(operations: Operations) -> Mapping[str, Resource]:
    """Each resource around a table by its address in the module."""
    labels = _labels(operations)
    return {f"{TYPES[each.type]}.{labels[each.type, each.name]}": each for each in resources(operations)}


def around(operations: Operations) -> Iterator[Block]:
    """The resources around a table."""
    declared = addresses(operations)
    by_name = {(each.type, each.name): address for address, each in declared.items()}
    for address, resource in declared.items():
        arguments = {name: _said(value) for name, value in resource.arguments.items()}
        if resource.after is not None:
            needed = by_name[resource.after, resource.name]
            arguments |= _shared(arguments, declared[needed], needed)
        elif not any(map(_refers, arguments.values())):
            # Nothing is made around a table before the table is there.
            arguments["depends_on"] = [Word(_TABLE)]
        kind, _, label = address.partition(".")
        yield Block("resource", (kind, label), tuple(_items(arguments, resource.type)))


def handed_back(operations: Operations) -> Value:
    """What the module tells of them, by the names that they have in the manifest."""
    labels = _labels(operations)

    def said(value: str | ArnOf) -> Value:
        if isinstance(value, ArnOf):
            return Expression(f"{TYPES[value.type]}.{labels[value.type, value.name]}.arn")
        return value

    return {
        sort: {name: said(value) for name, value in each.items()} for sort, each in found(operations).items()
    }


def _labels(operations: Operations) -> dict[tuple[str, str], str]:
    """What each is called: its type says already of what kind it is."""
    called = handles(resources(operations), operations.table)
    return {resource: _label(handle) for resource, handle in called.items()}


def _label(handle: str) -> str:
    said = handle.partition("-")[2].replace("-", "_")
    return said if said[:1].isalpha() else f"_{said}"


def _shared(arguments: Mapping[str, Value], other: Resource, address: str) -> dict[str, Value]:
    """What a resource takes from the one that it comes after, instead of saying it again."""
    same = {name: _said(value) for name, value in other.arguments.items()}
    return {
        name: Expression(f"{address}.{name}")
        for name, value in arguments.items()
        if name in same and same[name] == value
    }


def _refers(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_refers, value.values()))
    if isinstance(value, list):
        return any(map(_refers, value))
    return isinstance(value, Expression | Template | Call)


def _items(arguments: Mapping[str, Any], of: str | None = None) -> Iterator[Argument | Block]:
    """Arguments of one line first, then longer ones, then blocks, as Terraform's own conventions have it."""
    for name, value in sorted(arguments.items(), key=_is_long):
        if name not in _BLOCKS:
            yield Argument(_RENAMED.get((of or "", name), name), value)
    for name, value in arguments.items():
        if name in _BLOCKS:
            for each in value if isinstance(value, list) else [value]:
                yield Block(_BLOCKS[name], (), tuple(_items(each)))


def _is_long(argument: tuple[str, Value]) -> bool:
    return isinstance(argument[1], Mapping | Call)


def _said(value: Any) -> Any:  # noqa: ANN401 - arguments of any shape
    """An argument with references to the table in it."""
    if isinstance(value, Of):
        known = Expression(f"{_TABLE}.{value.output.removeprefix('table_')}")
        return Template((known, value.behind)) if value.behind else known
    if isinstance(value, Text):
        return Template(tuple(map(_said, value.parts)))
    if isinstance(value, Json):
        return Call("jsonencode", (_said(value.document),))
    if isinstance(value, dict):
        return {name: _said(inner) for name, inner in value.items()}
    return [_said(inner) for inner in value] if isinstance(value, list) else value
