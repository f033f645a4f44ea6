"""One change of a living table: what it does, why, what is lost by it, and the way forward."""

from __future__ import annotations

from dataclasses import dataclass

IN_PLACE = "in-place"
"""AWS changes the living table; its data stays."""
INDEX_REBUILD = "index-rebuild"
"""The index is deleted and made anew; queries on it fail meanwhile."""
REPLACE = "replace"
"""A new table takes the place of the old one, which is deleted with all its data."""
BLOCKED = "blocked"
"""Neither AWS nor its provider can do it in one step."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one difference between two tables means."""

    id: str
    """The public name of this sort of change, such as `upd-gsi-change`."""
    effect: str
    path: str
    """The property that differs, as a manifest calls it: `spec.globalSecondaryIndexes[0].projection`."""
    summary: str
    """The difference itself: what it was and what it is to be."""
    why: str = ""
    """Why it has this effect."""
    lost: str = ""
    """What is lost by it, and what fails meanwhile."""
    forward: str = ""
    """What to do instead, or first, or to have it all the same."""
    index: str | None = None
    """The index that it is about."""
    limits: str = ""
    """How often AWS does it, and how long it takes."""
