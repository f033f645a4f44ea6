"""What generations after the 14-field contract say besides, and how the 14 fields say it, where they can.

Later manifests keep the 14 fields and add to them, so that a few edits in place make them ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.kinds import entry, word
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel, snake
from planton_dynamodb.manifest.writing import block_text

FLAGS = {
    "pointInTimeRecovery": "pointInTimeRecoveryEnabled",
    "contributorInsights": "contributorInsightsEnabled",
}
"""Blocks that often say no more than `enabled`, and the fields that say it here."""

REGIONS = ("region", "awsRegion")

WITHOUT_A_PLACE = frozenset(
    {
        "autoscaling",
        "globalTableWitness",
        "importTable",
        "kinesisStreamingDestination",
        "onDemandThroughput",
        "replicas",
        "resourcePolicy",
        "restoreDateTime",
        "restoreSourceName",
        "restoreSourceTableArn",
        "restoreToLatestTime",
        "warmThroughput",
    }
)
"""Fields of a spec that the 14 have nothing for."""

_OF_AN_INDEX = ("onDemandThroughput", "warmThroughput")
_ENABLED = ("enabled", "isEnabled")


@dataclass(slots=True)
class Later:
    """What a spec says beyond the 14 fields, and the edits that make it one of 14 fields."""

    keys: list[Scalar] = field(default_factory=list)
    """The keys that tell its generation, in the order of the file."""
    edits: list[tuple[Span, str]] = field(default_factory=list)
    removals: list[Route] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """What to do, as imperatives."""
    inexpressible: list[str] = field(default_factory=list)
    certain: bool = True
    """Whether every edit that is needed could be made out."""


def later(spec: Mapping, source: Source) -> Later:
    """Everything in a spec that is of a later generation."""
    found = Later()
    for key, value in spec.entries:
        name = camel(key.value)
        if name in FLAGS:
            _flag(key, value, spec, source, found)
        elif name in REGIONS:
            found.keys.append(key)
            found.removals.append(("spec", key.value))
            found.changes.append(
                f"give `{key.value}` to the provider (AWS_REGION, or region in provider_config)"
            )
        elif name in WITHOUT_A_PLACE:
            _no_place(key, value, ("spec", key.value), key.value, found)
        elif name == "serverSideEncryption":
            _key_reference(value, source, found)
        elif name in ("globalSecondaryIndexes", "localSecondaryIndexes"):
            _indexes(key, value, spec, source, found)
    found.certain &= len(found.removals) == len(set(found.removals))
    return found


def _no_place(key: Scalar, value: Node, route: Route, said: str, found: Later) -> None:
    found.keys.append(key)
    if is_null(value) or (isinstance(value, Sequence) and not value.items):
        found.removals.append(route)
    else:
        found.inexpressible.append(said)
        found.changes.append(f"leave out `{said}`")


def _flag(key: Scalar, value: Node, spec: Mapping, source: Source, found: Later) -> None:
    found.keys.append(key)
    edit = flag_edit(key, value, spec, source)
    if edit is not None:
        found.edits.append(edit)
        found.changes.append(f"write {edit[1]} for `{key.value}`")
        return
    inner = value.entries if isinstance(value, Mapping) else []
    more = [
        f"{key.value}.{name.value}"
        for name, given in inner
        if name.value not in _ENABLED and not is_null(given)
    ]
    found.inexpressible += more
    found.changes.append(f"write {FLAGS[camel(key.value)]}, which is true or false, for `{key.value}`")
    found.certain = False


def flag_edit(key: Scalar, value: Node, spec: Mapping, source: Source) -> tuple[Span, str] | None:
    """`pointInTimeRecovery: {enabled: true}` as `pointInTimeRecoveryEnabled: true`, if that is all."""
    name = FLAGS[camel(key.value)]
    if isinstance(value, Mapping) and len(value.entries) == 1 and value.entries[0][0].value in _ENABLED:
        state_node = value.entries[0][1]
    else:
        state_node = value
    state = scalars.boolean(state_node)[0] if isinstance(state_node, Scalar) else None
    if not isinstance(state, bool) or entry(spec, name) is not None or key.source is not None:
        return None
    field_name = like_key(name, key, spec, source)
    return Span(source, key.start, value.end), f"{field_name}: {block_text.scalar(state)}"


def like_key(name: str, key: Scalar, beside: Mapping, source: Source) -> str:
    """A field's name as the file would write it in place of a key: in snake_case or not, in quotes or not."""
    spelled = snake(name) if any("_" in other.value for other, _ in beside.entries) else name
    return Span(source, key.start, key.end).with_quotes(spelled)


def _key_reference(value: Node, source: Source, found: Later) -> None:
    """A key's ARN in a wrapper (`kmsKeyArn: {value: …}`), or a reference to another resource."""
    for key, reference in value.entries if isinstance(value, Mapping) else ():
        if camel(key.value) != "kmsKeyArn" or not isinstance(reference, Mapping):
            continue
        found.keys.append(key)
        literal = word(entry(reference, "value"))
        if literal is not None and len(reference.entries) == 1:
            as_is = source.text[key.start : key.end]
            span = Span(source, key.start, reference.end)
            found.edits.append((span, f"{as_is}: {span.with_quotes(literal)}"))
        else:
            found.inexpressible.append(f"serverSideEncryption.{key.value}.valueFrom")
        found.changes.append(f"write the key's ARN itself as `{key.value}`")


def _indexes(listed: Scalar, value: Node, spec: Mapping, source: Source, found: Later) -> None:
    local = camel(listed.value) == "localSecondaryIndexes"
    for position, index in enumerate(value.items if isinstance(value, Sequence) else ()):
        for key, part in index.entries if isinstance(index, Mapping) else ():
            name = camel(key.value)
            if name in _OF_AN_INDEX:
                route = ("spec", listed.value, position, key.value)
                _no_place(key, part, route, f"{listed.value}[{position}].{key.value}", found)
            elif name == "rangeKey" and local and isinstance(index, Mapping):
                found.keys.append(key)
                _sort_key(key, part, index, spec, source, found)


def _sort_key(key: Scalar, value: Node, index: Mapping, spec: Mapping, source: Source, found: Later) -> None:
    """The `rangeKey` of a local index as a keySchema, whose HASH is the table's."""
    hash_key, range_key = _hash_key(spec), word(value) or word(entry(value, "name"))
    if hash_key is None or range_key is None or entry(index, "keySchema") is not None or index.flow:
        found.changes.append(f"write a keySchema for `{key.value}`")
        found.certain = False
        return
    elements = ((hash_key, "HASH"), (range_key, "RANGE"))
    lines = block_text.lines(
        {"keySchema": [{"attributeName": name, "keyType": key_type} for name, key_type in elements]}
    )
    first, _ = source.line_span(source.line_of(key.start))
    indent = source.newline + " " * (key.start - first)
    found.edits.append((Span(source, key.start, value.end), indent.join(lines)))
    found.changes.append(f"write a keySchema for `{key.value}`")


def _hash_key(spec: Mapping) -> str | None:
    schema = entry(spec, "keySchema")
    for element in schema.items if isinstance(schema, Sequence) else ():
        if (word(entry(element, "keyType")) or "").endswith("HASH"):
            return word(entry(element, "attributeName"))
    return None
