"""Access patterns for the tests of rules: a sound design to change, with its table in the same file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.rules.tables import table

USER: dict[str, Any] = {"name": "user", "keys": {"PK": "USER#{userId}", "SK": "METADATA"}}
ALICE: dict[str, Any] = {"name": "alice", "entity": "user", "attributes": {"userId": "1"}}
GET_USER: dict[str, Any] = {
    "name": "get-user",
    "operation": "GetItem",
    "parameters": {"userId": "1"},
    "key": {"PK": "USER#{userId}", "SK": "METADATA"},
    "expect": {"items": ["alice"]},
}
_TEXTS = {"PK": "S", "SK": "S"}
_GSI1 = {"GSI1": ("GSI1PK", "GSI1SK")}


def design(
    types: Mapping[str, str] = _TEXTS,
    indexes: Mapping[str, tuple[str, str]] | None = None,
    projection: Mapping[str, Any] | None = None,
    **spec: Any,  # noqa: ANN401  # as JSON has them
) -> str:
    """A table with its patterns; the first two of `types` are its key."""
    settings: dict[str, Any] = {
        "attributeDefinitions": [{"name": name, "type": kind} for name, kind in types.items()],
        "keySchema": _key(*list(types)[:2]),
    }
    if indexes:
        settings["globalSecondaryIndexes"] = [
            {"name": name, "keySchema": _key(*key), "projection": projection or {"type": "ALL"}}
            for name, key in indexes.items()
        ]
    return f"{table({'name': 'app'}, **settings)}\n---\n{patterns_of(**spec)}"


def indexed(**spec: Any) -> str:  # noqa: ANN401  # as above
    """A table with the index GSI1, and its patterns."""
    types = {**_TEXTS, "GSI1PK": "S", "GSI1SK": "S"}
    return design(types, _GSI1, **spec)


def patterns_of(name: str = "app", **spec: Any) -> str:  # noqa: ANN401  # as above
    """The patterns alone."""
    manifest = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbAccessPatterns",
        "metadata": {"name": name},
        "spec": {"table": "app", "entities": [USER], "items": [ALICE], "patterns": [GET_USER], **spec},
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False)


def _key(*names: str) -> list[dict[str, str]]:
    return [
        {"attributeName": name, "keyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]
