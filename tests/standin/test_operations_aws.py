from __future__ import annotations

import json
from typing import Any

import pytest

from tests.standin import tables
from tests.standin.account import Account, Failed
from tests.standin.fixtures import StandIns
from tests.standin.kinds import KINDS
from tests.standin.tables import Unfinished
from tests.standin.test_operations_differences import READING, completed
from tests.standin.test_operations_inputs import (
    ALARM,
    METRIC,
    PARAMETER,
    PLACE,
    POLICY,
    PREDEFINED,
    ROLE_POLICY,
    SCALING,
    SOUND,
    TARGET,
    TOPIC,
    TRACKING,
    queries,
)

TABLE: dict[str, Any] = {
    "name": "orders",
    "billingMode": "PROVISIONED",
    "tableClass": "STANDARD",
    "readCapacity": 1,
    "writeCapacity": 1,
    "hashKey": "id",
    "attributes": [{"name": "id", "type": "S"}, {"name": "status", "type": "S"}],
    "globalSecondaryIndexes": [
        {
            "name": "by-status",
            "hashKey": "status",
            "projectionType": "ALL",
            "readCapacity": 1,
            "writeCapacity": 1,
        }
    ],
}
OF_INDEX = {
    "resourceId": "table/orders/index/by-status",
    "scalableDimension": "dynamodb:index:ReadCapacityUnits",
}
WRITES = {"predefinedMetricType": "DynamoDBWriteCapacityUtilization"}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


