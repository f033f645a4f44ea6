"""What is learnt of a table's items from its access patterns, before it is written in a language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.cli import main
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attribute
from planton_dynamodb.targets.types import Entity, Types, types_of
from planton_dynamodb.targets.types_names import Names, pascal
from planton_dynamodb.targets.types_shapes import Field, Keyed, Listed, Made, Mapped, OneOf, Plain, shape_of
from planton_dynamodb.targets.types_told import about_entity
from tests.patterns.designs import designs_of
from tests.targets.designed import all_designs

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: shop-items}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions: [{name: pk, type: S}, {name: sk, type: S}, {name: day, type: N}]
  keySchema: [{attributeName: pk, keyType: HASH}, {attributeName: sk, keyType: RANGE}]
  globalSecondaryIndexes:
    - name: by-day
      keySchema: [{attributeName: day, keyType: HASH}, {attributeName: sk, keyType: RANGE}]
      projection: {type: ALL}
"""
ORDER: dict[str, Any] = {"name": "order", "keys": {"pk": "ORDER#{id}", "sk": "META"}}
LINE: dict[str, Any] = {"name": "order-line", "keys": {"pk": "ORDER#{id}", "sk": "LINE#{line}"}}
S, N = Plain("S"), Plain("N")


def trial(*entities: dict[str, Any], items: list[dict[str, Any]], patterns: tuple[Any, ...] = ()) -> Trial:
    """A design of the table above."""
    head = {"apiVersion": "dynamodb.project-planton.org/v1", "kind": "AwsDynamodbAccessPatterns"}
    named = [{"name": f"item-{number}", **item} for number, item in enumerate(items)]
    spec = {"table": "shop-items", "entities": entities, "items": named, "patterns": patterns}
    manifest = {**head, "metadata": {"name": "shop"}, "spec": spec}
    (found,) = designs_of(f"{TABLE}---\n{json.dumps(manifest)}\n")
    return found


def types(*entities: dict[str, Any], items: list[dict[str, Any]], patterns: tuple[Any, ...] = ()) -> Types:
    """The types of it."""
    return types_of([trial(*entities, items=items, patterns=patterns)])


