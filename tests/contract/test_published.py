from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FileDescriptorSet
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message

from planton_dynamodb.contract.api_pb2 import AwsDynamodb
from planton_dynamodb.contract.relationship_pb2 import CloudResourceRelationship
from planton_dynamodb.contract.stack_input_pb2 import AwsDynamodbStackInput
from tools.generate_contract import PROTO_ROOT, full_descriptor_set, proto_files

PUBLISHED = Path(__file__).parent / "published"

HASH = {"attributeName": "pk", "keyType": "KEY_TYPE_HASH"}
RANGE = {"attributeName": "sk", "keyType": "KEY_TYPE_RANGE"}

STACK_INPUT: dict[str, Any] = {
    "target": {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {
            "name": "orders",
            "slug": "orders-slug",
            "id": "awsdyn-1",
            "org": "acme",
            "env": "prod",
            "labels": {"team": "checkout"},
            "annotations": {"note": "kept"},
            "tags": ["shop"],
            "relationships": [{"kind": "AwsKmsKey", "env": "prod", "name": "key", "type": "depends_on"}],
            "group": "app/data",
        },
        "spec": {
            "billingMode": "BILLING_MODE_PROVISIONED",
            "provisionedThroughput": {"readCapacityUnits": "5", "writeCapacityUnits": "6"},
            "attributeDefinitions": [{"name": "pk", "type": "ATTRIBUTE_TYPE_B"}],
            "keySchema": [HASH, RANGE],
            "globalSecondaryIndexes": [
                {
                    "name": "by-status",
                    "keySchema": [RANGE],
                    "projection": {"type": "PROJECTION_TYPE_INCLUDE", "nonKeyAttributes": ["total"]},
                    "provisionedThroughput": {"readCapacityUnits": "7", "writeCapacityUnits": "8"},
                }
            ],
            "localSecondaryIndexes": [
                {
                    "name": "by-date",
                    "keySchema": [HASH],
                    "projection": {"type": "PROJECTION_TYPE_KEYS_ONLY"},
                }
            ],
            "ttl": {"enabled": True, "attributeName": "expiresAt"},
            "streamEnabled": True,
            "streamViewType": "STREAM_VIEW_TYPE_NEW_AND_OLD_IMAGES",
            "pointInTimeRecoveryEnabled": True,
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn:aws:kms:…"},
            "tableClass": "TABLE_CLASS_STANDARD_INFREQUENT_ACCESS",
            "deletionProtectionEnabled": True,
            "contributorInsightsEnabled": True,
        },
        "status": {
            "outputs": {
                "tableName": "orders",
                "tableArn": "arn:aws:dynamodb:…",
                "tableId": "orders-id",
                "streamArn": "arn:aws:dynamodb:…/stream/…",
                "streamLabel": "2026-11-21T09:30:00.000",
            }
        },
    },
    "providerConfig": {
        "accountId": "123456789012",
        "accessKeyId": "AKIA…",
        "secretAccessKey": "secret",
        "region": "eu-central-1",
        "sessionToken": "token",
    },
}

STACK_INPUT_BY_NUMBER: dict[int, Any] = {
    1: {
        1: "aws.project-planton.org/v1",
        2: "AwsDynamodb",
        3: {
            1: "orders",
            2: "orders-slug",
            3: "awsdyn-1",
            4: "acme",
            5: "prod",
            6: {"team": "checkout"},
            7: {"note": "kept"},
            8: ["shop"],
            9: [{1: 219, 2: "prod", 3: "key", 4: 1}],
            10: "app/data",
        },
        4: {
            1: 1,
            2: {1: 5, 2: 6},
            3: [{1: "pk", 2: 3}],
            4: [{1: "pk", 2: 1}, {1: "sk", 2: 2}],
            5: [{1: "by-status", 2: [{1: "sk", 2: 2}], 3: {1: 3, 2: ["total"]}, 4: {1: 7, 2: 8}}],
            6: [{1: "by-date", 2: [{1: "pk", 2: 1}], 3: {1: 2}}],
            7: {1: True, 2: "expiresAt"},
            8: True,
            9: 4,
            10: True,
            11: {1: True, 2: "arn:aws:kms:…"},
            12: 2,
            13: True,
            14: True,
        },
        5: {
            1: {
                1: "orders",
                2: "arn:aws:dynamodb:…",
                3: "orders-id",
                4: "arn:aws:dynamodb:…/stream/…",
                5: "2026-11-21T09:30:00.000",
            }
        },
    },
    2: {1: "123456789012", 2: "AKIA…", 3: "secret", 4: "eu-central-1", 5: "token"},
}


