from __future__ import annotations

import pytest

from planton_dynamodb.patterns import units
from planton_dynamodb.patterns.values import Attributes, item_size
from planton_dynamodb.table.table import Table
from tests.patterns.tables import INDEXED, PLAIN, item, store

KB = 1024


def sized(size: int, **attributes: str) -> Attributes:
    """An item of so many bytes."""
    bare = item(pk="p", sk=1, text="", **attributes)
    return {**bare, "text": {"S": "x" * (size - item_size(bare))}}


@pytest.mark.parametrize(
    ("size", "consistent", "expected"),
    [
        # The examples of the Developer Guide, "DynamoDB read and write operations".
        (4 * KB, True, 1), (4 * KB, False, 0.5), (8 * KB, True, 2), (int(3.5 * KB), True, 1), (10 * KB, True, 3),
        (10 * KB, False, 1.5), (4 * KB + 1, True, 2), (0, True, 1), (0, False, 0.5),
    ],
)  # fmt: skip
def test_reads_in_steps_of_4_kb(size: int, consistent: bool, expected: float) -> None:  # noqa: FBT001
    """A read of one item is rounded up, costs half if it need not be consistent, and something if there is no item."""
    assert units.of_one_read(size, consistent=consistent) == expected


def test_reads_the_items_of_a_batch_one_by_one() -> None:
    """1.5 KB and 6.5 KB are 4 KB and 8 KB, the Developer Guide's example; an item that is not there costs too."""
    found = [sized(int(1.5 * KB)), sized(int(6.5 * KB))]
    assert units.of_single_reads(found, consistent=True) == 3
    assert units.of_single_reads([*found, None], consistent=True) == 4
    assert units.of_single_reads(found, consistent=False) == 1.5


def test_reads_the_items_of_a_query_together() -> None:
    """Sizes are added before they are rounded: 40.8 KB are 44 KB, 1,500 items of 64 bytes are 96 KB."""
    assert units.of_query([sized(int(40.8 * KB / 10) + 1)] * 10, consistent=True) == 11
    assert units.of_query([sized(64)] * 1500, consistent=True) == 24
    assert units.of_query([], consistent=False) == 0.5


def written(before: Attributes | None, after: Attributes | None, table: Table = PLAIN) -> float:
    """The units of a write."""
    return units.of_write(store(table=table), before, after)


def test_writes_in_steps_of_1_kb() -> None:
    """The larger of the item before and after counts; a delete of nothing counts as one unit."""
    assert written(None, sized(512)) == 1
    assert written(None, sized(KB)) == 1
    assert written(None, sized(int(1.5 * KB))) == 2
    assert written(sized(3 * KB), sized(KB)) == 3
    assert written(sized(3 * KB), None) == 3
    assert written(None, None) == 1


def test_writes_every_index_that_has_to_follow() -> None:
    """As the Developer Guide has it: new and gone are one write, moved is two, and what is not carried is none."""
    bare = item(pk="p", sk=1)
    there = item(pk="p", sk=1, gk="g", lk=1)
    assert written(None, bare, INDEXED) == 1, "it is in no index"
    assert written(None, there, INDEXED) == 5, "it is new in four"
    assert written(there, None, INDEXED) == 5, "it goes from four"
    assert written(bare, there, INDEXED) == 5
    assert written(there, there, INDEXED) == 1, "nothing has changed"
    assert written(there, {**there, "text": {"S": "x"}}, INDEXED) == 2, "only `all` carries it"
    assert written(there, {**there, "note": {"S": "x"}}, INDEXED) == 3, "`all` and `some` carry it"
    assert written(there, {**there, "gk": {"S": "h"}}, INDEXED) == 7, "it moves in three"
    assert written(there, {**there, "lk": {"N": "2"}}, INDEXED) == 1 + 1 + 2 + 2, (
        "it moves in `some` and `local`"
    )


def test_writes_an_index_by_what_it_carries() -> None:
    """A large item costs little in an index that carries its keys only."""
    assert written(None, sized(10 * KB, gk="g"), INDEXED) == 10 + 10 + 1


def test_knows_what_a_local_index_has_to_fetch() -> None:
    """What an index does not carry is fetched; an index of everything fetches nothing."""
    assert units.fetches(store(), "local", ["lk", "text"])
    assert not units.fetches(store(), "local", ["pk", "lk"])
    assert not units.fetches(store(), "all", ["text"])
