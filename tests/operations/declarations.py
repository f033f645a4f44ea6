"""Tables with what runs around them, for the tests of what is asked of AWS for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import Around, resolve_operations
from planton_dynamodb.rules.subject import Quotas
from tests.rules.tables import gsi, table

RESERVED: dict[str, Any] = {
    "billingMode": "PROVISIONED",
    "provisionedThroughput": {"readCapacityUnits": 5, "writeCapacityUnits": 3},
    "globalSecondaryIndexes": [
        gsi("by-sk", provisionedThroughput={"readCapacityUnits": 2, "writeCapacityUnits": 1})
    ],
}
ON_DEMAND: dict[str, Any] = {"globalSecondaryIndexes": [gsi("by-sk")]}
TOPIC = "arn:aws:sns:us-east-1:111122223333:on-call"


def text(
    spec: Mapping[str, Any], settings: Mapping[str, Any] = RESERVED, metadata: Mapping[str, Any] | None = None
) -> str:
    """A table, with some metadata of its own, and operations with some spec."""
    around = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbOperations",
        "metadata": {"name": "orders"},
        "spec": {"table": "orders", **spec},
    }
    return f"{table(metadata, **settings)}\n---\n{json.dumps(around, indent=2, ensure_ascii=False)}"


def declared(written: str) -> Declared:
    """The operations that stand last in a text."""
    source, problems = files.decode("orders.yaml", written.encode())
    assert not problems
    loaded = load_source(source, (), named=True)
    return Declared(loaded.manifests[-1], loaded, (), Quotas())


def around(
    spec: Mapping[str, Any], settings: Mapping[str, Any] = RESERVED, metadata: Mapping[str, Any] | None = None
) -> Around:
    """What is asked of AWS."""
    return resolve_operations(declared(text(spec, settings, metadata)))
