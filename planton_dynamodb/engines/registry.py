"""The engines by their names, each imported when a table is to be made with it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, TypeAlias, cast

from planton_dynamodb.engines.engine import Engine, Place
from planton_dynamodb.fault import Fault

ENGINES = {
    "pulumi": "planton_dynamodb.engines.pulumi.opening",
    "terraform": "planton_dynamodb.engines.terraform.opening",
    "tofu": "planton_dynamodb.engines.terraform.opening",
}
"""Each with the module that opens it, the usual one first."""
LABEL = "project-planton.org/provisioner"
"""A label that says which engine makes a table."""

Flags: TypeAlias = Mapping[str, str | None]
"""What the user says of the place: `backend`, `organization`, `project`, `stack`, `secrets_provider`."""


class Opening(Protocol):
    """What the module of an engine has."""

    HEEDED: frozenset[str]
    """Which of the flags mean something to it."""
    APART: str
    """The label by which two tables that would share a state are told apart."""

    def place_of(self, metadata: Mapping[str, Any], flags: Flags, environment: Mapping[str, str]) -> Place:
        """Where the state of a table is: Fault where it cannot be what is said."""
        ...

    def stack_named(self, flags: Flags, environment: Mapping[str, str]) -> str | None:
        """The one stack that flags or environment name for whatever table there is."""
        ...

    def open_engine(self, name: str, environment: Mapping[str, str]) -> Engine[Any]:
        """The engine; Fault where this machine lacks something that it takes."""
        ...


def opening(name: str) -> Opening:
    """How an engine is opened."""
    return cast(Opening, import_module(ENGINES[name]))


def engine_of(metadata: Mapping[str, Any], asked: str | None) -> str:
    """The engine of a table: as asked for, else as its label says, else the usual one."""
    said = asked or (metadata.get("labels") or {}).get(LABEL)
    if not said:
        return next(iter(ENGINES))
    name = str(said).lower()
    if name not in ENGINES:
        raise Fault(f"the label {LABEL} is {said!r}", f"Write one of {', '.join(ENGINES)}.")
    return name
