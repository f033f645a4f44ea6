"""The generations that manifests of this kind were published in, told apart by apiVersion and fields.

The 14-field contract is the one that is read. A manifest of another generation gets one finding that names it
and says what to change, with the rewriting where that is mechanical.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from planton_dynamodb.manifest.generations.later_spec import Later, later
from planton_dynamodb.manifest.generations.older_spec import Translation, translate
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, Kind, entry, word
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.problems import (
    OtherGeneration,
    OtherGenerationByFields,
    OtherGenerationByVersion,
    Route,
    Span,
)
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel, snake
from planton_dynamodb.manifest.writing import block_text

_PUBLISHED = {
    "code2cloud.planton.cloud/v1": "the first generation of AwsDynamodb",
    "aws.project.planton/v1": "an early generation of AwsDynamodb",
    "aws.openmcf.org/v1": "OpenMCF's generation of AwsDynamodb",
    "aws.planton.dev/v1": "planton.dev's generation of AwsDynamodb",
    "aws.planton.dev/v1alpha1": "the newest generation of AwsDynamodb, planton.dev's catalog",
}
"""The other apiVersions that the kind was published under, and how a message calls what was."""

_EARLY = "an early generation of AwsDynamodb"
_LATER = "a later generation of AwsDynamodb"

API_GROUPS = frozenset(version.partition("/")[0] for version in _PUBLISHED) | {"aws.project-planton.org"}

_ALIAS = re.compile(r"(?<=[\s\[{,:-])[&*][A-Za-z0-9_-]")

_MANY = 3
"""So many fields of a later generation make a manifest one of it, whatever its apiVersion."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and whether the rest of the manifest can be read by the contract all the same."""

    problem: OtherGeneration
    readable: bool


def recognise(root: Mapping, kind: Kind, source: Source) -> Verdict | None:
    """The generation of a manifest, unless it is of the 14-field contract or of no known one."""
    if kind is not AWS_DYNAMODB:
        return None
    spec = entry(root, "spec")
    telling = older_key(spec)
    envelope = _Envelope(root, kind, source)
    if telling is not None:
        assert isinstance(spec, Mapping)
        return _older(telling, spec, envelope)
    found = later(spec, source) if isinstance(spec, Mapping) else Later()
    if envelope.published is None:
        right = envelope.version == kind.api_version
        return _later(found, envelope) if right and _distinct(found.keys) >= _MANY else None
    return _later(found, envelope) if found.keys else _same_fields(envelope)


def older_key(spec: Node | None) -> Scalar | None:
    """The key that makes a spec one of an older generation, unless it has the key of the 14 fields too."""
    if not isinstance(spec, Mapping) or entry(spec, "keySchema") is not None:
        return None
    telling = (key for key, value in spec.entries if _is_older(key, value))
    return next(telling, None)


def _is_older(key: Scalar, value: Node) -> bool:
    name = camel(key.value)
    if name == "table":
        return isinstance(value, Mapping)
    return name in ("hashKey", "partitionKeyName")


def _distinct(keys: list[Scalar]) -> int:
    return len({key.value for key in keys})


class _Envelope:
    """What a manifest says of itself around its spec."""

    def __init__(self, root: Mapping, kind: Kind, source: Source) -> None:
        self.root = root
        self.kind = kind
        self.source = source
        self._node = entry(root, "apiVersion")
        self.version = word(self._node)
        self.published = _PUBLISHED.get(self.version or "")

    @property
    def from_a_flag(self) -> bool:
        """Whether a `--set` has put anything into the manifest, which no edit of the file may write down."""
        return _has_source(self.root)

    def version_edits(self) -> list[tuple[Span, str]]:
        """The edit that makes the apiVersion the right one."""
        expected = self.kind.api_version
        if self.version == expected:
            return []
        if self._node is not None and self.version is None:
            written = f'"{expected}"' if self.root.flow else expected
            return [(Span(self.source, self._node.start, self._node.end), f" {written}")]
        if self._node is None:
            first = self.root.entries[0][0].start
            separator = ", " if self.root.flow else self.source.newline
            quote = '"' if self.root.flow else ""
            text = f"{quote}apiVersion{quote}: {quote}{expected}{quote}{separator}{self._indent(first)}"
            return [(Span(self.source, first, first), text)]
        span = Span(self.source, self._node.start, self._node.end)
        return [(span, span.with_quotes(expected))]

    def _indent(self, index: int) -> str:
        start, _ = self.source.line_span(self.source.line_of(index))
        return "" if self.root.flow else " " * (index - start)

    def problem(
        self,
        telling: Scalar | None,
        generation: str,
        change: str,
        *,
        inexpressible: list[str],
        edits: list[tuple[Span, str]],
        removals: list[Route],
        safe: bool,
    ) -> OtherGeneration:
        """The finding, at the apiVersion where that tells the generation, else at the field that does."""
        at_version = self.version is not None and self.version != self.kind.api_version
        place = self._node if at_version else telling
        assert place is not None
        route = ("apiVersion",) if at_version or telling is None else ("spec", camel(telling.value))
        certain = not inexpressible and not self.from_a_flag
        problem = OtherGenerationByVersion if at_version else OtherGenerationByFields
        return problem(
            span=Span(place.source or self.source, place.start, place.end),
            route=route,
            generation=generation,
            change=change,
            inexpressible=tuple(inexpressible),
            rewrite=tuple(edits) if certain else (),
            removals=tuple(removals) if certain else (),
            rewrite_safe=safe,
        )

    @property
    def change_of_version(self) -> list[str]:
        """What to write as the apiVersion, as an imperative."""
        return [] if self.version == self.kind.api_version else [f"write apiVersion: {self.kind.api_version}"]


