"""The DynamoDB table shop-orders-prod, what runs around it, and its five outputs."""

import pulumi
import pulumi_aws as aws

table = aws.dynamodb.Table(
    "shop-orders-prod",
    name="shop-orders-prod",
    billing_mode="PROVISIONED",
    read_capacity=5,
    write_capacity=5,
    attributes=[
        {"name": "orderId", "type": "S"},
        {"name": "email", "type": "S"},
        {"name": "status", "type": "S"},
    ],
    hash_key="orderId",
    global_secondary_indexes=[
        {
            "name": "by.email",
            "key_schemas": [
                {"attribute_name": "email", "key_type": "HASH"},
            ],
            "projection_type": "ALL",
            "read_capacity": 5,
            "write_capacity": 5,
        },
        {
            "name": "by-status",
            "key_schemas": [
                {"attribute_name": "status", "key_type": "HASH"},
            ],
            "projection_type": "ALL",
            "read_capacity": 5,
            "write_capacity": 5,
        },
    ],
    ttl={"enabled": False},
    stream_enabled=True,
    stream_view_type="NEW_IMAGE",
    point_in_time_recovery={"enabled": True},
    server_side_encryption={
        "enabled": True,
        "kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    },
    table_class="STANDARD",
    deletion_protection_enabled=False,
    tags={"environment": "prod"},
    opts=pulumi.ResourceOptions(
        protect=True,
        retain_on_delete=True,
        # A replacement would lose the data. It fails, since the name is taken, until this is true.
        delete_before_replace=False,
        # Scaling changes these: said again, they would take back what it did.
        ignore_changes=["readCapacity", "writeCapacity"],
    ),
)

around = pulumi.ComponentResource(
    "planton-dynamodb:index:Operations",
    "shop-orders-prod",
)

range_read = aws.appautoscaling.Target(
    "shop-orders-prod-read",
    min_capacity=5,
    max_capacity=100,
    resource_id=pulumi.Output.concat("table/", table.name),
    scalable_dimension="dynamodb:table:ReadCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-read",
    name="shop-orders-prod-read-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name),
    scalable_dimension="dynamodb:table:ReadCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBReadCapacityUtilization",
        },
        "target_value": 65,
        "scale_in_cooldown": 120,
        "scale_out_cooldown": 30,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_read],
        delete_before_replace=True,
    ),
)

range_by_email_read = aws.appautoscaling.Target(
    "shop-orders-prod-by.email-read",
    min_capacity=5,
    max_capacity=500,
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by.email"),
    scalable_dimension="dynamodb:index:ReadCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-by.email-read",
    name="shop-orders-prod-by.email-read-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by.email"),
    scalable_dimension="dynamodb:index:ReadCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBReadCapacityUtilization",
        },
        "target_value": 70,
        "scale_in_cooldown": 60,
        "scale_out_cooldown": 60,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_by_email_read],
        delete_before_replace=True,
    ),
)

range_by_status_read = aws.appautoscaling.Target(
    "shop-orders-prod-by-status-read",
    min_capacity=5,
    max_capacity=100,
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by-status"),
    scalable_dimension="dynamodb:index:ReadCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-by-status-read",
    name="shop-orders-prod-by-status-read-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by-status"),
    scalable_dimension="dynamodb:index:ReadCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBReadCapacityUtilization",
        },
        "target_value": 65,
        "scale_in_cooldown": 120,
        "scale_out_cooldown": 30,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_by_status_read],
        delete_before_replace=True,
    ),
)

range_write = aws.appautoscaling.Target(
    "shop-orders-prod-write",
    min_capacity=5,
    max_capacity=50,
    resource_id=pulumi.Output.concat("table/", table.name),
    scalable_dimension="dynamodb:table:WriteCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-write",
    name="shop-orders-prod-write-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name),
    scalable_dimension="dynamodb:table:WriteCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBWriteCapacityUtilization",
        },
        "target_value": 70,
        "scale_in_cooldown": 60,
        "scale_out_cooldown": 60,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_write],
        delete_before_replace=True,
    ),
)

