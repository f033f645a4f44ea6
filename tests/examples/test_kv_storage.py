"""examples/kv-storage is its document: the success criteria that concern the data, one test for each."""

from __future__ import annotations

import re
import sys

import pytest

from planton_dynamodb import rehearse, tables, validate
from planton_dynamodb.table.table import Table
from tests.examples.documents import EXAMPLES, document, section, unanswered
from tests.standin.fixtures import Cloud

FOLDER = EXAMPLES / "kv-storage"
_OF_THE_STACK = ("cdk synth", "cdk deploy", "TypeScript interfaces")


@pytest.fixture(scope="module")
def table() -> Table:
    """The table as its manifest asks for it."""
    (found,) = tables(FOLDER / "table.yaml")
    return found


def test_every_criterion_of_the_document_that_concerns_the_data_is_tested_here() -> None:
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
    assert all(any(about in criterion for about in _OF_THE_STACK) for criterion in left), left


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


def test_what_other_stacks_read(table: Table) -> None:
    """“Table exports are available for other stacks”."""
    assert validate(FOLDER) == []
    outputs = rehearse(table).outputs
    assert outputs["table_name"] == "kv-storage-data"
    assert str(outputs["table_arn"]).endswith(":table/kv-storage-data")


def test_the_table_stays_when_its_stack_goes(cloud: Cloud) -> None:
    """The document's stack says removalPolicy: RETAIN, and destroying leaves the table on AWS."""
    command = (sys.executable, "-m", "planton_dynamodb")
    for verb in ("apply", "destroy"):
        done = cloud.run(*command, verb, str(FOLDER), "--yes")
        assert done.returncode == 0, done
    assert cloud.client("dynamodb").list_tables()["TableNames"] == ["kv-storage-data"]
