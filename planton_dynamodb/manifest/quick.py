"""A reader for the plain block style of nearly all manifests, several times as fast as libyaml.

It takes ASCII text made of `key: value`, `key:`, `- key: value` and `- value` lines with comments between,
where a value may be a short list of words in brackets, and gives up (returns None) at the first thing
beyond that; `yaml` then reads the text. A property-based test holds the two together: what this one reads,
`yaml` reads to the same tree with the same offsets.

An own reader, because no library has both the speed (10,000 files in a second) and the places of what it
reads.
"""

from __future__ import annotations

import re

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence

# Possessive, so that a line that does not fit fails in one go instead of being tried in all the ways to cut it up.
_WORD = r"[A-Za-z0-9_./~<$(](?:[^\x00-\x20\x7f:]++|:(?![ \n]|\Z)| ++(?![ #\n]|\Z))*+"
_QUOTED = r"\"[^\"\\\x00-\x1f\x7f]*+\"|'[^'\x00-\x1f\x7f]*+'"
_LISTED = rf"[A-Za-z0-9_./~][A-Za-z0-9_./~#@+-]*+|{_QUOTED}"
_LIST = rf"\[ *+(?:(?:{_LISTED}) *+(?:, *+(?:{_LISTED}) *+){{0,99}}+)?\]"
_VALUE = rf"{_WORD}|{_QUOTED}|{_LIST}|\{{ *+\}}"
_COMMENT = r"#[^\x00-\x1f\x7f]*"
_KEY = r"[A-Za-z_][A-Za-z0-9_./-]{0,99}|\"[^\"\\\x00-\x1f\x7f]{1,100}\"|'[^'\x00-\x1f\x7f]{1,100}'"
_LINE = re.compile(
    rf"( *)(?:((?:- +)*)(?:({_KEY}):(?: +({_VALUE}))?|({_VALUE}))(?: *| +{_COMMENT})|(?:{_COMMENT})?)(?:\n|\Z)"
)
_LISTED_WORD = re.compile(_LISTED)
_MARKER = re.compile(rf"---(?: *| +{_COMMENT})(?:\n|\Z)")
_INDENT, _KEY_GROUP, _VALUE_GROUP, _ITEM_GROUP = 1, 3, 4, 5


_MAX_DEPTH = 30
"""Far more than any manifest; the full reader has the last word on what is too deep."""


class _BeyondThisReaderError(Exception):
    """The text needs the full reader."""


def read(text: str, start: int, end: int) -> list[Node] | None:
    """The root of the one document between two offsets, if it has one; None when the text is beyond this reader."""
    try:
        return _document(text, start, end)
    except _BeyondThisReaderError:
        return None


def _document(text: str, position: int, end: int) -> list[Node]:
    document = _Document()
    match_line = _LINE.match
    marker = _MARKER.match(text, position, end)
    if marker is not None:
        position = marker.end()
    while position < end:
        line = match_line(text, position, end)
        if line is None:
            raise _BeyondThisReaderError
        if line.lastindex != _INDENT:
            document.add(line)
        position = line.end()
    root = document.close()
    return [] if root is None else [root]