def by_number(value: Any) -> Any:  # noqa: ANN401 (a message, a list, a map or a scalar)
    """Return a message as its field numbers and their values, all the way down."""
    if isinstance(value, Message):
        return {field.number: by_number(child) for field, child in value.ListFields()}
    if hasattr(value, "items"):
        return dict(value.items())
    if hasattr(value, "append"):
        return [by_number(element) for element in value]
    return value


def shape(files: FileDescriptorSet, names: list[str]) -> set[str]:
    """Say in a line each what the named files define: fields and values with number, type and JSON name."""
    lines: set[str] = set()
    for file in files.file:
        if file.name in names:
            for message in file.message_type:
                lines.update(message_shape(message, f"{file.name}: {message.name}"))
            for enum in file.enum_type:
                lines.update(enum_shape(enum, f"{file.name}: {enum.name}"))
    return lines


def message_shape(message: DescriptorProto, name: str) -> Iterator[str]:
    """Say what a message holds."""
    for field in message.field:
        kind = f"{field.label} {field.type}{field.type_name}"
        yield f"{name}.{field.name} = {field.number} {field.json_name} {kind}"
    for nested in message.nested_type:
        yield from message_shape(nested, f"{name}.{nested.name}")
    for enum in message.enum_type:
        yield from enum_shape(enum, f"{name}.{enum.name}")


def enum_shape(enum: EnumDescriptorProto, name: str) -> Iterator[str]:
    """Say what an enum holds."""
    for value in enum.value:
        yield f"{name}.{value.name} = {value.number}"


def test_the_json_form_is_the_published_one() -> None:
    """Every field is read under its published JSON name and written under it again."""
    message = ParseDict(STACK_INPUT, AwsDynamodbStackInput())
    assert MessageToDict(message) == STACK_INPUT


def test_every_field_has_its_published_number() -> None:
    """What the JSON form names is on the wire under the published number."""
    message = ParseDict(STACK_INPUT, AwsDynamodbStackInput())
    assert by_number(message) == STACK_INPUT_BY_NUMBER
    assert AwsDynamodbStackInput.FromString(message.SerializeToString()) == message


def test_snake_case_is_the_same_field() -> None:
    """The names of the .proto files are read as well as the JSON names."""
    camel = {"spec": {"pointInTimeRecoveryEnabled": True, "keySchema": [HASH]}}
    snake = {
        "spec": {
            "point_in_time_recovery_enabled": True,
            "key_schema": [{"attribute_name": "pk", "key_type": "KEY_TYPE_HASH"}],
        }
    }
    assert ParseDict(camel, AwsDynamodb()) == ParseDict(snake, AwsDynamodb())


def test_the_contract_is_what_is_published_and_nothing_more() -> None:
    """A field that is added to the published kind would be unknown to every other reader of it."""
    ours = FileDescriptorSet.FromString(full_descriptor_set())
    published = FileDescriptorSet.FromString(full_descriptor_set(PUBLISHED))
    names = proto_files(PUBLISHED)
    assert shape(ours, names) == shape(published, names)
    assert set(names) <= set(proto_files(PROTO_ROOT))


def test_a_kind_without_a_name_here_is_kept() -> None:
    """A relationship may name any kind of the platform by its number, known to this contract or not."""
    other = CloudResourceRelationship(name="cluster")
    ParseDict({"kind": 9999}, other)
    assert CloudResourceRelationship.FromString(other.SerializeToString()).kind == 9999
