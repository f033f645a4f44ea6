"""The engine killed while it makes something around a table: the next apply goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.engines.pulumi.commands import COMMAND, ask, engine_of, headline, until, words
from tests.engines.pulumi.living import ON_DEMAND, Spec
from tests.engines.pulumi.surrounded import ONE_ALARM, documents
from tests.standin.fixtures import Cloud

LOOKED_AFTER = "the last run had ended in the middle: what it had begun was looked after first"
PARAMETER: Spec = {"parameters": {"path": "/shop", "outputs": ["TABLE_NAME"]}}
GRANT: Spec = {"grants": [{"name": "reporting", "access": "READ"}]}


def write(cloud: Cloud, operations: Spec) -> None:
    """The manifests of the table and of what runs around it."""
    texts = documents(ON_DEMAND, operations).split("\n---\n")
    (cloud.folder / "orders.yaml").write_text(texts[0])
    (cloud.folder / "operations.yaml").write_text(texts[1])


@contextmanager
def killed(cloud: Cloud, operation: str, when: str) -> Iterator[None]:
    """An apply whose engine has ended while it waited, before or after AWS was asked for this."""
    cloud.faults(Create={"delay": 60, "times": 1, "when": when})
    cloud.forget_calls()
    with subprocess.Popen(
        [*COMMAND, "apply", "orders.yaml", "--yes"],
        cwd=cloud.folder,
        env=cloud.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            until(lambda: _has_come_to(cloud, operation, when))
            os.kill(engine_of(process.pid), signal.SIGKILL)
            out, err = process.communicate(timeout=90)
        finally:
            cloud.faults()
            with suppress(ProcessLookupError):
                process.kill()
    assert "Pulumi's engine was killed in the middle of its work" in out, out + err
    yield


def _has_come_to(cloud: Cloud, operation: str, when: str) -> bool:
    if when == "after":
        return bool(cloud.requests(operation))
    return any(not call["preview"] for call in cloud.calls("Create"))


def alone(cloud: Cloud, operations: Spec) -> None:
    """A table stands, and next to be made is one thing around it: no state is being written when the end comes."""
    write(cloud, ONE_ALARM)
    assert ask(cloud, "apply").returncode == 0
    write(cloud, {**ONE_ALARM, **operations})


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("operations", "operation"),
    [(PARAMETER, "PutParameter"), (GRANT, "CreatePolicy")],
    ids=["a parameter", "a policy"],
)
def test_what_was_being_made_is_ours(operations: Spec, operation: str, when: str, cloud: Cloud) -> None:
    """AWS makes neither twice: what it has of that name and says the same is taken up, and asked for once."""
    alone(cloud, operations)
    with killed(cloud, operation, when):
        answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert LOOKED_AFTER in words(answer)
    assert len(cloud.requests(operation)) == 1
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"
    assert headline(ask(cloud, "destroy")) == "orders: deleted"
    assert cloud.client("ssm").describe_parameters()["Parameters"] == []
    assert cloud.client("iam").list_policies(Scope="Local")["Policies"] == []


def test_an_alarm_that_was_being_made_is_made_again(cloud: Cloud) -> None:
    """AWS takes that."""
    alone(cloud, {"alarms": {**ONE_ALARM["alarms"], "systemErrors": {"threshold": 3}}})
    with killed(cloud, "PutMetricAlarm", "after"):
        answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


def test_a_parameter_of_somebody_else_is_not_taken_up_for_ours(cloud: Cloud) -> None:
    """One of that name with another value is never overwritten, nor deleted."""
    alone(cloud, PARAMETER)
    client = cloud.client("ssm")
    with killed(cloud, "PutParameter", "before"):
        client.put_parameter(Name="/shop/table-name", Value="theirs", Type="String")
        for _ in range(2):
            answer = ask(cloud, "apply")
            assert answer.returncode == 1
            assert "AWS has one of that name already, and it is not in stack orders" in words(answer)
    assert headline(ask(cloud, "destroy")) == "orders: deleted"
    assert client.get_parameter(Name="/shop/table-name")["Parameter"]["Value"] == "theirs"


def test_a_parameter_whose_answer_never_came_is_ours(cloud: Cloud) -> None:
    """AWS made it, and the line broke: the next apply takes it up."""
    alone(cloud, PARAMETER)
    cloud.faults(Create={"error": "request send failed, EOF", "when": "after", "times": 1})
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "parameter /shop/table-name of table orders was not made" in words(answer)
    cloud.faults()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"
    value = cloud.client("ssm").get_parameter(Name="/shop/table-name")["Parameter"]["Value"]
    assert value == "orders"