def document(**more: Any) -> str:
    """A policy with one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{**READING, "Resource": ARN, **more}]})


DOCUMENTS: dict[str, dict[str, Any]] = {
    POLICY: {"policy": document()},
    ROLE_POLICY: {"policy": document()},
}


def made(account: Account, type_: str, **given: Any) -> dict[str, Any]:
    """The state of one that was just made."""
    return KINDS[type_].create(account, completed(type_, **{**DOCUMENTS.get(type_, {}), **given}))[1]


@pytest.fixture
def shop(account: Account) -> Account:
    """An account with a table and a role."""
    tables.create(account, TABLE)
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trusted = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    account.call("iam", "CreateRole", RoleName="task", AssumeRolePolicyDocument=trusted)
    return account


def needed(account: Account, type_: str) -> None:
    """A policy is one of a range that is registered."""
    if type_ == SCALING:
        made(account, TARGET)


@pytest.mark.parametrize("type_", SOUND)
def test_what_was_made_is_read_as_it_was_wanted_and_goes(shop: Account, type_: str) -> None:
    """Nothing differs afterwards; it can be deleted twice; then there is nothing to read."""
    needed(shop, type_)
    kind, inputs = KINDS[type_], completed(type_, **DOCUMENTS.get(type_, {}))
    id_, state = kind.create(shop, inputs)
    assert kind.changes(shop, state, inputs) == []
    assert {name: state[name] for name in inputs} == inputs
    assert kind.read(shop, id_, state) == state
    kind.delete(shop, state, id_)
    assert kind.read(shop, id_, state) is None
    kind.delete(shop, state, id_)


@pytest.mark.parametrize(
    ("type_", "id_"),
    [
        (TARGET, "dynamodb/table/orders/dynamodb:table:ReadCapacityUnits"),
        (SCALING, "dynamodb/table/orders/dynamodb:table:ReadCapacityUnits/orders-reads"),
        (ALARM, "orders-throttled"),
        (PARAMETER, "/shop/orders/arn"),
        (POLICY, "arn:aws:iam::123456789012:policy/orders-reporting"),
        (ROLE_POLICY, "task:orders-task"),
    ],
)
def test_it_is_imported_by_the_providers_id(shop: Account, type_: str, id_: str) -> None:
    """Nothing else is known of it, and the id in the state may be another."""
    needed(shop, type_)
    state = made(shop, type_)
    found = KINDS[type_].read(shop, id_, {})
    assert found is not None
    assert found["id"] == state["id"]
    assert KINDS[type_].changes(shop, found, completed(type_, **DOCUMENTS.get(type_, {}))) == []


@pytest.mark.parametrize(
    ("type_", "id_"), [(TARGET, "table/orders"), (SCALING, "orders-reads"), (ROLE_POLICY, "x")]
)
def test_an_id_that_is_none_is_refused(account: Account, type_: str, id_: str) -> None:
    """The refusal says what an id looks like."""
    with pytest.raises(Failed, match="<"):
        KINDS[type_].read(account, id_, {})


def test_an_index_is_scaled_by_its_own_dimension(shop: Account) -> None:
    """It is imported by its own id too."""
    state = made(shop, TARGET, **OF_INDEX)
    policy = made(shop, SCALING, **OF_INDEX)
    place = "dynamodb/table/orders/index/by-status/dynamodb:index:ReadCapacityUnits"
    assert KINDS[TARGET].read(shop, place, {}) == state
    assert KINDS[SCALING].read(shop, f"{place}/orders-reads", {}) == policy


def test_registering_puts_the_units_into_the_range_at_once(shop: Account) -> None:
    """The table has five units of reads afterwards, and of an index the same holds."""
    made(shop, TARGET)
    made(shop, TARGET, **{**OF_INDEX, "minCapacity": 3})
    state = tables.read(shop, "orders")
    assert state is not None
    assert (state["readCapacity"], state["writeCapacity"]) == (5, 1)
    assert state["globalSecondaryIndexes"][0]["readCapacity"] == 3


def test_a_role_of_ones_own_is_not_heard(shop: Account) -> None:
    """DynamoDB is scaled by a role that AWS makes, so that another one is a difference for ever."""
    inputs = completed(TARGET, roleArn="arn:aws:iam::123456789012:role/task")
    state = made(shop, TARGET, **inputs)
    assert state["roleArn"].endswith("/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable")
    assert [change.path for change in KINDS[TARGET].changes(shop, state, inputs)] == ["roleArn"]


def test_the_policies_of_a_range_go_with_it(shop: Account) -> None:
    """AWS deletes them, and a policy that has gone is no error."""
    target, policy = made(shop, TARGET), made(shop, SCALING)
    KINDS[TARGET].delete(shop, target, target["id"])
    assert KINDS[SCALING].read(shop, policy["id"], policy) is None
    KINDS[SCALING].delete(shop, policy, policy["id"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"resourceId": "table/carts"}, "DynamoDB table does not exist: table/carts"),
        ({**OF_INDEX, "resourceId": "table/orders/index/x"}, "DynamoDB index does not exist: table/orders/index/x"),
        ({"resourceId": "orders"}, "Unsupported service namespace, resource type or scalable dimension"),
        ({"scalableDimension": OF_INDEX["scalableDimension"]}, "Unsupported service namespace, resource type"),
        ({"minCapacity": 60}, "Maximum capacity cannot be less than minimum capacity"),
        ({"minCapacity": 0}, "Minimum capacity cannot be less than 1"),
    ],
)  # fmt: skip
def test_a_range_that_aws_does_not_register(shop: Account, given: dict[str, Any], said: str) -> None:
    """In the provider's words before AWS's; the SDK writes an error of the model without `api error`."""
    with pytest.raises(Failed) as refused:
        made(shop, TARGET, **given)
    assert str(refused.value).startswith("creating Application AutoScaling Target (")
    assert f" ValidationException: {said}" in str(refused.value)
    assert "api error" not in str(refused.value)


def test_a_table_on_demand_is_not_scaled(account: Account) -> None:
    """It has no units."""
    bare = {
        name: value
        for name, value in TABLE.items()
        if "Capacity" not in name and name != "globalSecondaryIndexes"
    }
    tables.create(account, {**bare, "billingMode": "PAY_PER_REQUEST", "attributes": TABLE["attributes"][:1]})
    with pytest.raises(Failed, match=r"ValidationException: .* on demand: table/orders"):
        made(account, TARGET)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({TRACKING: {**PREDEFINED, "targetValue": 95}}, "between 20 and 90"),
        ({TRACKING: {"targetValue": 70}}, "either a predefined or a customized"),
        (
            {TRACKING: {"predefinedMetricSpecification": WRITES, "targetValue": 70}},
            "does not fit",
        ),
        ({"policyType": "StepScaling", TRACKING: None}, "target tracking alone"),
        ({"name": "second"}, "Only one TargetTrackingScaling policy for a given metric specification is allowed."),
    ],
)  # fmt: skip
def test_a_scaling_policy_that_aws_does_not_take(shop: Account, given: dict[str, Any], said: str) -> None:
    """A second one for the same units is refused as well."""
    made(shop, TARGET)
    if "name" in given:
        made(shop, SCALING)
    with pytest.raises(Failed, match=said):
        made(shop, SCALING, **given)


def test_a_policy_for_what_is_not_registered_is_waited_for_and_refused(shop: Account) -> None:
    """The provider asks again for a while, since another of its threads may be about to register it."""
    with pytest.raises(Failed) as refused:
        made(shop, SCALING)
    assert str(refused.value).endswith(
        "ObjectNotFoundException: No scalable target registered for service namespace: dynamodb, resource ID: "
        "table/orders, scalable dimension: dynamodb:table:ReadCapacityUnits"
    )


def sum_of(count: int) -> dict[str, Any]:
    """An alarm about the sum of so many metrics."""
    each = [{"id": f"m{number}", "metric": METRIC} for number in range(count)]
    total = {"id": "total", "expression": "SUM(METRICS())", "returnData": True}
    return {**queries(), "metricQueries": [total, *each]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"alarmActions": ["arn:aws:sns:us-east-1::on-call"]}, "Invalid arn syntax: arn:aws:sns:us-east-1::on-call"),
        ({"alarmActions": [TOPIC.replace("us-east", "eu-west")]}, "Invalid region eu-west-1 specified. Only us-east-1"),
        ({"alarmActions": [TOPIC.replace("aws", "aws-cn")]}, "Invalid partition aws-cn specified. Only aws"),
        ({"alarmActions": [f"{TOPIC}-{number}" for number in range(6)]}, "There can be five"),
        ({"period": 10}, "no period of less than 60 seconds"),
        ({"evaluationPeriods": 1441}, "EvaluationPeriods \\* Period must be <= 86400"),
        ({"datapointsToAlarm": 6}, "DatapointsToAlarm must not be more"),
        ({"namespace": None}, "a metric name with a namespace"),
        ({"dimensions": {"TableName": "x" * 1025}}, "1 to 1024 characters"),
        (sum_of(11), "takes 10 metrics, not 11"),
        ({**sum_of(0), "metricQueries": [{"id": "M1", "metric": METRIC, "returnData": True}]}, "a small letter"),
        (queries(returnData=True), "Exactly one element of the metrics list should return data"),
    ],
)  # fmt: skip
def test_an_alarm_that_aws_does_not_take(account: Account, given: dict[str, Any], said: str) -> None:
    """ValidationError is no error of the model."""
    words = f"operation error CloudWatch: PutMetricAlarm, .*api error ValidationError: .*{said}"
    with pytest.raises(Failed, match=words):
        made(account, ALARM, **given)


@pytest.mark.parametrize("statistic", ["p99.9", "tm90", "IQM", "TM(10%:90%)"])
def test_an_alarm_may_have_any_statistic_of_cloudwatch(account: Account, statistic: str) -> None:
    """Percentiles are not all."""
    assert made(account, ALARM, statistic=None, extendedStatistic=statistic)["extendedStatistic"] == statistic


def test_an_alarm_may_sum_ten_metrics(account: Account) -> None:
    """Ten and their sum."""
    assert len(made(account, ALARM, **sum_of(10))["metricQueries"]) == 11


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "shop/orders/arn"}, "ValidationException: Parameter name must be a fully qualified name."),
        ({"name": "/shop/orders arn"}, "each sub-path can be formed as a mix of letters, numbers"),
        ({"name": "/shop//arn"}, "each sub-path can be formed as a mix of letters, numbers"),
        ({"name": "/shop/arn/"}, "each sub-path can be formed as a mix of letters, numbers"),
        ({"name": "/aws/arn"}, "AccessDeniedException: No access to reserved parameter name: /aws/arn"),
        ({"name": "ssm-arn"}, "can't be prefixed with"),
        (
            {"name": "/a" * 16},
            "HierarchyLevelLimitExceededException: A hierarchy can have a maximum of 15 levels",
        ),
        ({"name": f"/{'x' * 1000}"}, "more than 1011 characters"),
        ({"value": "{{ssm:other}}"}, "can't nest another parameter"),
        ({"value": "x" * 4097}, "Standard tier parameters support a maximum parameter value of 4096"),
        ({"value": ""}, "length greater than or equal to 1"),
    ],
)
def test_a_parameter_that_aws_does_not_take(account: Account, given: dict[str, Any], said: str) -> None:
    """Names in a hierarchy above all."""
    with pytest.raises(
        Failed, match=r"creating SSM Parameter \(.*\): operation error SSM: PutParameter"
    ) as refused:
        made(account, PARAMETER, **given)
    assert said in str(refused.value)


def test_a_parameter_that_is_there_is_not_taken_over_unasked(account: Account) -> None:
    """With `overwrite` it is, tags and all."""
    made(account, PARAMETER, value="theirs")
    with pytest.raises(Failed, match=r"StatusCode: 400, .* ParameterAlreadyExists: "):
        made(account, PARAMETER)
    state = made(account, PARAMETER, overwrite=True, tags={"team": "shop"})
    assert (state["value"], state["version"], state["tags"]) == ("x", 2, {"team": "shop"})


def test_a_parameter_keeps_its_type(account: Account) -> None:
    """The provider tries to change it in place, and AWS says no."""
    state = made(account, PARAMETER)
    with pytest.raises(Unfinished, match="HierarchyTypeMismatchException"):
        KINDS[PARAMETER].update(account, state, completed(PARAMETER, type="StringList"))


@pytest.mark.parametrize("type_", [POLICY, ROLE_POLICY])
@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ('{"Version": "2012-10-17"}', "MalformedPolicyDocument: Syntax errors in policy."),
        (
            document(Sid="read-items"),
            "MalformedPolicyDocument: Statement IDs \\(SID\\) must be alpha-numeric",
        ),
        (document(Resource="orders"), "MalformedPolicyDocument: Resource orders must be in ARN format"),
        (
            document(Action="GetItem"),
            "MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor",
        ),
        (document(Resource=f"{ARN}{'x' * 10240}"), "LimitExceeded: .*(6144|10240)"),
    ],
)
def test_a_document_that_aws_does_not_take(shop: Account, type_: str, policy: str, said: str) -> None:
    """Of its own and inside a role alike."""
    with pytest.raises(Failed, match=said):
        made(shop, type_, policy=policy)


def test_a_policy_that_is_there_is_not_made_again(account: Account) -> None:
    """Names are taken once."""
    made(account, POLICY)
    with pytest.raises(
        Failed, match=r"StatusCode: 409, .* EntityAlreadyExists: A policy called orders-reporting"
    ):
        made(account, POLICY)


def test_a_role_that_is_not_there_gets_no_policy(account: Account) -> None:
    """The words name the role."""
    with pytest.raises(Failed) as refused:
        made(account, ROLE_POLICY)
    said = str(refused.value)
    assert said.startswith(
        "putting IAM Role (task) Policy (orders-task): operation error IAM: PutRolePolicy, "
    )
    assert said.endswith(" NoSuchEntity: The role with name task cannot be found.")


def test_a_policy_that_a_role_has_is_not_deleted(shop: Account) -> None:
    """Whoever attached it has to let it go first."""
    state = made(shop, POLICY)
    shop.call("iam", "AttachRolePolicy", RoleName="task", PolicyArn=state["arn"])
    with pytest.raises(Failed, match=r"DeleteConflict: Cannot delete a policy attached to entities\."):
        KINDS[POLICY].delete(shop, state, state["id"])


def test_the_oldest_version_of_a_policy_goes_for_a_sixth(account: Account) -> None:
    """AWS keeps five."""
    state = made(account, POLICY)
    for number in range(6):
        inputs = completed(POLICY, policy=document(Resource=f"{ARN}-{number}"))
        state = KINDS[POLICY].update(account, state, inputs)
        assert KINDS[POLICY].changes(account, state, inputs) == []
    versions = account.call("iam", "ListPolicyVersions", PolicyArn=state["arn"])["Versions"]
    assert len(versions) == 5


@pytest.mark.parametrize("type_", [ALARM, PARAMETER, POLICY])
def test_tags_come_change_and_go(account: Account, stand_ins: StandIns, type_: str) -> None:
    """By calls of their own, without a new version of anything."""
    state = made(account, type_, tags={"team": "shop", "cost": "1"})
    assert state["tags"] == {"team": "shop", "cost": "1"}
    stand_ins.journal.write_text("")
    inputs = completed(type_, **DOCUMENTS.get(type_, {}), tags={"team": "ops"})
    state = KINDS[type_].update(account, state, inputs)
    assert (state["tags"], KINDS[type_].changes(account, state, inputs)) == ({"team": "ops"}, [])
    asked = [json.loads(line)["operation"] for line in stand_ins.journal.read_text().splitlines()]
    assert not [operation for operation in asked if operation.startswith(("Put", "Create"))]


@pytest.mark.parametrize(
    ("type_", "operation", "code", "written"),
    [
        (TARGET, "RegisterScalableTarget", "LimitExceededException", "LimitExceededException"),
        (ALARM, "PutMetricAlarm", "LimitExceeded", "LimitExceeded"),
        (ALARM, "PutMetricAlarm", "AccessDenied", "api error AccessDenied"),
        (PARAMETER, "PutParameter", "ParameterLimitExceeded", "ParameterLimitExceeded"),
        (PARAMETER, "PutParameter", "AccessDeniedException", "api error AccessDeniedException"),
        (POLICY, "CreatePolicy", "AccessDenied", "api error AccessDenied"),
        (ROLE_POLICY, "PutRolePolicy", "UnmodifiableEntity", "UnmodifiableEntity"),
    ],
)
def test_a_fault_is_said_in_the_sdks_words(
    shop: Account, stand_ins: StandIns, type_: str, operation: str, code: str, written: str
) -> None:
    """In each service's own form of errors."""
    stand_ins.control.write_text(json.dumps({operation: {"error": f"{code}: No more."}}))
    with pytest.raises(Failed, match=f": {operation}, .*, {written}: No more.") as refused:
        made(shop, type_)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("type_", "operation"), [(ALARM, "PutMetricAlarm"), (POLICY, "CreatePolicy"), (PARAMETER, "PutParameter")]
)
def test_throttling_is_waited_out(account: Account, stand_ins: StandIns, type_: str, operation: str) -> None:
    """Whatever the service calls it."""
    code = "Throttling" if type_ != PARAMETER else "ThrottlingException"
    stand_ins.control.write_text(json.dumps({operation: {"error": f"{code}: Rate exceeded", "times": 3}}))
    made(account, type_)
    asked = [json.loads(line)["operation"] for line in stand_ins.journal.read_text().splitlines()]
    assert asked.count(operation) == 4


