"""Changes in lines for a terminal: what changes and where, what comes of it, and the way forward."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.changes.change import Change


def lines(table: str, change: Change) -> Iterator[str]:
    """A change of a table: the fact, and below it what is to be known of it."""
    where = f" ({change.path})" if change.path else ""
    yield f"{table}: {change.summary}{where}"
    for said in (" ".join(filter(None, (change.why, change.lost))), change.limits, change.forward):
        if said:
            yield f"  {said}"
