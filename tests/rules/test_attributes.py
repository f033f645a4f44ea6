from __future__ import annotations

from typing import Any

import pytest

from tests.rules.tables import LSI_ATTRIBUTES, SOUND, diagnostics, found, gsi, lsi, mended, only, table


def defined(*names: str) -> list[dict[str, Any]]:
    """Definitions of these attributes, all of one type."""
    return [{"name": name, "type": "S"} for name in names]


def keyed(*names: str) -> list[dict[str, Any]]:
    """A key of a HASH attribute and, with two names, a RANGE attribute."""
    return [
        {"attributeName": name, "keyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def test_finds_the_absence_of_all_definitions_once() -> None:
    """Without definitions no key attribute is defined: that is one mistake, however many keys there are."""
    text = table(attributeDefinitions=None, globalSecondaryIndexes=[gsi()])
    said = only(text)
    assert said.rule == "attr-defs-required"
    assert said.help.endswith("`pk` and `sk`")


def test_keeps_quiet_about_definitions_that_could_not_be_read() -> None:
    """A mapping of names to types is a wrong type; no attribute is missing on top of it."""
    assert found(table(attributeDefinitions={"pk": "S", "sk": "N"})) == [
        "wrong-type at spec.attributeDefinitions"
    ]


def test_keeps_quiet_about_definitions_under_a_misspelt_key() -> None:
    """`attributeDefinition` says what it should be called, and nothing else is wrong."""
    text = table(attributeDefinitions=None, attributeDefinition=SOUND["attributeDefinitions"])
    assert found(text) == ["unknown-field at spec.attributeDefinition"]


@pytest.mark.parametrize("kind", ["String", "X", "ATTRIBUTE_TYPE_SS"])
def test_keeps_quiet_about_a_type_that_could_not_be_read(kind: str) -> None:
    """A word that is no type is the one finding."""
    definitions = [{"name": "pk", "type": kind}, {"name": "sk", "type": "N"}]
    assert found(table(attributeDefinitions=definitions)) == [
        "unknown-enum at spec.attributeDefinitions[0].type"
    ]


def test_keeps_quiet_about_the_name_in_a_definition_that_could_not_be_read() -> None:
    """The key attribute that the broken definition is for is not undefined as well."""
    definitions = [{"name": ["pk"], "type": "S"}, {"name": "sk", "type": "N"}]
    assert found(table(attributeDefinitions=definitions)) == [
        "wrong-type at spec.attributeDefinitions[0].name"
    ]


def test_keeps_quiet_about_every_key_while_a_definition_is_lost() -> None:
    """Which attribute it is for nobody can tell: to ask for one that stands there would be wrong."""
    assert found(table(attributeDefinitions=["pk"])) == ["wrong-type at spec.attributeDefinitions[0]"]
    as_aws_spells = [{"attributeName": "pk", "type": "S"}]
    assert found(table(attributeDefinitions=as_aws_spells)) == [
        "unknown-field at spec.attributeDefinitions[0].attributeName"
    ]


def test_takes_the_second_of_two_equal_definitions_away() -> None:
    """Nothing is lost with it, so that the fix is safe."""
    text = table(attributeDefinitions=[*SOUND["attributeDefinitions"], {"name": "pk", "type": "S"}])
    said = only(text)
    assert said.rule == "attr-def-duplicate"
    assert said.fix is not None
    assert said.fix.safe
    assert diagnostics(mended(text, rule="attr-def-duplicate")) == []


def test_offers_no_fix_for_definitions_of_different_types() -> None:
    """Which type is right depends on the items."""
    said = only(table(attributeDefinitions=[*SOUND["attributeDefinitions"], {"name": "pk", "type": "B"}]))
    assert said.message.endswith("is defined twice, as S and as B")
    assert said.fix is None


def test_takes_no_duplicate_away_whose_name_may_be_the_mistake() -> None:
    """A definition pasted and not renamed leaves a key attribute undefined: then the name is to be mended."""
    said = {finding.rule: finding for finding in diagnostics(table(attributeDefinitions=defined("pk", "pk")))}
    assert said.keys() == {"attr-def-duplicate", "key-attr-undefined"}
    assert said["attr-def-duplicate"].fix is None
    assert "`sk`" in said["attr-def-duplicate"].help


def test_finds_an_unused_name_once_even_if_it_is_defined_twice() -> None:
    """One definition has no use, and the other one is a duplicate."""
    text = table(attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("email", "email")])
    assert found(text) == [
        "attr-def-unused at spec.attributeDefinitions[2].name",
        "attr-def-duplicate at spec.attributeDefinitions[3].name",
    ]


def test_takes_an_unused_definition_away() -> None:
    """It has no meaning to AWS, so that the fix is safe."""
    text = table(attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("email")])
    said = only(text)
    assert said.fix is not None
    assert said.fix.safe
    assert diagnostics(mended(text, rule="attr-def-unused")) == []


