"""Verbs that are of tables, given files in which there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from tests.cli.manifests import manifest

PATTERNS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
spec:
  table: orders
  patterns:
    - {name: an order, operation: GET_ITEM, key: {pk: "1"}}
"""
HELP = "Give the file with the manifest of kind AwsDynamodb too.\n"
VERBS = [
    ["preview"],
    ["preview", "--detailed-exitcode"],
    ["apply", "--yes"],
    ["refresh"],
    ["outputs"],
    ["destroy", "--yes"],
    ["rehearse"],
    ["render", "pulumi"],
    ["render", "pulumi-operator"],
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and, in a file of their own, its access patterns."""
    (tmp_path / "orders.yaml").write_text(manifest("orders"))
    (tmp_path / "patterns.yaml").write_text(PATTERNS)
    (tmp_path / "more.yaml").write_text(PATTERNS.replace("an order", "another"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_file_without_a_table_is_named_by_mistake(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, whatever the verb, and no script takes it for success."""
    assert main([*verb, "patterns.yaml", "-q"]) == (1 if "--detailed-exitcode" in verb else 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith(
        f"planton-dynamodb: there is no table in patterns.yaml: nothing was done\n{HELP}"
    )


def test_several_files_without_a_table_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of them would hide what is said."""
    assert main(["rehearse", "patterns.yaml", "more.yaml", "-q"]) == 2
    assert "there is no table in any of the 2 paths: nothing was done\n" in capsys.readouterr().err
