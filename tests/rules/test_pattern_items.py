from __future__ import annotations

import json
from typing import Any

import pytest

from planton_dynamodb.manifest.free_values import Json
from tests.rules.designs import ALICE, GET_USER, USER, design, indexed
from tests.rules.tables import diagnostics, found, mended, only

BY_KEY = {
    "name": "by-key",
    "operation": "Query",
    "index": "GSI1",
    "parameters": {"apiKey": "abc"},
    "keyCondition": {"GSI1PK": {"equals": "APIKEY#{apiKey}"}, "GSI1SK": {"beginsWith": "META"}},
    "expect": {"items": ["alice"]},
}
KEYED = {**USER, "keys": {**USER["keys"], "GSI1PK": "APIKEY#{apiKey}", "GSI1SK": "METADATA"}}
WITH_KEY = {**ALICE, "attributes": {"userId": "1", "apiKey": "abc"}}
BOB = {"name": "bob", "entity": "user", "attributes": {"userId": "2"}}


def item(**attributes: Json) -> dict[str, Json]:
    """A sample item that stands for itself."""
    return {"name": "alice", "attributes": {"PK": "USER#1", "SK": "METADATA", **attributes}}


def test_finds_nothing_in_a_sound_design() -> None:
    """What the other tests change is sound."""
    assert found(design()) == []
    assert found(indexed(entities=[KEYED], items=[WITH_KEY], patterns=[BY_KEY])) == []


def test_names_a_parameter_without_value_once() -> None:
    """One parameter that stands in several places is one mistake."""
    pattern = {**GET_USER, "parameters": {}, "key": {"PK": "USER#{id}", "SK": "{id}"}}
    assert found(design(patterns=[pattern])) == ["parameter-unbound at spec.patterns[0].key.PK"]


def test_takes_a_misspelt_parameter_for_one_mistake() -> None:
    """The name that was meant is unused as well, and that is not said besides."""
    pattern = {**GET_USER, "parameters": {"userid": "1"}}
    assert found(design(patterns=[pattern])) == ["parameter-unbound at spec.patterns[0].key.PK"]


def test_renames_the_attribute_that_a_template_lacks() -> None:
    """An attribute that is misspelt in an item can be put right."""
    text = design(items=[{**ALICE, "attributes": {"userID": "1"}}])
    assert found(text) == ["parameter-unbound at spec.items[0].attributes"]
    assert found(mended(text, rule="parameter-unbound")) == []


def test_keeps_quiet_about_items_where_no_table_is_known() -> None:
    """Without a table nobody knows which keys an item may be without."""
    text = json.dumps(json.loads(design(items=[{**ALICE, "attributes": {}}]).partition("---\n")[2]))
    assert found(text) == ["patterns-table-not-found at spec.table"]


def test_keeps_quiet_about_an_item_that_could_not_be_read() -> None:
    """An item with a wrong type in it is one finding."""
    text = design(items=[{**ALICE, "attributes": "none"}])
    assert [said for said in found(text) if "items[0]" in said and not said.startswith("expected")] == [
        "wrong-type at spec.items[0].attributes"
    ]


def test_points_at_the_attribute_that_makes_a_key_of_another_type() -> None:
    """A key that a template makes of one attribute has that one's type, and the place to mend is there."""
    entity = {**USER, "keys": {"PK": "{userId}", "SK": "METADATA"}}
    pattern = {**GET_USER, "parameters": {}, "key": {"PK": "1", "SK": "METADATA"}, "expect": {"count": 0}}
    said = only(design(entities=[entity], items=[{**ALICE, "attributes": {"userId": 1}}], patterns=[pattern]))
    assert (said.rule, said.path) == ("sample-key-type", "spec.items[0].attributes.userId")
    assert said.related[0].message == "`{userId}` makes it"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"PK": {"B": ""}}, "is binary, and is defined as a text"),
        ({"PK": ""}, "is empty"),
        ({"PK": "é" * 1025}, "is 2,050 bytes long, and a key like it has 2,048 at most"),
        ({"SK": "é" * 513}, "is 1,026 bytes long, and a key like it has 1,024 at most"),
    ],
)
def test_says_what_no_key_can_be(key: dict[str, Json], said: str) -> None:
    """A key is of its type, not empty, and not longer in bytes than a key may be."""
    pattern = {**GET_USER, "expect": {"count": 0}}
    finding = only(design(items=[item(**key)], patterns=[pattern]))
    assert finding.rule == "sample-key-type"
    assert said in finding.message


def test_takes_numbers_in_another_spelling_for_one_key() -> None:
    """1 and 1.0 are one sort key."""
    orders = [
        {"name": name, "attributes": {"pk": "c", "sk": {"N": number}}}
        for name, number in (("a", "1"), ("b", "1.0"))
    ]
    patterns = [
        {
            "name": "all",
            "operation": "Query",
            "keyCondition": {"pk": {"equals": "c"}},
            "expect": {"items": ["a"]},
        }
    ]
    text = design(types={"pk": "S", "sk": "N"}, entities=[], items=orders, patterns=patterns)
    assert found(text) == ["sample-key-duplicate at spec.items[1]"]


