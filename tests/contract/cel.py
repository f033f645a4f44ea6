"""What the contract's CEL makes of a message: the documented rules as users of other languages have them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import protovalidate
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

from tools.generate_contract import full_descriptor_set

if TYPE_CHECKING:
    from google.protobuf.message import Message

AWS_DYNAMODB = "org.project_planton.provider.aws.awsdynamodb.v1.AwsDynamodb"
DOCUMENTED_RULE = re.compile(r"\(documented rule (\d)\)$")


def documented_rules_violated(message_bytes: bytes) -> set[int]:
    """Return the numbers of the documented rules that a serialized AwsDynamodb breaks."""
    found = (DOCUMENTED_RULE.search(message) for _, message in violations(message_bytes))
    return {int(match[1]) for match in found if match}


def rules_violated(message_bytes: bytes) -> set[str]:
    """Return the ids of the rules that a serialized AwsDynamodb breaks, those of its envelope among them."""
    return {rule for rule, _ in violations(message_bytes)}


def violations(message_bytes: bytes) -> list[tuple[str, str]]:
    """Return the rule id and the message of everything that CEL finds in a serialized AwsDynamodb."""
    message = contract_with_rules().FromString(message_bytes)
    found = (violation.proto for violation in protovalidate.collect_violations(message))
    return [(violation.rule_id, violation.message) for violation in found]


@functools.cache
def contract_with_rules() -> type[Message]:
    """Build AwsDynamodb with its rules, in a pool of its own beside the one of the generated classes."""
    pool = DescriptorPool()
    for file in FileDescriptorSet.FromString(full_descriptor_set()).file:
        pool.AddSerializedFile(file.SerializeToString())  # type: ignore[no-untyped-call]
    descriptor = pool.FindMessageTypeByName(AWS_DYNAMODB)  # type: ignore[no-untyped-call]
    return GetMessageClass(descriptor)
