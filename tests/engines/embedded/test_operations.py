from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.program import run
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.engines.embedded.rehearsal import Rehearsal, as_json, rehearse
from planton_dynamodb.operations.values import Operations, Scaling
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.table.table import Key
from tests.engines.embedded.designs import KEY, SYSTEM, TABLE, designed

NAME = "shop-orders-prod"
ARN = f"arn:aws:dynamodb:us-east-1:111122223333:table/{NAME}"
TOPIC = "arn:aws:sns:us-east-1:111122223333:prod-on-call"
SMALL = """---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
"""


@cache
def whole() -> Rehearsal:
    """The rehearsal of a design with everything in it."""
    table, operations = designed()
    return rehearse(table, operations=operations)


def changed(old: str, new: str, allowed: Allowed | None = None) -> Rehearsal:
    """The rehearsal of a change from one text to another."""
    (before, around_before), (after, around_after) = designed(old), designed(new)
    return rehearse(after, before, allowed, operations=around_after, old_operations=around_before)


def small(spec: str) -> str:
    """A system with only this around its table, under its own name."""
    return f"{TABLE}{SMALL}  {spec}\n"


def filled(value: Any, outputs: Mapping[str, str]) -> Any:  # noqa: ANN401 - a policy of any shape
    """A value with the table's outputs in it."""
    if isinstance(value, Of):
        return outputs[value.output] + value.behind
    if isinstance(value, Mapping):
        return {name: filled(inner, outputs) for name, inner in value.items()}
    return [filled(inner, outputs) for inner in value] if isinstance(value, list) else value


def told(rehearsal: Rehearsal) -> list[str]:
    """What became of what runs around a table."""
    return [f"{effect.done} {effect.label}" for effect in rehearsal.effects]


def called(rehearsal: Rehearsal) -> list[str]:
    """The operations of its calls."""
    return [call.operation for call in rehearsal.calls]


def test_all_is_there_as_it_was_asked_for() -> None:
    """What AWS describes, read back, is the declaration with the table's outputs in it."""
    asked, outputs = designed().operations, whole().outputs
    assert whole().around == replace(
        asked,
        parameters=tuple(replace(each, output=outputs[each.output]) for each in asked.parameters),
        grants=tuple(
            replace(grant, statements=tuple(filled(dict(each), outputs) for each in grant.statements))
            for grant in asked.grants
        ),
    )


def test_scaling_is_described_as_aws_does() -> None:
    """A target and a policy for each side of the table and of each of its global indexes."""
    found = as_json(whole())["operations"]
    sides = {
        (f"table/{NAME}{index}", f"dynamodb:{'index' if index else 'table'}:{side}CapacityUnits")
        for index in ("", "/index/by-email", "/index/by-city")
        for side in ("Read", "Write")
    }
    for member in ("scalingTargets", "scalingPolicies"):
        assert {(each["ResourceId"], each["ScalableDimension"]) for each in found[member]} == sides
        assert len(found[member]) == 6
    target, policy = found["scalingTargets"][0], found["scalingPolicies"][0]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (5, 100)
    assert policy["PolicyName"] == f"{NAME}-read-utilization"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 60.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
        "ScaleOutCooldown": 0,
        "ScaleInCooldown": 120,
    }


def test_alarms_are_described_as_aws_does() -> None:
    """By the names that AWS has for metrics, dimensions and what is done."""
    found = {each["AlarmName"]: each for each in as_json(whole())["operations"]["alarms"]}
    slow = found[f"{NAME}-slow-reads"]
    assert (slow["Namespace"], slow["MetricName"]) == ("AWS/DynamoDB", "SuccessfulRequestLatency")
    assert slow["Dimensions"] == [
        {"Name": "Operation", "Value": "GetItem"},
        {"Name": "TableName", "Value": NAME},
    ]
    assert (slow["ExtendedStatistic"], slow["Period"], slow["EvaluationPeriods"]) == ("p99", 300, 2)
    assert (slow["AlarmActions"], slow["OKActions"]) == ([TOPIC], [TOPIC])
    assert "Dimensions" not in found[f"{NAME}-user-errors"] or not found[f"{NAME}-user-errors"]["Dimensions"]
    total, *each = found[f"{NAME}-system-errors"]["Metrics"]
    assert (total["Expression"], total["ReturnData"]) == ("SUM(METRICS())", True)
    assert len(each) == 10
    assert not any(query["ReturnData"] for query in each)


