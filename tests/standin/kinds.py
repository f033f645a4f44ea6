"""Every type of resource that the stand-in for the AWS provider knows."""

from __future__ import annotations

from collections.abc import Mapping

from tests.standin import insights, tables
from tests.standin.around import (
    managed_policies,
    metric_alarms,
    parameters,
    role_policies,
    scalable_targets,
    scaling_policies,
)
from tests.standin.inputs import insights_refusals, table_refusals, with_table_defaults
from tests.standin.kind import Kind

KINDS: Mapping[str, Kind] = {
    "aws:dynamodb/table:Table": Kind(
        completed=with_table_defaults,
        refusals=table_refusals,
        changes=lambda account, state, inputs: tables.changes(account, dict(state), inputs),
        preview=tables.preview,
        create=tables.create,
        update=tables.update,
        read=lambda account, name, known: tables.read(account, name, known.get("region", "")),
        delete=tables.delete,
        imported=(
            "attributes", "billingMode", "deletionProtectionEnabled", "globalSecondaryIndexes", "hashKey",
            "localSecondaryIndexes", "name", "pointInTimeRecovery", "rangeKey", "readCapacity", "region",
            "serverSideEncryption", "streamEnabled", "streamViewType", "tableClass", "tags", "ttl", "writeCapacity",
        ),
        plan=tables.plan,
    ),
    "aws:dynamodb/contributorInsights:ContributorInsights": Kind(
        completed=lambda given, *_: dict(given),
        refusals=insights_refusals,
        changes=lambda account, state, inputs: insights.changes(account, dict(state), inputs),
        preview=insights.preview,
        create=insights.create,
        update=insights.update,
        read=lambda account, name, known: insights.read(account, name, known.get("region", "")),
        delete=insights.delete,
        imported=("indexName", "mode", "region", "tableName"),
    ),
    "aws:appautoscaling/target:Target": scalable_targets.KIND,
    "aws:appautoscaling/policy:Policy": scaling_policies.KIND,
    "aws:cloudwatch/metricAlarm:MetricAlarm": metric_alarms.KIND,
    "aws:ssm/parameter:Parameter": parameters.KIND,
    "aws:iam/policy:Policy": managed_policies.KIND,
    "aws:iam/rolePolicy:RolePolicy": role_policies.KIND,
}  # fmt: skip
