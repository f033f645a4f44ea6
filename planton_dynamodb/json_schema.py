"""The JSON Schema of a kind, for editors: made from its descriptors, its comments and the certain limits.

It takes whatever the reader takes: both spellings of keys and enum values, quoted numbers, null for absent.
Only the canonical spelling is a property or an enum value, so that editors offer it; the others are patterns.
Descriptions stand with the fields and not in $defs, since editors would show those of $defs instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.manifest.decode import EnumWords, Field, fields_of
from planton_dynamodb.manifest.kinds import Kind

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NAME = {"minLength": 3, "maxLength": 255, "pattern": "^[a-zA-Z0-9_.-]+$"}
_ATTRIBUTE = {"minLength": 1, "maxLength": 255}
_UNITS = {"minimum": 0, "maximum": 1_000_000_000_000}
"""Not 1: on demand, 0 is a warning only."""
_PERIOD, _PERIODS = {"minimum": 60, "multipleOf": 60}, {"minimum": 1}
_COOLDOWN = {"minimum": 0}

LIMITS: Mapping[str, Schema] = {
    "CloudResourceMetadata.labels": {
        "maxProperties": 50,
        "propertyNames": {"minLength": 1, "maxLength": 128, "pattern": "^(?![aA][wW][sS]:)"},
        "additionalProperties": {"maxLength": 256},
    },
    "AwsDynamodbSpec.attribute_definitions": {"minItems": 1},
    "AwsDynamodbSpec.key_schema": {"minItems": 1, "maxItems": 2},
    "AwsDynamodbSpec.local_secondary_indexes": {"maxItems": 5},
    "AttributeDefinition.name": _ATTRIBUTE,
    "KeySchemaElement.attribute_name": _ATTRIBUTE,
    "GlobalSecondaryIndex.name": _NAME,
    "GlobalSecondaryIndex.key_schema": {"minItems": 1, "maxItems": 2},
    "LocalSecondaryIndex.name": _NAME,
    "LocalSecondaryIndex.key_schema": {"minItems": 2, "maxItems": 2},
    "Projection.non_key_attributes": {"maxItems": 20, "uniqueItems": True, "items": _ATTRIBUTE},
    "ProvisionedThroughput.read_capacity_units": _UNITS,
    "ProvisionedThroughput.write_capacity_units": _UNITS,
    "TimeToLive.attribute_name": {"maxLength": 255},
    "ServerSideEncryption.kms_key_arn": {"pattern": "^(arn:[^:]+:kms:.+)?$"},
    "Environment.name": {"minLength": 1},
    "ScalingRange.min": {"minimum": 0},
    "ScalingRange.max": {"minimum": 1},
    "ScalingRange.scale_in_cooldown": _COOLDOWN,
    "ScalingRange.scale_out_cooldown": _COOLDOWN,
    **{
        f"{message}.{field}": limits
        for message in ("AlarmSettings", "ConsumedCapacity", "MetricAlarm")
        for field, limits in (("period_seconds", _PERIOD), ("periods", _PERIODS))
    },
    "ConsumedCapacity.percent": {"minimum": 1, "maximum": 100},
    "ConsumedCapacity.read_limit": {"minimum": 1},
    "ConsumedCapacity.write_limit": {"minimum": 1},
    "Usage.consistent_reads_percent": {"minimum": 0, "maximum": 100},
}
"""What AWS or the contract refuses whatever stands elsewhere and whatever quotas an account has."""

_NAMES: Mapping[str, Schema] = {
    "AwsDynamodb": _NAME,
    "AwsDynamodbAccessPatterns": {"maxLength": 255, "pattern": r"^(?!\.+$)[a-zA-Z0-9_.-]*$"},
    "AwsDynamodbOperations": {},
}
"""What `metadata.name` may be: the name of a table, one for reports and files, or one for people alone."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "AwsDynamodb": ("api_version", "kind", "metadata", "spec"),
    "CloudResourceMetadata": ("name",),
    "AwsDynamodbSpec": ("billing_mode", "attribute_definitions", "key_schema"),
    "AttributeDefinition": ("name", "type"),
    "KeySchemaElement": ("attribute_name", "key_type"),
    "GlobalSecondaryIndex": ("name", "key_schema", "projection"),
    "LocalSecondaryIndex": ("name", "key_schema", "projection"),
    "Projection": ("type",),
    "AwsDynamodbAccessPatterns": ("api_version", "kind", "spec"),
    "AwsDynamodbAccessPatternsSpec": ("table", "patterns"),
    "Entity": ("name", "keys"),
    "AccessPattern": ("name", "operation"),
    "TransactWrite": ("operation",),
    "AwsDynamodbOperations": ("api_version", "kind", "spec"),
    "AwsDynamodbOperationsSpec": ("table",),
    "Environment": ("name",),
    "ScalingRange": ("max",),
    "IndexScaling": ("index",),
    "Alarms": ("notify",),
    "IndexAlarms": ("index",),
    "MetricAlarm": ("name", "metric", "statistic", "threshold"),
    "Parameters": ("path",),
    "Grant": ("name", "access"),
}