def test_parameters_are_described_as_aws_does() -> None:
    """Each holds an output of the table."""
    found = as_json(whole())["operations"]["parameters"]
    assert {each["Name"]: each["Value"] for each in found} == {
        f"/shop/prod/orders/{output.replace('_', '-')}": value for output, value in whole().outputs.items()
    }
    assert {each["Type"] for each in found} == {"String"}


def test_policies_are_described_as_aws_does() -> None:
    """A role's own, and those that others attach; a Query of an index is permitted, its key and stream, too."""
    task, reporting, loader = as_json(whole())["operations"]["policies"]
    assert (task["RoleName"], task["PolicyName"]) == ("shop-prod-task", f"{NAME}-task")
    assert loader["RoleName"] == "loader"
    assert reporting["Arn"] == f"arn:aws:iam::111122223333:policy/{NAME}-reporting"
    resources = {each["Sid"]: each["Resource"] for each in reporting["PolicyDocument"]["Statement"]}
    assert resources == {
        "ReadItems": [ARN, f"{ARN}/index/*"],
        "ReadStream": [f"{ARN}/stream/*"],
        "FindStreams": ["*"],
        "UseKey": [KEY],
    }


def test_nothing_remains() -> None:
    """Neither of what was made, nor of the alarms that scaling makes for itself, nor of roles that were lent."""
    for old, new in (
        ("targetUtilization: 60", "targetUtilization: 80"),
        ("name: reporting, access: READ,", "name: reporting, access: READ_WRITE,"),
    ):
        assert called(changed(SYSTEM, SYSTEM.replace(old, new)))
    with Cloud() as cloud:
        assert cloud.call("DescribeAlarms", {})["MetricAlarms"] == []
        namespace = {"ServiceNamespace": "dynamodb"}
        assert cloud.call("DescribeScalableTargets", namespace)["ScalableTargets"] == []
        assert cloud.call("DescribeScalingPolicies", namespace)["ScalingPolicies"] == []
        asked = {"Names": ["/shop/prod/orders/table-name"]}
        assert cloud.call("GetParameters", asked)["Parameters"] == []
        arn = {"PolicyArn": f"arn:aws:iam::111122223333:policy/{NAME}-reporting"}
        with pytest.raises(Refused, match="NoSuchEntity"):
            cloud.call("GetPolicy", arn)
        with pytest.raises(Refused, match="NoSuchEntity: Role loader not found"):
            cloud.call("PutRolePolicy", {"RoleName": "loader", "PolicyName": "any", "PolicyDocument": "{}"})


def test_it_goes_before_its_table() -> None:
    """So that nothing points at a table that is not there; who destroys a protected table is left with the table."""
    table, operations = designed()
    with Cloud() as cloud:
        provider = Provider(cloud)
        for role in ("loader", "shop-prod-task"):
            cloud.call("CreateRole", {"RoleName": role, "AssumeRolePolicyDocument": "{}"})
        run(replace(table, deletion_protection=True), provider, operations)
        provider.calls.clear()
        with pytest.raises(Refused, match="Disable deletion protection first"):
            provider.destroy()
        assert provider.around() == []
        names = [call.operation for call in provider.calls]
    assert names.index("DeleteScalingPolicy") < names.index("DeregisterScalableTarget")
    assert "DeleteTable" not in names


def test_the_same_again_takes_no_call() -> None:
    """Neither for the table nor for anything around it."""
    rehearsal = changed(SYSTEM, SYSTEM)
    assert (called(rehearsal), told(rehearsal)) == ([], [])


