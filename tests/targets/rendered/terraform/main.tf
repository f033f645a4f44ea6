resource "aws_dynamodb_table" "table" {
  name                        = "orders"
  billing_mode                = "PROVISIONED"
  read_capacity               = 10
  write_capacity              = 5
  hash_key                    = "orderId"
  range_key                   = "placedAt"
  table_class                 = "STANDARD_INFREQUENT_ACCESS"
  stream_enabled              = true
  stream_view_type            = "NEW_IMAGE"
  deletion_protection_enabled = true
  tags = merge({
    environment                          = "prod"
    on                                   = "yes"
    organization                         = "acme"
    "pulumi.project-planton.org/project" = "shop"
    team                                 = "checkout"
  }, var.tags)

  attribute {
    name = "orderId"
    type = "S"
  }

  attribute {
    name = "placedAt"
    type = "N"
  }

  attribute {
    name = "$${customer}"
    type = "S"
  }

  global_secondary_index {
    name               = "by-customer"
    hash_key           = "$${customer}"
    range_key          = "placedAt"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total", "status"]
    read_capacity      = 2
    write_capacity     = 1
  }

  local_secondary_index {
    name            = "by-order-and-customer"
    range_key       = "$${customer}"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
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
  }
}

resource "aws_dynamodb_contributor_insights" "table" {
  table_name = aws_dynamodb_table.table.name
}
