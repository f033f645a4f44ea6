"""The services around DynamoDB: Application Auto Scaling, CloudWatch, the Parameter Store and IAM.

moto takes what it is given: whether a table or an index is there that is to be scaled, it does not ask. What AWS
refuses about that is refused here, in AWS's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded.wire import (
    CLOUDWATCH,
    IAM,
    SCALING,
    SSM,
    Service,
    ask,
    nobodys_environment,
)

OPERATIONS: Mapping[str, Service] = {
    **dict.fromkeys(
        ("RegisterScalableTarget", "DeregisterScalableTarget", "DescribeScalableTargets"), SCALING
    ),
    **dict.fromkeys(("PutScalingPolicy", "DeleteScalingPolicy", "DescribeScalingPolicies"), SCALING),
    **dict.fromkeys(("PutMetricAlarm", "DeleteAlarms", "DescribeAlarms"), CLOUDWATCH),
    **dict.fromkeys(("PutParameter", "DeleteParameter", "GetParameters"), SSM),
    **dict.fromkeys(("CreateRole", "DeleteRole"), IAM),
    **dict.fromkeys(("PutRolePolicy", "DeleteRolePolicy", "GetRolePolicy"), IAM),
    **dict.fromkeys(("CreatePolicy", "DeletePolicy", "GetPolicy"), IAM),
    **dict.fromkeys(
        ("CreatePolicyVersion", "DeletePolicyVersion", "GetPolicyVersion", "ListPolicyVersions"), IAM
    ),
}
"""What can be asked, and of whom."""

_SCALED = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_UNDONE_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "RegisterScalableTarget": ("DeregisterScalableTarget", _SCALED),
    "PutScalingPolicy": ("DeleteScalingPolicy", ("PolicyName", *_SCALED)),
    "PutParameter": ("DeleteParameter", ("Name",)),
    "CreateRole": ("DeleteRole", ("RoleName",)),
    "PutRolePolicy": ("DeleteRolePolicy", ("RoleName", "PolicyName")),
}
"""The call that takes back another, and what it has from that one."""


class Services:
    """Answers calls, and takes back what they made."""

    def __init__(self, describe_table: Callable[[str], Mapping[str, Any]]) -> None:
        self._describe_table = describe_table
        self._asked: set[Service] = set()
        self._undoing: dict[tuple[str, str], Mapping[str, Any]] = {}

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Ask for something; Refused where the answer is an error."""
        if operation == "RegisterScalableTarget":
            self._refuse_unknown(parameters)
        elif operation == "PutScalingPolicy":
            self._make_room(parameters)
        answer = self._ask(operation, parameters)
        for name, undoing in _undone_by(operation, parameters, answer):
            self._undoing[name, repr(undoing)] = undoing
        return answer

    def clear(self) -> None:
        """Take back all that was made, the last first."""
        for (name, _), parameters in reversed(self._undoing.items()):
            # Most of it has been deleted by whoever made it.
            with suppress(Refused):
                self._ask(name, parameters)
        self._undoing.clear()

    def _ask(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        service = OPERATIONS[operation]
        if service in self._asked:
            return ask(service, operation, parameters)
        self._asked.add(service)
        with nobodys_environment():
            return ask(service, operation, parameters)

    def _refuse_unknown(self, parameters: Mapping[str, Any]) -> None:
        """Refuse to scale what is not there."""
        resource = str(parameters["ResourceId"])
        _, name, *rest = resource.split("/")
        try:
            table = self._describe_table(name)
        except Refused:
            table = None
        if table is None:
            raise _invalid(f"DynamoDB table does not exist: {resource}")
        indexes = [index["IndexName"] for index in table.get("GlobalSecondaryIndexes") or ()]
        if rest and rest[-1] not in indexes:
            raise _invalid(f"DynamoDB index does not exist: {resource}")

    def _make_room(self, parameters: Mapping[str, Any]) -> None:
        """Refuse to scale by a policy what is not registered, and let a policy that is there go first.

        Otherwise moto forgets the alarms that it made for that one.
        """
        place = {name: parameters[name] for name in _SCALED}
        asked = {"ServiceNamespace": place["ServiceNamespace"], "ResourceIds": [place["ResourceId"]]}
        found = self._ask("DescribeScalableTargets", asked)["ScalableTargets"]
        if not any(place.items() <= target.items() for target in found):
            raise Refused(
                "PutScalingPolicy",
                "ObjectNotFoundException",
                "No scalable target registered for service namespace: {ServiceNamespace}, "
                "resource ID: {ResourceId}, scalable dimension: {ScalableDimension}".format(**place),
            )
        with suppress(Refused):
            self._ask("DeleteScalingPolicy", {**place, "PolicyName": parameters["PolicyName"]})


def _undone_by(
    operation: str, parameters: Mapping[str, Any], answer: Answer
) -> list[tuple[str, Mapping[str, Any]]]:
    if operation == "PutMetricAlarm":
        return [("DeleteAlarms", {"AlarmNames": [parameters["AlarmName"]]})]
    if operation == "CreatePolicy":
        return [("DeletePolicy", {"PolicyArn": answer["Policy"]["Arn"]})]
    if operation in _UNDONE_BY:
        name, taken = _UNDONE_BY[operation]
        return [(name, {member: parameters[member] for member in taken})]
    return []


def _invalid(text: str) -> Refused:
    return Refused("RegisterScalableTarget", "ValidationException", text)
