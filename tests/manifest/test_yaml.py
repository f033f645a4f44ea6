"""The full reader, where it has to do more than hand on what libyaml says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.manifest import yaml
from planton_dynamodb.manifest.nodes import Mapping, Scalar
from planton_dynamodb.manifest.source import Source


def _only_value(text: str) -> Scalar:
    reading = yaml.read(Source("given.json", text))
    assert reading.problems == []
    (root,) = reading.roots
    assert isinstance(root, Mapping)
    ((_, value),) = root.entries
    assert isinstance(value, Scalar)
    return value


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
