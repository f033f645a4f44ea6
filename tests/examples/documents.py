"""The documents that asked for the examples, and which of the access patterns that they list are answered here.

They stand beside the repository where the examples are written, and nowhere else: a test that reads one is skipped
where it is not.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.patterns.design import design_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
_DOCUMENTS = ROOT.parent / "shared" / "seeds"


def document(number: str) -> str:
    """The text of a document by its number."""
    found = sorted(_DOCUMENTS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"document {number} is not beside the repository")
    return found[0].read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading of a document, up to the next one that is as high."""
    level = re.match(r"#+", heading)
    assert level is not None
    _, found, below = text.partition(f"\n{heading}\n")
    assert found, f"the document has no heading {heading}"
    return re.split(rf"^#{{1,{len(level[0])}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


def unanswered(asked: Iterable[str], folder: Path) -> list[str]:
    """The entries of a document's list that no pattern of a folder has at the beginning of its description.

    A pattern counts if `check-patterns` calls it served and if it returned what it should when it was run.
    """
    answered = _answered(folder)
    return [entry for entry in asked if not any(said.startswith(entry) for said in answered)]


def _answered(folder: Path) -> list[str]:
    checked = _told("check-patterns", str(folder))
    served = {
        (design["name"], pattern["name"])
        for design in checked["designs"]
        for pattern in design["patterns"]
        if pattern["verdict"] == "served"
    }
    if checked["summary"]["errors"]:
        return []  # such patterns are not run
    ran = _told("rehearse", "--patterns", str(folder))
    as_expected = {
        (run["accessPatterns"], pattern["name"])
        for run in ran["runs"]
        for pattern in run["patterns"]
        if pattern["asExpected"]
    }
    return [said for name, said in descriptions(folder).items() if name in served & as_expected]


def descriptions(folder: Path) -> dict[tuple[str, str], str]:
    """What each pattern of a folder says that it is for, by the name of its manifest and its own."""
    designs = [
        design_of(manifest)
        for path in sorted(folder.glob("*.yaml"))
        for manifest in load_source(Source(str(path), path.read_text(encoding="utf-8"))).manifests
        if manifest.kind is ACCESS_PATTERNS
    ]
    return {
        (design.manifest.name, pattern.name): pattern.description
        for design in designs
        for pattern in design.patterns
    }


def _told(*arguments: str) -> dict[str, Any]:
    """What the command says, as JSON."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        main([*arguments, "--format", "json"])
    told: dict[str, Any] = json.loads(output.getvalue())
    return told
