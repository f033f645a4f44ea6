"""The name that was meant where an unknown one stands, found for as many of them as a reader takes in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.words import nearest, same_but_for_case
from planton_dynamodb.manifest.writing.operations import Replace
from planton_dynamodb.rules.registry import Fix
from planton_dynamodb.rules.wording import listed, quoted

_MOST_NAMES, _MOST_GUESSES, _MOST_SHOWN = 1000, 30, 5
"""Each guess looks at all names: without bounds, a large file of wrong names takes minutes."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
"""What is a text in YAML without quotes, but for a few words that nobody calls anything."""


class Guesses:
    """The names that there are, to be held against those that are not among them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(name for name in names if name))
        self._made: dict[str, str | None] = {}

    def meant(self, given: str) -> str | None:
        """The name that is near enough to have been meant."""
        if given not in self._made and len(self._made) < _MOST_GUESSES:
            self._made[given] = nearest(given, self._names[:_MOST_NAMES])
        return self._made.get(given)

    def advice(self, given: str, otherwise: str) -> str:
        """The name that was meant as a question; where none is near, the names that there are, or something else."""
        near = self.meant(given)
        if near is not None:
            return f"did you mean {quoted(near)}?"
        if not self._names or len(self._names) > _MOST_SHOWN:
            return otherwise
        return f"name {'one of ' if len(self._names) > 1 else ''}{listed(self._names, 'or')}, or {otherwise}"

    def fix(self, given: str, route: Route) -> Fix | None:
        """The name that was meant in the place of the one that stands at a route."""
        near = self.meant(given)
        if near is None or _PLAIN.fullmatch(near) is None:
            return None
        alike = sum(1 for name in self._names[:_MOST_NAMES] if same_but_for_case(given, name))
        return Fix(f"write {near}", (Replace(route, near),), safe=alike == 1)
