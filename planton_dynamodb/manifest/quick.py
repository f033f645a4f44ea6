"""A reader for the plain block style that nearly all manifests are written in, several times as fast as libyaml.

It takes ASCII text made of `key: value`, `key:`, `- key: value` and `- value` lines with comments between, and gives
up (returns None) at the first thing beyond that; `yaml` then reads the text. A property-based test holds the two
together: what this one reads, `yaml` reads to the same tree with the same offsets.
"""

from __future__ import annotations

import re

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence

_WORD = r"[A-Za-z0-9_./~](?:[^\x00-\x20\x7f:]+|:(?![ \n]|\Z)| +(?![ #\n]|\Z))*"
_VALUE = rf"{_WORD}|\"[^\"\\\x00-\x1f\x7f]*\"|'[^'\x00-\x1f\x7f]*'"
_COMMENT = r"#[^\x00-\x1f\x7f]*"
_KEY = r"[A-Za-z_][A-Za-z0-9_./-]{0,99}"
_LINE = re.compile(
    rf"( *)(?:((?:- +)*)(?:({_KEY}):(?: +({_VALUE}))?|({_VALUE}))(?: *| +{_COMMENT})|(?:{_COMMENT})?)(?:\n|\Z)"
)
_MARKER = re.compile(rf"---(?: *| +{_COMMENT})(?:\n|\Z)")
_INDENT, _DASHES, _KEY_GROUP, _VALUE_GROUP, _ITEM_GROUP = 1, 2, 3, 4, 5


class _BeyondThisReaderError(Exception):
    """The text needs the full reader."""


def read(text: str) -> list[Node | None] | None:
    """The root of each document, None for an empty one; None instead of the list when the text is beyond this reader."""
    if not text.isascii():
        return None
    try:
        return _documents(text)
    except _BeyondThisReaderError:
        return None


def _documents(text: str) -> list[Node | None]:
    roots: list[Node | None] = []
    document, marked = _Document(), False
    position, length = 0, len(text)
    while position < length:
        line = _LINE.match(text, position)
        if line is not None:
            if line.lastindex != _INDENT:
                document.add(line)
            position = line.end()
            continue
        marker = _MARKER.match(text, position)
        if marker is None:
            raise _BeyondThisReaderError
        if marked or document.root is not None:
            roots.append(document.close())
        document, marked, position = _Document(), True, marker.end()
    if marked or document.root is not None:
        roots.append(document.close())
    return roots


class _Document:
    """One document while it is read: the collections still open, outermost first, each with its column."""

    __slots__ = ("_open", "_pending", "root")

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[int, Mapping | Sequence]] = []
        self._pending: Scalar | None = None
        """The key of the innermost mapping that has no value yet."""

    def add(self, line: re.Match[str]) -> None:
        """Take one line with content."""
        start, column = line.start(), line.end(_INDENT)
        dashes = line[_DASHES]
        in_item = False
        if dashes:
            offset = dashes.find("-")
            while offset >= 0:
                self._dash(column - start + offset, column + offset, in_item)
                in_item = True
                offset = dashes.find("-", offset + 1)
            column += len(dashes)
        if line[_KEY_GROUP] is not None:
            self._key(column - start, line, in_item)
        elif in_item:
            collection = self._open[-1][1]
            assert type(collection) is Sequence
            collection.items.append(_scalar(line, _ITEM_GROUP))
        else:
            raise _BeyondThisReaderError

    def _dash(self, column: int, position: int, in_item: bool) -> None:
        opened = self._open
        if not in_item:
            while opened and opened[-1][0] > column:
                self._close_innermost()
            if opened and opened[-1][0] == column and type(opened[-1][1]) is Sequence:
                return
        self._start(column, Sequence(position, []), in_item)

    def _key(self, column: int, line: re.Match[str], in_item: bool) -> None:
        opened = self._open
        if not in_item:
            while opened and (
                opened[-1][0] > column or (opened[-1][0] == column and type(opened[-1][1]) is Sequence)
            ):
                self._close_innermost()
        innermost = opened[-1] if opened else None
        if in_item or innermost is None or innermost[0] != column:
            mapping = Mapping(line.start(_KEY_GROUP), [])
            self._start(column, mapping, in_item)
        else:
            assert type(innermost[1]) is Mapping
            mapping = innermost[1]
            self._finish_pending(mapping)
        key = Scalar(line.start(_KEY_GROUP), line.end(_KEY_GROUP), line[_KEY_GROUP])
        if line[_VALUE_GROUP] is None:
            self._pending = key
        else:
            mapping.entries.append((key, _scalar(line, _VALUE_GROUP)))

    def _start(self, column: int, collection: Mapping | Sequence, in_item: bool) -> None:
        """Open a collection where a value is due: after a dash, after a bare key, or as the root."""
        opened = self._open
        if not opened:
            if self.root is not None:
                raise _BeyondThisReaderError
            self.root = collection
        elif in_item:
            parent = opened[-1][1]
            assert type(parent) is Sequence
            parent.items.append(collection)
        else:
            parent_column, parent = opened[-1]
            indentless = column == parent_column and type(collection) is Sequence
            if self._pending is None or type(parent) is not Mapping or not (column > parent_column or indentless):
                raise _BeyondThisReaderError
            parent.entries.append((self._pending, collection))
            self._pending = None
        opened.append((column, collection))

    def _close_innermost(self) -> None:
        collection = self._open.pop()[1]
        if type(collection) is Mapping:
            self._finish_pending(collection)

    def _finish_pending(self, mapping: Mapping) -> None:
        key = self._pending
        if key is not None:
            mapping.entries.append((key, Scalar(key.end + 1, key.end + 1, "")))
            self._pending = None

    def close(self) -> Node | None:
        """The finished tree."""
        while self._open:
            self._close_innermost()
        return self.root


def _scalar(line: re.Match[str], group: int) -> Scalar:
    value, (start, end) = line[group], line.span(group)
    if value[0] in "\"'":
        return Scalar(start, end, value[1:-1], False)
    return Scalar(start, end, value)
