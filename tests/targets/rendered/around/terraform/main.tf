resource "aws_dynamodb_table" "table" {
  # The table is to stay on AWS when it leaves this configuration, and Terraform has no argument for that:
  # before its block goes, run `terraform state rm aws_dynamodb_table.table`, or put a `removed` block in its place.
  name                        = "shop-orders-prod"
  billing_mode                = "PROVISIONED"
  read_capacity               = 5
  write_capacity              = 5
  hash_key                    = "orderId"
  table_class                 = "STANDARD"
  stream_enabled              = true
  stream_view_type            = "NEW_IMAGE"
  deletion_protection_enabled = false
  tags = merge({
    environment = "prod"
  }, var.tags)

  attribute {
    name = "orderId"
    type = "S"
  }

  attribute {
    name = "email"
    type = "S"
  }

  attribute {
    name = "status"
    type = "S"
  }

  global_secondary_index {
    name            = "by.email"
    hash_key        = "email"
    projection_type = "ALL"
    read_capacity   = 5
    write_capacity  = 5
  }

  global_secondary_index {
    name            = "by-status"
    hash_key        = "status"
    projection_type = "ALL"
    read_capacity   = 5
    write_capacity  = 5
  }

  ttl {
    enabled = false
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
  }

  lifecycle {
    # A replacement would lose the data. It fails, since the name is taken, while this is true.
    create_before_destroy = true
    prevent_destroy       = true

    # Scaling changes these: said again, they would take back what it did.
    ignore_changes = [read_capacity, write_capacity]

    # Scaling changes the units of these indexes too: by.email, by-status.
    # Terraform can only ignore all indexes at once: add global_secondary_index to ignore_changes when they are
    # made, and take it out again before you change one.
  }
}

resource "aws_appautoscaling_target" "read" {
  min_capacity       = 5
  max_capacity       = 100
  resource_id        = "table/${aws_dynamodb_table.table.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "read" {
  name               = "shop-orders-prod-read-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.read.resource_id
  scalable_dimension = aws_appautoscaling_target.read.scalable_dimension
  service_namespace  = aws_appautoscaling_target.read.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 120
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBReadCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_target" "by_email_read" {
  min_capacity       = 5
  max_capacity       = 500
  resource_id        = "table/${aws_dynamodb_table.table.name}/index/by.email"
  scalable_dimension = "dynamodb:index:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "by_email_read" {
  name               = "shop-orders-prod-by.email-read-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.by_email_read.resource_id
  scalable_dimension = aws_appautoscaling_target.by_email_read.scalable_dimension
  service_namespace  = aws_appautoscaling_target.by_email_read.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_in_cooldown  = 60
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBReadCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_target" "by_status_read" {
  min_capacity       = 5
  max_capacity       = 100
  resource_id        = "table/${aws_dynamodb_table.table.name}/index/by-status"
  scalable_dimension = "dynamodb:index:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "by_status_read" {
  name               = "shop-orders-prod-by-status-read-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.by_status_read.resource_id
  scalable_dimension = aws_appautoscaling_target.by_status_read.scalable_dimension
  service_namespace  = aws_appautoscaling_target.by_status_read.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 120
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBReadCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_target" "write" {
  min_capacity       = 5
  max_capacity       = 50
  resource_id        = "table/${aws_dynamodb_table.table.name}"
  scalable_dimension = "dynamodb:table:WriteCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "write" {
  name               = "shop-orders-prod-write-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.write.resource_id
  scalable_dimension = aws_appautoscaling_target.write.scalable_dimension
  service_namespace  = aws_appautoscaling_target.write.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_in_cooldown  = 60
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBWriteCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_target" "by_email_write" {
  min_capacity       = 5
  max_capacity       = 60
  resource_id        = "table/${aws_dynamodb_table.table.name}/index/by.email"
  scalable_dimension = "dynamodb:index:WriteCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "by_email_write" {
  name               = "shop-orders-prod-by.email-write-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.by_email_write.resource_id
  scalable_dimension = aws_appautoscaling_target.by_email_write.scalable_dimension
  service_namespace  = aws_appautoscaling_target.by_email_write.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_in_cooldown  = 60
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBWriteCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_target" "by_status_write" {
  min_capacity       = 5
  max_capacity       = 50
  resource_id        = "table/${aws_dynamodb_table.table.name}/index/by-status"
  scalable_dimension = "dynamodb:index:WriteCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "by_status_write" {
  name               = "shop-orders-prod-by-status-write-utilization"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.by_status_write.resource_id
  scalable_dimension = aws_appautoscaling_target.by_status_write.scalable_dimension
  service_namespace  = aws_appautoscaling_target.by_status_write.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_in_cooldown  = 60
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBWriteCapacityUtilization"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "throttled_reads" {
  alarm_name          = "shop-orders-prod-throttled-reads"
  alarm_description   = "Reads of shop-orders-prod are refused, since it is out of units for them."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ReadThrottleEvents"
  period              = 120
  statistic           = "Sum"
  dimensions = {
    TableName = aws_dynamodb_table.table.name
  }
}

