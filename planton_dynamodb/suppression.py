"""`# planton-dynamodb: ignore[rule] reason`: findings that somebody has looked at and accepted.

A comment behind a value is for the findings that begin on its line; one that stands alone, for the next line
that is no comment. What stands cannot be ignored, and a comment that hides nothing is itself a finding.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planton_dynamodb.config import Config
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.diagnostics.resolve import diagnostic
from planton_dynamodb.manifest.documents import stretches
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.problems import Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.rules.registry import Finding, Rule, all_rules, run_rule_named

_COMMENT = re.compile(
    r"(?:(?<=\s)|^)#[ \t]*planton-dynamodb:[ \t]*(?:ignore\[([^\]\r\n]*)\]|(?i:ignor))[^\r\n]*", re.MULTILINE
)
"""A comment that ignores; without the group, one that means to and is not written so."""
_NOT_CONTENT = re.compile(r"[ \t]*(?:#[^\r\n]*)?[\r\n]*")


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One rule in one comment."""

    rule: str
    span: Span
    """What to show for it: its name, or the whole comment where it is the only one."""
    removal: Span | None
    """What to take away to be rid of it; None where the comment may be meant for a rule that it does not name."""
    line: int
    """The line whose findings it hides."""
    alone: bool
    """Whether it is the only rule of its comment, which then goes as a whole."""
    certain: bool
    """Whether all of its manifest could be read, so that a finding that is not there never will be."""


def without_ignored(diagnostics: list[Diagnostic], loaded: Loaded, config: Config) -> list[Diagnostic]:
    """The diagnostics that no comment hides, and what is to be said about the comments."""
    ignores = list(_ignores(loaded))
    by_place = {(ignore.rule, ignore.line): ignore for ignore in ignores}
    kept = []
    used = set()
    for found in diagnostics:
        place = _hidden_at(found, loaded.source)
        if place in by_place:
            used.add(place)
        else:
            kept.append(found)
    unused = run_rule_named("unused-ignore")
    severity = config.severity(unused.name, unused.severity.value)
    if severity is not None:
        left = (ignore for ignore in ignores if (ignore.rule, ignore.line) not in used)
        kept += [diagnostic(unused, said, severity, None) for said in _said(left, unused, config)]
    return kept


def hides(found: Diagnostic, loaded: Loaded) -> bool:
    """Whether a comment hides a finding that only showed when the whole run was seen."""
    return _hidden_at(found, loaded.source) in _places(loaded)


@lru_cache(maxsize=2)
def _places(loaded: Loaded) -> frozenset[tuple[str, int] | None]:
    """What the comments of a file name, which is asked for once for each name that comes again."""
    return frozenset((ignore.rule, ignore.line) for ignore in _ignores(loaded))


def _hidden_at(found: Diagnostic, source: Source) -> tuple[str, int] | None:
    """The rule and line that a comment would have to name; None for what no comment hides."""
    rule = all_rules()[found.rule]
    if rule.stands is not None or found.location.file != source.name:
        return None
    return found.rule, found.location.start.line


def _said(left: Iterator[_Ignore], unused: Rule, config: Config) -> Iterator[Finding]:
    rules = all_rules()
    for ignore in left:
        rule = rules.get(ignore.rule)
        if rule is not None and rule.stands is None:
            shows_later = rule.family == "whole_run" and rule is not unused
            if shows_later or config.off(rule.name) or not ignore.certain:
                continue
        yield unused.check(ignore.rule, ignore.span, rule, ignore.removal, alone=ignore.alone)


def _ignores(loaded: Loaded) -> Iterator[_Ignore]:
    """The comments in the documents that hold a manifest, rule by rule."""
    source = loaded.source
    manifests = deque(loaded.manifests)
    for start, end in stretches(source.text):
        if not manifests or manifests[0].root.start >= end:
            continue
        manifest = manifests.popleft()
        texts = sorted(_quoted(manifest))
        for comment in _COMMENT.finditer(source.text, start, end):
            if not _within(comment.start(), texts):
                yield from _in_comment(comment, source, certain=manifest.readable and not manifest.broken)


def _within(index: int, texts: list[tuple[int, int]]) -> bool:
    before = bisect_right(texts, (index, index))
    return before > 0 and texts[before - 1][1] > index


def _in_comment(comment: re.Match[str], source: Source, *, certain: bool) -> Iterator[_Ignore]:
    line = _line_meant(source, comment.start())
    whole = Span(source, comment.start(), comment.end())
    if comment[1] is None:
        yield _Ignore("", whole, None, line, True, certain)
        return
    names = list(_names(comment))
    if len(names) == 1:
        yield _Ignore(names[0][0], whole, _with_blanks(whole), line, True, certain)
        return
    for position, (name, start) in enumerate(names):
        end = start + len(name)
        if position < len(names) - 1:
            removal = Span(source, start, names[position + 1][1])
        else:
            before, at = names[position - 1]
            removal = Span(source, at + len(before), end)
        yield _Ignore(name, Span(source, start, end), removal, line, False, certain)


def _names(comment: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The rules that a comment names, each with where it stands."""
    start = comment.start(1)
    for part in comment[1].split(","):
        name = part.strip()
        yield name, start + part.find(name)
        start += len(part) + 1


def _with_blanks(place: Span) -> Span:
    """The comment with the blanks before it; with its whole line where it stands alone."""
    source, start = place.source, place.start
    first, behind = source.line_span(source.line_of(start))
    if not source.text[first:start].strip():
        return Span(source, first, behind)
    while source.text[start - 1] in " \t":
        start -= 1
    return Span(source, start, place.end)


def _line_meant(source: Source, start: int) -> int:
    line = source.line_of(start)
    first, behind = source.line_span(line)
    if source.text[first:start].strip():
        return line
    while behind < len(source.text):
        line += 1
        first, behind = source.line_span(line)
        if not _NOT_CONTENT.fullmatch(source.text, first, behind):
            break
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
