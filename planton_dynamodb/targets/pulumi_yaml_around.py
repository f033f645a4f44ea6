"""What runs around a table as a part of a Pulumi YAML program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planton_dynamodb.manifest.words import camel
from planton_dynamodb.manifest.writing.block_text import lines, scalar
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.targets.pulumi_operations import (
    ArnOf,
    Json,
    Resource,
    Text,
    found,
    handles,
    resources,
)
from planton_dynamodb.targets.pulumi_yaml_text import head, indented, literal

_BESIDE = (
    "# What runs around the table. A stack that planton-dynamodb made has it under a component, which Pulumi YAML",
    "# cannot declare: to go on with such a stack, take the Python program.",
)


def around_lines(operations: Operations, *, own_provider: bool) -> Iterator[str]:
    """The resources around a table. `own_provider`: the program has one for the place that it names."""
    if not operations.any:
        return
    yield from _BESIDE
    declared = resources(operations)
    called = handles(declared, operations.table)
    for resource in declared:
        yield from head(called[resource.type, resource.name], _short(resource.type), resource.name)
        yield from indented(
            lines({camel(name): _said(value) for name, value in resource.arguments.items()}), 2
        )
        yield "  options:"
        yield from ["    provider: ${aws}"] if own_provider else []
        yield from _after(resource, called)
        yield "    deleteBeforeReplace: true"


def export_lines(operations: Operations) -> Iterator[str]:
    """What the stack hands back of them."""
    if not operations.any:
        return
    called = handles(resources(operations), operations.table)

    def said(value: str | ArnOf) -> str:
        return f"${{{called[value.type, value.name]}.arn}}" if isinstance(value, ArnOf) else literal(value)

    yield "operations:"
    for sort, each in found(operations).items():
        if each:
            yield f"  {sort}:"
            yield from indented(lines({scalar(name): said(value) for name, value in each.items()}), 2)
        else:
            yield f"  {sort}: {{}}"


def _after(resource: Resource, called: Any) -> Iterator[str]:  # noqa: ANN401
    yield from ("    dependsOn:", "      - ${table}")
    if resource.after is not None:
        yield f"      - ${{{called[resource.after, resource.name]}}}"


def _short(kind: str) -> str:
    """`aws:cloudwatch:MetricAlarm` for `aws:cloudwatch/metricAlarm:MetricAlarm`."""
    package, module, name = kind.split(":")
    return f"{package}:{module.partition('/')[0]}:{name}"


def _said(value: Any) -> Any:  # noqa: ANN401 - arguments of any shape
    """An argument with references to the table in it, by the names that Pulumi has outside of Python."""
    if isinstance(value, Of):
        return f"${{table.{camel(value.output.removeprefix('table_'))}}}{literal(value.behind)}"
    if isinstance(value, Text):
        return "".join(map(_said, value.parts))
    if isinstance(value, Json):
        return {"fn::toJSON": _document(value.document)}
    if isinstance(value, dict):
        return {camel(name): _said(inner) for name, inner in value.items()}
    return [_said(inner) for inner in value] if isinstance(value, list) else literal(value)


def _document(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A document, whose keys are its own."""
    if isinstance(value, dict):
        return {name: _document(inner) for name, inner in value.items()}
    return [_document(inner) for inner in value] if isinstance(value, list) else _said(value)
