"""`rehearse --patterns` as somebody types it: in an embedded AWS, and at endpoints that are really there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.engines.endpoint import Endpoint
from tests.conformance.conftest import dynalite_address
from tests.patterns.front import Front, front

__all__ = ["dynalite_address"]

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: shop
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: PK, type: S}
    - {name: SK, type: S}
    - {name: status, type: S}
  keySchema:
    - {attributeName: PK, keyType: HASH}
    - {attributeName: SK, keyType: RANGE}
  globalSecondaryIndexes:
    - name: by-status
      keySchema:
        - {attributeName: status, keyType: HASH}
        - {attributeName: SK, keyType: RANGE}
      projection: {type: KEYS_ONLY}
  deletionProtectionEnabled: true
"""
PATTERNS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
metadata:
  name: shop
spec:
  table: shop
  entities:
    - name: order
      keys: {PK: "CUSTOMER#{customer}", SK: "ORDER#{number}", status: "{state}"}
  items:
    - {name: first, entity: order, attributes: {customer: alice, number: "1", state: open}}
    - {name: second, entity: order, attributes: {customer: alice, number: "2", state: paid}}
    - {name: third, entity: order, attributes: {customer: bob, number: "3", state: open, scan: {B: aGVsbG8=}}}
  patterns:
    - name: orders-of-customer
      operation: Query
      parameters: {customer: alice}
      keyCondition:
        PK: {equals: "CUSTOMER#{customer}"}
        SK: {beginsWith: ORDER#}
      expect: {items: [first, second], ordered: true}
    - name: open-orders
      operation: Query
      index: by-status
      keyCondition:
        status: {equals: open}
      expect: {items: [first, third]}
    - name: take-order
      operation: PutItem
      entity: order
      item: {customer: carol, number: "4", state: open}
      condition: attribute_not_exists(PK)
      expect: {items: [{number: "4"}]}
    - name: take-order-again
      operation: PutItem
      entity: order
      item: {customer: alice, number: "1", state: open}
      condition: attribute_not_exists(PK)
      expect: {error: ConditionalCheckFailedException}
    - name: forget-customer
      operation: DeleteCollection
      parameters: {customer: alice}
      keyCondition:
        PK: {equals: "CUSTOMER#{customer}"}
      expect: {items: [first, second]}
"""
PAGE = """\
shop: 5 patterns asked of the table shop with 3 sample items, in an embedded AWS

  pattern             calls                        items                            units              outcome
  orders-of-customer  Query ×1                     2                                0.5 read           as expected
  open-orders         Query ×1                     2                                0.5 read           as expected
  take-order          PutItem ×1                   1                                2 write            as expected
  take-order-again    PutItem ×1                   ConditionalCheckFailedException                     as expected
  forget-customer     Query ×1, BatchWriteItem ×1  2                                0.5 read, 4 write  as expected
"""  # noqa: RUF001
CLOSING = """
Units are worked out from the items that were read and written; nothing of it is left.
5 patterns run, all as expected
"""
ANOTHER = PATTERNS.replace("items: [first, third]", "items: [first, second, third]")
"""Expects an item that is not there: an error that `validate` finds too."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and its patterns, on a terminal that is wide enough."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "table.yaml").write_text(TABLE)
    (tmp_path / "patterns.yaml").write_text(PATTERNS)
    return tmp_path


@pytest.fixture
def wrong(folder: Path) -> Path:
    """Patterns that expect too much, with settings that keep the check from saying so."""
    (folder / ".planton-dynamodb.toml").write_text('disable = ["expected-item-missing"]\n')
    (folder / "patterns.yaml").write_text(ANOTHER)
    return folder


@pytest.fixture
def shop_front(dynalite_address: str) -> Iterator[Front]:
    """A front of dynalite."""
    with front(dynalite_address) as made:
        yield made


def tables_at(address: str) -> list[str]:
    """The tables at an endpoint."""
    with closing(Endpoint(address)) as endpoint:
        names: list[str] = endpoint.call("ListTables", {})["TableNames"]
    return names


def run_at(address: str, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "planton_dynamodb",
            "rehearse",
            "--patterns",
            ".",
            "--endpoint",
            address,
            *more,
        ],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_every_pattern_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """The calls, the items, the units and the outcome of each; a table that is protected is no obstacle."""
    assert main(["rehearse", "--patterns", "."]) == 0
    assert capsys.readouterr() == (PAGE + CLOSING, "")


def test_a_narrow_page_has_a_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the table does not fit."""
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["rehearse", "--patterns", "-q", "patterns.yaml"]) == 0
    assert "  open-orders: as expected\n      Query ×1; 2 items; 0.5 read\n" in capsys.readouterr().out  # noqa: RUF001


def test_what_is_not_as_expected_is_said_with_its_place(
    wrong: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, the sentence, the file and the line."""
    line = (
        (wrong / "patterns.yaml")
        .read_text()
        .split("\n")
        .index("      expect: {items: [first, second, third]}")
    )
    assert main(["rehearse", "--patterns", "."]) == 1
    out = capsys.readouterr().out
    assert "0.5 read           not as expected\n      " in out
    assert f"(./patterns.yaml:{line + 1})\n" in out
    assert "`second`" in out
    assert "5 patterns run, 1 not as expected\n" in out


