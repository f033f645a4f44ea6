"""`rehearse` of tables with what runs around them, as somebody types it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.services import Services
from tests.cli.test_rehearse_patterns import PATTERNS
from tests.cli.test_rehearse_patterns import TABLE as SHOP
from tests.engines.embedded.designs import OPERATIONS, TABLE

ORDERS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: orders}
spec:
  billingMode: PROVISIONED
  provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 5}
  attributeDefinitions: [{name: id, type: S}]
  keySchema: [{attributeName: id, keyType: HASH}]
"""
AROUND = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
  app: shop
  naming: "{app}-{table}-{env}"
  environments: [{name: prod}, {name: dev, retention: DESTROY}]
  autoScaling: {read: {max: 100}}
  alarms:
    notify: "arn:aws:sns:us-east-1:111122223333:{env}-on-call"
    consumedCapacity: {enabled: false}
    environments: [prod]
  parameters: {path: "/{app}/{env}/orders"}
  grants: [{name: task, access: READ_WRITE, role: "shop-{env}-task"}]
"""
PAGE = """\
shop-orders-dev: made in an embedded AWS by CreateTable, RegisterScalableTarget, PutScalingPolicy,
  PutParameter (2 times), PutRolePolicy

  partition key           id (S)
  billing                 5 read and 5 write units
  stream                  off
  expiry                  off
  point-in-time recovery  off
  encryption              a key that AWS owns
  table class             STANDARD
  deletion protection     off
  contributor insights    off
  tags                    environment=dev

  environment  dev: deleted with its stack
  scaling      reads: 5 to 100 units, at 70 percent
  parameter    /shop/dev/orders/table-name: shop-orders-dev
  parameter    /shop/dev/orders/table-arn:
               arn:aws:dynamodb:us-east-1:111122223333:table/shop-orders-dev
  grant        task: read and write; for the role shop-dev-task

  table_name    shop-orders-dev
  table_arn     arn:aws:dynamodb:us-east-1:111122223333:table/shop-orders-dev
  table_id      shop-orders-dev
  stream_arn    (blank)
  stream_label  (blank)
"""
CLOSING = """
Destroyed again: nothing of it is left.
What an embedded AWS cannot show:
  - whether you may make this table (IAM), and whether one of this name is there already
  - whether the account's quotas leave room for these units, and what is throttled beyond them
  - that units follow the use: their ranges and policies are noted, and nothing scales
  - whether somebody else has parameters at these paths already
  - whether the roles of the grants are there: they are taken to be
  - a real place: account and region in the ARNs are made up
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, and beside it what runs around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "orders.yaml").write_text(ORDERS)
    (tmp_path / "operations.yaml").write_text(AROUND)
    return tmp_path


