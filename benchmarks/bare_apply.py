"""What `apply` is measured against: a program of Pulumi's Automation API, as somebody would write it for one table."""

from __future__ import annotations

import sys

import pulumi
import pulumi_aws as aws
from pulumi import automation as auto


def program() -> None:
    """One table, the same as `table.yaml` of the benchmark, and its five outputs."""
    table = aws.dynamodb.Table(
        "orders",
        name="orders",
        billing_mode="PAY_PER_REQUEST",
        attributes=[{"name": name, "type": "S"} for name in ("customerId", "orderId", "status")],
        hash_key="customerId",
        range_key="orderId",
        global_secondary_indexes=[
            {
                "name": "by-status",
                "key_schemas": [{"attribute_name": "status", "key_type": "HASH"}],
                "projection_type": "ALL",
            }
        ],
        stream_enabled=True,
        stream_view_type="NEW_IMAGE",
        point_in_time_recovery={"enabled": "recoverable" in sys.argv},
        opts=pulumi.ResourceOptions(delete_before_replace=True),
    )
    pulumi.export("table_name", table.name)
    pulumi.export("table_arn", table.arn)
    pulumi.export("table_id", table.id)
    pulumi.export("stream_arn", table.stream_arn)
    pulumi.export("stream_label", table.stream_label)


stack = auto.create_or_select_stack("orders", project_name="bare", program=program)
for name, output in stack.up(on_output=print).outputs.items():
    print(name, output.value)
