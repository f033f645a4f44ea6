"""What runs around a table, made, changed and deleted by the real Terraform, and what of it when a part fails."""

from __future__ import annotations

import json

from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.jobs import told
from tests.engines.pulumi.living import Spec
from tests.engines.pulumi.surrounded import INDEXED, ONE_ALARM, TOPIC
from tests.engines.terraform.living import Living
from tests.terraforming.fixtures import Terraforming

EVERYTHING: Spec = {
    "autoScaling": {"read": {"max": 100}, "write": {"max": 50}},
    "alarms": ONE_ALARM["alarms"],
    "parameters": {"path": "/shop/orders"},
    "grants": [
        {"name": "task", "access": "READ_WRITE", "role": "shop-task"},
        {"name": "reporting", "access": "READ"},
    ],
}


def test_what_runs_around_a_table_from_its_making_to_its_end(terraforming: Terraforming) -> None:
    """One part fails and the rest is made; the next apply makes that alone; drift is named; keeping keeps the table."""
    world, table = terraforming, Living(terraforming)
    first = table.apply(INDEXED, EVERYTHING)
    assert first.done is Done.FAILED
    (undone,) = first.undone
    assert first.fault is not None, told(first)
    assert undone.step.subject == "role policy orders-task"
    assert first.fault.summary == (
        "the role policy orders-task of table orders was not made: AWS has no role of the name that the grant says"
    )
    assert "making parameter /shop/orders/table-arn" in table.lines
    assert "making scaling range orders-by-state-write" in table.lines

    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    world.client("iam").create_role(RoleName="shop-task", AssumeRolePolicyDocument=trust)
    second = table.apply(INDEXED, EVERYTHING)
    assert second.done is Done.CHANGED, told(second)
    assert second.forecast is not None
    assert [each.subject for each in second.forecast.steps] == ["role policy orders-task"]
    assert second.forecast.only_around

    world.client("dynamodb").update_table(
        TableName="orders", ProvisionedThroughput={"ReadCapacityUnits": 60, "WriteCapacityUnits": 5}
    )
    (alarm,) = world.client("cloudwatch").describe_alarms(AlarmNamePrefix="orders-")["MetricAlarms"]
    world.client("cloudwatch").delete_alarms(AlarmNames=[alarm["AlarmName"]])
    world.client("ssm").put_parameter(Name="/shop/orders/table-name", Value="else", Overwrite=True)
    found = table.refresh(INDEXED, EVERYTHING)
    assert found.drift == (), "the units that scaling has set are no drift"
    assert {(each.action, each.subject, each.properties) for each in found.drift_around} == {
        ("delete", f"alarm {alarm['AlarmName']}", ()),
        ("update", "parameter /shop/orders/table-name", ("value",)),
    }
    third = table.apply(INDEXED, EVERYTHING)
    assert third.done is Done.CHANGED, told(third)
    units = world.client("dynamodb").describe_table(TableName="orders")["Table"]["ProvisionedThroughput"]
    assert units["ReadCapacityUnits"] == 60
    assert world.client("cloudwatch").describe_alarms(AlarmNamePrefix="orders-")["MetricAlarms"][0][
        "AlarmActions"
    ] == [TOPIC]

    kept = table.destroy(INDEXED, EVERYTHING, retain=True)
    assert kept.done is Done.KEPT, told(kept)
    assert len(kept.deleted) == 13
    assert world.client("dynamodb").list_tables()["TableNames"] == ["orders"]
    assert world.client("ssm").describe_parameters()["Parameters"] == []
    assert table.engine.outputs(table.job(INDEXED).place, "orders").done is Done.ABSENT
