"""`# planton-dynamodb: ignore[rule] reason`: findings that somebody has looked at and accepted.

A comment behind a value is for the findings that begin on its line; one that stands alone is for the next line that is
no comment. Documented rules can't be ignored, and a comment that hides nothing is itself a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planton_dynamodb.config import Config
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.diagnostics.resolve import diagnostic
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.problems import Span
from planton_dynamodb.rules.registry import all_rules, run_rule_named

_COMMENT = re.compile(r"(?:(?<=\s)|^)#\s*planton-dynamodb:\s*ignore\[([^\]\n]*)\][^\n]*", re.MULTILINE)
_COMMENT_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?")


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One rule in one comment."""

    rule: str
    span: Span
    line: int
    """The line whose findings it hides."""
    alone: bool
    """Whether it is the only rule of its comment, which then goes as a whole."""


def without_ignored(diagnostics: list[Diagnostic], loaded: Loaded, config: Config) -> list[Diagnostic]:
    """The diagnostics that no comment hides, and what is to be said about the comments."""
    ignores = list(_ignores(loaded))
    rules = all_rules()
    used: set[_Ignore] = set()
    kept = []
    for found in diagnostics:
        hiding = [
            ignore
            for ignore in ignores
            if ignore.rule == found.rule and ignore.line == found.location.start.line and found.documented_rule is None
        ]
        used.update(hiding)
        if not hiding:
            kept.append(found)
    unused = run_rule_named("unused-ignore")
    severity = config.severity(unused.name, unused.severity.value)
    if severity is None:
        return kept
    for ignore in ignores:
        if ignore not in used and ignore.rule not in config.disabled:
            finding = unused.check(ignore.rule, ignore.span, rules.get(ignore.rule), ignore.alone)
            kept.append(diagnostic(unused, finding, severity, None))
    return kept


def _ignores(loaded: Loaded) -> Iterator[_Ignore]:
    source = loaded.source
    texts = sorted(span for manifest in loaded.manifests for span in _quoted(manifest))
    for comment in _COMMENT.finditer(source.text):
        if any(start <= comment.start() < end for start, end in texts):
            continue
        line = _line_meant(loaded, comment.start())
        names = [name.strip() for name in comment[1].split(",")]
        position = comment.start(1)
        for name in names:
            start = source.text.index(name, position) if name else position
            position = start + len(name)
            span = Span(source, comment.start(), comment.end()) if len(names) == 1 else Span(source, start, position)
            yield _Ignore(name, span, line, len(names) == 1)


def _line_meant(loaded: Loaded, start: int) -> int:
    source = loaded.source
    line = source.line_of(start)
    first, _ = source.line_span(line)
    if source.text[first:start].strip():
        return line
    while True:
        line += 1
        first, end = source.line_span(line)
        if end >= len(source.text) or not _COMMENT_LINE.fullmatch(source.text[first:end].rstrip("\r\n")):
            return line


def _quoted(manifest: Manifest) -> Iterator[tuple[int, int]]:
    """Where texts stand that a `#` could be a part of."""
    stack: list[Node] = [manifest.root]
    while stack:
        node = stack.pop()
        if type(node) is Mapping:
            stack += [value for _, value in node.entries]
        elif type(node) is Sequence:
            stack += node.items
        elif type(node) is Scalar and not node.plain and node.source is None:
            yield node.start, node.end
