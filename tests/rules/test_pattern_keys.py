"""What the rules about keys say beyond what the corpus shows: when they keep quiet, and where they send somebody."""

from __future__ import annotations

import pytest

from planton_dynamodb.diagnostics.model import Diagnostic
from tests.patterns.designs import designs_of
from tests.patterns.shop import GET_CUSTOMER, TABLE, manifests
from tests.rules.tables import diagnostics

ORDERS_OF = """\
    - name: orders-of
      operation: Query
      keyCondition:
        PK: {equals: CUSTOMER#alice}
        SK: {beginsWith: ORDER#}
      expect: {items: [first, second, third]}
"""
BY_STATUS = """\
    - name: by-status
      operation: Query
      index: by-status
      parameters: {status: open}
      keyCondition:
        status: {equals: "{status}"}
      expect: {items: [second, third]}
"""


def found(patterns: str) -> list[Diagnostic]:
    """What is found in the patterns of a shop, besides what concerns the whole of them."""
    return [each for each in diagnostics(manifests(patterns)) if ".patterns[" in each.path]


def rules(patterns: str) -> list[str]:
    """The names of the rules that find something."""
    return [each.rule for each in found(patterns)]


def test_the_patterns_that_the_tests_change_are_sound() -> None:
    """Nothing is found where nothing is changed."""
    assert rules(ORDERS_OF + BY_STATUS + GET_CUSTOMER) == []


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("beginsWith: ORDER#", "beginsWith: 7", "key-condition-operator"),
        ("beginsWith: ORDER#", "between: [b, a]", "key-condition-operator"),
        ("beginsWith: ORDER#", "between: [a, 1]", "key-value-type"),
        ("beginsWith: ORDER#", "atLeast: [a]", "key-value-type"),
        ("beginsWith: ORDER#", 'equals: ""', "key-value-empty"),
        ("SK: {beginsWith: ORDER#}", "sk: {beginsWith: ORDER#}", "key-condition-attribute"),
        ("equals: CUSTOMER#alice", "atMost: CUSTOMER#z", "partition-key-not-equal"),
        ("PK: {equals: CUSTOMER#alice}", "", "partition-key-unbound"),
        ("equals: CUSTOMER#alice", "equals: 1", "key-value-type"),
    ],
)
def test_one_mistake_in_a_condition_is_one_finding(before: str, after: str, rule: str) -> None:
    """Neither another rule about keys nor one about results says it again."""
    assert rules(ORDERS_OF.replace(before, after)) == [rule]


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        ("GetItem", "key: {PK: CUSTOMER#alice}"),
        ("UpdateItem", "key: {PK: CUSTOMER#alice}"),
        ("DeleteItem", "key: {PK: CUSTOMER#alice}"),
        ("BatchGetItem", "keys: [{PK: CUSTOMER#alice}]"),
        ("PutItem", "item: {PK: CUSTOMER#alice}"),
        ("TransactWriteItems", "writes: [{operation: DeleteItem, key: {PK: CUSTOMER#alice}}]"),
        ("TransactWriteItems", "writes: [{operation: PutItem, item: {PK: CUSTOMER#alice}}]"),
    ],
)
def test_a_part_of_a_key_is_found_whatever_the_operation(operation: str, key: str) -> None:
    """Each operation that takes a key needs the whole of it."""
    pattern = f"    - name: one\n      operation: {operation}\n      {key}\n      expect: {{count: 1}}\n"
    assert rules(pattern) == ["primary-key-incomplete"]


def test_a_value_that_does_not_fit_is_not_judged_as_a_key() -> None:
    """A parameter without a value is another rule's finding, and the only one."""
    assert [
        rule for rule in rules(ORDERS_OF.replace("{customer: alice}", "{other: alice}")) if "key" in rule
    ] == []


def test_a_key_of_an_index_is_sent_to_that_index() -> None:
    """A condition on the table about the key of an index names the index."""
    (said,) = found(BY_STATUS.replace("      index: by-status\n", ""))
    assert said.rule == "key-condition-attribute"
    assert said.help == "ask index `by-status`, which has it as a key"


def test_a_key_of_the_table_is_sent_to_the_table() -> None:
    """A condition on an index about the table's partition key names the table."""
    (said,) = found(ORDERS_OF.replace("operation: Query", "operation: Query\n      index: by-status"))
    assert said.rule == "key-condition-attribute"
    assert said.help == "ask the table `shop` itself, which has it as a key"


def test_a_pattern_that_expects_to_be_refused_has_no_finding() -> None:
    """Where ValidationException is expected, what DynamoDB refuses is as it should be."""
    unbound = ORDERS_OF.replace("PK: {equals: CUSTOMER#alice}", "")
    assert rules(unbound.replace("items: [first, second, third]", "error: ValidationException")) == []


