"""`--set spec.billingMode=…`: values put into a manifest from the command line, each typed by its field.

A flag is a source of its own: a finding about a value from it shows the flag and marks what is wrong in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import BadOverride, Problem, Route, Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel

FLAG = "--set"
_STEP = re.compile(
    r"""(?:^|\.)(?P<key>(?:\\.|[^.=\[\]\\"'])+)"""
    r"""|\[(?P<index>[0-9]{1,9})\]"""
    r"""|\.?\[(?P<quote>["'])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\])+)(?P=quote)\]""",
    re.DOTALL,
)

_HOLE = re.compile(r"\{[A-Za-z]+\}")


class OverrideError(ValueError):
    """A `--set` argument that is not PATH=VALUE."""


@dataclass(frozen=True, slots=True)
class _Step:
    key: str | int
    start: int
    end: int
    exact: bool = True
    """Whether a key is meant as it stands; a plain one may be a field in its other spelling."""


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

    @property
    def spec_field(self) -> str | None:
        """The field of spec that it sets something of, in camelCase; None where it sets something else."""
        if len(self.steps) < 2 or self.steps[0].key != "spec":
            return None
        key = self.steps[1].key
        return camel(key) if isinstance(key, str) else None

    def apply(self, root: Mapping) -> list[Problem]:
        """Put the value where the path leads; a path that leads nowhere is a problem."""
        node: Node | None = root
        _pin_end(root)
        for position in range(len(self.steps)):
            if node is None:
                break
            problem = self._misfit(node, position)
            if problem is not None:
                return [problem]
            if type(node) is Sequence:
                node = self._into_item(node, position)
            elif type(node) is Mapping:
                node = self._into_entry(node, position)
        return []

    @property
    def _removes(self) -> bool:
        return is_null(self.value)

    def _misfit(self, node: Node, position: int) -> BadOverride | None:
        """What keeps a step from being taken."""
        key = self.steps[position].key
        path = self._path(position)
        before = f"`{path}`" if path else "the manifest"
        if type(node) is Scalar:
            message = f"{before} is a single value here, with nothing inside of it to set"
            return self._bad(position, message, f"end the path at {path}")
        if type(node) is Mapping and isinstance(key, int):
            message = f"{before} is a mapping here, not a list, so that it has no item {key}"
            return self._bad(position, message, f"name a field of it in place of [{key}]")
        if type(node) is Sequence and not isinstance(key, int):
            edit = f"say which item is meant, as in {path}[0].{key}"
            return self._bad(position, f"{before} is a list here, so that it has no `{key}`", edit)
        if type(node) is Sequence and isinstance(key, int) and key > len(node.items):
            count = len(node.items)
            held = f"{count} item{'' if count == 1 else 's'}"
            edit = f"count from 0: [{count}] adds one at the end"
            return self._bad(position, f"{before} has {held} here, so that [{key}] is beyond its end", edit)
        return None

    def _into_item(self, node: Sequence, position: int) -> Node | None:
        index = self.steps[position].key
        assert isinstance(index, int)
        last = position == len(self.steps) - 1
        missing = index == len(node.items) or is_null(node.items[index])
        if self._removes and (last or missing):
            del node.items[index : index + last]
            return None
        if last or missing:
            node.items[index : index + 1] = [self._fresh(position)]
        else:
            node.items[index] = _unshared(node.items[index])
        return node.items[index]

    def _into_entry(self, node: Mapping, position: int) -> Node | None:
        step = self.steps[position]
        last = position == len(self.steps) - 1
        found = _find(node, step)
        at = len(node.entries) if found is None else found
        missing = found is None or is_null(node.entries[found][1])
        key = Scalar(step.start, step.end, str(step.key), True, None, self.source)
        if self._removes and (last or missing):
            # Not just taken away: so a misspelt key is found, and what is missing now is shown at the flag.
            node.entries[at : at + 1] = [(key, self.value)]
            return None
        kept = key if found is None else node.entries[found][0]
        value = self._fresh(position) if last or missing else _unshared(node.entries[at][1])
        node.entries[at : at + 1] = [(kept, value)]
        return value

    def _fresh(self, position: int) -> Node:
        """The value at the end of the path; before that, what the next step needs to go through."""
        if position == len(self.steps) - 1:
            return self.value
        start = self.value.start
        node = Sequence(start, []) if isinstance(self.steps[position + 1].key, int) else Mapping(start, [])
        node.source = self.source
        node.known_end = self.value.end
        return node

    def _path(self, length: int) -> str:
        """The first steps of the path as they were typed."""
        if not length:
            return ""
        last = self.steps[length - 1]
        closing = {"[": 1, '"': 2, "'": 2}.get(self.source.text[last.start - 1 : last.start], 0)
        return self.source.text[: last.end + closing]

    def _bad(self, position: int, message: str, edit: str) -> BadOverride:
        step = self.steps[position]
        route: Route = tuple(
            camel(s.key) if isinstance(s.key, str) else s.key for s in self.steps[: position + 1]
        )
        span = Span(self.source, step.start, step.end)
        return BadOverride(span=span, route=route, message=message, edit=edit)


def _find(node: Mapping, step: _Step) -> int | None:
    keys = [key.value for key, _ in node.entries]
    if step.key in keys:
        return keys.index(str(step.key))
    if step.exact:
        return None
    wanted = camel(str(step.key))
    return next((index for index, key in enumerate(keys) if camel(key) == wanted), None)


def _unshared(node: Node) -> Node:
    """A collection of its own for one that an alias shows elsewhere too, or a flag in other manifests."""
    if type(node) is Mapping:
        own: Mapping | Sequence = Mapping(node.start, list(node.entries), node.tag)
    elif type(node) is Sequence:
        own = Sequence(node.start, list(node.items), node.tag)
    else:
        return node
    own.flow, own.source, own.known_end = node.flow, node.source, node.known_end
    _pin_end(own)
    return own


def _pin_end(node: Mapping | Sequence) -> None:
    """The end of a collection must stay in its own text when a value in it comes from a flag."""
    if node.known_end is None:
        node.known_end = node.end


def parse_all(arguments: Iterable[str]) -> tuple[Override, ...]:
    """Take the `--set` arguments of a run apart; each stands on the line of its number."""
    return tuple(parse(argument, number) for number, argument in enumerate(arguments, 1))


def parse(argument: str, number: int = 1) -> Override:
    """Take one `--set` argument apart."""
    source = Source(FLAG, argument, shown_before=f"{FLAG} ", first_line=number)
    steps = _steps(argument)
    end = steps[-1][1] if steps else 0
    if not steps or argument[end : end + 1] != "=":
        if "=" not in argument:
            raise OverrideError(
                f"{FLAG} {argument}: write PATH=VALUE, as in {FLAG} spec.billingMode=PAY_PER_REQUEST"
            )
        path = argument.partition("=")[0]
        raise OverrideError(
            f"{FLAG} {argument}: `{path}` is no path: write one such as spec.keySchema[0].attributeName "
            'or metadata.labels["a.b"]'
        )
    return Override(source, tuple(step for step, _ in steps), _value(source, end + 1, argument[end + 1 :]))


def _steps(argument: str) -> list[tuple[_Step, int]]:
    """The steps of the path that an argument begins with, each with where it ends, brackets included."""
    steps: list[tuple[_Step, int]] = []
    position = 0
    while (found := _STEP.match(argument, position)) is not None:
        position = found.end()
        kind = found.lastgroup if found["quoted"] is None else "quoted"
        assert kind is not None
        key = int(found[kind]) if kind == "index" else re.sub(r"(?s)\\(.)", r"\1", found[kind])
        steps.append((_Step(key, found.start(kind), found.end(kind), kind != "key"), position))
    return steps


def _value(source: Source, start: int, value: str) -> Node:
    """A plain text, or YAML in braces and brackets; `{app}-{table}` is a text with room in it."""
    if value[:1] in ("{", "[") and _HOLE.match(value) is None:
        return _collection(source, start)
    # `labels.team=` says that the text is empty; only `null` takes a value away.
    return Scalar(start, start + len(value), value, value != "", None, source)


def _collection(source: Source, start: int) -> Node:
    from planton_dynamodb.manifest import yaml  # only for a value that asks for it

    reading = yaml.read(source, start)
    if reading.problems or len(reading.roots) != 1:
        said = getattr(reading.problems[0], "message", None) if reading.problems else None
        raise OverrideError(f"{source.name} {source.text}: {said or 'this value cannot be read as YAML'}")
    return _from(source, reading.roots[0])


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
