"""The examples are what a newcomer starts from: valid without a warning, in the canonical form, ready to be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb import load, rehearse, tables, validate
from planton_dynamodb.cli import main

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
FILES = sorted(EXAMPLES.rglob("*.yaml"))


def test_the_examples_together_have_nothing_to_say() -> None:
    """Not one finding, and no two tables of one name."""
    assert validate(EXAMPLES) == []
    names = [message.metadata.name for path in FILES for message in load(path)]
    assert len(names) == len(set(names)) == 12


def test_the_examples_are_canonical(capsys: pytest.CaptureFixture[str]) -> None:
    """`fmt --check` would change nothing."""
    assert main(["fmt", "--check", str(EXAMPLES)]) == 0, capsys.readouterr()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_the_readme_names_every_example(path: Path) -> None:
    """Each manifest is linked from the page that lists them."""
    assert f"({path.relative_to(EXAMPLES)})" in (EXAMPLES / "README.md").read_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_every_example_can_be_made_and_destroyed(path: Path) -> None:
    """An embedded AWS takes each table, and lets it go unless its manifest protects it."""
    (table,) = tables(path)
    made = rehearse(table)
    assert made.outputs["table_name"] == table.name
    assert bool(made.outputs["stream_arn"]) == (table.stream_view_type is not None)
    assert (made.kept is not None) == table.deletion_protection
