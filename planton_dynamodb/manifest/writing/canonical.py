"""A manifest written anew: fields in the order of the contract, canonical spelling, every comment kept.

A list of words keeps its brackets where it fits on its line; all else in braces and brackets becomes lines.
A null says nothing and goes, unless a comment belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planton_dynamodb.manifest.decode import Field, MessageFields
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.writing import spelling
from planton_dynamodb.manifest.writing.remarks import Remarks

if TYPE_CHECKING:
    from planton_dynamodb.manifest.free_values import Json

_STEP = 2
_WIDTH = 100
"""A list in brackets that makes a longer line becomes one line for each item."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key and value as they stand in the text, the key to write, and the field that types the value."""

    text: str
    field: Field
    key: Scalar
    value: Node
    in_map: bool = False


def yaml_lines(root: Mapping, message: MessageFields, source: Source, remarks: Remarks) -> list[str]:
    """The lines of a document."""
    above, lines = _Writer(source, remarks).mapping(root, _ordered(root, message, remarks), 0)
    return [*_without_blank_start(_tidy([*remarks.top, *above])), *lines]


def json_value(root: Mapping, message: MessageFields) -> dict[str, Json]:
    """A document as JSON has it, in canonical order."""
    return {entry.text: _json(entry.value, entry.field) for entry in _ordered(root, message, Remarks())}


def _json(node: Node, field: Field) -> Json:
    if field.is_free:
        return spelling.free_in_json(node)
    if isinstance(node, Sequence):
        return [_json(item, field) for item in node.items]
    if isinstance(node, Scalar):
        return spelling.in_json(node, field)
    assert isinstance(node, Mapping)
    if field.is_map:
        of = _map_value(field)
        return {
            key.value: "" if is_null(value) and not of.is_free else _json(value, of)
            for key, value in node.entries
        }
    return json_value(node, field.message)


def _ordered(node: Mapping, message: MessageFields, remarks: Remarks) -> list[_Entry]:
    """The entries of a message in the order of its fields, without those that say nothing."""
    given = {message.by_key[key.value].name: (key, value) for key, value in node.entries}
    fields = [field for field in message.fields if field.name in given]
    entries = [_Entry(field.json_name, field, *given[field.name]) for field in fields]
    return [entry for entry in entries if not is_null(entry.value) or _has_comment(entry.key, remarks)]


def _has_comment(key: Scalar, remarks: Remarks) -> bool:
    lists = (remarks.leading.get(key, ()), remarks.trailing.get(key, ()), remarks.closing.get(key, ()))
    return any(line for lines in lists for line in lines)


def _map_value(field: Field) -> Field:
    return next(part for part in field.message.fields if part.name == "value")


