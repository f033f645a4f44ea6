"""How the verbs come by Terraform: where it keeps the state of a table, and whether it is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planton_dynamodb.engines.terraform import place

if TYPE_CHECKING:
    from planton_dynamodb.engines.terraform.engine import Engine

HEEDED = frozenset({"backend", "stack"})
"""The flags about its place that mean something to it."""
APART = "terraform.project-planton.org/backend.key"
"""The label by which two tables that would share a state are told apart."""


def place_of(
    metadata: Mapping[str, Any], flags: Mapping[str, str | None], environment: Mapping[str, str]
) -> place.Place:
    """The state of a table."""
    return place.place_of(metadata, flags, environment)


def stack_named(flags: Mapping[str, str | None], _: Mapping[str, str]) -> str | None:
    """The one state that a flag names."""
    return flags.get("stack")


def open_engine(name: str, environment: Mapping[str, str]) -> Engine:
    """The engine, if this machine has all that it takes."""
    from planton_dynamodb.engines.terraform.command import Command
    from planton_dynamodb.engines.terraform.engine import Engine

    return Engine(command=Command(environment, name), environment=environment)
