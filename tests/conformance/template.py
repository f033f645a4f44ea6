"""The table of a manifest as CloudFormation says it, for cfn-lint to judge."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from planton_dynamodb.manifest.manifest import Manifest
from tests.conformance.calls import create_table, said, section

_SAME_WORDS = (
    "TableName",
    "BillingMode",
    "ProvisionedThroughput",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "TableClass",
    "DeletionProtectionEnabled",
    "Tags",
)
_OTHER_WORDS = {"Enabled": "SSEEnabled"}


def template(manifests: Sequence[Manifest]) -> str:
    """One template with a table for each manifest, named after its position."""
    resources = {
        logical_id(position): {"Type": "AWS::DynamoDB::Table", "Properties": properties(manifest)}
        for position, manifest in enumerate(manifests)
    }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, indent=1)


def logical_id(position: int) -> str:
    """The name of a table in the template."""
    return f"Table{position}"


def properties(manifest: Manifest) -> dict[str, Any]:
    """The properties of the one table. A stream that is off cannot be said there, whatever its view type."""
    spec, request = section(manifest, "spec"), create_table(manifest)
    sse, stream = request.get("SSESpecification", {}), request.get("StreamSpecification", {})
    ttl = spec.get("ttl", {})
    made = said(
        **{name: request.get(name) for name in _SAME_WORDS},
        SSESpecification={_OTHER_WORDS.get(name, name): value for name, value in sse.items()},
        TimeToLiveSpecification=said(Enabled=ttl.get("enabled"), AttributeName=ttl.get("attribute_name")),
        PointInTimeRecoverySpecification=said(
            PointInTimeRecoveryEnabled=spec.get("point_in_time_recovery_enabled")
        ),
        ContributorInsightsSpecification=said(Enabled=spec.get("contributor_insights_enabled")),
    )
    if stream.get("StreamEnabled"):
        made["StreamSpecification"] = said(StreamViewType=stream.get("StreamViewType"))
    return made
