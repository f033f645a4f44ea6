"""The calls that make a table, saying to the letter what its manifest says, right or wrong.

Blanks are left out, since protobuf cannot tell them from absent; so are the units of an on-demand table where
all are 0, which whoever makes the table drops too. Everything else is passed on for a judge to refuse.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from planton_dynamodb.manifest.manifest import Manifest

Request: TypeAlias = dict[str, Any]
Value: TypeAlias = Any

BILLING_MODE = {1: "PROVISIONED", 2: "PAY_PER_REQUEST"}
ATTRIBUTE_TYPE = {1: "S", 2: "N", 3: "B"}
KEY_TYPE = {1: "HASH", 2: "RANGE"}
PROJECTION_TYPE = {1: "ALL", 2: "KEYS_ONLY", 3: "INCLUDE"}
STREAM_VIEW_TYPE = {1: "KEYS_ONLY", 2: "NEW_IMAGE", 3: "OLD_IMAGE", 4: "NEW_AND_OLD_IMAGES"}
TABLE_CLASS = {1: "STANDARD", 2: "STANDARD_INFREQUENT_ACCESS"}
MANAGED_TAGS = {"organization": "org", "environment": "env", "resource-id": "id"}


def create_table(manifest: Manifest) -> Request:
    """CreateTable for a manifest."""
    spec = section(manifest, "spec")
    on_demand = spec.get("billing_mode") == 2
    return said(
        TableName=manifest.name,
        BillingMode=word(BILLING_MODE, spec.get("billing_mode")),
        ProvisionedThroughput=throughput(spec, on_demand=on_demand),
        AttributeDefinitions=attribute_definitions(spec),
        KeySchema=key_schema(spec),
        GlobalSecondaryIndexes=[
            {**index(fields), **said(ProvisionedThroughput=throughput(fields, on_demand=on_demand))}
            for fields in spec.get("global_secondary_indexes", ())
        ],
        LocalSecondaryIndexes=[index(fields) for fields in spec.get("local_secondary_indexes", ())],
        StreamSpecification=stream(spec),
        SSESpecification=encryption(spec),
        TableClass=word(TABLE_CLASS, spec.get("table_class")),
        DeletionProtectionEnabled=spec.get("deletion_protection_enabled"),
        Tags=tags(section(manifest, "metadata")),
    )


def time_to_live(manifest: Manifest) -> Request | None:
    """UpdateTimeToLive for a manifest; None where it stays off, which a new table refuses to be told."""
    fields = section(manifest, "spec").get("ttl", {})
    if not fields.get("enabled"):
        return None
    setting = said(Enabled=True, AttributeName=fields.get("attribute_name"))
    return {"TableName": manifest.name, "TimeToLiveSpecification": setting}


def section(manifest: Manifest, name: str) -> dict[str, Any]:
    """A part of the manifest, empty if it is absent."""
    fields = manifest.fields.get(name)
    return fields if isinstance(fields, dict) else {}


def said(**members: Value) -> Request:
    """The members that say something: 0 and false do, blanks do not."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def word(words: dict[int, str], number: int | None) -> str | None:
    """AWS's word for an enum's number."""
    return words.get(number or 0)


def attribute_definitions(spec: dict[str, Any]) -> list[Request]:
    """The attributes, as they stand, unused and repeated ones too."""
    return [
        said(AttributeName=fields.get("name"), AttributeType=word(ATTRIBUTE_TYPE, fields.get("type")))
        for fields in spec.get("attribute_definitions", ())
    ]


def key_schema(fields: dict[str, Any]) -> list[Request]:
    """The key of a table or an index, in the order of the file."""
    return [
        said(AttributeName=key.get("attribute_name"), KeyType=word(KEY_TYPE, key.get("key_type")))
        for key in fields.get("key_schema", ())
    ]


def throughput(fields: dict[str, Any], *, on_demand: bool) -> Request | None:
    """The units of a table or an index."""
    units = fields.get("provisioned_throughput", {})
    if on_demand and not any(units.values()):
        return None
    return said(
        ReadCapacityUnits=units.get("read_capacity_units"),
        WriteCapacityUnits=units.get("write_capacity_units"),
    )


def index(fields: dict[str, Any]) -> Request:
    """What a global and a local index have in common."""
    made = said(IndexName=fields.get("name"), KeySchema=key_schema(fields))
    # An empty projection is not an absent one: AWS answers them differently.
    given = fields.get("projection")
    return made if given is None else {**made, "Projection": projection(given)}


def projection(fields: dict[str, Any]) -> Request:
    """What an index carries."""
    return said(
        ProjectionType=word(PROJECTION_TYPE, fields.get("type")),
        NonKeyAttributes=list(fields.get("non_key_attributes", ())),
    )


def stream(spec: dict[str, Any]) -> Request | None:
    """The stream, if the manifest says anything of one."""
    enabled = bool(spec.get("stream_enabled"))
    view_type = word(STREAM_VIEW_TYPE, spec.get("stream_view_type"))
    return said(StreamEnabled=enabled, StreamViewType=view_type) if enabled or view_type else None


def encryption(spec: dict[str, Any]) -> Request | None:
    """Encryption with a key of one's own, if the manifest says anything of it."""
    fields = spec.get("server_side_encryption", {})
    enabled, key = bool(fields.get("enabled")), fields.get("kms_key_arn")
    if not enabled and not key:
        return None
    return said(Enabled=enabled, SSEType="KMS" if enabled else None, KMSMasterKeyId=key)


def tags(metadata: dict[str, Any]) -> list[Request]:
    """The labels and what else of a manifest's metadata becomes a tag. A blank value is one."""
    managed = {tag: metadata[field] for tag, field in MANAGED_TAGS.items() if metadata.get(field)}
    labels: dict[str, str] = metadata.get("labels", {})
    return [{"Key": key, "Value": value} for key, value in {**labels, **managed}.items()]
