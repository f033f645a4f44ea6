from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.rules.subject import Quotas
from tests.contract.cel import documented_rules_violated
from tests.rules.tables import LSI_ATTRIBUTES, SOUND, diagnostics, found, gsi, lsi, mended, only, table

WORDS = {"H": "HASH", "R": "RANGE", "?": None}
RULES = {"spec": "key-schema", "gsi": "gsi-key", "lsi": "lsi-key"}


def key(types: str, names: str) -> list[dict[str, Any]]:
    """A key of elements with these types, H, R or ? for none, over attributes with names of one letter."""
    elements = [
        {"attributeName": name, "keyType": WORDS[kind]} for kind, name in zip(types, names, strict=False)
    ]
    return [{part: value for part, value in element.items() if value} for element in elements]


def defined(names: str) -> list[dict[str, Any]]:
    """Definitions of attributes with names of one letter."""
    return [{"name": name, "type": "S"} for name in names]


def own(types: str) -> str:
    """A table with such a key."""
    return table(attributeDefinitions=defined("abcd"[: max(len(types), 1)]), keySchema=key(types, "abcd"))


def global_index(types: str) -> str:
    """A table with a global index of such a key."""
    return table(
        attributeDefinitions=defined("p" + "abcd"[: len(types)]),
        keySchema=key("H", "p"),
        globalSecondaryIndexes=[gsi(keySchema=key(types, "abcd"))],
    )


def local_index(types: str) -> str:
    """A table with a local index of such a key. Its first HASH element, else one without a type, is right."""
    place = next((types.index(kind) for kind in "H?" if kind in types), len(types))
    names = "bcde"[:place] + "a" + "bcde"[place:]
    used = names[: len(types)]
    return table(
        attributeDefinitions=defined("".join(dict.fromkeys("as" + used))),
        keySchema=key("HR", "as"),
        localSecondaryIndexes=[lsi(keySchema=key(types, names))],
    )


SORTED_TWICE = table(
    attributeDefinitions=defined("asb"),
    keySchema=key("HR", "as"),
    localSecondaryIndexes=[lsi(keySchema=key("RR", "ab"))],
)

# What is found in a key of these types: in that of a table or a global index, and in that of a local index.
SHAPES = [
    ("H", [], ["range-count"]),
    ("HR", [], []),
    ("", ["hash-count"], ["hash-count"]),
    ("R", ["hash-count"], ["hash-count"]),
    ("HH", ["hash-count"], ["hash-count"]),
    ("RR", ["hash-count"], ["hash-count"]),
    ("RH", ["order"], ["order"]),
    ("HRR", ["range-count", "length"], ["range-count", "length"]),
    ("HHR", ["hash-count", "length"], ["hash-count", "length"]),
    ("HHH", ["hash-count", "length"], ["hash-count", "length"]),
    ("HRH", ["hash-count", "length"], ["hash-count", "length"]),
    ("RRR", ["hash-count", "range-count", "length"], ["hash-count", "range-count", "length"]),
    ("HHRR", ["hash-count", "range-count", "length"], ["hash-count", "range-count", "length"]),
    ("?", ["type"], ["type"]),
    ("H?", ["type"], ["type"]),
    ("?R", ["type"], ["type"]),
    ("R?", ["type"], ["type"]),
    ("??", ["type", "type"], ["type", "type"]),
    ("HR?", ["length"], ["length"]),
    ("?HR", ["length"], ["length"]),
    ("HR??", ["length"], ["length"]),
    ("HRR?", ["range-count", "length"], ["range-count", "length"]),
    ("HH?", ["hash-count", "type", "length"], ["hash-count", "type", "length"]),
]


def named(kind: str, found: list[str]) -> list[str]:
    """The ids of the rules that say so about a kind of key."""
    return ["key-type-required" if part == "type" else f"{RULES[kind]}-{part}" for part in found]


def rules_in(text: str) -> list[str]:
    """The rules that find something, as often as they do."""
    return sorted(finding.rule for finding in diagnostics(text))


@pytest.mark.parametrize(("types", "expected", "_local"), SHAPES)
def test_finds_each_mistake_in_the_key_of_a_table_once(
    types: str, expected: list[str], _local: list[str]
) -> None:
    """Each shape of a key gives the rules that one edit each would mend."""
    assert rules_in(own(types)) == sorted(named("spec", expected))


@pytest.mark.parametrize(("types", "expected", "_local"), SHAPES)
def test_finds_each_mistake_in_the_key_of_a_global_index_once(
    types: str, expected: list[str], _local: list[str]
) -> None:
    """The contract asks of a global index what it asks of a table."""
    assert rules_in(global_index(types)) == sorted(named("gsi", expected))