_FREE: Mapping[str, Schema] = {
    "google.protobuf.Value": {},
    "google.protobuf.Struct": {"type": "object"},
}
"""Values of any shape."""

EXAMPLES: Mapping[str, Schema] = {
    "AwsDynamodb": {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "orders"},
        "spec": {
            "billingMode": "BILLING_MODE_PAY_PER_REQUEST",
            "attributeDefinitions": [{"name": "orderId", "type": "ATTRIBUTE_TYPE_S"}],
            "keySchema": [{"attributeName": "orderId", "keyType": "KEY_TYPE_HASH"}],
        },
    },
    "AwsDynamodbAccessPatterns": {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbAccessPatterns",
        "metadata": {"name": "orders"},
        "spec": {
            "table": "orders",
            "items": [{"name": "an-order", "attributes": {"orderId": "1001", "status": "open"}}],
            "patterns": [
                {
                    "name": "get-order",
                    "operation": "GetItem",
                    "key": {"orderId": "1001"},
                    "expect": {"items": ["an-order"]},
                }
            ],
        },
    },
    "AwsDynamodbOperations": {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbOperations",
        "metadata": {"name": "orders"},
        "spec": {
            "table": "orders",
            "alarms": {"notify": "arn:aws:sns:us-east-1:111122223333:on-call"},
            "parameters": {"path": "/orders"},
            "grants": [{"name": "reporting", "access": "READ"}],
        },
    },
}
"""The smallest sound manifest of each kind, which editors offer as a start."""


def schema_of(kind: Kind) -> Schema:
    """The JSON Schema of a kind."""
    descriptor = kind.descriptor
    constants = {"api_version": kind.api_version, "kind": kind.name}
    definitions: dict[str, Schema] = {}
    root = _message(descriptor, "#", definitions, constants)
    definitions["CloudResourceMetadata"]["properties"]["name"] |= _NAMES[kind.name]
    example = EXAMPLES[kind.name]
    snippet = {
        "label": f"the smallest {kind.name}",
        "description": "The smallest sound manifest of this kind",
        "body": example,
    }
    return {
        "$schema": DIALECT,
        "title": kind.name,
        **_described(descriptor.full_name),
        **root,
        "examples": [example],
        "defaultSnippets": [snippet],
        "$defs": dict(sorted(definitions.items())),
    }


def _message(
    descriptor: Descriptor,
    place: str,
    definitions: dict[str, Schema],
    constants: Mapping[str, str] | None = None,
) -> Schema:
    """A message as an object; its parts go into the definitions."""
    properties: dict[str, Schema] = {}
    patterns: dict[str, Schema] = {}
    required = REQUIRED.get(descriptor.name, ())
    for described, field in zip(descriptor.fields, fields_of(descriptor.full_name).fields, strict=True):
        schema = {"const": constants[field.name]} if constants and field.name in constants else None
        if schema is None:
            schema = _field(described, field, definitions, nullable=field.name not in required)
        properties[field.json_name] = {**_described(described.full_name), **schema}
        if field.name != field.json_name:
            patterns[f"^{field.name}$"] = {"$ref": f"{place}/properties/{field.json_name}"}
    made: Schema = {"type": "object" if place == "#" else ["object", "null"], "properties": properties}
    if patterns:
        made["patternProperties"] = patterns
    made["additionalProperties"] = False
    return made | _requirements(descriptor, required)


