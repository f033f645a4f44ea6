"""What AWS says of what stands there, without what it would say otherwise the next time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.table.described import described
from planton_dynamodb.table.table import Table
from tests.agreement.aws import Aws
from tests.agreement.wanted import Wanted

Members: TypeAlias = dict[str, Any]


class Place(NamedTuple):
    """Where AWS says something: of what, and the way to it in what it says of that."""

    subject: str
    member: str


Standing: TypeAlias = Mapping[Place, object]

SOME = "…"
"""Stands for a value that differs each time something is made."""

_DIFFERS_EACH_TIME = {
    *("CreationDateTime", "TableId", "LatestStreamLabel", "LatestStreamArn"),
    *("LastUpdateToPayPerRequestDateTime", "EarliestRestorableDateTime", "LatestRestorableDateTime"),
    *("CreationTime", "ScalableTargetARN", "PolicyARN", "Alarms"),
    *("StateUpdatedTimestamp", "AlarmConfigurationUpdatedTimestamp", "StateTransitionedTimestamp"),
    *("LastModifiedDate", "PolicyId", "CreateDate", "UpdateDate"),
}
_NAMED_BY = ("IndexName", "AttributeName", "Key", "Sid", "Name", "Id")
_SETS = {"NonKeyAttributes"}
_IN_ORDER = {"KeySchema"}
_OWN_KEY = "alias/aws/dynamodb"
_OF_SCALING = "TargetTracking-"


def tables(aws: Aws, wanted: Iterable[Wanted]) -> dict[str, Members]:
    """All that can be asked about each table, by its case."""
    return {each.case: _table(aws, each.table.name) for each in wanted}


def _table(aws: Aws, name: str) -> Members:
    asked = {"TableName": name}
    table = aws.call("DescribeTable", asked)["Table"]
    encryption = table.get("SSEDescription", {})
    if "KMSMasterKeyArn" in encryption and encryption["KMSMasterKeyArn"] == aws.key_behind(_OWN_KEY):
        encryption["KMSMasterKeyArn"] = _OWN_KEY
    return {
        "Table": table,
        "Expiry": aws.call("DescribeTimeToLive", asked)["TimeToLiveDescription"],
        "Backups": aws.call("DescribeContinuousBackups", asked)["ContinuousBackupsDescription"],
        "Insights": aws.call("DescribeContributorInsights", asked),
        "Tags": aws.pages("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=table["TableArn"]),
    }


def as_table(found: Members) -> Table:
    """What AWS says, as the table that was asked for."""
    return described(
        found["Table"],
        expiry=found["Expiry"],
        backups=found["Backups"],
        insights=found["Insights"]["ContributorInsightsStatus"],
        tags={tag["Key"]: tag["Value"] for tag in found["Tags"]},
    )


def around(aws: Aws) -> dict[str, Members]:
    """All that runs around tables, by what it is called."""
    return {subject: found for part in _AROUND for subject, found in part(aws)}


def _scaling(aws: Aws) -> Iterator[tuple[str, Members]]:
    service = "application-autoscaling"
    for each in aws.pages(
        service, "describe_scalable_targets", "ScalableTargets", ServiceNamespace="dynamodb"
    ):
        yield f"scaling range of {each['ResourceId']} {each['ScalableDimension']}", each
    for each in aws.pages(
        service, "describe_scaling_policies", "ScalingPolicies", ServiceNamespace="dynamodb"
    ):
        yield f"scaling policy of {each['ResourceId']} {each['ScalableDimension']}", each


def _alarms(aws: Aws) -> Iterator[tuple[str, Members]]:
    for each in aws.pages("cloudwatch", "describe_alarms", "MetricAlarms"):
        if not each["AlarmName"].startswith(_OF_SCALING):
            yield f"alarm {each['AlarmName']}", each


def _parameters(aws: Aws) -> Iterator[tuple[str, Members]]:
    for each in aws.pages("ssm", "describe_parameters", "Parameters"):
        value = aws.client("ssm").get_parameter(Name=each["Name"])["Parameter"]["Value"]
        # A stream begins when its table is made.
        yield f"parameter {each['Name']}", {**each, "Value": SOME if "/stream/" in value else value}


def _policies(aws: Aws) -> Iterator[tuple[str, Members]]:
    iam = aws.client("iam")
    for each in aws.pages("iam", "list_policies", "Policies", Scope="Local"):
        version = iam.get_policy_version(PolicyArn=each["Arn"], VersionId=each["DefaultVersionId"])
        yield (
            f"policy {each['PolicyName']}",
            {
                **iam.get_policy(PolicyArn=each["Arn"])["Policy"],
                "Document": version["PolicyVersion"]["Document"],
            },
        )
    for role in aws.pages("iam", "list_roles", "Roles"):
        for name in aws.pages("iam", "list_role_policies", "PolicyNames", RoleName=role["RoleName"]):
            found = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)
            yield f"role policy {name}", {key: found[key] for key in ("RoleName", "PolicyDocument")}


_AROUND = (_scaling, _alarms, _parameters, _policies)


def said(found: Mapping[str, Members]) -> Standing:
    """Every value by its place."""
    return {
        Place(subject, path): value
        for subject, members in found.items()
        for path, value in _leaves(members, "")
    }


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """What is said, by the way to it. Where AWS gives no order, what is listed goes by its name."""
    name = path.rpartition(".")[2]
    if name in _DIFFERS_EACH_TIME:
        yield path, SOME
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, inner in enumerate(value):
            called = str(number) if name in _IN_ORDER else _called(inner, str(number))
            yield from _leaves(inner, f"{path}.{called}")
    else:
        yield path, sorted(value) if isinstance(value, list) and name in _SETS else value


def _called(value: Mapping[str, object], otherwise: str) -> str:
    return next((str(value[name]) for name in _NAMED_BY if name in value), otherwise)
