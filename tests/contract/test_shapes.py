"""The plain data that the decoder reads by says what protobuf's own descriptors say."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from planton_dynamodb.contract.shapes import ENUMS, MESSAGES
from planton_dynamodb.contract.stack_input_pb2 import AwsDynamodbStackInput
from planton_dynamodb.contract.stack_outputs_pb2 import AwsDynamodbStackOutputs
from planton_dynamodb.manifest.kinds import KINDS

_TYPES = {
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_INT32: "int32",
    FieldDescriptor.TYPE_INT64: "int64",
    FieldDescriptor.TYPE_ENUM: "enum",
    FieldDescriptor.TYPE_MESSAGE: "message",
}


_FREE = {"google.protobuf.Value": "value", "google.protobuf.Struct": "struct"}


def _all_messages() -> Iterator[Descriptor]:
    """Every message that can be reached from a kind, a stack input or the outputs."""
    waiting = [kind.descriptor for kind in KINDS]
    waiting += [AwsDynamodbStackInput.DESCRIPTOR, AwsDynamodbStackOutputs.DESCRIPTOR]  # type: ignore[list-item]
    seen: set[str] = set()
    while waiting:
        message = waiting.pop()
        if message.full_name not in seen and message.full_name not in _FREE:
            seen.add(message.full_name)
            yield message
            waiting += [field.message_type for field in message.fields if field.message_type is not None]


def test_each_field_is_what_its_descriptor_says() -> None:
    """Names, order, repetition, types: for every message, and there are no others."""
    reached = set()
    for message in _all_messages():
        reached.add(message.full_name)
        shapes = MESSAGES[message.full_name]
        assert [shape[0] for shape in shapes] == [field.name for field in message.fields]
        for (_, repeated, kind, of), field in zip(shapes, message.fields, strict=True):
            inner = field.message_type
            assert repeated == (field.is_repeated and kind != "map")
            if inner is not None and inner.full_name in _FREE:
                assert (kind, of) == (_FREE[inner.full_name], "")
                continue
            is_map = inner is not None and inner.GetOptions().map_entry
            assert kind == ("map" if is_map else _TYPES[field.type])
            named = inner or field.enum_type
            assert of == (named.full_name if named is not None else "")
    assert reached == set(MESSAGES)


def test_each_enum_has_the_values_of_its_descriptor() -> None:
    """Names and numbers, in their order."""
    reached = {}
    for message in _all_messages():
        for field in message.fields:
            enum: EnumDescriptor | None = field.enum_type
            if enum is not None:
                reached[enum.full_name] = tuple((value.name, value.number) for value in enum.values)
    assert reached == ENUMS


def test_each_kind_names_its_own_message() -> None:
    """What reading goes by is the message that a manifest becomes."""
    assert [kind.message_name for kind in KINDS] == [kind.descriptor.full_name for kind in KINDS]
