"""Every field of the contract reaches a resource: whatever a manifest says, somebody hears it.

Nothing here names a field that counts. The fields come from the contract, the manifests from the corpus: a field that
is added to the contract and forgotten on the way fails the test by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, cast

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from planton_dynamodb.contract.api_pb2 import AwsDynamodb
from planton_dynamodb.contract.spec_pb2 import AwsDynamodbSpec
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Table
from tests.targets.registered import Inputs, Key, asked_by_declare, corpus

Fields: TypeAlias = Mapping[str, Any]
Path: TypeAlias = tuple[FieldDescriptor, ...]

SPEC = cast(Descriptor, AwsDynamodbSpec.DESCRIPTOR)
MANIFESTS = list(corpus().values())
SILENT = {
    *("metadata.slug", "metadata.annotations", "metadata.tags", "metadata.group"),
    *(f"metadata.relationships.{field}" for field in ("kind", "env", "name", "type")),
}
"""What says nothing about a table: names for people and other tools, and what stands beside it."""


def leaves(descriptor: Descriptor, above: Path = ()) -> Iterator[Path]:
    """The way to each field that holds a value or several, through the messages that hold it."""
    for field in descriptor.fields:
        path = (*above, field)
        inner = field.message_type
        if inner is None or inner.GetOptions().map_entry:
            yield path
        else:
            yield from leaves(inner, path)


def name(path: Path) -> str:
    """A path as one would write it."""
    return ".".join(field.name for field in path)


def varied(fields: Fields, path: Path) -> Iterator[Fields]:
    """The same fields with another value at the end of a path, and nothing else changed."""
    field, rest = path[0], path[1:]
    old = fields.get(field.name)
    if not rest:
        yield from ({**fields, field.name: new} for new in others(field, old))
    elif field.is_repeated:
        items = list(old or ())
        for number, item in enumerate(items):
            for new in varied(item, rest):
                yield {**fields, field.name: [*items[:number], new, *items[number + 1 :]]}
    else:
        yield from ({**fields, field.name: new} for new in varied(old or {}, rest))


def others(field: FieldDescriptor, old: Any) -> Iterator[object]:  # noqa: ANN401 - whatever the field holds
    """Other values than the one that a field has."""
    if field.message_type is not None:
        yield {**(old or {}), "another": "one"}
    elif field.is_repeated:
        another = "another" if field.enum_type is None else field.enum_type.values[-1].number
        yield from ([*(old or ()), another], [another])
    elif field.enum_type is not None:
        yield from (value.number for value in field.enum_type.values if value.number != (old or 0))
    elif field.type == FieldDescriptor.TYPE_BOOL:
        yield not old
    elif field.type == FieldDescriptor.TYPE_STRING:
        yield f"{old or ''}x"
    else:
        yield (old or 0) + 1


def inputs(table: Table) -> dict[Key, Inputs]:
    """What the resources of a table are given."""
    return {key: resource.inputs for key, resource in asked_by_declare(table).resources.items()}


def counts(manifest: Manifest, path: Path) -> bool:
    """Whether another value at the end of a path gives a resource another input."""
    before = resolve(manifest)
    for fields in varied(manifest.fields, path):
        after = resolve(replace(manifest, fields=dict(fields)))
        # A program is given the table alone: of equal ones it makes the same.
        if after != before and inputs(after) != inputs(before):
            return True
    return False


def unheard(descriptor: Descriptor, *above: FieldDescriptor) -> set[str]:
    """The fields that change nothing in any manifest."""
    paths = list(leaves(descriptor, above))
    return {name(path) for path in paths if not any(counts(manifest, path) for manifest in MANIFESTS)}


def grown(message: str, field: str, kind: descriptor_pb2.FieldDescriptorProto.Type.ValueType) -> Descriptor:
    """The spec of a contract that has one more field in one of its messages."""
    file = descriptor_pb2.FileDescriptorProto()
    AwsDynamodbSpec.DESCRIPTOR.file.CopyToProto(file)
    (spec,) = (each for each in file.message_type if each.name == "AwsDynamodbSpec")
    (grows,) = (each for each in (spec, *spec.nested_type) if each.name == message)
    label = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL
    grows.field.add(name=field, number=99, type=kind, label=label)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())  # type: ignore[no-untyped-call]
    found: Descriptor = pool.FindMessageTypeByName(f"{file.package}.AwsDynamodbSpec")  # type: ignore[no-untyped-call]
    return found


@pytest.fixture(scope="module")
def spec() -> FieldDescriptor:
    """The field of a manifest that its spec stands in."""
    found: FieldDescriptor = AwsDynamodb.DESCRIPTOR.fields_by_name["spec"]
    return found


def test_there_are_fields_to_look_at() -> None:
    """All fourteen, and those of the messages in them."""
    paths = list(leaves(SPEC))
    assert len({path[0].name for path in paths}) == len(SPEC.fields) == 14
    assert "global_secondary_indexes.projection.non_key_attributes" in {name(path) for path in paths}


def test_every_field_of_the_spec_changes_an_input_of_a_resource(spec: FieldDescriptor) -> None:
    """For each there are two manifests that differ in it alone, and whose resources differ."""
    assert unheard(SPEC, spec) == set()


def test_of_the_metadata_the_name_and_what_becomes_tags_count() -> None:
    """Everything else is listed here, so that a new field of metadata has to be thought about."""
    metadata = AwsDynamodb.DESCRIPTOR.fields_by_name["metadata"]
    assert unheard(metadata.message_type, metadata) == SILENT


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("AwsDynamodbSpec", descriptor_pb2.FieldDescriptorProto.TYPE_BOOL),
        ("TimeToLive", descriptor_pb2.FieldDescriptorProto.TYPE_STRING),
        ("KeySchemaElement", descriptor_pb2.FieldDescriptorProto.TYPE_INT64),
    ],
)
def test_a_new_field_that_nobody_hears_is_noticed(
    message: str, kind: descriptor_pb2.FieldDescriptorProto.Type.ValueType, spec: FieldDescriptor
) -> None:
    """The walk would find it, wherever it is added."""
    found = unheard(grown(message, "sharding", kind), spec)
    assert found
    assert all(each.endswith(".sharding") for each in found)
