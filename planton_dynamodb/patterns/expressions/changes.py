"""Changes put into an item at their paths, all at once: none of them sees what another one has done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from planton_dynamodb.patterns.expressions.operands import Steps
from planton_dynamodb.patterns.values import Attribute, Attributes

INVALID_PATH = "The document path provided in the update expression is invalid for update"


class RunFault(Exception):
    """What DynamoDB answers where an item does not allow an update; a ValidationException."""


class _Outcome:
    """The end of a path: what stands there afterwards."""

    def __init__(self, value: Attribute | None) -> None:
        self.value = value


_Branch: TypeAlias = "dict[str | int, _Branch | _Outcome]"


def changed(item: Attributes, outcomes: Iterable[tuple[Steps, Attribute | None]]) -> Attributes:
    """An item with what stands at some paths afterwards; None takes away what is there."""
    root: _Branch = {}
    for steps, value in outcomes:
        branch = root
        for step in steps[:-1]:
            inner = branch.setdefault(step, {})
            assert isinstance(inner, dict), "paths that overlap are refused before"
            branch = inner
        branch[steps[-1]] = _Outcome(value)
    return _mapping(item, root)


def _inside(value: Attribute | None, change: _Branch | _Outcome) -> Attribute | None:
    if isinstance(change, _Outcome):
        return change.value
    names = isinstance(next(iter(change)), str)
    if value is None or ("M" if names else "L") not in value:
        raise RunFault(INVALID_PATH)
    return {"M": _mapping(value["M"], change)} if names else {"L": _list(value["L"], change)}


def _mapping(before: Attributes, changes: _Branch) -> Attributes:
    made = dict(before)
    for name, change in changes.items():
        after = _inside(before.get(str(name)), change)
        if after is None:
            made.pop(str(name), None)
        else:
            made[str(name)] = after
    return made


def _list(before: list[Attribute], changes: _Branch) -> list[Attribute]:
    """Places beyond the end come behind it, in their order; what is taken away leaves no gap."""
    made: list[Attribute | None] = list(before)
    for place, change in sorted(changes.items(), key=lambda entry: int(entry[0])):
        there = before[int(place)] if int(place) < len(before) else None
        after = _inside(there, change)
        if int(place) < len(before):
            made[int(place)] = after
        else:
            made.append(after)
    return [each for each in made if each is not None]
