"""Nodes into the fields of a protobuf message, driven by the contract; it knows no kind in particular.

The result is a plain dict that the message can be made of. Unlike the message it still tells 0 from absent,
which some rules need. Everything that does not fit is a problem with a place; decoding always goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from planton_dynamodb.contract.shapes import ENUMS, MESSAGES
from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import (
    AmbiguousText,
    DuplicateKey,
    Problem,
    Route,
    Span,
    UnknownEnum,
    UnknownField,
    WrongType,
)
from planton_dynamodb.manifest.words import ALSO_READ, MEANT, OPEN_ENUMS, WRITTEN, camel, nearest

if TYPE_CHECKING:
    from planton_dynamodb.manifest.source import Source

Fields: TypeAlias = dict[str, object]
"""A message's fields by their proto names: texts, numbers, booleans, enum numbers, dicts and lists of these."""

_TypeScalar: TypeAlias = Callable[[Scalar], scalars.Typed]

_SCALARS: dict[str, tuple[_TypeScalar, str]] = {
    "bool": (scalars.boolean, "true or false"),
    "string": (scalars.text, "a text"),
    "int32": (scalars.integer(32), "a whole number"),
    "int64": (scalars.integer(64), "a whole number"),
}


class EnumWords:
    """The words that an enum is read from."""

    def __init__(self, full_name: str) -> None:
        self.name = full_name.rpartition(".")[2]
        values = ENUMS[full_name]
        self._prefix = _common_prefix([name for name, _ in values])
        self.numbers: dict[str, int] = {}
        self.canonical = {number: WRITTEN.get(name, name) for name, number in values}
        for name, number in values:
            own = (WRITTEN[name],) if name in WRITTEN else ()
            for word in (name, name.removeprefix(self._prefix), *own, *ALSO_READ.get(name, ())):
                self.numbers.setdefault(word, number)
            self.numbers.setdefault(str(number), number)
        self._known = tuple(name for name, number in values if number)
        self.is_open = self.name in OPEN_ENUMS

    def words(self, like: str) -> tuple[str, ...]:
        """The values, prefixed if what was written is, else as AWS writes them."""
        prefixed = like.upper().startswith(self._prefix[:-1])
        if prefixed:
            return self._known
        return tuple(WRITTEN.get(name, name.removeprefix(self._prefix)) for name in self._known)

    def meant(self, given: str) -> str | None:
        """The value that a word that is none most likely stands for."""
        words = self.words(given)
        bare = given.upper().replace("-", "_").removeprefix(self._prefix)
        alias = MEANT.get(self.name, {}).get(bare)
        if alias is not None:
            return next(word for word in words if self.numbers[word] == self.numbers[alias])
        return nearest(given, words) if len(given) > 1 or given.upper() in words else None


class Field:
    """What the decoder needs to know of a field."""

    def __init__(self, name: str, repeated: bool, kind: str, of: str) -> None:  # noqa: FBT001  # as generated
        self.name = name
        self.json_name = camel(name)
        self.repeated = repeated
        self.is_map = kind == "map"
        self.holds_messages = kind in ("map", "message")
        self.is_free = kind in ("value", "struct")
        """Whether it holds a value of any shape, or a mapping of such."""
        self.enum = EnumWords(of) if kind == "enum" else None
        self.type_scalar: _TypeScalar | None = None
        self.expected = ""
        self._of = of
        if kind in _SCALARS:
            self.type_scalar, self.expected = _SCALARS[kind]
        elif kind == "struct":
            self.expected = "a mapping"

    @property
    def message(self) -> MessageFields:
        """The fields of the message that this field holds."""
        return fields_of(self._of)


class MessageFields:
    """The fields of one message, by each spelling they are read in."""

    def __init__(self, full_name: str) -> None:
        self.name = full_name.rpartition(".")[2]
        self.fields = tuple(Field(*shape) for shape in MESSAGES[full_name])
        self.by_key: dict[str, Field] = {}
        for field in self.fields:
            self.by_key[field.json_name] = field
            self.by_key[field.name] = field

    def keys_like(self, key: str) -> tuple[str, ...]:
        """The field names in the spelling that a key is written in."""
        return tuple(field.name if "_" in key else field.json_name for field in self.fields)


