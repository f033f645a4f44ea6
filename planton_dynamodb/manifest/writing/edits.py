"""Operations on a manifest made into edits of its text: what to put where, with the lines and commas around.

An edit is given only where it does what the operation says and nothing besides: none in what aliases show in
several places, none in what a flag put there. Text outside of the edits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.decode import Field, MessageFields, fields_of
from planton_dynamodb.manifest.nodes import Mapping, Scalar, Sequence
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.words import camel, snake
from planton_dynamodb.manifest.writing import block_text, layout
from planton_dynamodb.manifest.writing.layout import NoEditError, Part
from planton_dynamodb.manifest.writing.operations import (
    Insert,
    Operation,
    Remove,
    Rename,
    Replace,
    ReplaceSpan,
)

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

TextEdit: TypeAlias = tuple[Span, str]

_QUOTED = re.compile(r"""(["'])[^\r\n]*\1""")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_COMMA = re.compile(r"\s*,")
_BLANKS = re.compile(r"[ \t]*")
_JSON_WORDS = frozenset({"true", "false", "null"})


def edits_of(operations: Iterable[Operation], manifest: Manifest | None) -> list[TextEdit] | None:
    """The edits of a fix, or None where the text does not allow for one of them."""
    edits: list[TextEdit] = []
    try:
        for operation in operations:
            if isinstance(operation, ReplaceSpan):
                edits.append((operation.span, _in_its_place(operation.span, operation.text, manifest)))
                continue
            assert manifest is not None
            if isinstance(operation, Replace):
                edits.append(_replacement(manifest, operation.route, operation.text))
            elif isinstance(operation, Rename):
                span = manifest.key_span(operation.route)
                edits.append((span, _in_its_place(span, operation.text, manifest)))
            elif isinstance(operation, Remove):
                edits += _removal(manifest, operation.route)
            elif isinstance(operation, Insert):
                edits.append(_insertion(manifest, operation.route, operation.key, operation.text))
            else:
                edits += _swap(manifest, operation.first, operation.second)
    except NoEditError:
        return None
    return edits if manifest is None or _all_in_place(edits, manifest) else None


def _all_in_place(edits: list[TextEdit], manifest: Manifest) -> bool:
    """Whether all edits are in the file itself, and in no part of it that an alias shows elsewhere too."""
    return all(
        span.source is manifest.source
        and not any(start <= span.end and span.start <= end for start, end in manifest.aliased)
        for span, _ in edits
    )


def _in_its_place(span: Span, text: str, manifest: Manifest | None) -> str:
    """A word in the quotes of the one that stands there; in quotes anyway where the text is JSON."""
    if _WORD.fullmatch(text) is None or text in _JSON_WORDS:
        return text
    before = span.source.text[span.start : span.end]
    if _QUOTED.fullmatch(before):
        return before[0] + text + before[0]
    return f'"{text}"' if manifest is not None and _is_json(manifest) and before else text


def _is_json(manifest: Manifest) -> bool:
    root = manifest.root
    return root.flow and bool(root.entries) and manifest.source.text.startswith('"', root.entries[0][0].start)


def _value(text: str, field: Field | None, quote: str) -> str:
    """A value as its field needs it: texts and words in the given quotes, or in quotes where needed."""
    is_text = field is None or field.enum is not None or field.type_scalar is scalars.text
    if not is_text and not (field is not None and field.is_free and quote):
        return text
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return block_text.quoted(text) if quote else block_text.scalar(text)


def _replacement(manifest: Manifest, route: Route, text: str) -> TextEdit:
    node = manifest.node(route)
    if type(node) is not Scalar or node.source is not None:
        raise NoEditError
    source, start = manifest.source, node.start
    before = source.text[start : node.end].rstrip()
    quote = before[:1] if _QUOTED.fullmatch(before) else '"' if _is_json(manifest) else ""
    written = _value(text, _field(manifest, route), quote)
    if before:
        return Span(source, start, start + len(before)), written
    if source.text[start - 1 : start] not in (":", "-"):
        raise NoEditError
    return Span(source, start, start), f" {written}"


def _field(manifest: Manifest, route: Route) -> Field | None:
    """The field of the contract that a route leads to; a list's for its items."""
    message = _message(manifest, ())
    field: Field | None = None
    for step in route:
        if isinstance(step, int):
            continue
        field = message.by_key.get(step) if message is not None else None
        message = field.message if field is not None and _is_message(field) else None
    return field


def _is_message(field: Field) -> bool:
    return field.type_scalar is None and field.enum is None and not field.is_map and not field.is_free


def _removal(manifest: Manifest, route: Route) -> list[TextEdit]:
    part = _part(manifest, route)
    if not part.neighbours:
        # An empty collection says no more than an absent one; only the sections of a manifest have to stay.
        if len(route) <= 2:
            raise NoEditError
        return _removal(manifest, route[:-1])
    if part.collection.flow:
        return _removal_in_flow(part)
    source = manifest.source
    if layout.follows_dash(part):
        behind = layout.behind_line(part)
        rest = source.text[behind:]
        return [(Span(source, part.start, behind + len(rest) - len(rest.lstrip())), "")]
    return [(Span(source, *layout.with_blank_lines(source, *layout.lines(part))), "")]


def _part(manifest: Manifest, route: Route) -> Part:
    collection = manifest.node(route[:-1])
    if type(collection) is Mapping:
        return layout.part(manifest.source, collection, _entry(collection, route[-1]))
    if type(collection) is Sequence and isinstance(route[-1], int) and route[-1] < len(collection.items):
        return layout.part(manifest.source, collection, route[-1])
    raise NoEditError


def _entry(mapping: Mapping, step: str | int) -> int:
    """Where a field stands in a mapping, in the spelling that the decoder takes when both are there."""
    keys = [key.value for key, _ in mapping.entries]
    if step in keys:
        return keys.index(str(step))
    for position, key in enumerate(keys):
        if camel(key) == step:
            return position
    raise NoEditError


def _removal_in_flow(part: Part) -> list[TextEdit]:
    """A part in braces or brackets goes with a comma, and with its lines where it has them for itself."""
    source, text = part.source, part.source.text
    comma = _COMMA.match(text, part.end)
    if comma is None:
        return _removal_at_end(part)
    with_comma = replace(part, end=comma.end())
    if _has_its_lines(with_comma):
        return [(Span(source, *layout.lines(with_comma)), "")]
    if part.lead.rstrip()[-1:] not in ("", ",", "[", "{"):
        raise NoEditError
    return [(Span(source, part.start, _BLANKS.match(text, comma.end()).end()), "")]  # type: ignore[union-attr]


def _removal_at_end(part: Part) -> list[TextEdit]:
    """The last part has no comma behind it: the one before it has to go."""
    source, text = part.source, part.source.text
    previous = layout.part(source, part.collection, part.position - 1)
    comma = _COMMA.match(text, previous.end)
    if comma is None:
        raise NoEditError
    removed = [(Span(source, previous.end, comma.end()), "")]
    if _has_its_lines(part):
        return [*removed, (Span(source, *layout.lines(part)), "")]
    if text[comma.end() : part.start].strip():
        return [*removed, (Span(source, part.start, part.end), "")]
    return [(Span(source, previous.end, part.end), "")]


def _has_its_lines(part: Part) -> bool:
    try:
        layout.behind_line(part)
    except NoEditError:
        return False
    return not part.lead.strip()


def _insertion(manifest: Manifest, route: Route, key: str, text: str) -> TextEdit:
    mapping = manifest.node(route) if route else manifest.root
    if type(mapping) is not Mapping or mapping.source is not None:
        raise NoEditError
    message = _message(manifest, route)
    field = message.by_key.get(key) if message is not None else None
    json = _is_json(manifest)
    spelled = snake(key) if route and field is not None and _in_snake_case(mapping, manifest) else key
    quote = '"' if json else ""
    entry = f"{quote}{spelled}{quote}: {_value(text, field, quote)}"
    source = manifest.source
    if not mapping.entries:
        start = layout.opening(source, mapping)
        return Span(source, start, start), entry
    position = _position(mapping, field, message)
    first = layout.part(source, mapping, 0)
    if position == 0:
        return Span(source, first.start, first.start), entry + _separator(first)
    before = layout.part(source, mapping, position - 1)
    if mapping.flow:
        return Span(source, before.end, before.end), _separator(first) + entry
    at = layout.below(before)
    indented = " " * len(first.lead) + entry
    ended = source.text[at - 1 : at] in ("\n", "\r")
    return Span(source, at, at), indented + source.newline if ended else source.newline + indented


def _separator(first: Part) -> str:
    """What stands between two entries of the mapping that a part is the first one of."""
    indent = first.source.newline + " " * len(first.lead)
    if not first.collection.flow:
        return indent
    return ", " if first.lead.strip() else f",{indent}"


def _in_snake_case(mapping: Mapping, manifest: Manifest) -> bool:
    """Whether the fields around, or else those of the spec, are spelled with underscores."""
    spec = manifest.node(("spec",))
    for beside in (mapping, spec):
        keys = [key.value for key, _ in beside.entries] if type(beside) is Mapping else []
        if any(not key.islower() for key in keys if "_" not in key):
            return False
        if any("_" in key for key in keys):
            return True
    return False


def _message(manifest: Manifest, route: Route) -> MessageFields | None:
    if not route:
        return fields_of(manifest.kind.message_name)
    field = _field(manifest, route)
    return field.message if field is not None and _is_message(field) else None


def _position(mapping: Mapping, field: Field | None, message: MessageFields | None) -> int:
    """Where a field comes among those that are there: in the order of the contract."""
    last = len(mapping.entries)
    if field is None or message is None:
        return last
    behind = {other.json_name for other in message.fields[message.fields.index(field) + 1 :]}
    keys = (camel(key.value) for key, _ in mapping.entries)
    return next((position for position, key in enumerate(keys) if key in behind), last)


def _swap(manifest: Manifest, first: Route, second: Route) -> list[TextEdit]:
    source = manifest.source
    stretches = []
    for part in (_part(manifest, first), _part(manifest, second)):
        if part.collection.flow:
            stretches.append((part.start, part.end))
            continue
        start, end = layout.lines(part)
        stretches.append((start, start + len(source.text[start:end].rstrip("\r\n"))))
    texts = [source.text[start:end] for start, end in stretches]
    return [(Span(source, *stretches[0]), texts[1]), (Span(source, *stretches[1]), texts[0])]
