"""The command, Terraform, its provider or all of them killed, and the command asked to end, in the middle."""

from __future__ import annotations

import signal

import pytest

from planton_dynamodb.engines.recovering import LOOKED_AFTER
from tests.engines.terraform.commands import ask, begun, headline, tables, until, words, write
from tests.engines.terraform.commands import lives as is_alive
from tests.terraforming.fixtures import Terraforming


def settled(world: Terraforming) -> None:
    """The table is there, made once, and another apply has nothing to do."""
    assert tables(world) == ["orders"]
    answer = ask(world, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do")
    assert LOOKED_AFTER not in words(answer)


def test_terraform_finishes_without_the_command(terraforming: Terraforming) -> None:
    """`kill -9` of the command: Terraform goes on; an apply meanwhile waits for it, and finds it done."""
    write(terraforming)
    with begun(terraforming, "CreateTable", delay=4) as running:
        running.kill(running.process.pid)
        assert is_alive(running.terraform)
        meanwhile = ask(terraforming, "apply")
        until(lambda: not is_alive(running.terraform))
    assert (meanwhile.returncode, headline(meanwhile)) == (0, "orders: nothing to do"), words(meanwhile)
    assert len(terraforming.requests("CreateTable")) == 1
    settled(terraforming)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_table_that_was_being_made_when_terraform_was_killed(when: str, terraforming: Terraforming) -> None:
    """Whether AWS has made it or not, the next apply ends with one table in the state, and preview says so before."""
    write(terraforming)
    with begun(terraforming, "CreateTable", when=when) as running:
        if when == "before":
            for pid in running.providers():
                running.kill(pid)
        else:
            until(lambda: tables(terraforming))
            running.kill(running.terraform)
        ended = running.ended()
    assert ended.returncode == 1
    said = (
        "the AWS provider went away" if when == "before" else "Terraform was killed in the middle of its work"
    )
    assert said in words(ended)
    assert "the last run ended in the middle" in words(ask(terraforming, "preview"))
    answer = ask(terraforming, "apply")
    assert answer.returncode == 0, words(answer)
    assert LOOKED_AFTER in words(answer)
    settled(terraforming)


def test_another_table_of_that_name_after_a_kill(terraforming: Terraforming) -> None:
    """A table that somebody else has made under that name meanwhile is left alone: only --import takes it over."""
    write(terraforming)
    with begun(terraforming, "CreateTable") as running:
        running.kill(running.process.pid)
        running.kill(running.terraform)
        for pid in running.providers():
            running.kill(pid)
    client = terraforming.client("dynamodb")
    until(lambda: tables(terraforming))  # AWS goes on with what it was asked
    client.delete_table(TableName="orders")
    client.create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "other", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "other", "KeyType": "HASH"}],
    )
    for _ in range(2):
        answer = ask(terraforming, "apply")
        assert answer.returncode == 1
        assert "AWS has a table named orders already, and it is not in stack orders" in words(answer)
        assert "apply --import" in words(answer)


def test_ctrl_c_stops_terraform_in_order(terraforming: Terraforming) -> None:
    """The first one lets Terraform write down how far it came; the next run goes on from there."""
    write(terraforming)
    with begun(terraforming, "CreateTable", delay=2) as running:
        running.process.send_signal(signal.SIGINT)
        ended = running.ended()
        assert not is_alive(running.terraform)
    assert ended.returncode == 130, words(ended)
    assert "the engine stops as soon as it safely can" in words(ended)
    assert "it was interrupted" in words(ended) or headline(ended) == "orders: created"
    answer = ask(terraforming, "apply")
    assert answer.returncode == 0, words(answer)
    settled(terraforming)


def test_a_second_ctrl_c_ends_terraform_at_once(terraforming: Terraforming) -> None:
    """AWS is not waited for any more; what it made all the same is found by the next run."""
    write(terraforming)
    with begun(terraforming, "CreateTable", delay=12) as running:
        running.process.send_signal(signal.SIGINT)
        running.hears("the engine stops as soon as it safely can")
        running.process.send_signal(signal.SIGINT)
        ended = running.ended()
        assert not is_alive(running.terraform)
    assert ended.returncode == 130, words(ended)
    assert "the engine is told to end at once" in words(ended)
    assert headline(ended) == "orders: failed: it was interrupted"
    until(lambda: tables(terraforming))  # AWS goes on with what it was asked
    answer = ask(terraforming, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do"), words(answer)
    assert LOOKED_AFTER in words(answer)
