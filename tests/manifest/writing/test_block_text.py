"""What is written anew reads back as what it was."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.manifest import yaml as reader
from planton_dynamodb.manifest.nodes import Mapping, Scalar, is_null
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.writing import block_text

_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", "yes", "null", "~", "1", "0x1", "1.5", "2024-01-01", "a: b", "a #b", "- a", "{{ x }}", "a:"]
    ),
)
_KEYS = st.sampled_from(["name", "keyType", "read_capacity_units"])
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.booleans(), st.integers(-(2**63), 2**63 - 1)),
    lambda inner: st.one_of(
        st.dictionaries(_KEYS, inner, min_size=1),
        st.lists(st.dictionaries(_KEYS, inner, min_size=1), min_size=1),
    ),
    max_leaves=6,
)


@given(st.dictionaries(_KEYS, _VALUES, min_size=1))
def test_any_value_reads_back_as_it_was(value: dict[str, block_text.Value]) -> None:
    """Texts, numbers, booleans, mappings and lists come back from another YAML reader unchanged."""
    assert yaml.safe_load("\n".join(block_text.lines(value))) == value


@given(_TEXTS)
def test_any_text_reads_back_as_a_text(text: str) -> None:
    """A text is quoted wherever a reader could see something else in it."""
    (root,) = reader.read(Source("", f"text: {block_text.scalar(text)}\n")).roots
    assert isinstance(root, Mapping)
    ((_, value),) = root.entries
    assert isinstance(value, Scalar)
    assert value.value == text
    assert not is_null(value)


def test_names_stay_without_quotes() -> None:
    """What is plainly a word is written plainly."""
    assert block_text.lines({"name": "by-status", "arn": "arn:aws:kms:eu:1:key/x", "on": "yes"}) == [
        "name: by-status",
        "arn: arn:aws:kms:eu:1:key/x",
        'on: "yes"',
    ]
