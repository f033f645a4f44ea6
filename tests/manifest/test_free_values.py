"""Values of any shape are what YAML 1.2 takes them for, digit by digit, and become the same in protobuf."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import yaml
from google.protobuf.json_format import MessageToDict
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.manifest.free_values import Plain, json_value
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import AmbiguousText
from planton_dynamodb.manifest.source import Source

_HEAD = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
spec:
  table: orders
"""
_ITEM = "  items:\n    - attributes:\n"

_A_NUMBER_SINCE_1_2 = re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+|0o[0-7]+")
"""A text that a writer of YAML 1.1 leaves without quotes, since it was no number then."""

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
    | st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029\ufeff"),
        max_size=12,
    ).filter(lambda text: not _A_NUMBER_SINCE_1_2.fullmatch(text)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abPK#", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def read(text: str) -> Manifest:
    """The manifest of a text, in which nothing is wrong."""
    loaded = load_source(Source("patterns.yaml", text))
    [manifest] = loaded.manifests
    assert [problem for problem in manifest.problems if problem.breaks] == []
    return manifest


def attribute(written: str) -> Plain:
    """What one attribute of an item is read as."""
    fields = read(f"{_HEAD}{_ITEM}        it: {written}\n").fields
    return fields["spec"]["items"][0]["attributes"]["it"]  # type: ignore[index,no-any-return]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("open", "open"),
        ("'1'", "1"),
        ("1", 1),
        ("-0.50", Decimal("-0.50")),
        ("1e3", Decimal("1e3")),
        ("12345678901234567890123456789012345678", 12345678901234567890123456789012345678),
        ("0.12345678901234567890123456789012345678", Decimal("0.12345678901234567890123456789012345678")),
        ("true", True),
        ("yes", "yes"),
        ("null", None),
        ("~", None),
        ("'null'", "null"),
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("[1, a, {b: null}]", [1, "a", {"b": None}]),
        ("{SS: [a, b]}", {"SS": ["a", "b"]}),
        ("{}", {}),
        ("USER#{userId}", "USER#{userId}"),
    ],
)
def test_a_value_is_what_yaml_1_2_takes_it_for(written: str, read_as: Plain) -> None:
    """Texts, numbers with every digit, booleans, nothing; what only YAML 1.1 knows stays a text."""
    found = attribute(written)
    assert found == read_as
    assert type(found) is type(read_as)


def test_a_number_that_is_no_number_for_its_length_stays_a_text() -> None:
    """Ten thousand digits are not worth Python's time, and DynamoDB keeps 38."""
    digits = "9" * 10_000
    assert attribute(digits) == digits


@settings(max_examples=150, deadline=None)
@given(PLAIN)
def test_what_another_writer_of_yaml_writes_is_read_back(value: Plain) -> None:
    """Whatever can be written: in blocks and in braces, by both readers."""

    def simple(part: Plain) -> object:
        if isinstance(part, Decimal):
            return float(part)
        if isinstance(part, list):
            return [simple(item) for item in part]
        return {key: simple(item) for key, item in part.items()} if isinstance(part, dict) else part

    document = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbAccessPatterns",
        "spec": {"table": "orders", "items": [{"attributes": {"it": simple(value)}}]},
    }
    for flow in (False, True):
        text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, width=10_000)
        found = read(text).fields["spec"]["items"][0]["attributes"]["it"]  # type: ignore[index]
        assert simple(found) == simple(value)


@pytest.mark.parametrize(
    ("written", "here", "elsewhere"),
    [
        ("00009", "the number 9", "text"),
        ("00010", "the number 10", "the number 8"),
        ("-010", "the number -10", "the number -8"),
        ("07", "the number 7", ""),
        ("0x1f", "text", "a number"),
        ("0o17", "text", "a number"),
        ("1_000", "text", "a number"),
        (".inf", "text", "a number"),
        ("12:30:45", "text", "a number in base 60"),
        ("yes", "text", "a boolean"),
        ("Off", "text", "a boolean"),
        ("[{deep: no}]", "text", "a boolean"),
    ],
)
def test_a_value_that_readers_disagree_about_is_told(written: str, here: str, elsewhere: str) -> None:
    """With what it is taken for here and elsewhere, however deep it stands; leading zeros are lost in any case."""
    problems = read(f"{_HEAD}{_ITEM}        it: {written}\n").problems
    assert [
        (problem.read_as, problem.other) for problem in problems if isinstance(problem, AmbiguousText)
    ] == [(here, elsewhere)]


@pytest.mark.parametrize(
    "written",
    [
        *("open", "'00009'", '"yes"', "true", "~", "null", "0", "-7", "0.50", "1e3", "1000"),
        *("2024-01-01", "2024-01-01T00:00:00Z", "v1.2", "USER#00009", "|-\n          00009"),
    ],
)
def test_a_value_that_all_readers_keep_is_not_told(written: str) -> None:
    """Ordinary numbers and texts, dates, and whatever has quotes."""
    assert read(f"{_HEAD}{_ITEM}        it: {written}\n").problems == []


def test_a_message_holds_the_same_values() -> None:
    """For users of protobuf: maps of values, lists of structs, a null in a list."""
    manifest = read(
        f"{_HEAD}{_ITEM}        it: {{a: [1, null, x], b: {{NULL: true}}}}\n"
        "  patterns:\n"
        "    - operation: BatchGetItem\n"
        "      keys: [{pk: a}, {pk: 2.5}]\n"
        "      keyCondition: {pk: {between: [1, 2]}}\n"
        "      expect: {items: [one, {pk: a}], count: 0}\n"
    )
    spec = MessageToDict(manifest.message)["spec"]
    assert spec["items"][0]["attributes"]["it"] == {"a": [1.0, None, "x"], "b": {"NULL": True}}
    [pattern] = spec["patterns"]
    assert pattern["operation"] == "OPERATION_BATCH_GET_ITEM"
    assert pattern["keys"] == [{"pk": "a"}, {"pk": 2.5}]
    assert pattern["keyCondition"] == {"pk": {"between": [1.0, 2.0]}}
    assert pattern["expect"] == {"items": ["one", {"pk": "a"}], "count": 0}


@pytest.mark.parametrize(
    ("written", "rule_says"),
    [
        ("        it: {a: 1, a: 2}\n", "DuplicateKey"),
        ("        it: !set {a: b}\n", "WrongType"),
        ("        it: !secret x\n", "WrongType"),
        ("        it: [!secret x]\n", "WrongType"),
    ],
)
def test_what_cannot_be_kept_is_a_problem_with_a_place(written: str, rule_says: str) -> None:
    """A key that stands there twice, and a tag, however deep."""
    loaded = load_source(Source("patterns.yaml", f"{_HEAD}{_ITEM}{written}"))
    problems = [*loaded.problems, *loaded.manifests[0].problems]
    assert rule_says in {type(problem).__name__ for problem in problems}


def test_a_number_that_a_float_would_change_keeps_its_digits_in_json() -> None:
    """It is written with its type, as AWS writes it."""
    assert json_value({"a": 2**53 + 1, "b": Decimal("0.1"), "c": 5}) == {
        "a": {"N": "9007199254740993"},
        "b": 0.1,
        "c": 5,
    }
