"""The resources of a table, and its five outputs."""

from __future__ import annotations

from typing import TypeAlias

import pulumi
import pulumi_aws as aws

# Loaded here, by one thread: the package loads it at the first use, and does not bear two threads that do that at once.
from pulumi_aws.dynamodb import ContributorInsights
from pulumi_aws.dynamodb import Table as AwsTable

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import insights_arguments, table_arguments
from planton_dynamodb.targets.pulumi_options import Account, Options

Outputs: TypeAlias = dict[str, pulumi.Output[str]]


def declare(table: Table, options: Options | None = None) -> Outputs:
    """Declare the resources that make up a table; the five outputs, by their names."""
    options = options or Options()
    made = AwsTable(
        table.name,
        **table_arguments(table),
        opts=pulumi.ResourceOptions(
            provider=_provider(options.account),
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
    return {
        "table_name": made.name,
        "table_arn": made.arn,
        "table_id": made.id,
        "stream_arn": _of_stream(table, made.stream_arn),
        "stream_label": _of_stream(table, made.stream_label),
    }


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
