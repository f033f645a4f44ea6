"""What every Pulumi project says of itself, in whichever language its program is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.writing.block_text import scalar

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

PROJECT = "planton-dynamodb"
"""The project that tables are made in where no label names another."""
LABELS = {
    "organization": "pulumi.project-planton.org/organization",
    "project": "pulumi.project-planton.org/project",
    "stack": "pulumi.project-planton.org/stack.name",
}
WHOLE_NAME = "pulumi.project-planton.org/stack.fqdn"
"""A label that says all three at once: `organization/project/stack`."""
KEPT = "A replacement would lose the data. It fails, since the name is taken, until this is true."
SCALED = "Scaling changes these: said again, they would take back what it did."
NO_KEYS = "Access keys are not written here: give them as AWS's own tools take them."

_LONGEST_STACK = 100
_PROJECT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class Named(NamedTuple):
    """What a stack is called, as far as it is said; blank where it is not."""

    organization: str
    project: str
    stack: str


def parts(name: str) -> Named:
    """A stack's name taken apart: `organization/project/stack`, or the last of them alone."""
    return Named(*name.split("/")) if name.count("/") == 2 else Named("", "", name)


def labelled(labels: Mapping[str, str]) -> Named:
    """What a manifest's labels call the stack: one that says all of it counts before those that say a part."""
    whole = parts(labels.get(WHOLE_NAME) or labels.get(LABELS["stack"]) or "")
    return Named(
        whole.organization or labels.get(LABELS["organization"], ""),
        whole.project or labels.get(LABELS["project"], ""),
        whole.stack,
    )


def default_stack(metadata: Mapping[str, Any]) -> str:
    """A stack for each table: its organization, environment and name, as far as they are given."""
    name = ".".join(str(metadata[field]) for field in ("org", "env", "name") if metadata.get(field))
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", name)
    if len(name) <= _LONGEST_STACK:
        return name
    # A table's name may be longer than a stack's: its end becomes a digest of the whole.
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name[: _LONGEST_STACK - 13]}-{digest}"


def project_file(manifest: Manifest, runtime: str, *, around: bool = False) -> str:
    """What `Pulumi.yaml` says, up to the program.

    The name of the project is part of every resource's identity: with another one, a stack that was made from the
    manifest would not be recognised.
    """
    about = scalar(description(manifest.name, around=around))
    return f"name: {scalar(_project(manifest))}\ndescription: {about}\nruntime: {runtime}\n"


def description(name: str, *, around: bool = False) -> str:
    """What the program makes, in a sentence."""
    return f"The DynamoDB table {name}{', what runs around it,' if around else ''} and its five outputs."


def _project(manifest: Manifest) -> str:
    metadata = manifest.fields.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    name = labelled(labels or {}).project or PROJECT
    if not _PROJECT_NAME.fullmatch(name):
        raise Fault(
            f"{name!r} is no name for a Pulumi project",
            f"Use 1 to 100 letters, digits, hyphens, underscores and dots in the label {LABELS['project']}.",
        )
    return name
