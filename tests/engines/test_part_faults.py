"""The ordinary refusals of what runs around a table, by AWS's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.outcome import Undone
from planton_dynamodb.engines.part_faults import fault_of_part, messages, undone_in_all
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
)

PAGE = Path(__file__).parents[2] / "docs" / "when-things-go-wrong.md"
PLACE = {"stack": "orders", "backend": "file:///state"}


@pytest.mark.parametrize(
    ("kind", "said", "understood"),
    [
        (
            ALARM_TYPE,
            "ValidationError: Invalid region eu-west-1 specified. Only us-east-1 is supported.",
            "the topic that it is to tell is in the region eu-west-1",
        ),
        (ALARM_TYPE, "ValidationError: Invalid arn syntax: here", "AWS takes no such ARN"),
        (ALARM_TYPE, "LimitExceeded: too many", "as many alarms in this region as it may"),
        (
            PARAMETER_TYPE,
            "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option",
            "AWS has one of that name already, and it is not in stack orders",
        ),
        (
            PARAMETER_TYPE,
            "AccessDeniedException: No access to reserved parameter name: /aws/x",
            "AWS keeps paths that begin with aws or ssm for itself",
        ),
        (PARAMETER_TYPE, "ParameterLimitExceeded: ", "as many parameters in this region"),
        (PARAMETER_TYPE, "HierarchyLevelLimitExceededException: ", "too many levels"),
        (PARAMETER_TYPE, "ParameterMaxVersionLimitExceeded: ", "as many versions as AWS keeps"),
        (PARAMETER_TYPE, "ParameterNotFound: ", "no such parameter any more"),
        (
            ROLE_POLICY_TYPE,
            "NoSuchEntity: The role with name task cannot be found.",
            "AWS has no role of the name that the grant says",
        ),
        (
            ROLE_POLICY_TYPE,
            "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role task",
            "as large as they may be",
        ),
        (ROLE_POLICY_TYPE, "UnmodifiableEntity: Cannot perform the operation", "belongs to an AWS service"),
        (
            POLICY_TYPE,
            "EntityAlreadyExists: A policy called p already exists. Duplicate names are not allowed.",
            "AWS has one of that name already",
        ),
        (POLICY_TYPE, "MalformedPolicyDocument: Syntax errors in policy.", "does not understand the policy"),
        (POLICY_TYPE, "DeleteConflict: Cannot delete a policy attached to entities.", "still attached"),
        (
            SCALABLE_TYPE,
            "AccessDeniedException: User: me is not authorized to perform: iam:CreateServiceLinkedRole on resource",
            "AWS may not make the role by which DynamoDB tables are scaled",
        ),
        (
            SCALABLE_TYPE,
            "ValidationException: DynamoDB table does not exist: table/orders",
            "nothing there that could be scaled",
        ),
        (SCALABLE_TYPE, "LimitExceededException: ", "as many scaled tables and indexes"),
        (SCALABLE_TYPE, "ConcurrentUpdateException: ", "at the same moment"),
        (
            SCALABLE_TYPE,
            "AccessDenied: not authorized to perform: application-autoscaling:RegisterScalableTarget",
            "the right to do this",
        ),
        (
            PARAMETER_TYPE,
            "AccessDenied: User: me is not authorized to perform: ssm:PutParameter on resource: r",
            "the right to do this: ssm:PutParameter",
        ),
        (ALARM_TYPE, "ExpiredToken: The security token included in the request is expired", "have expired"),
        (ALARM_TYPE, "request send failed, connection refused", "does not answer"),
        (ALARM_TYPE, "something that nobody knows", "AWS refuses it"),
    ],
)
def test_a_refusal_is_said_with_what_it_is_about_and_what_to_do(
    kind: str, said: str, understood: str
) -> None:
    """The part by its name, what AWS means, its own words, and a way on."""
    fault = fault_of_part(Step("create", kind, "part"), [f"error: {said}"], "orders", PLACE)
    assert fault.summary.startswith("the ")
    assert " part of table orders was not made: " in fault.summary
    assert understood in fault.summary
    assert said.strip() in fault.said
    assert fault.help


def test_several_refusals_are_counted_and_named() -> None:
    """One alone is said as it is."""
    parts = [Undone(Step("create", ALARM_TYPE, name), Fault(f"{name} failed")) for name in ("a", "b")]
    assert undone_in_all(parts[:1], "orders").summary == "a failed"
    both = undone_in_all(parts, "orders")
    assert both.summary == "2 of what runs around table orders could not be made as asked: alarm a, alarm b"
    assert both.said == "a failed\nb failed"
    kinds = [ALARM_TYPE] * 3 + [POLICY_TYPE] * 2
    many = [Undone(Step("create", kind, "x"), Fault("x failed")) for kind in kinds]
    assert undone_in_all(many, "orders").summary.endswith("not be made as asked: 3 alarms, 2 policies")


@pytest.mark.parametrize("message", sorted(set(messages(stack="STACK", what="WHAT"))))
def test_every_message_is_on_the_page(message: str) -> None:
    """As it is said, but for the names in it."""
    page = PAGE.read_text(encoding="utf-8").replace("REGION", "WHAT").replace("ACTION", "WHAT")
    assert f"| {message} |" in page
