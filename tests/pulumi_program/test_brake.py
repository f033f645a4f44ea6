"""`pulumi up` asks nobody with --yes: what keeps it from losing a table then."""

from __future__ import annotations

from tests.pulumi_program.folders import ORDERS, Folder, stack_input
from tests.standin.fixtures import Cloud

OTHER_KEY = ORDERS.replace("id", "customer")


def items(cloud: Cloud) -> int:
    """How many there are in the table."""
    return int(cloud.client("dynamodb").scan(TableName="orders")["Count"])


def test_a_replacement_fails_before_anything_is_deleted(cloud: Cloud, program: Folder) -> None:
    """The new table finds its name taken; a setting that names the table lets the old one go first."""
    program.up(STACK_INPUT_YAML=ORDERS)
    cloud.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "1"}})
    refused = program.tried("up", STACK_INPUT_YAML=OTHER_KEY)
    assert refused.returncode != 0
    assert "Table already exists: orders" in refused.stdout
    assert items(cloud) == 1

    program.set("allowReplace", "other")
    assert program.tried("up", STACK_INPUT_YAML=OTHER_KEY).returncode != 0
    assert items(cloud) == 1

    program.set("allowReplace", "orders")
    program.up(STACK_INPUT_YAML=OTHER_KEY)
    assert items(cloud) == 0
    program.is_as(OTHER_KEY)


def test_a_protected_table_outlives_another_name_and_another_region(cloud: Cloud, program: Folder) -> None:
    """There the name is free, so that only protection keeps the old table; without it the table goes."""
    program.set("protect", "true")
    program.up(STACK_INPUT_YAML=ORDERS)
    renamed = ORDERS.replace("name: orders", "name: sales")
    moved = stack_input(ORDERS, region="eu-west-1")
    for given in (moved, renamed):
        refused = program.pulumi("up", "--yes", "--stack", program.stack, STACK_INPUT_YAML=given)
        assert refused.returncode != 0
        assert "protect" in refused.stdout
        assert cloud.requests("CreateTable")[1:] == []
        program.is_as(ORDERS)
    program.set("protect", "false")
    program.up(STACK_INPUT_YAML=ORDERS)
    program.up(STACK_INPUT_YAML=renamed)
    assert cloud.client("dynamodb").list_tables()["TableNames"] == ["sales"]
