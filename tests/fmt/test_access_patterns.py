"""Access patterns are formatted like tables: one spelling, every comment kept, no value changed."""

from __future__ import annotations

import json

import yaml
from hypothesis import given, settings

from planton_dynamodb.formatting import format_bytes
from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from tests.manifest.test_free_values import PLAIN

_HEAD = (
    "apiVersion: dynamodb.project-planton.org/v1\nkind: AwsDynamodbAccessPatterns\nspec:\n  table: orders\n"
)


def formatted(text: str, name: str = "patterns.yaml") -> str:
    """A text in its canonical form, which is its own canonical form."""
    made = format_bytes(name, text.encode())
    assert made.left == []
    again = format_bytes(name, made.after)
    assert again.after == made.after
    return made.after.decode()


def test_a_pattern_is_written_in_the_order_and_the_words_of_the_contract() -> None:
    """Operations have AWS's names, free values keep their quotes, words their brackets, comments their places."""
    text = _HEAD + (
        "  patterns:\n"
        "    # the first one\n"
        "    - operation: OPERATION_QUERY\n"
        "      expect: {items: [one, two], ordered: true} # both\n"
        "      key_condition: {pk: {equals: 'a'}, sk: {between: [1, 2]}}\n"
        "      values: {':nothing': null, \":text\": '1', ':set': {SS: [a, b]}}\n"
        "      name: list\n"
        "      order: DESCENDING\n"
    )
    assert formatted(text) == _HEAD + (
        "  patterns:\n"
        "    # the first one\n"
        "    - name: list\n"
        "      operation: Query\n"
        "      keyCondition:\n"
        "        pk:\n"
        "          equals: 'a'\n"
        "        sk:\n"
        "          between: [1, 2]\n"
        "      values:\n"
        "        ':nothing': null\n"
        "        \":text\": '1'\n"
        "        ':set':\n"
        "          SS: [a, b]\n"
        "      order: SORT_ORDER_DESCENDING\n"
        "      expect: # both\n"
        "        items: [one, two]\n"
        "        ordered: true\n"
    )


def test_json_stays_json() -> None:
    """With the same values, in canonical order and spelling."""
    document = {
        "kind": "AwsDynamodbAccessPatterns",
        "apiVersion": "dynamodb.project-planton.org/v1",
        "spec": {
            "items": [{"attributes": {"a": 1.5, "b": [None, True, {"c": "x"}], "d": {}}}],
            "patterns": [{"operation": "SCAN", "name": "all"}],
            "table": "orders",
        },
    }
    made = json.loads(formatted(json.dumps(document), "patterns.json"))
    assert list(made) == ["apiVersion", "kind", "spec"]
    assert made["spec"]["items"] == document["spec"]["items"]  # type: ignore[index]
    assert made["spec"]["patterns"] == [{"name": "all", "operation": "Scan"}]


@settings(max_examples=150, deadline=None)
@given(PLAIN)
def test_formatting_changes_no_value(value: Plain) -> None:
    """Whatever an item holds, however it was written."""

    def simple(part: Plain) -> object:
        if isinstance(part, list):
            return [simple(item) for item in part]
        if isinstance(part, dict):
            return {key: simple(item) for key, item in part.items()}
        return part if part is None or isinstance(part, str | bool) else float(part)

    document = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbAccessPatterns",
        "spec": {"table": "orders", "items": [{"name": "one", "attributes": {"it": simple(value)}}]},
    }
    for flow in (False, True):
        text = yaml.safe_dump(
            document, default_flow_style=flow, allow_unicode=True, width=10_000, sort_keys=False
        )
        before, after = (
            load_source(Source("patterns.yaml", each)).manifests[0].fields for each in (text, formatted(text))
        )
        assert before == after
