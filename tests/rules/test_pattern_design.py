from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest.files import Input
from tests.rules.designs import ALICE, GET_USER, USER, design, indexed, patterns_of
from tests.rules.tables import diagnostics, found, mended, only

INDEXED_USER = {**USER, "keys": {**USER["keys"], "GSI1PK": "EMAIL#{email}", "GSI1SK": "METADATA"}}
INDEXED_ALICE = {**ALICE, "attributes": {"userId": "1", "email": "a@example.com", "plan": "free"}}
BY_EMAIL: dict[str, Any] = {
    "name": "by-email",
    "operation": "Query",
    "index": "GSI1",
    "keyCondition": {"GSI1PK": {"equals": "EMAIL#a@example.com"}},
    "expect": {"items": ["alice"]},
}
SCAN: dict[str, Any] = {
    "name": "find",
    "operation": "Scan",
    "filter": "#mail = :mail",
    "names": {"#mail": "email"},
    "values": {":mail": "a@example.com"},
    "expect": {"items": ["alice"]},
}
UNUSED = ["index-unused at spec.table"]


def entity(name: str, partition: str, sort: str) -> dict[str, Any]:
    """An entity with a primary key."""
    return {"name": name, "keys": {"PK": partition, "SK": sort}}


def collisions(*entities: dict[str, Any], items: list[dict[str, Any]] | None = None) -> list[str]:
    """What is said about entities that no pattern needs."""
    return found(design(entities=[USER, *entities], items=[ALICE, *(items or [])]))


def test_suggests_the_index_whose_template_the_filter_fills() -> None:
    """A filter by what an index's key is made of could be a Query of that index."""
    text = indexed(entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[SCAN, BY_EMAIL])
    assert only(text).help == "Query `GSI1` instead: GSI1PK equals `EMAIL#{email}`"


@pytest.mark.parametrize("condition", ["#mail = :mail OR plan = :mail", "NOT #mail = :mail"])
def test_suggests_no_key_that_the_filter_does_not_fix(condition: str) -> None:
    """What is only one of several ways to pass the filter is no partition key."""
    text = indexed(
        entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[{**SCAN, "filter": condition}, BY_EMAIL]
    )
    assert "EMAIL#" not in next(said for said in diagnostics(text) if said.rule == "pattern-scans").help


def test_says_what_a_scan_reads_of_the_sample() -> None:
    """How many items are read and how many come back, and where all of these stand together, if they do."""
    items = [
        {"name": f"i{n}", "attributes": {"PK": "A" if n < 2 else "B", "SK": str(n), "size": n}}
        for n in range(5)
    ]
    small = {**SCAN, "filter": "#size < :n", "names": {"#size": "size"}, "values": {":n": 2}}
    small["expect"] = {"count": 2}
    said = only(design(entities=[], items=items, patterns=[small]))
    assert said.message == "`find` reads all of `app`: of the sample, 5 items, to return 2 items"
    assert said.help == "Query the table instead: all that comes back has the PK `A`"
    everything = {"name": "all", "operation": "Scan", "expect": {"count": 5}}
    said = only(design(entities=[], items=items, patterns=[everything]))
    assert said.message == "`all` reads all of `app`: of the sample, 5 items, to return them all"


def test_says_what_fetching_from_the_table_would_cost() -> None:
    """Half a unit for each item that the index finds, since a read by key need not be consistent."""
    text = indexed(
        entities=[INDEXED_USER],
        items=[INDEXED_ALICE],
        patterns=[{**BY_EMAIL, "attributes": ["PK", "plan"]}],
        projection={"type": "KEYS_ONLY"},
    )
    said = only(text)
    assert (said.rule, said.path) == ("attribute-not-projected", "spec.patterns[0].attributes[1]")
    assert said.help.endswith("for the sample, 1 read more, 0.5 read units")
    assert (said.detail or "").endswith("Global secondary index GSI1 does not project [plan]")


def test_lets_a_pattern_expect_to_be_refused() -> None:
    """Who says that DynamoDB answers with a ValidationException is not told so."""
    pattern = {**BY_EMAIL, "attributes": ["plan"], "expect": {"error": "ValidationException"}}
    text = indexed(
        entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[pattern], projection={"type": "KEYS_ONLY"}
    )
    assert found(text) == []


