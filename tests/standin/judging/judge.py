"""Judges a request about what runs around a table, before moto gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.standin.judging import alarms, parameters, policies, scaling
from tests.standin.judging.requests import Asked

Body: TypeAlias = dict[str, Any]
Judgement: TypeAlias = Callable[[Body, str, str], Body | None]

_JUDGEMENTS: Mapping[tuple[str, str], Judgement] = {
    ("application-autoscaling", "RegisterScalableTarget"): scaling.register,
    ("application-autoscaling", "DeregisterScalableTarget"): scaling.deregister,
    ("application-autoscaling", "PutScalingPolicy"): scaling.put_policy,
    ("application-autoscaling", "DeleteScalingPolicy"): scaling.delete_policy,
    ("cloudwatch", "PutMetricAlarm"): lambda body, _, region: alarms.put(body, region),
    ("ssm", "PutParameter"): parameters.put,
    ("iam", "CreatePolicy"): lambda form, account, _: policies.create(form, account),
    ("iam", "CreatePolicyVersion"): lambda form, account, _: policies.create_version(form, account),
    ("iam", "DeletePolicy"): lambda form, account, _: policies.delete(form, account),
    ("iam", "PutRolePolicy"): lambda form, account, _: policies.put_in_role(form, account),
}


def judged(asked: Asked, account: str, region: str) -> Body | None:
    """Refuse what AWS refuses; what to ask moto instead of what was asked, if that is something else."""
    judgement = _JUDGEMENTS.get((asked.service, asked.operation))
    return None if judgement is None else judgement(asked.body, account, region)


def settle(asked: Asked, account: str, region: str) -> None:
    """Put right what moto made of a request, once it has."""
    if (asked.service, asked.operation) == ("cloudwatch", "PutMetricAlarm"):
        alarms.after_put(asked.body, account, region)
