"""Several tables in one run, of which some fail, each in its own way."""

from __future__ import annotations

import os

from planton_dynamodb.engines.pulumi.place import Place
from tests.engines.pulumi.commands import COMMAND, NOISE, tables, write
from tests.engines.pulumi.test_locks import lock
from tests.standin.fixtures import Cloud


def test_one_that_fails_stops_no_other(cloud: Cloud) -> None:
    """One is there already, the stack of one is in use, the state of one is damaged; the fourth is made."""
    for name in ("damaged", "good", "locked", "taken"):
        write(cloud, name=name)
    cloud.client("dynamodb").create_table(
        TableName="taken",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    project = "planton-dynamodb"
    lock(
        Place(
            backend=f"file://{cloud.backend}", own=False, organization=None, project=project, stack="locked"
        ),
        os.getpid(),
    )
    states = cloud.backend / ".pulumi" / "stacks" / project
    states.mkdir(parents=True)
    (cloud.backend / ".pulumi" / "meta.yaml").write_text("version: 1\n")
    (states / "damaged.json").write_text('{"version": 3, "checkpoint": {')
    answer = cloud.run(*COMMAND, "apply", ".", "--yes")
    assert NOISE.search(answer.stdout + answer.stderr) is None
    assert answer.returncode == 1
    said = {line.partition(": ")[0]: line for line in answer.stdout.splitlines() if line[:1].strip()}
    assert said["good"] == "good: created", answer.stdout
    assert said["damaged"] == "damaged: failed: the state of stack damaged is damaged"
    assert said["locked"].startswith(f"locked: failed: stack locked is in use by process {os.getpid()} of ")
    assert said["taken"] == "taken: failed: AWS has a table named taken already, and it is not in stack taken"
    assert answer.stdout.splitlines()[-1] == "4 tables: 3 failed, 1 created"
    assert tables(cloud) == ["good", "taken"]
