"""The examples are what a newcomer starts from: sound, canonical, made as asked, each access pattern served."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from planton_dynamodb import rehearse, tables, validate
from planton_dynamodb.cli import main
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS, AWS_DYNAMODB
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source
from tests.descriptions import described, differences
from tests.standin.fixtures import Cloud, cloud, pulumi_cli, stand_ins

__all__ = ["cloud", "pulumi_cli", "stand_ins"]

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
FILES = sorted(EXAMPLES.rglob("*.yaml"))
FOLDERS = sorted({path.parent for path in FILES})


def manifests(path: Path) -> list[Manifest]:
    """What stands in a file."""
    return load_source(Source(str(path), path.read_text(encoding="utf-8"))).manifests


KINDS = {path: {manifest.kind for manifest in manifests(path)} for path in FILES}
TABLES = [path for path in FILES if AWS_DYNAMODB in KINDS[path]]
PATTERNS = [path for path in FILES if ACCESS_PATTERNS in KINDS[path]]


def of_folder(path: Path) -> str:
    """How a case is called."""
    return str(path.relative_to(EXAMPLES))


each_file = pytest.mark.parametrize("path", FILES, ids=of_folder)
each_table = pytest.mark.parametrize("path", TABLES, ids=of_folder)
each_design = pytest.mark.parametrize("path", PATTERNS, ids=of_folder)
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=of_folder)


def test_the_examples_together_have_nothing_to_say() -> None:
    """Not one finding, no warning either, and no two manifests of one kind and name."""
    assert validate(EXAMPLES) == []
    names = Counter((manifest.kind, manifest.name) for path in FILES for manifest in manifests(path))
    assert [name for name, times in names.items() if times > 1] == []
    assert len(TABLES) >= 12


def test_every_table_has_access_patterns() -> None:
    """No example is a table alone: beside each stands what is asked of it."""
    asked = {
        manifest.fields["spec"]["table"]  # type: ignore[index]
        for path in PATTERNS
        for manifest in manifests(path)
        if manifest.kind is ACCESS_PATTERNS
    }
    assert {table.name for path in TABLES for table in tables(path)} == asked


def test_the_examples_are_canonical(capsys: pytest.CaptureFixture[str]) -> None:
    """`fmt --check` would change nothing."""
    assert main(["fmt", "--check", str(EXAMPLES)]) == 0, capsys.readouterr()


@each_file
def test_the_page_of_a_folder_names_every_file_in_it(path: Path) -> None:
    """Each manifest is linked from the README beside it."""
    assert f"({path.name})" in path.with_name("README.md").read_text(encoding="utf-8")


@each_folder
def test_the_overview_leads_to_every_system(folder: Path) -> None:
    """The page of each folder is linked from the page above them all."""
    assert f"({folder.name}/README.md)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


@each_table
def test_every_example_can_be_made_and_destroyed(path: Path) -> None:
    """An embedded AWS takes each table, and lets it go unless its manifest protects it."""
    for table in tables(path):
        made = rehearse(table)
        assert made.outputs["table_name"] == table.name
        assert bool(made.outputs["stream_arn"]) == (table.stream_view_type is not None)
        assert (made.kept is not None) == table.deletion_protection


def test_the_real_engine_makes_every_example_as_it_is_written(cloud: Cloud) -> None:
    """One `apply` of the whole folder; then AWS describes each table as its manifest asks for it."""
    answer = cloud.run(sys.executable, "-m", "planton_dynamodb", "apply", str(EXAMPLES), "--yes")
    assert answer.returncode == 0, answer
    client = cloud.client("dynamodb")
    asked = [manifest for path in TABLES for manifest in manifests(path) if manifest.kind is AWS_DYNAMODB]
    assert sorted(client.list_tables()["TableNames"]) == sorted(manifest.name for manifest in asked)
    found = {manifest.name: differences(manifest, described(client, manifest.name)) for manifest in asked}
    assert found == {manifest.name: [] for manifest in asked}


@each_design
def test_every_access_pattern_is_served(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a finding, and with nothing left untried."""
    code = main(["check-patterns", "--strict", str(path)])
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said
    assert re.search(r"not served|untried", said.out) is None, said.out


@each_design
def test_every_access_pattern_returns_what_it_should_when_it_is_run(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Made, filled and asked in an embedded DynamoDB."""
    assert main(["rehearse", "--patterns", str(path)]) == 0, capsys.readouterr()
