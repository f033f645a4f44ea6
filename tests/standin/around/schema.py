"""A resource by its schema in the AWS provider: what that adds to inputs, refuses, sees as changed and foresees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.standin.account import Account, Failed
from tests.standin.differences import Change
from tests.standin.kind import Kind
from tests.standin.shapes import UNKNOWN, Misfit, Shape, misfits, shape_of

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Inputs], Iterable[Misfit]]
Same: TypeAlias = Callable[[Any, Any], bool]

_BLANK: tuple[Any, ...] = (None, "", 0, False, [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What the provider's schema says of a resource, by pulumi-aws's names."""

    arguments: Any
    """pulumi-aws's class of its inputs."""
    fixed: frozenset[str]
    """What takes a new resource when it changes."""
    outputs: tuple[str, ...]
    """What nobody knows before it is made."""
    kept: frozenset[str] = frozenset()
    """What AWS decides where it is absent: absent means, leave it as it is."""
    moving: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Outputs that change with inputs."""
    defaults: Inputs = field(default_factory=dict)
    unordered: frozenset[str] = frozenset()
    same: Mapping[str, Same] = field(default_factory=dict)
    """How to compare what is not compared as it stands."""
    checks: tuple[Check, ...] = ()
    not_here: tuple[str, ...] = ()
    """What only the real provider can do."""
    regional: bool = True

    @property
    def shape(self) -> Shape:
        """Its inputs."""
        return shape_of(self.arguments)

    def kind(self, **functions: Any) -> Kind:
        """The type of resource, from what its module does at AWS and what the schema does for every one."""
        own = {name: getattr(self, name) for name in ("completed", "refusals", "changes", "preview", "plan")}
        return Kind(imported=tuple(self.shape.fields), **{**own, **functions})

    def completed(self, given: Inputs, standing: Inputs, name: str, random: bytes) -> State:
        """The inputs with the provider's defaults; what was not named gets a name of its own, for good."""
        present = {key: value for key, value in given.items() if value is not None}
        if "name" in self.shape.fields and not present.get("name") and not present.get("namePrefix"):
            present["name"] = standing.get("name") or f"{name}-{random.hex()[:7]}"
        return {**self.defaults, **present}

    def refusals(self, given: Inputs) -> list[Misfit]:
        """Everything that the provider refuses, by what is known."""
        return list(misfits(dict(given), self.shape)) or [
            misfit for check in self.checks for misfit in check(given)
        ]

    def plan(self, account: Account, inputs: Inputs) -> None:
        """Fail where this stand-in cannot do what the provider can."""
        for name in self.not_here:
            if inputs.get(name):
                raise Failed(f"The stand-in for the AWS provider does not know how to do {name}.")

    def changes(self, account: Account, state: Inputs, inputs: Inputs) -> list[Change]:
        """What differs between it as it is and as it is wanted. What is not known yet may differ."""
        found = list(self._region(state, inputs, account)) if self.regional else []
        for name in sorted(set(self.shape.fields) - {"region"}):
            new = inputs.get(name)
            if name in self.kept and _is_blank(new):
                continue
            found += [
                Change(change.path, change.kind, name in self.fixed)
                for change in self._differences(name, state.get(name), new)
            ]
        return found

    def preview(self, account: Account, inputs: Inputs, state: State | None = None) -> State:
        """What it will be, as far as can be said."""
        region = {"region": inputs.get("region") or account.region} if self.regional else {}
        if state is None:
            unknown = (*self.outputs, *(name for name in self.kept if _is_blank(inputs.get(name))))
            return {**region, **inputs, **dict.fromkeys(unknown, UNKNOWN)}
        changed = {change.name for change in self.changes(account, state, inputs)}
        moved = [name for name, causes in self.moving.items() if causes & changed]
        return {**region, **state, **inputs, **dict.fromkeys(moved, UNKNOWN)}

    def _region(self, state: Inputs, inputs: Inputs, account: Account) -> Iterator[Change]:
        wanted = inputs.get("region") or account.region
        if state.get("region") and wanted != state["region"]:
            yield Change("region", replaces=True)

    def _differences(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        name = path.rpartition(".")[2]
        if new == UNKNOWN:
            yield Change(path)
        elif _is_blank(old) or _is_blank(new):
            if not (_is_blank(old) and _is_blank(new)):
                yield Change(path, "add" if _is_blank(old) else "delete")
        elif name in self.same:
            yield from [] if self.same[name](old, new) else [Change(path)]
        elif isinstance(old, dict) and isinstance(new, dict):
            for key in sorted({*old, *new}):
                yield from self._differences(f"{path}.{key}", old.get(key), new.get(key))
        elif name in self.unordered:
            yield from _of_sets(path, old, new)
        elif _canonical(old) != _canonical(new):
            yield Change(path)


def _of_sets(path: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    before, after = ([_canonical(each) for each in side] for side in (old, new))
    yield from (Change(f"{path}[{place}]", "add") for place, each in enumerate(after) if each not in before)
    yield from (
        Change(f"{path}[{place}]", "delete") for place, each in enumerate(before) if each not in after
    )


def _canonical(value: Any) -> str:
    return json.dumps(without_blanks(value), sort_keys=True)


def without_blanks(value: Any) -> Any:
    """What is empty or zero is to the provider as if it were absent."""
    if isinstance(value, dict):
        kept = {name: without_blanks(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if not _is_blank(inner)}
    return [without_blanks(each) for each in value] if isinstance(value, list) else value


def _is_blank(value: Any) -> bool:
    return value in _BLANK
