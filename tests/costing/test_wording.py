"""Amounts are rounded when they are shown, and never before."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planton_dynamodb.costing.wording import change, money, names, number, price


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "$0.00"),
        ("0.0625", "$0.0625"),
        ("0.5", "$0.50"),
        ("0.03125", "$0.0312"),
        ("0.00003125", "$0.000031"),
        ("1.005", "$1.00"),
        ("1.015", "$1.02"),
        ("12345.678", "$12,345.68"),
        ("-2.5", "-$2.50"),
    ],
)
def test_money_is_shown_to_the_cent_and_fractions_of_one_below_a_dollar(amount: str, said: str) -> None:
    """Halves go to the even one; nothing that is paid is shown as nothing."""
    assert money(Decimal(amount)) == said


def test_prices_are_never_rounded() -> None:
    """They stand as in their table."""
    assert [price(Decimal(each)) for each in ("0.00013", "0.10", "1", "0.625")] == [
        "$0.00013",
        "$0.10",
        "$1.00",
        "$0.625",
    ]


def test_numbers_have_as_many_digits_as_people_read() -> None:
    """Whole from a hundred on, and never 0 for what is more."""
    said = [number(Decimal(each)) for each in ("30416.666", "99.456", "0.5", "0.00123", "0", "1000")]
    assert said == ["30,417", "99.46", "0.5", "0.0012", "0", "1,000"]


def test_a_difference_has_its_sign() -> None:
    """A rise is marked as well as a fall."""
    assert [change(Decimal(each)) for each in (1, -1, 0)] == ["+$1.00", "-$1.00", "no change"]


def test_of_many_names_the_first_are_told() -> None:
    """And how many there are besides."""
    assert names(["a"]) == "`a`"
    assert names(["a", "b", "c", "d", "e", "f"]) == "`a`, `b`, `c`, `d` and 2 more"
