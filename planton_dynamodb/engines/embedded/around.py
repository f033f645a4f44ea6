"""What runs around a table, as AWS describes it, and what became of it in a change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import unquote

from planton_dynamodb.engines.embedded.calls import Inputs
from planton_dynamodb.engines.embedded.calls_around import Ask, policy_arn, role_policy, scaled_side
from planton_dynamodb.operations import described
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    WORDS,
    resources,
)

MADE, CHANGED, DELETED = "made", "changed", "deleted"
_PARAMETERS_AT_ONCE = 10
_SAID_ALREADY = ("Sid", "Effect")
"""Of a statement of a policy: the one is its name, and the other is always that it allows something."""

Shape: TypeAlias = Mapping[str, Any]


class Made(NamedTuple):
    """A resource that is there, and what it was given."""

    type: str
    name: str
    inputs: Inputs

    @property
    def label(self) -> str:
        """What it is called for people: by its name at AWS, such as the path of a parameter, where it has one."""
        return f"{WORDS[self.type]} {self.inputs.get('name', self.name)}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that runs around a table, in AWS's own words."""

    scaling_targets: Sequence[Shape] = ()
    """DescribeScalableTargets."""
    scaling_policies: Sequence[Shape] = ()
    """DescribeScalingPolicies."""
    alarms: Sequence[Shape] = ()
    """DescribeAlarms."""
    parameters: Sequence[Shape] = ()
    """GetParameters."""
    policies: Sequence[Shape] = ()
    """GetRolePolicy, or GetPolicy and GetPolicyVersion."""

    def as_operations(self, asked: Operations) -> Operations:
        """All of it as operations. Of the environment AWS knows nothing: that is told as it was asked for."""
        table = asked.table
        return replace(
            asked,
            scaling=tuple(described.scaling(self.scaling_targets, self.scaling_policies)),
            alarms=tuple(described.alarm(each, table) for each in self.alarms),
            parameters=tuple(described.parameter(each) for each in self.parameters),
            grants=tuple(described.grant(each, table) for each in self.policies),
        )

    def as_json(self) -> dict[str, Any]:
        """All of it in AWS's own shapes."""
        return {
            "scalingTargets": list(self.scaling_targets),
            "scalingPolicies": list(self.scaling_policies),
            "alarms": list(self.alarms),
            "parameters": list(self.parameters),
            "policies": list(self.policies),
        }


class Difference(NamedTuple):
    """What is not as it was: where in what the resource is given, and how it was and is."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of one resource."""

    done: str
    """MADE, CHANGED or DELETED."""
    label: str
    differences: tuple[Difference, ...] = ()


def in_order(made: Sequence[Made], operations: Operations | None) -> list[Made]:
    """Resources in the order of the declaration: a program makes those that need nothing of each other in any."""
    declared = () if operations is None else resources(operations)
    position = {(each.type, each.name): number for number, each in enumerate(declared)}
    return sorted(made, key=lambda each: position.get(each[:2], len(position)))


def describe(made: Sequence[Made], ask: Ask) -> Surroundings:
    """Ask AWS how all is that runs around a table. Who has nothing of a service does not wait for it to be loaded."""
    scaled = [scaled_side(each.inputs) for each in made if each.type == SCALABLE_TYPE]
    return Surroundings(
        scaling_targets=_scaling("DescribeScalableTargets", "ScalableTargets", scaled, ask),
        scaling_policies=_scaling("DescribeScalingPolicies", "ScalingPolicies", scaled, ask),
        alarms=_alarms([each.inputs["name"] for each in made if each.type == ALARM_TYPE], ask),
        parameters=_parameters([each.inputs["name"] for each in made if each.type == PARAMETER_TYPE], ask),
        policies=[_policy(each, ask) for each in made if each.type in (POLICY_TYPE, ROLE_POLICY_TYPE)],
    )


def _scaling(operation: str, member: str, scaled: Sequence[Shape], ask: Ask) -> list[Shape]:
    found = ask(operation, {"ServiceNamespace": "dynamodb"})[member] if scaled else ()
    return [_clean(each) for side in scaled for each in found if side.items() <= each.items()]


def _alarms(names: Sequence[str], ask: Ask) -> list[Shape]:
    if not names:
        return []
    found = {each["AlarmName"]: _clean(each) for each in ask("DescribeAlarms", {})["MetricAlarms"]}
    return [found[name] for name in names if name in found]


def _parameters(names: Sequence[str], ask: Ask) -> list[Shape]:
    found: list[Shape] = []
    for start in range(0, len(names), _PARAMETERS_AT_ONCE):
        asked = list(names[start : start + _PARAMETERS_AT_ONCE])
        answer = {each["Name"]: each for each in ask("GetParameters", {"Names": asked})["Parameters"]}
        found += [answer[name] for name in asked if name in answer]
    return found


def _policy(made: Made, ask: Ask) -> Shape:
    """A policy, with its document as JSON and no longer as a text."""
    if made.type == ROLE_POLICY_TYPE:
        found = ask("GetRolePolicy", role_policy(made.inputs))
        return {**found, "PolicyDocument": json.loads(unquote(found["PolicyDocument"]))}
    arn = policy_arn(made.inputs)
    policy = ask("GetPolicy", {"PolicyArn": arn})["Policy"]
    asked = {"PolicyArn": arn, "VersionId": policy["DefaultVersionId"]}
    document = ask("GetPolicyVersion", asked)["PolicyVersion"]["Document"]
    return {**policy, "PolicyDocument": json.loads(unquote(document))}


def _clean(shape: Shape) -> Shape:
    """Without what moto says is nothing, where AWS says nothing."""
    return {name: value for name, value in shape.items() if value is not None}


def effects(before: Sequence[Made], after: Sequence[Made]) -> tuple[Effect, ...]:
    """What became of each resource that is not as it was."""
    return tuple(_effects(before, after))


def _effects(before: Sequence[Made], after: Sequence[Made]) -> Iterator[Effect]:
    was, is_now = ({each[:2]: each for each in made} for made in (before, after))
    for key, each in is_now.items():
        if key not in was:
            yield Effect(MADE, each.label)
        elif was[key].inputs != each.inputs:
            yield Effect(CHANGED, was[key].label, _differences(was[key].inputs, each.inputs))
    for key, each in was.items():
        if key not in is_now:
            yield Effect(DELETED, each.label)


def _differences(old: Inputs, new: Inputs) -> tuple[Difference, ...]:
    was, is_now = dict(_leaves("", old)), dict(_leaves("", new))
    return tuple(
        Difference(path, was.get(path), is_now.get(path))
        for path in dict.fromkeys((*was, *is_now))
        if was.get(path) != is_now.get(path)
    )


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - inputs of any shape
    """All that is said somewhere below a path. Things with a name of their own are told apart by it."""
    if path == "policy":
        value = json.loads(value)["Statement"]
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _SAID_ALREADY:
                yield from _leaves(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for each in value:
            yield from _leaves(f"{path}.{each.get('Sid') or each.get('id')}", each)
    elif isinstance(value, list):
        yield path, ", ".join(str(each) for each in value)
    elif value is not None:
        # A number that came as a float is the same number.
        yield path, str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
