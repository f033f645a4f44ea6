"""What is said of a rate or a size that cannot be, wherever one stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Replace
from planton_dynamodb.operations.quantities import LARGEST_ITEM, MisreadError, size_said
from planton_dynamodb.rules.registry import Finding, Fix
from planton_dynamodb.rules.wording import quoted

_RATE = "write a number and one of second, minute, hour, day, week and month: `1000/day`"
_SIZE = "write a number and one of B, KB, MB, GB and TB: `2 KB`"
_NUMBER = re.compile(r"[0-9.]+")


def misread_rate(route: Route, text: str, fault: MisreadError) -> Finding:
    """A text that says no rate."""
    return _misread(route, text, fault, _RATE)


def misread_size(route: Route, text: str, fault: MisreadError) -> Finding:
    """A text that says no size."""
    return _misread(route, text, fault, _SIZE)


def _misread(route: Route, text: str, fault: MisreadError, form: str) -> Finding:
    meant = fault.meant
    if meant is None:
        return Finding(route, f"{quoted(text)} {fault}", form)
    # What says the same number means it beyond doubt; `500k` is likely 500,000.
    same = _NUMBER.findall(text)[:1] == _NUMBER.findall(meant)[:1]
    fix = Fix(f"write {meant}", (Replace(route, meant),), safe=same)
    return Finding(route, f"{quoted(text)} {fault}", f"did you mean {quoted(meant)}?", fix=fix)


def too_large(route: Route, text: str, size: int) -> Iterator[Finding]:
    """An item that DynamoDB does not take."""
    if size > LARGEST_ITEM:
        yield Finding(
            route,
            f"no item has {quoted(text)}: DynamoDB takes {size_said(LARGEST_ITEM)} at most",
            "write how large one item is, on average",
        )


def zero(route: Route, text: str, size: int) -> Iterator[Finding]:
    """An item of nothing."""
    if not size:
        yield Finding(
            route,
            f"no item has {quoted(text)}: its key counts, too",
            "write how large one item is, on average, or leave it to the sample items",
        )
