"""What runs around a table is made, changed and deleted with it, and each leaves the other alone."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.jobs import silent, told
from tests.engines.pulumi.living import ON_DEMAND, Spec, defined, index, units
from tests.engines.pulumi.surrounded import (
    ENVIRONMENTS,
    INDEXED,
    ONE_ALARM,
    PROVISIONED,
    TOPIC,
    Surrounded,
)
from tests.standin.fixtures import Cloud, role

# Where a run fails, Pulumi's own server of the program leaves its event loop to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

EVERYTHING: Spec = {
    "autoScaling": {"read": {"max": 100}, "write": {"max": 50}},
    "alarms": {"notify": TOPIC},
    "parameters": {"path": "/shop/orders"},
    "grants": [
        {"name": "task", "access": "READ_WRITE", "role": "shop-task"},
        {"name": "reporting", "access": "READ"},
    ],
}
STREAMING = {"streamEnabled": True, "streamViewType": "NEW_IMAGE"}
SCALED: Spec = {"autoScaling": {"read": {"max": 100}, "write": {"max": 50}}}


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a failed run left is collected here, and not where nobody expects it."""
    yield
    gc.collect()


def test_everything_around_a_table_is_made_with_it_and_goes_with_it(cloud: Cloud) -> None:
    """One apply makes all, the next finds nothing to do, and a destroy leaves nothing."""
    role(cloud, "shop-task")
    table = Surrounded(cloud)
    table.becomes(INDEXED, EVERYTHING, Done.CREATED)
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    assert table.ranges() == {
        ("table/orders", "ReadCapacityUnits"): (5, 100),
        ("table/orders", "WriteCapacityUnits"): (5, 50),
        ("table/orders/index/by-state", "ReadCapacityUnits"): (5, 100),
        ("table/orders/index/by-state", "WriteCapacityUnits"): (5, 50),
    }
    assert len(table.alarms()) == 10
    assert all(each["AlarmActions"] == [TOPIC] for each in table.alarms().values())
    assert table.parameters() == {"/shop/orders/table-name": "orders", "/shop/orders/table-arn": arn}
    assert table.policies() == ["orders-reporting"]
    policy = cloud.client("iam").get_role_policy(RoleName="shop-task", PolicyName="orders-task")
    assert f"{arn}/index/*" in json.dumps(policy["PolicyDocument"])
    gone = table.destroy(INDEXED, EVERYTHING)
    assert gone.done is Done.DESTROYED, told(gone)
    assert len(gone.around) == 22
    left: list[Any] = [table.tables(), table.alarms(), table.parameters(), table.ranges(), table.policies()]
    assert not any(left)


def test_a_change_to_one_leaves_the_other_alone(cloud: Cloud) -> None:
    """An alarm changes without a call about the table, the table without one about the alarm."""
    table = Surrounded(cloud)
    table.becomes(ON_DEMAND, ONE_ALARM, Done.CREATED)
    more = {"alarms": {**ONE_ALARM["alarms"], "userErrors": {"threshold": 20}}}
    foreseen = table.preview(ON_DEMAND, more)
    assert foreseen.forecast is not None
    assert foreseen.forecast.only_around
    assert [(each.subject, each.action, each.properties) for each in foreseen.around] == [
        ("alarm orders-user-errors", "update", ("threshold",))
    ]
    assert table.becomes(ON_DEMAND, more) == ["PutMetricAlarm"]
    assert table.alarms()["orders-user-errors"]["Threshold"] == 20
    assert table.becomes({**ON_DEMAND, **STREAMING}, more) == ["UpdateTable"]


def test_operations_come_to_a_living_table_and_leave_it(cloud: Cloud) -> None:
    """The manifest of operations is added and taken away: the table hears of neither."""
    table = Surrounded(cloud)
    table.becomes(ON_DEMAND, None, Done.CREATED)
    assert table.becomes(ON_DEMAND, {**ONE_ALARM, "parameters": {"path": "/shop"}}) == [
        *("PutMetricAlarm", "PutParameter", "PutParameter"),
    ]
    assert table.becomes(ON_DEMAND, None) == [*("DeleteAlarms", "DeleteParameter", "DeleteParameter")]
    assert (table.tables(), table.alarms(), table.parameters()) == (["orders"], {}, {})


def test_an_index_comes_and_goes_with_its_scaling(cloud: Cloud) -> None:
    """Both in one apply; the units of the new index are those of the manifest, and the table's stay as scaled."""
    table = Surrounded(cloud)
    table.becomes(PROVISIONED, SCALED, Done.CREATED)
    table.scaled_to(20, 5)
    table.refresh(PROVISIONED, SCALED)
    table.becomes(INDEXED, SCALED)
    assert len(table.ranges()) == 4
    assert table.units() == (20, 5)
    table.becomes(PROVISIONED, SCALED)
    assert len(table.ranges()) == 2