def test_a_refused_pattern_is_not_asked() -> None:
    """What no request could be made of has no answer, and all else has."""
    (trial,) = designs_of(manifests(ORDERS_OF.replace("beginsWith: ORDER#", "beginsWith: 7") + GET_CUSTOMER))
    refused, asked = trial.patterns
    assert trial.refused == {refused.route}
    assert trial.answer(refused) is None
    assert trial.answer(asked) is not None


def test_nothing_is_said_of_keys_without_a_table() -> None:
    """Which attributes are keys only the table knows."""
    patterns = manifests(ORDERS_OF.replace("PK:", "pk:")).removeprefix(TABLE)
    assert [each.rule for each in diagnostics(patterns)] == ["patterns-table-not-found"]


def test_two_spellings_of_a_number_are_one_key() -> None:
    """1 and 1.0 are the same number, and so is the key; "1" is another one."""
    table = TABLE.replace("{name: SK, type: S}", "{name: SK, type: N}")
    batch = """\
    - name: two
      operation: BatchGetItem
      keys: [{PK: a, SK: 1}, {PK: a, SK: 1.0}, {PK: b, SK: 1}]
      expect: {count: 0}
"""
    text = manifests(batch).replace(TABLE, table)
    assert [each.path for each in diagnostics(text) if each.rule == "batch-repeats-key"] == [
        "spec.patterns[0].keys[1]"
    ]


def test_a_sort_key_of_an_index_has_the_shorter_limit() -> None:
    """An attribute that is a partition key here and a sort key there may be no longer than a sort key."""
    put = """\
    - name: put
      operation: PutItem
      item: {PK: a, SK: b, status: LONG}
      expect: {count: 1}
"""
    assert "key-value-too-long" not in rules(put.replace("LONG", "x" * 2048) + BY_STATUS)
    assert "key-value-too-long" in rules(put.replace("LONG", "x" * 2049) + BY_STATUS)
    assert "key-value-too-long" in rules(put.replace("SK: b", f"SK: {'x' * 1025}") + BY_STATUS)


def test_a_key_of_an_index_is_no_misspelling() -> None:
    """An attribute that another index has as its key is meant, however like the key of this one it looks."""
    table = TABLE.replace(
        "    - {name: SK, type: S}\n", "    - {name: SK, type: S}\n    - {name: statue, type: S}\n"
    )
    schema = "      keySchema: [{attributeName: statue, keyType: HASH}]\n"
    index = f"    - name: by-statue\n{schema}      projection: {{type: ALL}}\n"
    asked = BY_STATUS.replace("        status: {", "        statue: {")
    text = manifests(asked + BY_STATUS.replace("name: by-status", "name: by-status-too")).replace(
        TABLE, table + index
    )
    (said,) = [each for each in diagnostics(text) if each.rule == "key-condition-attribute"]
    assert said.help == "ask index `by-statue`, which has it as a key"


INVERTED = """\
    - name: inverted
      keySchema: [{attributeName: SK, keyType: HASH}, {attributeName: PK, keyType: RANGE}]
      projection: {type: ALL}
"""


@pytest.mark.parametrize(
    ("conditions", "rule", "help_text"),
    [
        (
            "SK: {equals: ORDER#1}",
            "partition-key-unbound",
            "ask index `inverted`, of which `SK` is the partition key, or write what `PK` equals",
        ),
        (
            "SK: {beginsWith: ORDER#}",
            "partition-key-unbound",
            "write what `PK` equals, or make it a Scan, which reads everything",
        ),
        (
            "{PK: {beginsWith: CUSTOMER#}, SK: {equals: ORDER#1}}",
            "partition-key-not-equal",
            "ask index `inverted`, of which `SK` is the partition key",
        ),
        (
            "{PK: {beginsWith: CUSTOMER#}, SK: {beginsWith: ORDER#}}",
            "partition-key-not-equal",
            "write what it `equals`; what is to be compared belongs in a sort key",
        ),
    ],
)
def test_sends_to_the_index_whose_partition_is_asked_for(conditions: str, rule: str, help_text: str) -> None:
    """An index answers where its partition key is compared by equality; otherwise it would be refused as well."""
    table = TABLE.replace("  globalSecondaryIndexes:\n", f"  globalSecondaryIndexes:\n{INVERTED}")
    assert table != TABLE
    asked = f"    - name: asked\n      operation: Query\n      keyCondition: {conditions}\n"
    if not conditions.startswith("{"):
        asked = asked.replace(conditions, f"{{{conditions}}}")
    text = manifests(f"{asked}      expect: {{count: 0}}\n{BY_STATUS}").replace(TABLE, table)
    (said,) = (each for each in diagnostics(text) if ".patterns[" in each.path)
    assert (said.rule, said.help) == (rule, help_text)
