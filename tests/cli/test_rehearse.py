"""`rehearse` as somebody types it."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from planton_dynamodb.cli import main

ORDERS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
  labels:
    team: shop
spec:
  billingMode: PROVISIONED
  provisionedThroughput: {readCapacityUnits: 5000, writeCapacityUnits: 5}
  attributeDefinitions:
    - {name: customerId, type: S}
    - {name: placedAt, type: N}
    - {name: status, type: S}
  keySchema:
    - {attributeName: customerId, keyType: HASH}
    - {attributeName: placedAt, keyType: RANGE}
  globalSecondaryIndexes:
    - name: by-status
      keySchema:
        - {attributeName: status, keyType: HASH}
      projection: {type: INCLUDE, nonKeyAttributes: [total, currency]}
      provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}
  localSecondaryIndexes:
    - name: by-state
      keySchema:
        - {attributeName: customerId, keyType: HASH}
        - {attributeName: status, keyType: RANGE}
      projection: {type: KEYS_ONLY}
  ttl: {enabled: true, attributeName: expiresAt}
  pointInTimeRecoveryEnabled: true
"""
PAGE = """\
orders: made in an embedded AWS by CreateTable, UpdateTimeToLive, UpdateContinuousBackups

  partition key           customerId (S)
  sort key                placedAt (N)
  billing                 5,000 read and 5 write units
  global index by-status  status (S); keys, total, currency; 1 read and 1 write units
  local index by-state    customerId (S), status (S); keys only
  stream                  off
  expiry                  by expiresAt
  point-in-time recovery  on
  encryption              a key that AWS owns
  table class             STANDARD
  deletion protection     off
  contributor insights    off
  tags                    team=shop

  table_name    orders
  table_arn     arn:aws:dynamodb:us-east-1:111122223333:table/orders
  table_id      orders
  stream_arn    (blank)
  stream_label  (blank)
"""
CLOSING = """
Destroyed again: nothing of it is left.
What an embedded AWS cannot show:
  - whether you may make this table (IAM), and whether one of this name is there already
  - whether the account's quotas leave room for these units, and what is throttled beyond them
  - a real place: account and region in the ARNs are made up
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a manifest, seen on a terminal of ordinary width."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "orders.yaml").write_text(ORDERS)
    return tmp_path


def test_a_table_is_shown_as_aws_describes_it(capsys: pytest.CaptureFixture[str]) -> None:
    """What made it, what it is, its outputs, and what was not shown."""
    assert main(["rehearse", "orders.yaml"]) == 0
    assert capsys.readouterr() == (PAGE + CLOSING, "")


def test_quiet_is_results_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """-q leaves remarks out."""
    assert main(["rehearse", "-q", "orders.yaml"]) == 0
    assert capsys.readouterr().out == PAGE


def test_standard_input_and_overrides_are_taken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere: `-`, and --set."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ORDERS.encode())))
    assert main(["rehearse", "-", "--set", "metadata.name=purchases"]) == 0
    assert capsys.readouterr().out.startswith("purchases: made in an embedded AWS by CreateTable")


def test_an_invalid_manifest_makes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its findings are said as `validate` says them."""
    (folder / "orders.yaml").write_text(ORDERS.replace("attributeName: placedAt", "attributeName: placed"))
    assert main(["rehearse", "."]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "error[key-attr-undefined]" in err


def test_what_cannot_be_read_is_the_tools_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, as everywhere."""
    assert main(["rehearse", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def test_a_change_in_place_is_said_and_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --from the old table is made first; the change comes with what it means, then the table."""
    (folder / "new.yaml").write_text(ORDERS.replace("5000", "40"))
    assert main(["rehearse", "new.yaml", "--from", "orders.yaml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "orders: changed in an embedded AWS by UpdateTable\n\n"
        "in-place: the units of the table change from 5,000 read and 5 write units to 40 read and 5 write\n"
        "  units (spec.provisionedThroughput)\n"
        "  AWS changes the units of a table while it stays in use.\n"
    )
    assert "\nThe table as it is then:\n  partition key " in out
    assert "  billing                 40 read and 5 write units\n" in out
    assert "  - how long a change takes on AWS" in out


def test_the_same_again_is_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """No change, no call."""
    assert main(["rehearse", "orders.yaml", "--from", "orders.yaml"]) == 0
    assert capsys.readouterr().out.startswith("orders: nothing to do\n\nThe table as it stays:\n")


def test_a_change_that_apply_would_refuse_is_not_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason, what is lost and the flag; exit code 1, and the old table stays."""
    (folder / "new.yaml").write_text(ORDERS.replace("KEYS_ONLY", "ALL").replace("5000", "40"))
    assert main(["rehearse", "new.yaml", "--from", "orders.yaml"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(
        "orders: apply would refuse this, and change nothing\n\n"
        "refused: the projection of `by-state` changes from KEYS_ONLY to ALL\n"
        "  (spec.localSecondaryIndexes[0].projection)\n"
    )
    assert "All items of `orders` are lost." in out
    assert "--allow-replace orders" in out
    assert "\nin-place: the units of the table change" in out
    assert "  local index by-state    customerId (S), status (S); keys only\n" in out
    assert "  billing                 5,000 read" in out


def test_a_replacement_that_is_allowed_is_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By name, and by that name alone."""
    (folder / "new.yaml").write_text(ORDERS.replace("KEYS_ONLY", "ALL"))
    change = ["rehearse", "new.yaml", "--from", "orders.yaml", "--allow-replace"]
    assert main([*change, "order"]) == 1
    err = capsys.readouterr().err
    assert err == "planton-dynamodb: --allow-replace order allows what no table here needs\n"
    assert main([*change, "orders"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(
        "orders: replaced in an embedded AWS by DeleteTable, CreateTable, UpdateTimeToLive,"
    )
    assert "  local index by-state    customerId (S), status (S); all attributes\n" in out
    assert err == ""


def test_an_index_that_may_be_rebuilt_is_rebuilt(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is deleted and made, each in a call of its own."""
    (folder / "new.yaml").write_text(ORDERS.replace("currency", "country"))
    change = ["rehearse", "new.yaml", "--from", "orders.yaml"]
    assert main(change) == 1
    assert "--allow-rebuild orders/by-status" in capsys.readouterr().out
    assert main([*change, "--allow-rebuild", "orders/by-status"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("orders: changed in an embedded AWS by UpdateTable (2 times)\n\nindex-rebuild: ")


def test_protection_is_met_at_the_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `destroy` would be told is said here."""
    (folder / "orders.yaml").write_text(ORDERS + "  deletionProtectionEnabled: true\n")
    assert main(["rehearse", "orders.yaml"]) == 0
    assert (
        "\n`destroy` would be refused by AWS: Resource cannot be deleted as it is currently protected against\n"
        "deletion. Disable deletion protection first.\n"
    ) in capsys.readouterr().out


def test_several_tables_are_paired_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is new is made, one that has gone is named, and the run ends with a sentence."""
    other, third = (ORDERS.replace("name: orders", f"name: {name}") for name in ("invoices", "returns"))
    (folder / "now.yaml").write_text(f"{ORDERS}---\n{other}")
    (folder / "orders.yaml").write_text(f"{third}---\n{ORDERS.replace('KEYS_ONLY', 'ALL')}")
    assert main(["rehearse", "now.yaml", "--from", "orders.yaml"]) == 1
    out, err = capsys.readouterr()
    heads = [line for line in out.splitlines() if line.startswith(("orders: ", "invoices: "))]
    assert heads[0] == "orders: apply would refuse this, and change nothing"
    assert heads[1].startswith("invoices: made in an embedded AWS by CreateTable")
    assert out.endswith("\n\n2 tables rehearsed, 1 change refused\n")
    assert err == "planton-dynamodb: orders.yaml: `returns` has no counterpart, and is left out\n"


def test_json_holds_all_of_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For programs: outputs by the contract's names, descriptions by AWS's, changes and refusals."""
    (folder / "new.yaml").write_text(ORDERS.replace("KEYS_ONLY", "ALL"))
    assert main(["rehearse", "new.yaml", "--from", "orders.yaml", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["version"] == 1
    [one] = report["rehearsals"]
    assert one["table"] == "orders"
    assert sorted(one["outputs"]) == ["stream_arn", "stream_label", "table_arn", "table_id", "table_name"]
    assert one["description"]["TimeToLiveDescription"]["AttributeName"] == "expiresAt"
    assert one["description"]["Tags"] == {"team": "shop"}
    [change] = one["changes"]
    assert (change["id"], change["effect"]) == ("upd-lsi", "replace")
    assert one["refusals"] == [{"flag": "--allow-replace orders", "change": change}]
    assert (one["calls"], one["destroyRefused"]) == ([], None)


def test_json_names_the_calls_that_were_made(capsys: pytest.CaptureFixture[str]) -> None:
    """Operation and parameters, as AWS has them."""
    assert main(["rehearse", "orders.yaml", "--format", "json"]) == 0
    calls = json.loads(capsys.readouterr().out)["rehearsals"][0]["calls"]
    assert [call["operation"] for call in calls] == [
        "CreateTable",
        "UpdateTimeToLive",
        "UpdateContinuousBackups",
    ]
    assert calls[0]["parameters"]["KeySchema"][0] == {"AttributeName": "customerId", "KeyType": "HASH"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rehearse orders.yaml --allow-replace orders", "say with --from what there is to change"),
        ("rehearse - --from -", "standard input holds one text"),
    ],
)
def test_what_makes_no_sense_is_said(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read."""
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("module", ["pulumi", "pulumi_aws", "moto", "botocore"])
def test_a_missing_extra_is_said_with_its_cure(module: str, folder: Path) -> None:
    """Whichever of its modules it is; exit code 2."""
    program = (
        f"import sys; sys.modules[{module!r}] = None; from planton_dynamodb.cli import main; sys.exit(main())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, "rehearse", "orders.yaml"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"planton-dynamodb: rehearse needs the Python module {module}")
    assert answer.stderr.endswith("which is not installed: pip install 'planton-dynamodb[rehearse]'\n")


AROUND = """\
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
  autoScaling: {write: {min: 1, max: 10}}
  alarms: {notify: "arn:aws:sns:us-east-1:111122223333:on-call"}
  parameters: {path: /shop/orders}
  grants: [{name: task, access: READ, role: shop}, {name: all, access: READ_WRITE}]
"""


@pytest.mark.parametrize("around", ["", AROUND], ids=["table", "operations"])
def test_it_needs_no_command_no_home_and_no_network(around: str, folder: Path) -> None:
    """A fresh process whose environment leads everything to a listener: nobody calls there.

    Nor does a profile that does not exist, or a file of settings that cannot be read, make a difference.
    """
    (folder / "orders.yaml").write_text(ORDERS + around)
    home = folder / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "config").write_text("[profile")
    called = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def listen() -> None:
            while True:
                try:
                    called.append(listener.accept()[1])
                except OSError:
                    return

        waiting = threading.Thread(target=listen)
        waiting.start()
        names = ("AWS_ENDPOINT_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY")
        answer = subprocess.run(
            [
                sys.executable,
                "-W",
                "error::ResourceWarning",
                "-m",
                "planton_dynamodb",
                "rehearse",
                "orders.yaml",
                "--set=spec.serverSideEncryption.enabled=true",
            ],
            cwd=folder,
            env={
                **dict.fromkeys(names, address),
                "AWS_PROFILE": "nobody",
                "PATH": "",
                "HOME": str(home),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        listener.shutdown(socket.SHUT_RDWR)
        waiting.join()
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("orders: made in an embedded AWS by CreateTable")
    assert called == []
    assert sorted(os.listdir(folder)) == ["home", "orders.yaml"]
    assert os.listdir(home) == [".aws"]