def test_scaling_comes_with_reserved_units_and_goes_with_them(cloud: Cloud) -> None:
    """From on demand to units, with a stream so that it takes two updates, and back."""
    table = Surrounded(cloud)
    streamed = {"parameters": {"path": "/shop", "outputs": ["STREAM_ARN"]}}
    table.becomes(ON_DEMAND, ONE_ALARM, Done.CREATED)
    table.becomes({**PROVISIONED, **STREAMING}, {**ONE_ALARM, **SCALED, **streamed})
    assert (table.units(), len(table.ranges())) == ((5, 5), 2)
    assert "/stream/" in table.parameters()["/shop/stream-arn"]
    table.becomes(ON_DEMAND, ONE_ALARM)
    assert (table.ranges(), table.parameters()) == ({}, {})


def test_units_that_are_scaled_are_not_fought_over(cloud: Cloud) -> None:
    """After a refresh there is nothing to do, whatever the manifest reserves; without scaling that counts again."""
    bounds: Spec = {"autoScaling": {"read": {"min": 1, "max": 100}, "write": {"min": 1, "max": 50}}}
    table = Surrounded(cloud)
    table.becomes(INDEXED, bounds, Done.CREATED)
    table.scaled_to(50, 7)
    found = table.refresh(INDEXED, bounds)
    assert (found.done, found.drift, found.drift_around) == (Done.REFRESHED, (), ())
    assert table.apply(INDEXED, bounds).done is Done.UNCHANGED
    declared = {**INDEXED, "provisionedThroughput": units(10, 10)}
    assert table.apply(declared, bounds).done is Done.UNCHANGED
    assert table.becomes({**declared, **STREAMING}, bounds) == ["UpdateTable"]
    assert table.units() == (50, 7)
    table.becomes({**declared, **STREAMING}, {"autoScaling": {"write": {"min": 1, "max": 50}}})
    assert table.units() == (10, 7)
    table.becomes({**declared, **STREAMING}, None)
    assert table.units() == (10, 10)


def test_units_of_which_scaling_has_lost_hold_are_told(cloud: Cloud) -> None:
    """Beyond their range somebody else has set them."""
    table = Surrounded(cloud)
    table.becomes(PROVISIONED, SCALED, Done.CREATED)
    table.scaled_to(200, 6)
    (change,) = table.refresh(PROVISIONED, SCALED).drift
    assert change.summary == (
        "the units of the table change from 5 read and 6 write units to 200 read and 6 write units"
    )


def test_what_somebody_did_to_them_is_told_and_put_right(cloud: Cloud) -> None:
    """Which alarm, parameter and range, and which property; the next apply undoes it."""
    operations = {**ONE_ALARM, **SCALED, "parameters": {"path": "/shop"}}
    table = Surrounded(cloud)
    table.becomes(PROVISIONED, operations, Done.CREATED)
    cloud.client("cloudwatch").delete_alarms(AlarmNames=["orders-user-errors"])
    cloud.client("ssm").put_parameter(Name="/shop/table-name", Value="theirs", Type="String", Overwrite=True)
    cloud.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="dynamodb",
        ResourceId="table/orders",
        ScalableDimension="dynamodb:table:ReadCapacityUnits",
        MaxCapacity=7,
    )
    found = table.refresh(PROVISIONED, operations)
    assert sorted((each.subject, each.action, each.properties) for each in found.drift_around) == [
        ("alarm orders-user-errors", "delete", ()),
        ("parameter /shop/table-name", "update", ("value",)),
        ("scaling range orders-read", "update", ("maxCapacity",)),
    ]
    assert found.drift == ()
    table.becomes(PROVISIONED, operations)
    assert table.parameters()["/shop/table-name"] == "orders"
    assert table.ranges()["table/orders", "ReadCapacityUnits"] == (5, 100)
    assert "orders-user-errors" in table.alarms()