resource "aws_cloudwatch_metric_alarm" "throttled_writes" {
  alarm_name          = "shop-orders-prod-throttled-writes"
  alarm_description   = "Writes of shop-orders-prod are refused, since it is out of units for them."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "WriteThrottleEvents"
  period              = 120
  statistic           = "Sum"
  dimensions = {
    TableName = aws_dynamodb_table.table.name
  }
}

resource "aws_cloudwatch_metric_alarm" "by_status_throttled_reads" {
  alarm_name          = "shop-orders-prod-by-status-throttled-reads"
  alarm_description   = "Reads of the index by-status of shop-orders-prod are refused, since it is out of units for them."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3
  evaluation_periods  = 6
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ReadThrottleEvents"
  period              = 180
  statistic           = "Sum"
  dimensions = {
    TableName                = aws_dynamodb_table.table.name
    GlobalSecondaryIndexName = "by-status"
  }
}

resource "aws_cloudwatch_metric_alarm" "by_status_throttled_writes" {
  alarm_name          = "shop-orders-prod-by-status-throttled-writes"
  alarm_description   = "Writes of the index by-status of shop-orders-prod are refused, since it is out of units for them."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3
  evaluation_periods  = 6
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "WriteThrottleEvents"
  period              = 180
  statistic           = "Sum"
  dimensions = {
    TableName                = aws_dynamodb_table.table.name
    GlobalSecondaryIndexName = "by-status"
  }
}

