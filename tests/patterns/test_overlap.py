from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.patterns.overlap import ANYTHING, Separators, Shape, meet, neighbours, prefix
from planton_dynamodb.patterns.templates import Template


def shape(text: str, *, samples: dict[str, object] | None = None) -> Shape:
    """The texts that a template can make, beside templates that part values with `#`."""
    return Separators([Template(text), Template("A#{a}")], [samples or {}]).shape(Template(text))


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("METADATA", "METADATA", True),
        ("METADATA", "META", False),
        ("USER#{a}", "USER#{b}", True),
        ("USER#{a}", "USER#1", True),
        ("USER#{a}", "USER#", False),
        ("USER#{a}", "ORDER#{a}", False),
        ("ORDER#{a}", "ORDER#{a}#ITEM#{b}", False),
        ("{a}", "ORDER", True),
        ("{a}", "ORDER#1", False),
        ("{a}#{b}", "X#{c}", True),
        ("{a}{b}", "x", False),
        ("{a}{b}", "xy", True),
        ("A{a}B", "AB", False),
        ("A{a}B", "AAB", True),
        ("{a}#END", "START#{b}", True),
    ],
)
def test_says_whether_two_templates_can_make_one_text(one: str, other: str, both: bool) -> None:  # noqa: FBT001
    """A parameter is at least one character, and none of those that part values."""
    assert meet(shape(one), shape(other)) is both
    assert meet(shape(other), shape(one)) is both


def test_believes_a_sample_that_has_the_separator_in_a_value() -> None:
    """Where a sample item has `#` within a value, that attribute can have it."""
    deeper = shape("ORDER#{b}#ITEM#{c}")
    assert not meet(shape("ORDER#{a}", samples={"a": "1"}), deeper)
    assert meet(shape("ORDER#{a}", samples={"a": "1#2"}), deeper)


def test_leaves_a_beginning_open() -> None:
    """A text that begins with something goes on in any way, separators and all."""
    begins = (*shape("KEY#"), *ANYTHING)
    assert meet(begins, shape("KEY#{a}#{b}"))
    assert meet(begins, shape("KEY#"))
    assert not meet(begins, shape("NS#{a}"))


PARTS = st.lists(st.sampled_from(["a", "b", "#", "{x}", "{y}"]), max_size=5).map("".join)


@given(PARTS, PARTS, st.text("abc#", max_size=6))
def test_misses_no_text_that_both_make(one: str, other: str, text: str) -> None:
    """Whatever text both templates match, as regular expressions would have it, they meet."""

    def matches(template: str) -> bool:
        return re.fullmatch(re.sub(r"\{\w\}", "[^#]+", template), text) is not None

    if matches(one) and matches(other):
        assert meet(shape(one), shape(other))


def test_tells_nothing_of_keys_that_are_too_long_to_compare() -> None:
    """Two long templates full of room take no time, and are taken to be apart."""
    long = shape("{a}x" * 2000)
    assert not meet(long, long)


def test_pairs_keys_that_begin_alike_only() -> None:
    """Keys whose fixed beginnings differ are never compared, be it the partition or the sort key that differs."""
    keys = [(shape("T#{t}"), shape(f"KIND{number:05}#{{a}}")) for number in range(5_000)]
    assert list(neighbours(keys)) == []
    keys.append((shape("T#{t}"), shape("KIND00042#{b}")))
    assert list(neighbours(keys)) == [(42, 5_000)]


def test_compares_a_key_with_few_others() -> None:
    """Thousands of keys that begin alike are not compared each with each."""
    keys = [(shape("T#{t}"),)] * 3_000
    assert sum(1 for _ in neighbours(keys)) < 3_000 * 51


def test_knows_what_a_key_begins_with() -> None:
    """The fixed text before the first parameter."""
    assert prefix(shape("USER#{a}#X")) == "USER#"
    assert prefix(shape("{a}")) == ""
    assert prefix(shape("META")) == "META"
