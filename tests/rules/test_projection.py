from __future__ import annotations

from typing import Any

import pytest

from tests.rules.tables import LSI_ATTRIBUTES, diagnostics, found, gsi, lsi, mended, only, table

GSI = "spec.globalSecondaryIndexes[0]"


def indexed(projection: object) -> str:
    """A table with one index that has this projection."""
    return table(globalSecondaryIndexes=[gsi(projection=projection)])


def include(*names: str | None) -> dict[str, Any]:
    """A projection of the keys and these attributes."""
    return {"type": "INCLUDE", "nonKeyAttributes": list(names)}


def numbered(count: int) -> list[str]:
    """So many names of attributes."""
    return [f"attribute{number}" for number in range(count)]


def test_leaves_a_misnamed_projection_type_to_the_unknown_field() -> None:
    """`projectionType`, AWS's name for it, is one mistake: the type is not missing as well."""
    assert found(indexed({"projectionType": "ALL"})) == [f"unknown-field at {GSI}.projection.projectionType"]


def test_leaves_a_misnamed_projection_to_the_unknown_field() -> None:
    """An index with a projection under another name does not lack one besides."""
    index = gsi(projection=None, attributesCarried={"type": "ALL"})
    assert found(table(globalSecondaryIndexes=[index])) == [f"unknown-field at {GSI}.attributesCarried"]


@pytest.mark.parametrize("kind", ["ALLL", "INCLUDED", "everything"])
def test_keeps_quiet_about_a_type_that_could_not_be_read(kind: str) -> None:
    """A word that is no type is the one finding, whatever the list beside it would mean."""
    assert found(indexed({"type": kind, "nonKeyAttributes": ["total"]})) == [
        f"unknown-enum at {GSI}.projection.type"
    ]


def test_keeps_quiet_about_a_list_that_could_not_be_read() -> None:
    """INCLUDE with a list that is no list does not lack attributes besides."""
    assert found(indexed({"type": "INCLUDE", "nonKeyAttributes": "total"})) == [
        f"wrong-type at {GSI}.projection.nonKeyAttributes"
    ]


def test_keeps_quiet_about_a_name_that_could_not_be_read() -> None:
    """An empty item of the list is a wrong type, not a name without letters."""
    assert found(indexed(include("total", None))) == [f"wrong-type at {GSI}.projection.nonKeyAttributes[1]"]


def test_judges_the_list_of_a_projection_without_type() -> None:
    """A missing type does not hide what is wrong in the list."""
    assert found(indexed({"nonKeyAttributes": ["total", "total"]})) == [
        f"projection-type-required at {GSI}.projection.type",
        f"projection-attribute-duplicate at {GSI}.projection.nonKeyAttributes[1]",
    ]


@pytest.mark.parametrize("kind", ["ALL", "KEYS_ONLY"])
def test_says_of_a_list_that_has_no_place_only_that(kind: str) -> None:
    """What is wrong within a list that has to go does not matter."""
    names = ["pk", "", "t", "t", "x" * 256, *numbered(20)]
    assert found(indexed({"type": kind, "nonKeyAttributes": names})) == [
        f"projection-attributes-forbidden at {GSI}.projection.nonKeyAttributes"
    ]


def test_names_the_type_as_aws_does_in_its_answer_and_as_the_file_does_in_the_message() -> None:
    """AWS never sees the prefix of the contract's spelling."""
    said = only(indexed({"type": "PROJECTION_TYPE_KEYS_ONLY", "nonKeyAttributes": ["total"]}))
    assert "PROJECTION_TYPE_KEYS_ONLY" in said.message
    assert said.detail is not None
    assert said.detail.endswith("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified")


def test_finds_each_repetition() -> None:
    """A name that stands there three times is one too often twice, each time beside the first."""
    said = diagnostics(indexed(include("total", "total", "total")))
    assert [one.path[-3:] for one in said] == ["[1]", "[2]"]
    assert {one.related[0].path[-3:] for one in said} == {"[0]"}


def test_removes_repetitions_and_no_more() -> None:
    """The fix of a repetition leaves each name once."""
    text = mended(indexed(include("total", "city", "total")), rule="projection-attribute-duplicate")
    assert found(text) == []
    assert (text.count('"total"'), text.count('"city"')) == (1, 1)


def test_counts_a_repeated_name_once() -> None:
    """21 names of which two are the same are one mistake: the repetition."""
    names = [*numbered(20), "attribute0"]
    assert found(indexed(include(*names))) == [
        f"projection-attribute-duplicate at {GSI}.projection.nonKeyAttributes[20]"
    ]