@pytest.mark.parametrize("named", ["orders.yaml", "operations.yaml", "."])
def test_naming_either_shows_both(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As AWS describes them, in the environment that is meant, and what was not shown of them."""
    assert main(["rehearse", named, "--env", "dev"]) == 0
    assert capsys.readouterr() == (PAGE + CLOSING, "")


def test_quiet_is_results_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """-q leaves remarks out, what is around the table not."""
    assert main(["rehearse", "-q", "orders.yaml", "--env", "dev"]) == 0
    assert capsys.readouterr().out == PAGE


def test_which_environment_is_meant_has_to_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is made; with the ones that there are."""
    assert main(["rehearse", "orders.yaml"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Say it with --env: one of prod, dev." in err


def test_alarms_are_shown_where_there_are_any(capsys: pytest.CaptureFixture[str]) -> None:
    """In production, by what they say and who hears of it."""
    assert main(["rehearse", "orders.yaml", "--env", "prod"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "environment prod: kept on AWS when it leaves its stack" in lines
    assert "alarms tell arn:aws:sns:us-east-1:111122223333:prod-on-call" in lines
    assert "alarm throttled-writes: more than 0 WriteThrottleEvents in each of 5 minutes" in lines
    assert "- that alarms go off, and whether their SNS topic is there and tells anybody" in lines


def test_what_changes_around_a_table_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each by name and what differs; the table stays."""
    (folder / "old").mkdir()
    (folder / "old" / "all.yaml").write_text(f"{ORDERS}---\n{AROUND}")
    new = AROUND.replace("max: 100", "max: 200").replace(
        'parameters: {path: "/{app}/{env}/orders"}',
        'parameters: {path: "/orders/{env}", outputs: [TABLE_NAME]}',
    )
    (folder / "operations.yaml").write_text(new.replace("name: task", "name: job"))
    assert main(["rehearse", "orders.yaml", "--from", "old/all.yaml", "--env", "dev"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("""\
shop-orders-dev: changed in an embedded AWS by RegisterScalableTarget, PutParameter, DeleteParameter
  (2 times), PutRolePolicy, DeleteRolePolicy

changed: scaling range shop-orders-dev-read
  maxCapacity: 100 → 200
made: parameter /orders/dev/table-name
made: role policy shop-orders-dev-job
deleted: parameter /shop/dev/orders/table-name
deleted: parameter /shop/dev/orders/table-arn
deleted: role policy shop-orders-dev-task

The table as it stays:
""")


def test_nothing_to_do_is_said_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    """When neither the table nor what runs around it differs."""
    assert main(["rehearse", "orders.yaml", "--from", "orders.yaml", "--env", "dev"]) == 0
    assert capsys.readouterr().out.startswith("shop-orders-dev: nothing to do\n")


def test_an_old_table_without_its_operations_is_remarked_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name is another then, which looks like a new table: why that is so is said."""
    (folder / "old").mkdir()
    (folder / "old" / "orders.yaml").write_text(ORDERS)
    assert main(["rehearse", "orders.yaml", "--from", "old/orders.yaml", "--env", "dev"]) == 1
    err = " ".join(capsys.readouterr().err.split())
    assert "old/orders.yaml: no AwsDynamodbOperations of `orders` is within reach of it" in err
    assert "`orders` becomes `shop-orders-dev`" in err


def test_json_has_aws_own_shapes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All that was there, and what a change did; null where nothing is declared around a table."""
    (folder / "orders.yaml").write_text(TABLE)
    (folder / "operations.yaml").write_text(OPERATIONS)
    assert main(["rehearse", ".", "--env", "prod", "--format", "json"]) == 0
    [one] = json.loads(capsys.readouterr().out)["rehearsals"]
    counted = {member: len(found) for member, found in one["operations"].items()}
    assert counted == {
        "scalingTargets": 6,
        "scalingPolicies": 6,
        "alarms": 14,
        "parameters": 5,
        "policies": 3,
    }
    assert one["operationChanges"] == []
    (folder / "operations.yaml").unlink()
    assert main(["rehearse", ".", "--format", "json"]) == 0
    [bare] = json.loads(capsys.readouterr().out)["rehearsals"]
    assert (bare["operations"], bare["operationChanges"]) == (None, [])


def test_json_says_what_a_change_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By resource, and each difference with where it is."""
    (folder / "old").mkdir()
    (folder / "old" / "all.yaml").write_text(f"{ORDERS}---\n{AROUND}")
    (folder / "operations.yaml").write_text(AROUND.replace("max: 100", "max: 200"))
    line = "rehearse orders.yaml --from old/all.yaml --env dev --format json"
    assert main(line.split()) == 0
    [one] = json.loads(capsys.readouterr().out)["rehearsals"]
    assert one["operationChanges"] == [
        {
            "effect": "changed",
            "resource": "scaling range shop-orders-dev-read",
            "differences": [{"path": "maxCapacity", "old": "100", "new": "200"}],
        }
    ]


def test_what_aws_refuses_is_said_with_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it was for, what AWS says, and no traceback; exit code 1."""

    def refuse(_: Services, operation: str, parameters: Mapping[str, str]) -> dict[str, str]:
        if operation != "RegisterScalableTarget":
            return {}
        raise Refused(operation, "LimitExceededException", f"too many like {parameters['ResourceId']}")

    monkeypatch.setattr(Services, "call", refuse)
    assert main(["rehearse", "orders.yaml", "--env", "dev"]) == 1
    assert capsys.readouterr() == (
        "",
        (
            "planton-dynamodb: shop-orders-dev: the embedded AWS refuses the scaling range shop-orders-dev-read: "
            "RegisterScalableTarget: LimitExceededException: too many like table/shop-orders-dev\n"
        ),
    )


def test_access_patterns_are_run_on_a_table_with_operations(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They name the table as its manifest does, whatever it is called at AWS, and want no environment."""
    for path in folder.iterdir():
        path.unlink()
    operations = (
        AROUND.replace("table: orders", "table: shop").split("  autoScaling")[0].replace("DESTROY", "RETAIN")
    )
    (folder / "all.yaml").write_text(f"{SHOP}---\n{operations}---\n{PATTERNS}")
    assert main(["rehearse", "--patterns", "."]) == 0
    assert "5 patterns run, all as expected" in capsys.readouterr().out