def test_one_part_that_aws_refuses_stops_no_other(cloud: Cloud) -> None:
    """The message says which and why, the rest stands, the outputs are there, and the next apply goes on."""
    operations = {**ONE_ALARM, "parameters": {"path": "/shop"}}
    cloud.faults(PutMetricAlarm={"error": "LimitExceeded: The maximum limit of 5000 alarms was reached."})
    table = Surrounded(cloud)
    outcome = table.apply(ON_DEMAND, operations)
    assert outcome.done is Done.FAILED
    assert outcome.fault is not None
    assert outcome.fault.summary == (
        "the alarm orders-user-errors of table orders was not made: "
        "the account has as many alarms in this region as it may"
    )
    assert "maximum limit of 5000" in outcome.fault.said
    assert outcome.outputs["table_arn"].endswith("table/orders")
    assert sorted(table.parameters()) == ["/shop/table-arn", "/shop/table-name"]
    cloud.faults()
    assert table.becomes(ON_DEMAND, operations) == ["PutMetricAlarm"]


def test_each_of_several_parts_that_aws_refuses_is_told(cloud: Cloud) -> None:
    """A parameter of somebody else's, which stays as it is, and a role that is not there."""
    cloud.client("ssm").put_parameter(Name="/shop/table-name", Value="theirs", Type="String")
    operations = {
        **ONE_ALARM,
        "parameters": {"path": "/shop"},
        "grants": [{"name": "task", "access": "READ", "role": "nobody"}],
    }
    table = Surrounded(cloud)
    for _ in range(2):
        outcome = table.apply(ON_DEMAND, operations)
        assert outcome.done is Done.FAILED
        assert sorted(each.fault.summary.partition(": ")[2] for each in outcome.undone) == [
            "AWS has no role of the name that the grant says",
            "AWS has one of that name already, and it is not in stack orders",
        ]
    assert table.parameters()["/shop/table-name"] == "theirs"
    role(cloud, "nobody")
    cloud.client("ssm").delete_parameter(Name="/shop/table-name")
    table.becomes(ON_DEMAND, operations)


def test_a_table_that_aws_refuses_has_nothing_around_it(cloud: Cloud) -> None:
    """What failed is the table, and that is what is said."""
    cloud.faults(CreateTable={"error": "LimitExceededException: Subscriber limit exceeded: too many tables"})
    table = Surrounded(cloud)
    operations = {"parameters": {"path": "/shop"}}
    outcome = table.apply(ON_DEMAND, operations)
    assert (outcome.done, outcome.undone, table.parameters()) == (Done.FAILED, (), {})
    assert outcome.fault is not None
    assert "AWS refuses for a limit" in outcome.fault.summary
    cloud.faults()
    table.becomes(ON_DEMAND, operations, Done.CREATED)


def test_nothing_around_a_table_is_touched_where_a_loss_is_refused(cloud: Cloud) -> None:
    """What the engine alone sees, a move to another region, is refused before anything is done."""
    table = Surrounded(cloud)
    table.becomes(ON_DEMAND, ONE_ALARM, Done.CREATED)
    table.region = "eu-west-1"
    outcome = table.apply(ON_DEMAND, {"parameters": {"path": "/shop"}})
    assert (outcome.done, table.changed()) == (Done.REFUSED, [])
    assert (table.tables(), list(table.alarms())) == (["orders"], ["orders-user-errors"])


def test_a_table_that_is_replaced_keeps_its_surroundings(cloud: Cloud) -> None:
    """The new table is scaled, watched and found as the old one was."""
    operations = {**ONE_ALARM, **SCALED, "parameters": {"path": "/shop"}}
    table = Surrounded(cloud)
    table.becomes(PROVISIONED, operations, Done.CREATED)
    other = {
        **PROVISIONED,
        "attributeDefinitions": defined(other="S"),
        "keySchema": [{"attributeName": "other", "keyType": "HASH"}],
    }
    table.becomes(other, operations, Done.REPLACED, replace=["orders"])
    assert (len(table.ranges()), len(table.alarms()), len(table.parameters())) == (2, 1, 2)


def test_a_table_that_is_taken_over_gets_its_surroundings(cloud: Cloud) -> None:
    """The table is imported as it is, and then all is made around it."""
    cloud.client("dynamodb").create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    table = Surrounded(cloud)
    outcome = table.engine.apply(table.job(ON_DEMAND, ONE_ALARM), Allowed(), None, silent, adopt=True)
    assert outcome.done is Done.IMPORTED, told(outcome)
    assert list(table.alarms()) == ["orders-user-errors"]
    assert table.apply(ON_DEMAND, ONE_ALARM).done is Done.UNCHANGED


