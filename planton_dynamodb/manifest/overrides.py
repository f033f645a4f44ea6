"""`--set spec.billingMode=…`: values put into a manifest from the command line, typed by their field like any other.

An override is a source of its own: a finding about it shows the flag, with the part that is wrong underlined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import BadOverride, Problem, Route, Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel

_STEP = re.compile(
    r"""(?:^|\.)(?P<key>(?:\\.|[^.\[\]\\"])+)|\[(?P<index>\d+)\]|(?:^|\.)?\["(?P<quoted>[^"]*)"\]"""
)


class OverrideError(ValueError):
    """A `--set` argument that is not PATH=VALUE."""


@dataclass(frozen=True, slots=True)
class _Step:
    key: str | int
    start: int
    end: int


@dataclass(frozen=True)
class Override:
    """One `--set` argument, taken apart."""

    source: Source
    steps: tuple[_Step, ...]
    value: Node

    @property
    def flag(self) -> str:
        """The flag as it was typed."""
        return self.source.text

    def apply(self, root: Mapping) -> list[Problem]:
        """Put the value where the path leads; a path that leads nowhere is a problem."""
        node: Node = root
        for position, step in enumerate(self.steps):
            if isinstance(step.key, int):
                if type(node) is not Sequence:
                    return [self._bad(position, "is not a list here, so that it has no item to set", "leave the [index] out")]
                if step.key > len(node.items):
                    count = len(node.items)
                    edit = f"count from 0: the list has {count} item{'' if count == 1 else 's'}, [{count}] adds one"
                    return [self._bad(position, "is beyond the end of the list", edit)]
                node = self._into_item(node, step, last)
                node = self._into_item(node, position)
            else:
                if type(node) is not Mapping:
                    return [self._bad(position, "has no such part in this manifest", "check the path")]
                node = self._into_entry(node, position)
        return []

    def _into_item(self, node: Sequence, position: int) -> Node:
        index = self.steps[position].key
        assert isinstance(index, int)
        _pin_end(node)
        if index == len(node.items):
            node.items.append(self._fresh(position))
        elif position == len(self.steps) - 1 or is_null(node.items[index]):
            node.items[index] = self._fresh(position)
        return node.items[index]

    def _into_entry(self, node: Mapping, position: int) -> Node:
        step = self.steps[position]
        at = self._find(node, step)
        _pin_end(node)
        if at is None:
            key = Scalar(step.start, step.end, str(step.key), True, None, self.source)
            node.entries.append((key, self._fresh(position)))
            return node.entries[-1][1]
        key, value = node.entries[at]
        if position == len(self.steps) - 1 or is_null(value):
            node.entries[at] = (key, self._fresh(position))
        return node.entries[at][1]

    def _find(self, node: Mapping, step: _Step) -> int | None:
        keys = [key.value for key, _ in node.entries]
        if step.key in keys:
            return keys.index(str(step.key))
        alike = [index for index, key in enumerate(keys) if camel(key) == camel(str(step.key))]
        return alike[0] if alike else None

    def _fresh(self, position: int) -> Node:
        """The value at the end of the path; before that, what the next step needs to go through."""
        if position == len(self.steps) - 1:
            return self.value
        start = self.value.start
        node = Sequence(start, []) if isinstance(self.steps[position + 1].key, int) else Mapping(start, [])
        node.source = self.source
        node.known_end = self.value.end
        return node

    def _bad(self, position: int, said: str, edit: str) -> BadOverride:
        step = self.steps[position]
        route: Route = tuple(camel(s.key) if isinstance(s.key, str) else s.key for s in self.steps[: position + 1])
        end = step.end + isinstance(step.key, int)
        path = self.source.text[self.steps[0].start : end]
        return BadOverride(span=Span(self.source, step.start, step.end), route=route, message=f"{path} {said}", edit=edit)


def _pin_end(node: Mapping | Sequence) -> None:
    """The end of a collection must stay in its own text when a value in it comes from a flag."""
    if node.known_end is None:
        node.known_end = node.end


def parse(argument: str) -> Override:
    """Take a `--set` argument apart."""
    source = Source("--set", argument)
    path, equals, value = argument.partition("=")
    if not equals:
        raise OverrideError(f"--set {argument}: write PATH=VALUE, as in --set spec.billingMode=PAY_PER_REQUEST")
    steps = _steps(path)
    if not steps:
        raise OverrideError(f"--set {argument}: {path!r} is not a path such as spec.keySchema[0].attributeName")
    return Override(source, steps, _value(source, len(path) + 1, value))


def _steps(path: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    position = 0
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None:
            return ()
        if found["index"] is not None:
            steps.append(_Step(int(found["index"]), found.start("index"), found.end("index")))
        elif found["quoted"] is not None:
            steps.append(_Step(found["quoted"], found.start("quoted"), found.end("quoted")))
        else:
            steps.append(_Step(re.sub(r"\\(.)", r"\1", found["key"]), found.start("key"), found.end("key")))
        position = found.end()
    return tuple(steps)


def _value(source: Source, start: int, value: str) -> Node:
    """A plain text, or YAML in braces and brackets."""
    if value[:1] in ("{", "["):
        from planton_dynamodb.manifest import yaml

        reading = yaml.read(Source(source.name, " " * start + value))
        if reading.problems or not reading.roots:
            said = reading.problems[0] if reading.problems else None
            raise OverrideError(f"--set {source.text}: {getattr(said, 'message', 'this value cannot be read')}")
        return _from(source, reading.roots[0])
    return Scalar(start, start + len(value), value, True, None, source)


def _from(source: Source, node: Node) -> Node:
    node.source = source
    if type(node) is Mapping:
        for key, value in node.entries:
            _from(source, key)
            _from(source, value)
    elif type(node) is Sequence:
        for item in node.items:
            _from(source, item)
    return node
