"""How the verbs come by Pulumi: where it keeps the state of a table, and whether it is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planton_dynamodb.engines.pulumi import place
from planton_dynamodb.fault import Fault

if TYPE_CHECKING:
    from planton_dynamodb.engines.pulumi.engine import Engine

HEEDED = frozenset({"backend", "organization", "project", "stack", "secrets_provider"})
"""The flags about its place that mean something to it."""
APART = "pulumi.project-planton.org/stack.name"
"""The label by which two tables that would share a state are told apart."""


def place_of(
    metadata: Mapping[str, Any], flags: Mapping[str, str | None], environment: Mapping[str, str]
) -> place.Place:
    """The stack of a table."""
    return place.place_of(metadata, place.asked(environment, **flags), environment)


def stack_named(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> str | None:
    """The one stack that flags or environment name."""
    return place.asked(environment, **flags).stack


def open_engine(_: str, environment: Mapping[str, str]) -> Engine:
    """The engine, if this machine has all that it takes."""
    try:
        from planton_dynamodb.engines.pulumi.command import Command  # imports pulumi
        from planton_dynamodb.engines.pulumi.engine import Engine
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pulumi", "pulumi_aws"):
            raise
        raise Fault(
            f"the Python package {error.name} is not installed", "pip install 'planton-dynamodb[pulumi]'"
        ) from None
    return Engine(command=Command(environment), environment=environment)