resource "aws_cloudwatch_metric_alarm" "system_errors" {
  alarm_name          = "shop-orders-prod-system-errors"
  alarm_description   = "Requests to shop-orders-prod fail on the side of AWS."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 4
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]

  metric_query {
    id          = "total"
    expression  = "SUM(METRICS())"
    label       = "SystemErrors of all operations"
    return_data = true
  }

  metric_query {
    id = "m1"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "GetItem"
      }
    }
  }

  metric_query {
    id = "m2"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "BatchGetItem"
      }
    }
  }

  metric_query {
    id = "m3"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "Query"
      }
    }
  }

  metric_query {
    id = "m4"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "Scan"
      }
    }
  }

  metric_query {
    id = "m5"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "PutItem"
      }
    }
  }

  metric_query {
    id = "m6"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "UpdateItem"
      }
    }
  }

  metric_query {
    id = "m7"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "DeleteItem"
      }
    }
  }

  metric_query {
    id = "m8"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "BatchWriteItem"
      }
    }
  }

  metric_query {
    id = "m9"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "TransactGetItems"
      }
    }
  }

  metric_query {
    id = "m10"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "SystemErrors"
      period      = 120
      stat        = "Sum"
      dimensions = {
        TableName = aws_dynamodb_table.table.name
        Operation = "TransactWriteItems"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "user_errors" {
  alarm_name          = "shop-orders-prod-user-errors"
  alarm_description   = "DynamoDB refuses requests as wrong: of any table, since AWS counts them for the account and region."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 20
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "UserErrors"
  period              = 600
  statistic           = "Sum"
  depends_on          = [aws_dynamodb_table.table]
}

resource "aws_cloudwatch_metric_alarm" "consumed_read_units" {
  alarm_name          = "shop-orders-prod-consumed-read-units"
  alarm_description   = "Reads of shop-orders-prod use more than 75 percent of 90 units per second."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 8100
  evaluation_periods  = 4
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ConsumedReadCapacityUnits"
  period              = 120
  statistic           = "Sum"
  dimensions = {
    TableName = aws_dynamodb_table.table.name
  }
}

resource "aws_cloudwatch_metric_alarm" "consumed_write_units" {
  alarm_name          = "shop-orders-prod-consumed-write-units"
  alarm_description   = "Writes of shop-orders-prod use more than 75 percent of 45 units per second."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 4050
  evaluation_periods  = 4
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ConsumedWriteCapacityUnits"
  period              = 120
  statistic           = "Sum"
  dimensions = {
    TableName = aws_dynamodb_table.table.name
  }
}

resource "aws_cloudwatch_metric_alarm" "by_email_consumed_read_units" {
  alarm_name          = "shop-orders-prod-by.email-consumed-read-units"
  alarm_description   = "Reads of the index by.email of shop-orders-prod use more than 90 percent of 400 units per second."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 64800
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ConsumedReadCapacityUnits"
  period              = 180
  statistic           = "Sum"
  dimensions = {
    TableName                = aws_dynamodb_table.table.name
    GlobalSecondaryIndexName = "by.email"
  }
}

resource "aws_cloudwatch_metric_alarm" "by_email_consumed_write_units" {
  alarm_name          = "shop-orders-prod-by.email-consumed-write-units"
  alarm_description   = "Writes of the index by.email of shop-orders-prod use more than 90 percent of 55 units per second."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 8910
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "ConsumedWriteCapacityUnits"
  period              = 180
  statistic           = "Sum"
  dimensions = {
    TableName                = aws_dynamodb_table.table.name
    GlobalSecondaryIndexName = "by.email"
  }
}

resource "aws_cloudwatch_metric_alarm" "slow_reads" {
  alarm_name          = "shop-orders-prod-slow-reads"
  alarm_description   = "SuccessfulRequestLatency of GetItem of shop-orders-prod."
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 10
  evaluation_periods  = 2
  treat_missing_data  = "ignore"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "SuccessfulRequestLatency"
  period              = 300
  extended_statistic  = "p99"
  dimensions = {
    TableName = aws_dynamodb_table.table.name
    Operation = "GetItem"
  }
}

resource "aws_cloudwatch_metric_alarm" "index_build" {
  alarm_name          = "shop-orders-prod-index-build"
  alarm_description   = "OnlineIndexThrottleEvents of the index by-status of shop-orders-prod."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  ok_actions          = ["arn:aws:sns:eu-central-1:123456789012:shop-prod"]
  namespace           = "AWS/DynamoDB"
  metric_name         = "OnlineIndexThrottleEvents"
  period              = 60
  statistic           = "Sum"
  dimensions = {
    TableName                = aws_dynamodb_table.table.name
    GlobalSecondaryIndexName = "by-status"
  }
}

resource "aws_ssm_parameter" "shop_prod_orders_table_name" {
  name        = "/shop/prod/orders/table-name"
  type        = "String"
  value       = aws_dynamodb_table.table.name
  description = "The table name of the DynamoDB table shop-orders-prod"
}

resource "aws_ssm_parameter" "shop_prod_orders_table_arn" {
  name        = "/shop/prod/orders/table-arn"
  type        = "String"
  value       = aws_dynamodb_table.table.arn
  description = "The table ARN of the DynamoDB table shop-orders-prod"
}

resource "aws_ssm_parameter" "shop_prod_orders_stream_arn" {
  name        = "/shop/prod/orders/stream-arn"
  type        = "String"
  value       = aws_dynamodb_table.table.stream_arn
  description = "The stream ARN of the DynamoDB table shop-orders-prod"
}

resource "aws_iam_role_policy" "task" {
  name = "shop-orders-prod-task"
  role = "shop-prod-task"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadItems"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DescribeTable",
          "dynamodb:GetItem",
          "dynamodb:PartiQLSelect",
          "dynamodb:Query",
          "dynamodb:Scan",
        ]
        Resource = [aws_dynamodb_table.table.arn, "${aws_dynamodb_table.table.arn}/index/*"]
      },
      {
        Sid    = "WriteItems"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchWriteItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem",
          "dynamodb:DescribeTable",
          "dynamodb:PartiQLDelete",
          "dynamodb:PartiQLInsert",
          "dynamodb:PartiQLUpdate",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        Resource = [aws_dynamodb_table.table.arn]
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource = ["arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"]
        Condition = {
          StringLike = {
            "kms:ViaService" = "dynamodb.*.amazonaws.com"
          }
        }
      },
    ]
  })
}

resource "aws_iam_policy" "reporting" {
  name        = "shop-orders-prod-reporting"
  description = "The grant reporting of the DynamoDB table shop-orders-prod"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadItems"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DescribeTable",
          "dynamodb:GetItem",
          "dynamodb:PartiQLSelect",
          "dynamodb:Query",
          "dynamodb:Scan",
        ]
        Resource = [aws_dynamodb_table.table.arn, "${aws_dynamodb_table.table.arn}/index/*"]
      },
      {
        Sid      = "ReadStream"
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        Resource = ["${aws_dynamodb_table.table.arn}/stream/*"]
      },
      {
        Sid      = "FindStreams"
        Effect   = "Allow"
        Action   = ["dynamodb:ListStreams"]
        Resource = ["*"]
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey"]
        Resource = ["arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"]
        Condition = {
          StringLike = {
            "kms:ViaService" = "dynamodb.*.amazonaws.com"
          }
        }
      },
    ]
  })
}
