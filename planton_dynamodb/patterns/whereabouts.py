"""Why a pattern does not come upon a sample item, and by which key it would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.ask import candidates, fits
from planton_dynamodb.patterns.bound import KeyCondition
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    DELETE_COLLECTION,
    DELETE_ITEM,
    GET_ITEM,
    PUT_ITEM,
    SCAN,
    Pattern,
    key_of,
)
from planton_dynamodb.patterns.samples import Sample
from planton_dynamodb.patterns.served import OPERATORS, value_said
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.templates import Parameter, Template
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.rules.wording import quoted
from planton_dynamodb.table.table import Key

_ASKED_FOR = {
    "equals": "{} is asked for",
    "beginsWith": "what begins with {} is asked for",
    "lessThan": "something less than {} is asked for",
    "atMost": "{} or less is asked for",
    "greaterThan": "something greater than {} is asked for",
    "atLeast": "{} or more is asked for",
    "between": "something between {} and {} is asked for",
}


class Reason(NamedTuple):
    """Why an item does not come."""

    done: str
    """What is not done with it: `read by this`."""
    attribute: str
    """The item's attribute that is the reason; empty where it is none of them."""
    said: str
    """A clause: with an attribute, that is its subject (`is `NS#a`, and …`); else all of it."""
    help: str
    """The edit."""
    of_several: str = ""
    """The clause about several items, where it is another one."""


class _Asked(NamedTuple):
    """What a key attribute must be, and how the pattern writes it."""

    condition: KeyCondition
    written: tuple[Plain, ...]

    @property
    def said(self) -> str:
        """`GSI1SK begins with NS#`, of whatever attribute."""
        return f"{OPERATORS[self.condition.operator]} {' and '.join(map(value_said, self.written))}"


def telling_prefix(kept: Sequence[Attributes], others: Sequence[Attributes], sort: str) -> str | None:
    """What the sort keys of some items begin with and those of others do not, up to a sign such as `#`."""
    texts = [item.get(sort, {}).get("S", "") for item in kept]
    unwanted = [item.get(sort, {}).get("S", "") for item in others]
    first = texts[0] if texts else ""
    prefixes = (first[: end + 1] for end, letter in enumerate(first) if not letter.isalnum())
    for prefix in prefixes:
        if not all(text.startswith(prefix) for text in texts):
            return None
        if not any(text.startswith(prefix) for text in unwanted):
            return prefix
    return None


