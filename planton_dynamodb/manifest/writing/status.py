"""The outputs of a table put into its manifest, as `status.outputs`; every other character of the file stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import entry
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.nodes import Mapping as MappingNode
from planton_dynamodb.manifest.nodes import Scalar, is_null
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel
from planton_dynamodb.manifest.writing import block_text, layout
from planton_dynamodb.manifest.writing.edits import TextEdit, edits_of
from planton_dynamodb.manifest.writing.layout import NoEditError
from planton_dynamodb.manifest.writing.operations import Insert, Operation, Replace

_STATUS: Route = ("status",)
_OUTPUTS: Route = ("status", "outputs")
_ROUNDS = 10
"""More than it ever takes: the two mappings, then each output that is not there."""
_STACK_INPUT = "it stands in a stack input, which is made of a manifest and not written back"
_NO_EDIT = "the file is written in a way (anchors, for one) that leaves no place for it"


class NotWrittenError(Exception):
    """The text does not allow for it."""


def with_outputs(name: str, data: bytes, position: int, outputs: Mapping[str, str]) -> bytes:
    """The bytes of a file in which the manifest at a position says these outputs, by their proto names."""
    before = _manifests(name, data)
    manifest = before[position]
    if manifest.held_in is not None and entry(manifest.held_in, "target") is not None:
        raise NotWrittenError(_STACK_INPUT)
    after = data
    for _ in range(_ROUNDS):
        edits = _next_edits(manifest, outputs)
        if not edits:
            break
        after = _applied(manifest.source, edits)
        now = _manifests(name, after)
        if len(now) != len(before):
            raise NotWrittenError(_NO_EDIT)
        manifest = now[position]
    if not _says_the_same(before, _manifests(name, after), position, outputs):
        raise NotWrittenError(_NO_EDIT)
    return after


def _manifests(name: str, data: bytes) -> list[Manifest]:
    source, _ = files.decode(name, data)
    return load_source(source, named=False).manifests


def _says_the_same(
    before: Sequence[Manifest], after: Sequence[Manifest], position: int, outputs: Mapping[str, str]
) -> bool:
    """Whether nothing is different but the outputs."""
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        fields = dict(old.fields)
        if number == position:
            fields["status"] = {"outputs": dict(outputs)}
        if new.fields != fields or len(new.problems) > len(old.problems):
            return False
    return True


def _next_edits(manifest: Manifest, outputs: Mapping[str, str]) -> list[TextEdit]:
    """What brings the manifest nearer to the outputs; nothing where it says them."""
    wanted = {camel(name): value for name, value in outputs.items()}
    try:
        if type(manifest.node(_OUTPUTS)) is MappingNode:
            return _made(manifest, _into_the_mapping(manifest, wanted))
        return _opened(manifest, wanted)
    except NoEditError:
        raise NotWrittenError(_NO_EDIT) from None


def _made(manifest: Manifest, operations: Iterable[Operation]) -> list[TextEdit]:
    edits = edits_of(operations, manifest)
    if edits is None:
        raise NoEditError
    return edits


def _into_the_mapping(manifest: Manifest, wanted: Mapping[str, str]) -> list[Operation]:
    """All values that are others, or else the first output that is not there."""
    others: list[Operation] = []
    for name, value in wanted.items():
        node = manifest.node((*_OUTPUTS, name))
        if node is None:
            continue
        if type(node) is not Scalar or is_null(node) or node.value != value:
            others.append(Replace((*_OUTPUTS, name), value))
    missing: list[Operation] = [
        Insert(_OUTPUTS, name, value)
        for name, value in wanted.items()
        if manifest.node((*_OUTPUTS, name)) is None
    ]
    return others or missing[:1]


def _opened(manifest: Manifest, wanted: Mapping[str, str]) -> list[TextEdit]:
    """The mapping itself, where there is none: in lines of its own, or in braces where it stands in braces."""
    status = manifest.node(_STATUS)
    written: block_text.Value = {manifest.key(*_OUTPUTS, name): value for name, value in wanted.items()}
    if type(status) is MappingNode and status.entries:
        around, route, value = status, _OUTPUTS, written
    elif type(status) is MappingNode:
        return _made(manifest, [Insert(_STATUS, "outputs", "{}")])
    else:
        around, route, value = manifest.root, _STATUS, {"outputs": written}
    if around.flow:
        return _made(manifest, [_braces(manifest, route)])
    edits = _below(manifest, around, route) if manifest.node(route) is not None else _behind(manifest, around)
    return _in_lines(manifest, edits, route, value)


def _braces(manifest: Manifest, route: Route) -> Operation:
    """An empty mapping where there is no value, or no key even."""
    if manifest.node(route) is None:
        return Insert(route[:-1], str(route[-1]), "{}")
    return Replace(route, "{}")


def _behind(manifest: Manifest, around: MappingNode) -> tuple[int, int, list[TextEdit]]:
    """Where another entry of a mapping comes: the place, the column, and no edit besides."""
    first = layout.part(manifest.source, around, 0)
    last = layout.part(manifest.source, around, len(around.entries) - 1)
    return layout.below(last), first.start - first.line, []


def _below(manifest: Manifest, around: MappingNode, route: Route) -> tuple[int, int, list[TextEdit]]:
    """Where the entries of a key come that has no value: the place, the column of the key, and its null taken away."""
    position = next(number for number, (key, _) in enumerate(around.entries) if camel(key.value) == route[-1])
    part = layout.part(manifest.source, around, position)
    key, value = around.entries[position]
    if type(value) is not Scalar or not is_null(value):
        raise NoEditError
    colon = manifest.source.text.index(":", key.end)
    taken = [(Span(manifest.source, colon + 1, part.end), "")] if part.end > colon + 1 else []
    return layout.behind_line(part), part.start - part.line, taken


def _in_lines(
    manifest: Manifest, where: tuple[int, int, list[TextEdit]], route: Route, value: block_text.Value
) -> list[TextEdit]:
    source, (at, column, edits) = manifest.source, where
    there = manifest.node(route) is not None
    assert isinstance(value, Mapping)
    lines = block_text.lines(value if there else {str(route[-1]): value})
    indent = column + 2 if there else column
    text = source.newline.join(" " * indent + line for line in lines)
    ended = source.text[at - 1 : at] in ("\n", "\r")
    inserted = text + source.newline if ended else source.newline + text
    if any(start <= at <= end for start, end in manifest.aliased):
        raise NoEditError
    return [*edits, (Span(source, at, at), inserted)]


def _applied(source: Source, edits: Iterable[TextEdit]) -> bytes:
    """The file with the edits in it, which are of different places."""
    text = source.text
    for span, written in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        text = text[: span.start] + written + text[span.end :]
    return (b"\xef\xbb\xbf" if source.offset(0) else b"") + text.encode()
