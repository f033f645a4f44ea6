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
