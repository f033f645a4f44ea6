"""The kinds of manifest that are read here, and which documents claim to be one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from planton_dynamodb.contract.shapes import MESSAGES
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, is_null
from planton_dynamodb.manifest.nodes import Sequence as SequenceNode
from planton_dynamodb.manifest.words import camel, same_but_for_case

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor
    from google.protobuf.message import Message


class Kind(NamedTuple):
    """A kind of manifest: what its documents say of themselves, and the message they hold."""

    name: str
    api_version: str
    message_name: str
    """The full name of its message, which is all that reading it takes."""
    message: Callable[[], type[Message]]
    telling: frozenset[str]
    """Fields of its spec that no other common kind has: a document with one means to be of this kind."""

    @property
    def spec_fields(self) -> frozenset[str]:
        """The fields of its spec, in camelCase."""
        spec = next(of for name, _, _, of in MESSAGES[self.message_name] if name == "spec")
        return frozenset(camel(name) for name, *_ in MESSAGES[spec])

    @property
    def descriptor(self) -> Descriptor:
        """What its message is made of."""
        return cast("Descriptor", self.message().DESCRIPTOR)


def _aws_dynamodb() -> type[Message]:
    from planton_dynamodb.contract.api_pb2 import (
        AwsDynamodb,  # protobuf takes longer to import than a manifest to check
    )

    return AwsDynamodb


def _access_patterns() -> type[Message]:
    from planton_dynamodb.contract.access_patterns_pb2 import AwsDynamodbAccessPatterns  # as above

    return AwsDynamodbAccessPatterns


def _operations() -> type[Message]:
    from planton_dynamodb.contract.operations_pb2 import AwsDynamodbOperations  # as above

    return AwsDynamodbOperations


AWS_DYNAMODB = Kind(
    "AwsDynamodb",
    "aws.project-planton.org/v1",
    "org.project_planton.provider.aws.awsdynamodb.v1.AwsDynamodb",
    _aws_dynamodb,
    frozenset(
        {
            "billingMode",
            "attributeDefinitions",
            "keySchema",
            "globalSecondaryIndexes",
            "localSecondaryIndexes",
        }
    ),
)
ACCESS_PATTERNS = Kind(
    "AwsDynamodbAccessPatterns",
    "dynamodb.project-planton.org/v1",
    "org.project_planton.dynamodb.v1.AwsDynamodbAccessPatterns",
    _access_patterns,
    frozenset({"patterns"}),
)
OPERATIONS = Kind(
    "AwsDynamodbOperations",
    "dynamodb.project-planton.org/v1",
    "org.project_planton.dynamodb.v1.AwsDynamodbOperations",
    _operations,
    frozenset({"autoScaling", "alarms", "grants"}),
)
KINDS = (AWS_DYNAMODB, ACCESS_PATTERNS, OPERATIONS)
_LONGEST_NAME_FIRST = (ACCESS_PATTERNS, OPERATIONS, AWS_DYNAMODB)
"""A misspelt name may begin like that of another kind."""

_STACK_INPUT_TARGET = "target"
_LIST = "List"
"""What kubectl and kustomize put several manifests into."""


def entry(node: Node | None, key: str) -> Node | None:
    """The value of a key in either spelling, if the node is a mapping that has it."""
    if type(node) is not Mapping:
        return None
    for name, value in node.entries:
        if name.value == key or ("_" in name.value and camel(name.value) == key):
            return value
    return None


def word(node: Node | None) -> str | None:
    """The text of a scalar that says something."""
    return node.value if type(node) is Scalar and not is_null(node) else None


def held(document: Node) -> Sequence[Node]:
    """The manifests in a document: itself, the `target` of a stack input, or the items of a `List`."""
    kind = entry(document, "kind")
    if kind is None:
        target = entry(document, _STACK_INPUT_TARGET)
        return (document,) if target is None or entry(target, "kind") is None else (target,)
    items = entry(document, "items") if word(kind) == _LIST else None
    return items.items if type(items) is SequenceNode and items.items else (document,)


def claimed(root: Node) -> Kind | None:
    """The kind that a document is, or visibly means to be."""
    given = word(entry(root, "kind"))
    for kind in KINDS:
        if kind.name == given:
            return kind
    return next((kind for kind in _LONGEST_NAME_FIRST if _means(root, given, kind)), None)


def _means(root: Node, given: str | None, kind: Kind) -> bool:
    if given is not None and near_kind(given, kind.name):
        return True
    version = word(entry(root, "apiVersion"))
    if version is not None and version.split("/")[0] not in _api_groups(kind):
        return False
    if given is not None and _begins_like(given, kind.name):
        return True
    spec = entry(root, "spec")
    if type(spec) is not Mapping:
        return False
    if any(camel(key.value) in kind.telling for key, _ in spec.entries):
        return True
    from planton_dynamodb.manifest.generations.published import (
        older_key,  # only for a document of a strange kind
    )

    return kind is AWS_DYNAMODB and older_key(spec) is not None


def _api_groups(kind: Kind) -> frozenset[str]:
    from planton_dynamodb.manifest.generations.published import (
        API_GROUPS,  # only for a document of a strange kind
    )

    own = {kind.api_version.split("/")[0]}
    return API_GROUPS | own if kind is AWS_DYNAMODB else frozenset(own)


def near_kind(given: str, name: str) -> bool:
    """Whether a word is a kind's name but for case, separators or a letter or two."""
    if same_but_for_case(given, name):
        return True
    from planton_dynamodb.manifest.words import nearest  # only for a document of a strange kind

    return abs(len(given) - len(name)) <= 2 and nearest(given, (name,)) is not None


def _begins_like(given: str, name: str) -> bool:
    return same_but_for_case(given[: len(name)], name)
