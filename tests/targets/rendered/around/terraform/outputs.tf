output "table_name" {
  description = "The name of the table."
  value       = aws_dynamodb_table.table.name
}

output "table_arn" {
  description = "The ARN of the table."
  value       = aws_dynamodb_table.table.arn
}

output "table_id" {
  description = "The id of the table, which is its name."
  value       = aws_dynamodb_table.table.id
}

output "stream_arn" {
  description = "The ARN of the stream; blank where there is none."
  value       = aws_dynamodb_table.table.stream_arn
}

output "stream_label" {
  description = "The label of the stream, a timestamp; blank where there is none."
  value       = aws_dynamodb_table.table.stream_label
}

output "operations" {
  description = "What runs around the table."
  value = {
    alarms = {
      throttled-reads                 = aws_cloudwatch_metric_alarm.throttled_reads.arn
      throttled-writes                = aws_cloudwatch_metric_alarm.throttled_writes.arn
      by-status-throttled-reads       = aws_cloudwatch_metric_alarm.by_status_throttled_reads.arn
      by-status-throttled-writes      = aws_cloudwatch_metric_alarm.by_status_throttled_writes.arn
      system-errors                   = aws_cloudwatch_metric_alarm.system_errors.arn
      user-errors                     = aws_cloudwatch_metric_alarm.user_errors.arn
      consumed-read-units             = aws_cloudwatch_metric_alarm.consumed_read_units.arn
      consumed-write-units            = aws_cloudwatch_metric_alarm.consumed_write_units.arn
      "by.email-consumed-read-units"  = aws_cloudwatch_metric_alarm.by_email_consumed_read_units.arn
      "by.email-consumed-write-units" = aws_cloudwatch_metric_alarm.by_email_consumed_write_units.arn
      slow-reads                      = aws_cloudwatch_metric_alarm.slow_reads.arn
      index-build                     = aws_cloudwatch_metric_alarm.index_build.arn
    }
    parameters = {
      table_name = "/shop/prod/orders/table-name"
      table_arn  = "/shop/prod/orders/table-arn"
      stream_arn = "/shop/prod/orders/stream-arn"
    }
    policies = {
      task      = "shop-prod-task"
      reporting = aws_iam_policy.reporting.arn
    }
  }
}