def test_says_of_an_index_once_that_nobody_asks_it() -> None:
    """Of two manifests about a table in one file, the first says so."""
    first = indexed()
    said = only(f"{first}\n---\n{patterns_of('others')}")
    assert said.rule == "index-unused"
    assert said.location.start.line < len(first.splitlines())


def test_counts_the_other_patterns_of_the_file() -> None:
    """An index that other access patterns of the table ask is in use."""
    others = patterns_of("others", entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[BY_EMAIL])
    assert found(f"{indexed()}\n---\n{others}") == []


def test_counts_the_patterns_in_the_other_files_of_the_folder(tmp_path: Path) -> None:
    """Patterns of one table in several files ask its indexes together."""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(indexed())
    assert [said.rule for said in check_path(str(one))] == ["index-unused"]
    other.write_text(
        patterns_of("others", entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[BY_EMAIL])
    )
    assert check_path(str(one)) == []
    assert check_path(str(other)) == []


def test_counts_no_patterns_of_another_table_of_that_name(tmp_path: Path) -> None:
    """A file with a table of its own asks that one."""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(indexed())
    other.write_text(indexed(entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[BY_EMAIL]))
    assert [said.rule for said in check_path(str(one))] == ["index-unused"]


def check_path(path: str) -> list[Diagnostic]:
    """Everything that is said about a file."""
    return Checker().check_input(Input(path, named=True, argument=path)).diagnostics


def test_keeps_quiet_about_unused_indexes_where_that_is_not_known() -> None:
    """A pattern that could not be read, or one of a misspelt index, may be the one that asks it."""
    assert found(indexed()) == UNUSED
    assert found(indexed(patterns=[])) == []
    misspelt = {**BY_EMAIL, "index": "GSI"}
    assert found(indexed(patterns=[GET_USER, misspelt])) == ["index-unknown at spec.patterns[1].index"]
    assert "index-unused" not in [
        said.rule for said in diagnostics(indexed(patterns=[GET_USER, {**BY_EMAIL, "index": ["GSI1"]}]))
    ]


@pytest.mark.parametrize(
    ("partition", "sort", "collides"),
    [
        ("USER#{id}", "METADATA", True),
        ("{anything}", "METADATA", False),
        ("{kind}#{id}", "METADATA", True),
        ("USER#{id}", "PROFILE", False),
        ("USER#{id}", "{part}", True),
        ("USER#{id}#ORDER#{order}", "METADATA", False),
        ("USERS", "METADATA", False),
    ],
)
def test_says_which_entities_can_have_one_key(partition: str, sort: str, collides: bool) -> None:  # noqa: FBT001
    """Keys collide where both the partition keys and the sort keys can be the same."""
    said = collisions(entity("other", partition, sort))
    assert ("entity-keys-collide at spec.entities[1].keys.PK" in said) is collides


def test_takes_a_separator_within_a_sample_for_possible_everywhere() -> None:
    """Where a user's id has a `#`, deeper keys can be those of a user."""
    deeper = entity("order", "USER#{userId}#ORDER#{order}", "METADATA")
    assert collisions(deeper) == []
    odd = {"name": "odd", "entity": "user", "attributes": {"userId": "1#2"}}
    assert collisions(deeper, items=[odd]) == ["entity-keys-collide at spec.entities[1].keys.PK"]


def test_leaves_patterns_about_one_entity_alone() -> None:
    """Two ways to ask for items of one entity take the same keys, and nobody minds."""
    ways = [
        {
            "name": f"way{n}",
            "operation": "Query",
            "keyCondition": {"PK": {"equals": "USER#1"}},
            "expect": {"items": ["alice"]},
        }
        for n in range(2)
    ]
    assert found(design(patterns=ways)) == []