CHANGES = {
    "range": ("{max: 500}", "{max: 600}", ["RegisterScalableTarget"], f"scaling range {NAME}-by-email-read"),
    "target": (
        "{max: 500}",
        "{max: 500, targetUtilization: 80}",
        ["PutScalingPolicy"],
        f"scaling policy {NAME}-by-email-read-utilization",
    ),
    "alarm": ("threshold: 7,", "threshold: 8,", ["PutMetricAlarm"], f"alarm {NAME}-user-errors"),
    "role": ("teams/loader", "loader-2", ["DeleteRolePolicy", "PutRolePolicy"], f"role policy {NAME}-loader"),
    "role-access": (
        "loader, access: WRITE",
        "loader, access: READ",
        ["PutRolePolicy"],
        f"role policy {NAME}-loader",
    ),
    "policy": ("stream: true}", "stream: false}", ["CreatePolicyVersion"], f"policy {NAME}-reporting"),
    "access": (
        "reporting, access: READ,",
        "reporting, access: WRITE,",
        ["CreatePolicyVersion"],
        f"policy {NAME}-reporting",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "calls", "label"), CHANGES.values(), ids=CHANGES)
def test_a_change_changes_one_thing(old: str, new: str, calls: list[str], label: str) -> None:
    """By the calls that AWS has for it; the table and all the rest stay as they are."""
    assert old in SYSTEM
    rehearsal = changed(SYSTEM, SYSTEM.replace(old, new))
    assert rehearsal.changes == ()
    assert called(rehearsal) == calls
    assert told(rehearsal) == [f"changed {label}"]
    assert rehearsal.effects[0].differences
    assert settled(rehearsal) == settled(made(SYSTEM.replace(old, new)))


def made(text: str) -> Rehearsal:
    """The rehearsal of a text that is made."""
    table, operations = designed(text)
    return rehearse(table, operations=operations)


def settled(rehearsal: Rehearsal) -> Operations:
    """What is there, but for the values of parameters: streams have the time in their names."""
    assert rehearsal.around is not None
    return replace(rehearsal.around, parameters=())


def test_a_parameter_that_moves_is_written_anew() -> None:
    """The old path is deleted; what was written to it is at the new one."""
    rehearsal = changed(SYSTEM, SYSTEM.replace('path: "/{app}/{env}/orders"', 'path: "/{env}/{output}"'))
    assert called(rehearsal) == ["PutParameter"] * 5 + ["DeleteParameter"] * 5
    assert [effect.done for effect in rehearsal.effects] == ["made"] * 5 + ["deleted"] * 5
    names = [each["Name"] for each in rehearsal.surroundings.parameters]
    assert names == [
        f"/prod/{name}" for name in ("table-name", "table-arn", "table-id", "stream-arn", "stream-label")
    ]


def test_a_parameter_follows_what_it_holds() -> None:
    """A stream that begins anew has another ARN: the parameter is overwritten."""
    path = small("parameters: {path: /orders, outputs: [STREAM_ARN]}")
    rehearsal = changed(path, path.replace("streamViewType: NEW_IMAGE", "streamViewType: KEYS_ONLY"))
    assert called(rehearsal)[-1] == "PutParameter"
    assert rehearsal.surroundings.parameters[0]["Value"] == rehearsal.outputs["stream_arn"]
    assert told(rehearsal) == ["changed parameter /orders/stream-arn"]


def test_what_comes_and_goes_is_said_by_name() -> None:
    """Made and deleted; what a resource does without is gone with it."""
    bare, scaled = TABLE + SMALL, small("autoScaling: {read: {max: 10}}")
    names = ["orders-read", "orders-by-email-read", "orders-by-city-read"]
    each = (
        [f"scaling range {name}" for name in names],
        [f"scaling policy {name}-utilization" for name in names],
    )
    both = {label for labels in each for label in labels}
    come, go = changed(bare, scaled), changed(scaled, bare)
    assert {effect.label for effect in come.effects} == {effect.label for effect in go.effects} == both
    assert {effect.done for effect in come.effects} == {"made"}
    assert {effect.done for effect in go.effects} == {"deleted"}
    assert sorted(set(called(go))) == ["DeleteScalingPolicy", "DeregisterScalableTarget"]
    assert go.around == Operations(table="orders", environment="prod")


