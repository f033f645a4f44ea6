"""Expressions that YAML cuts short: in `update: SET #n = :n` without quotes, all from ` #` on is a comment to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.nodes import Scalar
from planton_dynamodb.manifest.problems import Span
from planton_dynamodb.patterns.expressions.fault import SYNTAX
from planton_dynamodb.patterns.expressions.of_pattern import CONDITION, FILTER, UPDATE, Call

_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*[^ \t\r\n])")
_PLACEHOLDER = re.compile(r"[#:][A-Za-z0-9_]+")


class CutShort(NamedTuple):
    """An expression of which a part, or all, is a comment."""

    field: str
    kept: str
    """What YAML leaves of it."""
    whole: str
    """What was meant."""
    span: Span
    """Where that stands."""


def cut_short(call: Call, manifest: Manifest) -> Iterator[CutShort]:
    """The expressions of a call behind which a comment has names or values that the call brings along."""
    for field in (FILTER, CONDITION, UPDATE):
        node = manifest.node((*call.route, field))
        if type(node) is not Scalar or not node.plain or node.source is not None:
            continue
        comment = _COMMENT.match(manifest.source.text, node.end)
        if comment is None or not _goes_on(call, field, comment[1]):
            continue
        start = node.start if node.value else comment.start(1)
        span = Span(manifest.source, start, comment.end(1))
        yield CutShort(field, node.value, manifest.source.text[span.start : span.end], span)


def _goes_on(call: Call, field: str, comment: str) -> bool:
    """Whether an expression goes on in a comment; a remark about a whole one may have the same words in it."""
    words = {word for word in _PLACEHOLDER.findall(comment) if word in call.names or word in call.values}
    kept = next((each.read for each in call.expressions if each.field == field), None)
    if kept is None or any(fault.kind == SYNTAX for fault in kept.faults):
        return bool(words)
    return not words.isdisjoint((*call.unused_names(), *call.unused_values()))