def test_a_retyped_index_goes_and_comes_with_its_scaling(cloud: Cloud) -> None:
    """Two updates of the table: in the first there is no such index, and nothing scales it."""
    table = Surrounded(cloud)
    table.becomes(INDEXED, SCALED, Done.CREATED)
    renamed = {
        **INDEXED,
        "attributeDefinitions": defined(id="S", state="N"),
        "globalSecondaryIndexes": [index("by-number", "state", provisionedThroughput=units(5, 5))],
    }
    outcome = table.apply(renamed, SCALED)
    assert outcome.done is Done.CHANGED, told(outcome)
    assert outcome.forecast is not None
    assert len(outcome.forecast.stages) == 2
    assert {resource for resource, _ in table.ranges()} == {"table/orders", "table/orders/index/by-number"}
    assert table.apply(renamed, SCALED).done is Done.UNCHANGED


@pytest.mark.parametrize(("environment", "done"), [("prod", Done.KEPT), ("dev", Done.DESTROYED)])
def test_the_environment_says_what_becomes_of_the_table(environment: str, done: Done, cloud: Cloud) -> None:
    """Production's table stays, and it is said why; development's goes. What ran around it goes in both."""
    operations = {**ENVIRONMENTS, **ONE_ALARM}
    table = Surrounded(cloud, environment)
    table.becomes(ON_DEMAND, operations, Done.CREATED)
    outcome = table.destroy(ON_DEMAND, operations)
    assert outcome.done is done, told(outcome)
    assert table.tables() == (["orders"] if done is Done.KEPT else [])
    assert table.alarms() == {}
    assert [each.subject for each in outcome.around] == ["alarm orders-user-errors"]
    said = ("the environment prod keeps its table (retention: RETAIN)",)
    assert outcome.notes == (said if done is Done.KEPT else ())


def test_another_retention_counts_from_the_next_apply(cloud: Cloud) -> None:
    """A destroy before it keeps the table, and says that it was applied as one that is kept."""
    kept, let_go = (
        {**ENVIRONMENTS, **ONE_ALARM},
        {
            **ONE_ALARM,
            "environments": [{"name": "prod", "retention": "DESTROY"}],
        },
    )
    table = Surrounded(cloud, "prod")
    table.becomes(ON_DEMAND, kept, Done.CREATED)
    assert table.apply(ON_DEMAND, let_go).done is Done.UNCHANGED
    assert table.destroy(ON_DEMAND, let_go).done is Done.DESTROYED
    table.becomes(ON_DEMAND, kept, Done.CREATED)
    outcome = table.destroy(ON_DEMAND, let_go)
    assert outcome.done is Done.KEPT
    assert outcome.notes == (
        "it was last applied as one that is kept: apply it as it is now meant, then destroy",
    )


def test_a_part_that_cannot_be_deleted_is_told_and_the_table_stays_known(cloud: Cloud) -> None:
    """The next destroy goes on."""
    operations = {**ENVIRONMENTS, **ONE_ALARM, "parameters": {"path": "/shop/{env}"}}
    table = Surrounded(cloud, "prod")
    table.becomes(ON_DEMAND, operations, Done.CREATED)
    denied = (
        "AccessDenied: User: me is not authorized to perform: cloudwatch:DeleteAlarms on resource: orders"
    )
    cloud.faults(DeleteAlarms={"error": denied})
    outcome = table.destroy(ON_DEMAND, operations)
    assert outcome.done is Done.FAILED
    assert outcome.fault is not None
    assert outcome.fault.summary == (
        "the alarm orders-user-errors of table orders was not deleted: "
        "AWS refuses the credentials in use the right to do this: cloudwatch:DeleteAlarms"
    )
    cloud.faults()
    assert table.destroy(ON_DEMAND, operations).done is Done.KEPT
    assert (table.alarms(), table.parameters(), table.tables()) == ({}, {}, ["orders"])


def test_stacks_hand_back_where_to_find_what_runs_around_a_table(cloud: Cloud) -> None:
    """Besides the five outputs: alarms and policies by ARN, parameters by path, roles by name."""
    role(cloud, "shop-task")
    operations = {**ONE_ALARM, "parameters": {"path": "/shop"}, "grants": EVERYTHING["grants"]}
    table = Surrounded(cloud)
    outcome = table.apply(ON_DEMAND, operations)
    assert len(outcome.outputs) == 5
    done = cloud.run("pulumi", "stack", "export", "--stack", "orders", cwd=_project(cloud))
    resources = json.loads(done.stdout)["deployment"]["resources"]
    (stack,) = (each for each in resources if each["type"] == "pulumi:pulumi:Stack")
    assert stack["outputs"]["operations"] == {
        "alarms": {
            "user-errors": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-user-errors",
        },
        "parameters": {"table_name": "/shop/table-name", "table_arn": "/shop/table-arn"},
        "policies": {"task": "shop-task", "reporting": "arn:aws:iam::123456789012:policy/orders-reporting"},
    }