def test_says_of_each_item_that_its_entity_is_in_the_index() -> None:
    """An item without the attribute of an index's template is not there, though no pattern asks for it."""
    said = only(indexed(entities=[KEYED], items=[WITH_KEY, BOB], patterns=[BY_KEY]))
    assert (said.rule, said.path) == ("sample-not-in-index", "spec.items[1].attributes")
    assert "it has no `apiKey`, of which its `GSI1PK` is made: `APIKEY#{apiKey}`" in said.message
    assert (
        found(
            indexed(entities=[{**KEYED, "sparseIndexes": ["GSI1"]}], items=[WITH_KEY, BOB], patterns=[BY_KEY])
        )
        == []
    )


def test_says_of_each_pattern_that_it_will_not_find_an_item() -> None:
    """An item that two patterns expect of an index is missing in both, so that both are to blame."""
    patterns = [BY_KEY, {**BY_KEY, "name": "again"}]
    assert found(indexed(entities=[KEYED], items=[ALICE], patterns=patterns)) == [
        "sample-not-in-index at spec.patterns[0].expect.items[0]",
        "sample-not-in-index at spec.patterns[1].expect.items[0]",
    ]


def test_says_what_to_add_to_an_item_that_stands_for_itself() -> None:
    """The keys that the pattern asks for are written out, for the sort key its beginning."""
    said = only(indexed(entities=[], items=[item()], patterns=[BY_KEY]))
    assert said.help == (
        "add to it what `by-key` asks for: `GSI1PK: APIKEY#abc` and a `GSI1SK` that begins with `META`"
    )


def test_says_which_templates_to_add_to_an_entity() -> None:
    """An entity that no template puts into the index gets those that the pattern asks by."""
    said = only(indexed(entities=[USER], items=[WITH_KEY], patterns=[BY_KEY]))
    assert (
        said.help
        == "add to the keys of `user` what `by-key` asks for: `GSI1PK: APIKEY#{apiKey}` and `GSI1SK: META...`"
    )


def test_leaves_a_half_made_index_key_to_the_entity() -> None:
    """An entity without a template for the other half is one mistake, however many items it has."""
    half = {**USER, "keys": {**USER["keys"], "GSI1PK": "APIKEY#{apiKey}"}}
    assert found(indexed(entities=[half], items=[WITH_KEY], patterns=[BY_KEY])) == [
        "entity-key-missing at spec.entities[0].keys.GSI1PK"
    ]


def test_names_the_keys_where_a_template_is_for_none() -> None:
    """A name that is near to no key gets the list of them; items need not have what it is made of."""
    entity = {**USER, "keys": {**USER["keys"], "colour": "C#{colour}"}}
    said = only(design(entities=[entity]))
    assert (said.rule, said.path) == ("entity-key-unknown", "spec.entities[0].keys.colour")
    assert said.help == "the keys are `PK` and `SK`: name one of them"


def test_takes_a_misspelt_key_for_one_mistake() -> None:
    """`Sk` is no key, and `SK` is not missing besides; the fix writes it."""
    text = design(entities=[{**USER, "keys": {"PK": "USER#{userId}", "Sk": "METADATA"}}])
    assert found(text) == ["entity-key-unknown at spec.entities[0].keys.Sk"]
    assert found(mended(text, rule="entity-key-unknown")) == []


def test_leaves_a_key_out_that_its_template_makes() -> None:
    """A key that contradicts its template can be left to it."""
    text = design(items=[{**ALICE, "attributes": {"userId": "1", "PK": "USER#alice"}}])
    assert found(text) == ["sample-key-unlike-template at spec.items[0].attributes.PK"]
    assert found(mended(text, rule="sample-key-unlike-template")) == []


def many(count: int) -> dict[str, Any]:
    """A design with so many items, entities and patterns, none of them in order."""
    numbers = range(count)
    return {
        "entities": [{"name": f"e{n}", "keys": {"PK": f"E{n}#{{id}}", "SK": "M", "GSI1PK": "{x}"}} for n in numbers],
        "items": [{"name": f"i{n}", "entity": f"e{n}", "attributes": {"id": 1}} for n in numbers],
        "patterns": [
            {
                "name": f"p{n}", "operation": "Query", "index": "GSI1", "parameters": {"unused": 1},
                "keyCondition": {"GSI1PK": {"equals": "{nothing}"}}, "expect": {"items": [f"i{n}"]},
            }
            for n in numbers
        ],
    }  # fmt: skip


