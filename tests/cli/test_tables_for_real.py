"""The verbs on the real engine: what they print is what stands at AWS."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import planton_dynamodb.cli.showing
from tests.cli.manifests import manifest
from tests.standin.fixtures import Cloud

SCHEMA = json.loads(
    Path(planton_dynamodb.cli.showing.__file__).with_name("outcomes.schema.json").read_text(encoding="utf-8")
)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"
COMMAND = (sys.executable, "-m", "planton_dynamodb")


def ask(cloud: Cloud, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What the command answers, where there is no terminal."""
    return cloud.run(*COMMAND, *arguments, env={**cloud.env, **variables})


def test_a_table_from_preview_to_destroy(cloud: Cloud) -> None:
    """Made, found unchanged, its outputs read, changed elsewhere and noticed, kept from a loss, deleted."""
    path = cloud.folder / "orders.yaml"
    path.write_text(manifest("orders", more="  streamEnabled: true\n  streamViewType: NEW_IMAGE\n"))
    assert ask(cloud, "preview", "orders.yaml", "--detailed-exitcode").returncode == 2
    assert ask(cloud, "outputs", "orders.yaml").returncode == 1

    made = ask(cloud, "apply", "orders.yaml", "--yes", "--write-status")
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "orders: created")
    described = cloud.client("dynamodb").describe_table(TableName="orders")["Table"]
    assert described["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"

    again = ask(cloud, "apply", "orders.yaml", "--yes", "--write-status", "-q")
    assert (again.returncode, again.stdout.splitlines()[0], again.stderr) == (0, "orders: nothing to do", "")
    assert ask(cloud, "preview", "orders.yaml", "--detailed-exitcode").returncode == 0

    outputs = json.loads(ask(cloud, "outputs", "orders.yaml", "--format", "json").stdout)
    assert outputs == {
        "table_name": "orders",
        "table_arn": described["TableArn"],
        "table_id": "orders",
        "stream_arn": described["LatestStreamArn"],
        "stream_label": described["LatestStreamLabel"],
    }
    assert described["LatestStreamArn"] in path.read_text()

    cloud.client("dynamodb").update_table(TableName="orders", DeletionProtectionEnabled=True)
    drifted = ask(cloud, "refresh", "orders.yaml")
    assert "deletion protection is switched on (spec.deletionProtectionEnabled)" in drifted.stdout
    held = ask(cloud, "destroy", "orders.yaml", "--yes")
    assert (held.returncode, "deletion protection of orders is on" in held.stdout) == (1, True)
    assert ask(cloud, "apply", "orders.yaml", "--yes").returncode == 0

    other_key = [
        *("--set", "spec.keySchema[0].attributeName=other"),
        *("--set", "spec.attributeDefinitions[0].name=other"),
    ]
    refused = ask(cloud, "apply", "orders.yaml", "--yes", "--format", "json", *other_key)
    said = json.loads(refused.stdout)
    Draft202012Validator(SCHEMA).validate(said)
    assert (refused.returncode, said["tables"][0]["result"]) == (1, "refused")
    assert said["tables"][0]["refusals"][0]["flag"] == "--allow-replace orders"

    gone = ask(cloud, "destroy", "orders.yaml", "--yes")
    assert (gone.returncode, gone.stdout) == (0, "orders: deleted\n")
    assert cloud.client("dynamodb").list_tables()["TableNames"] == []


def test_many_tables_side_by_side_and_one_that_fails(cloud: Cloud) -> None:
    """What AWS refuses of one stops no other: three stand there, the summary counts, the exit code is 1."""
    cloud.client("dynamodb").create_table(
        TableName="taken",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    for name in ("alpha", "bravo", "charlie", "taken"):
        (cloud.folder / f"{name}.yaml").write_text(manifest(name))
    answer = ask(cloud, "apply", ".", "--yes", "--parallel", "3")
    assert answer.returncode == 1, answer
    assert answer.stdout.endswith("\n4 tables: 3 created, 1 failed\n"), answer
    assert "taken: failed: AWS has a table named taken already" in answer.stdout
    assert sorted(cloud.client("dynamodb").list_tables()["TableNames"]) == [
        "alpha",
        "bravo",
        "charlie",
        "taken",
    ]
    said = ask(cloud, "outputs", ".", "--format", "yaml")
    assert (said.returncode, "taken: not there" in said.stderr) == (1, True)
    assert said.stdout.count("table_arn") == 3


def test_no_secret_is_printed(cloud: Cloud) -> None:
    """Neither those of a stack input nor those of the environment, though AWS says them in its answer."""
    secret, token = "S3cretOfTheInput", "T0kenOfTheInput"
    cloud.faults(CreateTable={"error": f"AccessDeniedException: {secret} {token} is not authorized"})
    stack_input = (
        "target:\n  " + manifest("orders").replace("\n", "\n  ").rstrip(" ") + "provider_config:\n"
        f"  access_key_id: AKIAOFTHEINPUT\n  secret_access_key: {secret}\n"
        f"  session_token: {token}\n  region: eu-west-1\n"
    )
    (cloud.folder / "input.yaml").write_text(stack_input)
    for format_ in ("text", "json"):
        answer = ask(cloud, "apply", "input.yaml", "--yes", "--format", format_)
        assert answer.returncode == 1
        assert "[secret] [secret] is not authorized" in answer.stdout
        assert secret not in answer.stdout + answer.stderr
        assert token not in answer.stdout + answer.stderr


def test_ctrl_c_in_the_middle_leaves_what_the_next_apply_goes_on_with(cloud: Cloud) -> None:
    """The engine is stopped in order, the exit code is 130, and the table is made by the next apply."""
    (cloud.folder / "orders.yaml").write_text(manifest("orders"))
    cloud.faults(Create={"delay": 60})
    process = subprocess.Popen(
        [*COMMAND, "apply", "orders.yaml", "--yes"],
        cwd=cloud.folder,
        env=cloud.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + 60
        while not cloud.calls("Create"):
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "orders: failed: " in out
    assert "Traceback" not in out + err
    cloud.faults()
    answer = ask(cloud, "apply", "orders.yaml", "--yes")
    assert (answer.returncode, answer.stdout.splitlines()[0]) == (0, "orders: created")


@pytest.mark.parametrize("verb", ["preview", "apply", "refresh", "destroy", "outputs"])
def test_without_the_engine_it_is_said_how_to_get_it(verb: str, cloud: Cloud) -> None:
    """No `pulumi` on the PATH: exit code 2."""
    (cloud.folder / "orders.yaml").write_text(manifest("orders"))
    flags = ["--yes"] if verb in ("apply", "destroy") else []
    answer = ask(cloud, verb, "orders.yaml", *flags, PATH=os.path.dirname(sys.executable))
    if shutil.which("pulumi", path=os.path.dirname(sys.executable)):
        pytest.skip("this Python has a pulumi beside it")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("planton-dynamodb: there is no `pulumi` on the PATH\nInstall it")


def test_without_the_package_it_is_said_how_to_get_it(cloud: Cloud) -> None:
    """Pulumi's Python package is an extra of this one."""
    (cloud.folder / "orders.yaml").write_text(manifest("orders"))
    hidden = cloud.folder / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import sys\n"
        "class Hidden:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'pulumi':\n"
        "            raise ModuleNotFoundError(\"No module named 'pulumi'\", name=name)\n"
        "sys.meta_path.insert(0, Hidden())\n"
    )
    answer = ask(cloud, "apply", "orders.yaml", "--yes", PYTHONPATH=str(hidden))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "planton-dynamodb: the Python package pulumi is not installed\npip install 'planton-dynamodb[pulumi]'\n"
    )