def test_an_error_is_found_before_anything_is_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `validate` says it."""
    (folder / "patterns.yaml").write_text(ANOTHER)
    assert main(["rehearse", "--patterns", "."]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "error[expected-item-missing]" in err


def test_without_patterns_there_is_nothing_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    """A table alone is not enough: exit code 2."""
    assert main(["rehearse", "--patterns", "table.yaml"]) == 2
    assert capsys.readouterr() == (
        "",
        "planton-dynamodb: no AwsDynamodbAccessPatterns manifest in what was given: nothing was run\n",
    )


def test_patterns_are_no_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --patterns they are left alone."""
    assert main(["rehearse", "."]) == 0
    out = capsys.readouterr().out
    assert out.startswith("shop: made in an embedded AWS by CreateTable\n")
    assert "pattern" not in out


def test_json_holds_all_of_it(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For programs: version 1."""
    assert main(["rehearse", "--patterns", ".", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["version"] == 1
    (run,) = report["runs"]
    assert (run["accessPatterns"], run["table"], run["endpoint"]) == ("shop", "shop", None)
    assert (run["sampleItems"], run["asExpected"]) == (3, False)
    by_name = {pattern["name"]: pattern for pattern in run["patterns"]}
    assert by_name["forget-customer"]["calls"] == {"Query": 1, "BatchWriteItem": 1}
    assert (by_name["forget-customer"]["readUnits"], by_name["forget-customer"]["writeUnits"]) == (0.5, 4)
    assert by_name["take-order-again"]["error"]["code"] == "ConditionalCheckFailedException"
    (mismatch,) = by_name["open-orders"]["mismatches"]
    assert (mismatch["kind"], mismatch["path"]) == ("missing", "spec.patterns[1].expect.items[1]")
    assert (mismatch["file"], mismatch["column"]) == ("./patterns.yaml", 31)
    assert by_name["open-orders"]["items"][0]["PK"] == {"S": "CUSTOMER#alice"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--patterns . --from old.yaml", "there is nothing to change with --from"),
        (". --endpoint http://127.0.0.1:9", "add --patterns"),
        ("--patterns . --region eu-west-1", "say with --endpoint where"),
        ("--patterns . --endpoint http://127.0.0.1:9 --prefix a/b", "--prefix may hold letters, digits"),
        (
            f"--patterns . --endpoint http://127.0.0.1:9 --prefix {'x' * 201}",
            "may have 200 characters at most",
        ),
    ],
)
def test_what_makes_no_sense_is_said(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read; exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(["rehearse", *line.split()])
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_an_endpoint_is_asked_and_left_as_it_was(
    dynalite_address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table has a name that nobody has, and is gone afterwards; the one of the manifest's name is left alone."""
    before = tables_at(dynalite_address)
    assert main(["rehearse", "--patterns", ".", "--endpoint", dynalite_address, "--prefix", "try-"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(
        f"shop: 5 patterns asked of the table shop with 3 sample items, at {dynalite_address}\n"
    )
    assert "Units are what the endpoint says. The tables that were made for this are deleted.\n" in out
    assert err.startswith("planton-dynamodb: making the table try-")
    assert err.endswith(f"-shop at {dynalite_address}\n")
    assert tables_at(dynalite_address) == before


def test_only_what_patterns_need_is_made(shop_front: Front) -> None:
    """Neither protection nor streams nor units: keys, indexes and billing by request."""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 0
    (made,) = [request for operation, request in shop_front.requests if operation == "CreateTable"]
    assert sorted(made) == [
        "AttributeDefinitions",
        "BillingMode",
        "GlobalSecondaryIndexes",
        "KeySchema",
        "TableName",
    ]
    named = {request["TableName"] for _, request in shop_front.requests if "TableName" in request}
    assert named == {made["TableName"]}
    assert made["TableName"].startswith("rehearsal-")


def test_a_moto_server_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Another emulator that people run."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", f"http://{host}:{port}"]) == 0
        assert tables_at(f"http://{host}:{port}") == []
    finally:
        server.stop()
    assert capsys.readouterr().out.count("as expected") == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["CreateTable", "BatchWriteItem", "Query", "DeleteTable"])
def test_a_stop_leaves_no_table(number: signal.Signals, moment: str, shop_front: Front) -> None:
    """Whatever it comes in the middle of."""
    reached, sent = threading.Event(), threading.Event()

    def wait(operation: str) -> None:
        if operation == moment and not reached.is_set():
            reached.set()
            sent.wait(20)

    shop_front.before = wait
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "planton_dynamodb", "rehearse", "--patterns", "."),
            *("--endpoint", shop_front.address),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert reached.wait(60)
        process.send_signal(number)
        threading.Timer(0.3, sent.set).start()
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (
        128 + number,
        f"planton-dynamodb: stopped by {number.name}",
    )
    assert shop_front.operations["CreateTable"] == 1
    assert tables_at(shop_front.target) == []


