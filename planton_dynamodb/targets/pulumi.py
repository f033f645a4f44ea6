"""A Table in the words of pulumi-aws, and back: what its resources are given, and what a stack's state says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from planton_dynamodb.table.table import (
    ALL,
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

Arguments: TypeAlias = dict[str, Any]
Properties: TypeAlias = Mapping[str, Any]

TABLE_TYPE = "aws:dynamodb/table:Table"
INSIGHTS_TYPE = "aws:dynamodb/contributorInsights:ContributorInsights"


def table_arguments(table: Table) -> Arguments:
    """The arguments of `aws.dynamodb.Table`, by their Python names.

    What is off is written as off, because the provider takes an absent block for "leave it as it is". What AWS
    wants to hear nothing of (capacity on demand, the view type of no stream) is left out.
    """
    return {
        "name": table.name,
        "billing_mode": table.billing_mode,
        **_capacity(table.capacity),
        "attributes": [{"name": name, "type": kind} for name, kind in table.attributes],
        "hash_key": table.key.partition,
        **_given(range_key=table.key.sort),
        **_given(global_secondary_indexes=_global_indexes(table)),
        **_given(local_secondary_indexes=[_local_index(index) for index in table.local_indexes] or None),
        "ttl": {**_given(attribute_name=table.expiry.attribute), "enabled": table.expiry.enabled},
        "stream_enabled": table.stream_view_type is not None,
        **_given(stream_view_type=table.stream_view_type),
        "point_in_time_recovery": {"enabled": table.point_in_time_recovery},
        "server_side_encryption": {
            "enabled": table.encryption.enabled,
            **_given(kms_key_arn=table.encryption.key_arn),
        },
        "table_class": table.table_class,
        "deletion_protection_enabled": table.deletion_protection,
        **_given(tags=dict(table.tags) or None),
    }


def insights_arguments(table: Table) -> Arguments | None:
    """The arguments of `aws.dynamodb.ContributorInsights` besides the table's name; None where it is off."""
    return {} if table.contributor_insights else None


def _given(**arguments: object) -> Arguments:
    return {name: value for name, value in arguments.items() if value is not None}


def _capacity(capacity: Capacity | None) -> Arguments:
    if capacity is None:
        return {}
    return {"read_capacity": capacity.read, "write_capacity": capacity.write}


def _projection(projection: Projection) -> Arguments:
    return {
        "projection_type": projection.type,
        **_given(non_key_attributes=list(projection.attributes) or None),
    }


def _global_indexes(table: Table) -> list[Arguments] | None:
    """None where there never was one, since AWS refuses a list of none when it makes a table."""
    if table.global_indexes or table.emptied:
        return [_global_index(index) for index in table.global_indexes]
    return None


def _global_index(index: GlobalIndex) -> Arguments:
    # `hash_key` and `range_key` of an index are deprecated in favour of this list.
    schemas = [{"attribute_name": index.key.partition, "key_type": "HASH"}]
    if index.key.sort is not None:
        schemas.append({"attribute_name": index.key.sort, "key_type": "RANGE"})
    return {
        "name": index.name,
        "key_schemas": schemas,
        **_projection(index.projection),
        **_capacity(index.capacity),
    }


def _local_index(index: LocalIndex) -> Arguments:
    return {"name": index.name, "range_key": index.key.sort, **_projection(index.projection)}


def table_of(given: Properties, found: Properties, *, insights: bool) -> Table:
    """The table that a stack's state holds: as the provider found it, and where it says nothing, as it was asked for.

    `given` and `found` are the inputs and the outputs of its resource, by their names in the state.
    """
    state = {**given, **{name: value for name, value in found.items() if value is not None}}
    provisioned = (state.get("billingMode") or PROVISIONED) == PROVISIONED
    key = Key(state.get("hashKey", ""), state.get("rangeKey") or None)
    expiry = state.get("ttl") or {}
    # Once expiry is off AWS forgets the attribute, but goes on asking for it: what was given is what to repeat.
    attribute = expiry.get("attributeName") or (given.get("ttl") or {}).get("attributeName")
    encryption = state.get("serverSideEncryption") or {}
    encrypted = bool(encryption.get("enabled"))
    return Table(
        name=state.get("name", ""),
        attributes=tuple((each["name"], each["type"]) for each in state.get("attributes") or ()),
        key=key,
        billing_mode=PROVISIONED if provisioned else PAY_PER_REQUEST,
        capacity=_capacity_of(state) if provisioned else None,
        global_indexes=tuple(
            GlobalIndex(
                each["name"],
                _index_key_of(each),
                _projection_of(each),
                _capacity_of(each) if provisioned else None,
            )
            for each in state.get("globalSecondaryIndexes") or ()
        ),
        local_indexes=tuple(
            LocalIndex(each["name"], Key(key.partition, each.get("rangeKey")), _projection_of(each))
            for each in state.get("localSecondaryIndexes") or ()
        ),
        expiry=Expiry(bool(expiry.get("enabled")), attribute or None),
        stream_view_type=(state.get("streamViewType") or None) if state.get("streamEnabled") else None,
        point_in_time_recovery=bool((state.get("pointInTimeRecovery") or {}).get("enabled")),
        encryption=Encryption(encrypted, _key_arn_of(given, encryption) if encrypted else None),
        table_class=state.get("tableClass") or STANDARD,
        deletion_protection=bool(state.get("deletionProtectionEnabled")),
        contributor_insights=insights,
        tags=tuple(sorted((state.get("tags") or {}).items())),
        emptied=given.get("globalSecondaryIndexes") == [],
    )


def _capacity_of(state: Properties) -> Capacity:
    # Numbers of a state are JSON's, which may be floats.
    return Capacity(int(state.get("readCapacity") or 0), int(state.get("writeCapacity") or 0))


def _index_key_of(state: Properties) -> Key:
    schemas: Sequence[Properties] = state.get("keySchemas") or ()
    by_type = {each.get("keyType"): each.get("attributeName") for each in schemas}
    partition, sort = (
        by_type.get("HASH") or state.get("hashKey"),
        by_type.get("RANGE") or state.get("rangeKey"),
    )
    return Key(partition or "", sort or None)


def _projection_of(state: Properties) -> Projection:
    kind = state.get("projectionType") or ALL
    return Projection(kind, tuple(state.get("nonKeyAttributes") or ()) if kind == INCLUDE else ())


def _key_arn_of(given: Properties, found: Properties) -> str | None:
    """The key that was asked for. AWS answers with the key of its own where none was."""
    asked = given.get("serverSideEncryption")
    if asked and asked.get("enabled"):
        return (found.get("kmsKeyArn") or None) if asked.get("kmsKeyArn") else None
    return found.get("kmsKeyArn") or None