@pytest.mark.parametrize(("types", "_others", "expected"), SHAPES)
def test_finds_each_mistake_in_the_key_of_a_local_index_once(
    types: str, _others: list[str], expected: list[str]
) -> None:
    """A local index needs its RANGE element."""
    assert rules_in(local_index(types)) == sorted(named("lsi", expected))


@pytest.mark.parametrize(
    "types", ["".join(types) for length in range(5) for types in product("HR", repeat=length)]
)
@pytest.mark.parametrize("made", [own, global_index, local_index])
def test_agrees_with_the_contract_about_every_key_whose_elements_have_types(
    made: Callable[[str], str], types: str
) -> None:
    """A documented rule is found to be broken here if and only if the contract's own CEL says so."""
    text = made(types)
    (manifest,) = load_source(Source("orders.yaml", text)).manifests
    here = {finding.documented_rule for finding in diagnostics(text) if finding.documented_rule}
    assert here == documented_rules_violated(manifest.message.SerializeToString())


def test_points_at_the_element_that_has_to_change() -> None:
    """The path says which key is wrong, the place is the word that is one too many."""
    text = own("HRR")
    said = next(found for found in diagnostics(text) if found.rule == "key-schema-range-count")
    assert said.path == "spec.keySchema"
    assert text.encode()[: said.location.start.offset].decode().count("keyType") == 3


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (own("RH"), "key-schema-order"),
        (global_index("RH"), "gsi-key-order"),
        (local_index("RH"), "lsi-key-order"),
        (own("H?"), "key-type-required"),
        (own("?R"), "key-type-required"),
        (own("?"), "key-type-required"),
        (local_index("HH"), "lsi-key-hash-count"),
    ],
)
def test_mends_what_can_be_meant_in_one_way_only(text: str, rule: str) -> None:
    """The order of a key, the type that is left, and the HASH element of a local index are certain."""
    said = only(text)
    assert said.fix is not None
    assert said.fix.safe
    assert diagnostics(mended(text, rule=rule)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (own("HH"), "key-schema-hash-count"),
        (own("RR"), "key-schema-hash-count"),
        (own("R"), "key-schema-hash-count"),
        (own("??"), "key-type-required"),
        (global_index("HH"), "gsi-key-hash-count"),
        (SORTED_TWICE, "lsi-key-hash-count"),
    ],
)
def test_offers_the_likely_type_but_does_not_write_it_unasked(text: str, rule: str) -> None:
    """Another edit would make a sound key too."""
    assert all(finding.fix is not None and not finding.fix.safe for finding in diagnostics(text))
    assert found(mended(text, rule=rule)) == []


def test_makes_the_other_attribute_of_a_local_index_the_range_element() -> None:
    """Of two HASH elements the one that is not the table's has to change, wherever it stands."""
    index = lsi(keySchema=key("HH", "ba"))
    text = table(
        attributeDefinitions=defined("asb"), keySchema=key("HR", "as"), localSecondaryIndexes=[index]
    )
    assert only(text).help == "make `b` the RANGE element"
    assert found(mended(text, rule="lsi-key-hash-count")) == [
        "lsi-key-order at spec.localSecondaryIndexes[0].keySchema"
    ]


def test_names_the_definition_that_a_missing_hash_element_leaves_unused() -> None:
    """The key lost an element: it is not the other one's type that is wrong."""
    said = only(table(attributeDefinitions=defined("as"), keySchema=key("R", "s")))
    assert said.help == "write the HASH element before it, with `attributeName: a`"
    assert said.fix is None


@pytest.mark.parametrize("word", ["HSAH", "xx", ["HASH"], {"is": "HASH"}])
@pytest.mark.parametrize("made", [own, global_index, local_index])
def test_keeps_quiet_about_a_key_with_a_type_that_could_not_be_read(
    made: Callable[[str], str], word: object
) -> None:
    """The word may be the HASH or the RANGE that a count would miss."""
    text = made("HR").replace('"RANGE"', json.dumps(word))
    assert {finding.rule for finding in diagnostics(text)} <= {"unknown-enum", "wrong-type"}


@pytest.mark.parametrize("schema", ["HASH", {"a": "HASH"}, ["a"], [None]])
def test_keeps_quiet_about_a_key_that_could_not_be_read(schema: object) -> None:
    """A key of another shape is one mistake."""
    said = found(table(attributeDefinitions=defined("a"), keySchema=schema))
    assert len(said) == 1
    assert said[0].startswith("wrong-type at spec.keySchema")


def test_leaves_a_misnamed_key_of_an_index_to_the_unknown_field() -> None:
    """An index whose key stands under a word that nobody knows does not lack one besides."""
    index = gsi(keySchema=None, keys=key("H", "s"))
    assert found(table(globalSecondaryIndexes=[index])) == [
        "unknown-field at spec.globalSecondaryIndexes[0].keys"
    ]


