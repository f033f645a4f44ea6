"""Scaling policies as the AWS provider puts them: `aws:appautoscaling/policy:Policy`, those that track a target."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pulumi_aws.appautoscaling import PolicyArgs

from tests.standin.account import Account, Failed
from tests.standin.around.calls import camel, doing, pascal, read_again, region_of, updating
from tests.standin.around.checks import at_most_one, lengths, one_of
from tests.standin.around.schema import Schema, without_blanks
from tests.standin.shapes import Misfit

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_WORDS = "Application Auto Scaling Scaling Policy"
_PLACE = ("serviceNamespace", "resourceId", "scalableDimension")
_TRACKING = "targetTrackingScalingPolicyConfiguration"
_PATIENCE, _BLINK = 2.0, 0.05


def _tracking(given: Inputs) -> Iterator[Misfit]:
    block = given.get(_TRACKING)
    if isinstance(block, dict):
        metrics = ("customizedMetricSpecification", "predefinedMetricSpecification")
        yield from at_most_one(*metrics, at=_TRACKING)(block)
        yield from lengths({"resourceLabel": (0, 1023)}, at=f"{_TRACKING}.{metrics[1]}")(
            block.get(metrics[1]) or {}
        )


SCHEMA = Schema(
    arguments=PolicyArgs,
    fixed=frozenset({*_PLACE, "name"}),
    outputs=("alarmArns", "arn", "id"),
    defaults={"policyType": "StepScaling"},
    unordered=frozenset({"dimensions", "metrics"}),
    checks=(
        lengths({"name": (0, 255)}),
        one_of({"policyType": ("PredictiveScaling", "StepScaling", "TargetTrackingScaling")}),
        _tracking,
    ),
    not_here=("stepScalingPolicyConfiguration", "predictiveScalingPolicyConfiguration"),
)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Put it."""
    id_, region = inputs["name"], region_of(account, inputs)
    with doing(f"putting {_WORDS} ({id_})"):
        _put(account, region, inputs)
    return id_, read_again(id_, inputs, lambda: read(account, id_, {**inputs, "region": region}))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Put it again: the whole of it."""
    id_ = state["name"]
    with updating(id_, state), doing(f"putting {_WORDS} ({id_})"):
        _put(account, state["region"], inputs)
    return read_again(id_, state, lambda: read(account, id_, state))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    place = {name: known[name] for name in (*_PLACE, "name")} if known.get("name") else _imported(id_)
    region = region_of(account, known)
    with doing(f"reading {_WORDS} ({id_})"):
        found = _find(account, region, place)
    if found is None:
        return None
    return {
        **place,
        "id": place["name"],
        "arn": found["PolicyARN"],
        "alarmArns": [alarm["AlarmARN"] for alarm in found.get("Alarms") or []],
        "policyType": found["PolicyType"],
        _TRACKING: camel(without_blanks(found.get(f"T{_TRACKING[1:]}") or {})),
        "region": region,
    }


def delete(account: Account, state: State, id_: str) -> None:
    """Delete it, if it is still there."""
    with doing(f"deleting {_WORDS} ({id_})"):
        if _find(account, state["region"], state) is None:
            return
        try:
            account.call(
                "application-autoscaling",
                "DeleteScalingPolicy",
                state["region"],
                PolicyName=state["name"],
                **_place(state),
            )
        except Failed as failed:
            if failed.code != "ObjectNotFoundException":
                raise


def _find(account: Account, region: str, place: Inputs) -> State | None:
    found = account.call(
        "application-autoscaling",
        "DescribeScalingPolicies",
        region,
        PolicyNames=[place["name"]],
        ResourceId=place["resourceId"],
        ScalableDimension=place["scalableDimension"],
        ServiceNamespace=place["serviceNamespace"],
    )["ScalingPolicies"]
    # moto knows no names there, and takes a part of a resource's id for the whole.
    exact = (place["name"], place["resourceId"], place["scalableDimension"])
    for policy in found:
        if (policy["PolicyName"], policy["ResourceId"], policy["ScalableDimension"]) == exact:
            return dict(policy)
    return None


def _put(account: Account, region: str, inputs: Inputs) -> None:
    end = time.monotonic() + _PATIENCE
    tracked = {f"T{_TRACKING[1:]}": pascal(inputs[_TRACKING])} if inputs.get(_TRACKING) else {}
    while True:
        try:
            account.call(
                "application-autoscaling",
                "PutScalingPolicy",
                region,
                PolicyName=inputs["name"],
                PolicyType=inputs["policyType"],
                **_place(inputs),
                **tracked,
            )
        except Failed as failed:
            # The provider waits for a target that is not registered yet, two minutes long.
            if failed.code != "ObjectNotFoundException" or time.monotonic() > end:
                raise
            time.sleep(_BLINK)
        else:
            return


def _place(known: Inputs) -> State:
    return {name[0].upper() + name[1:]: known[name] for name in _PLACE}


def _imported(id_: str) -> dict[str, str]:
    parts = id_.split("/")
    ends = 5 if len(parts) > 5 and parts[3] == "index" else 3
    place = dict(
        zip(
            (*_PLACE, "name"),
            (parts[0], "/".join(parts[1:ends]), *parts[ends : ends + 1], "/".join(parts[ends + 1 :])),
            strict=False,
        )
    )
    if len(place) < 4 or not all(place.values()):
        raise Failed(
            f'unexpected format ("{id_}"), expected '
            "<service-namespace>/<resource-id>/<scalable-dimension>/<policy-name>"
        )
    return place


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete)