def test_answers_to_an_unused_definition_as_aws_does_with_and_without_indexes() -> None:
    """AWS has two answers, and people search for the one they were given."""
    definitions = [*SOUND["attributeDefinitions"], *defined("email")]
    plain = only(table(attributeDefinitions=definitions)).detail
    indexed = only(table(attributeDefinitions=definitions, globalSecondaryIndexes=[gsi()])).detail
    assert plain is not None
    assert plain.endswith("exactly match number of attributes defined in AttributeDefinitions")
    assert indexed is not None
    assert indexed.endswith("AttributeDefinitions: [pk, sk, email], keys used: [pk, sk]")


def test_explains_that_expiry_needs_no_definition() -> None:
    """The attribute that items expire by is the one that is defined in vain most often."""
    text = table(
        attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("expiresAt")],
        ttl={"enabled": True, "attributeName": "expiresAt"},
    )
    said = only(text)
    assert said.help.endswith("the attribute that items expire by needs no definition")
    assert [place.path for place in said.related] == ["spec.ttl.attributeName"]


def test_accepts_the_definition_of_an_expiry_attribute_that_is_a_key_of_an_index() -> None:
    """Then a key uses it."""
    index = gsi("by-expiry", keySchema=keyed("expiresAt"))
    text = table(
        attributeDefinitions=[*SOUND["attributeDefinitions"], {"name": "expiresAt", "type": "N"}],
        globalSecondaryIndexes=[index],
        ttl={"enabled": True, "attributeName": "expiresAt"},
    )
    assert found(text) == []


@pytest.mark.parametrize(
    ("definition", "key"),
    [("customerId", "customerid"), ("customerId", "customer_id"), ("customerId", "custmerId"), ("Id", "ID")],
)
def test_finds_a_misspelt_key_attribute_once_with_the_definition_beside_it(definition: str, key: str) -> None:
    """The definition that is unused because of it is not found as well."""
    said = only(table(attributeDefinitions=defined(definition), keySchema=keyed(key)))
    assert said.rule == "key-attr-undefined"
    assert said.related[0].path == "spec.attributeDefinitions[0].name"
    assert f"did you mean `{definition}`" in said.help


@pytest.mark.parametrize(
    ("key", "safe"),
    [("customerID", True), ("customerId ", True), ("customer_id", False), ("custmerId", False)],
)
def test_mends_only_case_and_blanks_unasked(key: str, *, safe: bool) -> None:
    """Another spelling may be right on the other side: in the definition."""
    text = table(attributeDefinitions=defined("customerId"), keySchema=keyed(key))
    said = only(text)
    assert said.fix is not None
    assert said.fix.safe is safe
    assert diagnostics(mended(text, rule="key-attr-undefined")) == []


def test_mends_a_misspelt_attribute_in_every_key_that_uses_it() -> None:
    """One finding and one fix for all of its uses."""
    text = table(
        attributeDefinitions=defined("customerId", "sk"),
        keySchema=keyed("customerID", "sk"),
        globalSecondaryIndexes=[gsi(keySchema=keyed("sk", "customerID"))],
    )
    said = only(text)
    assert said.fix is not None
    assert len(said.fix.edits) == 2
    assert diagnostics(mended(text, rule="key-attr-undefined")) == []


def test_pairs_each_misspelt_attribute_with_a_definition_of_its_own() -> None:
    """Two slips are two findings, each with the definition that it is near to."""
    text = table(
        attributeDefinitions=defined("customerId", "createdAt"), keySchema=keyed("customerid", "createdat")
    )
    said = diagnostics(text)
    assert [(finding.rule, finding.related[0].path) for finding in said] == [
        ("key-attr-undefined", "spec.attributeDefinitions[0].name"),
        ("key-attr-undefined", "spec.attributeDefinitions[1].name"),
    ]


def test_finds_names_that_are_not_near_on_both_sides_and_mends_neither_unasked() -> None:
    """`orderId` and `customer` are not one slip; each may be the one to change."""
    text = table(attributeDefinitions=defined("orderId"), keySchema=keyed("customer"))
    said = {finding.rule: finding for finding in diagnostics(text)}
    assert said.keys() == {"attr-def-unused", "key-attr-undefined"}
    assert "or rename it" in said["attr-def-unused"].help
    assert said["attr-def-unused"].fix is not None
    assert not said["attr-def-unused"].fix.safe
    assert said["key-attr-undefined"].fix is None


def test_does_not_mistake_a_numbered_attribute_for_the_next_one() -> None:
    """`gsi2pk` was not defined; that `gsi1pk` is, and is used, does not make it a misspelling."""
    text = table(
        attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("gsi1pk")],
        globalSecondaryIndexes=[gsi("one", keySchema=keyed("gsi1pk")), gsi("two", keySchema=keyed("gsi2pk"))],
    )
    assert only(text).help == "add `gsi2pk` to `attributeDefinitions`, with the type of its values"


