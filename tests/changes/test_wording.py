from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.wording import lines
from planton_dynamodb.table.table import Encryption, Expiry, GlobalIndex, Key, Projection, Table
from tests.changes.tables import ORDERS, UNITS, index, typed

PROTECTED = replace(ORDERS, deletion_protection=True)


def said(old: Table, new: Table) -> str:
    """All that is said of a change of one table."""
    return "\n".join(line for change in compare(old, new) for line in lines(old.name, change))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            ORDERS,
            replace(ORDERS, key=Key("customer", "total")),
            """\
orders: the sort key changes from `placedAt` to `total` (spec.keySchema[1])
  AWS cannot change the key of a table: a new table takes its place. All items of `orders` are lost.
  To keep the data, leave `orders` as it is, make the new table under another name, copy the items over and \
move whoever uses them; to have it all the same: --allow-replace orders""",
            id="sort key",
        ),
        pytest.param(
            PROTECTED,
            replace(PROTECTED, name="sales"),
            """\
orders: the name changes from `orders` to `sales` (metadata.name)
  AWS cannot rename a table: a new, empty table is made, and `orders` is deleted. All items of `orders` are lost.
  Deletion protection is on, so that AWS would refuse to delete `orders`: switch it off first, in an apply of \
its own (spec.deletionProtectionEnabled: false). To keep the data, leave the name as it is, or make the new table \
by a manifest of its own, copy the items over and move whoever uses them; to have it all the same: \
--allow-replace orders""",
            id="protected and renamed",
        ),
        pytest.param(
            ORDERS,
            typed(customer="N"),
            """\
orders: the type of `customer` changes from text (S) to number (N) (spec.attributeDefinitions[0].type)
  AWS cannot change the type of a key, and its provider does not even see the difference: the living table would \
stay as it is for ever. Only a new table has the new type. All items of `orders` are lost if a new table takes \
its place.
  To keep the data, leave the type as it is, or key a new table of another name by it and copy the items over; \
to have `orders` made anew, empty: --allow-replace orders""",
            id="type of a key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, global_indexes=(index(projection=Projection("INCLUDE", ("a", "c"))),)),
            """\
orders: the projection of `by-state` changes from INCLUDE `a`, `b` to INCLUDE `a`, `c` \
(spec.globalSecondaryIndexes[0].projection)
  AWS cannot change the key or the projection of an index: it is deleted and made anew from the items. Queries on \
`by-state` fail until it is there again. The items of `orders` stay.
  It takes about 8 to 17 minutes even where there is no item, and longer with data.
  To switch over without a gap, add the index under a new name, move the queries to it, then remove `by-state`; \
to have it rebuilt all the same: --allow-rebuild orders/by-state""",
            id="projection of an index",
        ),
        pytest.param(
            replace(ORDERS, expiry=Expiry(enabled=True, attribute="goneAt")),
            replace(ORDERS, expiry=Expiry(enabled=True, attribute="expiresAt")),
            """\
orders: items are to expire by `expiresAt` instead of `goneAt` (spec.ttl.attributeName)
  AWS answers `TimeToLive is active on a different AttributeName` while expiry is on.
  AWS takes one change of expiry in an hour.
  Switch expiry off first, in an apply of its own (leave spec.ttl out); an hour later, switch it on with \
`expiresAt`.""",
            id="expiry",
        ),
    ],
)
def test_a_change_is_said_in_sentences(old: Table, new: Table, expected: str) -> None:
    """The fact with its place, then why and what is lost, the limits, and the way forward."""
    assert said(old, new) == expected


def summaries(old: Table, new: Table) -> list[str]:
    """The facts alone."""
    return [change.summary for change in compare(old, new)]


def test_the_facts_name_what_was_and_what_is_to_be() -> None:
    """Each summary says both sides, in the words of a manifest."""
    old = replace(UNITS, stream_view_type="KEYS_ONLY", tags=(("a", "1"), ("b", "2")))
    new = replace(
        ORDERS,
        attributes=(*ORDERS.attributes, ("day", "S")),
        key=Key("customer"),
        local_indexes=(),
        global_indexes=(GlobalIndex("by-day", Key("day", "total")), index(key=Key("state"))),
        expiry=Expiry(enabled=True, attribute="goneAt"),
        stream_view_type="NEW_IMAGE",
        encryption=Encryption(enabled=True),
        deletion_protection=True,
        contributor_insights=True,
        tags=(("b", "3"), ("c", "4")),
    )
    assert summaries(old, new) == [
        "the billing mode changes from PROVISIONED to PAY_PER_REQUEST",
        "the sort key `placedAt` is removed",
        "the global index `by-day` (partition key `day`, sort key `total`) is added",
        "the key of `by-state` changes from partition key `state`, sort key `placedAt` to partition key `state`",
        "the local index `by-total` is removed",
        "expiry by `goneAt` is switched on",
        "what the stream holds changes from KEYS_ONLY to NEW_IMAGE",
        "encryption changes from the key that AWS owns to the account's key for DynamoDB",
        "deletion protection is switched on",
        "contributor insights are switched on",
        "of the tags, `c` is added, `b` changes, `a` is removed",
    ]


def test_units_are_said_as_numbers() -> None:
    """Of the table, of an index, and those that come with a switch of billing."""
    assert UNITS.capacity is not None
    more = replace(UNITS, capacity=UNITS.capacity._replace(read=4000))
    assert summaries(UNITS, more) == [
        "the units of the table change from 5 read and 5 write units to 4,000 read and 5 write units"
    ]
    assert summaries(ORDERS, UNITS) == [
        "the billing mode changes from PAY_PER_REQUEST to PROVISIONED with 5 read and 5 write units"
    ]


def test_a_change_without_a_place_is_said_without_one() -> None:
    """What the engine alone wants has no path in a manifest."""
    change = replace(compare(ORDERS, replace(ORDERS, name="sales"))[0], path="", limits="")
    assert next(lines("orders", change)) == "orders: the name changes from `orders` to `sales`"
