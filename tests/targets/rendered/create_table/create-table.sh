#!/bin/sh
# Makes a DynamoDB table with the AWS CLI. Arguments are handed on to each call, such as an emulator's address:
#
#   sh create-table.sh --endpoint-url http://localhost:8000
#
# It prints nothing where all goes well. An emulator asks for a region and credentials too, but takes any.
set -eu

table=orders

if aws dynamodb describe-table "$@" --table-name="$table" >/dev/null 2>&1; then
    echo "The table $table is there already: nothing was changed." >&2
    exit 1
fi

aws dynamodb create-table "$@" --cli-input-json '{
  "AttributeDefinitions": [
    {"AttributeName": "orderId", "AttributeType": "S"},
    {"AttributeName": "placedAt", "AttributeType": "N"},
    {"AttributeName": "${customer}", "AttributeType": "S"}
  ],
  "TableName": "orders",
  "KeySchema": [
    {"AttributeName": "orderId", "KeyType": "HASH"},
    {"AttributeName": "placedAt", "KeyType": "RANGE"}
  ],
  "LocalSecondaryIndexes": [
    {
      "IndexName": "by-order-and-customer",
      "KeySchema": [
        {"AttributeName": "orderId", "KeyType": "HASH"},
        {"AttributeName": "${customer}", "KeyType": "RANGE"}
      ],
      "Projection": {"ProjectionType": "KEYS_ONLY"}
    }
  ],
  "GlobalSecondaryIndexes": [
    {
      "IndexName": "by-customer",
      "KeySchema": [
        {"AttributeName": "${customer}", "KeyType": "HASH"},
        {"AttributeName": "placedAt", "KeyType": "RANGE"}
      ],
      "Projection": {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": ["total", "status"]
      },
      "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1}
    }
  ],
  "BillingMode": "PROVISIONED",
  "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
  "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
  "SSESpecification": {
    "Enabled": true,
    "SSEType": "KMS",
    "KMSMasterKeyId": "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
  },
  "Tags": [
    {"Key": "environment", "Value": "prod"},
    {"Key": "on", "Value": "yes"},
    {"Key": "organization", "Value": "acme"},
    {"Key": "pulumi.project-planton.org/project", "Value": "shop"},
    {"Key": "team", "Value": "checkout"}
  ],
  "TableClass": "STANDARD_INFREQUENT_ACCESS",
  "DeletionProtectionEnabled": true
}' >/dev/null
aws dynamodb wait table-exists "$@" --table-name="$table"

# Calls for a table that is there. AWS has backups ready only some time after the table.
follow() {
    tries=0
    until said=$(aws dynamodb "$@" 2>&1 >/dev/null); do
        tries=$((tries + 1))
        case $said in
        *ContinuousBackupsUnavailableException*)
            if [ "$tries" -ge 60 ]; then
                echo "The table $table is made, but $1 is not possible yet: $said" >&2
                exit 1
            fi
            sleep 2
            ;;
        *UnknownOperationException*)
            echo "The table $table is made without $1, which is not known here." >&2
            return
            ;;
        *)
            echo "The table $table is made, but $1 was refused: $said" >&2
            exit 1
            ;;
        esac
    done
}

follow update-time-to-live "$@" --cli-input-json '{
  "TableName": "orders",
  "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "expiresAt"}
}'
follow update-continuous-backups "$@" --cli-input-json '{
  "TableName": "orders",
  "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}
}'
follow update-contributor-insights "$@" --cli-input-json '{
  "TableName": "orders",
  "ContributorInsightsAction": "ENABLE"
}'
