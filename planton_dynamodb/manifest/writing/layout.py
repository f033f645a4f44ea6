"""Where the parts of a collection stand in the text: their lines, dashes and comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planton_dynamodb.manifest.nodes import Mapping, Node, Sequence
from planton_dynamodb.manifest.source import Source

_DASHES = re.compile(r" *(?:-[ \t]+)+")
_ITEM_LEAD = re.compile(r"( *(?:-[ \t]+)*)-[ \t]*(?:[&!][^ \t]*[ \t]*)*(?:#.*)?")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_COMMENT_LINE = re.compile(r"( *)#")


class NoEditError(Exception):
    """The text is written in a way that this edit cannot be made in."""


@dataclass(frozen=True, slots=True)
class Part:
    """An entry or an item of a collection, from its key or its dash to the end of its value."""

    source: Source
    collection: Mapping | Sequence
    position: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is written there."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """Where its first line begins."""
        return self.source.line_span(self.source.line_of(self.start))[0]

    @property
    def lead(self) -> str:
        """What stands before it on its first line."""
        return self.source.text[self.line : self.start]

    @property
    def neighbours(self) -> int:
        """How many more parts its collection has."""
        return len(_values(self.collection)) - 1


def part(source: Source, collection: Mapping | Sequence, position: int) -> Part:
    """A part of a collection that stands there itself, not by an alias, a merge key or a flag."""
    value = _values(collection)[position]
    if type(collection) is Mapping:
        key = collection.entries[position][0]
        if key.source is not None or not collection.start <= key.start:
            raise NoEditError
        start, behind = key.start, key.end
    else:
        start = behind = value.start
        if not collection.flow:
            start = _dash(source, value.start, collection.start)
    end = _end(value, behind)
    if collection.known_end is not None and collection.known_end < end:
        raise NoEditError
    return Part(source, collection, position, start, _trimmed(source.text, start, end))


def _values(collection: Mapping | Sequence) -> list[Node]:
    if isinstance(collection, Mapping):
        return [value for _, value in collection.entries]
    return collection.items


def _end(value: Node, behind: int) -> int:
    """The end of a value that stands behind an offset; none where part of it is written somewhere else."""
    if value.source is not None or value.start < behind:
        raise NoEditError
    at = value.start
    if type(value) is Mapping:
        for key, inner in value.entries:
            if key.source is not None or key.start < at:
                raise NoEditError
            at = _end(inner, key.end)
    elif type(value) is Sequence:
        for item in value.items:
            at = _end(item, at)
    if value.end < at:
        raise NoEditError
    return value.end


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of a text without the line breaks that a block scalar counts in."""
    return start + len(text[start:end].rstrip())


def _dash(source: Source, start: int, lowest: int) -> int:
    """The dash of the item that begins at an offset: on its line, or on one before it."""
    number = source.line_of(start)
    first, _ = source.line_span(number)
    lead = source.text[first:start]
    while not lead.strip() and first > lowest:
        number -= 1
        first, behind = source.line_span(number)
        lead = source.text[first:behind].rstrip()
        if _COMMENT_LINE.match(lead):
            lead = ""
    found = _ITEM_LEAD.fullmatch(lead)
    if found is None or first + found.end(1) < lowest:
        raise NoEditError
    return first + found.end(1)


def follows_dash(part: Part) -> bool:
    """Whether it begins on the line of the dash of an item around it; anything else there allows no edit."""
    lead = part.lead
    if not lead.strip(" "):
        return False
    if not _DASHES.fullmatch(lead):
        raise NoEditError
    return True


def behind_line(part: Part) -> int:
    """Where the line behind a part begins: its last line may end in a comment, and in nothing else."""
    rest = _REST_OF_LINE.match(part.source.text, part.end)
    if rest is None:
        raise NoEditError
    return rest.end()


def lines(part: Part) -> tuple[int, int]:
    """The lines of a part that has them for itself, with the comments that are its own."""
    if follows_dash(part):
        raise NoEditError
    start = comments_above(part) if _owns_comments_above(part) else part.line
    return start, below(part)


def below(part: Part) -> int:
    """Where the next thing begins: behind the last line, and behind comments indented like its insides."""
    source, column, at = part.source, part.start - part.line, behind_line(part)
    while at < len(source.text):
        comment = _COMMENT_LINE.match(source.text, at)
        if comment is None or len(comment[1]) <= column:
            break
        at = source.line_span(source.line_of(at))[1]
    return at


def comments_above(part: Part) -> int:
    """Where the comments begin that stand right above a part and are indented like it."""
    source, at, column = part.source, part.line, part.start - part.line
    while at > 0:
        first, _ = source.line_span(source.line_of(at) - 1)
        comment = _COMMENT_LINE.match(source.text, first)
        if comment is None or len(comment[1]) != column:
            break
        at = first
    return at


def _owns_comments_above(first: Part) -> bool:
    """What stands above the first part may be about all of them, unless the second has a comment too."""
    if first.position:
        return True
    if not first.neighbours:
        return False
    second = part(first.source, first.collection, 1)
    return not follows_dash(second) and comments_above(second) < second.line


def with_blank_lines(source: Source, start: int, end: int) -> tuple[int, int]:
    """Whole lines, with the empty ones behind them (at the end: before them) that would now be too many."""
    text = source.text
    blank_before = start == 0 or not _line_before(source, start).strip()
    if end < len(text) and blank_before:
        while end < len(text) and not text[end : source.line_span(source.line_of(end))[1]].strip():
            end = source.line_span(source.line_of(end))[1]
    elif end == len(text):
        while start > 0 and not _line_before(source, start).strip():
            start -= len(_line_before(source, start))
    return start, end


def _line_before(source: Source, at: int) -> str:
    first, behind = source.line_span(source.line_of(at) - 1)
    return source.text[first:behind]


def opening(source: Source, collection: Mapping | Sequence) -> int:
    """Behind the brace or bracket that a collection in flow style begins with."""
    found = re.compile(r"[^{\[]*[{\[]").match(source.text, collection.start)
    if found is None:
        raise NoEditError
    return found.end()
