"""How often and how much: `1000/day` and `2 KB`, as manifests write them."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

HOURS_PER_MONTH = 730
"""What AWS's own calculator takes for a month: a year has 8,760 hours."""

KB, MB, GB, TB = 1024, 1024**2, 1024**3, 1024**4
"""DynamoDB counts units in steps of 1,024 bytes, and AWS bills a gigabyte of 1,073,741,824."""

LARGEST_ITEM = 400 * KB

PERIODS = {
    "second": (HOURS_PER_MONTH * 3600, 1),
    "minute": (HOURS_PER_MONTH * 60, 1),
    "hour": (HOURS_PER_MONTH, 1),
    "day": (HOURS_PER_MONTH, 24),
    "week": (HOURS_PER_MONTH, 168),
    "month": (1, 1),
}
"""How many there are in a month: so many in each of so many."""
SIZES = {"B": 1, "KB": KB, "MB": MB, "GB": GB, "TB": TB}

NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,9})?"
_RATE = re.compile(rf"({NUMBER})\s*/\s*([a-z]+)")
_SIZE = re.compile(rf"({NUMBER})\s*([A-Za-z]+)")

_SHORT_PERIODS = {
    "s": "second",
    "sec": "second",
    "secs": "second",
    "m": "minute",
    "min": "minute",
    "mins": "minute",
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "hourly": "hour",
    "d": "day",
    "daily": "day",
    "w": "week",
    "wk": "week",
    "weekly": "week",
    "mo": "month",
    "mon": "month",
    "monthly": "month",
}
_LOOSE_RATE = re.compile(
    r"([0-9][0-9_, ]*(?:\.[0-9]+)?)\s*([kKmM]?)\s*(?:/|per\b|a\b|an\b|each\b)?\s*([A-Za-z]+)"
)
_LOOSE_SIZE = re.compile(r"([0-9][0-9_, ]*(?:\.[0-9]+)?)\s*([A-Za-z]+)")
_LOOSE_SIZES = {
    "b": "B",
    "byte": "B",
    "bytes": "B",
    **{short: unit for unit in ("KB", "MB", "GB", "TB") for short in (unit.lower(), f"{unit[0].lower()}ib")},
    "k": "KB",
    "m": "MB",
    "g": "GB",
    "t": "TB",
    "kilobytes": "KB",
    "megabytes": "MB",
    "gigabytes": "GB",
    "terabytes": "TB",
}
_THOUSANDS = {"": 1, "k": 1000, "m": 1_000_000}


class MisreadError(ValueError):
    """A text that says no rate, or no size: why, as a clause, and what to write instead if that is known."""

    def __init__(self, reason: str, meant: str | None = None) -> None:
        super().__init__(reason)
        self.meant = meant


def per_month(text: str) -> Decimal:
    """How often it is in a month of 730 hours; MisreadError where the text says no rate."""
    found = _RATE.fullmatch(text.strip())
    if found is not None and found[2] in PERIODS:
        times, of = PERIODS[found[2]]
        return Decimal(found[1]) * times / of
    if text.strip().startswith("-"):
        raise MisreadError("is negative")
    raise MisreadError("is no rate", _rate_meant(text.strip()))


def _rate_meant(text: str) -> str | None:
    found = _LOOSE_RATE.fullmatch(text)
    period = None if found is None else _period(found[3].lower())
    if found is None or period is None:
        return None
    number = Decimal(_plain(found[1])) * _THOUSANDS[found[2].lower()]
    meant = f"{number.normalize():f}/{period}"
    return meant if _RATE.fullmatch(meant) else None


def _period(word: str) -> str | None:
    if word in PERIODS or word.removesuffix("s") in PERIODS:
        return word if word in PERIODS else word.removesuffix("s")
    return _SHORT_PERIODS.get(word)


def in_bytes(text: str) -> int:
    """A size in bytes, part of one counted as a whole; MisreadError where the text says no size."""
    found = _SIZE.fullmatch(text.strip())
    if found is not None and found[2] in SIZES:
        return int((Decimal(found[1]) * SIZES[found[2]]).to_integral_value(ROUND_CEILING))
    if text.strip().startswith("-"):
        raise MisreadError("is negative")
    loose = _LOOSE_SIZE.fullmatch(text.strip())
    unit = None if loose is None else _LOOSE_SIZES.get(loose[2].lower())
    meant = "" if loose is None or unit is None else f"{_plain(loose[1])} {unit}"
    raise MisreadError("is no size", meant if _SIZE.fullmatch(meant) else None)


def _plain(number: str) -> str:
    return re.sub("[_, ]", "", number)


def size_said(size: int) -> str:
    """A number of bytes in the largest unit that says it in short: `1 KB`, `312 bytes`, `2.5 GB`."""
    for unit in ("TB", "GB", "MB", "KB"):
        if size >= SIZES[unit]:
            exact = Decimal(size) / SIZES[unit]
            rounded = exact.quantize(Decimal("0.01"))
            return f"{'' if exact == rounded else 'about '}{rounded.normalize():,f} {unit}"
    return f"{size:,} {'byte' if size == 1 else 'bytes'}"