range_by_email_write = aws.appautoscaling.Target(
    "shop-orders-prod-by.email-write",
    min_capacity=5,
    max_capacity=60,
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by.email"),
    scalable_dimension="dynamodb:index:WriteCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-by.email-write",
    name="shop-orders-prod-by.email-write-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by.email"),
    scalable_dimension="dynamodb:index:WriteCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBWriteCapacityUtilization",
        },
        "target_value": 70,
        "scale_in_cooldown": 60,
        "scale_out_cooldown": 60,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_by_email_write],
        delete_before_replace=True,
    ),
)

range_by_status_write = aws.appautoscaling.Target(
    "shop-orders-prod-by-status-write",
    min_capacity=5,
    max_capacity=50,
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by-status"),
    scalable_dimension="dynamodb:index:WriteCapacityUnits",
    service_namespace="dynamodb",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.appautoscaling.Policy(
    "shop-orders-prod-by-status-write",
    name="shop-orders-prod-by-status-write-utilization",
    policy_type="TargetTrackingScaling",
    resource_id=pulumi.Output.concat("table/", table.name, "/index/by-status"),
    scalable_dimension="dynamodb:index:WriteCapacityUnits",
    service_namespace="dynamodb",
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "DynamoDBWriteCapacityUtilization",
        },
        "target_value": 70,
        "scale_in_cooldown": 60,
        "scale_out_cooldown": 60,
    },
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table, range_by_status_write],
        delete_before_replace=True,
    ),
)