def test_says_that_case_matters_where_the_definition_has_another_use() -> None:
    """The definition serves another key, so that it is not certain which name was meant."""
    text = table(globalSecondaryIndexes=[gsi(keySchema=keyed("SK"))])
    said = only(text)
    assert said.help.startswith("did you mean `sk`?")
    assert said.fix is None


def test_answers_to_an_undefined_attribute_as_aws_does_for_too_few_definitions() -> None:
    """With fewer definitions than elements in the table's key AWS says so before it looks at names."""
    assert only(table(attributeDefinitions=defined("pk"))).detail == (
        "Invalid KeySchema: Some index key attribute have no definition"
    )
    detail = only(table(globalSecondaryIndexes=[gsi(keySchema=keyed("email"))])).detail
    assert detail is not None
    assert detail.endswith("Keys: [email], AttributeDefinitions: [pk, sk]")


@pytest.mark.parametrize(
    "settings",
    [
        {"keySchema": None},
        {"keySchema": []},
        {"keySchema": {"pk": "HASH"}},
        {"keySchema": ["pk", "sk"]},
        {"keySchema": None, "keyScheme": keyed("pk", "sk")},
        {"keySchema": keyed("pk", "pk")},
        {"keySchema": [{"attributeName": "pk", "keyType": "HASH"}, {"keyType": "RANGE"}]},
        {"keySchema": [{"attributeName": "sk", "keyType": "RANGE"}]},
        {"keySchema": keyed("pk"), "globalSecondaryIndexes": [gsi(keySchema=None)]},
        {"keySchema": keyed("pk"), "globalSecondaryIndexes": {"by-sk": {}}},
        {"keySchema": keyed("pk"), "globalSecondaryIndex": [gsi()]},
        {"keySchema": keyed("pk"), "indexes": [gsi()]},
    ],
)
def test_calls_no_definition_unused_that_a_broken_key_may_use(settings: dict[str, Any]) -> None:
    """What is wrong with the key is one mistake; the definition waits for the key to be mended."""
    assert "attr-def-unused" not in {finding.rule for finding in diagnostics(table(**settings))}


def test_calls_a_definition_unused_beside_a_broken_part_that_holds_no_keys() -> None:
    """A projection that could not be read does not hide a definition without use."""
    text = table(
        attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("email")],
        globalSecondaryIndexes=[gsi(projection={"type": "SOME"})],
        region="eu-central-1",
    )
    assert "attr-def-unused" in {finding.rule for finding in diagnostics(text)}


@pytest.mark.parametrize(
    "schema",
    [[*keyed("pk"), {"keyType": "RANGE"}], keyed("pk", "pk"), [{"attributeName": "pk", "keyType": "RANGE"}]],
)
def test_finds_all_unused_definitions_where_a_key_lacks_fewer_attributes(
    schema: list[dict[str, Any]],
) -> None:
    """One open place explains one definition; of two one is a mistake, and neither is removed unasked."""
    text = table(attributeDefinitions=defined("pk", "x", "y"), keySchema=schema)
    said = [finding for finding in diagnostics(text) if finding.rule == "attr-def-unused"]
    assert [finding.path for finding in said] == [
        "spec.attributeDefinitions[1].name",
        "spec.attributeDefinitions[2].name",
    ]
    assert not any(finding.fix.safe for finding in said if finding.fix)


def test_calls_no_definition_unused_where_the_spec_is_given_twice() -> None:
    """The other spec may hold the key that uses it."""
    text = table(attributeDefinitions=[*SOUND["attributeDefinitions"], *defined("email")])
    assert found(text[:-1] + ', "spec": {}}') == ["duplicate-key at spec"]


def test_does_not_set_a_missing_type_against_a_given_one() -> None:
    """Of two definitions one lacks its type: that is said, and that they are two, but not that they differ."""
    text = table(attributeDefinitions=[{"name": "pk"}, *SOUND["attributeDefinitions"]])
    said = {finding.rule: finding for finding in diagnostics(text)}
    assert said.keys() == {"attr-type-required", "attr-def-duplicate"}
    assert said["attr-def-duplicate"].message == "the attribute `pk` is defined twice"
    assert said["attr-def-duplicate"].fix is None


def test_leaves_the_misspelt_hash_key_of_a_local_index_to_the_rule_that_knows_it() -> None:
    """The table's HASH key is the only one that a local index can have."""
    index = lsi(keySchema=keyed("PK", "lk"))
    text = table(attributeDefinitions=LSI_ATTRIBUTES, localSecondaryIndexes=[index])
    said = only(text)
    assert said.rule == "lsi-hash-mismatch"
    assert said.fix is not None
    assert said.fix.safe
    assert diagnostics(mended(text, rule="lsi-hash-mismatch")) == []
