"""Tables as values, and stores of items in them, for tests of what DynamoDB would read and write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import (
    ALL,
    INCLUDE,
    KEYS_ONLY,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

PLAIN = Table("orders", (("pk", "S"), ("sk", "N")), Key("pk", "sk"))
INDEXED = Table(
    "orders",
    (("pk", "S"), ("sk", "N"), ("gk", "S"), ("lk", "N")),
    Key("pk", "sk"),
    global_indexes=(
        GlobalIndex("all", Key("gk", "sk"), Projection(ALL)),
        GlobalIndex("keys", Key("gk"), Projection(KEYS_ONLY)),
        GlobalIndex("some", Key("gk", "lk"), Projection(INCLUDE, ("note",))),
    ),
    local_indexes=(LocalIndex("local", Key("pk", "lk"), Projection(KEYS_ONLY)),),
)


def item(**attributes: Plain) -> Attributes:
    """An item of plain values."""
    return {name: values.typed(value) for name, value in attributes.items()}


def store(items: Iterable[Mapping[str, Plain]] = (), table: Table = INDEXED) -> Store:
    """A table with items in it."""
    return Store(table, [item(**each) for each in items])


def shape(table: Table) -> dict[str, object]:
    """CreateTable for a table."""

    def keys(key: Key) -> list[dict[str, str]]:
        kinds = zip(key.attributes, ("HASH", "RANGE"), strict=False)
        return [{"AttributeName": name, "KeyType": kind} for name, kind in kinds]

    def index(each: GlobalIndex | LocalIndex) -> dict[str, object]:
        projection: dict[str, object] = {"ProjectionType": each.projection.type}
        if each.projection.type == INCLUDE:
            projection["NonKeyAttributes"] = list(each.projection.attributes)
        return {"IndexName": each.name, "KeySchema": keys(each.key), "Projection": projection}

    made: dict[str, object] = {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in table.attributes
        ],
        "KeySchema": keys(table.key),
    }
    if table.global_indexes:
        made["GlobalSecondaryIndexes"] = [index(each) for each in table.global_indexes]
    if table.local_indexes:
        made["LocalSecondaryIndexes"] = [index(each) for each in table.local_indexes]
    return made
