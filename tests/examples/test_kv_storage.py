"""examples/kv-storage is its document: the success criteria that concern its stack, one test for each."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from planton_dynamodb import tables
from planton_dynamodb.cli import main
from planton_dynamodb.table.table import Table
from tests.examples.around import around
from tests.examples.documents import EXAMPLES, document, section, unanswered
from tests.standin.fixtures import Cloud

FOLDER = EXAMPLES / "kv-storage"
_OF_PROGRAMS = ("TypeScript interfaces",)
"""What is about the programs that use the table."""


@pytest.fixture(scope="module")
def table() -> Table:
    """The table as its manifest asks for it."""
    (found,) = tables(FOLDER / "table.yaml")
    return found


def test_every_criterion_of_the_document_that_concerns_the_stack_is_tested_here() -> None:
    """Its list against the tests of this file, each of which quotes the criterion that it is for."""
    listed = re.findall(
        r"^- \[ \] (.+)$", section(document("002"), "## Success Criteria (Testable)"), re.MULTILINE
    )
    assert len(listed) == 9
    quoted = [
        (thing.__doc__ or "").replace("\n    ", " ")
        for name, thing in globals().items()
        if name.startswith("test_")
    ]
    left = [criterion for criterion in listed if not any(f"“{criterion}”" in said for said in quoted)]
    assert all(any(about in criterion for about in _OF_PROGRAMS) for criterion in left), left


def test_the_keys_of_the_table(table: Table) -> None:
    """“Table has correct partition key (PK) and sort key (SK)”."""
    assert (table.name, table.key.partition, table.key.sort) == ("kv-storage-data", "PK", "SK")
    assert {dict(table.attributes)[name] for name in table.key.attributes} == {"S"}


def test_the_index(table: Table) -> None:
    """“GSI1 exists with GSI1PK and GSI1SK”."""
    (index,) = table.global_indexes
    assert (index.name, index.key.attributes, index.projection.type) == ("GSI1", ("GSI1PK", "GSI1SK"), "ALL")
    assert {dict(table.attributes)[name] for name in index.key.attributes} == {"S"}


def test_billing(table: Table) -> None:
    """“Billing mode is PAY_PER_REQUEST”."""
    assert table.billing_mode == "PAY_PER_REQUEST"


def test_recovery(table: Table) -> None:
    """“Point-in-time recovery is enabled”."""
    assert table.point_in_time_recovery


def test_encryption(table: Table) -> None:
    """The document's stack says encryption: AWS_MANAGED, which is AWS's own key and no key of ours."""
    assert (table.encryption.enabled, table.encryption.key_arn) == (True, None)


def test_every_access_pattern_is_demonstrated() -> None:
    """“All 6 access patterns can be demonstrated with sample queries”."""
    asked = re.findall(
        r"^(\d\. [^:\n]+):", section(document("002"), "### 3. Access Patterns to Support"), re.MULTILINE
    )
    assert len(asked) == 6
    assert unanswered(asked, FOLDER) == []


def command(cloud: Cloud, *arguments: str) -> str:
    """What the command answers on standard output, where it does not fail."""
    done = cloud.run(sys.executable, "-m", "planton_dynamodb", *arguments)
    assert done.returncode == 0, done
    return done.stdout


def test_a_program_of_the_stack_is_written(cloud: Cloud, tmp_path: Path) -> None:
    """“`cdk synth` generates valid CloudFormation template”: here `render` writes a program, which the engine takes."""
    project = tmp_path / "project"
    command(
        cloud,
        "render",
        "pulumi",
        str(FOLDER),
        "--env",
        "prod",
        "--language",
        "python",
        "--output",
        str(project),
    )
    cloud.run("pulumi", "stack", "init", "prod", cwd=project)
    planned = cloud.run("pulumi", "preview", "--stack", "prod", cwd=project)
    assert planned.returncode == 0, planned
    assert len(re.findall(r"aws:dynamodb:Table +kv-storage-data +create", planned.stdout)) == 1, (
        planned.stdout
    )
    assert len(re.findall(r"aws:ssm:Parameter +\S+ +create", planned.stdout)) == 2, planned.stdout


def test_the_stack_is_made(cloud: Cloud) -> None:
    """“`cdk deploy` creates table without errors”, and doing it again changes nothing."""
    command(cloud, "apply", str(FOLDER), "--env", "prod", "--yes")
    described = cloud.client("dynamodb").describe_table(TableName="kv-storage-data")["Table"]
    assert described["TableStatus"] == "ACTIVE"
    again = command(cloud, "apply", str(FOLDER), "--env", "prod", "--yes", "-q")
    assert again.startswith("kv-storage-data: nothing to do\n")


def test_what_other_stacks_read(cloud: Cloud) -> None:
    """“Table exports are available for other stacks”: as outputs of the stack, and in the Parameter Store."""
    command(cloud, "apply", str(FOLDER), "--env", "prod", "--yes")
    arn = cloud.client("dynamodb").describe_table(TableName="kv-storage-data")["Table"]["TableArn"]
    outputs = json.loads(command(cloud, "outputs", str(FOLDER), "--env", "prod", "--format", "json"))
    assert (outputs["table_name"], outputs["table_arn"]) == ("kv-storage-data", arn)
    assert around(cloud).parameters == {
        "/kv/prod/database/table-name": "kv-storage-data",
        "/kv/prod/database/table-arn": arn,
    }


def test_the_table_stays_when_its_stack_goes(cloud: Cloud) -> None:
    """The document's stack says removalPolicy: RETAIN: in production destroying leaves the table, and only that."""
    command(cloud, "apply", str(FOLDER), "--env", "prod", "--yes")
    command(cloud, "destroy", str(FOLDER), "--env", "prod", "--yes")
    assert cloud.client("dynamodb").list_tables()["TableNames"] == ["kv-storage-data"]
    assert around(cloud).nothing


def test_a_table_to_try_things_on_goes_with_its_stack(cloud: Cloud) -> None:
    """In development nothing is left, so that the next one can have the name."""
    command(cloud, "apply", str(FOLDER), "--env", "dev", "--yes")
    assert sorted(around(cloud).parameters) == [
        "/kv/dev/database/table-arn",
        "/kv/dev/database/table-name",
    ]
    command(cloud, "destroy", str(FOLDER), "--env", "dev", "--yes")
    assert cloud.client("dynamodb").list_tables()["TableNames"] == []
    assert around(cloud).nothing


@pytest.mark.parametrize("lacking", ["pointInTimeRecoveryEnabled", "serverSideEncryption.enabled"])
def test_production_takes_no_table_that_can_be_lost_or_read(
    lacking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document asks for both under its security and its success criteria; here production requires them."""
    without = ["--set", f"spec.{lacking}=false"]
    assert main(["validate", str(FOLDER), "--env", "dev", *without]) == 0, capsys.readouterr()
    capsys.readouterr()
    assert main(["validate", str(FOLDER), "--env", "prod", *without]) == 1
    assert "`prod`" in capsys.readouterr().out
