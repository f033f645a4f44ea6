"""The full reader, where it has to do more than hand on what libyaml says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.manifest import yaml
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.source import Source


def _only_value(text: str) -> Scalar:
    reading = yaml.read(Source("given.json", text))
    assert reading.problems == []
    (root,) = reading.roots
    assert isinstance(root, Mapping)
    ((_, value),) = root.entries
    assert isinstance(value, Scalar)
    return value


def _only_root(text: str) -> Node:
    """What the one document of a sound text holds."""
    reading = yaml.read(Source("text", text))
    assert reading.problems == []
    (root,) = reading.roots
    return root


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"/ \n😀'), max_size=20))
def test_any_text_that_json_escapes_is_read_back(text: str) -> None:
    """Characters beyond U+FFFF stand in JSON as two escapes, which libyaml by itself refuses."""
    written = json.dumps({"note": text})
    value = _only_value(written)
    assert value.value == text
    assert (value.start, value.end) == (9, len(written) - 1)


@pytest.mark.parametrize("escape", [r"\ud83d", r"\ude00\ud83d", r"\ud83d\u0041"])
def test_half_a_pair_is_no_character(escape: str) -> None:
    """What JSON calls malformed is refused where it stands."""
    (problem,) = yaml.read(Source("given.json", f'{{"note": "{escape}"}}')).problems
    assert problem.span.start >= 10
    assert "no character" in getattr(problem, "message", "")


def test_a_backslash_before_an_escape_is_a_backslash() -> None:
    r"""`\\ud83d\\ude00` holds two backslashes and no pair."""
    assert _only_value(r'{"note": "\\ud83d\\ude00"}').value == r"\ud83d\ude00"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("&a: b\n", 0),
        ("  &akeyType: HASH\n", 2),
        ("&a b: c\n", 3),
        ("&a\nb: c\n", 3),
        ("!!map\nb: c\n", 6),
    ],
)
def test_a_mapping_begins_no_later_than_its_first_key(text: str, start: int) -> None:
    """Anchors and tags before it are no part of it, unless the key is nothing else."""
    root = _only_root(text)
    assert isinstance(root, Mapping)
    assert root.start == start
    assert root.start <= root.entries[0][0].start <= root.entries[0][0].end <= root.end


def test_a_key_that_is_an_alias_stands_where_the_alias_does() -> None:
    """Its text is that of the anchor, its place its own: so a mapping's parts are all within it."""
    text = "- &a name\n- *a : first\n- *a :\n    deep: x\n"
    root = _only_root(text)
    assert isinstance(root, Sequence)
    for mapping in root.items[1:]:
        assert isinstance(mapping, Mapping)
        key, _ = mapping.entries[0]
        assert key.value == "name"
        assert text[key.start : key.end] == "*a"
        assert mapping.start == key.start


def test_a_value_that_is_an_alias_stands_where_the_anchor_does() -> None:
    """There its text can be seen, and changed."""
    root = _only_root("a: &x one\nb: *x\n")
    assert isinstance(root, Mapping)
    (_, first), (_, second) = root.entries
    assert second is first
