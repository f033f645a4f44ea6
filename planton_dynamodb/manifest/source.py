"""The text of one input and the places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_EXCERPT_WIDTH = 240


class Position(NamedTuple):
    """A point in a file: line and column count from 1 (in characters), the offset is in bytes from 0."""

    line: int
    column: int
    offset: int


class Excerpt(NamedTuple):
    """The part of the first line of a location that is worth showing, and the column it begins at."""

    text: str
    first_column: int


class Location(NamedTuple):
    """A stretch of a file, its end exclusive, with the line it begins on."""

    file: str
    start: Position
    end: Position
    excerpt: Excerpt


class Source:
    """A named text. Nodes know character offsets only; this turns them into places when one is printed.

    `shown_before` stands before it in an excerpt: a `--set` for the text of a flag.
    """

    def __init__(
        self,
        name: str,
        text: str,
        *,
        byte_order_mark: bool = False,
        shown_before: str = "",
        first_line: int = 1,
    ) -> None:
        self.name = name
        self.text = text
        self._shown_before = shown_before
        self._first_byte = 3 if byte_order_mark else 0
        self._lines_before = first_line - 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii()

    @cached_property
    def newline(self) -> str:
        """The line break that this text uses, for what is inserted into it."""
        found = _LINE_BREAK.search(self.text)
        return found.group() if found else "\n"

    def line_of(self, index: int) -> int:
        """The number of the line, from 1, that the character at `index` stands on."""
        return bisect_right(self._line_starts, index)

    def line_span(self, line: int) -> tuple[int, int]:
        """Where a line starts and where the next one does."""
        starts = self._line_starts
        return starts[line - 1], starts[line] if line < len(starts) else len(self.text)

    def offset(self, index: int) -> int:
        """The byte that the character at `index` begins at, counted from the start of the file."""
        return self._first_byte + (index if self._ascii else len(self.text[:index].encode()))

    def index(self, offset: int) -> int:
        """The character that begins at a byte offset: the way back from `offset`."""
        inside = offset - self._first_byte
        return inside if self._ascii else len(self.text.encode()[:inside].decode())

    def position(self, index: int) -> Position:
        """The point in the file at a character index."""
        line = self.line_of(index)
        column = index - self._line_starts[line - 1] + 1
        return Position(self._lines_before + line, column, self.offset(index))

    def location(self, start: int, end: int) -> Location:
        """The stretch between two character indices."""
        first = self.position(start)
        return Location(self.name, first, self.position(end), self._excerpt(first))

    def _excerpt(self, first: Position) -> Excerpt:
        start, end = self.line_span(first.line - self._lines_before)
        column = max(1, first.column - _EXCERPT_WIDTH // 2)
        text = self.text[start + column - 1 : min(end, start + column - 1 + _EXCERPT_WIDTH)]
        if start + column == 1:
            return Excerpt(self._shown_before + text.rstrip("\r\n"), column - len(self._shown_before))
        return Excerpt(text.rstrip("\r\n"), column)
