"""The DynamoDB table orders and its five outputs."""

import pulumi
import pulumi_aws as aws

table = aws.dynamodb.Table(
    "orders",
    name="orders",
    billing_mode="PROVISIONED",
    read_capacity=10,
    write_capacity=5,
    attributes=[
        {"name": "orderId", "type": "S"},
        {"name": "placedAt", "type": "N"},
        {"name": "${customer}", "type": "S"},
    ],
    hash_key="orderId",
    range_key="placedAt",
    global_secondary_indexes=[
        {
            "name": "by-customer",
            "key_schemas": [
                {"attribute_name": "${customer}", "key_type": "HASH"},
                {"attribute_name": "placedAt", "key_type": "RANGE"},
            ],
            "projection_type": "INCLUDE",
            "non_key_attributes": ["total", "status"],
            "read_capacity": 2,
            "write_capacity": 1,
        },
    ],
    local_secondary_indexes=[
        {
            "name": "by-order-and-customer",
            "range_key": "${customer}",
            "projection_type": "KEYS_ONLY",
        },
    ],
    ttl={"attribute_name": "expiresAt", "enabled": True},
    stream_enabled=True,
    stream_view_type="NEW_IMAGE",
    point_in_time_recovery={"enabled": True},
    server_side_encryption={
        "enabled": True,
        "kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    },
    table_class="STANDARD_INFREQUENT_ACCESS",
    deletion_protection_enabled=True,
    tags={
        "environment": "prod",
        "on": "yes",
        "organization": "acme",
        "pulumi.project-planton.org/project": "shop",
        "team": "checkout",
    },
    opts=pulumi.ResourceOptions(
        protect=True,
        # A replacement would lose the data. It fails, since the name is taken, until this is true.
        delete_before_replace=False,
    ),
)

aws.dynamodb.ContributorInsights(
    "orders",
    table_name=table.name,
    opts=pulumi.ResourceOptions(
        parent=table,
        protect=False,
        delete_before_replace=True,
    ),
)

pulumi.export("table_name", table.name)
pulumi.export("table_arn", table.arn)
pulumi.export("table_id", table.id)
pulumi.export("stream_arn", table.stream_arn)
pulumi.export("stream_label", table.stream_label)
