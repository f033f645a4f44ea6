from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto import mock_aws

from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.cloud import Cloud

ORDERS: dict[str, Any] = {
    "TableName": "orders",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def update(cloud: Cloud, **members: object) -> dict[str, Any]:
    """The table after an UpdateTable."""
    cloud.call("UpdateTable", {"TableName": "orders", **members})
    return dict(cloud.describe("orders").table)


def test_an_error_has_its_code_and_text() -> None:
    """What AWS refuses is raised with the code and the text that AWS gives."""
    with Cloud() as cloud, pytest.raises(Refused) as refused:
        cloud.call("DescribeTable", {"TableName": "nowhere"})
    assert (refused.value.operation, refused.value.code) == ("DescribeTable", "ResourceNotFoundException")
    assert refused.value.text == "Requested resource not found: Table: nowhere not found"


def test_what_moto_does_not_expect_is_said_and_no_traceback() -> None:
    """A call that moto knows nothing of is refused like any other."""
    with Cloud() as cloud, pytest.raises(Refused, match="InternalFailure: the embedded AWS cannot do this"):
        cloud.call("EnableKinesisStreamingDestination", {"TableName": "orders"})


def test_nothing_is_left_of_a_cloud() -> None:
    """Not even a protected table: the next cloud is empty."""
    with Cloud() as cloud:
        cloud.call("CreateTable", {**ORDERS, "DeletionProtectionEnabled": True})
    with Cloud() as cloud:
        assert cloud.call("ListTables", {})["TableNames"] == []


def test_a_protected_table_is_kept_in_the_words_of_aws() -> None:
    """People search for what AWS says, not for what moto does."""
    with Cloud() as cloud:
        cloud.call("CreateTable", {**ORDERS, "DeletionProtectionEnabled": True})
        with pytest.raises(Refused, match=r"Disable deletion protection first\.$"):
            cloud.call("DeleteTable", {"TableName": "orders"})
        assert cloud.describe("orders").table["TableStatus"] == "ACTIVE"


def test_a_table_class_is_kept() -> None:
    """Moto forgets it."""
    with Cloud() as cloud:
        cloud.call("CreateTable", {**ORDERS, "TableClass": "STANDARD_INFREQUENT_ACCESS"})
        found = cloud.describe("orders").table
        assert found["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
        assert update(cloud, TableClass="STANDARD")["TableClassSummary"] == {"TableClass": "STANDARD"}


def test_encryption_changes() -> None:
    """Moto takes a key at the creation of a table only."""
    with Cloud() as cloud:
        cloud.call("CreateTable", ORDERS)
        on = update(cloud, SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY})
        assert on["SSEDescription"] == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}
        by_aws = update(cloud, SSESpecification={"Enabled": True, "SSEType": "KMS"})
        assert by_aws["SSEDescription"]["KMSMasterKeyArn"] != KEY
        assert "SSEDescription" not in update(cloud, SSESpecification={"Enabled": False})


def test_a_stream_ends_and_another_begins() -> None:
    """Moto never switches one on again. Each has a label of its own; while one is on, AWS takes no other."""
    new_image = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    keys_only = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    with Cloud() as cloud:
        cloud.call("CreateTable", ORDERS)
        first = update(cloud, StreamSpecification=new_image)
        with pytest.raises(Refused, match="Table already has an enabled stream: TableName: orders"):
            update(cloud, StreamSpecification=keys_only)
        assert "StreamSpecification" not in update(cloud, StreamSpecification={"StreamEnabled": False})
        second = update(cloud, StreamSpecification=keys_only)
    assert second["StreamSpecification"] == keys_only
    assert second["LatestStreamLabel"] != first["LatestStreamLabel"]
    assert second["LatestStreamArn"].endswith(f"/stream/{second['LatestStreamLabel']}")


def test_contributor_insights_are_switched() -> None:
    """Moto has none."""
    switch = {"TableName": "orders", "ContributorInsightsAction": "ENABLE"}
    with Cloud() as cloud:
        cloud.call("CreateTable", ORDERS)
        assert cloud.describe("orders").insights == "DISABLED"
        cloud.call("UpdateContributorInsights", switch)
        assert cloud.describe("orders").insights == "ENABLED"
        with pytest.raises(Refused, match="ResourceNotFoundException"):
            cloud.call("UpdateContributorInsights", {**switch, "TableName": "nowhere"})


def test_all_tags_are_listed() -> None:
    """AWS gives them page by page."""
    tags = {f"tag-{number}": str(number) for number in range(50)}
    with Cloud() as cloud:
        cloud.call("CreateTable", {**ORDERS, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]})
        assert cloud.describe("orders").tags == tags


def test_somebody_elses_moto_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a user's own may run moto in this process, with a table of the same name."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(**ORDERS)
        with Cloud() as cloud:
            cloud.call("CreateTable", ORDERS)
        assert client.list_tables()["TableNames"] == ["orders"]
        client.close()
