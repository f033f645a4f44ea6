"""The rendered module, applied by the real Terraform with the real provider."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets import terraform_hcl, terraform_json
from planton_dynamodb.targets.pulumi_options import Options
from planton_dynamodb.targets.terraform import module
from tests.targets.around import around
from tests.targets.test_pulumi_python import RENDERED, manifest_of
from tests.terraforming.fixtures import Terraforming

OFF = (
    "metadata.labels=null",
    "metadata.org=null",
    "metadata.env=null",
    "spec.globalSecondaryIndexes=null",
    "spec.streamEnabled=false",
    "spec.streamViewType=null",
    "spec.ttl.enabled=false",
    "spec.pointInTimeRecoveryEnabled=false",
    "spec.serverSideEncryption=null",
    "spec.deletionProtectionEnabled=false",
    "spec.contributorInsightsEnabled=false",
)


def trust(terraforming: Terraforming, name: str) -> None:
    """A role that stands at AWS."""
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    terraforming.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)


def test_a_table_and_all_around_it_are_made_once(terraforming: Terraforming) -> None:
    """After an apply nothing is left to do, all of it stands at AWS, the outputs say so, and it can be destroyed."""
    _, around_it = around("dev", "spec.grants[0].environments=null", "spec.alarms.environments=null")
    made = around_it.operations
    assert made.alarms
    assert made.grants
    trust(terraforming, "shop-dev-task")
    written = module(around_it.table, Options(), made)
    applied = terraforming.module("one", {"main.tf.json": terraform_json.json_text(written)})
    applied.run("apply", "-auto-approve")
    applied.run("plan", "-detailed-exitcode")
    outputs = applied.outputs()
    described = terraforming.client("dynamodb").describe_table(TableName=made.table)["Table"]
    assert outputs["table_name"] == outputs["table_id"] == described["TableName"] == made.table
    assert outputs["table_arn"] == described["TableArn"]
    assert outputs["stream_arn"] == described["LatestStreamArn"]
    assert outputs["stream_label"] == described["LatestStreamLabel"]
    assert around_at(terraforming) == {
        "alarms": {f"{made.table}-{each.name}" for each in made.alarms},
        "parameters": {each.path for each in made.parameters},
        "scaled": {(each.least, each.most, each.target) for each in made.scaling},
    }
    assert outputs["operations"]["alarms"].keys() == {each.name for each in made.alarms}
    assert all(arn.startswith("arn:") for arn in outputs["operations"]["alarms"].values())
    assert outputs["operations"]["parameters"]["table_name"] == "/shop/dev/orders/table-name"
    assert outputs["operations"]["policies"]["task"] == "shop-dev-task"
    applied.run("destroy", "-auto-approve")
    assert terraforming.client("dynamodb").list_tables()["TableNames"] == []
    assert around_at(terraforming) == {"alarms": set(), "parameters": set(), "scaled": set()}


def around_at(terraforming: Terraforming) -> dict[str, set[Any]]:
    """What stands around tables at AWS."""
    alarms = terraforming.client("cloudwatch").describe_alarms()["MetricAlarms"]
    parameters = terraforming.client("ssm").describe_parameters()["Parameters"]
    scaling = terraforming.client("application-autoscaling")
    ranges = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    policies = scaling.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"]
    targets = {
        (each["ResourceId"], each["ScalableDimension"]): each["TargetTrackingScalingPolicyConfiguration"]
        for each in policies
    }
    return {
        # Scaling has alarms of its own.
        "alarms": {name for each in alarms if not (name := each["AlarmName"]).startswith("TargetTracking-")},
        "parameters": {each["Name"] for each in parameters},
        "scaled": {
            (
                each["MinCapacity"],
                each["MaxCapacity"],
                targets[each["ResourceId"], each["ScalableDimension"]]["TargetValue"],
            )
            for each in ranges
        },
    }


def test_what_is_switched_off_goes(terraforming: Terraforming) -> None:
    """Silence would mean to leave it: stream, expiry, recovery, own key, tags and the last index."""
    # Of a protected table AWS takes nothing else in one request with the end of its protection.
    table = replace(resolve(manifest_of(RENDERED / "orders.yaml")), deletion_protection=False)
    plain = resolve(manifest_of(RENDERED / "orders.yaml", *OFF))
    made = terraforming.module("one", terraform_hcl.texts(module(table, Options())))
    made.run("apply", "-auto-approve")
    for path, text in terraform_hcl.texts(module(plain, Options())).items():
        (made.folder / path).write_text(text, encoding="utf-8")
    made.run("apply", "-auto-approve")
    made.run("plan", "-detailed-exitcode")
    client = terraforming.client("dynamodb")
    found = client.describe_table(TableName="orders")["Table"]
    assert not found.get("GlobalSecondaryIndexes")
    assert not found.get("StreamSpecification", {}).get("StreamEnabled")
    assert client.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]["TimeToLiveStatus"] == (
        "DISABLED"
    )
    recovery = client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"
    assert client.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"] == []
    assert made.outputs()["stream_label"] == ""


def test_tags_of_the_caller_win_over_the_tables_own(terraforming: Terraforming) -> None:
    """A caller of the module adds tags, and has its own value where both have a key, as the variable says."""
    table = Table("tagged", (("id", "S"),), Key("id"), tags=(("environment", "prod"), ("team", "shop")))
    made = terraforming.module("one", terraform_hcl.texts(module(table, Options())))
    made.run("apply", "-auto-approve", '-var=tags={environment = "test", cost = "7"}')
    client = terraforming.client("dynamodb")
    arn = client.describe_table(TableName="tagged")["Table"]["TableArn"]
    found = client.list_tags_of_resource(ResourceArn=arn)["Tags"]
    assert {each["Key"]: each["Value"] for each in found} == {
        "environment": "test",
        "team": "shop",
        "cost": "7",
    }


def test_a_replacement_fails_and_the_data_stays(terraforming: Terraforming) -> None:
    """The name is taken: the table is there as before, until a replacement is allowed."""
    before = Table("orders", (("a", "S"),), Key("a"))
    after = Table("orders", (("b", "S"),), Key("b"))
    made = terraforming.module("one", terraform_hcl.texts(module(before, Options())))
    made.run("apply", "-auto-approve")
    client = terraforming.client("dynamodb")

    def key_after(options: Options, expected: int) -> str:
        for path, text in terraform_hcl.texts(module(after, options)).items():
            (made.folder / path).write_text(text, encoding="utf-8")
        made.run("apply", "-auto-approve", expected=expected)
        (key,) = client.describe_table(TableName="orders")["Table"]["KeySchema"]
        return str(key["AttributeName"])

    assert key_after(Options(), 1) == "a"
    assert key_after(Options(replace=True), 0) == "b"
