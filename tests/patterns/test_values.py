from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns import values

LARGEST = "9." + "9" * 37 + "E+125"

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=8),
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**20), max_value=10**20),
)
plain_values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*values.TYPES, "a", "b"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def is_written(value: Plain) -> bool:
    """Whether no mapping in a value looks like one that names its type."""
    if isinstance(value, list):
        return all(map(is_written, value))
    if isinstance(value, dict):
        return not (len(value) == 1 and next(iter(value)) in values.TYPES) and all(
            map(is_written, value.values())
        )
    return True


@pytest.mark.parametrize(
    ("plain", "typed"),
    [
        ("", {"S": ""}),
        (True, {"BOOL": True}),
        (None, {"NULL": True}),
        (1, {"N": "1"}),
        (Decimal("1.50"), {"N": "1.5"}),
        ([1, "a"], {"L": [{"N": "1"}, {"S": "a"}]}),
        ({}, {"M": {}}),
        ({"S": "a", "N": 1}, {"M": {"S": {"S": "a"}, "N": {"N": "1"}}}),
        ({"N": "07.0"}, {"N": "7"}),
        ({"SS": ["b", ""]}, {"SS": ["b", ""]}),
        ({"NS": [1, "2.50"]}, {"NS": ["1", "2.5"]}),
        ({"B": "aGVsbG8="}, {"B": "aGVsbG8="}),
        ({"M": {"S": "a"}}, {"M": {"S": {"S": "a"}}}),
        ({"L": [{"SS": ["a"]}]}, {"L": [{"SS": ["a"]}]}),
    ],
    ids=str,
)
def test_gives_a_plain_value_its_type(plain: Plain, typed: values.Attribute) -> None:
    """A plain value has the type that it looks like; a mapping of one entry may name its type instead."""
    assert values.typed(plain) == typed


@given(plain_values.filter(is_written))
def test_comes_back_to_the_same_value(value: Plain) -> None:
    """What is typed and made plain again is typed alike."""
    typed = values.typed(value)
    assert values.typed(values.plain(typed)) == typed


def test_tells_a_mapping_from_a_typed_value_on_the_way_back() -> None:
    """A mapping whose one key is the name of a type says that it is a mapping."""
    typed = {"M": {"S": {"S": "a"}}}
    assert values.plain(typed) == {"M": {"S": "a"}}
    assert values.typed(values.plain(typed)) == typed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0", "0"), ("-0.0", "0"), ("+1", "1"), ("1e3", "1000"), ("1.10", "1.1"), (".5", "0.5"), ("5.", "5"),
        ("1" * 38, "1" * 38), ("1" + "0" * 125, "1" + "0" * 125), (LARGEST, "9" * 38 + "0" * 88),
        ("1e-130", "0." + "0" * 129 + "1"), ("0e999", "0"),
    ],
)  # fmt: skip
def test_keeps_a_number_in_its_shortest_digits(given: str, kept: str) -> None:
    """Neither a sign of plus nor zeros at the ends nor an exponent is kept, as the service answers with it."""
    assert values.number(given) == kept


