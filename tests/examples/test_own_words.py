"""Where a document contradicts itself, its own words are kept as a case; this says that they are its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.examples.documents import ROOT, document

ERR = ROOT / "tests" / "corpus" / "err"
DOCUMENTS = {"makeriess": "003", "cdk-patterns": "001"}
CASES = [path for name in DOCUMENTS for path in sorted(ERR.glob(f"*--{name}-*.yaml"))]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_quotes_its_document(path: Path) -> None:
    """What stands in quotation marks above a case stands in the document, letter by letter."""
    (number,) = [number for name, number in DOCUMENTS.items() if f"--{name}-" in path.name]
    comment = " ".join(re.findall(r"^# (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    quoted = re.findall(r'"([^"]+)"', comment)
    assert quoted
    assert [words for words in quoted if words not in document(number)] == []
