"""Tables for the tests of rules: a sound one to change, what is found in it, what its fixes make of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic

SOUND: dict[str, Any] = {
    "billingMode": "PAY_PER_REQUEST",
    "attributeDefinitions": [{"name": "pk", "type": "S"}, {"name": "sk", "type": "N"}],
    "keySchema": [
        {"attributeName": "pk", "keyType": "HASH"},
        {"attributeName": "sk", "keyType": "RANGE"},
    ],
}


def table(metadata: Mapping[str, Any] | None = None, /, **settings: Any) -> str:  # noqa: ANN401  # as JSON has them
    """A sound table with some settings of its spec changed; None takes one away."""
    spec = {key: value for key, value in {**SOUND, **settings}.items() if value is not None}
    manifest = {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "orders", **(metadata or {})},
        "spec": spec,
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False)


def gsi(name: str = "by-sk", **parts: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has them
    """A global secondary index over the sort key."""
    key = [{"attributeName": "sk", "keyType": "HASH"}]
    index = {"name": name, "keySchema": key, "projection": {"type": "ALL"}, **parts}
    return {part: value for part, value in index.items() if value is not None}


def lsi(name: str = "by-lk", **parts: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has them
    """A local secondary index over another sort key, which `LSI_ATTRIBUTES` defines."""
    key = [{"attributeName": "pk", "keyType": "HASH"}, {"attributeName": "lk", "keyType": "RANGE"}]
    return {"name": name, "keySchema": key, "projection": {"type": "ALL"}, **parts}


LSI_ATTRIBUTES = [*SOUND["attributeDefinitions"], {"name": "lk", "type": "S"}]


def diagnostics(text: str, checker: Checker | None = None) -> list[Diagnostic]:
    """Everything that is said about a text."""
    return (checker or Checker()).check_text("orders.yaml", text).diagnostics


def found(text: str, checker: Checker | None = None) -> list[str]:
    """Each finding as its rule and path."""
    return [f"{said.rule} at {said.path}" for said in diagnostics(text, checker)]


def only(text: str) -> Diagnostic:
    """The one finding in a text."""
    (said,) = diagnostics(text)
    return said


def mended(text: str, *, rule: str) -> str:
    """A text with the edits of one rule's fixes made."""
    data = text.encode()
    edits = [edit for said in diagnostics(text) if said.rule == rule and said.fix for edit in said.fix.edits]
    assert edits, f"{rule} offers no fix"
    for edit in sorted(edits, key=lambda edit: edit.location.start.offset, reverse=True):
        data = data[: edit.location.start.offset] + edit.text.encode() + data[edit.location.end.offset :]
    return data.decode()
