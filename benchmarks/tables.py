"""Made-up tables that are sound and differ from each other; the same seed makes the same tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, TypeAlias

Fields: TypeAlias = dict[str, Any]

_SUBJECTS = (
    "orders",
    "invoices",
    "sessions",
    "sensors",
    "carts",
    "payments",
    "tickets",
    "profiles",
    "events",
    "routes",
)
_PURPOSES = ("live", "archive", "lookup", "ledger", "intake", "audit")
_HASH_KEYS = (
    ("tenantId", "S"),
    ("customerId", "S"),
    ("deviceId", "S"),
    ("accountNumber", "N"),
    ("sessionToken", "B"),
)
_RANGE_KEYS = (("createdAt", "S"), ("sequence", "N"), ("sortKey", "S"))
_INDEX_KEYS = (("status", "S"), ("email", "S"), ("region", "S"), ("dueDate", "N"), ("owner", "S"))
_CARRIED = ("title", "total", "currency", "note", "source")
_TEAMS = ("billing", "platform", "fulfilment", "telemetry")


def tables(count: int, seed: int = 1) -> Iterator[Fields]:
    """So many specs, each with its name, as the fields of a manifest with the short enum values."""
    chance = random.Random(seed)
    for number in range(count):
        yield _table(number, chance)


def _table(number: int, chance: random.Random) -> Fields:
    hash_key, range_key = chance.choice(_HASH_KEYS), chance.choice((None, None, *_RANGE_KEYS))
    keys = [hash_key] if range_key is None else [hash_key, range_key]
    indexed = chance.sample(_INDEX_KEYS, chance.choice((0, 0, 0, 0, 1, 1, 2)))
    local = [chance.choice(("priority", "amount"))] if range_key and chance.random() < 0.15 else []
    on_demand = chance.random() < 0.6
    units = None if on_demand else _units(chance)
    defined = [*keys, *indexed, *((name, "N") for name in local)]
    spec: Fields = {
        "billingMode": "PAY_PER_REQUEST" if on_demand else "PROVISIONED",
        **({} if units is None else {"provisionedThroughput": units}),
        "attributeDefinitions": [{"name": name, "type": letter} for name, letter in defined],
        "keySchema": _key_schema(*(name for name, _ in keys)),
    }
    if indexed:
        spec["globalSecondaryIndexes"] = [_global_index(name, units, chance) for name, _ in indexed]
    if local:
        spec["localSecondaryIndexes"] = [
            _index(name, _key_schema(hash_key[0], name), chance) for name in local
        ]
    spec |= _features(chance)
    name = f"{chance.choice(_SUBJECTS)}-{chance.choice(_PURPOSES)}-{number:05d}"
    return {"metadata": _metadata(name, chance), "spec": spec}


def _units(chance: random.Random) -> Fields:
    return {"readCapacityUnits": chance.randint(1, 50), "writeCapacityUnits": chance.randint(1, 20)}


def _key_schema(hash_key: str, range_key: str | None = None) -> list[Fields]:
    schema = [{"attributeName": hash_key, "keyType": "HASH"}]
    return schema if range_key is None else [*schema, {"attributeName": range_key, "keyType": "RANGE"}]


def _global_index(name: str, units: Fields | None, chance: random.Random) -> Fields:
    index = _index(name, _key_schema(name), chance)
    return index if units is None else {**index, "provisionedThroughput": _units(chance)}


def _index(name: str, key_schema: list[Fields], chance: random.Random) -> Fields:
    kind = chance.choice(("ALL", "KEYS_ONLY", "INCLUDE"))
    projection: Fields = {"type": kind}
    if kind == "INCLUDE":
        projection["nonKeyAttributes"] = sorted(chance.sample(_CARRIED, 2))
    return {"name": f"by-{name}", "keySchema": key_schema, "projection": projection}


def _features(chance: random.Random) -> Fields:
    features: Fields = {}
    if chance.random() < 0.3:
        features["ttl"] = {"enabled": True, "attributeName": "expiresAt"}
    if chance.random() < 0.3:
        features |= {
            "streamEnabled": True,
            "streamViewType": chance.choice(("NEW_IMAGE", "NEW_AND_OLD_IMAGES")),
        }
    if chance.random() < 0.5:
        features["pointInTimeRecoveryEnabled"] = True
    if chance.random() < 0.3:
        features["deletionProtectionEnabled"] = True
    return features


def _metadata(name: str, chance: random.Random) -> Fields:
    metadata: Fields = {"name": name}
    if chance.random() < 0.5:
        metadata["labels"] = {"team": chance.choice(_TEAMS), "cost-center": f"cc-{chance.randint(100, 999)}"}
    return metadata
