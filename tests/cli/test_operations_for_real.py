"""What runs around a table by the command as it is typed, on the real engine."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from jsonschema import Draft202012Validator

from tests.cli.test_tables_for_real import SCHEMA, ask
from tests.engines.pulumi.commands import words
from tests.pulumi_program.folders import ORDERS
from tests.pulumi_program.test_operations import OPERATIONS
from tests.standin.fixtures import Cloud

ALARM = "alarm shop-orders-dev-user-errors"
PARAMETER = "parameter /shop/dev/orders/table-name"


def write(cloud: Cloud, operations: str | None = OPERATIONS) -> None:
    """The manifests of a table and of what runs around it, in a file each."""
    (cloud.folder / "orders.yaml").write_text(ORDERS)
    path = cloud.folder / "operations.yaml"
    path.unlink(missing_ok=True)
    if operations is not None:
        path.write_text(operations)


def said(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one table of what was printed as JSON, which is as its schema says."""
    printed = json.loads(answer.stdout)
    Draft202012Validator(SCHEMA).validate(printed)
    (table,) = printed["tables"]
    return dict(table)


def test_from_preview_to_destroy_in_one_environment(cloud: Cloud) -> None:
    """Each is told by its name: what would be made, was made, is changed, and goes."""
    write(cloud)
    dev = ("orders.yaml", "--env", "dev")
    foreseen = ask(cloud, "preview", *dev, "--detailed-exitcode")
    assert foreseen.returncode == 2
    assert "environment dev: deleted with its stack" in words(foreseen)
    assert "alarm user-errors: more than 10 UserErrors" in words(foreseen)
    made = ask(cloud, "apply", *dev, "--yes")
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "shop-orders-dev: created")
    assert f"around it {ALARM} was made" in words(made)
    assert f"around it {PARAMETER} was made" in words(made)
    assert f"making {ALARM}" in made.stderr
    assert "Operations" not in made.stdout + made.stderr
    assert ask(cloud, "preview", *dev, "--detailed-exitcode").returncode == 0

    write(cloud, OPERATIONS.replace("systemErrors:", "userErrors: {threshold: 20}\n    systemErrors:"))
    foreseen = ask(cloud, "preview", *dev, "--detailed-exitcode")
    assert foreseen.returncode == 2
    assert foreseen.stdout.splitlines() == [
        "shop-orders-dev: would stay as it is; what runs around it would be changed",
        f"  around it      {ALARM} would be changed: threshold",
    ]
    changed = said(ask(cloud, "apply", *dev, "--yes", "--format", "json"))
    assert changed["result"] == "changed"
    assert changed["operations"] == [
        {
            "kind": "alarm",
            "name": "shop-orders-dev-user-errors",
            "action": "update",
            "properties": ["threshold"],
            "error": None,
        }
    ]
    outputs = json.loads(ask(cloud, "outputs", *dev, "--format", "json").stdout)
    assert sorted(outputs) == ["stream_arn", "stream_label", "table_arn", "table_id", "table_name"]
    gone = ask(cloud, "destroy", *dev, "--yes")
    assert gone.stdout.splitlines() == [
        "shop-orders-dev: deleted",
        f"  around it      {ALARM} was deleted",
        f"  around it      {PARAMETER} was deleted",
    ]


def test_environments_have_stacks_of_their_own(cloud: Cloud) -> None:
    """One pair of manifests, two tables; production's is kept by a destroy, which says why."""
    write(cloud)
    for name in ("dev", "prod"):
        assert ask(cloud, "apply", "operations.yaml", "--env", name, "--yes", "-q").returncode == 0
    client = cloud.client("dynamodb")
    assert sorted(client.list_tables()["TableNames"]) == ["shop-orders-dev", "shop-orders-prod"]
    kept = ask(cloud, "destroy", "orders.yaml", "--env", "prod", "--yes", "-q")
    assert (kept.returncode, kept.stdout.splitlines()) == (
        0,
        [
            "shop-orders-prod: forgotten; the table stays on AWS",
            "  around it      alarm shop-orders-prod-user-errors was deleted",
            "  around it      parameter /shop/prod/orders/table-name was deleted",
            "  the environment prod keeps its table (retention: RETAIN)",
        ],
    )
    ask(cloud, "destroy", "orders.yaml", "--env", "dev", "--yes", "-q")
    assert client.list_tables()["TableNames"] == ["shop-orders-prod"]


def test_a_part_that_fails_is_named_and_the_outputs_are_there(cloud: Cloud) -> None:
    """Exit code 1, in text and in JSON; the next apply ends it."""
    write(cloud)
    denied = "AccessDenied: User: me is not authorized to perform: cloudwatch:PutMetricAlarm on resource: r"
    cloud.faults(PutMetricAlarm={"error": denied})
    dev = ("orders.yaml", "--env", "dev", "--yes", "-q")
    answer = ask(cloud, "apply", *dev)
    assert answer.returncode == 1
    assert answer.stdout.startswith(
        f"shop-orders-dev: failed: the {ALARM} of table shop-orders-dev was not made: AWS refuses the "
        "credentials in use the right to do this: cloudwatch:PutMetricAlarm\n"
        f"  around it      {PARAMETER} was made\n"
        "  Grant them cloudwatch:PutMetricAlarm, or use other credentials (AWS_PROFILE), and apply again.\n"
    )
    assert "table_arn     arn:aws:dynamodb" in answer.stdout
    table = said(ask(cloud, "apply", *dev, "--format", "json"))
    (operation,) = table["operations"]
    assert table["result"] == "failed"
    assert operation["error"] == table["error"]
    cloud.faults()
    assert ask(cloud, "apply", *dev).returncode == 0
