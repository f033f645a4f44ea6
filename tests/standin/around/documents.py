"""Policy documents as the AWS provider sees them: JSON, and the same where they permit the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from tests.standin.shapes import UNKNOWN, Misfit

Inputs: TypeAlias = Mapping[str, Any]

_LISTS = frozenset({"Action", "NotAction", "Resource", "NotResource"})


def is_document(given: Inputs) -> Iterator[Misfit]:
    """Refuse what is no JSON object."""
    policy = given.get("policy")
    if not isinstance(policy, str) or policy == UNKNOWN:
        return
    if not policy.strip():
        yield Misfit("policy", '"policy" is an empty string, which is not a valid JSON value')
        return
    try:
        read = json.loads(policy)
    except ValueError as error:
        yield Misfit("policy", f'"policy" contains an invalid JSON policy: {error}')
        return
    if not isinstance(read, dict):
        yield Misfit(
            "policy", '"policy" contains an invalid JSON policy: contains a JSON value that is no object'
        )


def same(one: str, other: str) -> bool:
    """Whether two documents say the same, in whatever order and layout."""
    try:
        return bool(_normal(json.loads(one)) == _normal(json.loads(other)))
    except ValueError:
        return one == other


def normalized(document: Any, known: str) -> str:
    """The text of a document that AWS says: the one that is known, where it says the same."""
    text = document if isinstance(document, str) else json.dumps(document)
    return known if known and same(text, known) else json.dumps(json.loads(text), separators=(",", ":"))


def _normal(document: Any) -> Any:
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    statements = statements if isinstance(statements, list) else [statements]
    return {
        **{name: value for name, value in document.items() if name != "Statement"},
        "Statement": sorted(json.dumps(_statement(each), sort_keys=True) for each in statements),
    }


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _set(value) if name in _LISTS else value for name, value in statement.items()}


def _set(value: Any) -> list[str]:
    return sorted(set(value)) if isinstance(value, list) else [value]
