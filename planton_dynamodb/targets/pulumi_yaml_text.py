"""Values and heads of resources as Pulumi YAML takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planton_dynamodb.manifest.words import camel
from planton_dynamodb.manifest.writing.block_text import scalar


def by_state_names(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by the names that Pulumi has for them outside of Python; the keys of tags are nobody's names."""
    return {
        camel(name): dict(value) if name == "tags" else _by_state_names(value)
        for name, value in arguments.items()
    }


def _by_state_names(value: object) -> object:
    if isinstance(value, dict):
        return by_state_names(value)
    return [_by_state_names(item) for item in value] if isinstance(value, list) else value


def literal(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A value in which Pulumi YAML finds nothing to fill in: `$$` stands for `$`, and `${` would be a reference."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, dict):
        return {literal(key): literal(part) for key, part in value.items()}
    return [literal(item) for item in value] if isinstance(value, list) else value


def head(key: str, kind: str, name: str) -> tuple[str, ...]:
    """The lines that a resource begins with."""
    return f"{key}:", f"  type: {kind}", f"  name: {scalar(name)}", "  properties:"


def indented(text: Iterable[str], levels: int = 1) -> Iterator[str]:
    """Lines further to the right."""
    return (f"{'  ' * levels}{line}" for line in text)
