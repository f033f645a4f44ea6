"""A pattern with values in the place of its parameters: what DynamoDB is asked, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.design import PUT_ITEM, Design, Entity, Pattern, Write
from planton_dynamodb.patterns.templates import MalformedError, UnboundError, filled
from planton_dynamodb.patterns.values import Attribute, Attributes

Sort: TypeAlias = Literal["malformed", "unbound", "misfit"]
MALFORMED: Sort = "malformed"
"""A template that cannot be read."""
UNBOUND: Sort = "unbound"
"""A parameter without a value."""
MISFIT: Sort = "misfit"
"""A value that DynamoDB does not take, or not there."""


class Unfit(NamedTuple):
    """A value that cannot stand where it does."""

    route: Route
    reason: str
    """Why not, as a clause about it: `is no number`."""
    parameter: str = ""
    """The parameter that is to blame, if one is."""
    edit: str = ""
    """What to write instead, where that can be said."""
    answer: str | None = None
    """What AWS says, where it is known."""
    made: str = ""
    """The key attribute that a template was to make of it; empty where the value itself is written there."""
    sort: Sort = MISFIT


class KeyCondition(NamedTuple):
    """What a key attribute is compared with."""

    attribute: str
    operator: str
    operands: tuple[Attribute, ...]


class BoundWrite(NamedTuple):
    """One write with its values."""

    write: Write
    key: Attributes
    """The key that is written out; empty for PutItem, whose item has it."""
    item: Attributes
    values: Attributes


class Bound(NamedTuple):
    """A pattern with its values, as far as they fit. Where any does not, asking makes no sense."""

    pattern: Pattern
    key: Attributes
    keys: tuple[Attributes, ...]
    conditions: tuple[KeyCondition, ...]
    values: Attributes
    writes: tuple[BoundWrite, ...]
    unfit: tuple[Unfit, ...]

    def condition(self, attribute: str) -> KeyCondition | None:
        """What an attribute is compared with."""
        return next((each for each in self.conditions if each.attribute == attribute), None)


def bind(pattern: Pattern, design: Design) -> Bound:
    """A pattern with the values of its parameters in it."""
    binder = _Binder(pattern.parameters)
    route = pattern.route
    return Bound(
        pattern=pattern,
        # A simple write has its key to itself: it is bound there.
        key={} if pattern.writes else binder.mapping(pattern.key, (*route, "key")),
        keys=tuple(
            binder.mapping(key, (*route, "keys", position)) for position, key in enumerate(pattern.keys)
        ),
        conditions=tuple(binder.conditions(pattern)),
        values={} if pattern.writes else binder.mapping(pattern.values, (*route, "values")),
        writes=tuple(binder.write(write, design) for write in pattern.writes),
        unfit=tuple(binder.unfit),
    )


class _Binder:
    def __init__(self, parameters: Mapping[str, Plain]) -> None:
        self._parameters = parameters
        self.unfit: list[Unfit] = []

    def mapping(self, given: Mapping[str, Plain], route: Route) -> Attributes:
        made: Attributes = {}
        for name, value in given.items():
            attribute = self._attribute(value, (*route, name))
            if attribute is not None:
                made[name] = attribute
        return made

    def conditions(self, pattern: Pattern) -> Iterable[KeyCondition]:
        for comparison in pattern.conditions:
            for operator, operands in comparison.operators.items():
                route = (*comparison.route, operator)
                bound = [self._attribute(operand, route) for operand in operands]
                fit = tuple(each for each in bound if each is not None)
                if len(comparison.operators) == 1 and len(fit) == (2 if operator == "between" else 1):
                    yield KeyCondition(comparison.attribute, operator, fit)

    def write(self, write: Write, design: Design) -> BoundWrite:
        entity = design.entity(write.entity)
        item: Attributes = {}
        if write.operation == PUT_ITEM:
            item, unfit = whole(
                write.item, entity, (*write.route, "item"), {**self._parameters, **write.item}
            )
            self.unfit += unfit
        return BoundWrite(
            write,
            self.mapping(write.key, (*write.route, "key")),
            item,
            self.mapping(write.values, (*write.route, "values")),
        )

    def _attribute(self, value: Plain, route: Route) -> Attribute | None:
        try:
            return values.typed(filled(value, self._parameters))
        except _FAULTS as fault:
            self.unfit.append(_unfit(route, fault))
        return None


def whole(
    given: Mapping[str, Plain],
    entity: Entity | None,
    route: Route,
    parameters: Mapping[str, Plain],
    *,
    leave_out: frozenset[str] = frozenset(),
) -> tuple[Attributes, list[Unfit]]:
    """An item with the keys that its entity's templates make. `leave_out`: keys that it may be without."""
    made: Attributes = {}
    unfit: list[Unfit] = []
    for name, value in given.items():
        try:
            made[name] = values.typed(value)
        except values.UnfitError as fault:
            unfit.append(_unfit((*route, name), fault))
    for attribute, template in entity.keys.items() if entity is not None else ():
        if attribute in given:
            continue
        try:
            made[attribute] = values.typed(template.filled(parameters))
        except _FAULTS as fault:
            found = _unfit(route, fault)._replace(made=attribute)
            if found.sort != UNBOUND or attribute not in leave_out:
                unfit.append(found)
    return made, unfit


_FAULTS = (MalformedError, UnboundError, values.UnfitError)


def _unfit(route: Route, fault: Exception) -> Unfit:
    if isinstance(fault, UnboundError):
        return Unfit(route, fault.reason, fault.name, sort=UNBOUND if fault.missing else MISFIT)
    if isinstance(fault, values.UnfitError):
        return Unfit(route, str(fault), edit=fault.edit, answer=fault.answer)
    return Unfit(route, str(fault), sort=MALFORMED)
