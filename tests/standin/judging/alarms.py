"""What CloudWatch refuses about alarms and moto takes.

The words are AWS's own where they are known; where nobody wrote them down, a sentence says the fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from moto.cloudwatch.models import cloudwatch_backends

from tests.standin.refusals import Refused

Body: TypeAlias = dict[str, Any]
Request: TypeAlias = Mapping[str, Any]

_INVALID = "ValidationError"
_ARN = re.compile(r"arn:([\w-]+):([\w-]+):([\w-]*):([\w-]*):(.+)")
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")
_DAY, _WEEK, _HOUR = 86400, 604800, 3600
_LISTS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_STATISTICS = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}
_MOST = 10


def put(request: Request, region: str) -> Body:
    """Refuse an alarm that AWS does not take; what moto can be asked, which has percentiles alone."""
    if not 1 <= len(request.get("AlarmName", "")) <= 255:
        raise Refused("An alarm's name has 1 to 255 characters.", _INVALID)
    for name in _LISTS:
        _actions(name, request.get(name) or [], region)
    if request.get("EvaluationPeriods", 0) < 1:
        raise Refused("EvaluationPeriods must be at least 1.", _INVALID)
    if request.get("DatapointsToAlarm", 1) > request["EvaluationPeriods"]:
        raise Refused("DatapointsToAlarm must not be more than EvaluationPeriods.", _INVALID)
    if request.get("Metrics"):
        _metrics(request)
    else:
        _metric(request)
    if request.get("Threshold") is None and not request.get("ThresholdMetricId"):
        raise Refused("The parameter Threshold is required.", _INVALID)
    return {**request, "ExtendedStatistic": "p50"} if _is_extended(request) else dict(request)


def after_put(request: Request, account: str, region: str) -> None:
    """What moto could not be asked stands in its alarm all the same."""
    if _is_extended(request):
        alarm = cloudwatch_backends[account][region].alarms[request["AlarmName"]]
        alarm.extended_statistic = request["ExtendedStatistic"]


def _is_extended(request: Request) -> bool:
    return not str(request.get("ExtendedStatistic", "p")).startswith("p")


def _actions(name: str, actions: list[str], region: str) -> None:
    if len(actions) > 5:
        raise Refused(f"{name} has {len(actions)} actions. There can be five.", _INVALID)
    for action in actions:
        found = _ARN.fullmatch(action)
        if found is None:
            raise Refused(f"Invalid arn syntax: {action}", _INVALID)
        partition, service, its_region, account, _ = found.groups()
        if partition != "aws":
            raise Refused(f"Invalid partition {partition} specified. Only aws is supported.", _INVALID)
        if service == "sns" and not re.fullmatch(r"\d{12}", account):
            raise Refused(f"Invalid arn syntax: {action}", _INVALID)
        if service != "automate" and its_region != region:
            raise Refused(f"Invalid region {its_region} specified. Only {region} is supported.", _INVALID)


def _metric(request: Request) -> None:
    if not request.get("MetricName") or not request.get("Namespace"):
        raise Refused("An alarm has a metric name with a namespace, or metrics.", _INVALID)
    if bool(request.get("Statistic")) == bool(request.get("ExtendedStatistic")):
        raise Refused("Either Statistic or ExtendedStatistic must be specified.", _INVALID)
    _period(request["Namespace"], request.get("Period", 0), request["EvaluationPeriods"])
    _dimensions(request.get("Dimensions") or [])


def _period(namespace: str, period: int, periods: int) -> None:
    if period < 1 or (period % 60 and period not in {10, 20, 30}):
        raise Refused("Period must be 10, 20, 30 or a multiple of 60", _INVALID)
    if namespace.startswith("AWS/") and period < 60:
        raise Refused(f"The metrics of {namespace} have no period of less than 60 seconds.", _INVALID)
    if period * periods > (_WEEK if period >= _HOUR else _DAY):
        raise Refused(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
            _INVALID,
        )


def _dimensions(dimensions: list[Mapping[str, str]]) -> None:
    names = [dimension["Name"] for dimension in dimensions]
    if len(names) != len(set(names)):
        raise Refused("A dimension is named twice.", _INVALID)
    if any(not 1 <= len(dimension["Value"]) <= 1024 for dimension in dimensions):
        raise Refused("A dimension's value has 1 to 1024 characters.", _INVALID)


def _metrics(request: Request) -> None:
    one = [name for name in ("MetricName", "Namespace", "Statistic", "Period") if request.get(name)]
    if one:
        raise Refused(f"{one[0]} cannot be specified together with Metrics.", _INVALID)
    queries = request["Metrics"]
    ids = [query["Id"] for query in queries]
    if len(set(ids)) != len(ids) or not all(_ID.fullmatch(each) for each in ids):
        raise Refused("The ids of metrics begin with a small letter, and no two are the same.", _INVALID)
    if sum(bool(query.get("ReturnData", True)) for query in queries) != 1:
        raise Refused("Exactly one element of the metrics list should return data.", _INVALID)
    measured = [query["MetricStat"] for query in queries if query.get("MetricStat")]
    if len(measured) > _MOST:
        raise Refused(f"An alarm's expression takes {_MOST} metrics, not {len(measured)}.", _INVALID)
    for statistic in measured:
        namespace = statistic["Metric"].get("Namespace", "")
        _period(namespace, statistic["Period"], request["EvaluationPeriods"])
        _dimensions(statistic["Metric"].get("Dimensions") or [])