def sample(entity: str, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever an attribute may be
    """A sample item of an entity."""
    return {"entity": entity, "attributes": attributes}


def fields(entity: Entity) -> dict[str, Field]:
    """Its attributes by name."""
    return {field.name: field for field in entity.fields}


def test_an_attribute_that_some_items_lack_is_optional() -> None:
    """One that each has is not, and keys come first."""
    (entity,) = types(ORDER, items=[sample("order", id="1", note="soon"), sample("order", id="2")]).entities
    assert entity.fields == (
        Field("pk", Made(("ORDER#", None))),
        Field("sk", Made(("META",))),
        Field("id", S),
        Field("note", S, optional=True),
    )


def test_several_designs_of_a_table_make_one_set_of_types() -> None:
    """Entities of one name are one, of whose items and patterns each design knows some; others stand beside it."""
    get = {"operation": "GetItem", "key": {"pk": "ORDER#1", "sk": "META"}}
    other = {**ORDER, "keys": {**ORDER["keys"], "pk": "ORDER#{number}"}, "description": "What is bought."}
    made = types_of(
        [
            trial(ORDER, items=[sample("order", id="1", note="soon")], patterns=({**get, "name": "get"},)),
            trial(
                other,
                LINE,
                items=[sample("order", number="1"), sample("order-line", id="1", line="2")],
                patterns=({**get, "name": "look"},),
            ),
        ]
    )
    assert [each.name for each in made.entities] == ["Order", "OrderLine"]
    order, _ = made.entities
    assert (order.about, order.read_by) == ("What is bought.", ("get", "look"))
    assert fields(order)["note"] == Field("note", S, optional=True)
    assert fields(order)["number"] == Field("number", S, optional=True)
    assert fields(order)["pk"] == Field("pk", Made(("ORDER#", None)))


def test_a_key_that_designs_make_otherwise_is_a_text() -> None:
    """Neither template holds for the items of both; and a key that one alone knows need not be there."""
    other = {"name": "order", "keys": {"pk": "O#{id}", "sk": "META", "day": "{day}"}}
    items = [sample("order", id="1")], [sample("order", id="1", day=20260101)]
    (order,) = types_of([trial(ORDER, items=items[0]), trial(other, items=items[1])]).entities
    assert fields(order)["pk"] == Field("pk", S)
    assert fields(order)["sk"] == Field("sk", Made(("META",)))
    assert fields(order)["day"] == Field("day", N, optional=True)
    (order,) = types_of([trial(ORDER, items=[]), trial(other, items=[])]).entities
    assert fields(order)["pk"] == Field("pk", S)
    assert fields(order)["day"] == Field("day", N, optional=True)


def test_an_entity_without_items_has_what_its_keys_say() -> None:
    """No attribute is made up of the parameters, and a key that is one alone has the type of the table."""
    entity = {"name": "seen", "keys": {"pk": "DAY#{day}", "sk": "{time}", "day": "{day}"}}
    (found,) = types(entity, items=[]).entities
    assert found.fields == (Field("pk", Made(("DAY#", None))), Field("sk", S), Field("day", N))
    assert about_entity(found) == ["There is no sample item of it: its keys are all that is known."]


def test_a_key_of_an_index_in_which_only_some_stand_is_optional() -> None:
    """Though every sample item has it; the key of the table is not, be it in such an index or not."""
    entity = {**ORDER, "keys": {**ORDER["keys"], "day": "{day}"}, "sparseIndexes": ["by-day"]}
    (found,) = types(entity, items=[sample("order", id="1", day=20260101)]).entities
    assert fields(found)["day"] == Field("day", N, optional=True)
    assert not fields(found)["sk"].optional


def test_an_item_that_a_pattern_puts_is_one_to_learn_from() -> None:
    """Where it is refused, it never comes to be one."""
    put = {"operation": "PutItem", "entity": "order", "parameters": {"id": "2"}}
    patterns = (
        {**put, "name": "place", "item": {"id": "2", "total": 5}},
        {
            **put,
            "name": "place-again",
            "item": {"id": "1", "lost": "yes"},
            "condition": "attribute_not_exists(pk)",
            "expect": {"error": "ConditionalCheckFailedException"},
        },
    )
    (found,) = types(ORDER, items=[sample("order", id="1")], patterns=patterns).entities
    assert fields(found)["total"] == Field("total", N, optional=True)
    assert "lost" not in fields(found)
    assert found.written_by == ("place", "place-again")


def test_what_an_update_leaves_is_an_item_to_learn_from() -> None:
    """An attribute that it sets is one, and one that it removes is optional; no copy of an item is another item."""
    update = {
        "operation": "UpdateItem",
        "key": {"pk": "ORDER#1", "sk": "META"},
        "update": "SET seen = :now REMOVE note",
        "values": {":now": 5},
    }
    items = [
        sample("order", id="1", note="soon", title="a"),
        sample("order-line", id="1", line="1", title="b"),
    ]
    order, _ = types(ORDER, LINE, items=items, patterns=({**update, "name": "see"},)).entities
    assert fields(order)["seen"] == Field("seen", N, optional=True)
    assert fields(order)["note"] == Field("note", S, optional=True)
    assert fields(order)["title"] == Field("title", S)


def test_the_patterns_that_read_an_entity_are_those_that_find_it() -> None:
    """As they are tried; a pattern that says which entity it is about is about it, too."""
    patterns = (
        {"name": "get", "operation": "GetItem", "key": {"pk": "ORDER#1", "sk": "META"}},
        {
            "name": "list",
            "operation": "Query",
            "keyCondition": {"pk": {"equals": "ORDER#1"}},
        },
        {
            "name": "drop",
            "operation": "DeleteItem",
            "key": {"pk": "ORDER#1", "sk": "LINE#1"},
        },
    )
    items = [sample("order", id="1"), sample("order-line", id="1", line="1")]
    order, line = types(ORDER, LINE, items=items, patterns=patterns).entities
    assert (order.read_by, order.written_by) == (("get", "list"), ())
    assert (line.read_by, line.written_by) == (("list",), ("drop",))


@pytest.mark.parametrize(
    ("orders", "lines", "is_told"),
    [
        (["ORDER"], ["ORDER_LINE"], True),
        (["o", "o"], ["l", "l"], True),
        (["o"], ["l"], False),
        (["o", "o"], ["l", "m"], False),
        (["x", "x"], ["x", "x"], False),
        (["o", "o"], ["l", None], False),
    ],
)
def test_a_text_that_tells_entities_apart_is_a_constant(
    orders: list[str], lines: list[str | None], *, is_told: bool
) -> None:
    """The same for all items of an entity and another for each; of one item alone it has to be the entity's name."""
    items = [sample("order", id=str(number), kind=text) for number, text in enumerate(orders)]
    items += [
        sample("order-line", id="1", line=str(number), **({"kind": text} if text else {}))
        for number, text in enumerate(lines)
    ]
    order, _ = types(ORDER, LINE, items=items).entities
    assert fields(order)["kind"].shape == (Made((orders[0],)) if is_told else S)


def test_items_of_no_entity_have_a_type_of_their_own() -> None:
    """With the entities' beside it, or alone."""
    loose = {"attributes": {"pk": "a", "sk": "b", "size": 1}}
    alone = types(items=[loose])
    assert [each.name for each in alone.entities] == ["ShopItemsAnyItem"]
    assert fields(alone.entities[0])["size"].shape == N
    beside = types(ORDER, items=[sample("order", id="1"), loose])
    assert [each.name for each in beside.entities] == ["Order", "ShopItemsOtherItem"]


def test_an_index_has_the_key_of_those_that_stand_in_it() -> None:
    """An entity without one of its attributes is none of them."""
    entity = {"name": "visit", "keys": {"pk": "V#{id}", "sk": "{id}", "day": "{day}"}}
    items = [sample("order", id="1"), sample("visit", id="1", day=1)]
    own, by_day = types(ORDER, entity, items=items).keys
    assert (own.name, own.attributes) == ("ShopItemsKey", (("pk", "S"), ("sk", "S")))
    assert [each.name for each in own.entities] == ["Order", "Visit"]
    assert (by_day.name, by_day.attributes) == ("ByDayKey", (("day", "N"), ("sk", "S")))
    assert [each.name for each in by_day.entities] == ["Visit"]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([{"S": "a"}, {"S": "b"}], S),
        ([{"NULL": True}, {"S": "a"}, {"N": "1"}], OneOf((S, N, Plain("NULL")))),
        ([{"L": []}], Listed(None)),
        ([{"L": [{"S": "a"}]}, {"L": [{"N": "1"}]}], Listed(OneOf((S, N)))),
        ([{"M": {}}], Keyed(None)),
        ([{"M": {"a": {"S": "x"}}}], Mapped((Field("a", S),))),
        ([{"M": {"a": {"S": "x"}}}, {"M": {}}], Mapped((Field("a", S, optional=True),))),
        (
            [{"M": {"a": {"S": "x"}}}, {"M": {"a": {"N": "1"}, "b": {"S": "y"}}}],
            Mapped((Field("a", OneOf((S, N))), Field("b", S, optional=True))),
        ),
        ([{"M": {"a": {"S": "x"}}}, {"M": {"b": {"N": "1"}}}], Keyed(OneOf((S, N)))),
        ([{"M": {"a": {"S": "x"}}}, {"S": "x"}], OneOf((S, Mapped((Field("a", S),))))),
    ],
)
def test_a_shape_is_what_all_values_have(seen: list[Attribute], expected: object) -> None:
    """Mappings of one sort become one; of mappings that share no name, the names are data."""
    assert shape_of(seen) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("order-line", "OrderLine"),
        ("order line", "OrderLine"),
        ("orderLine", "OrderLine"),
        ("USER", "USER"),
        ("set", "SetEntity"),
        ("decimal", "DecimalEntity"),
        ("1st", "Entity1st"),
        ("😀", "Entity"),
        ("größe", "Größe"),
        ("ﬁ", "Entity"),
    ],
)
def test_a_name_is_the_one_of_the_design_as_types_are_called(wanted: str, expected: str) -> None:
    """With a word before or behind it where it would be none, or mean something else."""
    assert Names().take(wanted, "Entity") == expected


@given(st.lists(st.text(alphabet="aA1-_ é\u0301ß😀", max_size=8), max_size=10))
def test_each_name_is_an_identifier_and_its_own(wanted: list[str]) -> None:
    """Whatever the design calls things, and as short as a line can bear."""
    names = Names()
    taken = [names.take(each, "Entity") for each in [*wanted, "a" * 300, "a" * 300]]
    assert all(name.isidentifier() and len(name) < 80 for name in taken)
    assert len(set(taken)) == len(taken)
    assert all(pascal(name) == name.replace("_", "") for name in taken)


def test_every_sample_item_has_what_its_type_says() -> None:
    """Of each design: no attribute is missing that has to be there, and none there that is unknown."""
    for designed in all_designs():
        for entity, each in designed.samples():
            assert {field.name for field in entity.fields if not field.optional} <= each.attributes.keys()
            assert each.attributes.keys() <= {field.name for field in entity.fields}


def test_a_table_without_access_patterns_has_no_types(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to say of its items, and the message says where to begin."""
    path = tmp_path / "table.yaml"
    path.write_text(TABLE)
    assert main(["render", "types", str(path)]) == 2
    assert "there are no access patterns" in capsys.readouterr().err
