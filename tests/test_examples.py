"""The examples are what a newcomer starts from: sound, canonical, made as asked, each access pattern served."""

from __future__ import annotations

import json
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
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.manifest.source import Source
from tests.descriptions import described, differences
from tests.examples.around import around
from tests.standin.fixtures import Cloud, cloud, pulumi_cli, role, stand_ins

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
NAMES = {
    name: f"acme-{name}-dev" for name in ("app-records", "oidc-state", "sessions-metadata", "user-quotas")
}
"""What a table is called at AWS in development, where that is not its name."""


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


def at_aws(path: Path, name: str) -> Manifest:
    """The manifest of a table as it is asked for in development: by its name there."""
    flags = [f"metadata.name={NAMES.get(name, name)}", "metadata.env=dev"]
    loaded = load_source(Source(str(path), path.read_text(encoding="utf-8")), parse_all(flags))
    return next(each for each in loaded.manifests if each.kind is AWS_DYNAMODB)


def test_the_real_engine_makes_every_example_as_it_is_written(cloud: Cloud) -> None:
    """One `apply` of the whole folder; then AWS describes each table as its manifest asks, and what is around it."""
    role(cloud, "acme-dev-task")
    command = (sys.executable, "-m", "planton_dynamodb")
    answer = cloud.run(*command, "apply", str(EXAMPLES), "--env", "dev", "--yes")
    assert answer.returncode == 0, answer
    client = cloud.client("dynamodb")
    asked = [at_aws(path, table.name) for path in TABLES for table in tables(path)]
    assert sorted(client.list_tables()["TableNames"]) == sorted(manifest.name for manifest in asked)
    found = {manifest.name: differences(manifest, described(client, manifest.name)) for manifest in asked}
    assert found == {manifest.name: [] for manifest in asked}
    stands = around(cloud, "acme-dev-task")
    assert {name.split()[0] for name in stands.ranges} == {
        "table/lunch-orders",
        "table/lunch-orders/index/by-kitchen",
    }
    assert {name.partition("-")[0] for name in stands.alarms} == {"lunch", "makeriess"}
    assert len(stands.parameters) == 4
    assert len(stands.granted) == 2
    again = cloud.run(*command, "preview", str(EXAMPLES), "--env", "dev", "-q")
    assert again.returncode == 0, again
    assert set(re.findall(r": (.*)$", again.stdout, re.MULTILINE)) == {"nothing to do"}
    gone = cloud.run(*command, "destroy", str(EXAMPLES), "--env", "dev", "--yes", "-q")
    protected = sorted(table.name for path in TABLES for table in tables(path) if table.deletion_protection)
    assert gone.returncode == int(bool(protected)), gone
    assert client.list_tables()["TableNames"] == protected
    assert around(cloud, "acme-dev-task").nothing


@each_folder
def test_every_folder_can_be_rehearsed_with_what_runs_around_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In development, in an AWS inside the process; each manifest of operations is one that something is made of."""
    assert main(["rehearse", "--env", "dev", str(folder)]) == 0, capsys.readouterr()
    said = capsys.readouterr().out
    for path in sorted(folder.glob("*operations.yaml")):
        spec = manifests(path)[0].fields["spec"]
        assert isinstance(spec, dict)
        made = [
            word
            for part, word in (
                ("environments", "environment"),
                ("auto_scaling", "scaling"),
                ("alarms", "alarm"),
                ("parameters", "parameter"),
                ("grants", "grant"),
            )
            if part in spec
        ]
        assert made
        assert [word for word in made if re.search(rf"^ +{word}\b", said, re.MULTILINE) is None] == []


@each_folder
def test_every_folder_has_a_bill(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`cost` finds something to say of each table, and what nobody knows is not counted as nothing."""
    names = {NAMES.get(table.name, table.name) for path in folder.glob("*.yaml") for table in tables(path)}
    assert main(["cost", "--env", "dev", "--quiet", "--format", "json", str(folder)]) == 0, (
        capsys.readouterr()
    )
    bills = json.loads(capsys.readouterr().out)["tables"]
    assert {bill["table"] for bill in bills} == names
    unknown = [line for bill in bills for line in bill["lines"] if line["amount"] is None]
    assert all("depends on usage" in " ".join(line["how"]) for line in unknown)


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
