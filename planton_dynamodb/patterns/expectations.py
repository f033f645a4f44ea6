"""What was expected of a pattern against what came of it, whoever tried it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.design import DELETE_COLLECTION, Expectation, Pattern, key_of
from planton_dynamodb.patterns.samples import Sample, has_key
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.rules.wording import counted, quoted
from planton_dynamodb.table.table import Table

MISSING, UNEXPECTED, COUNT, ORDER, ERROR = "missing", "unexpected", "count", "order", "error"

_MOST_LABELS = 5
_LONGEST_VALUE = 60
_MOST_REARRANGED = 500
"""Where more mappings than that are expected, each takes the first item that it fits, for good."""


class Mismatch(NamedTuple):
    """One way in which an answer is not what was expected."""

    kind: str
    route: Route
    said: str
    """The fact, as a sentence without its full stop."""
    sample: Sample | None = None
    """The sample item that it is about, if it is about one."""
    item: Attributes | None = None
    """The item that came and was not expected."""


class Known:
    """The sample items by name and by primary key, for whoever meets an item and wants to know which it is."""

    def __init__(self, samples: Iterable[Sample], table: Table) -> None:
        self.table = table
        self._by_name: dict[str, Sample] = {}
        self._by_key: dict[Hashable, Sample] = {}
        for sample in samples:
            self._by_name.setdefault(sample.item.name, sample)
            if has_key(sample.attributes, table):
                self._by_key.setdefault(self.identity(sample.attributes), sample)

    def identity(self, item: Attributes) -> Hashable:
        """What no two items of the table share; of what has no whole key, as much as there is."""
        return tuple(values.canonical(item[name]) for name in self.table.key.attributes if name in item)

    def named(self, name: str) -> Sample | None:
        """The sample item of a name."""
        return self._by_name.get(name) if name else None

    def stands(self, sample: Sample) -> bool:
        """Whether it is in the table: it is whole, and no other item has taken its place."""
        return not sample.unfit and self._by_key.get(self.identity(sample.attributes)) is sample

    def sample(self, item: Attributes) -> Sample | None:
        """The sample item that has the key of an item."""
        return self._by_key.get(self.identity(item))

    def label(self, item: Attributes) -> str:
        """How a message names an item: as the sample with its key is called, else by that key."""
        sample = self.sample(item)
        return sample.item.called if sample is not None else shown_key(item, self.table)


class _Wanted(NamedTuple):
    """An expected item: attributes that it must have."""

    route: Route
    label: str
    attributes: Mapping[str, values.Attribute]
    sample: Sample | None


def mismatches(pattern: Pattern, answer: Answer, known: Known) -> list[Mismatch]:
    """What is not as expected; nothing where nothing is."""
    expect = pattern.expect
    expected_error = expect.error if expect is not None else ""
    if answer.error != expected_error:
        route: Route = (*pattern.route, "expect") if expect is not None else pattern.route
        return [
            Mismatch(
                ERROR, (*route, "error") if expected_error else route, _error_said(answer, expected_error)
            )
        ]
    if expect is None or answer.error:
        return []
    if expect.items is not None:
        return list(_item_mismatches(pattern, expect, answer, known))
    if expect.count is None or expect.count == len(answer.items):
        return []
    said = f"{_there(pattern, len(answer.items))}, and {expect.count:,} {_was(expect.count)} expected"
    return [Mismatch(COUNT, (*expect.route, "count"), said)]


def _error_said(answer: Answer, expected: str) -> str:
    if not answer.error:
        return f"{expected} was expected, and there is no error"
    text = f": {answer.text}" if answer.text else ""
    if not expected:
        return f"no error was expected, and DynamoDB answers with {answer.error}{text}"
    return f"{expected} was expected, and DynamoDB answers with {answer.error}{text}"


def _there(pattern: Pattern, count: int) -> str:
    """How many items there are, and what became of them."""
    items = counted(count, "item") if count else "no items"
    return f"{items} {_was(count, 'is', 'are')} {done(pattern)}"


def _was(count: int, one: str = "was", more: str = "were") -> str:
    return one if count == 1 else more


def done(pattern: Pattern) -> str:
    """What becomes of the items that a pattern is about."""
    if pattern.is_read:
        return "returned"
    return "deleted" if pattern.operation == DELETE_COLLECTION else "left under the written keys"


def _wanted(expect: Expectation, known: Known) -> Iterator[_Wanted]:
    """The expected items that can be looked for: of the others, rules say why not."""
    for position, item in enumerate(expect.items or ()):
        route = (*expect.route, "items", position)
        if isinstance(item, str):
            sample = known.named(item)
            if sample is not None and known.stands(sample):
                key = {name: sample.attributes[name] for name in known.table.key.attributes}
                yield _Wanted(route, sample.item.called, key, sample)
        elif isinstance(item, dict):
            attributes = typed(item)
            if attributes:
                yield _Wanted(route, f"an item with {_attributes_said(attributes)}", attributes, None)


def typed(item: dict[str, Plain]) -> Attributes | None:
    """Expected attributes with their types; None where DynamoDB does not have one of them."""
    try:
        return {name: values.typed(value) for name, value in item.items()}
    except values.UnfitError:
        return None


def _attributes_said(attributes: Mapping[str, values.Attribute]) -> str:
    shown = [f"{name} {quoted(_shown(value))}" for name, value in attributes.items()]
    return several(shown)


def _shown(attribute: values.Attribute) -> str:
    said = str(values.plain(attribute))
    return said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 3] + "..."


def several(labels: Sequence[str]) -> str:
    """Labels in a sentence, the first few of many."""
    if len(labels) > _MOST_LABELS:
        labels = [*labels[: _MOST_LABELS - 1], f"{len(labels) - _MOST_LABELS + 1:,} more"]
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last


def _item_mismatches(
    pattern: Pattern, expect: Expectation, answer: Answer, known: Known
) -> Iterator[Mismatch]:
    wanted = list(_wanted(expect, known))
    places = _places(wanted, answer.items, known, in_order=expect.ordered)
    for each, place in zip(wanted, places, strict=True):
        if place is None:
            yield Mismatch(MISSING, each.route, f"{each.label} is not {done(pattern)}", each.sample)
    taken = set(places)
    left = [item for position, item in enumerate(answer.items) if position not in taken]
    for item in left:
        said = f"{known.label(item)} is {done(pattern)}, and was not expected"
        yield Mismatch(UNEXPECTED, (*expect.route, "items"), said, known.sample(item), item)
    came = [place for place in places if place is not None]
    if expect.ordered and not left and len(came) == len(places) and came != sorted(came):
        key = key_of(known.table, pattern.index)
        labels = [_ordered_label(item, known, key.sort if key is not None else None) for item in answer.items]
        said = f"the items come in another order: {several(labels)}"
        yield Mismatch(ORDER, (*expect.route, "ordered"), said)


def _ordered_label(item: Attributes, known: Known, sort: str | None) -> str:
    """An item with what it is ordered by."""
    sample = known.sample(item)
    whole = {**(sample.attributes if sample is not None else {}), **item}
    if sort is None or sort not in whole:
        return known.label(item)
    return f"{known.label(item)} ({sort} {quoted(_shown(whole[sort]))})"


def _places(
    wanted: Sequence[_Wanted], items: Sequence[Attributes], known: Known, *, in_order: bool
) -> list[int | None]:
    """Where in an answer each expected item stands; no place is given to two of them."""
    if in_order and len(wanted) == len(items):
        pairs = zip(wanted, items, strict=True)
        if all(_has(item, each.attributes) for each, item in pairs):
            return list(range(len(items)))
    places: list[int | None] = [None] * len(wanted)
    by_key = {known.identity(item): position for position, item in enumerate(items)}
    free = set(range(len(items)))
    for number, each in enumerate(wanted):
        position = by_key.get(known.identity(each.sample.attributes)) if each.sample is not None else None
        if position in free:
            places[number] = position
            free.discard(position)
    mappings = [number for number, each in enumerate(wanted) if each.sample is None]
    if mappings:
        candidates = _Candidates(items, sorted(free))
        found = _matched([candidates.of(wanted[number].attributes) for number in mappings])
        for number, position in zip(mappings, found, strict=True):
            places[number] = position
    return places


class _Candidates:
    """Items by their attributes, so that those which have some are found without going through all."""

    def __init__(self, items: Sequence[Attributes], free: Iterable[int]) -> None:
        self._items = items
        self._by_value: dict[Hashable, list[int]] = {}
        for position in free:
            for name, value in items[position].items():
                self._by_value.setdefault((name, values.canonical(value)), []).append(position)

    def of(self, attributes: Mapping[str, values.Attribute]) -> list[int]:
        """The items that have all of some attributes."""
        groups = [
            self._by_value.get((name, values.canonical(value)), []) for name, value in attributes.items()
        ]
        smallest = min(groups, key=len)
        if len(groups) == 1:
            return smallest
        return [position for position in smallest if _has(self._items[position], attributes)]


def _matched(candidates: Sequence[list[int]]) -> list[int | None]:
    """One of its candidates for each, none of them twice, for as many as can have one."""
    takers: dict[int, int] = {}
    left = []
    starts: dict[int, int] = {}
    for number in sorted(range(len(candidates)), key=lambda each: len(candidates[each])):
        group = candidates[number]
        start = starts.get(id(group), 0)
        while start < len(group) and group[start] in takers:
            start += 1
        starts[id(group)] = start
        if start < len(group):
            takers[group[start]] = number
        else:
            left.append(number)
    if len(candidates) <= _MOST_REARRANGED:
        for number in left:
            _rearranged(number, candidates, takers, set())
    places: list[int | None] = [None] * len(candidates)
    for position, number in takers.items():
        places[number] = position
    return places


def _rearranged(number: int, candidates: Sequence[list[int]], takers: dict[int, int], seen: set[int]) -> bool:
    """Find a place by giving others another one of theirs; whether that worked."""
    for position in candidates[number]:
        if position in seen:
            continue
        seen.add(position)
        if position not in takers or _rearranged(takers[position], candidates, takers, seen):
            takers[position] = number
            return True
    return False


def _has(item: Attributes, attributes: Mapping[str, values.Attribute]) -> bool:
    return all(name in item and values.same(item[name], value) for name, value in attributes.items())


def shown_key(item: Attributes, table: Table) -> str:
    """An item by its primary key, for a message."""
    parts = [f"{name} {quoted(_shown(item[name]))}" for name in table.key.attributes if name in item]
    return f"the item of {' and '.join(parts)}"
