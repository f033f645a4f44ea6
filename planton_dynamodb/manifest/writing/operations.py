"""What a fix does to a manifest, in routes: `edits` turns it into text."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from planton_dynamodb.manifest.problems import Route, Span


class Replace(NamedTuple):
    """Write another text in place of a scalar."""

    route: Route
    text: str


class Rename(NamedTuple):
    """Write another key."""

    route: Route
    text: str


class Remove(NamedTuple):
    """Take an entry or a list item away, with its lines."""

    route: Route


class Insert(NamedTuple):
    """Add `key: text` to the mapping at a route."""

    route: Route
    key: str
    text: str


class Swap(NamedTuple):
    """Let two list items change places."""

    first: Route
    second: Route


class ReplaceSpan(NamedTuple):
    """Write another text at a place that no route leads to."""

    span: Span
    text: str


Operation: TypeAlias = Replace | Rename | Remove | Insert | Swap | ReplaceSpan
