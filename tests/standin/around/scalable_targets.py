"""Scaling ranges as the AWS provider registers them: `aws:appautoscaling/target:Target`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pulumi_aws.appautoscaling import TargetArgs

from tests.standin.account import Account, Failed
from tests.standin.around.calls import doing, read_again, region_of, updating
from tests.standin.around.schema import Schema

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_WORDS = "Application AutoScaling Target"
_PLACE = ("serviceNamespace", "resourceId", "scalableDimension")
_SUSPENDED = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")

SCHEMA = Schema(
    arguments=TargetArgs,
    fixed=frozenset(_PLACE),
    kept=frozenset({"roleArn", "suspendedState"}),
    outputs=("arn", "id", "tagsAll"),
    not_here=("tags",),
)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Register it."""
    id_, region = inputs["resourceId"], region_of(account, inputs)
    with doing(f"creating {_WORDS} ({id_})"):
        _register(account, region, inputs)
    return id_, read_again(id_, inputs, lambda: read(account, id_, {**inputs, "region": region}))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Register it again, with another range."""
    id_ = state["resourceId"]
    with updating(id_, state), doing(f"updating {_WORDS} ({id_})"):
        _register(account, state["region"], inputs)
    return read_again(id_, state, lambda: read(account, id_, state))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    place = {name: known[name] for name in _PLACE} if known.get("serviceNamespace") else _imported(id_)
    region = region_of(account, known)
    with doing(f"reading {_WORDS} ({id_})"):
        found = account.call(
            "application-autoscaling",
            "DescribeScalableTargets",
            region,
            ServiceNamespace=place["serviceNamespace"],
            ResourceIds=[place["resourceId"]],
            ScalableDimension=place["scalableDimension"],
        )["ScalableTargets"]
    if not found:
        return None
    suspended = found[0].get("SuspendedState") or {}
    return {
        **place,
        "id": place["resourceId"],
        "arn": found[0].get("ScalableTargetARN", ""),
        "maxCapacity": found[0]["MaxCapacity"],
        "minCapacity": found[0]["MinCapacity"],
        "roleArn": found[0]["RoleARN"],
        "suspendedState": {f"{name[0].lower()}{name[1:]}": bool(suspended.get(name)) for name in _SUSPENDED},
        "tags": {},
        "tagsAll": {},
        "region": region,
    }


def delete(account: Account, state: State, id_: str) -> None:
    """Take it out of the register."""
    try:
        with doing(f"deleting {_WORDS} ({id_})"):
            account.call(
                "application-autoscaling", "DeregisterScalableTarget", state["region"], **_place(state)
            )
    except Failed as failed:
        if failed.code != "ObjectNotFoundException":
            raise


def _register(account: Account, region: str, inputs: Inputs) -> None:
    more: State = {"RoleARN": inputs["roleArn"]} if inputs.get("roleArn") else {}
    if inputs.get("suspendedState"):
        suspended = inputs["suspendedState"]
        more["SuspendedState"] = {
            name: bool(suspended.get(f"{name[0].lower()}{name[1:]}")) for name in _SUSPENDED
        }
    account.call(
        "application-autoscaling",
        "RegisterScalableTarget",
        region,
        **_place(inputs),
        MinCapacity=inputs["minCapacity"],
        MaxCapacity=inputs["maxCapacity"],
        **more,
    )


def _place(known: Inputs) -> State:
    return {name[0].upper() + name[1:]: known[name] for name in _PLACE}


def _imported(id_: str) -> dict[str, str]:
    namespace, _, rest = id_.partition("/")
    resource, _, dimension = rest.rpartition("/")
    if not (namespace and resource and dimension):
        raise Failed(
            f'unexpected format ("{id_}"), expected <service-namespace>/<resource-id>/<scalable-dimension>'
        )
    return {"serviceNamespace": namespace, "resourceId": resource, "scalableDimension": dimension}


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete)
