"""A table with what runs around it as a template of CloudFormation, in plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from planton_dynamodb.fault import Fault
from planton_dynamodb.table.outputs import STREAM_ARN, STREAM_LABEL
from planton_dynamodb.table.table import Capacity, Expiry, GlobalIndex, Key, LocalIndex, Projection, Table
from planton_dynamodb.targets.cloudformation_values import OUTPUTS, TABLE, Function, Value, substituted
from planton_dynamodb.targets.pulumi_options import Options, options_of
from planton_dynamodb.targets.registry import Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations
    from planton_dynamodb.targets.cloudformation_operations import Around

Template: TypeAlias = dict[str, Value]

MOST_BYTES = 1_000_000
"""What a template may have at most."""
_MOST = {"Resources": 500, "Outputs": 200}
_OF_STREAM = (STREAM_ARN, STREAM_LABEL)


def asked(manifest: Manifest, operations: Operations | None, where: Where | None = None) -> Options:
    """What is asked for besides the table and what runs around it."""
    kept = None if operations is None else operations.retain
    return options_of(manifest, region=None if where is None else where.region, kept=kept)


def stays(options: Options) -> bool:
    """Whether the table outlives its stack. What other engines refuse to delete, CloudFormation leaves behind."""
    return options.retain or options.protect


def template(table: Table, operations: Operations | None, *, retain: bool) -> Template:
    """The template, section by section. Fault where CloudFormation would not take it."""
    others = _around(operations)
    made: Template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The DynamoDB table {table.name}{' and what runs around it' if others else ''}",
        "Resources": {TABLE: _table(table, retain=retain), **others},
        "Outputs": _outputs(table, others),
    }
    _refuse_too_many(made)
    _refuse_lookups(made)
    return made


def _around(operations: Operations | None) -> Around:
    if operations is None:
        return {}
    from planton_dynamodb.targets.cloudformation_operations import (
        around,  # most tables have nothing around them
    )

    return around(operations)


def refuse_too_large(text: str) -> None:
    """Fault where a template is larger than CloudFormation takes it."""
    size = len(text.encode())
    if size > MOST_BYTES:
        raise Fault(
            f"the template would have {size:,} bytes, and CloudFormation takes {MOST_BYTES:,}",
            "Declare fewer alarms or grants around the table, or render them for another target.",
        )


def _table(table: Table, *, retain: bool) -> dict[str, Value]:
    policy = "Retain" if retain else "Delete"
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": policy,
        "UpdateReplacePolicy": policy,
        "Properties": _properties(table),
    }


def _properties(table: Table) -> dict[str, Value]:
    """The properties of the table. What is off is written as off where that can be said.

    CloudFormation looks for changes made by others in those properties alone that a template has.
    """
    return {
        "TableName": table.name,
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in table.attributes
        ],
        "KeySchema": _key(table.key),
        "BillingMode": table.billing_mode,
        **_capacity(table.capacity),
        **_given(GlobalSecondaryIndexes=[_index(each) for each in table.global_indexes]),
        **_given(LocalSecondaryIndexes=[_index(each) for each in table.local_indexes]),
        **_given(TimeToLiveSpecification=_expiry(table.expiry)),
        **_given(StreamSpecification=_given(StreamViewType=table.stream_view_type)),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": table.point_in_time_recovery},
        "SSESpecification": _encryption(table),
        "TableClass": table.table_class,
        "DeletionProtectionEnabled": table.deletion_protection,
        "ContributorInsightsSpecification": {"Enabled": table.contributor_insights},
        **_given(Tags=[{"Key": key, "Value": value} for key, value in table.tags]),
    }


def _given(**properties: Any) -> dict[str, Value]:  # noqa: ANN401 - properties of any shape
    return {name: value for name, value in properties.items() if value}


def _key(key: Key) -> Value:
    kinds = zip(key.attributes, ("HASH", "RANGE"), strict=False)
    return [{"AttributeName": name, "KeyType": kind} for name, kind in kinds]


def _capacity(capacity: Capacity | None) -> dict[str, Value]:
    if capacity is None:
        return {}
    units: Value = {"ReadCapacityUnits": capacity.read, "WriteCapacityUnits": capacity.write}
    return {"ProvisionedThroughput": units}


def _index(index: GlobalIndex | LocalIndex) -> dict[str, Value]:
    return {
        "IndexName": index.name,
        "KeySchema": _key(index.key),
        "Projection": _projection(index.projection),
        **(_capacity(index.capacity) if isinstance(index, GlobalIndex) else {}),
    }


def _projection(projection: Projection) -> dict[str, Value]:
    return {"ProjectionType": projection.type, **_given(NonKeyAttributes=list(projection.attributes))}


def _expiry(expiry: Expiry) -> dict[str, Value] | None:
    """None where there is no attribute: DynamoDB takes expiry as off, and has no word for switching off nothing."""
    if expiry.attribute is None:
        return None
    return {"AttributeName": expiry.attribute, "Enabled": expiry.enabled}


def _encryption(table: Table) -> dict[str, Value]:
    key = table.encryption.key_arn
    return {"SSEEnabled": table.encryption.enabled, **_given(SSEType=key and "KMS", KMSMasterKeyId=key)}


def _outputs(table: Table, others: Around) -> dict[str, Value]:
    """The outputs of the table, those of a stream where there is one, and the policies that are to be attached."""
    found = {
        _pascal(name): value
        for name, value in OUTPUTS.items()
        if table.stream_view_type is not None or name not in _OF_STREAM
    }
    if others:
        from planton_dynamodb.targets.cloudformation_operations import policy_arns  # as above

        found |= {f"{name}Arn": value for name, value in policy_arns(others).items()}
    return {name: _exported(name, value) for name, value in found.items()}


def _exported(name: str, value: Function) -> dict[str, Value]:
    # Names of exports are an account's and a region's, as those of stacks are, and take no dot or underscore, which
    # the table's may have.
    return {"Value": value, "Export": {"Name": substituted(f"${{AWS::StackName}}-{name}")}}


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _refuse_too_many(made: Template) -> None:
    for section, most in _MOST.items():
        found = made[section]
        assert isinstance(found, Mapping)
        if len(found) > most:
            raise Fault(
                f"the template would have {len(found)} {section.lower()}, and CloudFormation takes {most}",
                "Declare fewer alarms or grants around the table, or render them for another target.",
            )


def _refuse_lookups(made: Template) -> None:
    """CloudFormation looks up what it finds in `{{resolve:...}}` in any text, and nothing keeps it from that."""
    for text in _texts(made):
        if re.search(r"\{\{\s*resolve:", text):
            raise Fault(
                f"`{text}` holds {{{{resolve:...}}}}, which CloudFormation takes for a reference and looks up",
                "There is no way to write such a text: change it, or render another target.",
            )


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Function):
        yield from _texts(value.argument)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif not isinstance(value, int):
        for part in value:
            yield from _texts(part)
