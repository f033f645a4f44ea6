"""What every Pulumi project says of itself, in whichever language its program is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.writing.block_text import scalar

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

PROJECT = "planton-dynamodb"
"""The project that tables are made in where no label names another."""
PROJECT_LABEL = "pulumi.project-planton.org/project"
KEPT = "A replacement would lose the data. It fails, since the name is taken, until this is true."
NO_KEYS = "Access keys are not written here: give them as AWS's own tools take them."

_PROJECT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def project_file(manifest: Manifest, runtime: str) -> str:
    """What `Pulumi.yaml` says, up to the program.

    The name of the project is part of every resource's identity: with another one, a stack that was made from the
    manifest would not be recognised.
    """
    about = scalar(description(manifest.name))
    return f"name: {scalar(_project(manifest))}\ndescription: {about}\nruntime: {runtime}\n"


def description(name: str) -> str:
    """What the program makes, in a sentence."""
    return f"The DynamoDB table {name} and its five outputs."


def _project(manifest: Manifest) -> str:
    metadata = manifest.fields.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    name = (labels or {}).get(PROJECT_LABEL) or PROJECT
    if not _PROJECT_NAME.fullmatch(name):
        raise Fault(
            f"{name!r} is no name for a Pulumi project",
            f"Use 1 to 100 letters, digits, hyphens, underscores and dots in the label {PROJECT_LABEL}.",
        )
    return str(name)
