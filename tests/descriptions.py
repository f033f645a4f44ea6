"""Whether what AWS says of a table is what its manifest says: read from the manifest's own fields, member by member.

It knows nothing of the targets: what it expects it takes from tests/conformance/calls.py, which says a manifest in the
words of the API. `differences(manifest, described(client, name))` is empty for a table that is as it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.manifest.manifest import Manifest
from tests.conformance import calls

Members: TypeAlias = Mapping[str, Any]


class Described(NamedTuple):
    """The answers of five calls, as boto3 gives them."""

    table: Members
    """DescribeTable's Table."""
    expiry: Members
    """DescribeTimeToLive's TimeToLiveDescription."""
    backups: Members
    """DescribeContinuousBackups' ContinuousBackupsDescription."""
    tags: Members
    """ListTagsOfResource, as a mapping."""
    insights: str | None = None
    """DescribeContributorInsights' status; None where it cannot be asked (moto's server has no such call)."""


def described(client: Any, name: str) -> Described:  # noqa: ANN401 - boto3's clients have no type
    """Ask a boto3 client all that is to be known of a table."""
    table = client.describe_table(TableName=name)["Table"]
    return Described(
        table=table,
        expiry=client.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
        backups=client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"],
        tags=_tags(client, table["TableArn"]),
        insights=_insights(client, name),
    )


def _tags(client: Any, arn: str) -> dict[str, str]:  # noqa: ANN401 - as above
    pages = client.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def _insights(client: Any, name: str) -> str | None:  # noqa: ANN401 - as above
    try:
        answer = client.describe_contributor_insights(TableName=name)
    except client.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
            raise
        return None
    return str(answer["ContributorInsightsStatus"])


def differences(manifest: Manifest, found: Described, *, unseen: frozenset[str] = frozenset()) -> list[str]:
    """What AWS says otherwise than the manifest: a line for each. `unseen` names what this AWS cannot tell of."""
    wanted = _expected(manifest)
    got = _told(found, names_key=wanted["encryption"] not in (None, _AWS_KEY))
    assert set(wanted) == set(got)
    unseen |= {"insights"} if found.insights is None else frozenset()
    return [
        f"{member}: the manifest says {wanted[member]!r}, AWS says {got[member]!r}"
        for member in wanted
        if member not in unseen and wanted[member] != got[member]
    ]


_AWS_KEY = "AWS's own key for DynamoDB"
"""Its ARN is AWS's to choose."""


def _expected(manifest: Manifest) -> dict[str, object]:
    """What each answer has to say. What AWS keeps no order of is compared without one."""
    request = calls.create_table(manifest)
    spec = calls.section(manifest, "spec")
    expiry = calls.time_to_live(manifest)
    encryption = request.get("SSESpecification", {})
    return {
        "name": request["TableName"],
        "billing": request["BillingMode"],
        "units": _units(request),
        "attributes": _attributes(request),
        "key": _key(request),
        "global indexes": _indexes(request, "GlobalSecondaryIndexes"),
        "local indexes": _indexes(request, "LocalSecondaryIndexes"),
        "stream": _stream(request),
        "encryption": encryption.get("KMSMasterKeyId", _AWS_KEY) if encryption.get("Enabled") else None,
        "table class": request.get("TableClass", "STANDARD"),
        "deletion protection": bool(request.get("DeletionProtectionEnabled")),
        "expiry": expiry["TimeToLiveSpecification"]["AttributeName"] if expiry else None,
        "recovery": bool(spec.get("point_in_time_recovery_enabled")),
        "insights": bool(spec.get("contributor_insights_enabled")),
        "tags": {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())},
    }


def _told(found: Described, *, names_key: bool) -> dict[str, object]:
    table = found.table
    billing = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    expires = found.expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    recovery = found.backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    # On demand AWS answers with units of 0, or with those that it has left over.
    reserves = billing == "PROVISIONED"
    return {
        "name": table["TableName"],
        "billing": billing,
        "units": _units(table) if reserves else None,
        "attributes": _attributes(table),
        "key": _key(table),
        "global indexes": _indexes(table, "GlobalSecondaryIndexes", reserves=reserves),
        "local indexes": _indexes(table, "LocalSecondaryIndexes"),
        "stream": _stream(table),
        "encryption": _encryption(table.get("SSEDescription", {}), names_key=names_key),
        "table class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
        "deletion protection": table.get("DeletionProtectionEnabled", False),
        "expiry": found.expiry.get("AttributeName") if expires else None,
        "recovery": recovery == "ENABLED",
        "insights": found.insights in ("ENABLED", "ENABLING"),
        "tags": dict(found.tags),
    }


def _units(members: Members) -> tuple[int, int] | None:
    units = members.get("ProvisionedThroughput")
    return (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) if units else None


def _attributes(members: Members) -> dict[str, str]:
    given = members["AttributeDefinitions"]
    types = {each["AttributeName"]: each["AttributeType"] for each in given}
    assert len(types) == len(given), "an attribute is defined twice"
    return types


def _key(members: Members) -> list[tuple[str, str]]:
    return [(element["AttributeName"], element["KeyType"]) for element in members["KeySchema"]]


def _indexes(members: Members, kind: str, *, reserves: bool = True) -> dict[str, object]:
    given = members.get(kind) or ()
    indexes: dict[str, object] = {
        index["IndexName"]: (
            _key(index),
            index["Projection"]["ProjectionType"],
            frozenset(index["Projection"].get("NonKeyAttributes") or ()),
            _units(index) if reserves else None,
        )
        for index in given
    }
    assert len(indexes) == len(given), "an index is there twice"
    return indexes


def _stream(members: Members) -> str | None:
    stream = members.get("StreamSpecification", {})
    return stream["StreamViewType"] if stream.get("StreamEnabled") else None


def _encryption(members: Members, *, names_key: bool) -> str | None:
    if members.get("Status") not in ("ENABLED", "ENABLING", "UPDATING"):
        return None
    return members["KMSMasterKeyArn"] if names_key else _AWS_KEY