def tenants(condition: dict[str, Any], **changed: Any) -> list[str]:  # noqa: ANN401
    """What is said of a pattern for users, beside one for orders of the same tenant."""
    users = {
        "name": "users", "operation": "Query", "expect": {"items": ["a"]},
        "keyCondition": {"PK": {"equals": "T#1"}, **condition}, **changed,
    }  # fmt: skip
    orders = {
        "name": "orders", "operation": "Query", "expect": {"items": ["o"]},
        "keyCondition": {"PK": {"equals": "T#2"}, "SK": {"beginsWith": "ORDER#"}},
    }  # fmt: skip
    parameters = {"parameters": {"t": "1"}}
    users["keyCondition"]["PK"] = orders["keyCondition"]["PK"] = {"equals": "T#{t}"}  # type: ignore[index]
    return found(
        design(
            entities=[entity("user", "T#{t}", "USER#{u}"), entity("order", "T#{t}", "ORDER#{o}")],
            items=[
                {"name": "a", "entity": "user", "attributes": {"t": "1", "u": "1"}},
                {"name": "o", "entity": "order", "attributes": {"t": "2", "o": "1"}},
            ],
            patterns=[{**users, **parameters}, {**orders, "parameters": {"t": "2"}}],
        )
    )


@pytest.mark.parametrize(
    ("condition", "collides"),
    [
        ({}, True),
        ({"SK": {"beginsWith": "USER#"}}, False),
        ({"SK": {"equals": "USER#1"}}, False),
        ({"SK": {"greaterThan": "USER#"}}, True),
        ({"SK": {"between": ["USER#0", "USER#9"]}}, False),
        ({"SK": {"between": ["A", "Z"]}}, True),
    ],
)
def test_says_which_patterns_can_read_the_items_of_another(condition: dict[str, Any], collides: bool) -> None:  # noqa: FBT001
    """A condition that leaves the sort key open takes what stands beside the items that are meant."""
    expected = ["patterns-collide at spec.patterns[0].keyCondition"] if collides else []
    assert tenants(condition) == expected


def test_leaves_a_pattern_with_a_filter_alone() -> None:
    """What a filter takes away is known to be read."""
    assert tenants({}, filter="attribute_exists(u)") == []


def test_leaves_one_fixed_item_alone() -> None:
    """An entity that is one item fills no partition."""
    settings = entity("settings", "SETTINGS", "METADATA")
    assert collisions(settings) == []
    assert collisions(entity("setting", "SETTINGS", "{name}")) == [
        "partition-key-literal at spec.entities[1].keys.PK"
    ]


def test_writes_down_what_a_pattern_returns() -> None:
    """Asked for, the fix expects the items that come, by their names."""
    pattern = {name: value for name, value in GET_USER.items() if name != "expect"}
    text = design(patterns=[pattern])
    assert found(text) == ["pattern-untried at spec.patterns[0]"]
    assert found(mended(text, rule="pattern-untried")) == []


def test_calls_a_pattern_that_cannot_be_asked_nothing_else() -> None:
    """A pattern that another rule refuses is not untried besides."""
    pattern = {**GET_USER, "parameters": {}}
    pattern.pop("expect")
    assert found(design(patterns=[pattern])) == ["parameter-unbound at spec.patterns[0].key.PK"]


@pytest.mark.parametrize("expect", [{"count": 0}, {"items": []}])
def test_takes_nothing_for_an_answer_if_it_is_expected(expect: dict[str, Any]) -> None:
    """A pattern that is to find nothing is tried."""
    assert found(design(patterns=[{**GET_USER, "parameters": {"userId": "2"}, "expect": expect}])) == []


def test_the_cost_of_one_item_is_said_in_the_singular() -> None:
    """One item stands, one unit is taken."""
    text = indexed(entities=[INDEXED_USER], items=[INDEXED_ALICE])
    assert "1 of 1 sample item stands in it, which takes 1 more write unit and stores" in only(text).message


def test_an_index_that_a_pattern_forgot_to_name_is_not_called_unused() -> None:
    """That the condition is on the keys of an index is said once, with the index to ask."""
    forgetful = {name: value for name, value in BY_EMAIL.items() if name != "index"}
    text = indexed(entities=[INDEXED_USER], items=[INDEXED_ALICE], patterns=[forgetful])
    assert [each.rule for each in diagnostics(text)] == ["key-condition-attribute"]


