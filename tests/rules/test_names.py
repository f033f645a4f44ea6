from __future__ import annotations

import json

import pytest

from tests.rules.tables import SOUND, diagnostics, found, gsi, lsi, mended, only, table

GSI = "spec.globalSecondaryIndexes[0]"


def one_key(name: str) -> str:
    """A table whose only key attribute has this name."""
    return table(
        attributeDefinitions=[{"name": name, "type": "S"}],
        keySchema=[{"attributeName": name, "keyType": "HASH"}],
    )


@pytest.mark.parametrize("metadata", ["orders", ["orders"]])
def test_keeps_quiet_about_the_name_in_metadata_that_could_not_be_read(metadata: object) -> None:
    """Metadata of another shape is one mistake, not a missing name besides."""
    text = json.dumps({**json.loads(table()), "metadata": metadata})
    assert found(text) == ["wrong-type at metadata"]


def test_keeps_quiet_about_a_table_name_under_a_misspelt_key() -> None:
    """`nmae` is found as an unknown field, which says what it should be called."""
    text = json.dumps({**json.loads(table()), "metadata": {"nmae": "orders"}})
    assert found(text) == ["unknown-field at metadata.nmae"]


def test_finds_a_table_name_that_is_too_short_and_holds_a_blank_as_two_mistakes() -> None:
    """Neither edit would mend the other mistake."""
    assert sorted(found(table({"name": "a "}))) == [
        "table-name-charset at metadata.name",
        "table-name-length at metadata.name",
    ]


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("a b/c", "holds a blank and `/`"),
        ("tab\tname", "holds a tab"),
        ("a:b:c:d", "holds `:`"),
        ("a!b?c(d)e[f]", "holds `!`, `?`, `(` and more"),
    ],
)
def test_names_the_characters_that_a_table_name_cannot_hold(name: str, characters: str) -> None:
    """Each strange character is named once, and a blank by a word."""
    assert characters in only(table({"name": name})).message


def test_says_how_a_table_name_with_separators_could_be_written() -> None:
    """Blanks and slashes become dashes; what becomes of other characters is not for a tool to say."""
    assert only(table({"name": "shop / orders"})).help.startswith("write `shop-orders`; ")
    assert only(table({"name": "größe"})).help.startswith("use only ")


def test_finds_each_index_without_a_name_by_its_kind_and_position() -> None:
    """An index that has no name is named by where it stands."""
    indexes = [gsi(), gsi(name="", keySchema=[{"attributeName": "pk", "keyType": "HASH"}])]
    said = only(table(globalSecondaryIndexes=indexes))
    assert said.message == "global secondary index 2 has no name"
    assert said.path == "spec.globalSecondaryIndexes[1].name"


def test_leaves_a_misnamed_index_name_to_the_unknown_field() -> None:
    """`indexName`, AWS's word for it, is one mistake: the name is not missing as well."""
    index = {"indexName": "by-sk", **{key: value for key, value in gsi().items() if key != "name"}}
    assert found(table(globalSecondaryIndexes=[index])) == [f"unknown-field at {GSI}.indexName"]


def test_finds_a_name_used_three_times_at_each_later_index_with_the_first_beside_it() -> None:
    """Both later indexes point at the first one."""
    later = {"attributeName": "pk", "keyType": "HASH"}
    indexes = [
        gsi(),
        gsi(keySchema=[later]),
        gsi(keySchema=[later, gsi()["keySchema"][0] | {"keyType": "RANGE"}]),
    ]
    said = [
        (finding.path, finding.related[0].path)
        for finding in diagnostics(table(globalSecondaryIndexes=indexes))
        if finding.rule == "index-name-duplicate"
    ]
    assert said == [
        ("spec.globalSecondaryIndexes[1].name", f"{GSI}.name"),
        ("spec.globalSecondaryIndexes[2].name", f"{GSI}.name"),
    ]


def test_does_not_take_two_missing_index_names_for_a_duplicate() -> None:
    """Two indexes without a name are two missing names."""
    other = [{"attributeName": "pk", "keyType": "HASH"}]
    rules = {
        finding.rule
        for finding in diagnostics(table(globalSecondaryIndexes=[gsi(""), gsi("", keySchema=other)]))
    }
    assert rules == {"index-name-required"}


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("x" * 255, []),
        ("x" * 256, ["attr-name-length"]),
        ("й" * 127, []),
        ("й" * 128, ["attr-name-bytes"]),
        ("й" * 255, ["attr-name-bytes"]),
        ("й" * 256, ["attr-name-length"]),
        ("x" * 252 + "€", []),
        ("x" * 253 + "€", ["attr-name-bytes"]),
        ("🗝" * 63, []),
        ("🗝" * 64, ["attr-name-bytes"]),
    ],
)
def test_counts_characters_of_attribute_names_and_then_bytes(name: str, rules: list[str]) -> None:
    """255 of each are allowed; a name that is too long in characters is not found for its bytes as well."""
    assert [finding.rule for finding in diagnostics(one_key(name))] == rules