_known_messages: dict[str, MessageFields] = {}


def fields_of(full_name: str) -> MessageFields:
    """The fields of a message; made once in a process, since they never change."""
    known = _known_messages.get(full_name)
    if known is None:
        known = _known_messages[full_name] = MessageFields(full_name)
    return known


def decode(root: Mapping, full_name: str, source: Source) -> tuple[Fields, list[Problem]]:
    """The fields that a mapping gives a message, and what in it does not fit."""
    decoder = _Decoder(source)
    return decoder.message(root, fields_of(full_name), ()), decoder.problems


class _Decoder:
    def __init__(self, source: Source) -> None:
        self.problems: list[Problem] = []
        self._source = source

    def message(self, node: Mapping, message: MessageFields, route: Route) -> Fields:
        fields: Fields = {}
        seen: dict[str, Scalar] = {}
        for key, value in node.entries:
            field = message.by_key.get(key.value)
            if field is None:
                self._unknown(key, node, message, route)
                continue
            name = field.name
            if name in seen:
                self._duplicate(key, seen[name], (*route, field.json_name))
                continue
            seen[name] = key
            if is_null(value):
                continue
            decoded = self._value(value, field, route)
            if decoded is not None:
                fields[name] = decoded
        return fields

    def _value(self, node: Node, field: Field, route: Route) -> object | None:
        if field.repeated:
            return self._list(node, field, (*route, field.json_name))
        if field.is_map:
            return self._map(node, field, (*route, field.json_name))
        return self._single(node, field, route, field.json_name)

    def _single(self, node: Node, field: Field, route: Route, step: str | int) -> object | None:
        if field.is_free:
            return self._free(node, field, (*route, step))
        if field.type_scalar is not None or field.enum is not None:
            if type(node) is not Scalar:
                expected = field.expected or "one word"
                self._wrong(node, (*route, step), field, expected)
                return None
            return self._scalar(node, field, route, step)
        if type(node) is not Mapping:
            self._wrong(node, (*route, step), field, "a mapping")
            return None
        return self.message(node, field.message, (*route, step))

    def _free(self, node: Node, field: Field, route: Route) -> object | None:
        if field.expected and type(node) is not Mapping:
            self._wrong(node, route, field, field.expected)
            return None
        from planton_dynamodb.manifest.free_values import (
            Listener,
            plain,
        )  # most manifests have no such field

        def tagged(value: Node, at: Route) -> None:
            self._wrong(value, at, field, "a plain value")

        return plain(node, route, Listener(tagged, self._duplicate, self._unquoted))

    def _unquoted(self, node: Scalar, route: Route) -> None:
        from planton_dynamodb.manifest.free_values import disputed  # as above

        readings = disputed(node) if node.source is None else None
        if readings is not None:
            read_as, other = readings
            self._ambiguous(node, route, other, read_as)

    def _ambiguous(self, node: Scalar, route: Route, other: str, read_as: str = "text") -> None:
        self.problems.append(
            AmbiguousText(span=self._span(node), route=route, text=node.value, other=other, read_as=read_as)
        )

    def _scalar(self, node: Scalar, field: Field, route: Route, step: str | int) -> object | None:
        if node.tag is not None:
            self._wrong(node, (*route, step), field, field.expected or "one word")
            return None
        if field.enum is not None:
            number = field.enum.numbers.get(node.value)
            if number is None and not field.enum.is_open:
                self._unknown_enum(node, field, (*route, step))
            return number
        assert field.type_scalar is not None
        value, replacement = field.type_scalar(node)
        if value is None:
            self._wrong(node, (*route, step), field, field.expected, replacement or None)
            return None
        if node.plain and node.source is None and field.type_scalar is scalars.text:
            other = scalars.other_reading(node)
            if other is not None:
                self._ambiguous(node, (*route, step), other)
        return value

    def _list(self, node: Node, field: Field, route: Route) -> list[object] | None:
        if type(node) is not Sequence:
            self._wrong(node, route, field, "a list")
            return None
        decoded = []
        for index, item in enumerate(node.items):
            if is_null(item) and (not field.is_free or field.expected):
                expected = "a mapping" if field.holds_messages else field.expected or "one word"
                self._wrong(item, (*route, index), field, expected)
                value = None
            else:
                value = self._single(item, field, route, index)
            decoded.append({} if value is None and field.holds_messages else value)
        return decoded

    def _map(self, node: Node, field: Field, route: Route) -> dict[str, object] | None:
        if type(node) is not Mapping:
            self._wrong(node, route, field, "a mapping")
            return None
        value_field = next(entry for entry in field.message.fields if entry.name == "value")
        decoded: dict[str, object] = {}
        seen: dict[str, Scalar] = {}
        for key, value in node.entries:
            if key.value in seen:
                self._duplicate(key, seen[key.value], (*route, key.value))
                continue
            seen[key.value] = key
            if value_field.is_free:
                decoded[key.value] = self._free(value, value_field, (*route, key.value))
                continue
            if is_null(value):
                if value.source is None:  # a null in a --set takes the entry away
                    decoded[key.value] = ""
                continue
            typed = self._single(value, value_field, route, key.value)
            if typed is not None:
                decoded[key.value] = typed
        return decoded

    def _span(self, node: Node) -> Span:
        return Span(node.source or self._source, node.start, node.end)

    def _unknown(self, key: Scalar, node: Mapping, message: MessageFields, route: Route) -> None:
        candidates = message.keys_like(key.value)
        # A field that is there already is not meant a second time, unless by a flag that wants to set it.
        present = set() if key.source else {other.value for other, _ in node.entries}
        free = tuple(name for name in candidates if name not in present)
        self.problems.append(
            UnknownField(
                span=self._span(key),
                route=(*route, camel(key.value)),
                key=key.value,
                message_name=message.name,
                candidates=candidates,
                suggestion=nearest(key.value, free),
            )
        )

    def _duplicate(self, key: Scalar, first: Scalar, route: Route) -> None:
        self.problems.append(
            DuplicateKey(
                span=self._span(key),
                route=route,
                key=key.value,
                first=self._span(first),
                first_key=first.value,
            )
        )

    def _unknown_enum(self, node: Scalar, field: Field, route: Route) -> None:
        assert field.enum is not None
        self.problems.append(
            UnknownEnum(
                span=self._span(node),
                route=route,
                given=node.value,
                field_name=field.json_name,
                candidates=field.enum.words(node.value),
                suggestion=field.enum.meant(node.value),
            )
        )

    def _wrong(
        self, node: Node, route: Route, field: Field, expected: str, replacement: str | None = None
    ) -> None:
        self.problems.append(
            WrongType(
                span=self._first_line(node),
                route=route,
                expected=expected,
                given=_given(node),
                field_name=field.json_name,
                replacement=replacement,
            )
        )

    def _first_line(self, node: Node) -> Span:
        """A value's place; of a collection over several lines, its beginning."""
        span = self._span(node)
        if isinstance(node, Scalar) or node.flow or not node.start < node.end:
            return span
        end = span.source.text.find("\n", span.start, span.end)
        return span if end < 0 else Span(span.source, span.start, end)


def _given(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if is_null(node) else scalars.said(node)


def _common_prefix(names: list[str]) -> str:
    """What all values of an enum begin with, up to an underscore: BILLING_MODE_."""
    shortest = min(names, key=len)
    length = next(
        (i for i, letter in enumerate(shortest) if any(name[i] != letter for name in names)), len(shortest)
    )
    return shortest[: shortest.rfind("_", 0, length) + 1]