alarm_throttled_reads = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-throttled-reads",
    name="shop-orders-prod-throttled-reads",
    alarm_description="Reads of shop-orders-prod are refused, since it is out of units for them.",
    comparison_operator="GreaterThanThreshold",
    threshold=2,
    evaluation_periods=3,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ReadThrottleEvents",
    dimensions={"TableName": table.name},
    period=120,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_throttled_writes = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-throttled-writes",
    name="shop-orders-prod-throttled-writes",
    alarm_description="Writes of shop-orders-prod are refused, since it is out of units for them.",
    comparison_operator="GreaterThanThreshold",
    threshold=2,
    evaluation_periods=3,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="WriteThrottleEvents",
    dimensions={"TableName": table.name},
    period=120,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_by_status_throttled_reads = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-by-status-throttled-reads",
    name="shop-orders-prod-by-status-throttled-reads",
    alarm_description="Reads of the index by-status of shop-orders-prod are refused, since it is out of units for them.",
    comparison_operator="GreaterThanThreshold",
    threshold=3,
    evaluation_periods=6,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ReadThrottleEvents",
    dimensions={"TableName": table.name, "GlobalSecondaryIndexName": "by-status"},
    period=180,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_by_status_throttled_writes = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-by-status-throttled-writes",
    name="shop-orders-prod-by-status-throttled-writes",
    alarm_description="Writes of the index by-status of shop-orders-prod are refused, since it is out of units for them.",
    comparison_operator="GreaterThanThreshold",
    threshold=3,
    evaluation_periods=6,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="WriteThrottleEvents",
    dimensions={"TableName": table.name, "GlobalSecondaryIndexName": "by-status"},
    period=180,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_system_errors = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-system-errors",
    name="shop-orders-prod-system-errors",
    alarm_description="Requests to shop-orders-prod fail on the side of AWS.",
    comparison_operator="GreaterThanThreshold",
    threshold=1,
    evaluation_periods=4,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    metric_queries=[
        {
            "id": "total",
            "expression": "SUM(METRICS())",
            "label": "SystemErrors of all operations",
            "return_data": True,
        },
        {
            "id": "m1",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "GetItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m2",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "BatchGetItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m3",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "Query"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m4",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "Scan"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m5",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "PutItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m6",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "UpdateItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m7",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "DeleteItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m8",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {"TableName": table.name, "Operation": "BatchWriteItem"},
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m9",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {
                    "TableName": table.name,
                    "Operation": "TransactGetItems",
                },
                "period": 120,
                "stat": "Sum",
            },
        },
        {
            "id": "m10",
            "metric": {
                "namespace": "AWS/DynamoDB",
                "metric_name": "SystemErrors",
                "dimensions": {
                    "TableName": table.name,
                    "Operation": "TransactWriteItems",
                },
                "period": 120,
                "stat": "Sum",
            },
        },
    ],
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_user_errors = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-user-errors",
    name="shop-orders-prod-user-errors",
    alarm_description="DynamoDB refuses requests as wrong: of any table, since AWS counts them for the account and region.",
    comparison_operator="GreaterThanThreshold",
    threshold=20,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="UserErrors",
    period=600,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_consumed_read_units = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-consumed-read-units",
    name="shop-orders-prod-consumed-read-units",
    alarm_description="Reads of shop-orders-prod use more than 75 percent of 90 units per second.",
    comparison_operator="GreaterThanThreshold",
    threshold=8100,
    evaluation_periods=4,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ConsumedReadCapacityUnits",
    dimensions={"TableName": table.name},
    period=120,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_consumed_write_units = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-consumed-write-units",
    name="shop-orders-prod-consumed-write-units",
    alarm_description="Writes of shop-orders-prod use more than 75 percent of 45 units per second.",
    comparison_operator="GreaterThanThreshold",
    threshold=4050,
    evaluation_periods=4,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ConsumedWriteCapacityUnits",
    dimensions={"TableName": table.name},
    period=120,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_by_email_consumed_read_units = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-by.email-consumed-read-units",
    name="shop-orders-prod-by.email-consumed-read-units",
    alarm_description="Reads of the index by.email of shop-orders-prod use more than 90 percent of 400 units per second.",
    comparison_operator="GreaterThanThreshold",
    threshold=64800,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ConsumedReadCapacityUnits",
    dimensions={"TableName": table.name, "GlobalSecondaryIndexName": "by.email"},
    period=180,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_by_email_consumed_write_units = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-by.email-consumed-write-units",
    name="shop-orders-prod-by.email-consumed-write-units",
    alarm_description="Writes of the index by.email of shop-orders-prod use more than 90 percent of 55 units per second.",
    comparison_operator="GreaterThanThreshold",
    threshold=8910,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="ConsumedWriteCapacityUnits",
    dimensions={"TableName": table.name, "GlobalSecondaryIndexName": "by.email"},
    period=180,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_slow_reads = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-slow-reads",
    name="shop-orders-prod-slow-reads",
    alarm_description="SuccessfulRequestLatency of GetItem of shop-orders-prod.",
    comparison_operator="GreaterThanOrEqualToThreshold",
    threshold=10,
    evaluation_periods=2,
    treat_missing_data="ignore",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="SuccessfulRequestLatency",
    dimensions={"TableName": table.name, "Operation": "GetItem"},
    period=300,
    extended_statistic="p99",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

