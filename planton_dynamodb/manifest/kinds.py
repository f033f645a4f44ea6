"""The kinds of manifest that are read here, and which documents claim to be one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, is_null
from planton_dynamodb.manifest.words import camel, same_but_for_case

if TYPE_CHECKING:
    from google.protobuf.message import Message


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of manifest: what its documents say of themselves, and the message they hold."""

    name: str
    api_version: str
    message: Callable[[], type[Message]]
    telling: frozenset[str]
    """Fields of its spec that no other common kind has: a document with one means to be of this kind."""


def _aws_dynamodb() -> type[Message]:
    from planton_dynamodb.contract.api_pb2 import AwsDynamodb  # not before a document needs it

    return AwsDynamodb


AWS_DYNAMODB = Kind(
    "AwsDynamodb",
    "aws.project-planton.org/v1",
    _aws_dynamodb,
    frozenset({"billingMode", "attributeDefinitions", "keySchema", "globalSecondaryIndexes", "localSecondaryIndexes"}),
)
KINDS = (AWS_DYNAMODB,)

_STACK_INPUT_TARGET = "target"


def entry(node: Node | None, key: str) -> Node | None:
    """The value of a key in either spelling, if the node is a mapping that has it."""
    if type(node) is not Mapping:
        return None
    return next((value for name, value in node.entries if name.value == key or camel(name.value) == key), None)


def word(node: Node | None) -> str | None:
    """The text of a scalar that says something."""
    return node.value if type(node) is Scalar and not is_null(node) else None


def unwrapped(root: Node) -> Node:
    """The manifest in a document: the document itself, or the `target` of a stack input."""
    target = entry(root, _STACK_INPUT_TARGET)
    return target if target is not None and entry(root, "kind") is None and type(target) is Mapping else root


def claimed(root: Node) -> Kind | None:
    """The kind that a document is, or visibly means to be."""
    given = word(entry(root, "kind"))
    exact = next((kind for kind in KINDS if kind.name == given), None)
    if exact is not None:
        return exact
    return next((kind for kind in KINDS if _means(root, given, kind)), None)


def _means(root: Node, given: str | None, kind: Kind) -> bool:
    if given is not None and (same_but_for_case(given, kind.name) or _one_letter_off(given, kind.name)):
        return True
    version = word(entry(root, "apiVersion"))
    ours = version is None or version.split("/")[0] in _api_groups(kind)
    spec = entry(root, "spec")
    if not ours or type(spec) is not Mapping:
        return False
    return any(camel(key.value) in kind.telling for key, _ in spec.entries)


def _api_groups(kind: Kind) -> frozenset[str]:
    from planton_dynamodb.manifest.generations import API_GROUPS  # only for a document of a strange kind

    return API_GROUPS | {kind.api_version.split("/")[0]}


def _one_letter_off(given: str, name: str) -> bool:
    from planton_dynamodb.manifest.words import nearest

    return abs(len(given) - len(name)) <= 2 and nearest(given, (name,)) is not None
