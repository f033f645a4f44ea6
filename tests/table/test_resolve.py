"""A manifest resolved: defaults are said, blanks are dropped, enums are in AWS's words."""

from __future__ import annotations

import dataclasses

import pytest

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import (
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

LEAST = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: orderId, type: S}
  keySchema:
    - {attributeName: orderId, keyType: HASH}
"""
BY_DATE = "{name: by-date, keySchema: [{attributeName: day, keyType: HASH}], projection: %s, provisionedThroughput: %s}"
UNITS = "{readCapacityUnits: 2, writeCapacityUnits: 3}"


def table(*overrides: str, text: str = LEAST) -> Table:
    """What the least manifest asks for, with some values set."""
    (manifest,) = load_source(Source("orders.yaml", text), parse_all(overrides)).manifests
    assert manifest.problems == []
    return resolve(manifest)


def test_the_least_manifest_says_everything() -> None:
    """What it leaves out is off, and said to be off."""
    assert table() == Table(
        name="orders",
        attributes=(("orderId", "S"),),
        key=Key("orderId"),
        billing_mode="PAY_PER_REQUEST",
        capacity=None,
        global_indexes=(),
        local_indexes=(),
        expiry=Expiry(enabled=False, attribute=None),
        stream_view_type=None,
        point_in_time_recovery=False,
        encryption=Encryption(enabled=False, key_arn=None),
        table_class="STANDARD",
        deletion_protection=False,
        contributor_insights=False,
        tags=(),
    )


@pytest.mark.parametrize(
    "off",
    [
        "spec.ttl={enabled: false}",
        "spec.ttl={}",
        'spec.ttl={attributeName: ""}',
        "spec.streamEnabled=false",
        "spec.streamViewType=STREAM_VIEW_TYPE_UNSPECIFIED",
        "spec.pointInTimeRecoveryEnabled=false",
        "spec.serverSideEncryption={enabled: false}",
        'spec.serverSideEncryption={kmsKeyArn: ""}',
        "spec.tableClass=STANDARD",
        "spec.tableClass=TABLE_CLASS_UNSPECIFIED",
        "spec.deletionProtectionEnabled=false",
        "spec.contributorInsightsEnabled=null",
        "spec.globalSecondaryIndexes=[]",
        "spec.localSecondaryIndexes=[]",
        "metadata.labels={}",
        "metadata.org=",
    ],
)
def test_off_and_absent_mean_the_same(off: str) -> None:
    """A blank is no value, and a default that is written out is the default."""
    assert table(off) == table()


@pytest.mark.parametrize("spelling", ["PROVISIONED", "BILLING_MODE_PROVISIONED"])
def test_enums_are_in_the_words_of_aws(spelling: str) -> None:
    """However the manifest spells them."""
    text = LEAST.replace("PAY_PER_REQUEST", spelling)
    assert table("spec.provisionedThroughput=" + UNITS, text=text).billing_mode == "PROVISIONED"


def test_units_are_for_provisioned_tables() -> None:
    """On demand there are none to ask for, be some written or not; of an index as of the table."""
    index = "spec.globalSecondaryIndexes=[" + BY_DATE % ("{type: ALL}", UNITS) + "]"
    reserved = table("spec.billingMode=PROVISIONED", "spec.provisionedThroughput=" + UNITS, index)
    assert (reserved.capacity, reserved.global_indexes[0].capacity) == (Capacity(2, 3), Capacity(2, 3))
    on_demand = table("spec.provisionedThroughput=" + UNITS, index)
    assert (on_demand.capacity, on_demand.global_indexes[0].capacity) == (None, None)


def test_the_key_is_found_by_its_types() -> None:
    """Partition and sort key, in whichever order they stand."""
    sorted_first = "[{attributeName: day, keyType: RANGE}, {attributeName: orderId, keyType: HASH}]"
    assert table(f"spec.keySchema={sorted_first}").key == Key("orderId", "day")


def test_indexes_are_taken_as_they_are_written() -> None:
    """In their order, with their projections; only INCLUDE names attributes."""
    found = table(
        "spec.globalSecondaryIndexes=["
        + BY_DATE % ("{type: INCLUDE, nonKeyAttributes: [total, status]}", "null")
        + "]",
        "spec.localSecondaryIndexes=[{name: by-total, keySchema: [{attributeName: orderId, keyType: HASH}, "
        "{attributeName: total, keyType: RANGE}], projection: {type: KEYS_ONLY, nonKeyAttributes: []}}]",
    )
    assert found.global_indexes == (
        GlobalIndex("by-date", Key("day"), Projection("INCLUDE", ("total", "status"))),
    )
    assert found.local_indexes == (LocalIndex("by-total", Key("orderId", "total"), Projection("KEYS_ONLY")),)
    assert [each.name for each in found.indexes] == ["by-date", "by-total"]


def test_what_is_on_is_carried() -> None:
    """The features, each with what belongs to it."""
    arn = "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    found = table(
        "spec.ttl={enabled: true, attributeName: expiresAt}",
        "spec.streamEnabled=true",
        "spec.streamViewType=STREAM_VIEW_TYPE_NEW_AND_OLD_IMAGES",
        "spec.pointInTimeRecoveryEnabled=true",
        f'spec.serverSideEncryption={{enabled: true, kmsKeyArn: "{arn}"}}',
        "spec.tableClass=TABLE_CLASS_STANDARD_INFREQUENT_ACCESS",
        "spec.deletionProtectionEnabled=true",
        "spec.contributorInsightsEnabled=true",
    )
    assert found == dataclasses.replace(
        table(),
        expiry=Expiry(enabled=True, attribute="expiresAt"),
        stream_view_type="NEW_AND_OLD_IMAGES",
        point_in_time_recovery=True,
        encryption=Encryption(enabled=True, key_arn=arn),
        table_class="STANDARD_INFREQUENT_ACCESS",
        deletion_protection=True,
        contributor_insights=True,
    )


def test_expiry_that_is_off_keeps_its_attribute() -> None:
    """AWS wants to hear of which attribute expiry is switched off."""
    found = table("spec.ttl={enabled: false, attributeName: expiresAt}")
    assert found.expiry == Expiry(enabled=False, attribute="expiresAt")


def test_tags_are_the_labels_and_where_the_table_belongs() -> None:
    """Sorted by their keys; what a field says wins over a label of the same key."""
    found = table(
        "metadata.labels={team: checkout, environment: somewhere}",
        "metadata.org=acme",
        "metadata.env=prod",
        "metadata.id=tbl-01",
    )
    assert found.tags == (
        ("environment", "prod"),
        ("organization", "acme"),
        ("resource-id", "tbl-01"),
        ("team", "checkout"),
    )


def test_a_table_does_not_change() -> None:
    """It is a value: frozen, and equal to any other that says the same."""
    found = table()
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.name = "invoices"  # type: ignore[misc]
    assert hash(found) == hash(table())
