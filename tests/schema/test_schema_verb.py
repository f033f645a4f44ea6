from __future__ import annotations

import json
from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.json_schema import schema_of
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, KINDS, Kind


@pytest.mark.parametrize("arguments", [[], ["AwsDynamodb"]])
def test_prints_the_schema(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The table is the kind that is meant when none is named."""
    assert main(["schema", *arguments]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == schema_of(AWS_DYNAMODB)
    assert printed.err == ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_one(kind: Kind, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind that is listed can be asked for by its name."""
    assert main(["schema", "--list"]) == 0
    assert f"{kind.name}  {kind.api_version}" in capsys.readouterr().out.splitlines()
    assert main(["schema", kind.name]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of(kind)


def test_writes_it_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file holds what would have been printed, with a line break at its end; nothing is printed."""
    target = tmp_path / "table.schema.json"
    target.write_text("older")
    assert main(["schema", "--output", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text(encoding="utf-8")) == schema_of(AWS_DYNAMODB)
    assert target.read_bytes().endswith(b"}\n")


def test_says_when_the_file_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback: the file, the reason and the exit code of a tool that could not do its work."""
    target = tmp_path / "missing" / "table.json"
    assert main(["schema", "--output", str(target)]) == 2
    said = capsys.readouterr().err
    assert said == f"planton-dynamodb: {target}: cannot be written: no such file or directory\n"


def test_lists_the_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its apiVersion."""
    assert main(["schema", "--list"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "AwsDynamodb  aws.project-planton.org/v1"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("AwsDynamoDB", "did you mean AwsDynamodb?"),
        ("Deployment", "expected one of AwsDynamodb, AwsDynamodbAccessPatterns, AwsDynamodbOperations"),
    ],
)
def test_a_kind_that_there_is_not(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest kind is named, or all of them."""
    assert main(["schema", given]) == 2
    assert capsys.readouterr().err == f"planton-dynamodb: there is no kind `{given}`: {said}\n"
