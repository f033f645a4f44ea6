"""Small Pulumi programs for the engine to run, and the stacks that they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws
from pulumi import automation as auto

from tests.standin.fixtures import Cloud

Program: TypeAlias = Callable[[], None]

EVERYTHING: dict[str, Any] = {
    "billing_mode": "PROVISIONED",
    "read_capacity": 5,
    "write_capacity": 5,
    "range_key": "at",
    "attributes": [{"name": name, "type": "S"} for name in ("at", "id", "status", "total")],
    "global_secondary_indexes": [
        {
            "name": "by-status",
            "key_schemas": [
                {"attribute_name": "status", "key_type": "HASH"},
                {"attribute_name": "at", "key_type": "RANGE"},
            ],
            "projection_type": "INCLUDE",
            "non_key_attributes": ["total", "note"],
            "read_capacity": 2,
            "write_capacity": 2,
        }
    ],
    "local_secondary_indexes": [{"name": "by-total", "range_key": "total", "projection_type": "KEYS_ONLY"}],
    "stream_enabled": True,
    "stream_view_type": "NEW_IMAGE",
    "ttl": {"enabled": True, "attribute_name": "expires"},
    "point_in_time_recovery": {"enabled": True},
    "server_side_encryption": {"enabled": True},
    "table_class": "STANDARD_INFREQUENT_ACCESS",
    "deletion_protection_enabled": True,
    "tags": {"team": "shop", "cost center": "42"},
}


def orders(**more: Any) -> dict[str, Any]:
    """A small table's arguments, and others in their place."""
    return {
        "name": "orders",
        "billing_mode": "PAY_PER_REQUEST",
        "hash_key": "id",
        "attributes": [{"name": "id", "type": "S"}],
        **more,
    }


def table(
    provider: Callable[[], aws.Provider] | None = None, adopt: str | None = None, **arguments: Any
) -> Program:
    """A program of one table, with its insights if it shall have any."""
    insights = arguments.pop("insights", False)
    delete_first = arguments.pop("delete_first", None)

    def make() -> None:
        options = pulumi.ResourceOptions(
            provider=provider() if provider else None, import_=adopt, delete_before_replace=delete_first
        )
        made = aws.dynamodb.Table("orders", opts=options, **arguments)
        if insights:
            aws.dynamodb.ContributorInsights("orders", table_name=made.name)
        for name in ("arn", "id", "name", "stream_arn", "stream_label"):
            pulumi.export(name, getattr(made, name))

    return make


def stack(cloud: Cloud, make: Program) -> auto.Stack:
    """The stack of this test with this program."""
    options = auto.LocalWorkspaceOptions(env_vars=cloud.env)
    return auto.create_or_select_stack("dev", "trial", make, opts=options)