def test_finds_its_way_through_thousands_of_mistakes() -> None:
    """Each item, entity and pattern of a large file is judged, without comparing each with each."""
    rules = [said.rule for said in diagnostics(indexed(**many(1_000)))]
    assert rules.count("entity-key-missing") == 1_000
    assert rules.count("parameter-unbound") == 1_000


def test_names_an_attribute_that_an_item_lacks_once() -> None:
    """One attribute of which both keys are made is one mistake."""
    entity = {**USER, "keys": {"PK": "USER#{userId}", "SK": "PROFILE#{userId}"}}
    pattern = {**GET_USER, "expect": {"count": 0}}
    text = design(entities=[entity], items=[{**ALICE, "attributes": {"plan": "free"}}], patterns=[pattern])
    assert found(text) == ["parameter-unbound at spec.items[0].attributes"]


def test_refuses_a_list_in_the_template_of_an_index() -> None:
    """An attribute that is there, and has no place in a text, is no reason to be absent from an index."""
    odd = {**ALICE, "attributes": {"userId": "1", "apiKey": ["abc"]}}
    text = indexed(entities=[KEYED], items=[odd], patterns=[{**BY_KEY, "expect": {"count": 0}}])
    assert found(text) == ["sample-value-invalid at spec.items[0].attributes.apiKey"]


def test_says_of_a_template_for_no_key_nothing_more_at_what_is_put() -> None:
    """An entity's template for what is no key is one mistake, though a PutItem cannot fill it."""
    entity = {**USER, "keys": {**USER["keys"], "GSI9PK": "X#{nothing}"}}
    put = {"name": "put", "operation": "PutItem", "entity": "user", "item": {"userId": "2"}}
    put["expect"] = {"items": [{"userId": "2"}]}
    text = design(entities=[entity], patterns=[GET_USER, put])
    assert found(text) == ["entity-key-unknown at spec.entities[0].keys.GSI9PK"]


def test_says_of_an_entity_without_a_key_nothing_more_at_what_is_put() -> None:
    """An entity that lacks the template of a key is one mistake, and its PutItem no second one."""
    put = {"name": "put", "operation": "PutItem", "entity": "user", "item": {"userId": "2"}}
    put["expect"] = {"items": [{"userId": "2"}]}
    text = design(entities=[{**USER, "keys": {"PK": "USER#{userId}"}}], items=[], patterns=[put])
    assert found(text) == ["entity-key-missing at spec.entities[0].keys"]
    other = {**put, "entity": "", "item": {"PK": "USER#2"}}
    assert found(design(items=[], patterns=[other])) == ["primary-key-incomplete at spec.patterns[0].item"]


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ({"operation": "GetItem", "key": {"SK": "METADATA"}}, "primary-key-incomplete"),
        ({"operation": "GetItem"}, "operation-field-missing"),
        ({"operation": "BatchGetItem", "keys": [{"SK": "METADATA"}]}, "primary-key-incomplete"),
        ({"operation": "DeleteItem", "key": {"SK": "METADATA"}}, "primary-key-incomplete"),
        ({"operation": "Query", "keyCondition": {"SK": {"equals": "METADATA"}}}, "partition-key-unbound"),
    ],
)
def test_calls_no_parameter_unused_that_a_key_lacks(pattern: dict[str, Any], rule: str) -> None:
    """The parameter may be for the part of the key that is missing, of which another rule speaks."""
    asked = {"name": "get", "parameters": {"userId": "1"}, "expect": {"items": ["alice"]}, **pattern}
    assert [said.rule for said in diagnostics(design(patterns=[asked]))] == [rule]


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ({"attributes": {"PK": "USER#1"}}, "sample-key-missing at spec.items[0].attributes"),
        (
            {"entity": "user", "attributes": {"apiKey": "abc"}},
            "parameter-unbound at spec.items[0].attributes",
        ),
    ],
)
def test_says_of_an_item_that_no_table_takes_nothing_about_indexes(sample: dict[str, Any], said: str) -> None:
    """An item without the table's key is in no index either, and that is no second mistake."""
    keys = {**KEYED["keys"], "GSI1SK": "USER#{userId}"}
    pattern = {**BY_KEY, "keyCondition": {"GSI1PK": {"equals": "APIKEY#{apiKey}"}}}
    item = {"name": "alice", **sample}
    assert found(indexed(entities=[{**USER, "keys": keys}], items=[item], patterns=[pattern])) == [said]


def test_judges_no_write_of_an_item_that_stands_elsewhere() -> None:
    """What is written under the key that was meant meets no item, and that is no second mistake."""
    update = {
        **GET_USER,
        "operation": "UpdateItem",
        "update": "REMOVE address",
        "expect": {"items": [{"userId": "1"}]},
    }
    assert found(design(patterns=[update])) == []
    other = {**ALICE, "attributes": {"userId": "1", "PK": "OTHER#1"}}
    assert found(design(items=[other], patterns=[update])) == [
        "sample-key-unlike-template at spec.items[0].attributes.PK"
    ]
