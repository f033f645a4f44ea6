"""The counting of access patterns can fail: what nobody answers, or answers wrongly, is named."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.examples.documents import EXAMPLES, section, unanswered

FOLDER = EXAMPLES / "kv-storage"


def test_an_entry_that_no_pattern_is_about_is_named() -> None:
    """A pattern answers the entry that its description begins with."""
    assert unanswered(["1. Get user by userId", "7. Rename a namespace"], FOLDER) == ["7. Rename a namespace"]


def test_a_pattern_that_is_not_served_answers_nothing(tmp_path: Path) -> None:
    """Its words are those of the entry, and it finds another user's item."""
    folder = shutil.copytree(FOLDER, tmp_path / "kv-storage")
    patterns = folder / "patterns.yaml"
    text = patterns.read_text(encoding="utf-8")
    patterns.write_text(
        text.replace("        userId: user123\n      key:", "        userId: user124\n      key:")
    )
    assert unanswered(["1. Get user by userId"], folder) == ["1. Get user by userId"]


def test_a_section_ends_where_the_next_one_of_its_height_begins() -> None:
    """What is below a heading belongs to it."""
    text = "# Title\n\n## One\n\na\n\n### Below\n\nb\n\n## Two\n\nc\n"
    assert section(text, "## One") == "\na\n\n### Below\n\nb\n\n"