def test_leaves_a_misnamed_type_to_the_unknown_field() -> None:
    """`role: HASH` is one mistake, the missing type is part of it."""
    text = table(attributeDefinitions=defined("a"), keySchema=[{"attributeName": "a", "role": "HASH"}])
    assert found(text) == ["unknown-field at spec.keySchema[0].role"]


def test_still_counts_the_elements_of_a_key_whose_names_are_broken() -> None:
    """Two HASH elements are two, whatever their attributes are called."""
    broken = [{"attributeName": ["a"], "keyType": "HASH"}, {"attributeName": "b", "keyType": "HASH"}]
    assert found(table(attributeDefinitions=defined("ab"), keySchema=broken)) == [
        "wrong-type at spec.keySchema[0].attributeName",
        "key-schema-hash-count at spec.keySchema",
    ]


def test_writes_the_words_of_the_file() -> None:
    """A snake_case file with prefixed values is spoken to in its own words."""
    text = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billing_mode: BILLING_MODE_PAY_PER_REQUEST
  attribute_definitions:
    - name: order_id
      type: ATTRIBUTE_TYPE_S
    - name: placed_at
      type: ATTRIBUTE_TYPE_S
  key_schema:
    - attribute_name: order_id
      key_type: KEY_TYPE_HASH
    - attribute_name: placed_at
"""
    said = only(text)
    assert said.help == "write `key_type: KEY_TYPE_RANGE`"
    assert said.path == "spec.keySchema[1].keyType"
    assert diagnostics(mended(text, rule="key-type-required")) == []


def test_replaces_a_number_by_a_number() -> None:
    """Enum values are read as numbers too; a fix does not mix the two."""
    text = own("HH").replace('"HASH"', "1")
    said = only(text)
    assert said.fix is not None
    assert [edit.text.strip('"') for edit in said.fix.edits] == ["2"]
    assert found(mended(text, rule="key-schema-hash-count")) == []


def test_writes_the_hash_key_of_the_table_where_a_local_index_names_it_nowhere() -> None:
    """None of its elements can be the HASH element, whatever type it is given."""
    said = only(local_index("RR"))
    assert said.help == "write the HASH element before it, with `attributeName: a`"
    assert said.fix is None


@pytest.mark.parametrize(
    ("made", "rule"),
    [(own, "key-schema"), (global_index, "gsi-key"), (local_index, "lsi-key")],
)
def test_finds_one_attribute_in_both_elements_once(made: Callable[[str], str], rule: str) -> None:
    """The definition that may have been meant is not found as unused."""
    said = only(made("HR").replace('"attributeName": "b"', '"attributeName": "a"'))
    assert said.rule == f"{rule}-same-attribute"
    assert said.help.startswith("did you mean `attributeName: b`")
    assert said.fix is not None
    assert not said.fix.safe


def test_finds_a_wrong_order_and_a_repeated_attribute_as_two_mistakes() -> None:
    """Neither edit mends the other."""
    assert rules_in(table(attributeDefinitions=defined("a"), keySchema=key("RH", "aa"))) == [
        "key-schema-order",
        "key-schema-same-attribute",
    ]


def test_finds_two_hash_elements_of_one_attribute_once() -> None:
    """An element pasted twice is one too many; that both name one attribute follows."""
    said = only(table(attributeDefinitions=defined("a"), keySchema=key("HH", "aa")))
    assert said.rule == "key-schema-hash-count"
    assert said.help == "keep one HASH element"
    assert said.fix is None


@pytest.mark.parametrize(
    ("types", "answer"), [("HHHH", None), ("HHRR", None), ("HRHR", "must precede RANGE")]
)
def test_quotes_aws_for_a_global_index_only_where_aws_refuses_it(types: str, answer: str | None) -> None:
    """AWS takes up to four HASH and four RANGE elements in a global index; the contract does not."""
    for said in diagnostics(global_index(types)):
        assert said.documented_rule == 6
        assert "AWS takes up to four" in said.help
        assert said.detail is None if answer is None else answer in (said.detail or "")


def test_quotes_aws_for_a_fifth_element_of_a_global_index() -> None:
    """Five are too many for AWS as well."""
    index = gsi(keySchema=key("HHHHH", "abcde"))
    text = table(
        attributeDefinitions=defined("pabcde"), keySchema=key("H", "p"), globalSecondaryIndexes=[index]
    )
    said = next(found for found in diagnostics(text) if found.rule == "gsi-key-hash-count")
    assert said.detail is not None
    assert said.detail.endswith("exceeds the maximum allowed number of HASH key attributes")


def test_counts_global_indexes_against_the_quota_of_the_account() -> None:
    """The quota can be raised; what it is then stands in the settings."""
    indexes = [gsi(f"by-{name}", keySchema=key("H", name)) for name in "abc"]
    text = table(
        attributeDefinitions=defined("pabc"), keySchema=key("H", "p"), globalSecondaryIndexes=indexes
    )
    strict = Checker(Config(quotas=Quotas(gsi_count=2)))
    assert found(text) == []
    assert found(text, strict) == ["gsi-count at spec.globalSecondaryIndexes"]
    assert found(text, Checker(Config(quotas=Quotas(gsi_count=3)))) == []


def test_finds_a_local_index_on_a_table_without_sort_key_once() -> None:
    """The key of the index is sound by itself, and stays unmentioned."""
    text = table(
        attributeDefinitions=defined("ab"),
        keySchema=key("H", "a"),
        localSecondaryIndexes=[lsi(keySchema=key("HR", "ab"))],
    )
    assert found(text) == ["lsi-table-needs-sort-key at spec.localSecondaryIndexes"]


@pytest.mark.parametrize("types", ["", "R", "HH", "H?", "RR"])
def test_keeps_quiet_about_a_missing_sort_key_where_the_key_of_the_table_is_wrong(types: str) -> None:
    """What the table's key will be is not known until it is mended."""
    text = table(
        attributeDefinitions=defined("abc"),
        keySchema=key(types, "ab"),
        localSecondaryIndexes=[lsi(keySchema=key("HR", "ac"))],
    )
    assert "lsi-table-needs-sort-key" not in rules_in(text)


