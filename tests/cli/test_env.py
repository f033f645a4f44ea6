"""`--env`: one pair of manifests, judged as it is made for one environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.library import validate_text

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: orderId, type: S}
  keySchema:
    - {attributeName: orderId, keyType: HASH}
"""
OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
spec:
  table: orders
  environments:
    - {name: prod, requires: [POINT_IN_TIME_RECOVERY]}
    - {name: dev, retention: DESTROY}
"""
PATTERNS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
spec:
  table: orders
  items:
    - attributes: {orderId: "1"}
  patterns:
    - {name: get, operation: GetItem, key: {orderId: "1"}}
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A table and what runs around it, each in a file of its own."""
    texts = {"orders.yaml": TABLE, "operations.yaml": OPERATIONS}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in texts]


def rules(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The rules that the last run named, in its order."""
    return [each["rule"] for each in json.loads(capsys.readouterr().out)["diagnostics"]]


def found(files: list[str], capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The rules that `validate` names."""
    main(["validate", "--format", "json", "--no-config", *arguments, *files])
    return rules(capsys)


@pytest.mark.parametrize("number", [0, 1])
def test_what_is_asked_of_another_environment_is_not_missed(
    files: list[str], number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Be the table named, or the operations beside it, or both: `dev` may go without recovery, `prod` may not."""
    whole = found(files, capsys, "--env", "prod")
    assert len(whole) == 1
    assert found(files, capsys, "--env", "dev") == []
    if number:
        assert found(files[1:], capsys, "--env", "prod") == whole
        assert found(files[1:], capsys, "--env", "dev") == []


def test_an_environment_that_is_not_listed_is_refused_at_the_flag(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in `--env` names no environment."""
    assert main(["validate", "--no-config", "--env", "prdo", *files]) == 1
    assert "--set metadata.env=prdo" in capsys.readouterr().out


def test_it_is_the_same_as_setting_the_field(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """In the command, and for who calls the library."""
    said = found(files, capsys, "--env", "prod")
    assert found(files, capsys, "--set", "metadata.env=prod") == said
    text = f"{TABLE}---\n{OPERATIONS}"
    assert [each.rule for each in validate_text(text, overrides=["metadata.env=prod"])] == said


@pytest.mark.parametrize("verb", ["validate", "check-patterns", "render"])
def test_an_environment_without_a_name_is_refused(
    verb: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A variable of a shell that is not set chooses nothing, and nothing else is chosen in its place."""
    target = ["pulumi"] if verb == "render" else []
    assert main([verb, *target, "--env", "", *files]) == 2
    assert capsys.readouterr().err == "planton-dynamodb: --env names no environment: it is empty\n"


def test_patterns_are_asked_of_the_table_of_that_environment(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Table and patterns go on belonging to each other."""
    (tmp_path / "patterns.yaml").write_text(PATTERNS, encoding="utf-8")
    arguments = ["--no-config", "--env", "dev", "--format", "json"]
    assert main(["check-patterns", *arguments, str(tmp_path / "patterns.yaml")]) == 0
    assert '"get"' in capsys.readouterr().out


def test_a_file_counts_as_it_is_at_hand(tmp_path: Path) -> None:
    """An editor checks a text under the name of a file that is still another: the two are not two operations."""
    path = tmp_path / "orders.yaml"
    path.write_text(f"# as it was\n{TABLE}---\n{OPERATIONS}", encoding="utf-8")
    text = f"{TABLE}---\n{OPERATIONS}"
    assert validate_text(text, name=str(path), overrides=["metadata.env=dev"]) == []