def test_what_was_made_and_cannot_be_read_is_known_all_the_same(
    account: Account, stand_ins: StandIns
) -> None:
    """The engine hears its id, and goes on from there."""
    stand_ins.control.write_text(json.dumps({"DescribeAlarms": {"error": "AccessDenied: Not you."}}))
    with pytest.raises(Unfinished) as refused:
        made(account, ALARM)
    assert refused.value.name == "orders-throttled"


def test_a_description_that_is_taken_away_goes(account: Account) -> None:
    """The provider sends an empty one; one that stays is not sent again."""
    state = made(account, PARAMETER, description="Its ARN.")
    inputs = completed(PARAMETER, value="y", description="Its ARN.")
    state = KINDS[PARAMETER].update(account, state, inputs)
    assert (state["value"], state["version"], state["description"]) == ("y", 2, "Its ARN.")
    assert KINDS[PARAMETER].update(account, state, completed(PARAMETER, value="y"))["description"] == ""


def test_what_is_not_around_a_table_goes_to_moto_as_it_is(account: Account) -> None:
    """Nobody judges it here."""
    assert account.number == "123456789012"


def test_the_place_of_a_request_is_its_region(account: Account) -> None:
    """A range in a region without the table is refused."""
    tables.create(account, TABLE)
    with pytest.raises(Failed, match="DynamoDB table does not exist: table/orders"):
        made(account, TARGET, **PLACE, region="eu-west-1")
