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
    made = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    # cfn-lint reads JSON as YAML, which knows no surrogate pairs.
    return json.dumps(made, indent=1, ensure_ascii=False)


def logical_id(position: int) -> str:
    """The name of a table in the template."""
    return f"Table{position}"


def properties(manifest: Manifest) -> dict[str, Any]:
    """The properties of the one table. A stream that is off cannot be said there, whatever its view type."""
    spec, request = section(manifest, "spec"), create_table(manifest)
    stream, encryption, ttl = (
        request.get("StreamSpecification"),
        request.get("SSESpecification"),
        spec.get("ttl"),
    )
    recovery, insights = spec.get("point_in_time_recovery_enabled"), spec.get("contributor_insights_enabled")
    return said(
        **{name: request.get(name) for name in _SAME_WORDS},
        StreamSpecification=_only("StreamViewType", stream) if stream and stream["StreamEnabled"] else None,
        SSESpecification=encryption
        and {_OTHER_WORDS.get(name, name): encryption[name] for name in encryption},
        TimeToLiveSpecification=ttl
        and said(Enabled=ttl.get("enabled"), AttributeName=ttl.get("attribute_name")),
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True} if recovery else None,
        ContributorInsightsSpecification={"Enabled": True} if insights else None,
    )


def _only(name: str, members: dict[str, Any]) -> dict[str, Any]:
    return {name: members[name]} if name in members else {}
