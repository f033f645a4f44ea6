"""A table in words, for people: rows of a label and a text, in the order of a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from planton_dynamodb.table.table import ALL, Capacity, Encryption, Key, Projection, Table

Row: TypeAlias = tuple[str, str]


def rows(table: Table) -> list[Row]:
    """All that a table says, what is off included."""
    types = table.attribute_types
    return [
        ("partition key", _attribute(table.key.partition, types)),
        *([("sort key", _attribute(table.key.sort, types))] if table.key.sort is not None else []),
        ("billing", _units(table.capacity) if table.capacity is not None else "on demand"),
        *_indexes(table, types),
        ("stream", table.stream_view_type or "off"),
        ("expiry", f"by {table.expiry.attribute}" if table.expiry.enabled else "off"),
        ("point-in-time recovery", _switch(on=table.point_in_time_recovery)),
        ("encryption", _encryption(table.encryption)),
        ("table class", table.table_class),
        ("deletion protection", _switch(on=table.deletion_protection)),
        ("contributor insights", _switch(on=table.contributor_insights)),
        ("tags", ", ".join(f"{key}={value}" for key, value in table.tags) or "none"),
    ]


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


def _encryption(encryption: Encryption) -> str:
    if not encryption.enabled:
        return "a key that AWS owns"
    return encryption.key_arn or "the key of your account that AWS keeps for DynamoDB"


def _attribute(name: str, types: Mapping[str, str]) -> str:
    return f"{name} ({types[name]})"


def _units(capacity: Capacity) -> str:
    return f"{capacity.read:,} read and {capacity.write:,} write units"


def _indexes(table: Table, types: Mapping[str, str]) -> Iterator[Row]:
    for index in table.global_indexes:
        units = [_units(index.capacity)] if index.capacity is not None else []
        yield f"global index {index.name}", "; ".join([_carried(index.key, index.projection, types), *units])
    for local in table.local_indexes:
        yield f"local index {local.name}", _carried(local.key, local.projection, types)


def _carried(key: Key, projection: Projection, types: Mapping[str, str]) -> str:
    by = ", ".join(_attribute(name, types) for name in key.attributes)
    if projection.type == ALL:
        return f"{by}; all attributes"
    names = ", ".join(projection.attributes)
    return f"{by}; keys, {names}" if names else f"{by}; keys only"
