from __future__ import annotations

from typing import Any

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source
from tests.conformance.calls import create_table, time_to_live, units_asked_for
from tests.conformance.template import properties

SESSIONS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: sessions
  org: acme
  env: prod
  id: awsdyn-1
  labels: {team: login, note: ""}
spec:
  billingMode: BILLING_MODE_PROVISIONED
  provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 0}
  attributeDefinitions:
    - {name: userId, type: S}
    - {name: userId, type: ATTRIBUTE_TYPE_N}
    - {name: "", type: B}
  keySchema:
    - {attributeName: startedAt, keyType: RANGE}
    - {attributeName: userId, keyType: HASH}
  globalSecondaryIndexes:
    - name: by-device
      keySchema: [{attributeName: device}]
      projection: {}
      provisionedThroughput: {readCapacityUnits: -1}
  localSecondaryIndexes:
    - keySchema: []
      projection: {type: INCLUDE, nonKeyAttributes: [agent, agent]}
    - name: bare
      projection: {type: ALL, nonKeyAttributes: []}
  ttl: {enabled: true}
  streamViewType: NEW_IMAGE
  serverSideEncryption: {kmsKeyArn: "not-an-arn"}
  tableClass: STANDARD_INFREQUENT_ACCESS
  deletionProtectionEnabled: true
  pointInTimeRecoveryEnabled: true
"""


def manifest(spec: str, text: str | None = None) -> Manifest:
    """A manifest with this spec, in flow style."""
    header = "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\nmetadata: {name: orders}\n"
    [read] = load_source(Source("orders.yaml", text or f"{header}spec: {spec}\n")).manifests
    return read


def test_create_table_says_what_the_manifest_says_right_or_wrong() -> None:
    """Names used twice, keys out of order or undefined, 0 and negative units: all is sent but blanks."""
    assert create_table(manifest("", SESSIONS)) == {
        "TableName": "sessions",
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 0},
        "AttributeDefinitions": [
            {"AttributeName": "userId", "AttributeType": "S"},
            {"AttributeName": "userId", "AttributeType": "N"},
            {"AttributeType": "B"},
        ],
        "KeySchema": [
            {"AttributeName": "startedAt", "KeyType": "RANGE"},
            {"AttributeName": "userId", "KeyType": "HASH"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-device",
                "KeySchema": [{"AttributeName": "device"}],
                "Projection": {},
                "ProvisionedThroughput": {"ReadCapacityUnits": -1},
            }
        ],
        "LocalSecondaryIndexes": [
            {
                "KeySchema": [],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["agent", "agent"]},
            },
            {"IndexName": "bare", "Projection": {"ProjectionType": "ALL"}},
        ],
        "StreamSpecification": {"StreamEnabled": False, "StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"Enabled": False, "KMSMasterKeyId": "not-an-arn"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "DeletionProtectionEnabled": True,
        "Tags": [
            {"Key": "team", "Value": "login"},
            {"Key": "note", "Value": ""},
            {"Key": "organization", "Value": "acme"},
            {"Key": "environment", "Value": "prod"},
            {"Key": "resource-id", "Value": "awsdyn-1"},
        ],
    }


def test_an_empty_spec_asks_for_nothing_but_the_name() -> None:
    """What is absent, null or empty is not sent."""
    empty = (
        "{billingMode: null, globalSecondaryIndexes: [], provisionedThroughput: ~, ttl: {}, streamEnabled: }"
    )
    assert create_table(manifest(empty)) == {"TableName": "orders"}
    assert time_to_live(manifest(empty)) is None


def test_a_list_that_a_table_cannot_do_without_is_sent_empty() -> None:
    """DynamoDB has an answer of its own to it, as it has to an empty projection of attributes."""
    projected = "globalSecondaryIndexes: [{projection: {type: INCLUDE, nonKeyAttributes: []}}]"
    assert create_table(manifest(f"{{keySchema: [], attributeDefinitions: [], {projected}}}")) == {
        "TableName": "orders",
        "KeySchema": [],
        "AttributeDefinitions": [],
        "GlobalSecondaryIndexes": [{"Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": []}}],
    }


def test_units_of_zero_are_sent_for_a_provisioned_table_only() -> None:
    """On demand whoever makes the table drops them; a unit that is not 0 stays."""
    units = "{readCapacityUnits: 0, writeCapacityUnits: 0}"
    index = f"globalSecondaryIndexes: [{{name: by-date, provisionedThroughput: {units}}}]"
    on_demand = f"{{billingMode: PAY_PER_REQUEST, provisionedThroughput: {units}, {index}}}"
    assert create_table(manifest(on_demand)) == {
        "TableName": "orders",
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": [{"IndexName": "by-date"}],
    }
    provisioned = create_table(manifest(on_demand.replace("PAY_PER_REQUEST", "PROVISIONED")))
    zero = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    assert provisioned["ProvisionedThroughput"] == zero
    assert provisioned["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"] == zero
    one = create_table(
        manifest("{billingMode: PAY_PER_REQUEST, provisionedThroughput: {readCapacityUnits: 1}}")
    )
    assert one["ProvisionedThroughput"] == {"ReadCapacityUnits": 1}


def test_the_units_that_a_request_asks_for_are_counted() -> None:
    """Those of the table and of its indexes: whoever has an account judge pays for them."""
    index = "globalSecondaryIndexes: [{provisionedThroughput: {readCapacityUnits: 7}}, {name: by-date}]"
    spec = f"{{provisionedThroughput: {{readCapacityUnits: 40, writeCapacityUnits: 2}}, {index}}}"
    assert units_asked_for(create_table(manifest(spec))) == 49
    assert units_asked_for(create_table(manifest("{billingMode: PAY_PER_REQUEST}"))) == 0


def test_expiry_is_a_call_of_its_own_and_only_to_switch_it_on() -> None:
    """A new table has it off, and DynamoDB refuses to switch off what is off."""
    on: dict[str, Any] = {"Enabled": True, "AttributeName": "expiresAt"}
    assert time_to_live(manifest("{ttl: {enabled: true, attributeName: expiresAt}}")) == {
        "TableName": "orders",
        "TimeToLiveSpecification": on,
    }
    assert time_to_live(manifest("{ttl: {enabled: false, attributeName: expiresAt}}")) is None
    assert time_to_live(manifest("{ttl: {enabled: true}}")) == {
        "TableName": "orders",
        "TimeToLiveSpecification": {"Enabled": True},
    }


def test_cloudformation_says_the_same_in_its_own_words() -> None:
    """Keys, indexes and tags are spelled alike there; encryption, expiry, recovery and insights are not."""
    made, request = properties(manifest("", SESSIONS)), create_table(manifest("", SESSIONS))
    alike = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Tags")
    assert {name: made[name] for name in alike} == {name: request[name] for name in alike}
    assert made["SSESpecification"] == {"SSEEnabled": False, "KMSMasterKeyId": "not-an-arn"}
    assert made["TimeToLiveSpecification"] == {"Enabled": True}
    assert made["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "StreamSpecification" not in made
    stream = properties(manifest("{streamEnabled: true, contributorInsightsEnabled: true}"))
    assert stream["StreamSpecification"] == {}
    assert stream["ContributorInsightsSpecification"] == {"Enabled": True}
    off = properties(manifest("{contributorInsightsEnabled: false, pointInTimeRecoveryEnabled: false}"))
    assert off == {"TableName": "orders"}
