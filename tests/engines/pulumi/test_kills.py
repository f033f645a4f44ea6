"""The command, its engine or both killed, and the command asked to end, in the middle of what they do."""

from __future__ import annotations

import signal

import pytest

from tests.engines.pulumi.commands import ask, begun, headline, lives, tables, until, words, write
from tests.standin.fixtures import Cloud

STREAM = "  streamEnabled: true\n  streamViewType: NEW_IMAGE\n"
INSIGHTS = "  contributorInsightsEnabled: true\n"
LOOKED_AFTER = "the last run had ended in the middle: what it had begun was looked after first"


def made(cloud: Cloud) -> int:
    """How often AWS was asked for a table."""
    return len(cloud.requests("CreateTable"))


def settled(cloud: Cloud) -> None:
    """The table is there, and another apply has nothing to do."""
    assert tables(cloud) == ["orders"]
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


def test_the_engine_finishes_without_the_command(cloud: Cloud) -> None:
    """`kill -9` of the command: the engine goes on; an apply meanwhile waits for it, and finds it done."""
    write(cloud)
    with begun(cloud, "Create", delay=4) as running:
        running.signal(signal.SIGKILL)
        meanwhile = ask(cloud, "apply")
        assert f"waiting for process {running.engine}, which works on the stack" in words(meanwhile)
        assert (meanwhile.returncode, headline(meanwhile)) == (0, "orders: nothing to do")
        assert "looking after" not in words(meanwhile)
        running.engine_ended()
    assert "table_arn" in meanwhile.stdout
    assert made(cloud) == 1


@pytest.mark.parametrize("killed", ["the engine", "both"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_table_that_was_being_made_when_the_engine_was_killed(when: str, killed: str, cloud: Cloud) -> None:
    """Whether AWS had been asked or not, the next apply ends with one table in the state, asked for once."""
    write(cloud)
    with begun(cloud, "Create", when=when) as running:
        if killed == "both":
            running.signal(signal.SIGKILL)
        running.kill_engine()
        ended = running.ended()
    if killed == "the engine":
        assert ended.returncode == 1
        assert "Pulumi's engine was killed in the middle of its work" in words(ended)
        assert "Run the same again" in words(ended)
    foreseen = ask(cloud, "preview")
    assert "the last run ended in the middle" in words(foreseen)
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(answer) == f"orders: {'created' if when == 'before' else 'nothing to do'}"
    assert "a lock left by a process that is no more was removed" in words(answer)
    assert LOOKED_AFTER in words(answer)
    assert made(cloud) == 1
    settled(cloud)


def test_another_manifest_after_the_kill(cloud: Cloud) -> None:
    """What had been made is taken up first, and then changed to what the manifest says now."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.kill_engine()
        running.ended()
    write(cloud, STREAM)
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: changed")
    table = cloud.client("dynamodb").describe_table(TableName="orders")["Table"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
    assert made(cloud) == 1


def test_another_key_after_the_kill_is_refused(cloud: Cloud) -> None:
    """The table that had been made is guarded like any other: it is not replaced unasked."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.kill_engine()
        running.ended()
    path = cloud.folder / "orders.yaml"
    path.write_text(path.read_text().replace("pk", "other"))
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (1, "orders: refused, and left as it is")
    assert "--allow-replace orders" in words(answer)
    assert made(cloud) == 1


def test_a_table_of_somebody_else_is_not_taken_up_for_ours(cloud: Cloud) -> None:
    """One of that name with other keys is not what was being made: it is said so, and left alone."""
    write(cloud)
    with begun(cloud, "Create") as running:
        running.kill_engine()
        running.ended()
    cloud.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "theirs", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "theirs", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for _ in range(2):
        answer = ask(cloud, "apply")
        assert answer.returncode == 1
        assert "AWS has a table named orders already, and it is not in stack orders" in words(answer)
        assert "apply --import" in words(answer)
    assert headline(ask(cloud, "destroy")) == "orders: not there: it was never applied, or is destroyed"
    assert tables(cloud) == ["orders"]


def test_what_had_begun_is_not_forgotten_while_aws_does_not_answer(cloud: Cloud) -> None:
    """An apply that may not look at the table leaves the note, and the one after it takes the table up."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.kill_engine()
        running.ended()
    cloud.faults(Read={"error": "AccessDeniedException: not authorized to perform: dynamodb:DescribeTable"})
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "AWS refuses the credentials in use the right to do this" in words(answer)
    cloud.faults()
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"
    assert made(cloud) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_change_that_was_under_way(when: str, cloud: Cloud) -> None:
    """A stream that AWS has switched on is not asked for again, which AWS would refuse; one that it has not, is."""
    write(cloud)
    ask(cloud, "apply")
    write(cloud, STREAM)
    with begun(cloud, "Update", when=when) as running:
        running.kill_engine()
        running.ended()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(answer) == f"orders: {'changed' if when == 'before' else 'nothing to do'}"
    assert LOOKED_AFTER in words(answer)
    assert "stream/" in answer.stdout
    assert len(cloud.requests("UpdateTable")) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_table_that_was_being_deleted(when: str, cloud: Cloud) -> None:
    """The next destroy ends with no table and an empty stack, whether AWS had been asked or not."""
    write(cloud)
    ask(cloud, "apply")
    with begun(cloud, "Delete", "destroy", when=when) as running:
        running.kill_engine()
        running.ended()
    answer = ask(cloud, "destroy")
    assert answer.returncode == 0, words(answer)
    assert LOOKED_AFTER in words(answer)
    assert tables(cloud) == []
    assert headline(ask(cloud, "destroy")) == "orders: not there: it was never applied, or is destroyed"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_replacement_that_was_under_way(when: str, cloud: Cloud) -> None:
    """The old table is gone by then: the new one is made, or taken up, without being allowed a second time."""
    write(cloud)
    ask(cloud, "apply")
    path = cloud.folder / "orders.yaml"
    path.write_text(path.read_text().replace("pk", "other"))
    with begun(cloud, "Create", "apply", "--allow-replace", "orders", when=when) as running:
        running.kill_engine()
        running.ended()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert made(cloud) == 1
    settled(cloud)


def test_insights_that_were_being_switched_on(cloud: Cloud) -> None:
    """They are asked for again: AWS takes that."""
    write(cloud)
    ask(cloud, "apply")
    write(cloud, INSIGHTS)
    with begun(cloud, "Create") as running:
        running.kill_engine()
        running.ended()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    status = cloud.client("dynamodb").describe_contributor_insights(TableName="orders")
    assert status["ContributorInsightsStatus"] == "ENABLED"
    settled(cloud)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_asked_to_end_it_ends_in_order(name: str, cloud: Cloud) -> None:
    """The engine is asked to stop, and does: the state is sound, and the next apply goes on from there."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.signal(signal.Signals[name])
        ended = running.ended()
        assert not lives(running.engine)
    assert ended.returncode == 128 + signal.Signals[name]
    assert "the engine stops as soon as it safely can" in ended.stderr
    assert "orders: failed: it was interrupted" in words(ended)
    assert "run the same again to go on" in words(ended)
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert made(cloud) == 1
    settled(cloud)


def test_asked_twice_it_ends_at_once(cloud: Cloud) -> None:
    """The second Ctrl-C ends the engine, and still nothing is lost sight of."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.signal(signal.SIGINT)
        running.signal(signal.SIGINT)
        ended = running.ended()
        until(lambda: not lives(running.engine))
    assert ended.returncode == 130
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert made(cloud) == 1
    settled(cloud)