class Whereabouts:
    """Where one pattern looks, for whoever asks why it does not find an item."""

    def __init__(self, trial: Trial, pattern: Pattern) -> None:
        assert trial.store is not None
        self._trial = trial
        self._pattern = pattern
        self._store: Store = trial.store
        self._bound = trial.bound(pattern)

    def why(self, sample: Sample) -> Reason | None:
        """Why it does not come; None where another rule says so, or nobody knows."""
        if self._pattern.operation in (GET_ITEM, BATCH_GET_ITEM):
            return self._not_got(sample)
        if self._pattern.writes:
            return self._not_written(sample)
        return self._not_found(sample) if self._is_in_reach(sample) else None

    def is_said_elsewhere(self, sample: Sample) -> bool:
        """Whether the item is not under the key that was meant for it, which is a rule about items' to say."""
        return self._trial.accounted_for(sample, self._pattern.index)

    def _is_in_reach(self, sample: Sample) -> bool:
        index = self._pattern.index
        return not index or self._store.stands_in(sample.attributes, index)

    @property
    def _done(self) -> str:
        return "deleted by this" if self._pattern.operation == DELETE_COLLECTION else "read by this"

    def _not_found(self, sample: Sample) -> Reason | None:
        attributes = sample.attributes
        for asked in self._asked():
            name = asked.condition.attribute
            if not fits(attributes[name], asked.condition):
                return self._of_key(sample, asked)
        position = self._positions.get(self._identity(attributes))
        if position is None:
            return None
        limit = self._pattern.limit
        if limit and position >= limit:
            return self._cut_off(position, limit)
        if self._pattern.filter:
            takes = f"the filter {quoted(self._pattern.filter)} takes"
            return Reason(
                "returned",
                "",
                f"{takes} it away after it has been read",
                "mend the filter or the sample items, or expect less",
                f"{takes} them away after they have been read",
            )
        return None

    def _of_key(self, sample: Sample, asked: _Asked) -> Reason:
        name = asked.condition.attribute
        wanted = _ASKED_FOR[asked.condition.operator].format(*map(_quoted, asked.condition.operands))
        said = f"is {_quoted(sample.attributes[name])}, and {wanted}"
        return Reason(self._done, name, said, self._way_to(sample, asked))

    def _cut_off(self, position: int, limit: int) -> Reason:
        order = (
            "in the order in which a Scan reads"
            if self._pattern.operation == SCAN
            else "in the order of the sort key"
        )
        said = f"it is number {position + 1:,} {order}, and `limit` is {limit:,}"
        help_ = "raise the limit, or expect less"
        behind = len(self._positions) - 1 - position
        if self._pattern.operation != SCAN and behind < limit:
            other = "ASCENDING" if self._pattern.descending else "DESCENDING"
            help_ = f"read in the other order, `order: {other}`, or raise the limit"
        return Reason("returned", "", said, help_, f"they come later {order}, and `limit` is {limit:,}")

    @cached_property
    def _positions(self) -> dict[object, int]:
        """Where each item stands in the order in which it is read, were there no limit."""
        unlimited = self._bound._replace(pattern=replace(self._pattern, limit=None))
        read = candidates(self._store, unlimited)
        return {self._identity(item): position for position, item in enumerate(read)}

    def _identity(self, item: Attributes) -> object:
        return tuple(values.canonical(item[name]) for name in self._store.table.key.attributes)

    def _asked(self) -> Iterator[_Asked]:
        """What the key attributes must be, the partition key first."""
        written = {comparison.attribute: comparison for comparison in self._pattern.conditions}
        key = key_of(self._store.table, self._pattern.index)
        for name in key.attributes if key is not None and self._pattern.queries else ():
            condition = self._bound.condition(name)
            if condition is not None:
                yield _Asked(condition, written[name].operators[condition.operator])

    def _not_got(self, sample: Sample) -> Reason | None:
        alone = self._pattern.operation == GET_ITEM
        bound = [self._bound.key] if alone else list(self._bound.keys)
        written = [self._pattern.key] if alone else list(self._pattern.keys)
        nearest = self._nearest(sample, bound)
        if nearest is None:
            return None
        number, name = nearest
        condition = KeyCondition(name, "equals", (bound[number][name],))
        return self._of_key(sample, _Asked(condition, (written[number][name],)))

    def _nearest(self, sample: Sample, keys: list[Attributes]) -> tuple[int, str] | None:
        """The key that has most in common with an item's, and the first attribute in which they differ."""
        names = self._store.table.key.attributes
        found: tuple[int, str] | None = None
        for number, key in enumerate(keys):
            differing = [name for name in names if not values.same(key[name], sample.attributes[name])]
            if not differing:
                return None
            if found is None or len(differing) < len(names):
                found = (number, differing[0])
        return found

    def _not_written(self, sample: Sample) -> Reason | None:
        keys = [
            write.item if write.write.operation == PUT_ITEM else write.key for write in self._bound.writes
        ]
        nearest = self._nearest(sample, keys)
        if nearest is not None:
            number, name = nearest
            said = f"is {_quoted(sample.attributes[name])}, and {_quoted(keys[number][name])} is written"
            return Reason(
                "written by this", name, said, "write the key that the item has, or expect another item"
            )
        if any(write.write.operation == DELETE_ITEM for write in self._bound.writes):
            rest = "and `items` are those that stand under the written keys afterwards"
            help_ = "expect no items, `items: []`"
            return Reason("left", "", f"it is deleted, {rest}", help_, f"they are deleted, {rest}")
        return None

    def _way_to(self, sample: Sample, asked: _Asked) -> str:
        """The edit by which the item would be found: another index, another parameter, or its own key."""
        key = key_of(self._store.table, self._pattern.index)
        if key is not None and asked.condition.attribute == key.partition:
            elsewhere = self._elsewhere(sample, asked)
            if elsewhere:
                return elsewhere
        return _by_parameter(sample, asked) or self._by_own_key(sample, asked.condition.attribute)

    def _elsewhere(self, sample: Sample, asked: _Asked) -> str | None:
        """The table, or an index, that has the item under the partition that is asked for."""
        rest = [each for each in self._rest(asked) if each.condition.attribute != asked.condition.attribute]
        best: tuple[int, str] | None = None
        for place in ("", *(index.name for index in self._store.table.indexes)):
            key = key_of(self._store.table, place)
            if key is None or (place == self._pattern.index and self._pattern.queries):
                continue
            found = self._under(key, sample, asked, rest)
            if found is not None and (best is None or len(found) > best[0]):
                verb = "ask" if self._pattern.queries else "Query"
                best = (len(found), f"{verb} {place or 'the table itself'}: {', '.join(found)}")
        return best[1] if best is not None else None

    def _rest(self, asked: _Asked) -> list[_Asked]:
        """Whatever else is asked of the key."""
        if self._pattern.queries:
            return list(self._asked())
        sort = self._store.table.key.sort
        if self._pattern.operation != GET_ITEM or sort is None or sort == asked.condition.attribute:
            return []
        return [_Asked(KeyCondition(sort, "equals", (self._bound.key[sort],)), (self._pattern.key[sort],))]

    def _under(self, key: Key, sample: Sample, asked: _Asked, rest: list[_Asked]) -> list[str] | None:
        """What to ask of a key so that it leads to the item, in the pattern's own words."""
        attributes = sample.attributes
        there = all(name in attributes for name in key.attributes)
        if not there or not values.same(attributes[key.partition], asked.condition.operands[0]):
            return None
        said = [f"{key.partition} {asked.said}"]
        for each in rest:
            value = attributes.get(key.sort or "")
            if value is not None and _comparable(value, each.condition) and fits(value, each.condition):
                said.append(f"{key.sort} {each.said}")
        return said

    def _by_own_key(self, sample: Sample, name: str) -> str:
        entity = self._trial.design.entity(sample.item.entity)
        template = entity.keys.get(name) if entity is not None else None
        if template is None or name in sample.item.attributes:
            return f"ask for the {name} that the item has, or do not expect it"
        return f"ask for {name} {quoted(template.text)}, as such an item has it, or do not expect it"


def _by_parameter(sample: Sample, asked: _Asked) -> str | None:
    """The value of a parameter with which what is asked for would be what the item has."""
    (written, *_), actual = asked.written, sample.attributes[asked.condition.attribute]
    if not isinstance(written, str) or asked.condition.operator != "equals" or "S" not in actual:
        return None
    template = Template(written)
    if len(template.parameters) != 1 or template.fault is not None:
        return None
    parts = ("(.*)" if isinstance(part, Parameter) else re.escape(part) for part in template.parts)
    found = re.fullmatch("".join(parts), actual["S"], re.DOTALL)
    if found is None or len(set(found.groups())) != 1 or not found[1]:
        return None
    name = template.parameters[0]
    return f"set the parameter {quoted(name)} to {quoted(found[1])}, or do not expect the item"


def _comparable(value: Attribute, condition: KeyCondition) -> bool:
    return all(values.type_of(value) == values.type_of(operand) for operand in condition.operands)


def _quoted(attribute: Attribute) -> str:
    return quoted(value_said(values.plain(attribute)))
