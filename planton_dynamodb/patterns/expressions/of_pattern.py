"""The expressions of a pattern, read, each with the names and values that the same call brings along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns.bound import Bound
from planton_dynamodb.patterns.design import (
    CONDITION_CHECK,
    DELETE_ITEM,
    PUT_ITEM,
    QUERY,
    SCAN,
    UPDATE_ITEM,
)
from planton_dynamodb.patterns.expressions.condition import Condition, condition
from planton_dynamodb.patterns.expressions.update import Update, update
from planton_dynamodb.patterns.values import Attributes

FILTER, CONDITION, UPDATE = "filter", "condition", "update"
_PARAMETERS = {FILTER: "FilterExpression", CONDITION: "ConditionExpression", UPDATE: "UpdateExpression"}


class Expression(NamedTuple):
    """One expression where it is written."""

    field: str
    route: Route
    text: str
    read: Condition | Update

    @property
    def parameter(self) -> str:
        """What the API calls it: FilterExpression."""
        return _PARAMETERS[self.field]


class Call(NamedTuple):
    """A call, or a part of a transaction: the expressions in it share its names and values."""

    route: Route
    operation: str
    names: Mapping[str, str]
    values: Mapping[str, Plain]
    expressions: tuple[Expression, ...]

    def unused_names(self) -> list[str]:
        """The names that no expression uses, in the order in which they are written."""
        return [name for name in self.names if not any(name in each.read.names for each in self.expressions)]

    def unused_values(self) -> list[str]:
        """The values that no expression uses, likewise."""
        return [
            name for name in self.values if not any(name in each.read.values for each in self.expressions)
        ]


def calls(bound: Bound) -> Iterator[Call]:
    """The calls of a pattern that can have expressions."""
    pattern = bound.pattern
    if pattern.operation in (QUERY, SCAN):
        texts = {FILTER: pattern.filter}
        yield _call(pattern.route, pattern.operation, texts, pattern.names, pattern.values, bound.values)
    for part in bound.writes:
        write = part.write
        texts = {}
        if write.operation == UPDATE_ITEM:
            texts[UPDATE] = write.update
        if write.operation in (PUT_ITEM, UPDATE_ITEM, DELETE_ITEM, CONDITION_CHECK):
            texts[CONDITION] = write.condition
            yield _call(write.route, write.operation, texts, write.names, write.values, part.values)


def _call(
    route: Route,
    operation: str,
    texts: Mapping[str, str],
    names: Mapping[str, str],
    values: Mapping[str, Plain],
    bound: Attributes,
) -> Call:
    """Values that do not fit are there all the same: what is wrong with them, another rule says."""
    given = {name: bound.get(name) for name in values}
    expressions = tuple(
        Expression(
            field,
            (*route, field),
            text,
            update(text, names, given) if field == UPDATE else condition(text, names, given),
        )
        for field, text in texts.items()
        if text
    )
    return Call(route, operation, names, values, expressions)