def _project(cloud: Cloud) -> Any:  # noqa: ANN401 - a path
    """A folder in which Pulumi's command finds the project."""
    (cloud.folder / "Pulumi.yaml").write_text("name: planton-dynamodb\nruntime: python\n")
    return cloud.folder


def test_nothing_is_made_around_a_table_that_is_not_ours(cloud: Cloud) -> None:
    """Whose table has the name has perhaps an alarm of the name too, which AWS would let us overwrite."""
    surrounded = Surrounded(cloud)
    surrounded.cloud.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "theirs", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "theirs", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    outcome = surrounded.apply(ON_DEMAND, {**ONE_ALARM, "parameters": {"path": "/shop"}})
    assert outcome.fault is not None
    assert outcome.fault.summary == "AWS has a table named orders already, and it is not in stack orders"
    assert "SSM" not in outcome.fault.said
    assert "ssm" not in outcome.fault.said
    assert surrounded.changed() == ["CreateTable"]
    assert surrounded.destroy(ON_DEMAND, ONE_ALARM).done is Done.ABSENT
    assert surrounded.tables() == ["orders"]


def test_another_name_by_naming_is_said_of_naming(cloud: Cloud) -> None:
    """The table's manifest has the same name as ever: who is sent there finds nothing to mend."""
    surrounded = Surrounded(cloud)
    assert surrounded.apply(ON_DEMAND, {**ONE_ALARM, "naming": "{table}-a"}).done is Done.CREATED
    outcome = surrounded.apply(ON_DEMAND, {**ONE_ALARM, "naming": "{table}-b"})
    assert outcome.done is Done.REFUSED
    assert outcome.forecast is not None
    (refusal,) = outcome.forecast.refusals
    assert (refusal.change.id, refusal.change.path) == ("upd-table-name", "spec.naming")
    assert refusal.change.summary == (
        "the name changes from `orders-a` to `orders-b`, by the naming of its operations"
    )
    assert refusal.flag == "--allow-replace orders-a"


def test_an_argument_that_the_provider_refuses_is_named(cloud: Cloud) -> None:
    """Rules should have found it; where none did, it is said of what it is, and the table stays as it is."""
    surrounded = Surrounded(cloud)
    assert surrounded.apply(ON_DEMAND, None).done is Done.CREATED
    job = surrounded.job(ON_DEMAND, ONE_ALARM)
    assert job.operations is not None
    (alarm,) = job.operations.alarms
    cloud.forget_calls()
    outcome = surrounded.engine.apply(
        replace(job, operations=replace(job.operations, alarms=(replace(alarm, periods=0),))),
        Allowed(),
        None,
        silent,
    )
    assert outcome.fault is not None
    assert outcome.fault.summary == (
        "the AWS provider refuses what is asked for orders-user-errors, before AWS is asked for it"
    )
    assert "evaluationPeriods" in outcome.fault.said
    assert surrounded.changed() == []


def test_another_access_leaves_a_policy_where_it_is(cloud: Cloud) -> None:
    """It is attached to whoever has the grant: AWS would delete no such policy, to make another of its name."""
    surrounded = Surrounded(cloud)
    grant = {"name": "reporting", "access": "READ"}
    assert surrounded.apply(ON_DEMAND, {"grants": [grant]}).done is Done.CREATED
    client = cloud.client("iam")
    (policy,) = client.list_policies(Scope="Local")["Policies"]
    role(cloud, "reporter")
    client.attach_role_policy(RoleName="reporter", PolicyArn=policy["Arn"])
    changed = surrounded.becomes(ON_DEMAND, {"grants": [{**grant, "access": "READ_WRITE"}]})
    assert "CreatePolicyVersion" in changed
    assert not {"DeletePolicy", "CreatePolicy"} & set(changed)


def test_a_table_with_a_global_index_is_taken_over(cloud: Cloud) -> None:
    """In one apply, index and surroundings and all; and nothing is asked of the table."""
    surrounded = Surrounded(cloud, "prod")
    around = {**ONE_ALARM, **SCALED, **ENVIRONMENTS}
    assert surrounded.apply(INDEXED, around).done is Done.CREATED
    assert surrounded.destroy(INDEXED, around).done is Done.KEPT
    cloud.forget_calls()
    outcome = surrounded.engine.apply(surrounded.job(INDEXED, around), Allowed(), None, silent, adopt=True)
    assert outcome.succeeded, told(outcome)
    assert not {"CreateTable", "UpdateTable", "DeleteTable"} & set(surrounded.changed())
    assert "orders-user-errors" in surrounded.alarms()
    assert surrounded.apply(INDEXED, around).done is Done.UNCHANGED
