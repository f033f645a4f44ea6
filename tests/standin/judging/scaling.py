"""What Application Auto Scaling refuses and moto takes, and what it does to a table that moto leaves out.

The words are AWS's own where they are known; where nobody wrote them down, a sentence says the fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.dynamodb.models import dynamodb_backends

from tests.standin.refusals import Refused

Body: TypeAlias = dict[str, Any]
Request: TypeAlias = Mapping[str, Any]

_ROLE = (
    "arn:aws:iam::{}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
)
_RESOURCE = re.compile(r"table/([^/]+)(?:/index/([^/]+))?")
_UNITS = {"ReadCapacityUnits", "WriteCapacityUnits"}
_MISFIT = "Unsupported service namespace, resource type or scalable dimension"


def register(request: Request, account: str, region: str) -> Body:
    """Refuse a range that AWS does not register; the request as it is complete."""
    _, metered = _scaled(request, account, region)
    standing = _target(request, account, region)
    least, most = (
        request.get(name, getattr(standing, attribute, None))
        for name, attribute in (("MinCapacity", "min_capacity"), ("MaxCapacity", "max_capacity"))
    )
    if least is None or most is None:
        raise Refused("A new scalable target needs a minimum capacity and a maximum capacity.")
    if least < 1:
        raise Refused("Minimum capacity cannot be less than 1")
    if most < least:
        raise Refused("Maximum capacity cannot be less than minimum capacity")
    side = request["ScalableDimension"].rpartition(":")[2]
    # AWS puts the units of what is registered into its range at once.
    metered.throughput = {**metered.throughput, side: min(max(int(metered.throughput[side]), least), most)}
    # A role of one's own is not heard: DynamoDB is scaled by a role that AWS makes.
    return {**request, "RoleARN": _ROLE.format(account)}


def deregister(request: Request, account: str, region: str) -> None:
    """Refuse to forget what is not registered; the policies of what is forgotten go with it."""
    if _target(request, account, region) is None:
        raise Refused(f"No scalable target found for {_place(request)}", "ObjectNotFoundException")
    backend = applicationautoscaling_backends[account][region]
    for key, policy in list(backend.policies.items()):
        if (policy.resource_id, policy.scalable_dimension) == (
            request["ResourceId"],
            request["ScalableDimension"],
        ):
            policy.delete_alarms(account, region)
            del backend.policies[key]


def put_policy(request: Request, account: str, region: str) -> None:
    """Refuse a policy for what is not registered, or one that tracks nothing that AWS knows."""
    if _target(request, account, region) is None:
        raise Refused(f"No scalable target registered for {_place(request)}", "ObjectNotFoundException")
    if request.get("PolicyType") != "TargetTrackingScaling":
        raise Refused("DynamoDB tables and indexes are scaled by target tracking alone.")
    tracking = request.get("TargetTrackingScalingPolicyConfiguration")
    if not tracking:
        raise Refused("TargetTrackingScalingPolicyConfiguration is required for TargetTrackingScaling.")
    _tracking(request, tracking)
    for policy in applicationautoscaling_backends[account][region].policies.values():
        other = (policy.resource_id, policy.scalable_dimension)
        if other == (request["ResourceId"], request["ScalableDimension"]) and (
            policy.policy_name != request["PolicyName"]
        ):
            raise Refused(
                "Only one TargetTrackingScaling policy for a given metric specification is allowed."
            )


def delete_policy(request: Request, account: str, region: str) -> None:
    """Refuse to delete a policy that is not there."""
    for policy in applicationautoscaling_backends[account][region].policies.values():
        if (policy.policy_name, policy.resource_id, policy.scalable_dimension) == (
            request["PolicyName"],
            request["ResourceId"],
            request["ScalableDimension"],
        ):
            return
    raise Refused(
        f"No scaling policy found for {_place(request)}, policy name: {request['PolicyName']}",
        "ObjectNotFoundException",
    )


def _tracking(request: Request, tracking: Request) -> None:
    predefined, own = (tracking.get(f"{kind}MetricSpecification") for kind in ("Predefined", "Customized"))
    if bool(predefined) == bool(own):
        raise Refused("Specify either a predefined or a customized metric specification.")
    side = request["ScalableDimension"].rpartition(":")[2].removesuffix("Units")
    if predefined and predefined.get("PredefinedMetricType") != f"DynamoDB{side}Utilization":
        raise Refused(
            f"The predefined metric type {predefined.get('PredefinedMetricType')} does not fit the scalable "
            f"dimension {request['ScalableDimension']}."
        )
    target = tracking.get("TargetValue")
    if target is None or (predefined and not 20 <= target <= 90):
        raise Refused("TargetValue must be between 20 and 90 for a DynamoDB utilization metric.")
    for name in ("ScaleInCooldown", "ScaleOutCooldown"):
        if tracking.get(name, 0) < 0:
            raise Refused(f"{name} must not be negative.")


def _scaled(request: Request, account: str, region: str) -> tuple[Any, Any]:
    """The table, and what of it has the units: it or an index."""
    resource, dimension = str(request["ResourceId"]), str(request["ScalableDimension"])
    found = _RESOURCE.fullmatch(resource)
    sort, _, side = dimension.removeprefix("dynamodb:").partition(":")
    if request["ServiceNamespace"] != "dynamodb" or found is None or side not in _UNITS:
        raise Refused(_MISFIT)
    name, index = found.groups()
    if sort != ("table" if index is None else "index"):
        raise Refused(_MISFIT)
    table = dynamodb_backends[account][region].tables.get(name)
    if table is None:
        raise Refused(f"DynamoDB table does not exist: {resource}")
    metered = table if index is None else next((i for i in table.global_indexes if i.name == index), None)
    if metered is None:
        raise Refused(f"DynamoDB index does not exist: {resource}")
    if table.billing_mode == "PAY_PER_REQUEST":
        raise Refused(f"The table has no units to scale, since it is billed on demand: {resource}")
    return table, metered


def _target(request: Request, account: str, region: str) -> Any:
    targets = applicationautoscaling_backends[account][region].targets
    return targets.get(request["ScalableDimension"], {}).get(request["ResourceId"])


def _place(request: Request) -> str:
    return (
        f"service namespace: {request['ServiceNamespace']}, resource ID: {request['ResourceId']}, "
        f"scalable dimension: {request['ScalableDimension']}"
    )