class _Writer:
    """Entries and items as lines.

    What stands above the first one of a block is handed back apart, for a dash may have to come between.
    """

    def __init__(self, source: Source, remarks: Remarks) -> None:
        self._source = source
        self._remarks = remarks

    def mapping(self, node: Mapping, entries: list[_Entry], indent: int) -> tuple[list[str], list[str]]:
        """The comments above the first entry, and the lines from that entry on."""
        above: list[str] = []
        lines: list[str] = []
        for entry in entries:
            leading, written = self._entry(entry, indent)
            if entry is entries[0]:
                above = leading
            else:
                lines += _indented(leading, indent)
            lines += written
        return above, [*lines, *self._closing(node, indent)]

    def _entry(self, entry: _Entry, indent: int) -> tuple[list[str], list[str]]:
        """The comments above an entry, and its lines."""
        field, key, value = entry.field, entry.key, entry.value
        leading = list(self._remarks.leading.get(key, ()))
        start = f"{' ' * indent}{entry.text}:"
        if is_null(value):
            return self._nothing(start, entry, indent, leading)
        if isinstance(value, Scalar):
            return _tidy(leading), self._scalar(start, value, field, key, indent)
        line = self._on_one_line(value, field, len(start) + 1)
        behind = self._remarks.trailing.get(key, [])
        if line is not None:
            leading += [*behind[1:], *self._remarks.closing.get(value, ())]
            return _tidy(leading), [_with_comment(f"{start} {line}", behind[:1])]
        lines = self._block(value, field, indent + _STEP)
        return _tidy(leading), [
            _with_comment(start, behind[:1]),
            *lines,
            *_indented(behind[1:], indent + _STEP),
        ]

    def _nothing(
        self, start: str, entry: _Entry, indent: int, leading: list[str]
    ) -> tuple[list[str], list[str]]:
        """An entry without a value: an empty text in a map; elsewhere kept for its comments."""
        behind = self._remarks.trailing.get(entry.key, ())
        if entry.in_map:
            nothing = "null" if entry.field.is_free else '""'
            return _tidy([*leading, *self._closing(entry.key, 0)]), [
                _with_comment(f"{start} {nothing}", behind)
            ]
        assert isinstance(entry.value, Scalar)
        line = _with_comment(f"{start} {entry.value.value}".rstrip(" "), behind)
        return _tidy(leading), [line, *self._closing(entry.key, indent + _STEP)]

    def _closing(self, node: Node, indent: int) -> list[str]:
        return _indented(_without_blank_end(_tidy(self._remarks.closing.get(node, []))), indent)

    def _scalar(self, start: str, value: Scalar, field: Field, owner: Node, indent: int) -> list[str]:
        first, *rest = spelling.in_yaml(value, field, self._source, indent + _STEP)
        behind = self._remarks.trailing.get(owner, ())
        if rest and not first.startswith(("|", ">")):
            return [f"{start} {first}", *rest[:-1], _with_comment(rest[-1], behind)]
        return [_with_comment(f"{start} {first}", behind), *rest]

    def _block(self, node: Mapping | Sequence, field: Field, indent: int) -> list[str]:
        """A collection below its key."""
        if isinstance(node, Sequence):
            return self._items(node, field, indent)
        assert isinstance(node, Mapping)
        above, lines = self.mapping(node, self._entries(node, field), indent)
        return [*_indented(_without_blank_start(above), indent), *lines]

    def _entries(self, node: Mapping, field: Field) -> list[_Entry]:
        if not field.is_map and not field.is_free:
            return _ordered(node, field.message, self._remarks)
        of = field if field.is_free else _map_value(field)
        return [
            _Entry(spelling.key_in_yaml(key, self._source), of, key, value, in_map=True)
            for key, value in node.entries
        ]

    def _items(self, node: Sequence, field: Field, indent: int) -> list[str]:
        lines: list[str] = []
        for item in node.items:
            above, written = self._item(item, field, indent)
            lines += _indented(above if lines else _without_blank_start(above), indent)
            lines += written
        return [*lines, *self._closing(node, indent)]

    def _item(self, item: Node, field: Field, indent: int) -> tuple[list[str], list[str]]:
        """The comments above an item, and its lines, the first behind the dash."""
        leading = list(self._remarks.leading.get(item, ()))
        dash = f"{' ' * indent}-"
        if isinstance(item, Scalar):
            return _tidy(leading), self._scalar(dash, item, field, item, indent)
        if isinstance(item, Sequence):
            return self._list_in_list(item, field, indent, leading)
        leading += self._remarks.trailing.get(item, ())
        entries = self._entries(item, field)
        if not entries:
            return _tidy([*leading, *self._remarks.closing.get(item, ())]), [f"{dash} {{}}"]
        above, (first, *rest) = self.mapping(item, entries, indent + _STEP)
        return _tidy([*leading, *_without_blank_start(above)]), [f"{dash} {first.lstrip(' ')}", *rest]

    def _list_in_list(
        self, item: Sequence, field: Field, indent: int, leading: list[str]
    ) -> tuple[list[str], list[str]]:
        """A list that is an item of another one: its first item stands behind both dashes."""
        dash = f"{' ' * indent}-"
        line = self._on_one_line(item, field, len(dash) + 1)
        behind = self._remarks.trailing.get(item, [])
        if line is not None:
            leading += [*behind[1:], *self._remarks.closing.get(item, ())]
            return _tidy(leading), [_with_comment(f"{dash} {line}", behind[:1])]
        lines = self._items(item, field, indent + _STEP)
        first = next(number for number, written in enumerate(lines) if written.lstrip(" ").startswith("-"))
        above = [written.lstrip(" ") for written in lines[:first]]
        return _tidy([*leading, *behind, *above]), [f"{dash} {lines[first].lstrip(' ')}", *lines[first + 1 :]]

    def _on_one_line(self, node: Mapping | Sequence, field: Field, column: int) -> str | None:
        """An empty collection, or a list of words that stands in brackets and fits behind its key."""
        if isinstance(node, Mapping):
            return None if self._entries(node, field) else "{}"
        assert isinstance(node, Sequence)
        if not node.items:
            return "[]"
        if not node.flow or any(not isinstance(item, Scalar) or self._remarked(item) for item in node.items):
            return None
        if any(self._remarks.closing.get(node, ())) or len(self._remarks.trailing.get(node, ())) > 1:
            return None
        words = [
            spelling.in_yaml(item, field, self._source, 0) for item in node.items if isinstance(item, Scalar)
        ]
        line = f"[{', '.join(first for first, *_ in words)}]"
        fits = column + len(line) <= _WIDTH
        return line if fits and all(len(lines) == 1 for lines in words) else None

    def _remarked(self, item: Node) -> bool:
        return any(self._remarks.leading.get(item, ())) or item in self._remarks.trailing


def _with_comment(line: str, comments: Iterable[str]) -> str:
    return " ".join([line, *comments])


def _indented(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]


def _tidy(lines: list[str]) -> list[str]:
    """No two blank lines in a row."""
    return [line for line, before in zip(lines, [None, *lines], strict=False) if line or before != ""]


def _without_blank_start(lines: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] else lines


def _without_blank_end(lines: list[str]) -> list[str]:
    return lines[:-1] if lines[-1:] == [""] else lines
