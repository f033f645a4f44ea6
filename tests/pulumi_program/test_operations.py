"""`pulumi up` alone makes what runs around a table, as the command does."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from pulumi_program.stack_input import asked_for
from tests.pulumi_program.folders import ORDERS, Folder
from tests.pulumi_program.test_stack_input import Give, configured, told
from tests.standin.fixtures import Cloud

__all__ = ["configured", "told"]

OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
  app: shop
  naming: "{app}-{table}-{env}"
  environments:
    - {name: prod, retention: RETAIN}
    - {name: dev, retention: DESTROY}
  alarms:
    notify: "arn:aws:sns:us-east-1:123456789012:{env}-on-call"
    throttledRequests: {enabled: false}
    systemErrors: {enabled: false}
  parameters: {path: "/{app}/{env}/orders", outputs: [TABLE_NAME]}
"""


def test_operations_stand_beside_the_manifest_and_the_setting_says_the_environment(
    configured: Give, tmp_path: Path
) -> None:
    """The name at AWS, and how the table is held on to, are those of the environment."""
    (tmp_path / "orders.yaml").write_text(ORDERS)
    (tmp_path / "operations.yaml").write_text(OPERATIONS)
    configured("manifest", "orders.yaml")
    configured("env", "prod")
    table, options, operations = asked_for()
    assert operations is not None
    assert (table.name, operations.table, operations.environment) == ("shop-orders-prod",) * 2 + ("prod",)
    assert (options.protect, options.retain) == (True, True)
    configured("env", "dev")
    _, options, _ = asked_for()
    assert (options.protect, options.retain) == (False, False)
    configured("retain", "true")
    assert asked_for()[1].retain


def test_operations_stand_in_the_same_text(configured: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment may be the table's own."""
    table = ORDERS.replace("  name: orders\n", "  name: orders\n  env: dev\n")
    monkeypatch.setenv("STACK_INPUT_YAML", f"{table}---\n{OPERATIONS}")
    configured("allowReplace", "shop-orders-dev")
    table_, options, operations = asked_for()
    assert operations is not None
    assert table_.name == "shop-orders-dev"
    assert options.replace


def test_a_table_alone_has_nothing_around_it(configured: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """As before there were operations."""
    monkeypatch.setenv("STACK_INPUT_YAML", ORDERS)
    assert asked_for().operations is None


@pytest.mark.parametrize(
    ("texts", "env", "said"),
    [
        ([OPERATIONS], "", "nothing says which environment of `orders` is meant"),
        ([OPERATIONS, OPERATIONS.replace("name: orders}", "name: more}")], "dev", "of the table orders"),
        ([OPERATIONS.replace("arn:aws:sns", "arn:aws:sqs")], "dev", "the manifest is not valid"),
    ],
    ids=["no environment", "two operations", "a mistake"],
)
def test_what_cannot_be_made_ends_the_run_with_words(
    configured: Give, tmp_path: Path, texts: list[str], env: str, said: str
) -> None:
    """Before any resource is declared."""
    (tmp_path / "orders.yaml").write_text(ORDERS)
    for number, text in enumerate(texts):
        (tmp_path / f"operations-{number}.yaml").write_text(text)
    configured("manifest", "orders.yaml")
    if env:
        configured("env", env)
    with pytest.raises(pulumi.RunError, match=said):
        asked_for()


def test_up_makes_them_and_hands_back_where_they_are(program: Folder, cloud: Cloud) -> None:
    """A second one finds nothing to do."""
    (cloud.folder / "orders.yaml").write_text(ORDERS)
    (cloud.folder / "operations.yaml").write_text(OPERATIONS)
    program.set("manifest", str(cloud.folder / "orders.yaml"))
    program.set("env", "dev")
    program.up()
    program.unchanged()
    outputs = program.outputs()
    assert outputs["table_name"] == "shop-orders-dev"
    assert outputs["operations"] == {
        "alarms": {
            "user-errors": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-orders-dev-user-errors"
        },
        "parameters": {"table_name": "/shop/dev/orders/table-name"},
        "policies": {},
    }
    value = cloud.client("ssm").get_parameter(Name="/shop/dev/orders/table-name")["Parameter"]["Value"]
    assert value == "shop-orders-dev"