@pytest.mark.parametrize(
    ("given", "reason", "answer"),
    [
        ("many", "is no number", "The parameter cannot be converted to a numeric value: many"),
        ("", "is no number", "The parameter cannot be converted to a numeric value: "),
        ("NaN", "is no number", "The parameter cannot be converted to a numeric value: NaN"),
        ("0x1", "is no number", "The parameter cannot be converted to a numeric value: 0x1"),
        ("1_000", "is no number", "The parameter cannot be converted to a numeric value: 1_000"),
        (
            "1" * 39,
            "more than the 38 digits",
            "Attempting to store more than 38 significant digits in a Number",
        ),
        (
            "1e126",
            "larger",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        ("-1e99999", "larger", "Number overflow."),
        ("1e-131", "nearer to zero", "Number underflow."),
    ],
)
def test_refuses_a_number_that_dynamodb_does_not_have(given: str, reason: str, answer: str) -> None:
    """A number of which a digit would be lost, or that is out of range, is refused in AWS's words."""
    with pytest.raises(values.UnfitError, match=reason) as refused:
        values.number(given)
    assert (refused.value.answer or "").startswith(answer)
    assert refused.value.edit


def test_takes_no_time_over_an_endless_number() -> None:
    """A text of a million digits is refused before it is made a number."""
    with pytest.raises(values.UnfitError):
        values.number("9" * 1_000_000)


@pytest.mark.parametrize(
    "value",
    [
        {"S": 1}, {"N": True}, {"N": "x"}, {"B": "?"}, {"B": "YQ"}, {"BOOL": "true"}, {"NULL": False}, {"L": "a"},
        {"M": []}, {"SS": []}, {"SS": "a"}, {"SS": ["a", "a"]}, {"SS": [1]}, {"NS": [1, "1.0"]},
        {"BS": ["YQ==", "YQ=="]},
        {"deep": [{"SS": []}]},
    ],
    ids=str,
)  # fmt: skip
def test_refuses_what_is_not_what_its_type_says(value: Plain) -> None:
    """A value that names its type has to be of it, wherever it stands."""
    with pytest.raises(values.UnfitError) as refused:
        values.typed(value)
    assert refused.value.edit


def nested(levels: int) -> Plain:
    """A value in so many lists."""
    value: Plain = 1
    for _ in range(levels):
        value = [value]
    return value


def test_nests_as_deep_as_dynamodb() -> None:
    """32 levels are taken, 33 are not, be they plain or typed."""
    values.typed(nested(32))
    for level in (nested(33), {"L": nested(33)}):
        with pytest.raises(values.UnfitError, match="32 levels"):
            values.typed(level)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"N": "1"}, {"N": "1.0"}, True),
        ({"N": "1"}, {"S": "1"}, False),
        ({"NS": ["1", "2"]}, {"NS": ["2.0", "1"]}, True),
        ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}, True),
        ({"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}, False),
        ({"M": {"a": {"N": "1"}, "b": {"N": "2"}}}, {"M": {"b": {"N": "2.0"}, "a": {"N": "1"}}}, True),
        ({"BOOL": True}, {"BOOL": False}, False),
        ({"N": "1" * 38}, {"N": "1" * 37 + "2"}, False),
    ],
)
def test_compares_as_dynamodb_does(one: values.Attribute, other: values.Attribute, same: bool) -> None:  # noqa: FBT001
    """Equal is what is of one type and one value, in whatever order a set or mapping is written."""
    assert values.same(one, other) is same


def test_orders_texts_by_their_bytes_and_numbers_by_their_value() -> None:
    """`Z` is before `a`, the text `10` before `9` and the number after it; bytes are not ordered by their base64."""
    texts = sorted(({"S": text} for text in ("a", "Z", "é", "9", "10")), key=values.order)
    assert [text["S"] for text in texts] == ["10", "9", "Z", "a", "é"]
    numbers = sorted(({"N": text} for text in ("9", "10", "-1", "0.5")), key=values.order)
    assert [number["N"] for number in numbers] == ["-1", "0.5", "9", "10"]
    binaries = sorted(({"B": text} for text in ("/w==", "AA==")), key=values.order)
    assert [binary["B"] for binary in binaries] == ["AA==", "/w=="]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        # The examples of the Developer Guide, "DynamoDB item sizes and formats".
        (27, 2), (-27, 3), (461, 3), (None, 1), (True, 1), ([], 3), ({}, 3),
        # And what follows from its rules.
        ("", 0), ("abc", 3), ("é", 2), (0, 1), (1000, 2), (100, 2), (120, 3), (Decimal("0.1"), 2),
        (Decimal("12.34"), 3),
        (int("1" * 38), 20), ({"B": "aGVsbG8="}, 5), ({"SS": ["ab", "c"]}, 3), ({"NS": [27, -27]}, 5),
        ([1, "a"], 3 + (1 + 2) + (1 + 1)), ({"ab": "c"}, 3 + 1 + 2 + 1), ([[]], 3 + 1 + 3),
    ],
    ids=str,
)  # fmt: skip
def test_counts_the_bytes_of_a_value(value: Any, size: int) -> None:  # noqa: ANN401
    """Texts count in UTF-8, a number by its significant digits, a list and a mapping with what holds them together."""
    assert values.size(values.typed(value)) == size


def test_counts_the_names_of_attributes_too() -> None:
    """An item is as large as its names and values together."""
    assert values.item_size({"PK": {"S": "USER#1"}, "né": {"N": "27"}}) == 2 + 6 + 3 + 2
