"""Values and blocks in Terraform's own syntax, laid out as `terraform fmt` leaves them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planton_dynamodb.targets.terraform_tree import (
    Argument,
    Block,
    Call,
    Expression,
    Item,
    Template,
    Value,
    Word,
)

_WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def block_text(block: Block) -> str:
    """A block with its lines."""
    return "".join(f"{line}\n" for line in _block(block))


def inline(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Expression | Word):
        return value.text
    if isinstance(value, Template):
        return f'"{"".join(map(_part, value.parts))}"'
    if isinstance(value, Call):
        return f"{value.function}({', '.join(map(inline, value.arguments))})"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, Mapping):
        entries = ", ".join(f"{key(name)} = {inline(each)}" for name, each in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    return str(value)


def quoted(text: str) -> str:
    """A text in quotes, in which Terraform finds nothing to fill in."""
    return f'"{"".join(map(_escaped, literal(text)))}"'


def literal(text: str) -> str:
    """A text in which `${` and `%{` stand for themselves."""
    return text.replace("${", "$${").replace("%{", "%%{")


def key(name: str) -> str:
    """The key of an object."""
    return name if _IDENTIFIER.fullmatch(name) else quoted(name)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _part(part: str | Expression) -> str:
    return f"${{{part.text}}}" if isinstance(part, Expression) else quoted(part)[1:-1]


def _block(block: Block) -> Iterator[str]:
    head = " ".join((block.type, *map(quoted, block.labels)))
    yield f"{head} {{"
    yield from _indented(_body(block.body))
    yield "}"


def _body(items: Iterable[Item]) -> Iterator[str]:
    """Arguments together, a line between them and what is no argument."""
    run: list[tuple[str, Value]] = []
    before: Item | None = None
    for item in items:
        if isinstance(item, Argument):
            if not run and isinstance(before, Block):
                yield ""
            run.append((item.name, item.value))
        else:
            yield from _assignments(run)
            run = []
            if before is not None:
                yield ""
            yield from _block(item) if isinstance(item, Block) else (f"# {line}" for line in item.lines)
        before = item
    yield from _assignments(run)


def _assignments(entries: Iterable[tuple[str, Value]]) -> Iterator[str]:
    """One after the other; `=` stands in one column as long as each needs one line alone."""
    run: list[tuple[str, str]] = []
    for name, value in entries:
        lines = _lines(value, len(name) + 3)
        if len(lines) == 1:
            run.append((name, lines[0]))
            continue
        yield from _aligned(run)
        run = []
        yield f"{name} = {lines[0]}"
        yield from lines[1:]
    yield from _aligned(run)


def _aligned(run: list[tuple[str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _ in run), default=0)
    return (f"{name:<{width}} = {text}" for name, text in run)


def _lines(value: Any, before: int) -> list[str]:  # noqa: ANN401 - a value, or a part of one
    """A value on one line where it fits, else a line for each of its parts."""
    text = inline(value)
    if isinstance(value, Call) and value.arguments:
        first, *others = value.arguments
        lines = _lines(first, before + len(value.function) + 1)
        if len(lines) > 1:
            rest = "".join(f", {inline(each)}" for each in others)
            return [f"{value.function}({lines[0]}", *lines[1:-1], f"{lines[-1]}{rest})"]
    if isinstance(value, Mapping) and value:
        entries = [(key(name), each) for name, each in value.items()]
        return ["{", *_indented(_assignments(entries)), "}"]
    if isinstance(value, list) and (
        before + len(text) > _WIDTH or any(isinstance(e, Mapping) for e in value)
    ):
        return ["[", *_indented(_elements(value)), "]"]
    return [text]


def _elements(value: list[Any]) -> Iterator[str]:
    for each in value:
        *lines, last = _lines(each, 0)
        yield from (*lines, f"{last},")


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)