alarm_index_build = aws.cloudwatch.MetricAlarm(
    "shop-orders-prod-index-build",
    name="shop-orders-prod-index-build",
    alarm_description="OnlineIndexThrottleEvents of the index by-status of shop-orders-prod.",
    comparison_operator="GreaterThanThreshold",
    threshold=0,
    evaluation_periods=5,
    treat_missing_data="notBreaching",
    alarm_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    ok_actions=["arn:aws:sns:eu-central-1:123456789012:shop-prod"],
    namespace="AWS/DynamoDB",
    metric_name="OnlineIndexThrottleEvents",
    dimensions={"TableName": table.name, "GlobalSecondaryIndexName": "by-status"},
    period=60,
    statistic="Sum",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.ssm.Parameter(
    "/shop/prod/orders/table-name",
    name="/shop/prod/orders/table-name",
    type="String",
    value=table.name,
    description="The table name of the DynamoDB table shop-orders-prod",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.ssm.Parameter(
    "/shop/prod/orders/table-arn",
    name="/shop/prod/orders/table-arn",
    type="String",
    value=table.arn,
    description="The table ARN of the DynamoDB table shop-orders-prod",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.ssm.Parameter(
    "/shop/prod/orders/stream-arn",
    name="/shop/prod/orders/stream-arn",
    type="String",
    value=table.stream_arn,
    description="The stream ARN of the DynamoDB table shop-orders-prod",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

aws.iam.RolePolicy(
    "shop-orders-prod-task",
    name="shop-orders-prod-task",
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadItems",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:BatchGetItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:GetItem",
                        "dynamodb:PartiQLSelect",
                        "dynamodb:Query",
                        "dynamodb:Scan",
                    ],
                    "Resource": [
                        table.arn,
                        pulumi.Output.concat(table.arn, "/index/*"),
                    ],
                },
                {
                    "Sid": "WriteItems",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:BatchWriteItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:PartiQLDelete",
                        "dynamodb:PartiQLInsert",
                        "dynamodb:PartiQLUpdate",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                    ],
                    "Resource": [table.arn],
                },
                {
                    "Sid": "UseKey",
                    "Effect": "Allow",
                    "Action": [
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:Encrypt",
                        "kms:GenerateDataKey*",
                        "kms:ReEncrypt*",
                    ],
                    "Resource": [
                        "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                    ],
                    "Condition": {
                        "StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"},
                    },
                },
            ],
        },
    ),
    role="shop-prod-task",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

policy_reporting = aws.iam.Policy(
    "shop-orders-prod-reporting",
    name="shop-orders-prod-reporting",
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadItems",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:BatchGetItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:GetItem",
                        "dynamodb:PartiQLSelect",
                        "dynamodb:Query",
                        "dynamodb:Scan",
                    ],
                    "Resource": [
                        table.arn,
                        pulumi.Output.concat(table.arn, "/index/*"),
                    ],
                },
                {
                    "Sid": "ReadStream",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:DescribeStream",
                        "dynamodb:GetRecords",
                        "dynamodb:GetShardIterator",
                    ],
                    "Resource": [pulumi.Output.concat(table.arn, "/stream/*")],
                },
                {
                    "Sid": "FindStreams",
                    "Effect": "Allow",
                    "Action": ["dynamodb:ListStreams"],
                    "Resource": ["*"],
                },
                {
                    "Sid": "UseKey",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:DescribeKey"],
                    "Resource": [
                        "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                    ],
                    "Condition": {
                        "StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"},
                    },
                },
            ],
        },
    ),
    description="The grant reporting of the DynamoDB table shop-orders-prod",
    opts=pulumi.ResourceOptions(
        parent=around,
        depends_on=[table],
        delete_before_replace=True,
    ),
)

around.register_outputs({})

pulumi.export("table_name", table.name)
pulumi.export("table_arn", table.arn)
pulumi.export("table_id", table.id)
pulumi.export("stream_arn", table.stream_arn)
pulumi.export("stream_label", table.stream_label)
pulumi.export(
    "operations",
    {
        "alarms": {
            "throttled-reads": alarm_throttled_reads.arn,
            "throttled-writes": alarm_throttled_writes.arn,
            "by-status-throttled-reads": alarm_by_status_throttled_reads.arn,
            "by-status-throttled-writes": alarm_by_status_throttled_writes.arn,
            "system-errors": alarm_system_errors.arn,
            "user-errors": alarm_user_errors.arn,
            "consumed-read-units": alarm_consumed_read_units.arn,
            "consumed-write-units": alarm_consumed_write_units.arn,
            "by.email-consumed-read-units": alarm_by_email_consumed_read_units.arn,
            "by.email-consumed-write-units": alarm_by_email_consumed_write_units.arn,
            "slow-reads": alarm_slow_reads.arn,
            "index-build": alarm_index_build.arn,
        },
        "parameters": {
            "table_name": "/shop/prod/orders/table-name",
            "table_arn": "/shop/prod/orders/table-arn",
            "stream_arn": "/shop/prod/orders/stream-arn",
        },
        "policies": {"task": "shop-prod-task", "reporting": policy_reporting.arn},
    },
)
