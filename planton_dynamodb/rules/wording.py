"""How findings speak: names quoted, things counted and listed, and the forms that AWS's own answers have."""

from __future__ import annotations

from collections.abc import Iterable

from planton_dynamodb.manifest.problems import Route

INVALID = "One or more parameter values were invalid: "
"""What AWS begins with where values contradict each other."""

NOT_NULL = "Member must not be null"

_LONGEST = 60
_TABLE_NAME: Route = ("metadata", "name")
_AWS_NAMES = {
    ("attributeDefinitions", "name"): "attributeName",
    ("attributeDefinitions", "type"): "attributeType",
    ("globalSecondaryIndexes", "name"): "indexName",
    ("localSecondaryIndexes", "name"): "indexName",
    ("projection", "type"): "projectionType",
    ("", "ttl"): "timeToLiveSpecification",
}


def quoted(name: str) -> str:
    """A name as a message shows it: on one line, and not longer than a line."""
    shown = name if len(name) <= _LONGEST else name[: _LONGEST - 3] + "..."
    if not shown.isprintable():
        shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in shown)
    return f"`{shown}`"


def counted(count: int, thing: str) -> str:
    """A number with its noun: 1 element, 3 indexes."""
    plural = f"{thing}es" if thing.endswith("x") else f"{thing}s"
    return f"{count:,} {thing if count == 1 else plural}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names in a sentence: `a`, `b` and `c`."""
    *most, end = [quoted(name) for name in names]
    return f"{', '.join(most)} {last} {end}" if most else end


def named_characters(letters: list[str]) -> str:
    """Characters in a sentence: `/`, a blank and more."""
    named = {" ": "a blank", "\n": "a line break", "\t": "a tab"}
    said = [named.get(letter) or quoted(letter) for letter in letters[:4]]
    if len(letters) > len(said):
        said[-1] = "more"
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def refused(route: Route, constraint: str, value: str | None = None) -> str:
    """What AWS answers to a value that its service model rules out, where nothing else is wrong."""
    return all_refused((route, constraint, value))


def all_refused(*misfits: tuple[Route, str, str | None]) -> str:
    """What AWS answers to several such values: it names them in one answer."""
    said = "; ".join(_misfit(*misfit) for misfit in misfits)
    return f"{counted(len(misfits), 'validation error')} detected: {said}"


def _misfit(route: Route, constraint: str, value: str | None) -> str:
    shown = "null" if value is None else f"'{value if len(value) <= 300 else value[:297] + '...'}'"
    return f"Value {shown} at '{aws_path(route)}' failed to satisfy constraint: {constraint}"


def aws_path(route: Route) -> str:
    """A route in AWS's words: globalSecondaryIndexes.1.member.indexName."""
    if route == _TABLE_NAME:
        return "tableName"
    steps, parent = [], ""
    for step in route[1:]:
        if isinstance(step, int):
            steps += [str(step + 1), "member"]
        else:
            steps.append(_AWS_NAMES.get((parent, step), step))
            parent = step
    return ".".join(steps)
