from __future__ import annotations

from planton_dynamodb.patterns.values import Attributes
from tests.patterns.tables import INDEXED, item, store


def numbers(items: list[Attributes]) -> list[str]:
    """The sort keys of items."""
    return [each["sk"]["N"] for each in items]


def test_has_one_item_under_a_key() -> None:
    """The later of two items with one key takes the place of the first, however the number is written."""
    held = store([{"pk": "a", "sk": 1, "note": "old"}])
    held.put(item(pk="a", sk=1, note="new"))
    assert [each["note"]["S"] for each in held.all()] == ["new"]
    assert held.get({"pk": {"S": "a"}, "sk": {"N": "1.0"}}) == item(pk="a", sk=1, note="new")


def test_orders_a_partition_by_its_sort_key() -> None:
    """Numbers are ordered by value, and the other partitions are not among them."""
    held = store([{"pk": "a", "sk": 10}, {"pk": "a", "sk": 9}, {"pk": "b", "sk": 1}])
    assert numbers(held.partition("", {"S": "a"})) == ["9", "10"]
    assert held.partition("", {"S": "c"}) == []


def test_sees_what_is_written_after_it_was_asked() -> None:
    """A partition that was read before is read anew after a put and a delete."""
    held = store([{"pk": "a", "sk": 1}])
    assert numbers(held.partition("", {"S": "a"})) == ["1"]
    held.put(item(pk="a", sk=0))
    assert numbers(held.partition("", {"S": "a"})) == ["0", "1"]
    held.delete(item(pk="a", sk=1))
    assert numbers(held.partition("", {"S": "a"})) == ["0"]
    held.delete(item(pk="a", sk=1))


def test_keeps_items_without_its_keys_out_of_an_index() -> None:
    """An index has what has all of its keys, each of its type."""
    held = store(
        [
            {"pk": "a", "sk": 1, "gk": "g"},
            {"pk": "a", "sk": 2, "gk": "g", "lk": "x"},
            {"pk": "a", "sk": 3, "gk": 7},
        ]
    )
    assert numbers(held.all("keys")) == ["1", "2"]
    assert held.all("some") == []


def test_carries_in_an_index_what_its_projection_says() -> None:
    """Keys of the table and of the index always; more if it is included; everything with ALL."""
    held = store([{"pk": "a", "sk": 1, "gk": "g", "lk": 2, "note": "n", "text": "t"}])
    names = {index.name: set(held.all(index.name)[0]) for index in INDEXED.indexes}
    assert names == {
        "all": {"pk", "sk", "gk", "lk", "note", "text"},
        "keys": {"pk", "sk", "gk"},
        "some": {"pk", "sk", "gk", "lk", "note"},
        "local": {"pk", "sk", "lk"},
    }


def test_leaves_the_first_as_it_was_when_a_copy_changes() -> None:
    """A pattern that writes writes into a copy."""
    held = store([{"pk": "a", "sk": 1}])
    copy = held.copy()
    copy.delete(item(pk="a", sk=1))
    assert len(held.all()) == 1
    assert copy.all() == []