def _has_source(node: Node) -> bool:
    if node.source is not None:
        return True
    if isinstance(node, Mapping):
        return any(_has_source(key) or _has_source(value) for key, value in node.entries)
    return isinstance(node, Sequence) and any(_has_source(item) for item in node.items)


def _same_fields(envelope: _Envelope) -> Verdict:
    generation = f"{envelope.published}, with the same fields"
    change = " and ".join(envelope.change_of_version)
    problem = envelope.problem(
        None, generation, change, inexpressible=[], edits=envelope.version_edits(), removals=[], safe=True
    )
    return Verdict(problem, readable=True)


def _later(found: Later, envelope: _Envelope) -> Verdict:
    beyond = {part for name in found.inexpressible for part in name.split(".")}
    keys = dict.fromkeys(f"`{key.value}`" for key in found.keys if key.value not in beyond)
    generation = f"{envelope.published or _LATER}{', with ' if keys else ''}{_listed(list(keys))}"
    changes = [*envelope.change_of_version, *found.changes]
    edits = [*envelope.version_edits(), *found.edits] if found.certain else []
    removals = found.removals if found.certain else []
    problem = envelope.problem(
        found.keys[0],
        generation,
        "; ".join(changes),
        inexpressible=found.inexpressible,
        edits=edits,
        removals=removals,
        safe=not removals,
    )
    return Verdict(problem, readable=False)


def _older(telling: Scalar, spec: Mapping, envelope: _Envelope) -> Verdict:
    key = f"`{telling.value}`"
    form = f"everything under {key}" if camel(telling.value) == "table" else f"{key} in place of keySchema"
    generation = f"{envelope.published or _EARLY}, with {form}"
    translation = translate(spec)
    if translation.table_name is not None and word(_name_node(envelope)) is None:
        translation.unclear.append(f"`metadata.name`, which has to be {translation.table_name}")
    if _ALIAS.search(envelope.source.text, spec.start, spec.end):
        translation.unclear.append("the aliases in spec, which may be meant for other places too")
    edits = _rewritten(spec, translation, envelope) if translation.complete else []
    problem = envelope.problem(
        telling,
        generation,
        _changes(translation, envelope),
        inexpressible=translation.inexpressible,
        edits=edits,
        removals=[],
        safe=False,
    )
    return Verdict(problem, readable=False)


def _changes(translation: Translation, envelope: _Envelope) -> str:
    changes = [*envelope.change_of_version, f"write the table in the 14 fields{translation.key}"]
    changes += translation.changes
    if _name_edit(translation, envelope) is not None:
        changes.append(f"let metadata.name be {translation.table_name}, the table's name")
    left_out = translation.left_out + [f"`{name}`" for name in translation.inexpressible]
    if left_out:
        changes.append(f"leave out {_listed(left_out)}")
    if translation.unclear:
        changes.append(f"decide about {_listed(translation.unclear)}")
    return "; ".join(changes)


def _rewritten(spec: Mapping, translation: Translation, envelope: _Envelope) -> list[tuple[Span, str]]:
    """The edits that write the spec anew, with the apiVersion and the name that belong to it."""
    source = envelope.source
    text = _flow_text(translation) if spec.flow else _block_text(spec, translation, source)
    edits = [*envelope.version_edits(), (Span(source, spec.start, spec.end), text)]
    name = _name_edit(translation, envelope)
    return [*edits, name] if name is not None else edits


def _flow_text(translation: Translation) -> str:
    import json  # a manifest in braces is rare, and of an older generation still more so

    return json.dumps(translation.spec, ensure_ascii=False)


def _block_text(spec: Mapping, translation: Translation, source: Source) -> str:
    """The new spec from its first key on; the comments of the old one stand before it."""
    first, _ = source.line_span(source.line_of(spec.start))
    indent = source.newline + " " * (spec.start - first)
    snake_case = any("_" in key.value for key, _ in spec.entries)
    written = _in_snake_case(translation.spec) if snake_case else translation.spec
    assert isinstance(written, dict)
    return indent.join([*_comments(spec, source), *block_text.lines(written)])


def _in_snake_case(value: block_text.Value) -> block_text.Value:
    if isinstance(value, dict):
        return {snake(key): _in_snake_case(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_snake_case(item) for item in value]
    return value


def _comments(spec: Mapping, source: Source) -> list[str]:
    """The comments within a spec, which its new text would lose otherwise."""
    text, found, position = source.text, [], spec.start
    for start, end in [*sorted(_scalar_spans(spec)), (spec.end, spec.end)]:
        for line in text[position:start].splitlines():
            _, mark, comment = line.partition("#")
            if mark:
                found.append(mark + comment.rstrip())
        position = max(position, end)
    return found


def _scalar_spans(node: Node) -> list[tuple[int, int]]:
    if isinstance(node, Mapping):
        inside = [node_or_key for pair in node.entries for node_or_key in pair]
        return [span for part in inside for span in _scalar_spans(part)]
    if isinstance(node, Sequence):
        return [span for item in node.items for span in _scalar_spans(item)]
    return [(node.start, node.end)]


def _name_edit(translation: Translation, envelope: _Envelope) -> tuple[Span, str] | None:
    """The table is named by metadata.name now: what `tableName` said goes there."""
    node = _name_node(envelope)
    if translation.table_name is None or not isinstance(node, Scalar) or node.value == translation.table_name:
        return None
    span = Span(envelope.source, node.start, node.end)
    name = block_text.scalar(translation.table_name)
    return span, name if name.startswith('"') else span.with_quotes(name)


def _name_node(envelope: _Envelope) -> Node | None:
    return entry(entry(envelope.root, "metadata"), "name")


def _listed(phrases: list[str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
