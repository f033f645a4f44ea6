"""What was expected against what came: every way to differ has one sentence, and what fits is let be."""

from __future__ import annotations

import pytest

from planton_dynamodb.patterns import expectations
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.expectations import mismatches
from tests.patterns.shop import FORGET, GET_CUSTOMER, OPEN_ORDERS, ORDERS, PLACE_ORDER, pattern


def said(patterns: str, expect: str) -> list[tuple[str, str]]:
    """The kinds and sentences of what is not as expected."""
    trial, first = pattern(patterns, expect)
    return [(mismatch.kind, mismatch.said) for mismatch in trial.mismatches(first)]


@pytest.mark.parametrize(
    "expect",
    [
        "{items: [first, second, third]}",
        "{items: [third, first, second]}",
        "{items: [first, second, third], ordered: true}",
        "{items: [{total: 12.5}, {status: open}, {status: open}]}",
        "{items: [first, {status: open, total: 30}, {total: 7.0}]}",
        "{count: 3}",
        "{}",
    ],
)
def test_what_is_as_expected_has_nothing_to_say(expect: str) -> None:
    """Names and attributes, in any order unless one is asked for, or no more than a number."""
    assert said(ORDERS, expect) == []


@pytest.mark.parametrize(
    ("patterns", "expect", "kind", "sentence"),
    [
        (ORDERS, "{items: [alice, first, second, third]}", "missing", "`alice` is not returned"),
        (ORDERS, "{items: [first, third]}", "unexpected", "`second` is returned, and was not expected"),
        (ORDERS, "{count: 1}", "count", "3 items are returned, and 1 was expected"),
        (FORGET, "{count: 5}", "count", "4 items are deleted, and 5 were expected"),
        (
            OPEN_ORDERS,
            "{items: [second, third], ordered: true}",
            "order",
            "the items come in another order: `third` (SK `ORDER#2025-03-01`) and `second` (SK `ORDER#2025-02-07`)",
        ),
        (
            PLACE_ORDER,
            "{error: ConditionalCheckFailedException}",
            "error",
            "ConditionalCheckFailedException was expected, and there is no error",
        ),
        (
            GET_CUSTOMER,
            "{items: [alice, {plan: paid, customer: alice}]}",
            "missing",
            "an item with plan `paid` and customer `alice` is not returned",
        ),
        (
            PLACE_ORDER,
            "{items: []}",
            "unexpected",
            (
                "the item of PK `CUSTOMER#alice` and SK `ORDER#2025-04-01` is left under the written keys, "
                "and was not expected"
            ),
        ),
    ],
)
def test_each_difference_is_a_sentence(patterns: str, expect: str, kind: str, sentence: str) -> None:
    """It says what is there, and of which item."""
    assert said(patterns, expect) == [(kind, sentence)]


def test_an_error_that_nobody_expects_is_told_with_what_aws_says() -> None:
    """The run has AWS's own words; nothing else is compared then."""
    trial, first = pattern(ORDERS)
    assert trial.known is not None
    answer = Answer(error="ThrottlingException", text="Rate exceeded")
    (found,) = mismatches(first, answer, trial.known)
    assert (found.kind, found.route) == (expectations.ERROR, (*first.route, "expect"))
    assert found.said == "no error was expected, and DynamoDB answers with ThrottlingException: Rate exceeded"


def test_a_place_says_which_expected_item_it_is_about() -> None:
    """The route leads to the item in the list, and the sample item is at hand."""
    trial, first = pattern(ORDERS, "{items: [first, second, third, alice]}")
    (found,) = trial.mismatches(first)
    assert found.route == (*first.route, "expect", "items", 3)
    assert found.sample is not None
    assert found.sample.item.name == "alice"


def test_attributes_that_fit_several_items_leave_the_only_one_to_others() -> None:
    """Who could take two items does not take the one that another needs, in whatever order they are listed."""
    for items in (
        "[{status: open}, {total: 7}, first]",
        "[{total: 7}, {status: open}, first]",
        "[{customer: alice}, {status: open}, {total: 30}]",
        "[{customer: alice}, {total: 30}, {status: open}]",
    ):
        assert said(ORDERS, f"{{items: {items}}}") == []
    assert [kind for kind, _ in said(ORDERS, "{items: [{total: 7}, {total: 7}, {total: 7}]}")] == [
        *("missing", "missing", "unexpected", "unexpected")
    ]


def test_a_place_is_given_up_for_one_that_has_no_other() -> None:
    """Where each fits two of three items, all three find theirs, though the first come would leave the last without."""
    trial, first = pattern(ORDERS, "{items: [{web: 1}, {open: 1}, {web: 1}]}")
    assert trial.known is not None
    marks = ({"web": {"N": "1"}}, {"web": {"N": "1"}, "open": {"N": "1"}}, {"open": {"N": "1"}})
    items = tuple(
        {"PK": {"S": "CUSTOMER#c"}, "SK": {"S": f"ORDER#{number}"}, **mark}
        for number, mark in enumerate(marks)
    )
    assert mismatches(first, Answer(items), trial.known) == []


def test_an_order_holds_for_items_that_are_only_described() -> None:
    """What two descriptions fit is no reason to say that the order is wrong."""
    assert said(ORDERS, "{items: [{customer: alice}, {status: open}, third], ordered: true}") == []
    newest_first = ORDERS.replace("      expect:", "      order: DESCENDING\n      expect:")
    alike = "{items: [{customer: alice}, {status: open}, {customer: alice}], ordered: true}"
    assert said(newest_first, alike) == []
    (found,) = said(ORDERS, "{items: [{total: 30}, {status: open}, first], ordered: true}")
    assert found[0] == "order"


def test_many_items_take_no_longer_than_their_number() -> None:
    """Twenty thousand, all missing or all alike, are compared without trying each with each."""
    trial, first = pattern(ORDERS, "{items: [" + ", ".join(["{customer: alice}"] * 20_000) + "]}")
    assert trial.known is not None
    items = tuple(
        {"PK": {"S": "CUSTOMER#alice"}, "SK": {"S": f"ORDER#{number}"}, "customer": {"S": "alice"}}
        for number in range(20_000)
    )
    assert mismatches(first, Answer(items), trial.known) == []
    others = tuple({**item, "customer": {"S": "bob"}} for item in items)
    assert len(mismatches(first, Answer(others), trial.known)) == 40_000
