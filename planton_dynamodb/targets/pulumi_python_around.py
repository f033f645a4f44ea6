"""What runs around a table as a part of a Python program for Pulumi."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    COMPONENT_TYPE,
    POLICY_TYPE,
    SCALABLE_TYPE,
    ArnOf,
    Json,
    Text,
    found,
    handles,
    resources,
)
from planton_dynamodb.targets.python_text import Call, Name, keywords, literal, string

_REFERRED_TO = (SCALABLE_TYPE, ALARM_TYPE, POLICY_TYPE)
"""What has a variable, since something further down asks for it."""


def around_lines(operations: Operations, *, own_provider: bool) -> Iterator[str]:
    """The resources around a table. `own_provider`: the program has one for the place that it names."""
    if not operations.any:
        return
    yield from _component(operations.table, own_provider=own_provider)
    declared = resources(operations)
    called = _variables(operations)
    for resource in declared:
        package, _, name = resource.type.split(":")
        variable = f"{called[resource.type, resource.name]} = " if resource.type in _REFERRED_TO else ""
        module = resource.type.split(":")[1].partition("/")[0]
        yield from (f"{variable}{package}.{module}.{name}(", f"    {string(resource.name)},")
        yield from keywords({key: _said(value) for key, value in resource.arguments.items()})
        yield from ("    opts=pulumi.ResourceOptions(", "        parent=around,")
        needed = [Name("table")]
        if resource.after is not None:
            needed.append(Name(called[resource.after, resource.name]))
        yield f"        depends_on={literal(needed, 8, len('depends_on='))},"
        yield from ("        delete_before_replace=True,", "    ),", ")", "")
    yield from ("around.register_outputs({})", "")


def _component(table: str, *, own_provider: bool) -> Iterator[str]:
    if not own_provider:
        made = Call("pulumi.ComponentResource", (COMPONENT_TYPE, table))
        yield from (f"around = {literal(made, 0, len('around = '))}", "")
        return
    yield from (
        "around = pulumi.ComponentResource(",
        f"    {string(COMPONENT_TYPE)},",
        f"    {string(table)},",
    )
    yield from ("    opts=pulumi.ResourceOptions(provider=provider),", ")", "")


def export_lines(operations: Operations) -> Iterator[str]:
    """What the stack hands back of them."""
    if not operations.any:
        return
    called = _variables(operations)

    def said(value: str | ArnOf) -> str | Name:
        return Name(f"{called[value.type, value.name]}.arn") if isinstance(value, ArnOf) else value

    handed_back = {
        sort: {name: said(value) for name, value in each.items()} for sort, each in found(operations).items()
    }
    yield literal(Call("pulumi.export", ("operations", handed_back)), 0, 0)


def _variables(operations: Operations) -> dict[tuple[str, str], str]:
    called = handles(resources(operations), operations.table)
    return {resource: name.replace("-", "_") for resource, name in called.items()}


def _said(value: Any) -> Any:  # noqa: ANN401 - arguments of any shape
    """An argument with references to the table in it."""
    if isinstance(value, Of):
        named = Name(f"table.{value.output.removeprefix('table_')}")
        return Call("pulumi.Output.concat", (named, value.behind)) if value.behind else named
    if isinstance(value, Text):
        return Call("pulumi.Output.concat", tuple(_said(part) for part in value.parts))
    if isinstance(value, Json):
        return Call("pulumi.Output.json_dumps", (_said(value.document),))
    if isinstance(value, dict):
        return {name: _said(inner) for name, inner in value.items()}
    return [_said(inner) for inner in value] if isinstance(value, list) else value
