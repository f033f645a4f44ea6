"""Rates and sizes as manifests write them, and what somebody meant who writes them otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planton_dynamodb.operations.quantities import MisreadError, in_bytes, per_month, size_said


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("1/second", Decimal(730 * 3600)),
        ("0.5/minute", Decimal(730 * 30)),
        ("3 / hour", Decimal(2190)),
        ("24/day", Decimal(730)),
        ("168/week", Decimal(730)),
        ("500000/month", Decimal(500_000)),
        ("0/month", Decimal(0)),
    ],
)
def test_a_rate_is_made_a_number_in_a_month_of_730_hours(text: str, times: Decimal) -> None:
    """Exactly, where the hours of a month divide."""
    assert per_month(text) == times


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1 KB", 1024),
        ("1KB", 1024),
        ("0.5 KB", 512),
        ("1.0001 KB", 1025),
        ("1 GB", 2**30),
        ("7 B", 7),
        ("2 TB", 2**41),
    ],
)
def test_a_size_is_made_bytes(text: str, size: int) -> None:
    """1 KB has 1,024, as units count, and a part of a byte is a whole one."""
    assert in_bytes(text) == size


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("500k/month", "500000/month"),
        ("1.5M per day", "1500000/day"),
        ("500,000 / month", "500000/month"),
        ("10 a second", "10/second"),
        ("10/s", "10/second"),
        ("3/days", "3/day"),
        ("5 hourly", "5/hour"),
        ("often", None),
        ("500000", None),
        ("12/year", None),
        ("-5/day", None),
        ("9" * 30 + "/day", None),
        ("1e9/day", None),
        ("", None),
    ],
)
def test_no_rate_is_guessed_but_what_was_meant_is_told(text: str, meant: str | None) -> None:
    """What cannot be told is told as such, however it is written."""
    with pytest.raises(MisreadError) as refused:
        per_month(text)
    assert refused.value.meant == meant
    if meant is not None:
        assert per_month(meant) >= 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 KiB", "2 KB"),
        ("1gb", "1 GB"),
        ("10 bytes", "10 B"),
        ("2048", None),
        ("-1 KB", None),
        ("1 PB", None),
    ],
)
def test_no_size_is_guessed_but_what_was_meant_is_told(text: str, meant: str | None) -> None:
    """1 KiB is what 1 KB is here."""
    with pytest.raises(MisreadError) as refused:
        in_bytes(text)
    assert refused.value.meant == meant


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 byte"),
        (312, "312 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (2**30, "1 GB"),
        (1500, "about 1.46 KB"),
    ],
)
def test_a_size_is_said_in_the_largest_unit(size: int, said: str) -> None:
    """What two digits do not say is about so much."""
    assert size_said(size) == said