def test_counts_no_index_twice() -> None:
    """An index with far too many names is found by itself and counts as 20 in the sum."""
    indexes = [gsi(f"index-{number}", projection=include(*numbered(15))) for number in range(5)]
    indexes.append(gsi("too-many", projection=include(*numbered(60))))
    about_projections = [one for one in found(table(globalSecondaryIndexes=indexes)) if "projection-" in one]
    assert about_projections == [
        "projection-attribute-count at spec.globalSecondaryIndexes[5].projection.nonKeyAttributes"
    ]


def test_counts_only_indexes_of_type_include() -> None:
    """ALL and KEYS_ONLY carry nothing by name; six full lists are still too many beside them."""
    full = [gsi(f"index-{number}", projection=include(*numbered(20))) for number in range(5)]
    others = [gsi("all"), gsi("keys", projection={"type": "KEYS_ONLY"})]
    assert "projection-attribute-total" not in {
        said.rule for said in diagnostics(table(globalSecondaryIndexes=[*full, *others]))
    }
    more = [*full, *others, gsi("one-more", projection=include("attribute0"))]
    assert "projection-attribute-total at spec.globalSecondaryIndexes" in found(
        table(globalSecondaryIndexes=more)
    )


def test_counts_no_list_that_has_no_place() -> None:
    """A list beside ALL has to go, and an index without a projection has none: neither is part of the sum."""
    full = [gsi(f"index-{number}", projection=include(*numbered(20))) for number in range(5)]
    forbidden = gsi("all", projection={"type": "ALL", "nonKeyAttributes": ["total"]})
    said = found(table(globalSecondaryIndexes=[*full, forbidden, gsi("none", projection=None)]))
    assert [one for one in said if "projection-" in one] == [
        "projection-attributes-forbidden at spec.globalSecondaryIndexes[5].projection.nonKeyAttributes",
        "projection-required at spec.globalSecondaryIndexes[6].projection",
    ]


def test_shows_the_sum_at_the_local_indexes_where_there_are_no_others() -> None:
    """The finding about the sum points at a list that is there."""
    indexes = [lsi(f"index-{number}", projection=include(*numbered(17))) for number in range(6)]
    text = table(attributeDefinitions=LSI_ATTRIBUTES, localSecondaryIndexes=indexes)
    assert "projection-attribute-total at spec.localSecondaryIndexes" in found(text)


@pytest.mark.parametrize(("letters", "sound"), [("é" * 255, True), ("é" * 256, False), ("🔑" * 255, True)])
def test_counts_characters_of_a_name_not_bytes(letters: str, sound: bool) -> None:  # noqa: FBT001
    """255 characters are allowed whatever they take in UTF-8."""
    assert (found(indexed(include(letters))) == []) is sound


def test_takes_the_key_of_another_index_for_any_attribute() -> None:
    """Only the keys of the table and of the index itself are carried anyway."""
    by_sk, by_lk = gsi(projection=include("lk")), lsi(projection=include("sk"))
    text = table(
        attributeDefinitions=LSI_ATTRIBUTES, globalSecondaryIndexes=[by_sk], localSecondaryIndexes=[by_lk]
    )
    assert found(text) == [
        "projection-attribute-is-key at spec.localSecondaryIndexes[0].projection.nonKeyAttributes[0]"
    ]


def test_offers_no_fix_that_would_empty_the_list() -> None:
    """Where all names are keys, removing them would make another error."""
    text = indexed(include("pk", "sk"))
    assert [said.fix for said in diagnostics(text)] == [None, None]


def test_removes_keys_from_a_list_that_has_more() -> None:
    """The fix leaves the attributes that are no keys."""
    text = mended(indexed(include("pk", "total", "sk")), rule="projection-attribute-is-key")
    assert found(text) == []
    assert '"total"' in text


def test_writes_include_where_a_list_has_no_type() -> None:
    """The fix puts the type that goes with a list; it is a guess, and so not safe."""
    text = indexed({"nonKeyAttributes": ["total"]})
    fix = only(text).fix
    assert fix is not None
    assert not fix.safe
    assert found(mended(text, rule="projection-type-required")) == []


def test_finds_only_the_names_that_are_too_long() -> None:
    """A name that is just short enough is sound beside one that is not."""
    assert found(indexed(include("x" * 255, "y" * 256))) == [
        f"projection-attribute-name-length at {GSI}.projection.nonKeyAttributes[1]"
    ]
