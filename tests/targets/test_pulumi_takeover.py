"""A stack that the manifest made is taken over by the rendered project: the real engine sees nothing to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.operations.resolve import resolve_operations
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import pulumi_python
from tests.standin.fixtures import Cloud, cloud, moto_endpoint, pulumi_cli, stand_ins
from tests.targets.around import FULL, declared_in
from tests.targets.test_pulumi_python import RENDERED, manifest_of

__all__ = ["cloud", "moto_endpoint", "pulumi_cli", "stand_ins"]

OURS = Path(__file__).parents[2] / "pulumi_program"
NOBODY = '{"Version": "2012-10-17", "Statement": []}'
OUTPUTS = {"table_name", "table_arn", "table_id", "stream_arn", "stream_label"}


def written(folder: Path, *overrides: str) -> Path:
    """The rendered project of a manifest."""
    manifest = manifest_of(RENDERED / "orders.yaml", *overrides)
    folder.mkdir()
    for name, text in pulumi_python.files(resolve(manifest), manifest).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def up(cloud: Cloud, folder: Path, *arguments: str) -> None:
    """Bring the stack to what a program says."""
    done = cloud.run(
        "pulumi", "up", "--yes", "--skip-preview", "--stack", "prod.orders", *arguments, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr


def outputs(cloud: Cloud, folder: Path) -> dict[str, Any]:
    """The outputs of the stack."""
    done = cloud.run("pulumi", "stack", "output", "--json", "--stack", "prod.orders", cwd=folder)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_rendered_project_goes_on_where_the_manifest_stood(cloud: Cloud, tmp_path: Path) -> None:
    """`pulumi up` of our own program, then of the rendered one on the same stack: nothing changes."""
    text = (RENDERED / "orders.yaml").read_text(encoding="utf-8")
    ours = tmp_path / "ours"
    ours.mkdir()
    for path in OURS.glob("*.py"):
        (ours / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (ours / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    cloud.run("pulumi", "stack", "init", "prod.orders", cwd=ours)
    cloud.env["STACK_INPUT_YAML"] = text
    up(cloud, ours)
    made = outputs(cloud, ours)
    assert made.keys() == OUTPUTS

    del cloud.env["STACK_INPUT_YAML"]
    theirs = written(tmp_path / "theirs")
    up(cloud, theirs, "--expect-no-changes")
    assert outputs(cloud, theirs) == made


def test_what_runs_around_a_table_is_taken_over_with_it(cloud: Cloud, tmp_path: Path) -> None:
    """The component and all that is under it are the same to the engine, and so is what the stack hands back."""
    ours = tmp_path / "ours"
    ours.mkdir()
    for path in OURS.glob("*.py"):
        (ours / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (ours / "Pulumi.yaml").write_text("name: planton-dynamodb\nruntime: python\n")
    text = FULL.read_text(encoding="utf-8").replace("sns:eu-central-1", "sns:us-east-1")
    given = tmp_path / "orders.yaml"
    given.write_text(text.replace("name: orders\n", "name: orders\n  env: prod\n", 1))
    cloud.client("iam").create_role(RoleName="shop-prod-task", AssumeRolePolicyDocument=NOBODY)
    cloud.run("pulumi", "stack", "init", "prod.orders", cwd=ours)
    cloud.env["STACK_INPUT_YAML_FILE"] = str(given)
    up(cloud, ours)
    made = outputs(cloud, ours)
    assert made.keys() == {*OUTPUTS, "operations"}

    del cloud.env["STACK_INPUT_YAML_FILE"]
    manifest, declared = declared_in(given)
    found = resolve_operations(declared)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for name, text in pulumi_python.files(found.table, manifest, found.operations).items():
        (theirs / name).write_text(text, encoding="utf-8")
    up(cloud, theirs, "--expect-no-changes")
    assert outputs(cloud, theirs) == made


def test_another_table_would_be_a_change(cloud: Cloud, tmp_path: Path) -> None:
    """The engine does look: of a program that says something else it says so, and the test above would fail."""
    project = written(tmp_path / "project", "spec.deletionProtectionEnabled=false")
    cloud.run("pulumi", "stack", "init", "prod.orders", cwd=project)
    up(cloud, project)
    other = written(tmp_path / "other")
    with pytest.raises(AssertionError, match="no changes were expected"):
        up(cloud, other, "--expect-no-changes")
    assert cloud.client("dynamodb").describe_table(TableName="orders")["Table"]["DeletionProtectionEnabled"]