def test_a_reader_that_has_gone_leaves_no_table(shop_front: Front) -> None:
    """A broken pipe, on either output."""
    command = f"{sys.executable} -m planton_dynamodb rehearse --patterns . --endpoint {shop_front.address}"
    subprocess.run(f"{command} 2>&1 | true", shell=True, timeout=60, check=True)
    assert tables_at(shop_front.target) == []


def test_nobody_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one line, and no word of a table that would have to be deleted."""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", "http://127.0.0.1:9"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("planton-dynamodb: shop: http://127.0.0.1:9 cannot be reached: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("url", ["ftp://x", "nonsense", "http://127.0.0.1:99999"])
def test_what_is_no_address_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, before a table is spoken of: neither is one being made nor may one still be there."""
    assert main(["rehearse", "--patterns", ".", "--endpoint", url]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"planton-dynamodb: {url!r} is no address of a DynamoDB: ")
    assert err.count("\n") == 1


def test_refused_credentials_are_said(shop_front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """As the endpoint words it; nothing was made, so nothing is deleted."""
    shop_front.error = lambda _, __: "UnrecognizedClientException"
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 2
    assert "CreateTable: UnrecognizedClientException: " in capsys.readouterr().err
    assert shop_front.operations == {"CreateTable": 1}


def test_rights_that_end_at_the_table_are_no_answer(
    shop_front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pattern that may not be asked is neither as expected nor not: exit code 2, and the table goes."""
    shop_front.error = lambda operation, _: "AccessDeniedException" if operation == "Query" else ""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 2
    out = capsys.readouterr().out
    assert out.count("not answered\n      Query: AccessDeniedException") == 3
    assert out.count("as expected\n") == 2
    assert tables_at(shop_front.target) == []


def test_a_table_that_cannot_be_deleted_is_named(
    shop_front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that deletes it; exit code 2."""
    shop_front.error = lambda operation, _: "AccessDeniedException" if operation == "DeleteTable" else ""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 2
    (name,) = tables_at(shop_front.target)
    with closing(Endpoint(shop_front.target)) as endpoint:
        endpoint.call("DeleteTable", {"TableName": name})
    said, command = capsys.readouterr().err.splitlines()
    assert said.startswith(
        f"planton-dynamodb: the table {name} may still be there: DeleteTable: AccessDenied"
    )
    assert command == (
        f"Delete it: aws dynamodb delete-table --table-name {name} --region us-east-1 "
        f"--endpoint-url {shop_front.address}"
    )


def test_a_table_of_another_is_never_deleted(shop_front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """Where CreateTable is refused, what is there is somebody else's."""
    shop_front.error = lambda operation, _: "ResourceInUseException" if operation == "CreateTable" else ""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 1
    assert shop_front.operations == {"CreateTable": 1}
    assert "CreateTable: ResourceInUseException" in capsys.readouterr().err


def test_a_proxy_is_not_asked_for_this_machine(shop_front: Front) -> None:
    """What the environment says of proxies is for elsewhere."""
    nowhere = "http://127.0.0.1:9"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY")
    answer = run_at(shop_front.address, "-q", **dict.fromkeys(names, nowhere))
    assert (answer.returncode, answer.stderr) == (0, "")


def test_elsewhere_credentials_and_a_region_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Before any call is made."""
    away = ["rehearse", "--patterns", ".", "-q", "--endpoint", "http://dynamodb.invalid"]
    assert main(away) == 2
    assert "no AWS region is set" in capsys.readouterr().err
    assert main([*away, "--region", "eu-west-1"]) == 2
    assert "no AWS credentials are set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "more"),
    [("moto", ()), ("pulumi", ()), ("botocore", ("--endpoint", "http://127.0.0.1:9"))],
)
def test_a_missing_extra_is_said_with_its_cure(module: str, more: tuple[str, ...]) -> None:
    """Exit code 2; an endpoint needs less than an embedded AWS does."""
    program = (
        f"import sys; sys.modules[{module!r}] = None; from planton_dynamodb.cli import main; sys.exit(main())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, "rehearse", "--patterns", ".", *more],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"planton-dynamodb: rehearse needs the Python module {module}")
    assert answer.stderr.endswith("which is not installed: pip install 'planton-dynamodb[rehearse]'\n")


def test_an_index_may_come_late(shop_front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """A global index is asked again for a while; a busy moment is waited out as well."""
    late: dict[str, Any] = {"left": 2}
    passed_on = shop_front.answer

    def answer(operation: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if operation == "Query" and "IndexName" in json.loads(body) and late["left"]:
            late["left"] -= 1
            return 200, b'{"Items": [], "Count": 0, "ScannedCount": 0}'
        return passed_on(operation, body, headers)

    shop_front.answer = answer  # type: ignore[method-assign]
    shop_front.error = lambda _, number: "ThrottlingException" if number == 2 else ""
    assert main(["rehearse", "--patterns", ".", "-q", "--endpoint", shop_front.address]) == 0
    assert late["left"] == 0
    assert re.search(r"open-orders +Query \S2 \(1 again\) +2 ", capsys.readouterr().out)