class _Document:
    """One document while it is read: the collections still open, each with its column, and the innermost of them."""

    __slots__ = ("_column", "_innermost", "_outer", "_pending", "root")

    def __init__(self) -> None:
        self.root: Node | None = None
        self._column = -1
        self._innermost: Mapping | Sequence | None = None
        self._outer: list[tuple[int, Mapping | Sequence | None]] = []
        self._pending: Scalar | None = None
        """The key of the innermost mapping that has no value yet."""

    def add(self, line: re.Match[str]) -> None:
        """Take one line with content."""
        indent, dashes, key, value, item = line.groups()
        column = len(indent)
        if dashes:
            self._dashes(line.start() + column, column, dashes)
            column += len(dashes)
            if key is None:
                self._item(_node(item, *line.span(_ITEM_GROUP)))
                return
        elif key is None:
            raise _BeyondThisReaderError
        start, end = line.span(_KEY_GROUP)
        mapping = self._innermost
        if dashes or column != self._column or type(mapping) is not Mapping:
            mapping = self._mapping_at(column, start, in_item=bool(dashes))
        elif self._pending is not None:
            self._close_pending(mapping)
        name = Scalar(start, end, key) if key[0] not in "\"'" else Scalar(start, end, key[1:-1], False)
        if value is None:
            self._pending = name
            return
        start, end = line.span(_VALUE_GROUP)
        # Most values have no quotes: they are made here, without a call for each.
        plain = value[0] not in "\"'[{"
        mapping.entries.append((name, Scalar(start, end, value) if plain else _node(value, start, end)))

    def _dashes(self, position: int, column: int, dashes: str) -> None:
        """Take the dashes that a line begins with: the first may go on with an open list, the others begin lists."""
        while self._column > column:
            self._close_innermost()
        if self._column != column or type(self._innermost) is not Sequence:
            self._open(column, Sequence(position, []), in_item=False)
        offset = dashes.find("-", 1)
        while offset >= 0:
            self._open(column + offset, Sequence(position + offset, []), in_item=True)
            offset = dashes.find("-", offset + 1)

    def _mapping_at(self, column: int, start: int, *, in_item: bool) -> Mapping:
        """The mapping that a key at this column belongs to: one that is open, or a new one."""
        if not in_item:
            while self._column > column or (self._column == column and type(self._innermost) is Sequence):
                self._close_innermost()
            if self._column == column and type(self._innermost) is Mapping:
                self._close_pending(self._innermost)
                return self._innermost
        mapping = Mapping(start, [])
        self._open(column, mapping, in_item=in_item)
        return mapping

    def _open(self, column: int, collection: Mapping | Sequence, *, in_item: bool) -> None:
        """Open a collection where a value is due: after a dash, after a bare key, or as the root."""
        parent = self._innermost
        if parent is None:
            if self.root is not None:
                raise _BeyondThisReaderError
            self.root = collection
        elif in_item:
            self._item(collection)
        else:
            indentless = column == self._column and type(collection) is Sequence
            if (
                self._pending is None
                or type(parent) is not Mapping
                or not (column > self._column or indentless)
            ):
                raise _BeyondThisReaderError
            parent.entries.append((self._pending, collection))
            self._pending = None
        self._outer.append((self._column, parent))
        if len(self._outer) > _MAX_DEPTH:
            raise _BeyondThisReaderError
        self._column, self._innermost = column, collection

    def _item(self, node: Node) -> None:
        sequence = self._innermost
        assert type(sequence) is Sequence
        sequence.items.append(node)

    def _close_innermost(self) -> None:
        if type(self._innermost) is Mapping:
            self._close_pending(self._innermost)
        self._column, self._innermost = self._outer.pop()

    def _close_pending(self, mapping: Mapping) -> None:
        """A key that nothing followed has no value."""
        key = self._pending
        if key is not None:
            mapping.entries.append((key, Scalar(key.end + 1, key.end + 1, "")))
            self._pending = None

    def close(self) -> Node | None:
        """The finished tree."""
        while self._innermost is not None:
            self._close_innermost()
        return self.root


def _node(value: str, start: int, end: int) -> Node:
    """A value: a list in brackets, braces with nothing in them, a text in quotes, or a word."""
    if value[0] == "[":
        return _list(value, start, end)
    if value[0] == "{":
        empty = Mapping(start, [])
        empty.flow, empty.known_end = True, end
        return empty
    if value[0] in "\"'":
        return Scalar(start, end, value[1:-1], False)
    return Scalar(start, end, value)


def _list(value: str, start: int, end: int) -> Sequence:
    words = _LISTED_WORD.finditer(value)
    made = Sequence(start, [_node(word[0], start + word.start(), start + word.end()) for word in words])
    made.flow, made.known_end = True, end
    return made
