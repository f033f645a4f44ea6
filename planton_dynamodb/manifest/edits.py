"""Operations on a manifest made into edits of its text: what to put where, with the lines and commas around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.source import Source

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.rules.registry import Operation

TextEdit: TypeAlias = tuple[Span, str]


class _NoEditError(Exception):
    """The text is written in a way that this edit cannot be made in."""


def edits_of(operations: Iterable[Operation], manifest: Manifest | None) -> list[TextEdit] | None:
    """The edits of a fix, or None where the text does not allow for one of them."""
    from planton_dynamodb.rules import registry

    edits: list[TextEdit] = []
    try:
        for operation in operations:
            if isinstance(operation, registry.ReplaceSpan):
                edits.append((operation.span, operation.text))
                continue
            assert manifest is not None
            if isinstance(operation, registry.Replace):
                edits.append((_scalar_span(manifest, operation.route), operation.text))
            elif isinstance(operation, registry.Rename):
                edits.append((manifest.key_span(operation.route), operation.text))
            elif isinstance(operation, registry.Remove):
                edits.append(_removal(manifest, operation.route))
            elif isinstance(operation, registry.Insert):
                edits.append(_insertion(manifest, operation.route, operation.key, operation.text))
            else:
                edits += _swap(manifest, operation.first, operation.second)
    except _NoEditError:
        return None
    return edits if all(span.source.name != "--set" for span, _ in edits) else None


def _scalar_span(manifest: Manifest, route: Route) -> Span:
    node = manifest.node(route)
    if type(node) is not Scalar or node.start == node.end:
        raise _NoEditError
    return Span(node.source or manifest.source, node.start, node.end)


def _removal(manifest: Manifest, route: Route) -> TextEdit:
    parent = manifest.node(route[:-1])
    found = _part(parent, route[-1])
    if found is None or parent is None or found[1].source is not None:
        raise _NoEditError
    start, node, siblings = found
    source = manifest.source
    if siblings == 1:
        raise _NoEditError
    if parent.flow:
        return _flow_removal(source, parent, start, node.end)
    return Span(source, *_whole_lines(source, start, max(node.end, start + 1))), ""


def _part(parent: Node | None, step: str | int) -> tuple[int, Node, int] | None:
    """Where a part of a collection begins (its key, or its dash), its value, and how many parts there are."""
    if type(parent) is Mapping:
        from planton_dynamodb.manifest.words import camel

        for key, value in parent.entries:
            if key.value == step or camel(key.value) == step:
                return key.start, value, len(parent.entries)
    if type(parent) is Sequence and isinstance(step, int) and step < len(parent.items):
        return parent.items[step].start, parent.items[step], len(parent.items)
    return None


def _whole_lines(source: Source, start: int, end: int) -> tuple[int, int]:
    """From the line that holds `start` to the end of the one that holds `end`, if nothing else stands on them."""
    text = source.text
    first, _ = source.line_span(source.line_of(start))
    before = text[first:start]
    if before.strip(" -"):
        raise _NoEditError
    if "-" in before and text[start - 1 : start] != "-" and not re.fullmatch(r" *- +", before):
        raise _NoEditError
    _, last = source.line_span(source.line_of(end))
    if not re.fullmatch(r"[ \t]*(?:#[^\r\n]*)?\s*", text[end:last]):
        raise _NoEditError
    return first, last


def _flow_removal(source: Source, parent: Mapping | Sequence, start: int, end: int) -> TextEdit:
    """A part in braces or brackets goes with the comma behind it, the last one with the comma before it."""
    text = source.text
    behind = re.compile(r"\s*,\s*").match(text, end)
    if behind is not None:
        return Span(source, start, behind.end()), ""
    before = re.compile(r"\s*,\s*$").search(text, parent.start, start)
    if before is None:
        raise _NoEditError
    return Span(source, before.start(), end), ""


def _insertion(manifest: Manifest, route: Route, key: str, text: str) -> TextEdit:
    node = manifest.node(route) if route else manifest.root
    if type(node) is not Mapping or not node.entries or node.source is not None:
        raise _NoEditError
    source = manifest.source
    first = node.entries[0][0]
    if node.flow:
        return Span(source, first.start, first.start), f"{key}: {text}, "
    line_start, _ = source.line_span(source.line_of(first.start))
    indent = " " * (first.start - line_start)
    return Span(source, first.start, first.start), f"{key}: {text}{source.newline}{indent}"


def _swap(manifest: Manifest, first: Route, second: Route) -> list[TextEdit]:
    one, other = manifest.node(first), manifest.node(second)
    if one is None or other is None or one.source is not None or other.source is not None:
        raise _NoEditError
    source = manifest.source
    one_text, other_text = source.text[one.start : one.end], source.text[other.start : other.end]
    return [
        (Span(source, one.start, one.end), other_text),
        (Span(source, other.start, other.end), one_text),
    ]
