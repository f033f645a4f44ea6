"""The resources of a table and of what runs around it, and the five outputs."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws

# Loaded here, by one thread: the package loads it at the first use, and does not bear two threads that do that at once.
from pulumi_aws.dynamodb import ContributorInsights
from pulumi_aws.dynamodb import Table as AwsTable

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import insights_arguments, table_arguments
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    COMPONENT_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
    ArnOf,
    Json,
    Text,
    found,
    resources,
)
from planton_dynamodb.targets.pulumi_options import Account, Options

Outputs: TypeAlias = dict[str, pulumi.Output[str]]
Around: TypeAlias = dict[str, dict[str, pulumi.Input[str]]]
"""What stands around a table: ARNs of alarms, paths of parameters, ARNs of policies or the roles that have them."""

_CLASSES = {
    SCALABLE_TYPE: ("pulumi_aws.appautoscaling", "Target"),
    SCALING_TYPE: ("pulumi_aws.appautoscaling", "Policy"),
    ALARM_TYPE: ("pulumi_aws.cloudwatch", "MetricAlarm"),
    PARAMETER_TYPE: ("pulumi_aws.ssm", "Parameter"),
    POLICY_TYPE: ("pulumi_aws.iam", "Policy"),
    ROLE_POLICY_TYPE: ("pulumi_aws.iam", "RolePolicy"),
}
"""Imported when there is such a resource: together they take as long as all the rest."""
_ONE_AT_A_TIME = threading.Lock()


def declare(table: Table, options: Options | None = None, operations: Operations | None = None) -> Outputs:
    """Declare the resources that make up a table and what runs around it; the five outputs, by their names."""
    return _declared(table, options or Options(), operations)[0]


def exports(table: Table, options: Options, operations: Operations | None) -> dict[str, Any]:
    """Declare them; what the stack hands back: the five outputs, and where to find what runs around the table."""
    outputs, around = _declared(table, options, operations)
    return {**outputs, "operations": around} if around is not None else {**outputs}


def _declared(table: Table, options: Options, operations: Operations | None) -> tuple[Outputs, Around | None]:
    provider = _provider(options.account)
    made = AwsTable(
        table.name,
        **table_arguments(table),
        opts=pulumi.ResourceOptions(
            provider=provider,
            protect=options.protect,
            retain_on_delete=options.retain,
            # The name is the manifest's, and AWS has it once: unless the old table may go first, a replacement
            # fails at the name that is taken, and nothing is lost.
            delete_before_replace=options.replace,
            import_=table.name if options.adopt else None,
            ignore_changes=_left_alone(table, options),
        ),
    )
    insights = None if options.adopt else insights_arguments(table)
    if insights is not None:
        ContributorInsights(
            table.name,
            table_name=made.name,
            **insights,
            # Nothing is lost with them: they go when they are switched off, however the table is held on to.
            opts=pulumi.ResourceOptions(parent=made, protect=False, delete_before_replace=True),
        )
    outputs: Outputs = {
        "table_name": made.name,
        "table_arn": made.arn,
        "table_id": made.id,
        "stream_arn": _of_stream(table, made.stream_arn),
        "stream_label": _of_stream(table, made.stream_label),
    }
    if operations is None or not operations.any or options.adopt:
        return outputs, None
    return outputs, _declared_around(operations, made, outputs, provider)


def _declared_around(
    operations: Operations, table: AwsTable, outputs: Outputs, provider: aws.Provider | None
) -> Around:
    """What runs around a table: under a component of its own, so that a table is the same with it and without.

    All of it waits for the table, what says nothing of the table too: an alarm or a parameter has the name that it has,
    and where the table is refused that may be the name of somebody else's.
    """
    component = pulumi.ComponentResource(
        COMPONENT_TYPE, operations.table, None, pulumi.ResourceOptions(provider=provider)
    )
    made: dict[tuple[str, str], Any] = {}
    for resource in resources(operations):
        needed = [table] if resource.after is None else [table, made[resource.after, resource.name]]
        made[resource.type, resource.name] = _class(resource.type)(
            resource.name,
            **{name: _given(value, outputs) for name, value in resource.arguments.items()},
            # Nothing is lost with them: they go when they are no longer declared, however the table is held on to.
            opts=pulumi.ResourceOptions(
                parent=component, provider=provider, depends_on=needed, delete_before_replace=True
            ),
        )
    component.register_outputs({})
    return {
        sort: {
            name: made[where.type, where.name].arn if isinstance(where, ArnOf) else where
            for name, where in parts.items()
        }
        for sort, parts in found(operations).items()
    }


def _class(kind: str) -> Any:  # noqa: ANN401 - one of several
    module, name = _CLASSES[kind]
    with _ONE_AT_A_TIME:
        return getattr(import_module(module), name)


def _given(value: Any, outputs: Outputs) -> Any:  # noqa: ANN401 - arguments of any shape
    """An argument with the table's outputs in it."""
    if isinstance(value, Of):
        return (
            pulumi.Output.concat(outputs[value.output], value.behind)
            if value.behind
            else outputs[value.output]
        )
    if isinstance(value, Text):
        return pulumi.Output.concat(*(_given(part, outputs) for part in value.parts))
    if isinstance(value, Json):
        return pulumi.Output.json_dumps(_given(value.document, outputs))
    if isinstance(value, dict):
        return {name: _given(inner, outputs) for name, inner in value.items()}
    return [_given(inner, outputs) for inner in value] if isinstance(value, list) else value


def _left_alone(table: Table, options: Options) -> list[str] | None:
    """What stays in the state as it is there, whatever is declared."""
    if options.adopt:
        return ["*"]
    # AWS wants to hear by which attribute items expired until now. The manifest no longer says it; the state does.
    unsaid = not table.expiry.enabled and table.expiry.attribute is None
    return ["ttl.attributeName"] if unsaid else None


def _of_stream(table: Table, said: pulumi.Output[str]) -> pulumi.Output[str]:
    """What AWS says of the stream, blank where there is none: of one that is closed AWS goes on telling for a day."""
    if table.stream_view_type is None:
        return pulumi.Output.from_input("")
    return said.apply(lambda value: value or "")


def _provider(account: Account | None) -> aws.Provider | None:
    """A provider of the table's own, where a place or credentials are given for it."""
    if account is None or account == Account():
        return None
    return aws.Provider(
        "aws",
        region=account.region,
        access_key=_secret(account.access_key_id),
        secret_key=_secret(account.secret_access_key),
        token=_secret(account.session_token),
        allowed_account_ids=[account.account_id] if account.account_id else None,
    )


def _secret(value: str | None) -> pulumi.Output[str] | None:
    return None if value is None else pulumi.Output.secret(value)
