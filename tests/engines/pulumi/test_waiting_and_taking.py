"""A stack that somebody else is about to leave, and a table that is taken over only when that was agreed to."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done, Forecast
from planton_dynamodb.engines.pulumi.engine import Job
from tests.engines.pulumi.jobs import engine_in, job_of, manifest_of, silent, told
from tests.standin.fixtures import Cloud

ORDERS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: orders}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions: [{name: id, type: S}]
  keySchema: [{attributeName: id, keyType: HASH}]
"""


def orders(cloud: Cloud) -> Job:
    """The table of these tests."""
    return job_of(manifest_of(ORDERS), cloud)


def made_by_somebody(cloud: Cloud) -> None:
    """AWS has the table, and no stack knows of it."""
    cloud.client("dynamodb").create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


def test_a_run_waits_for_another_that_soon_ends(cloud: Cloud) -> None:
    """It says for whom it waits, removes the lock that was left, and goes on with the state as it is then."""
    engine, job = engine_in(cloud), orders(cloud)
    assert engine.apply(job, Allowed(), None, silent).done is Done.CREATED
    folder = Path(cloud.backend, ".pulumi", "locks", "organization", job.place.project, job.place.stack)
    folder.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        lock = {"pid": other.pid, "username": "ann", "hostname": socket.gethostname(), "timestamp": "now"}
        (folder / "other.json").write_text(json.dumps(lock))

        def tell(line: str) -> None:
            said.append(line)
            assert other.stdin is not None
            if line.startswith("waiting"):
                other.stdin.close()
                other.wait()

        outcome = engine.apply(job, Allowed(), None, tell)
    assert outcome.done is Done.UNCHANGED, told(outcome)
    assert f"waiting for process {other.pid}, which works on the stack" in said
    assert "a lock left by a process that is no more was removed" in outcome.notes


def test_a_table_is_not_taken_over_against_a_no(cloud: Cloud) -> None:
    """Whoever is asked hears that the table is there already, and after a no there is still no stack."""
    made_by_somebody(cloud)
    engine, job = engine_in(cloud), orders(cloud)
    asked: list[Forecast] = []

    def no(forecast: Forecast) -> bool:
        asked.append(forecast)
        return False

    assert engine.apply(job, Allowed(), no, silent, adopt=True).done is Done.DECLINED
    assert [step.action for step in asked[0].steps] == ["import"]
    assert engine.outputs(job.place, "orders").done is Done.ABSENT
    assert cloud.calls("Create") == []


def test_a_table_that_is_as_its_manifest_says_is_taken_over_as_it_is(cloud: Cloud) -> None:
    """After a yes it is in the stack, nothing at AWS has changed, and nothing is left to do."""
    made_by_somebody(cloud)
    engine, job = engine_in(cloud), orders(cloud)
    taken = engine.apply(job, Allowed(), lambda _: True, silent, adopt=True)
    assert taken.done is Done.IMPORTED, told(taken)
    assert engine.apply(job, Allowed(), None, silent).done is Done.UNCHANGED
    changed = {request["operation"] for request in cloud.requests()}
    assert not {
        operation for operation in changed if operation.startswith(("Create", "Update", "Delete", "Tag"))
    }
