"""The rules about a table that a Kubernetes API server can check, in CEL."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from planton_dynamodb.rules.encryption import KEY_ARN
from planton_dynamodb.targets.kubernetes_rule import CelRule, Rules, among

_SPEC = "org.project_planton.provider.aws.awsdynamodb.v1.AwsDynamodbSpec"

_MODE, _KEY_TYPE = f"{_SPEC}.BillingMode", f"{_SPEC}.KeySchemaElement.KeyType"
_PROVISIONED = f"has(self.billingMode) && self.billingMode in {among(_MODE, 'BILLING_MODE_PROVISIONED')}"
_ON_DEMAND = f"has(self.billingMode) && self.billingMode in {among(_MODE, 'BILLING_MODE_PAY_PER_REQUEST')}"
_HASH, _RANGE = among(_KEY_TYPE, "KEY_TYPE_HASH"), among(_KEY_TYPE, "KEY_TYPE_RANGE")
_INCLUDE = among(f"{_SPEC}.ProjectionType", "PROJECTION_TYPE_INCLUDE")
_NO_VIEW = among(f"{_SPEC}.StreamViewType", "STREAM_VIEW_TYPE_UNSPECIFIED")
_VIEW = f"has(self.streamViewType) && !(self.streamViewType in {_NO_VIEW})"
_STREAM = "has(self.streamEnabled) && self.streamEnabled"
_ENABLED = "has(self.enabled) && self.enabled"
_LARGEST = 1_000_000_000_000

_GLOBAL, _LOCAL = "globalSecondaryIndexes", "localSecondaryIndexes"


def _units(of: str, compared: str) -> str:
    """That both units, where they are given, compare so."""
    both = (f"{of}.readCapacityUnits", f"{of}.writeCapacityUnits")
    return " &&\n".join(f"(!has({units}) || int({units}) {compared})" for units in both)


def _where_given(of: str, compared: str) -> str:
    return f"!has({of}) || (\n{textwrap.indent(_units(of, compared), '  ')})"


def _has_units(of: str) -> str:
    fields = (of, f"{of}.readCapacityUnits", f"{of}.writeCapacityUnits")
    return " && ".join(f"has({field})" for field in fields)


def _capacity(prefix: str) -> tuple[CelRule, ...]:
    """What holds for units whatever the billing mode is."""
    return (
        CelRule(f"{prefix}throughput-min", "capacity units are at least 1", _units("self", ">= 0")),
        CelRule(
            "throughput-out-of-bounds",
            "AWS cannot count more than 1,000,000,000,000 capacity units",
            _units("self", f"<= {_LARGEST}"),
        ),
    )


def _billed(prefix: str, needing: str, having: str, given: str, each: str) -> tuple[CelRule, ...]:
    """What the billing mode asks of the units of a table or its indexes; `each` puts a test to all of them."""
    field = f".{_GLOBAL}" if prefix else ".provisionedThroughput"
    return (
        CelRule(
            f"{prefix}throughput-required",
            f"{needing} readCapacityUnits and writeCapacityUnits when the billing mode is PROVISIONED",
            f"!({_PROVISIONED}) ||\n{each.format(_has_units(given))}",
            field,
        ),
        CelRule(
            f"{prefix}throughput-min",
            "capacity units are at least 1",
            f"!({_PROVISIONED}) ||\n{each.format(_where_given(given, '> 0'))}",
            field,
        ),
        CelRule(
            f"{prefix}throughput-forbidden-on-demand",
            f"{having} capacity units when the billing mode is PAY_PER_REQUEST",
            f"!({_ON_DEMAND}) ||\n{each.format(_where_given(given, '<= 0'))}",
            field,
        ),
    )


def _key(prefix: str, owner: str, *, sorted_always: bool = False) -> tuple[CelRule, ...]:
    """The shape of a key: one HASH element, at most one RANGE element, the HASH element first."""
    ranges = f"self.filter(k, k.keyType in {_RANGE}).size() <= 1"
    said = f"{owner} has at most one RANGE element"
    if sorted_always:
        ranges, said = f"self.exists_one(k, k.keyType in {_RANGE})", f"{owner} has exactly one RANGE element"
    return (
        CelRule(
            f"{prefix}-hash-count",
            f"{owner} has exactly one HASH element",
            f"self.exists_one(k, k.keyType in {_HASH})",
        ),
        CelRule(f"{prefix}-range-count", said, ranges),
        CelRule(f"{prefix}-length", f"{owner} has at most two elements", "size(self) <= 2"),
        CelRule(
            f"{prefix}-order",
            f"{owner} has its HASH element before its RANGE element",
            f"!(size(self) == 2 && self[0].keyType in {_RANGE} && self[1].keyType in {_HASH})",
        ),
        CelRule(
            f"{prefix}-same-attribute",
            f"{owner} names two different attributes",
            "!(size(self) == 2 && self[0].attributeName == self[1].attributeName)",
        ),
    )


_DEFINED = "self.attributeDefinitions.exists(d, d.name == k.attributeName)"


def _undefined(owner: str, field: str) -> CelRule:
    """That the keys of indexes use defined attributes alone."""
    return CelRule(
        "key-attr-undefined",
        f"each attribute in the key of {owner} is in attributeDefinitions",
        f"!has(self.{field}) ||\nself.{field}.all(i, i.keySchema.all(k, {_DEFINED}))",
        f".{field}",
    )


def _projected(field: str) -> str:
    """How many attributes the indexes of a sort name."""
    listed = f"i.projection.type in {_INCLUDE} && has(i.projection.nonKeyAttributes)"
    sizes = f"self.{field}.filter(i, {listed}).map(i, size(i.projection.nonKeyAttributes)).sum()"
    return f"(has(self.{field}) ? {sizes} : 0)"


_USED = """\
  self.keySchema.exists(k, k.attributeName == d.name) ||
  (has(self.globalSecondaryIndexes) &&
    self.globalSecondaryIndexes.exists(i, i.keySchema.exists(k, k.attributeName == d.name))) ||
  (has(self.localSecondaryIndexes) &&
    self.localSecondaryIndexes.exists(i, i.keySchema.exists(k, k.attributeName == d.name)))"""

_TABLE = (
    CelRule(
        "billing-mode-required",
        "write PROVISIONED or PAY_PER_REQUEST",
        "has(self.billingMode)",
        ".billingMode",
    ),
    *_billed("", "the table needs", "the table has no", "self.provisionedThroughput", "{}"),
    *_billed(
        "gsi-",
        "each global secondary index needs",
        "no global secondary index has",
        "i.provisionedThroughput",
        f"!has(self.{_GLOBAL}) ||\nself.{_GLOBAL}.all(i, {{}})",
    ),
    CelRule(
        "stream-view-type-required",
        "a stream needs a streamViewType",
        f"!({_STREAM}) || ({_VIEW})",
        ".streamViewType",
    ),
    CelRule(
        "stream-view-type-when-disabled",
        "without a stream there is no streamViewType",
        f"({_STREAM}) || !({_VIEW})",
        ".streamViewType",
    ),
    CelRule(
        "key-attr-undefined",
        "each attribute in the key of the table is in attributeDefinitions",
        f"self.keySchema.all(k, {_DEFINED})",
        ".keySchema",
    ),
    _undefined("a global secondary index", _GLOBAL),
    _undefined("a local secondary index", _LOCAL),
    CelRule(
        "attr-def-unused",
        "each defined attribute is used by a key of the table or of an index",
        f"self.attributeDefinitions.all(d,\n{_USED})",
        ".attributeDefinitions",
    ),
    CelRule(
        "index-name-duplicate",
        "a global and a local secondary index have different names",
        f"!has(self.{_GLOBAL}) || !has(self.{_LOCAL}) ||\n"
        f"self.{_GLOBAL}.all(g, !self.{_LOCAL}.exists(l, l.name == g.name))",
        f".{_LOCAL}",
    ),
    CelRule(
        "lsi-table-needs-sort-key",
        "a table with local secondary indexes has a RANGE element in its key",
        f"!has(self.{_LOCAL}) || size(self.{_LOCAL}) == 0 || self.keySchema.exists(k, k.keyType in {_RANGE})",
        f".{_LOCAL}",
    ),
    CelRule(
        "lsi-hash-mismatch",
        "a local secondary index has the HASH element of the table",
        f"!has(self.{_LOCAL}) ||\n"
        f"self.{_LOCAL}.all(i, i.keySchema.all(k, !(k.keyType in {_HASH}) ||\n"
        f"  self.keySchema.exists(t, t.keyType in {_HASH} && t.attributeName == k.attributeName)))",
        f".{_LOCAL}",
    ),
    CelRule(
        "projection-attribute-total",
        "the projections of all indexes name at most 100 attributes",
        f"{_projected(_GLOBAL)} +\n{_projected(_LOCAL)} <= 100",
    ),
)

_BYTES = CelRule("attr-name-bytes", "the name takes at most 255 bytes in UTF-8", "size(bytes(self)) <= 255")

RULES: Rules = {
    "AwsDynamodb": (
        CelRule(
            "table-name-length",
            "the name of the table has at least 3 characters",
            "size(self.metadata.name) >= 3",
        ),
    ),
    "AwsDynamodbSpec": _TABLE,
    "AwsDynamodbSpec.key_schema": _key("key-schema", "the key of the table"),
    "GlobalSecondaryIndex.key_schema": _key("gsi-key", "the key of a global secondary index"),
    "LocalSecondaryIndex.key_schema": _key(
        "lsi-key", "the key of a local secondary index", sorted_always=True
    ),
    "AwsDynamodbSpec.provisioned_throughput": _capacity(""),
    "GlobalSecondaryIndex.provisioned_throughput": _capacity("gsi-"),
    "AttributeDefinition.name": (_BYTES,),
    "KeySchemaElement.attribute_name": (_BYTES,),
    "Projection": (
        CelRule(
            "projection-include-needs-attributes",
            "nonKeyAttributes names at least one attribute when the type is INCLUDE",
            f"!(self.type in {_INCLUDE}) || (has(self.nonKeyAttributes) && size(self.nonKeyAttributes) > 0)",
            ".nonKeyAttributes",
        ),
        CelRule(
            "projection-attributes-forbidden",
            "nonKeyAttributes goes with the type INCLUDE alone",
            f"self.type in {_INCLUDE} || !has(self.nonKeyAttributes) || size(self.nonKeyAttributes) == 0",
            ".nonKeyAttributes",
        ),
    ),
    "TimeToLive": (
        CelRule(
            "ttl-attribute-required",
            "attributeName is needed when enabled is true",
            f'!({_ENABLED}) || (has(self.attributeName) && self.attributeName != "")',
            ".attributeName",
        ),
        CelRule(
            "ttl-attribute-when-disabled",
            "attributeName is left out when enabled is not true",
            f'({_ENABLED}) || !has(self.attributeName) || self.attributeName == ""',
            ".attributeName",
        ),
    ),
    "ServerSideEncryption": (
        CelRule(
            "sse-kms-key-when-disabled",
            "kmsKeyArn is left out when enabled is not true",
            f'({_ENABLED}) || !has(self.kmsKeyArn) || self.kmsKeyArn == ""',
            ".kmsKeyArn",
        ),
        CelRule(
            "sse-kms-key-format",
            "kmsKeyArn is the ARN of a KMS key: arn:aws:kms:REGION:ACCOUNT:key/KEY-ID",
            f'!has(self.kmsKeyArn) || self.kmsKeyArn == "" ||\nself.kmsKeyArn.matches(r"^{KEY_ARN}$")',
            ".kmsKeyArn",
        ),
    ),
}

_BY_NAME = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}
_KEY = {"minItems": 0, "maxItems": 8, "x-kubernetes-list-type": "atomic"}

SHAPES: Mapping[str, dict[str, Any]] = {
    "AwsDynamodbSpec.billing_mode": {"required": False},
    "AwsDynamodbSpec.attribute_definitions": {"minItems": 1, "maxItems": 50, **_BY_NAME},
    "AwsDynamodbSpec.key_schema": _KEY,
    "AwsDynamodbSpec.global_secondary_indexes": {"maxItems": 20, **_BY_NAME},
    "AwsDynamodbSpec.local_secondary_indexes": {"maxItems": 5, **_BY_NAME},
    "GlobalSecondaryIndex.key_schema": _KEY,
    "LocalSecondaryIndex.key_schema": _KEY,
    "Projection.non_key_attributes": {"maxItems": 20, "x-kubernetes-list-type": "set"},
    "ServerSideEncryption.kms_key_arn": {"maxLength": 2048, "pattern": ""},
}
"""The longest key is left to its rules, which name themselves: these bounds are there for what the rules may cost."""
