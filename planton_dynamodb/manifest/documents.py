"""The documents of a text, each read by the quick reader where it can, and by the full one where it can't.

A line that begins with `---` ends a document wherever it stands, so that each is read by itself: what is
wrong with one says nothing about the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planton_dynamodb.manifest import quick
from planton_dynamodb.manifest.nodes import Node
from planton_dynamodb.manifest.problems import Problem, Span, TooMuch
from planton_dynamodb.manifest.source import Source

_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DIRECTIVES = re.compile(r"(?:(?:%|[ \t]*#)[^\n]*\n|[ \t\r]*\n)*")
_MAX_LINES = 50_000
"""Of one document: beyond that the full reader, which counts what it reads, is asked."""
MAX_DOCUMENTS = 10_000


@dataclass(slots=True)
class Reading:
    """What a stretch of text holds, and what is wrong with it."""

    roots: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(source: Source) -> Iterator[Reading]:
    """Read a text document by document; an empty document is passed over."""
    text = source.text
    quickly = text.isascii()
    for number, (start, end) in enumerate(stretches(text)):
        if number == MAX_DOCUMENTS:
            yield Reading(problems=[_too_many(source, start)])
            return
        roots = (
            quick.read(text, start, end) if quickly and text.count("\n", start, end) < _MAX_LINES else None
        )
        if roots is None:
            from planton_dynamodb.manifest import yaml  # takes longer to import than a manifest to check

            yield yaml.read(source, start, end)
        else:
            yield Reading(roots)


def _too_many(source: Source, start: int) -> TooMuch:
    limit = f"{MAX_DOCUMENTS:,} documents"
    return TooMuch(
        span=Span(source, start, start + 3), message=f"the file holds more than {limit}", limit=limit
    )


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where each document begins and ends; directives belong to the document behind them."""
    start = 0
    for marker in _MARKER.finditer(text):
        if marker.start() == start or _DIRECTIVES.fullmatch(text, start, marker.start()):
            continue
        yield start, marker.start()
        start = marker.start()
    yield start, len(text)