def _requirements(descriptor: Descriptor, required: tuple[str, ...]) -> Schema:
    """What has to be there; a field with two spellings in either of them."""
    fields = [field for field in fields_of(descriptor.full_name).fields if field.name in required]
    single = [field.name for field in fields if field.name == field.json_name]
    double = [
        {"anyOf": [{"required": [field.json_name]}, {"required": [field.name]}]}
        for field in fields
        if field.name != field.json_name
    ]
    return ({"required": single} if single else {}) | ({"allOf": double} if double else {})


def _field(
    descriptor: FieldDescriptor, field: Field, definitions: dict[str, Schema], *, nullable: bool
) -> Schema:
    assert descriptor.containing_type is not None
    limits = LIMITS.get(f"{descriptor.containing_type.name}.{descriptor.name}", {})
    if field.is_map:
        assert descriptor.message_type is not None
        value = _single(descriptor.message_type.fields_by_name["value"], definitions, nullable=True)
        made = {"type": _types("object", nullable=nullable), **limits}
        return made | {"additionalProperties": value | limits.get("additionalProperties", {})}
    if field.repeated:
        items = _single(descriptor, definitions, nullable=False) | limits.get("items", {})
        if descriptor.message_type is not None:
            items = {**_described(descriptor.message_type.full_name), **items}
        return {"type": _types("array", nullable=nullable), **limits, "items": items}
    return _single(descriptor, definitions, nullable=nullable) | limits


def _single(descriptor: FieldDescriptor, definitions: dict[str, Schema], *, nullable: bool) -> Schema:
    if descriptor.message_type is not None and descriptor.message_type.full_name in _FREE:
        return dict(_FREE[descriptor.message_type.full_name])
    if descriptor.message_type is not None:
        _define(descriptor.message_type, definitions)
        reference = {"$ref": f"#/$defs/{descriptor.message_type.name}"}
        return reference if nullable else {**reference, "type": "object"}
    if descriptor.enum_type is not None:
        definitions.setdefault(descriptor.enum_type.name, _enum(descriptor.enum_type))
        reference = {"$ref": f"#/$defs/{descriptor.enum_type.name}"}
        return reference if nullable else {**reference, "type": ["string", "integer"]}
    if descriptor.type == descriptor.TYPE_BOOL:
        return {"type": _types("boolean", nullable=nullable)}
    if descriptor.type == descriptor.TYPE_STRING:
        # The reader takes a number for the text that it is written as, with a warning.
        return {"type": _types("string", "number", "boolean", nullable=nullable)}
    return {
        "type": _types("integer", "string", nullable=nullable),
        "pattern": r"^[-+]?(0|[1-9][0-9]*)(\.0+)?$",
    }


def _types(*names: str, nullable: bool) -> str | list[str]:
    every = [*names, "null"] if nullable else [*names]
    return every if len(every) > 1 else every[0]


def _define(descriptor: Descriptor, definitions: dict[str, Schema]) -> None:
    if descriptor.name not in definitions:
        definitions[descriptor.name] = {}
        definitions[descriptor.name] = _message(descriptor, f"#/$defs/{descriptor.name}", definitions)


def _enum(descriptor: EnumDescriptor) -> Schema:
    """An enum: its canonical words with what they mean, then whatever else is read for them."""
    words = EnumWords(descriptor.full_name)
    offered = [value for value in descriptor.values if value.number]
    said = [_comment(f"{descriptor.full_name}.{value.name}") for value in offered]
    canonical = {
        "enum": [words.canonical[value.number] for value in offered],
        "enumDescriptions": said,
        "markdownEnumDescriptions": said,
    }
    others = [word for word in words.numbers if word not in canonical["enum"]]
    numbers = {"type": "integer", "minimum": 0, "maximum": max(words.canonical)}
    if words.is_open:
        read: list[Schema] = [{"type": ["string", "integer"]}]
    else:
        read = [{"type": "string", "pattern": f"^(?:{'|'.join(map(re.escape, others))})$"}, numbers]
    return {"anyOf": [canonical, *read, {"type": "null"}]}


def _described(full_name: str) -> Schema:
    said = _comment(full_name)
    if not said:
        return {}
    return {"description": said} | ({"markdownDescription": said} if "`" in said or "\n" in said else {})


def _comment(full_name: str) -> str:
    return COMMENTS.get(full_name, "")
