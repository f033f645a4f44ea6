"""A sound manifest made into the table that it asks for: defaults said, blanks dropped, enums in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from planton_dynamodb.contract.shapes import ENUMS
from planton_dynamodb.table.table import (
    INCLUDE,
    PAY_PER_REQUEST,
    PROVISIONED,
    STANDARD,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

Fields: TypeAlias = Mapping[str, Any]

TAGS_OF_METADATA = {"org": "organization", "env": "environment", "id": "resource-id"}
"""The fields of metadata that become tags besides the labels, with the keys of these tags."""

_SPEC = "org.project_planton.provider.aws.awsdynamodb.v1.AwsDynamodbSpec"
_HASH, _RANGE = 1, 2


def resolve(manifest: Manifest) -> Table:
    """The table that a manifest asks for. The manifest is taken to be valid: `validate` says so."""
    metadata, spec = _part(manifest.fields, "metadata"), _part(manifest.fields, "spec")
    billing_mode = _word("BillingMode", spec.get("billing_mode")) or PAY_PER_REQUEST
    provisioned = billing_mode == PROVISIONED
    return Table(
        name=metadata.get("name", ""),
        attributes=tuple(
            (each["name"], _word("AttributeType", each.get("type")) or "")
            for each in spec.get("attribute_definitions", ())
        ),
        key=_key(spec),
        billing_mode=billing_mode,
        capacity=_capacity(spec) if provisioned else None,
        global_indexes=tuple(
            GlobalIndex(each["name"], _key(each), _projection(each), _capacity(each) if provisioned else None)
            for each in spec.get("global_secondary_indexes", ())
        ),
        local_indexes=tuple(
            LocalIndex(each["name"], _key(each), _projection(each))
            for each in spec.get("local_secondary_indexes", ())
        ),
        expiry=_expiry(_part(spec, "ttl")),
        stream_view_type=_stream_view_type(spec),
        point_in_time_recovery=spec.get("point_in_time_recovery_enabled", False),
        encryption=_encryption(_part(spec, "server_side_encryption")),
        table_class=_word("TableClass", spec.get("table_class")) or STANDARD,
        deletion_protection=spec.get("deletion_protection_enabled", False),
        contributor_insights=spec.get("contributor_insights_enabled", False),
        tags=_tags(metadata),
    )


def _part(fields: Fields, name: str) -> Fields:
    found: Fields = fields.get(name) or {}
    return found


def _word(enum: str, number: int | None) -> str | None:
    """AWS's word for an enum's number, which is the contract's without its prefix; None where it says nothing."""
    if not number:
        return None
    full_name = f"{_SPEC}.{enum}"
    values = ENUMS[full_name]
    unspecified = values[0][0]
    prefix = unspecified.removesuffix("UNSPECIFIED")
    return next(word.removeprefix(prefix) for word, known in values if known == number)


def _key(fields: Fields) -> Key:
    by_type = {each.get("key_type"): each.get("attribute_name", "") for each in fields.get("key_schema", ())}
    return Key(by_type.get(_HASH, ""), by_type.get(_RANGE) or None)


def _capacity(fields: Fields) -> Capacity | None:
    units = _part(fields, "provisioned_throughput")
    return (
        Capacity(units.get("read_capacity_units", 0), units.get("write_capacity_units", 0)) if units else None
    )


def _projection(fields: Fields) -> Projection:
    given = _part(fields, "projection")
    word = _word("ProjectionType", given.get("type")) or ""
    return Projection(word, tuple(given.get("non_key_attributes", ())) if word == INCLUDE else ())


def _expiry(fields: Fields) -> Expiry:
    return Expiry(fields.get("enabled", False), fields.get("attribute_name") or None)


def _stream_view_type(spec: Fields) -> str | None:
    return _word("StreamViewType", spec.get("stream_view_type")) if spec.get("stream_enabled") else None


def _encryption(fields: Fields) -> Encryption:
    enabled = fields.get("enabled", False)
    return Encryption(enabled, (fields.get("kms_key_arn") or None) if enabled else None)


def _tags(metadata: Fields) -> tuple[tuple[str, str], ...]:
    """The labels, and what else of the metadata is given: it wins over a label of the same key."""
    given = {tag: metadata[field] for field, tag in TAGS_OF_METADATA.items() if metadata.get(field)}
    return tuple(sorted({**metadata.get("labels", {}), **given}.items()))