def test_a_condition_that_cannot_be_asked_collides_with_nothing() -> None:
    """Which keys it takes is known when it is mended."""
    note = entity("note", "USER#{userId}", "NOTE#{note}")
    first = {"name": "first", "entity": "note", "attributes": {"userId": "1", "note": "a"}}
    query = {"operation": "Query", "parameters": {"userId": "1"}}
    users = {**query, "name": "users", "expect": {"items": ["alice"]}}
    notes = {**query, "name": "notes", "expect": {"items": ["first"]}}
    partition = {"PK": {"equals": "USER#{userId}"}}
    users["keyCondition"] = {**partition, "SK": {"beginsWith": "META", "equals": "METADATA"}}
    notes["keyCondition"] = {**partition, "SK": {"beginsWith": "NOTE#"}}
    text = design(entities=[USER, note], items=[ALICE, first], patterns=[users, notes])
    assert [each.rule for each in diagnostics(text)] == ["key-condition-operator"]


def test_an_entity_that_there_is_not_collides_with_nothing() -> None:
    """It has been said that it is unknown, and nobody knows its keys."""
    stray = {"name": "stray", "entity": "nobody", "attributes": {"PK": "USER#1", "SK": "NOTE#1"}}
    every = {
        "name": "all",
        "operation": "Query",
        "keyCondition": {"PK": {"equals": "USER#1"}},
        "expect": {"items": ["alice", "stray"]},
    }
    notes = {**every, "name": "notes", "expect": {"items": ["stray"]}}
    notes["keyCondition"] = {"PK": {"equals": "USER#1"}, "SK": {"beginsWith": "NOTE#"}}
    assert [each.rule for each in diagnostics(design(items=[ALICE, stray], patterns=[every, notes]))] == [
        "entity-unknown"
    ]


API_KEY: dict[str, Any] = {
    "name": "by-api-key",
    "operation": "Query",
    "index": "GSI1",
    "parameters": {"key": "k1"},
    "keyCondition": {"GSI1PK": {"equals": "APIKEY#{key}"}},
}


def said_of_api_key(pattern: dict[str, Any], **parts: Any) -> list[str]:  # noqa: ANN401  # as the manifest has them
    """The rules that find something wrong with a look-up by API key, beside one that is sound."""
    text = indexed(
        **{"entities": [INDEXED_USER], "items": [INDEXED_ALICE], **parts, "patterns": [BY_EMAIL, pattern]}
    )
    return [said.rule for said in diagnostics(text) if said.path.startswith("spec.patterns[1]")]


@pytest.mark.parametrize("about", [{}, {"entity": "user"}], ids=["any", "its own"])
def test_a_pattern_whose_keys_no_entity_makes_can_find_nothing(about: dict[str, str]) -> None:
    """Of its own entity, or of any; and that it is untried is then not the point."""
    assert said_of_api_key({**API_KEY, **about}) == ["pattern-finds-nothing"]


@pytest.mark.parametrize("expected", [{"count": 0}, {"items": []}])
def test_a_pattern_that_is_to_find_nothing_may(expected: dict[str, Any]) -> None:
    """What is expected is judged by what comes."""
    assert said_of_api_key({**API_KEY, "expect": expected}) == []


def test_keys_that_a_sample_item_writes_out_are_not_known_from_templates() -> None:
    """Then another item of that entity may have the key that is asked for."""
    written = {
        **ALICE,
        "attributes": {"userId": "1", "email": "a@example.com", "GSI1PK": "APIKEY#k2", "GSI1SK": "-"},
    }
    said = said_of_api_key({**API_KEY, "entity": "user"}, entities=[USER], items=[written])
    assert said == ["pattern-untried"]


def test_where_no_entity_is_described_nothing_is_known_of_keys() -> None:
    """Sample items alone say what they are, not what others may be."""
    literal = {
        "name": "alice",
        "attributes": {"PK": "USER#1", "SK": "-", "GSI1PK": "EMAIL#a@example.com", "GSI1SK": "-"},
    }
    assert said_of_api_key(API_KEY, entities=[], items=[literal]) == ["pattern-untried"]
