"""What the rules say about results, beyond what the corpus shows: one mistake is one finding, and its edit works."""

from __future__ import annotations

import pytest

from planton_dynamodb import validate_text
from tests.patterns.shop import EVERYTHING, FORGET, GET_CUSTOMER, OPEN_ORDERS, ORDERS, PLACE_ORDER, manifests

BATCH = """\
    - name: two-orders
      operation: BatchGetItem
      keys:
        - {PK: CUSTOMER#alice, SK: ORDER#2025-01-05}
        - {PK: CUSTOMER#alice, SK: ORDER#2025-02-08}
      expect: {items: [first, second]}
"""
DELETE = """\
    - name: cancel
      operation: DeleteItem
      key: {PK: CUSTOMER#alice, SK: ORDER#2025-01-05}
      expect: {items: [first]}
"""


def found(patterns: str, *, others: bool = True) -> list[tuple[str, str, str]]:
    """The rules that find something about results, with their sentences and edits."""
    rest = (ORDERS + OPEN_ORDERS) if others else ""
    return [
        (each.rule, each.message, each.help)
        for each in validate_text(manifests(patterns + rest))
        if each.rule.startswith(("expect", "unexpected"))
    ]


def test_a_way_is_named_only_where_it_leads_to_the_item() -> None:
    """Another index is asked in the pattern's own words, with as much of the sort condition as holds there."""
    asked = GET_CUSTOMER.replace('"CUSTOMER#{customer}"', "open").replace("[alice]", "[second]")
    ((rule, message, help_),) = found(asked)
    assert rule == "expected-item-missing"
    assert message == "`second` is not read by this: its PK is `CUSTOMER#alice`, and `open` is asked for"
    assert help_ == "Query by-status: status = open"


def test_several_items_that_lack_the_same_are_one_finding() -> None:
    """Three items behind one wrong parameter are one mistake."""
    ((_, message, help_),) = found(ORDERS.replace("orders", "bobs-orders").replace("alice}", "bob}"))
    assert message == (
        "`first`, `second` and `third` are not read by this: the PK of `first` is `CUSTOMER#alice`, "
        "and `CUSTOMER#bob` is asked for"
    )
    assert help_ == "set the parameter `customer` to `alice`, or do not expect the item"


@pytest.mark.parametrize(
    ("patterns", "message"),
    [
        (
            BATCH,
            "`second` is not read by this: its SK is `ORDER#2025-02-07`, and `ORDER#2025-02-08` is asked for",
        ),
        (
            DELETE,
            "`first` is not left: it is deleted, and `items` are those that stand under the written keys afterwards",
        ),
        (
            PLACE_ORDER.replace("[{placed: 2025-04-01}]", "[first]"),
            "`first` is not written by this: its SK is `ORDER#2025-01-05`, and `ORDER#2025-04-01` is written",
        ),
        (
            FORGET.replace("expect: {count: 4}", "expect: {items: [alice]}").replace("alice}\n", "bob}\n", 1),
            "`alice` is not deleted by this: its PK is `CUSTOMER#alice`, and `CUSTOMER#bob` is asked for",
        ),
    ],
)
def test_each_operation_has_its_own_words(patterns: str, message: str) -> None:
    """What is read, written or deleted is called so."""
    assert message in [each[1] for each in found(patterns)]


def test_what_another_rule_says_is_not_said_twice() -> None:
    """An unknown item, an unknown index and an item outside of the index are no matter of results."""
    for patterns in (
        ORDERS.replace("[first", "[fisrt, first"),
        OPEN_ORDERS.replace("by-status", "by-state"),
        OPEN_ORDERS.replace("[third", "[alice, third"),
        ORDERS.replace("customer: alice}", "costumer: alice}"),
    ):
        assert found(patterns, others=False) == []


def test_one_that_comes_in_the_place_of_another_is_not_told_of_twice() -> None:
    """Which attribute differs is said, not also that the item was not expected."""
    wanted = GET_CUSTOMER.replace("[alice]", "[{customer: alice, plan: paid}]")
    ((rule, message, help_),) = found(wanted)
    assert rule == "expected-item-missing"
    assert message.endswith("is not returned: `alice` comes nearest, and its plan is `free`")
    assert help_ == "expect plan `free`, or mend what is asked"


@pytest.mark.parametrize(
    ("items", "asked"),
    [
        ("[first, second, third]", "ask for SK that begins with `ORDER#`, filter it out, or expect it too"),
        ("[first]", "ask for SK that begins with `ORDER#2025-01-`, filter them out, or expect them too"),
        ("[alice]", "ask for less of SK, filter them out, or expect them too"),
        ("[]", "ask for less of SK, filter them out, or expect them too"),
    ],
)
def test_what_shares_a_partition_is_told_apart_by_its_sort_key(items: str, asked: str) -> None:
    """As much of the sort key as tells what is expected from the rest, where something does."""
    wanted = ORDERS.replace("        SK: {beginsWith: ORDER#}\n", "").replace("[first, second, third]", items)
    ((rule, _, help_),) = found(wanted, others=False)
    assert (rule, help_) == ("unexpected-item", asked)


def test_an_attribute_that_the_index_does_not_carry_is_named() -> None:
    """It is there in the table, but does not come."""
    wanted = OPEN_ORDERS.replace("[third, second], ordered: true", "[third, {total: 7, status: open}]")
    ((_, message, _),) = found(wanted, others=False)
    assert message.endswith("`second` comes nearest, and it has no total")


def test_a_scan_says_what_its_limit_cuts_off() -> None:
    """A Scan has no order that could be turned round."""
    scan = EVERYTHING.replace("expect: {count: 4}", "limit: 1\n      expect: {items: [second]}")
    ((rule, message, help_),) = [each for each in found(scan) if each[0] != "unexpected-item"]
    assert rule == "expected-item-missing"
    assert message == (
        "`second` is not returned: it is number 3 in the order in which a Scan reads, and `limit` is 1"
    )
    assert help_ == "raise the limit, or expect less"


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{items: [first], count: 2}", "`count` is 2, and 1 item is listed"),
        ("{count: -1}", "-1 items cannot be"),
        (
            "{error: ConditionalCheckFailedException, count: 0}",
            "a count is expected together with ConditionalCheckFailedException, after which there are no items",
        ),
        ("{items: [{}]}", "nothing is said of this item"),
        ("{items: [[first]]}", "an expected item is the name of a sample item, or a mapping of attributes"),
        ("{items: [true]}", "an expected item is the name of a sample item, or a mapping of attributes"),
        ("{items: [first, first]}", "`first` is expected twice"),
        ("{items: [], ordered: true}", "no items are listed whose order could be looked at"),
    ],
)
def test_what_cannot_be_is_the_only_thing_that_is_said(expect: str, message: str) -> None:
    """Nothing is compared with what contradicts itself."""
    ((rule, said, _),) = found(
        ORDERS.partition("      expect:")[0] + f"      expect: {expect}\n", others=False
    )
    assert (rule, said[: len(message)]) == ("expectation-contradiction", message)


@pytest.mark.parametrize(
    "expected", ["{count: 3}", "{items: [first, second, third]}", "{items: [{total: 12.5}, second, third]}"]
)
def test_an_item_that_cannot_stand_in_the_table_is_told_of_once(expected: str) -> None:
    """What comes otherwise for want of it is mended with it."""
    text = manifests(ORDERS.replace("{items: [first, second, third]}", expected) + OPEN_ORDERS)
    assert validate_text(text) == []
    broken = validate_text(text.replace("placed: 2025-01-05, ", ""))
    assert [each.rule for each in broken] == ["parameter-unbound"]
