from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.standin.account import Account, Failed
from tests.standin.control import Control
from tests.standin.kinds import KINDS
from tests.standin.shapes import UNKNOWN
from tests.standin.test_operations_inputs import (
    ALARM,
    PARAMETER,
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

NOBODY = Account({"region": "us-east-1"}, "", Control(Path("absent")))
COMPUTED: dict[str, dict[str, Any]] = {
    TARGET: {"arn": "x", "roleArn": "role", "suspendedState": {"dynamicScalingInSuspended": False}},
    SCALING: {"arn": "x", "alarmArns": ["x"]},
    ALARM: {"arn": "x", "evaluateLowSampleCountPercentiles": "evaluate", "metricQueries": []},
    PARAMETER: {"arn": "x", "dataType": "text", "tier": "Standard", "version": 3, "keyId": "", "description": ""},
    POLICY: {"arn": "x", "policyId": "x", "attachmentCount": 0, "description": ""},
    ROLE_POLICY: {"id": "task:orders-task"},
}  # fmt: skip
READING = {
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["dynamodb:GetItem", "dynamodb:Query"],
    "Resource": "*",
}


def completed(type_: str, **given: Any) -> dict[str, Any]:
    """Sound inputs with others in their place. A value of None leaves the property out."""
    inputs = {name: value for name, value in {**SOUND[type_], **given}.items() if value is not None}
    return KINDS[type_].completed(inputs, {}, "made", b"")


def seen(type_: str, _state: dict[str, Any] | None = None, /, **new: Any) -> dict[str, str]:
    """The changes, with a `!` where they take a new resource."""
    region = {} if type_ in {POLICY, ROLE_POLICY} else {"region": "us-east-1"}
    state = {**completed(type_), **COMPUTED[type_], **region, **(_state or {})}
    changes = KINDS[type_].changes(NOBODY, state, completed(type_, **new))
    return {change.path: change.kind + "!" * change.replaces for change in changes}


@pytest.mark.parametrize("type_", SOUND)
def test_what_is_as_it_is_wanted_has_no_changes(type_: str) -> None:
    """What AWS adds to a state is no difference."""
    assert seen(type_) == {}


@pytest.mark.parametrize(
    ("type_", "new", "changes"),
    [
        (TARGET, {"resourceId": "table/carts"}, {"resourceId": "update!"}),
        (TARGET, {"resourceId": UNKNOWN}, {"resourceId": "update!"}),
        (
            TARGET,
            {"scalableDimension": "dynamodb:table:WriteCapacityUnits"},
            {"scalableDimension": "update!"},
        ),
        (TARGET, {"region": "eu-west-1"}, {"region": "update!"}),
        (SCALING, {"name": "other"}, {"name": "update!"}),
        (SCALING, {"resourceId": "table/carts"}, {"resourceId": "update!"}),
        (ALARM, {"name": "other"}, {"name": "update!"}),
        (PARAMETER, {"name": "/shop/other"}, {"name": "update!"}),
        (PARAMETER, {"dataType": "aws:ec2:image"}, {"dataType": "update!"}),
        (POLICY, {"name": "other"}, {"name": "update!"}),
        (POLICY, {"path": "/shop/"}, {"path": "update!"}),
        (POLICY, {"description": "Read it."}, {"description": "add!"}),
        (ROLE_POLICY, {"role": "other"}, {"role": "update!"}),
        (ROLE_POLICY, {"name": "other"}, {"name": "update!"}),
    ],
)
def test_a_new_one_is_made_for(type_: str, new: dict[str, Any], changes: dict[str, str]) -> None:
    """What AWS knows a thing by, and what it never changes."""
    assert seen(type_, **new) == changes


def test_an_advanced_parameter_is_made_anew_to_be_a_standard_one() -> None:
    """The other way round it changes in place, and a tier that AWS may choose is no difference."""
    assert seen(PARAMETER, {"tier": "Advanced"}, tier="Standard") == {"tier": "update!"}
    assert seen(PARAMETER, tier="Advanced") == {"tier": "update"}
    assert seen(PARAMETER, tier="Intelligent-Tiering") == {}


@pytest.mark.parametrize(
    ("type_", "new", "changes"),
    [
        (TARGET, {"minCapacity": 1, "maxCapacity": 9}, {"minCapacity": "update", "maxCapacity": "update"}),
        (SCALING, {TRACKING: {**PREDEFINED, "targetValue": 50}}, {f"{TRACKING}.targetValue": "update"}),
        (
            SCALING,
            {TRACKING: {**PREDEFINED, "targetValue": 70, "scaleInCooldown": 60}},
            {f"{TRACKING}.scaleInCooldown": "add"},
        ),
        (ALARM, {"threshold": 3}, {"threshold": "add"}),
        (ALARM, {"alarmActions": None}, {"alarmActions": "delete"}),
        (ALARM, {"alarmActions": [TOPIC, f"{TOPIC}-2"]}, {"alarmActions[1]": "add"}),
        (ALARM, {"dimensions": {"TableName": UNKNOWN}}, {"dimensions": "add"}),
        (ALARM, {"actionsEnabled": False}, {"actionsEnabled": "delete"}),
        (PARAMETER, {"value": "y"}, {"value": "update"}),
        (PARAMETER, {"value": UNKNOWN}, {"value": "update"}),
        (PARAMETER, {"description": "Its ARN."}, {"description": "add"}),
        (PARAMETER, {"tags": {"team": "shop"}}, {"tags": "add"}),
        (
            POLICY,
            {"policy": json.dumps({"Version": "2012-10-17", "Statement": [READING]})},
            {"policy": "update"},
        ),
        (ROLE_POLICY, {"policy": UNKNOWN}, {"policy": "update"}),
    ],
)
def test_it_changes_in_place_for(type_: str, new: dict[str, Any], changes: dict[str, str]) -> None:
    """Everything else, with the path of what differs."""
    assert seen(type_, **new) == changes


@pytest.mark.parametrize(
    "statement",
    [
        {**READING, "Action": list(reversed(READING["Action"]))},
        {**READING, "Resource": ["*"]},
        dict(reversed(READING.items())),
    ],
)
def test_documents_that_permit_the_same_are_the_same(statement: dict[str, Any]) -> None:
    """Order, layout and a list of one are no difference; another action is."""
    written = json.dumps({"Version": "2012-10-17", "Statement": [READING]}, indent=2)
    other = json.dumps({"Statement": statement, "Version": "2012-10-17"})
    assert seen(POLICY, {"policy": written}, policy=other) == {}
    assert seen(ROLE_POLICY, {"policy": written}, policy=other) == {}
    more = other.replace("dynamodb:Query", "dynamodb:Scan")
    assert seen(POLICY, {"policy": written}, policy=more) == {"policy": "update"}


def test_the_metrics_of_a_sum_have_no_order() -> None:
    """The provider keeps them as a set, and tells them apart by all that they say."""
    given = queries()["metricQueries"]
    state = {"metricQueries": [{**query, "returnData": query.get("returnData", False)} for query in given]}
    without = dict.fromkeys(("metricName", "namespace", "period", "statistic"))
    assert seen(ALARM, {**state, **without}, **{**without, "metricQueries": list(reversed(given))}) == {}
    other = [{**given[0], "metric": {**given[0]["metric"], "period": 300}}, given[1]]
    changed = seen(ALARM, {**state, **without}, **{**without, "metricQueries": other})
    assert list(changed) == ["metricQueries[0]"]


@pytest.mark.parametrize(
    ("type_", "given", "said"),
    [
        (ALARM, {"statistic": None}, "One of `statistic` or `extended_statistic` must be set"),
        (ALARM, queries(expression="m2"), "No metric_query may have both `expression` and a `metric`"),
        (
            SCALING,
            {"stepScalingPolicyConfiguration": {"cooldown": 60}},
            "does not know how to do stepScaling",
        ),
    ],
)
def test_the_plan_fails_for(type_: str, given: dict[str, Any], said: str) -> None:
    """What only the provider's plan refuses, and what only the real provider can do."""
    with pytest.raises(Failed, match=said):
        KINDS[type_].plan(NOBODY, completed(type_, **given))


@pytest.mark.parametrize("type_", SOUND)
def test_a_preview_says_what_is_known(type_: str) -> None:
    """Before it is made nobody knows its ARN; of one that stands everything is known that does not change."""
    kind, inputs = KINDS[type_], completed(type_)
    before = kind.preview(NOBODY, inputs, None)
    assert before["id"] == UNKNOWN
    assert {name: before[name] for name in inputs} == inputs
    state = {**inputs, **COMPUTED[type_], "id": "x"}
    assert UNKNOWN not in kind.preview(NOBODY, inputs, state).values()


def test_the_version_of_a_parameter_is_not_known_before_it_changes() -> None:
    """Whoever takes the version as an input waits for it."""
    state = {**completed(PARAMETER), **COMPUTED[PARAMETER]}
    assert KINDS[PARAMETER].preview(NOBODY, completed(PARAMETER, value="y"), state)["version"] == UNKNOWN