@pytest.mark.parametrize(
    ("types", "names", "expected"),
    [("HR", "bc", True), ("RH", "cb", True), ("HH", "bc", False), ("R", "c", False), ("H?", "bc", True)],
)
def test_compares_the_hash_key_of_a_local_index_wherever_it_stands(
    types: str, names: str, *, expected: bool
) -> None:
    """It has to be known, and to be one."""
    text = table(
        attributeDefinitions=defined("asbc"),
        keySchema=key("HR", "as"),
        localSecondaryIndexes=[lsi(keySchema=key(types, names))],
    )
    assert ("lsi-hash-mismatch" in rules_in(text)) is expected


def test_blames_the_misspelt_hash_key_of_the_table_and_not_the_local_index_that_has_it_right() -> None:
    """The name that is defined is the right one."""
    text = table(
        attributeDefinitions=LSI_ATTRIBUTES,
        keySchema=[{"attributeName": "PK", "keyType": "HASH"}, SOUND["keySchema"][1]],
        localSecondaryIndexes=[lsi()],
    )
    assert found(text) == ["key-attr-undefined at spec.keySchema[0].attributeName"]


@pytest.mark.parametrize("attributes", ["asbc", "asc"])
def test_does_not_guess_that_a_local_index_was_meant_to_have_the_key_of_the_table(attributes: str) -> None:
    """It may have been meant as a global index, whose HASH key may lack its definition besides."""
    text = table(
        attributeDefinitions=defined(attributes),
        keySchema=key("HR", "as"),
        localSecondaryIndexes=[lsi(keySchema=key("HR", "bc"))],
    )
    said = only(text)
    assert said.rule == "lsi-hash-mismatch"
    assert said.fix is not None
    assert not said.fix.safe


def test_warns_of_a_key_in_the_wrong_order_that_is_the_key_of_the_table() -> None:
    """What an index is for does not depend on the order of its elements."""
    text = table(globalSecondaryIndexes=[gsi(keySchema=list(reversed(SOUND["keySchema"])))])
    assert rules_in(text) == ["gsi-key-order", "index-same-key-as-table"]


def test_warns_once_of_each_index_that_repeats_the_key_of_the_table() -> None:
    """Two of them repeat each other as well, which is no other mistake."""
    indexes = [gsi("one", keySchema=SOUND["keySchema"]), gsi("two", keySchema=SOUND["keySchema"])]
    assert rules_in(table(globalSecondaryIndexes=indexes)) == ["index-same-key-as-table"] * 2


def test_warns_of_every_later_index_with_a_key_that_an_earlier_one_has() -> None:
    """Each points at the first one."""
    said = diagnostics(table(globalSecondaryIndexes=[gsi("one"), gsi("two"), gsi("three")]))
    assert [(finding.rule, finding.related[0].path) for finding in said] == [
        ("index-duplicate-key-schema", "spec.globalSecondaryIndexes[0].keySchema")
    ] * 2


def test_does_not_compare_keys_that_are_wrong() -> None:
    """Two keys without a HASH element are not two equal keys."""
    indexes = [gsi(name, keySchema=key("RR", "ab")) for name in ("one", "two")]
    text = table(attributeDefinitions=defined("pab"), keySchema=key("H", "p"), globalSecondaryIndexes=indexes)
    assert rules_in(text) == ["gsi-key-hash-count"] * 2
