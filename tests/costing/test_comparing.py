"""Two bills held against each other, and what an account has for nothing shared by several."""

from __future__ import annotations

from decimal import Decimal

from planton_dynamodb import cost_text
from planton_dynamodb.costing.comparing import compared
from tests.costing.bills import INDEX, ON_DEMAND, RESERVED, bill, line, table, usage

USED = (
    "reads: 1000000/month, consistentReadsPercent: 100, writes: 1000000/month, itemSize: 1 KB, storage: 10 GB"
)


def test_an_index_costs_its_writes_and_its_storage() -> None:
    """$0.625 and $2.50 more; what is of the table stays as it is, though its lines are called otherwise."""
    (found,) = compared([bill(table(), usage(USED))], [bill(table(ON_DEMAND + INDEX), usage(USED))])
    assert {each.title: each.difference for each in found.lines} == {
        "reads of the table": 0,
        "writes of the table": 0,
        "writes of by-status": Decimal("0.625"),
        "storage of the table": 0,
        "storage of by-status": Decimal("2.5"),
    }
    assert found.difference == Decimal("3.125")


def test_a_line_that_goes_away_is_a_difference_too() -> None:
    """The other way round it is as much cheaper."""
    (found,) = compared([bill(table(ON_DEMAND + INDEX), usage(USED))], [bill(table(), usage(USED))])
    assert found.difference == Decimal("-3.125")


def test_what_is_unknown_on_one_side_has_no_difference() -> None:
    """It is counted among what nobody knows, and never as 0."""
    (found,) = compared([bill(table())], [bill(table(RESERVED))])
    assert {each.title: each.difference for each in found.lines} == {
        "reads": None,
        "writes": None,
        "storage": None,
    }
    assert found.difference == Decimal(0)
    assert len(found.open) == 3


def test_tables_are_matched_by_their_names() -> None:
    """One that is new and one that is gone stand by themselves; a pair of single ones is one table, renamed or not."""
    orders, invoices = bill(table()), bill(table().replace("orders", "invoices"))
    (renamed,) = compared([orders], [invoices])
    assert (renamed.old, renamed.new, renamed.name) == (orders, invoices, "invoices")
    found = compared([orders, invoices], [invoices])
    assert [(each.name, each.old, each.new) for each in found] == [
        ("orders", orders, None),
        ("invoices", invoices, invoices),
    ]


def test_the_free_tier_is_one_for_all_tables() -> None:
    """Of 20 GB each, the second table has 5 GB of the 25 left: 15 x $0.25 = $3.75."""
    two = table() + usage("storage: 20 GB") + "---\n"
    two += (table() + usage("storage: 20 GB")).replace("orders", "invoices")
    first, second = cost_text(two, free_tier=True)
    assert line(first, "storage").amount == Decimal(0)
    assert line(second, "storage").amount == Decimal("3.75")
    assert line(first, "storage").how[-1] == "less 20 GB in the free tier"
    assert line(second, "storage").how[-1] == "less 5 GB in the free tier"
