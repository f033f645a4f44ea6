"""The comments and blank lines of a document, and the entry, item or block that each of them belongs to.

A comment on a line of its own belongs to the entry below it, or, where a block ends there that it is indented
like, to the end of that block; one behind something belongs to what it stands behind. Comments stand in the
gaps between the values of the tree. A gap with anything else in it (an anchor, a tag) cannot be kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import Span
from planton_dynamodb.manifest.source import Source

_PIECE = re.compile(
    r"(?P<blank>[ \t]+)|(?P<newline>\r?\n)|(?P<comment>#[^\r\n]*)|(?P<mark>[-:,\[\]{}])", re.DOTALL
)
_HEADER = re.compile(r"[|>]([-+0-9]*)(?:[ \t]+(#[^\r\n]*))?")
_UNKEPT = {"&": "an anchor", "*": "an alias", "!": "a tag", "<": "a merge key", "?": "a complex key"}
_AFTER_ALL = -1
"""The column of what comes after the last entry of a document: left of everything."""


class KeptAsItIsError(Exception):
    """The document is written in a way that cannot be rewritten without loss; the message says which."""

    def __init__(self, span: Span, reason: str) -> None:
        super().__init__(reason)
        self.span = span


def _lists() -> defaultdict[Node, list[str]]:
    return defaultdict(list)


@dataclass(slots=True)
class Remarks:
    """Comments by what they belong to: the key of an entry, a list item, or a collection.

    An empty text is a blank line.
    """

    top: list[str] = field(default_factory=list)
    """Above the first key: about the whole document."""
    leading: defaultdict[Node, list[str]] = field(default_factory=_lists)
    """On lines of their own above an entry or item."""
    trailing: defaultdict[Node, list[str]] = field(default_factory=_lists)
    """Behind an entry or item, or behind a key whose value begins on the next line."""
    closing: defaultdict[Node, list[str]] = field(default_factory=_lists)
    """At the end of a collection, below its last entry; of a key without a value, below the key."""

    def comments(self) -> list[str]:
        """Every comment, in no particular order."""
        lists = [self.top, *self.leading.values(), *self.trailing.values(), *self.closing.values()]
        return [line for lines in lists for line in lines if line]


def remarks_of(source: Source, root: Mapping, start: int, end: int) -> Remarks:
    """The remarks of the document that stands between two offsets."""
    walk = _Walk(source, start)
    walk.document(root, end)
    return walk.remarks


@dataclass(slots=True)
class _Gap:
    """What stands between two values: a comment on the line of the first, then lines with their columns."""

    behind: str | None
    lines: list[tuple[int, str]]


class _Walk:
    """One way through a document in the order of its text."""

    def __init__(self, source: Source, start: int) -> None:
        self.remarks = Remarks()
        self._source = source
        self._position = start
        self._last: Node | None = None
        """What a comment on the same line would stand behind."""
        self._closed: list[tuple[int, Node]] = []
        """The blocks that ended with the last value, the innermost first, each with its column."""

    def document(self, root: Mapping, end: int) -> None:
        gap = self._gap(root.entries[0][0].start)
        self.remarks.top += [gap.behind] if gap.behind else []
        self.remarks.top += [text for _, text in gap.lines]
        self._mapping(root, root)
        self._assign(self._gap(end), None, _AFTER_ALL, root)
        self.remarks.closing[root] = [*self.remarks.trailing.pop(root, []), *self.remarks.closing[root]]

    def _mapping(self, node: Mapping, owner: Node) -> None:
        column = None if node.flow else self._column(node.start)
        for key, value in node.entries:
            self._assign(self._gap(key.start), key, column, node)
            self._position, self._last = key.end, key
            if isinstance(value, Scalar):
                self._scalar(value, key, column)
            else:
                self._collection(value, key)
        self._close(node, owner, column)

    def _sequence(self, node: Sequence, owner: Node) -> None:
        column = None if node.flow else self._column(node.start)
        for item in node.items:
            self._assign(self._gap(item.start), item, column, node)
            self._position, self._last = item.start, item
            if isinstance(item, Scalar):
                self._scalar(item, item, column)
            else:
                self._collection(item, item)
        self._close(node, owner, column)

    def _collection(self, node: Mapping | Sequence, owner: Node) -> None:
        if node.flow:
            self._above(self._gap(node.start), owner)
        if isinstance(node, Mapping):
            self._mapping(node, owner)
        else:
            self._sequence(node, owner)

    def _scalar(self, node: Scalar, owner: Node, column: int | None) -> None:
        if node.start < node.end:
            self._above(self._gap(node.start), owner)
            self._position = node.end
        self._last = owner
        if column is not None and is_null(node):
            # Nothing stands here yet, so that what is indented below it is most likely a draft of it.
            self._closed.append((column + 1, owner))
        header = _HEADER.match(self._source.text, node.start, node.end) if not node.plain else None
        if header is not None:
            self._block_text(node, header, owner)

    def _block_text(self, node: Scalar, header: re.Match[str], owner: Node) -> None:
        """The reader counts the blank lines behind it in, though only `+` makes them a part of the text."""
        if "+" not in header[1]:
            self._position = node.start + len(self._source.text[node.start : node.end].rstrip())
        if header[2]:
            self.remarks.trailing[owner].append(header[2].rstrip())

    def _close(self, node: Mapping | Sequence, owner: Node, column: int | None) -> None:
        if column is not None:
            self._closed.append((column, node))
            return
        gap = self._gap(node.end)
        if gap.behind:
            self._behind(gap.behind, owner)
        self.remarks.closing[node] += [text for _, text in gap.lines]
        self._last = owner

    def _above(self, gap: _Gap, owner: Node) -> None:
        """What stands between a key and its value goes above both."""
        if gap.behind:
            self.remarks.leading[owner].append(gap.behind)
        self.remarks.leading[owner] += [text for _, text in gap.lines if text]

    def _behind(self, comment: str, owner: Node | None) -> None:
        last = self._last if self._last is not None else owner
        assert last is not None
        self.remarks.trailing[last].append(comment)

    def _assign(self, gap: _Gap, following: Node | None, column: int | None, parent: Node) -> None:
        """Give the comments of a gap to the blocks that end in it, and the rest to what follows."""
        if gap.behind:
            self._behind(gap.behind, parent)
        rest = self.remarks.closing[parent] if following is None else self.remarks.leading[following]
        blank = False
        for at, text in gap.lines:
            if text:
                home = rest if column is None else self._home(at, column, rest)
                home += ["", text] if blank else [text]
            blank = not text
        if blank and following is not None:
            rest.append("")
        self._closed.clear()

    def _home(self, at: int, column: int, rest: list[str]) -> list[str]:
        while self._closed and at < self._closed[0][0]:
            del self._closed[0]
        if self._closed and at > column:
            return self.remarks.closing[self._closed[0][1]]
        self._closed.clear()
        return rest

    def _column(self, index: int) -> int:
        line_start, _ = self._source.line_span(self._source.line_of(index))
        return index - line_start

    def _gap(self, end: int) -> _Gap:
        """What stands from here to there, and go there."""
        text, gap = self._source.text, _Gap(None, [])
        same_line = self._position > 0 and text[self._position - 1] != "\n"
        line_start, mark, empty = self._position, None, not same_line
        for piece in self._pieces(end):
            kind = piece.lastgroup
            if kind == "newline":
                if empty:
                    gap.lines.append((0, ""))
                same_line, line_start, mark, empty = False, piece.end(), None, True
            elif kind == "mark":
                mark, empty = piece.start() - line_start if mark is None else mark, False
            elif kind == "comment":
                said = piece[0].rstrip()
                if same_line:
                    gap.behind = said
                else:
                    gap.lines.append((piece.start() - line_start if mark is None else mark, said))
                empty = False
        return gap

    def _pieces(self, end: int) -> Iterator[re.Match[str]]:
        text = self._source.text
        while self._position < end:
            piece = _PIECE.match(text, self._position, end)
            if piece is None:
                raise self._unkept(self._position)
            self._position = piece.end()
            yield piece
        if self._position > end:
            raise self._unkept(end)

    def _unkept(self, at: int) -> KeptAsItIsError:
        start = at if self._source.text[at : at + 1] in _UNKEPT else self._position
        reason = _UNKEPT.get(self._source.text[start : start + 1], "what stands here")
        return KeptAsItIsError(Span(self._source, start, start + 1), f"fmt cannot keep {reason}")
