"""Tables that somebody else changed or deleted."""

from __future__ import annotations

from tests.engines.pulumi.commands import ask, headline, tables, words, write
from tests.standin.fixtures import Cloud


def test_a_table_deleted_elsewhere(cloud: Cloud) -> None:
    """Apply says that it is gone and names refresh, which takes note of it; then apply makes it again."""
    write(cloud)
    ask(cloud, "apply")
    cloud.client("dynamodb").delete_table(TableName="orders")
    write(cloud, "  tableClass: STANDARD_INFREQUENT_ACCESS\n")
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "AWS has no such table any more, and stack orders still has it" in words(answer)
    assert "planton-dynamodb refresh" in words(answer)
    answer = ask(cloud, "refresh")
    assert answer.returncode == 0
    assert "AWS has no such table any more: the next apply makes a new, empty one" in words(answer)
    assert "table_arn" not in words(answer)
    answer = ask(cloud, "outputs")
    assert (answer.returncode, answer.stdout) == (1, "")
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: created")
    assert tables(cloud) == ["orders"]


def test_a_table_deleted_elsewhere_is_destroyed_without_ado(cloud: Cloud) -> None:
    """There is nothing left to do but to forget it."""
    write(cloud)
    ask(cloud, "apply")
    cloud.client("dynamodb").delete_table(TableName="orders")
    answer = ask(cloud, "destroy")
    assert (answer.returncode, headline(answer)) == (0, "orders: deleted")


def test_a_table_changed_elsewhere(cloud: Cloud) -> None:
    """Refresh says in words what was changed, and the next apply changes it back."""
    write(cloud)
    ask(cloud, "apply")
    client = cloud.client("dynamodb")
    client.update_table(TableName="orders", DeletionProtectionEnabled=True)
    answer = ask(cloud, "refresh")
    assert (answer.returncode, headline(answer)) == (0, "orders: read from AWS, and not as it was left")
    assert "spec.deletionProtectionEnabled" in words(answer)
    assert headline(ask(cloud, "apply")) == "orders: changed"
    assert not client.describe_table(TableName="orders")["Table"]["DeletionProtectionEnabled"]


def test_a_stream_switched_on_elsewhere(cloud: Cloud) -> None:
    """What AWS has already it does not take again: it is said that the state is behind."""
    write(cloud)
    ask(cloud, "apply")
    cloud.client("dynamodb").update_table(
        TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    )
    write(cloud, "  streamEnabled: true\n  streamViewType: NEW_IMAGE\n")
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "AWS has it so already, and the state of stack orders does not know it" in words(answer)
    assert "Table already has an enabled stream: TableName: orders" in words(answer)
    ask(cloud, "refresh")
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


def test_a_table_that_is_taken_over_and_not_what_was_asked_for(cloud: Cloud) -> None:
    """What it would take is refused; that the stack has it from then on, and how it lets go of it, is said."""
    write(cloud)
    cloud.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "another", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "another", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    answer = ask(cloud, "apply", "--import")
    assert (answer.returncode, headline(answer)) == (1, "orders: refused, and left as it is")
    assert "it was taken over all the same" in words(answer)
    assert headline(ask(cloud, "destroy", "--retain")) == "orders: forgotten; the table stays on AWS"
    assert tables(cloud) == ["orders"]