def test_a_policy_has_five_versions_at_most() -> None:
    """As AWS has it: the oldest goes when a sixth would come; in the end all go."""
    table, operations = designed(small("grants: [{name: reporting, access: READ}]"))
    (grant,) = operations.grants
    with Cloud() as cloud:
        provider = Provider(cloud)
        for number in range(7):
            statements = tuple({**each, "Sid": f"{each['Sid']}{number}"} for each in grant.statements)
            run(table, provider, replace(operations, grants=(replace(grant, statements=statements),)))
        deleted = [call for call in provider.calls if call.operation == "DeletePolicyVersion"]
        assert [call.parameters["VersionId"] for call in deleted] == ["v1", "v2"]
        arn = {"PolicyArn": "arn:aws:iam::111122223333:policy/orders-reporting"}
        assert len(cloud.call("ListPolicyVersions", arn)["Versions"]) == 5
        provider.calls.clear()
        provider.destroy()
        # AWS deletes a policy only when there is but the version that counts.
        names = [call.operation for call in provider.calls]
        assert names == [*["DeletePolicyVersion"] * 4, "DeletePolicy", "DeleteTable"]
        with pytest.raises(Refused, match="NoSuchEntity"):
            cloud.call("GetPolicy", arn)


def test_a_new_table_gets_all_of_it_anew() -> None:
    """What ran around the old table goes before it, and comes when the new one is there."""
    table, operations = designed(small("alarms: {notify: 'arn:aws:sns:us-east-1:111122223333:on-call'}"))
    other = replace(table, key=Key("id", "city"))
    allowed = Allowed(replace=frozenset({"orders"}))
    names = called(rehearse(other, table, allowed, operations=operations, old_operations=operations))
    gone, come = names.index("DeleteTable"), names.index("CreateTable")
    assert set(names[:gone]) == {"DeleteAlarms"}
    assert set(names[come + 1 :]) == {"UpdateContinuousBackups", "PutMetricAlarm"}


def test_a_table_that_its_environment_keeps_is_not_replaced() -> None:
    """Pulumi protects it: `apply` refuses that even where it was allowed by name."""
    (table, operations), allowed = designed(), Allowed(replace=frozenset({NAME}))
    other = replace(table, key=Key("id", "city"))
    kept = rehearse(other, table, allowed, operations=operations, old_operations=operations)
    assert [(refusal.change.id, refusal.flag) for refusal in kept.refusals] == [("engine-protect", None)]
    assert kept.calls == ()
    let_go = replace(operations, retain=False)
    gone = rehearse(other, table, allowed, operations=let_go, old_operations=let_go)
    assert "DeleteTable" in called(gone)


def test_units_that_are_scaled_are_left_alone() -> None:
    """What the manifest reserves is for a table that is made; the sides that are not scaled follow it."""
    scaled = small("autoScaling: {read: {min: 1, max: 100}}")
    more = scaled.replace(
        "readCapacityUnits: 5, writeCapacityUnits: 5", "readCapacityUnits: 9, writeCapacityUnits: 8"
    )
    rehearsal = changed(scaled, more)
    capacity = rehearsal.described.as_table().capacity
    assert capacity is not None
    assert (capacity.read, capacity.write) == (5, 8)
    assert called(rehearsal) == ["UpdateTable"]


def test_an_index_that_comes_is_scaled_and_one_that_goes_is_not() -> None:
    """Also where the change takes two steps, in the first of which the index is not there yet."""
    scaled = small("autoScaling: {write: {max: 10}}")
    renamed = scaled.replace("by-city", "by-town")
    retyped = renamed.replace("{name: city, type: S}", "{name: city, type: N}")
    for text, index in ((renamed, "by-town"), (retyped, "by-town")):
        rehearsal = changed(scaled, text)
        assert f"made scaling range orders-{index}-write" in told(rehearsal)
        assert "deleted scaling range orders-by-city-write" in told(rehearsal)
        indexes = {each["ResourceId"] for each in rehearsal.surroundings.scaling_targets}
        assert indexes == {"table/orders", "table/orders/index/by-email", f"table/orders/index/{index}"}


