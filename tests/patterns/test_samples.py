from __future__ import annotations

from planton_dynamodb.patterns.design import Entity, Item
from planton_dynamodb.patterns.samples import (
    MOST_BYTES,
    Sample,
    is_accounted_for,
    is_taken,
    lacking,
    standing,
    unlike,
)
from planton_dynamodb.patterns.templates import Template
from planton_dynamodb.patterns.values import Attributes, item_size
from tests.patterns.tables import INDEXED, item


def sized(size: int) -> Attributes:
    """An item of so many bytes."""
    bare = item(pk="p", sk=1, text="")
    return {**bare, "text": {"S": "x" * (size - item_size(bare))}}


def sample(number: int, attributes: Attributes, **written: str) -> Sample:
    """A sample item with these attributes; some of them are written out."""
    return Sample(Item(("spec", "items", number), f"item{number}", "", written), attributes, ())


def entity(*sparse: str, **keys: str) -> Entity:
    """An entity with templates."""
    templates = {name: Template(text) for name, text in keys.items()}
    return Entity(("spec", "entities", 0), "order", templates, sparse)


def test_takes_items_up_to_400_kb() -> None:
    """An item of 409,600 bytes is taken, one of a byte more is not."""
    assert is_taken(sized(MOST_BYTES), INDEXED)
    assert not is_taken(sized(MOST_BYTES + 1), INDEXED)


def test_takes_no_item_whose_keys_are_not_as_they_should_be() -> None:
    """A key is there, of its type and not empty; that of an index may be absent, but not of another type."""
    assert is_taken(item(pk="p", sk=1), INDEXED)
    assert not is_taken(item(pk="p"), INDEXED)
    assert not is_taken(item(pk="p", sk="1"), INDEXED)
    assert not is_taken(item(pk="", sk=1), INDEXED)
    assert not is_taken(item(pk="p", sk=1, gk=1), INDEXED)
    assert not is_taken(item(pk="p", sk=1, gk=""), INDEXED)
    assert not is_taken(item(pk="p", sk=1, gk=None), INDEXED)


def test_keeps_the_first_of_two_items_with_one_key() -> None:
    """The second is the one that a rule complains of, so the first is the one that stands there."""
    one, two = item(pk="p", sk=1, note="one"), item(pk="p", sk=1, note="two")
    assert standing([sample(0, one), sample(1, two)], INDEXED) == [one]


def test_names_the_key_that_an_item_lacks_in_each_index_of_its_entity() -> None:
    """Only indexes for which the entity has templates count, and not those in which it is sparse."""
    keys = {"pk": "{pk}", "sk": "{sk}", "gk": "G#{group}"}
    assert lacking(entity(**keys), item(pk="p", sk=1), INDEXED) == [("all", "gk"), ("keys", "gk")]
    assert lacking(entity("all", **keys), item(pk="p", sk=1), INDEXED) == [("keys", "gk")]
    assert lacking(entity(**keys), item(pk="p", sk=1, gk="g"), INDEXED) == []
    assert lacking(entity(pk="{pk}", sk="{sk}"), item(pk="p", sk=1), INDEXED) == []


def test_compares_a_key_that_is_written_out_with_its_template() -> None:
    """What the template makes is said; where an attribute is missing, whether it could make such a key at all."""
    order = entity(gk="G#{group}#{part}")
    assert unlike(sample(0, item(gk="G#1#2"), gk="G#1#2", group="1", part="2"), order) == []
    assert unlike(sample(0, item(gk="G#1#3"), gk="G#1#3", group="1", part="2"), order) == [
        ("gk", {"S": "G#1#2"})
    ]
    assert unlike(sample(0, item(gk="G#1#2"), gk="G#1#2"), order) == []
    for odd in ("G#1", "G##", "X#1#2", "G#1#"):
        assert unlike(sample(0, item(gk=odd), gk=odd), order) == [("gk", None)]


def test_takes_no_time_over_a_template_full_of_room() -> None:
    """A long key and a template of many parameters are compared part by part."""
    order = entity(gk="".join(f"{{p{number}}}#" for number in range(200)) + "END")
    long = "#" * 2_000
    assert unlike(sample(0, item(gk=long), gk=long), order) == [("gk", None)]


def test_knows_which_items_are_where_they_are_meant_to_be() -> None:
    """An item that lacks a key, or has another than its template makes, is spoken of by the rules about items."""
    there = sample(0, item(pk="p", sk=1, gk="G#1"), gk="G#1", group="1")
    assert not is_accounted_for(there, entity(gk="G#{group}"), "keys", INDEXED)
    assert is_accounted_for(there, entity(gk="H#{group}"), "keys", INDEXED)
    assert not is_accounted_for(there, entity(gk="H#{group}"), "", INDEXED), "the table has it all the same"
    assert is_accounted_for(there, None, "some", INDEXED), "it has no `lk`"
