"""A made-up table as the text that each tool reads: a manifest, or a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.tables import Fields, tables

_PREFIXES = {
    "billingMode": "BILLING_MODE_",
    "keyType": "KEY_TYPE_",
    "streamViewType": "STREAM_VIEW_TYPE_",
    "tableClass": "TABLE_CLASS_",
}
"""What the canonical spelling puts before an enum value, by field; `type` depends on what holds it."""


def manifest(table: Fields, *, snake_case: bool = False, prefixed: bool = False) -> str:
    """A table as a manifest in one of the spellings.

    kubeconform finds no document without `apiVersion` in camelCase and takes an unquoted N for false.
    """
    head = {"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb"}
    return "\n".join(_yaml(head | _spelled(table, "", snake_case, prefixed), 0)) + "\n"


def manifests(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """So many manifests with their names, every third in snake_case, every other with prefixed enum values."""
    for number, table in enumerate(tables(count, seed)):
        text = manifest(table, snake_case=number % 3 == 0, prefixed=number % 2 == 0)
        yield table["metadata"]["name"], text


def _spelled(fields: Fields, within: str, snake_case: bool, prefixed: bool) -> Fields:  # noqa: FBT001  # inside only
    spelled: Fields = {}
    for key, value in fields.items():
        written = value
        if isinstance(value, dict):
            written = value if key == "labels" else _spelled(value, key, snake_case, prefixed)
        elif isinstance(value, list) and isinstance(value[0], dict):
            written = [_spelled(item, key, snake_case, prefixed) for item in value]
        elif prefixed:
            written = f"{prefix}{value}" if (prefix := _prefix(key, within)) else value
        elif key == "type":
            written = f'"{value}"'
        spelled[_snake(key) if snake_case else key] = written
    return spelled


def _prefix(key: str, within: str) -> str:
    if key == "type":
        return "PROJECTION_TYPE_" if within == "projection" else "ATTRIBUTE_TYPE_"
    return _PREFIXES.get(key, "")


def _snake(key: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)


def cloudformation(table: Fields) -> str:
    """The same table as a CloudFormation template, in YAML."""
    spec = table["spec"]
    properties = {"TableName": table["metadata"]["name"], "BillingMode": spec["billingMode"]}
    parts = (
        "provisionedThroughput",
        "attributeDefinitions",
        "keySchema",
        "globalSecondaryIndexes",
        "localSecondaryIndexes",
    )
    properties |= {_capital(part): _in_cloudformation(spec[part], part) for part in parts if part in spec}
    properties |= _cloudformation_features(spec)
    labels = table["metadata"].get("labels", {})
    if labels:
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in labels.items()]
    resource = {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    document = {
        "AWSTemplateFormatVersion": '"2010-09-09"',
        "Resources": {"Table": {**resource, "Properties": properties}},
    }
    return "\n".join(_yaml(document, 0)) + "\n"


def _in_cloudformation(value: object, within: str) -> object:
    if isinstance(value, list):
        return [_in_cloudformation(item, within) for item in value]
    if not isinstance(value, dict):
        return value
    return {_cloudformation_key(key, within): _in_cloudformation(inner, key) for key, inner in value.items()}


def _cloudformation_key(key: str, within: str) -> str:
    if within == "attributeDefinitions":
        return f"Attribute{_capital(key)}"
    if within == "projection" and key == "type":
        return "ProjectionType"
    return "IndexName" if key == "name" else _capital(key)


def _cloudformation_features(spec: Fields) -> Fields:
    features: Fields = {}
    if "ttl" in spec:
        features["TimeToLiveSpecification"] = {"AttributeName": spec["ttl"]["attributeName"], "Enabled": True}
    if "streamViewType" in spec:
        features["StreamSpecification"] = {"StreamViewType": spec["streamViewType"]}
    if "pointInTimeRecoveryEnabled" in spec:
        features["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if "deletionProtectionEnabled" in spec:
        features["DeletionProtectionEnabled"] = True
    return features


def _capital(key: str) -> str:
    return key[0].upper() + key[1:]


def _yaml(value: Fields, indent: int) -> list[str]:
    """A mapping as lines of block style; the values here need no quotes."""
    lines = []
    for key, inner in value.items():
        lead = f"{' ' * indent}{key}:"
        if isinstance(inner, dict):
            lines += [lead, *_yaml(inner, indent + 2)]
        elif isinstance(inner, list):
            lines += [lead, *(line for item in inner for line in _item(item, indent + 2))]
        else:
            lines.append(f"{lead} {str(inner).lower() if inner is True else inner}")
    return lines


def _item(item: Fields | str, indent: int) -> list[str]:
    if not isinstance(item, dict):
        return [f"{' ' * indent}- {item}"]
    first, *rest = _yaml(item, indent + 2)
    return [f"{' ' * indent}- {first.lstrip()}", *rest]