def test_a_refused_change_leaves_all_of_it_as_it_was() -> None:
    """What apply would refuse of the table it does not make half of."""
    table, operations = designed(small("parameters: {path: /orders}"))
    new = designed(small("parameters: {path: /others}")).operations
    rehearsal = rehearse(replace(table, key=Key("email")), table, operations=new, old_operations=operations)
    assert rehearsal.refusals
    assert (rehearsal.calls, rehearsal.effects, rehearsal.operations) == ((), (), operations)
    assert rehearsal.surroundings.parameters[0]["Name"] == "/orders/table-name"


def test_scaling_of_what_is_not_there_is_refused_as_by_aws() -> None:
    """With the resource that it was for, in AWS's words; and nothing stays behind."""
    table, operations = designed(small("parameters: {path: /orders}"))
    scaling = (Scaling("read", "by-nobody", 1, 2, 70, 60, 60),)
    with pytest.raises(
        Refused,
        match=r"^the scaling range orders-by-nobody-read: RegisterScalableTarget: ValidationException: "
        r"DynamoDB index does not exist: table/orders/index/by-nobody$",
    ):
        rehearse(table, operations=replace(operations, scaling=scaling))
    with Cloud() as cloud:
        assert cloud.call("ListTables", {})["TableNames"] == []
        names = ["/orders/table-name", "/orders/table-arn"]
        assert cloud.call("GetParameters", {"Names": names})["Parameters"] == []


SIDE = {
    "ServiceNamespace": "dynamodb",
    "ResourceId": "table/orders",
    "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
}


def test_a_table_that_is_not_there_is_not_scaled() -> None:
    """Although moto would."""
    with Cloud() as cloud, pytest.raises(Refused, match=r"DynamoDB table does not exist: table/orders$"):
        cloud.call("RegisterScalableTarget", {**SIDE, "MinCapacity": 1, "MaxCapacity": 2})


def test_a_scaling_policy_wants_a_target() -> None:
    """Although moto does not mind."""
    with (
        Cloud() as cloud,
        pytest.raises(
            Refused, match="ObjectNotFoundException: No scalable target registered for service nam"
        ),
    ):
        cloud.call("PutScalingPolicy", {**SIDE, "PolicyName": "p", "PolicyType": "TargetTrackingScaling"})


def test_what_is_there_already_is_refused_by_name() -> None:
    """A path at which there is a parameter already."""
    table, operations = designed(small("parameters: {path: /orders}"))
    with Cloud() as cloud:
        cloud.call("PutParameter", {"Name": "/orders/table-name", "Value": "theirs", "Type": "String"})
        with pytest.raises(
            Refused, match=r"^the parameter /orders/table-name: PutParameter: ParameterAlreadyExists: "
        ):
            run(table, Provider(cloud), operations)


def test_only_what_matters_is_said_not_to_be_shown() -> None:
    """Of a table with everything around it, a word more about each; of one with nothing, none."""
    bare = made(TABLE + SMALL).limits
    assert bare == rehearse(designed(TABLE + SMALL).table).limits
    assert len(whole().limits) == len(bare) + 4
    own = made(small("grants: [{name: reporting, access: READ}]")).limits
    assert own == bare


def test_a_table_with_nothing_around_it_loads_nothing_for_it() -> None:
    """Half of moto comes with Auto Scaling and the Parameter Store: who has neither does not wait for it."""
    program = (
        "import json, sys;"
        "from planton_dynamodb.engines.embedded.rehearsal import rehearse;"
        "from planton_dynamodb.table.table import Key, Table;"
        "rehearse(Table('orders', (('id', 'S'),), Key('id')));"
        "print(json.dumps([name for name in sys.modules if name.startswith('moto.')]))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(found.stdout))
    assert "moto.dynamodb.models" in loaded
    assert not {"moto.applicationautoscaling", "moto.ssm", "moto.ec2"} & loaded
