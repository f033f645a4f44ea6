"""What was expected of a pattern against what came of it, whoever tried it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.design import Expectation, Pattern
from planton_dynamodb.patterns.samples import Sample
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import Table

MISSING, UNEXPECTED, COUNT, ORDER, ERROR = "missing", "unexpected", "count", "order", "error"


class Mismatch(NamedTuple):
    """One way in which an answer is not what was expected."""

    kind: str
    route: Route
    said: str
    """The fact, as a sentence without its full stop."""
    sample: Sample | None = None
    """The sample item that it is about, if it is about one."""


class _Wanted(NamedTuple):
    """An expected item: attributes that it must have."""

    route: Route
    label: str
    attributes: Mapping[str, values.Attribute]
    sample: Sample | None


def mismatches(pattern: Pattern, answer: Answer, samples: Sequence[Sample], table: Table) -> list[Mismatch]:
    """What is not as expected; nothing where nothing is."""
    expect = pattern.expect
    route = (*pattern.route, "expect")
    expected_error = expect.error if expect is not None else ""
    if answer.error != expected_error:
        return [
            Mismatch(
                ERROR, (*route, "error") if expected_error else route, _error_said(answer, expected_error)
            )
        ]
    if expect is None or answer.error:
        return []
    found = _count_mismatch(expect, answer)
    if expect.items is not None:
        found += _item_mismatches(expect, answer, _wanted(expect, samples, table), samples, table)
    return found


def _error_said(answer: Answer, expected: str) -> str:
    if not answer.error:
        return f"{expected} was expected, and there was no error"
    text = f": {answer.text}" if answer.text else ""
    if not expected:
        return f"DynamoDB answered with {answer.error}{text}"
    return f"{expected} was expected, and DynamoDB answered with {answer.error}{text}"


def _count_mismatch(expect: Expectation, answer: Answer) -> list[Mismatch]:
    if expect.count is None or expect.count == len(answer.items):
        return []
    said = f"{expect.count} of them were expected, and there are {len(answer.items)}"
    return [Mismatch(COUNT, (*expect.route, "count"), said)]


def _wanted(expect: Expectation, samples: Sequence[Sample], table: Table) -> list[_Wanted]:
    by_name = {sample.item.name: sample for sample in samples if sample.item.name}
    found = []
    for position, item in enumerate(expect.items or ()):
        route = (*expect.route, "items", position)
        if isinstance(item, str):
            sample = by_name.get(item)
            if sample is not None:
                key = {
                    name: sample.attributes[name]
                    for name in table.key.attributes
                    if name in sample.attributes
                }
                found.append(_Wanted(route, f"`{item}`", key, sample))
        elif isinstance(item, dict):
            attributes = _typed(item)
            if attributes is not None:
                found.append(_Wanted(route, "an item with these attributes", attributes, None))
    return found


def _typed(item: dict[str, Plain]) -> Attributes | None:
    try:
        return {name: values.typed(value) for name, value in item.items()}
    except values.UnfitError:
        return None  # a rule says so


def _item_mismatches(
    expect: Expectation, answer: Answer, wanted: list[_Wanted], samples: Sequence[Sample], table: Table
) -> list[Mismatch]:
    left = list(enumerate(answer.items))
    places: list[int] = []
    found = []
    for each in wanted:
        match = next((pair for pair in left if _has(pair[1], each.attributes)), None)
        if match is None:
            found.append(Mismatch(MISSING, each.route, f"{each.label} is not among them", each.sample))
        else:
            left.remove(match)
            places.append(match[0])
    for _, item in left:
        sample = _sample_of(item, samples, table)
        label = sample.item.label if sample is not None else shown_key(item, table)
        said = f"{label} is among them, and was not expected"
        found.append(Mismatch(UNEXPECTED, (*expect.route, "items"), said, sample))
    if expect.ordered and not found and places != sorted(places):
        came = ", ".join(_label(item, samples, table) for item in answer.items)
        found.append(Mismatch(ORDER, (*expect.route, "ordered"), f"they come in another order: {came}"))
    return found


def _has(item: Attributes, attributes: Mapping[str, values.Attribute]) -> bool:
    return bool(attributes) and all(
        name in item and values.same(item[name], value) for name, value in attributes.items()
    )


def _sample_of(item: Attributes, samples: Sequence[Sample], table: Table) -> Sample | None:
    key = {name: item[name] for name in table.key.attributes if name in item}
    return next((sample for sample in samples if _has(sample.attributes, key)), None)


def _label(item: Attributes, samples: Sequence[Sample], table: Table) -> str:
    sample = _sample_of(item, samples, table)
    return sample.item.label if sample is not None else shown_key(item, table)


def shown_key(item: Attributes, table: Table) -> str:
    """An item by its primary key, for a message."""
    parts = [f"{name} {values.plain(item[name])}" for name in table.key.attributes if name in item]
    return f"the item of {' and '.join(parts)}"
