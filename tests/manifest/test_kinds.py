"""Which documents are manifests of ours, which mean to be, and which are passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planton_dynamodb.checking import Checked, Checker
from planton_dynamodb.run import check

SPEC = """\
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: orderId
      type: S
  keySchema:
    - attributeName: orderId
      keyType: HASH
"""
SOUND = f"apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\nmetadata:\n  name: orders\n{SPEC}"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n"


def in_a_folder(text: str) -> Checked:
    """What checking a text gives that was found in a folder."""
    return Checker().check_bytes("orders.yaml", text.encode(), named=False)


def named(text: str) -> Checked:
    """What checking a text gives that the user pointed at."""
    return Checker().check_text("orders.yaml", text)


def rules(checked: Checked) -> list[str]:
    """The rules that found something."""
    return [diagnostic.rule for diagnostic in checked.diagnostics]


@pytest.mark.parametrize(
    "kind",
    [
        *(
            "AwsDynamoDB",
            "AwsDynamodbs",
            "awsdynamodb",
            "AWSDYNAMODB",
            "aws-dynamodb",
            "AwsDynamo",
            "AwsDynmodb",
        ),
        *("AwsDinamodb", "AwsDynamodbTable", "Table", "DynamoDBTable", "Dynamodb", "AwsTable"),
    ],
)
def test_a_misspelt_kind_is_found_in_a_folder_too(kind: str) -> None:
    """A table whose kind is not quite right is never passed over."""
    checked = in_a_folder(SOUND.replace("AwsDynamodb", kind))
    assert rules(checked) == ["envelope-kind"]
    assert checked.resources == 1


def test_a_longer_kind_under_our_api_version_is_found() -> None:
    """A kind that begins like ours is meant to be ours, whatever its spec holds."""
    text = "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodbTable\nspec:\n  name: orders\n"
    assert "envelope-kind" in rules(in_a_folder(text))


@pytest.mark.parametrize(("kind", "safe"), [("AwsDynamoDB", True), ("AwsDynamodbs", True), ("Table", False)])
def test_the_kind_is_mended_without_asking_only_where_it_is_misspelt(kind: str, *, safe: bool) -> None:
    """A letter or two off is a slip; another word may be a copy of something else."""
    (diagnostic,) = named(SOUND.replace("AwsDynamodb", kind)).diagnostics
    assert diagnostic.fix is not None
    assert diagnostic.fix.safe is safe


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace("kind: AwsDynamodb\n", ""),
        SOUND.replace("kind: AwsDynamodb", "kind:"),
        SOUND.replace("apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\n", ""),
        "apiVersion: aws.project.planton/v1\nspec:\n  table:\n    hashKey: {name: id, type: S}\n",
        "spec:\n  partitionKeyName: id\n",
    ],
)
def test_a_table_without_a_kind_is_known_by_its_fields(text: str) -> None:
    """No other common kind has a keySchema: a manifest with one is ours though it does not say so."""
    assert in_a_folder(text).resources == 1
    assert rules(in_a_folder(text))


@pytest.mark.parametrize(
    "text",
    [
        SERVICE,
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template: AwsDynamodb\n",
        f"apiVersion: dynamodb.services.k8s.aws/v1alpha1\nkind: Table\n{SPEC}",
        f"apiVersion: dynamodb.aws.upbound.io/v1beta1\nkind: Table\n{SPEC}",
        "apiVersion: aws.project-planton.org/v1\nkind: AwsDocumentDb\nspec:\n  region: x\n",
        "apiVersion: dynamodb.project-planton.org/v1\nkind: AwsDynamodbBackups\nspec:\n  schedules: []\n",
        "kind: Kustomization\npatches:\n  - target: {kind: AwsDynamodb}\n    path: orders.yaml\n",
        "- op: replace\n  path: /spec/billingMode\n  value: PROVISIONED # of an AwsDynamodb\n",
        "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties: {TableName: !Sub orders}\n",
        "TableName: orders\nBillingMode: PAY_PER_REQUEST\nKeySchema: []\n",
        "target:\n  cpu: 70\nnote: for the AwsDynamodb\n",
        "a text about dynamodb",
        "metadata: {name: {{ .Values.name }}} # a chart about a dynamodb proxy\n",
    ],
)
def test_other_things_in_a_folder_are_passed_over_and_counted(text: str) -> None:
    """What is plainly something else is no finding, however much it is about DynamoDB."""
    checked = in_a_folder(text)
    assert (rules(checked), checked.resources, checked.skipped) == ([], 0, 1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (SOUND.replace("name: orders", "name: {{ .Values.name }}"), "yaml-syntax"),
        (SOUND.replace("  name", "\tname").replace("AwsDynamodb", "AwsDynamoDB"), "yaml-syntax"),
        ("- kind: AwsDynamodb\n  spec: {}\n", "wrong-type"),
    ],
)
def test_a_broken_manifest_in_a_folder_is_a_finding(text: str, rule: str) -> None:
    """What mentions our kind and cannot be read is not passed over."""
    assert rules(in_a_folder(text)) == [rule]


def test_bytes_that_are_no_text_count_if_they_mention_the_kind() -> None:
    """A manifest in UTF-16 is found in a folder; another file in it is not."""
    checker = Checker()
    assert rules(checker.check_bytes("x.yaml", SOUND.encode("utf-16"), named=False)) == ["not-utf8"]
    assert rules(checker.check_bytes("x.yaml", "# größer: dynamodb\n".encode("latin-1"), named=False)) == []
    assert checker.check_bytes("x.yaml", SERVICE.encode("utf-16"), named=False).skipped == 1


def test_one_document_of_ours_among_others_is_checked() -> None:
    """Each document counts by itself, whatever stands beside it."""
    checked = in_a_folder(f"{SERVICE}---\n{SOUND.replace('PAY_PER_REQUEST', 'ON_DEMAND')}---\n{SERVICE}")
    assert (rules(checked), checked.resources, checked.skipped) == (["unknown-enum"], 1, 2)


def test_the_items_of_a_list_are_checked() -> None:
    """A List, as kubectl and kustomize write it, is its items."""
    indented = SOUND.replace("\n", "\n    ").rstrip()
    checked = named(f"apiVersion: v1\nkind: List\nitems:\n  - {indented}\n  - kind: Service\n")
    assert (rules(checked), checked.resources, checked.skipped) == ([], 1, 1)


def test_the_target_of_a_stack_input_is_checked() -> None:
    """A stack input has its manifest under `target`; findings stand where they are in the file."""
    indented = SOUND.replace("\n", "\n  ").replace("PAY_PER_REQUEST", "ON_DEMAND").rstrip()
    (diagnostic,) = named(f"target:\n  {indented}\nprovider_config:\n  region: eu-central-1\n").diagnostics
    assert (diagnostic.rule, diagnostic.path) == ("unknown-enum", "spec.billingMode")
    assert diagnostic.location.start.line == 7


def test_a_named_document_without_a_kind_is_a_finding() -> None:
    """A file that the user points at is meant to be a manifest."""
    assert rules(named("tables:\n  orders: {}\n")) == ["envelope-kind"]


def test_a_folder_is_walked_with_its_templates(tmp_path: Path) -> None:
    """In a chart the templates of ours are findings, its values and other templates are passed over."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "values.yaml").write_text("tables: {orders: {}}\n")
    (tmp_path / "templates" / "orders.yaml").write_text(SOUND.replace("orders", "{{ .Values.name }}", 1))
    (tmp_path / "templates" / "service.yaml").write_text(
        "{{- if .Values.service }}\nkind: Service\n{{- end }}\n"
    )
    report, failures = check([os.fspath(tmp_path)], Checker())
    assert failures == []
    assert [diagnostic.rule for diagnostic in report.diagnostics] == ["yaml-syntax"]
    assert report.summary.skipped == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it; a file beside it is checked."""
    (tmp_path / "orders.yaml").write_text(SOUND)
    os.mkfifo(tmp_path / "pipe.yaml")
    report, failures = check([str(tmp_path)], Checker())
    assert (report.summary.files, report.summary.resources, failures) == (1, 1, [])
