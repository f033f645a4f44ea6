"""A manifest: the decoded fields of one document, and the way from any route back to its place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planton_dynamodb.manifest.decode import Field, Fields, MessageFields, fields_of
from planton_dynamodb.manifest.kinds import Kind
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import Problem, Route, Span, UnknownField
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel, snake

if TYPE_CHECKING:
    from google.protobuf.message import Message


@dataclass
class Manifest:
    """One document of a kind that is read here."""

    source: Source
    root: Mapping
    kind: Kind
    fields: Fields
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    """False when the document is of another generation: then only its problems say something."""
    held_in: Node | None = None
    """The document that it is a part of, where it is not one of its own: a stack input, or a `List`."""

    @property
    def name(self) -> str:
        """`metadata.name`, or nothing."""
        metadata = self.fields.get("metadata")
        return str(metadata.get("name", "")) if isinstance(metadata, dict) else ""

    @cached_property
    def message(self) -> Message:
        """The protobuf message. Fields with a problem are left out of it."""
        return self.kind.message()(**_message_fields(self.fields, fields_of(self.kind.message_name)))

    @cached_property
    def broken(self) -> frozenset[Route]:
        """The routes whose values could not be read: rules about them keep quiet."""
        routes = {problem.route for problem in self.problems if problem.breaks}
        for problem in self.problems:
            if isinstance(problem, UnknownField) and problem.stands_for:
                routes.add(problem.stands_for)
            elif isinstance(problem, UnknownField) and problem.suggestion:
                routes.add((*problem.route[:-1], camel(problem.suggestion)))
        return frozenset(routes)

    @cached_property
    def aliased(self) -> list[tuple[int, int]]:
        """The stretches of the text that aliases or merge keys show in more than one place."""
        if "*" not in self.source.text:
            return []
        seen: set[tuple[str, int, int]] = set()
        found: list[tuple[int, int]] = []
        stack: list[Node] = [self.root]
        while stack:
            node = stack.pop()
            place = (type(node).__name__, node.start, node.end)
            if place in seen and node.start < node.end:
                found.append((node.start, node.end))
                continue
            seen.add(place)
            if type(node) is Mapping:
                stack += [value for _, value in node.entries]
            elif type(node) is Sequence:
                stack += node.items
        return found

    def sound(self, *route: str | int) -> bool:
        """Whether everything at a route and below it could be read."""
        if not self.broken:
            return True
        return route not in self._above_broken and not any(
            route[:length] in self.broken for length in range(len(route))
        )

    @cached_property
    def _above_broken(self) -> frozenset[Route]:
        """The broken routes and all that lead to them: a large file may have many, and is asked about part by part."""
        return frozenset(bad[:length] for bad in self.broken for length in range(len(bad) + 1))

    def node(self, route: Route) -> Node | None:
        """The value at a route, if it is there."""
        node: Node | None = self.root
        for step in route:
            found = _step(node, step)
            node = found[1] if found else None
        return node

    def span(self, route: Route) -> Span:
        """The place to show for a route: the value, the key of a collection, or the nearest thing that is there."""
        node: Node = self.root
        key: Scalar | None = None
        for step in route:
            found = _step(node, step)
            if found is None:
                break
            key, node = found
        return self._shown(key, node)

    def key_span(self, route: Route) -> Span:
        """The place of the key that a route ends in."""
        found = _step(self.node(route[:-1]), route[-1])
        if found is None or found[0] is None:
            return self.span(route)
        key = found[0]
        return Span(key.source or self.source, key.start, key.end)

    def spelled(self, *route: str | int) -> str:
        """How the file writes what a route leads to: a scalar's text, or the key."""
        found = _step(self.node(route[:-1]), route[-1])
        if found is None:
            return str(route[-1])
        key, node = found
        if type(node) is Scalar and not is_null(node):
            return node.value
        return key.value if key is not None else str(route[-1])

    def key(self, *route: str | int) -> str:
        """How the file spells the key that a route ends in; as the rest of the file would where it is missing."""
        found = _step(self.node(route[:-1]), route[-1])
        if found is not None and found[0] is not None:
            return found[0].value
        missing = str(route[-1])
        return snake(missing) if _has_snake_case(self.node(("spec",))) else missing

    def given(self, *route: str | int) -> bool:
        """Whether the file has a value at a route, be it a blank one."""
        node = self.node(route)
        return node is not None and not is_null(node)

    def _shown(self, key: Scalar | None, node: Node) -> Span:
        if type(node) is Scalar and not is_null(node):
            return Span(node.source or self.source, node.start, node.end)
        if key is not None:
            return Span(key.source or self.source, key.start, key.end)
        if type(node) is Mapping and node.entries and not node.flow:
            first_key, first_value = node.entries[0]
            end = first_value.end if type(first_value) is Scalar else first_key.end
            return Span(node.source or self.source, node.start, max(end, first_key.end))
        if type(node) is Sequence and not node.flow:
            return Span(node.source or self.source, node.start, node.start + 1)
        return Span(node.source or self.source, node.start, node.end)


def _step(node: Node | None, step: str | int) -> tuple[Scalar | None, Node] | None:
    if type(node) is Mapping and isinstance(step, str):
        spelled = None
        for key, value in node.entries:
            if key.value == step:
                return key, value
            if spelled is None and camel(key.value) == step:
                spelled = (key, value)
        return spelled
    if type(node) is Sequence and isinstance(step, int) and 0 <= step < len(node.items):
        return None, node.items[step]
    return None


def _has_snake_case(node: Node | None) -> bool:
    if type(node) is Mapping:
        return any("_" in key.value or _has_snake_case(value) for key, value in node.entries)
    return type(node) is Sequence and any(_has_snake_case(item) for item in node.items)


def _message_fields(fields: Fields, message: MessageFields) -> Fields:
    """Fields as protobuf takes them. A list item that could not be read is left out: a message has no place for it."""
    return {name: _field_value(value, message.by_key[name]) for name, value in fields.items()}


def _field_value(value: Any, field: Field) -> object:  # noqa: ANN401 - as the decoder made it
    if field.is_map:
        of = field.message.by_key["value"]
        return {key: _single_value(item, of) for key, item in value.items()}
    if field.repeated:
        return [_single_value(item, field) for item in value if item is not None or field.is_free]
    return _single_value(value, field)


def _single_value(value: Any, field: Field) -> object:  # noqa: ANN401 - as above
    if field.is_free:
        from planton_dynamodb.manifest.free_values import message_struct, message_value

        return message_struct(value) if field.expected else message_value(value)
    return _message_fields(value, field.message) if field.holds_messages else value
