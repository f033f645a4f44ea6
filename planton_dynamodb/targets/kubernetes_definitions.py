"""The kinds as CustomResourceDefinitions, with which a Kubernetes API server refuses what `validate` refuses.

Some things it cannot say: what depends on another document, on the settings, or on how a file is written. Some it
says otherwise, since the metadata of an object is Kubernetes' own; the texts begin with that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS, AWS_DYNAMODB, OPERATIONS, Kind
from planton_dynamodb.targets import (
    kubernetes_operations_rules,
    kubernetes_patterns_rules,
    kubernetes_table_rules,
)
from planton_dynamodb.targets.kubernetes_rule import Rules
from planton_dynamodb.targets.kubernetes_schema import schema_of
from planton_dynamodb.targets.kubernetes_text import lines


class _Resource(NamedTuple):
    """What Kubernetes is told of a kind besides its schema."""

    kind: Kind
    plural: str
    singular: str
    short: str
    columns: tuple[tuple[str, str, str], ...]
    """What `kubectl get` shows: the heading, the type and the path of each; those of `_WIDE` with -o wide alone."""
    rules: Rules
    shapes: Mapping[str, dict[str, Any]]
    has_status: bool = False


_WIDE = {"Stream", "ARN"}
_AGE = ("Age", "date", ".metadata.creationTimestamp")
_TABLE = ("Table", "string", ".spec.table")
_RESOURCES = (
    _Resource(
        AWS_DYNAMODB,
        "awsdynamodbs",
        "awsdynamodb",
        "ddb",
        (
            ("Billing", "string", ".spec.billingMode"),
            ("Stream", "string", ".spec.streamViewType"),
            ("ARN", "string", ".status.outputs.tableArn"),
            _AGE,
        ),
        kubernetes_table_rules.RULES,
        kubernetes_table_rules.SHAPES,
        has_status=True,
    ),
    _Resource(
        ACCESS_PATTERNS,
        "awsdynamodbaccesspatterns",
        "awsdynamodbaccesspatterns",
        "ddbpatterns",
        (_TABLE, _AGE),
        kubernetes_patterns_rules.RULES,
        kubernetes_patterns_rules.SHAPES,
    ),
    _Resource(
        OPERATIONS,
        "awsdynamodboperations",
        "awsdynamodboperations",
        "ddbops",
        (_TABLE, ("App", "string", ".spec.app"), _AGE),
        kubernetes_operations_rules.RULES,
        kubernetes_operations_rules.SHAPES,
    ),
)

_ABOUT_METADATA = """\
# An object's metadata is Kubernetes' own: its name is of small letters, digits, "-" and ".", and it has no org, env,
# id, tags, relationships or group. The labels organization, environment and resource-id make the tags that org, env
# and id would make.
"""
_ABOUT = """\
# {name} as Kubernetes reads it, from 1.29 on. A message begins with a rule: `planton-dynamodb explain RULE` says more.
{metadata}\
# Keys are in camelCase, and enum values are words, ATTRIBUTE_TYPE_N or N in quotes, since kubectl reads a bare N as
# false: `planton-dynamodb fmt` writes manifests so.
"""


def definitions() -> Mapping[str, str]:
    """The text of a definition for each kind, by the name of its file."""
    return {f"{resource.plural}.yaml": "".join(_text(resource)) for resource in _RESOURCES}


def _text(resource: _Resource) -> Iterator[str]:
    yield _ABOUT.format(name=resource.kind.name, metadata=_ABOUT_METADATA)
    yield from (f"{line}\n" for line in lines(_definition(resource)))


def _definition(resource: _Resource) -> dict[str, Any]:
    group, version = resource.kind.api_version.split("/")
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{resource.plural}.{group}"},
        "spec": {
            "group": group,
            "names": {
                "kind": resource.kind.name,
                "listKind": f"{resource.kind.name}List",
                "plural": resource.plural,
                "singular": resource.singular,
                "shortNames": [resource.short],
                "categories": ["planton"],
            },
            "scope": "Namespaced",
            "versions": [_version(resource, version)],
        },
    }


def _version(resource: _Resource, version: str) -> dict[str, Any]:
    made: dict[str, Any] = {"name": version, "served": True, "storage": True}
    if resource.has_status:
        made["subresources"] = {"status": {}}
    made["additionalPrinterColumns"] = [_column(*column) for column in resource.columns]
    made["schema"] = {"openAPIV3Schema": schema_of(resource.kind, resource.rules, resource.shapes)}
    return made


def _column(name: str, sort: str, path: str) -> dict[str, Any]:
    return {"name": name, "type": sort, "jsonPath": path} | ({"priority": 1} if name in _WIDE else {})
