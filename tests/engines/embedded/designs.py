"""A table with everything around it that can be declared."""

from __future__ import annotations

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import Around, resolve_operations
from planton_dynamodb.rules.subject import Quotas

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TABLE = f"""\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {{name: orders}}
spec:
  billingMode: PROVISIONED
  provisionedThroughput: {{readCapacityUnits: 5, writeCapacityUnits: 5}}
  attributeDefinitions:
    - {{name: id, type: S}}
    - {{name: email, type: S}}
    - {{name: city, type: S}}
  keySchema:
    - {{attributeName: id, keyType: HASH}}
  globalSecondaryIndexes:
    - name: by-email
      keySchema: [{{attributeName: email, keyType: HASH}}]
      projection: {{type: ALL}}
      provisionedThroughput: {{readCapacityUnits: 2, writeCapacityUnits: 2}}
    - name: by-city
      keySchema: [{{attributeName: city, keyType: HASH}}]
      projection: {{type: KEYS_ONLY}}
      provisionedThroughput: {{readCapacityUnits: 5, writeCapacityUnits: 5}}
  streamEnabled: true
  streamViewType: NEW_IMAGE
  pointInTimeRecoveryEnabled: true
  serverSideEncryption: {{enabled: true, kmsKeyArn: "{KEY}"}}
"""
OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
  app: shop
  naming: "{app}-{table}-{env}"
  environments:
    - {name: prod, retention: RETAIN, requires: [POINT_IN_TIME_RECOVERY, ENCRYPTION]}
    - {name: dev, retention: DESTROY}
  autoScaling:
    read: {min: 5, max: 100, targetUtilization: 60, scaleInCooldown: 120, scaleOutCooldown: 0}
    write: {max: 50}
    indexes:
      - {index: by-email, read: {max: 500}, write: {min: 2, max: 20}}
  alarms:
    notify: "arn:aws:sns:us-east-1:111122223333:{env}-on-call"
    notifyWhenOver: true
    throttledRequests: {threshold: 3, periodSeconds: 120, periods: 2}
    systemErrors: {threshold: 1, periodSeconds: 60, periods: 3}
    userErrors: {threshold: 7, periodSeconds: 300, periods: 1}
    consumedCapacity: {percent: 90, readLimit: 100, writeLimit: 50, periodSeconds: 60, periods: 4}
    indexes:
      - index: by-email
        throttledRequests: {enabled: false}
        consumedCapacity: {percent: 50, readLimit: 10, writeLimit: 20}
    others:
      - name: slow-reads
        metric: SuccessfulRequestLatency
        operation: GetItem
        statistic: p99
        threshold: 10
        comparison: AT_LEAST
        periodSeconds: 300
        periods: 2
        missingData: IGNORE
      - name: quiet
        metric: ConsumedWriteCapacityUnits
        index: by-city
        statistic: Average
        threshold: 1
        comparison: LESS_THAN
        missingData: BREACHING
  parameters:
    path: "/{app}/{env}/orders"
    outputs: [TABLE_NAME, TABLE_ARN, TABLE_ID, STREAM_ARN, STREAM_LABEL]
  grants:
    - {name: task, access: READ_WRITE, role: "shop-{env}-task", environments: [prod]}
    - {name: reporting, access: READ, stream: true}
    - {name: loader, access: WRITE, role: "arn:aws:iam::111122223333:role/teams/loader"}
"""
SYSTEM = f"{TABLE}---\n{OPERATIONS}"


def designed(text: str = SYSTEM, environment: str = "prod") -> Around:
    """The table of a text and what runs around it, in an environment."""
    named = text.replace("metadata: {name: orders}", f"metadata: {{name: orders, env: {environment}}}", 1)
    source, _ = files.decode("orders.yaml", named.encode())
    loaded = load_source(source)
    return resolve_operations(Declared(loaded.manifests[1], loaded, (), Quotas()))
