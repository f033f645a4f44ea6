"""`pulumi up` asks nobody with --yes: what keeps it from losing a table then."""

from __future__ import annotations

from tests.pulumi_program.folders import ORDERS, Folder
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