@pytest.mark.parametrize(("name", "rule"), [("x" * 256, "attr-name-length"), ("й" * 128, "attr-name-bytes")])
def test_measures_attribute_names_in_keys_that_nothing_defines(name: str, rule: str) -> None:
    """The missing definition would have to bear the same name."""
    text = table(globalSecondaryIndexes=[gsi(keySchema=[{"attributeName": name, "keyType": "HASH"}])])
    assert sorted(finding.rule for finding in diagnostics(text)) == sorted([rule, "key-attr-undefined"])


def test_finds_a_long_attribute_name_once_with_every_place_that_has_it() -> None:
    """A name has to be shortened in all places at once, so that it is one finding."""
    said = only(one_key("x" * 300))
    assert said.path == "spec.attributeDefinitions[0].name"
    assert [place.path for place in said.related] == ["spec.keySchema[0].attributeName"]
    assert said.help == "shorten it by 45 characters wherever it is used"


def test_keeps_quiet_about_blanks_where_the_key_has_the_name_without_them() -> None:
    """The definition and the key do not match, which is an error and says it all."""
    definitions = [{"name": "pk ", "type": "S"}, SOUND["attributeDefinitions"][1]]
    said = only(table(attributeDefinitions=definitions))
    assert said.rule == "key-attr-undefined"
    assert said.fix is not None
    assert said.fix.safe


def test_takes_blanks_around_an_attribute_name_away_everywhere_but_not_unasked() -> None:
    """Items may have been written with the blank already."""
    text = one_key(" id")
    said = only(text)
    assert (said.rule, said.severity) == ("attr-name-whitespace", "warning")
    assert said.fix is not None
    assert not said.fix.safe
    assert diagnostics(mended(text, rule="attr-name-whitespace")) == []


def test_gives_a_nameless_definition_the_one_name_that_is_missing() -> None:
    """One key attribute without a definition and one definition without a name belong together."""
    text = table(attributeDefinitions=[{"type": "S"}, SOUND["attributeDefinitions"][1]])
    said = only(text)
    assert said.rule == "attr-name-length"
    assert said.fix is not None
    assert said.fix.safe
    assert diagnostics(mended(text, rule="attr-name-length")) == []


def test_does_not_guess_the_names_of_two_nameless_definitions() -> None:
    """Which is which cannot be known; the names that are missing are listed."""
    said = diagnostics(table(attributeDefinitions=[{"type": "S"}, {"type": "N"}]))
    assert [finding.rule for finding in said] == ["attr-name-length", "attr-name-length"]
    assert all("`pk` and `sk`" in finding.help and finding.fix is None for finding in said)


def test_finds_an_empty_definition_as_one_mistake() -> None:
    """A definition with neither name nor type is not found twice."""
    said = only(table(attributeDefinitions=[{}, *SOUND["attributeDefinitions"]]))
    assert said.rule == "attr-name-length"
    assert said.help == "remove it: every key attribute has a definition"


def test_suggests_the_one_unused_definition_for_a_key_element_without_name() -> None:
    """The definition is then not found as unused: it is what was meant."""
    text = table(keySchema=[SOUND["keySchema"][0], {"keyType": "RANGE"}])
    said = only(text)
    assert said.rule == "key-attr-name-required"
    assert "`attributeName: sk`" in said.help
    assert said.fix is not None
    assert not said.fix.safe
    assert diagnostics(mended(text, rule="key-attr-name-required")) == []


def test_does_not_suggest_the_expiry_attribute_for_a_key_element_without_name() -> None:
    """An attribute that items expire by is hardly a key; that it is defined is a mistake of its own."""
    text = table(
        keySchema=[SOUND["keySchema"][0], {"keyType": "RANGE"}], ttl={"enabled": True, "attributeName": "sk"}
    )
    said = {finding.rule: finding for finding in diagnostics(text)}
    assert said.keys() == {"key-attr-name-required", "attr-def-unused"}
    assert said["key-attr-name-required"].fix is None
    assert said["attr-def-unused"].fix is not None
    assert not said["attr-def-unused"].fix.safe


def test_finds_key_elements_without_name_in_every_key() -> None:
    """The table's key and those of both kinds of index are looked at."""
    nameless = [{"keyType": "HASH"}, {"attributeName": "sk", "keyType": "RANGE"}]
    text = table(
        keySchema=nameless,
        globalSecondaryIndexes=[gsi(keySchema=nameless)],
        localSecondaryIndexes=[lsi(keySchema=nameless)],
    )
    paths = [finding.path for finding in diagnostics(text) if finding.rule == "key-attr-name-required"]
    assert paths == [
        "spec.keySchema[0].attributeName",
        "spec.globalSecondaryIndexes[0].keySchema[0].attributeName",
        "spec.localSecondaryIndexes[0].keySchema[0].attributeName",
    ]


def test_keeps_quiet_about_an_attribute_name_that_could_not_be_read() -> None:
    """A list where a name belongs is a wrong type, not a missing name, and leaves nothing unused."""
    text = table(keySchema=[{"attributeName": ["pk"], "keyType": "HASH"}, SOUND["keySchema"][1]])
    assert found(text) == ["wrong-type at spec.keySchema[0].attributeName"]
