"""The generations that manifests of this kind were published in, told apart by apiVersion and fields.

The 14-field contract is the one that is read. A manifest of another generation gets one finding that names it and says
what to change, with the rewriting where that is mechanical.
"""

from __future__ import annotations

from dataclasses import dataclass

from planton_dynamodb.manifest.kinds import Kind, entry, word
from planton_dynamodb.manifest.nodes import Mapping
from planton_dynamodb.manifest.problems import OtherGeneration, OtherGenerationByVersion, Span
from planton_dynamodb.manifest.source import Source

API_GROUPS = frozenset(
    {
        "code2cloud.planton.cloud",
        "aws.project.planton",
        "aws.project-planton.org",
        "aws.openmcf.org",
        "aws.planton.dev",
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and whether the rest of the manifest can be read by the contract all the same."""

    problem: OtherGeneration
    readable: bool


def recognise(root: Mapping, kind: Kind, source: Source) -> Verdict | None:
    """The generation of a manifest that is not of the 14-field contract; None for one that is, or is of none."""
    version_node = entry(root, "apiVersion")
    version = word(version_node)
    if version is None or version == kind.api_version or version.split("/")[0] not in API_GROUPS:
        return None
    assert version_node is not None
    span = Span(version_node.source or source, version_node.start, version_node.end)
    problem = OtherGenerationByVersion(
        span=span, route=("apiVersion",), generation=version, change=f"write {kind.api_version}",
        rewrite=((span, kind.api_version),), rewrite_safe=True,
    )  # fmt: skip
    return Verdict(problem, readable=True)
