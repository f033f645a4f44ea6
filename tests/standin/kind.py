"""What the AWS provider can do with one type of resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.standin.account import Account
from tests.standin.differences import Change
from tests.standin.shapes import Misfit

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]


def _nothing(account: Account, inputs: Inputs) -> None:
    """No plan can fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of resource, as functions from values to values; `Failed` says that AWS or the provider refuse."""

    completed: Callable[[Inputs, Inputs, str, bytes], State]
    """The inputs with what the provider adds: given, standing, the resource's name, something random."""
    refusals: Callable[[Inputs], list[Misfit]]
    changes: Callable[[Account, Inputs, Inputs], list[Change]]
    """What differs between a state and inputs."""
    preview: Callable[[Account, Inputs, State | None], State]
    create: Callable[[Account, Inputs], tuple[str, State]]
    update: Callable[[Account, State, Inputs], State]
    read: Callable[[Account, str, Inputs], State | None]
    """By its id and by what is known of it, which is nothing when it is imported."""
    delete: Callable[[Account, State, str], None]
    imported: tuple[str, ...]
    """The inputs that an import tells."""
    plan: Callable[[Account, Inputs], None] = _nothing
    """Fails where the provider's plan does."""
