"""Alarms as the AWS provider puts them: `aws:cloudwatch/metricAlarm:MetricAlarm`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pulumi_aws.cloudwatch import MetricAlarmArgs

from tests.standin.account import Account, Failed
from tests.standin.around.calls import (
    doing,
    read_again,
    region_of,
    tag_changes,
    tag_list,
    tag_state,
    updating,
)
from tests.standin.around.checks import arns, at_least, at_most_one, lengths, one_of
from tests.standin.around.schema import Schema, without_blanks
from tests.standin.shapes import UNKNOWN, Misfit
from tests.standin.tables import all_tags

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_WORDS = "CloudWatch Metric Alarm"
_COMPARISONS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
_STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_EXTENDED = re.compile(
    r"((p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,2})?|100)|IQM|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\))"
)
_OF_ONE_METRIC = ("dimensions", "extendedStatistic", "metricName", "namespace", "period", "statistic")
_PLAIN = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "name": "AlarmName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}


def _periods(given: Inputs) -> Iterator[Misfit]:
    yield from _period("period", given.get("period"), (10, 20, 30))
    for place, query in enumerate(given.get("metricQueries") or []):
        yield from _period(f"metricQueries[{place}].period", query.get("period"), (1, 5, 10, 20, 30))
        metric = query.get("metric")
        if isinstance(metric, dict):
            path = f"metricQueries[{place}].metric"
            yield from _period(f"{path}.period", metric.get("period"), (1, 5, 10, 20, 30))
            yield from _statistic(f"{path}.stat", metric.get("stat"), _STATISTICS)
            yield from lengths({"metricName": (1, 255), "namespace": (1, 255)}, at=path)(metric)


def _period(path: str, value: Any, short: tuple[int, ...]) -> Iterator[Misfit]:
    if isinstance(value, int) and value % 60 and value not in short:
        yield Misfit(path, f"expected {path} to be divisible by 60, got: {value}")


def _statistic(path: str, value: Any, more: tuple[str, ...] = ()) -> Iterator[Misfit]:
    known = isinstance(value, str) and value not in {UNKNOWN, *more}
    if known and not _EXTENDED.fullmatch(value):
        yield Misfit(
            path,
            f"invalid value for {path} (invalid statistic, see: https://docs.aws.amazon.com/AmazonCloudWatch/"
            "latest/monitoring/Statistics-definitions.html)",
        )


def _extended(given: Inputs) -> Iterator[Misfit]:
    yield from _statistic("extendedStatistic", given.get("extendedStatistic"))


def _alone(given: Inputs) -> Iterator[Misfit]:
    for name in _OF_ONE_METRIC:
        yield from at_most_one("metricQueries", name)(given)


def _needed(given: Inputs) -> Iterator[Misfit]:
    """Since alarms can ask in PromQL, the schema asks for these only where they do not."""
    if given.get("evaluationCriteria"):
        return
    for name in ("comparisonOperator", "evaluationPeriods"):
        if given.get(name) in (None, ""):
            yield Misfit(name, f'Missing required argument. The argument "{name}" is required.')


def _queries(given: Inputs) -> Iterator[Misfit]:
    for place, query in enumerate(given.get("metricQueries") or []):
        path = f"metricQueries[{place}]"
        yield from lengths({"expression": (1, 1024), "id": (1, 255), "accountId": (1, 255)}, at=path)(query)


SCHEMA = Schema(
    arguments=MetricAlarmArgs,
    fixed=frozenset({"name"}),
    kept=frozenset({"evaluateLowSampleCountPercentiles"}),
    outputs=("arn", "id", "tagsAll"),
    moving={"tagsAll": frozenset({"tags"})},
    defaults={"actionsEnabled": True, "treatMissingData": "missing"},
    unordered=frozenset({"alarmActions", "insufficientDataActions", "okActions", "metricQueries"}),
    checks=(
        _needed,
        lengths(
            {"name": (1, 255), "alarmDescription": (0, 1024), "metricName": (1, 255), "namespace": (1, 255)}
        ),
        lengths({"thresholdMetricId": (1, 255)}),
        one_of(
            {
                "comparisonOperator": _COMPARISONS,
                "statistic": _STATISTICS,
                "treatMissingData": ("breaching", "notBreaching", "ignore", "missing"),
                "evaluateLowSampleCountPercentiles": ("evaluate", "ignore"),
            }
        ),
        at_least({"datapointsToAlarm": 1, "evaluationPeriods": 1}),
        arns("alarmActions"),
        arns("insufficientDataActions", "okActions", most=5),
        _periods,
        _extended,
        _queries,
        _alone,
        at_most_one("statistic", "extendedStatistic"),
        at_most_one("threshold", "thresholdMetricId"),
    ),
    not_here=("evaluationCriteria", "evaluationInterval", "evaluationWindow", "warmUpConfiguration"),
)


def plan(account: Account, inputs: Inputs) -> None:
    """Fail where the provider's plan does: a metric without its statistic, a query that is two things."""
    SCHEMA.plan(account, inputs)
    if inputs.get("metricName") and bool(inputs.get("statistic")) == bool(inputs.get("extendedStatistic")):
        raise Failed("One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm")
    queries = inputs.get("metricQueries")
    for query in queries if isinstance(queries, list) else []:
        if query.get("expression") and query.get("metric"):
            raise Failed("No metric_query may have both `expression` and a `metric` specified")


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Put it."""
    id_, region = inputs["name"], region_of(account, inputs)
    with doing(f"creating {_WORDS} ({id_})"):
        tags = tag_list(all_tags(account, inputs))
        more = {"Tags": tags} if tags else {}
        account.call("cloudwatch", "PutMetricAlarm", region, **_request(inputs), **more)
    return id_, read_again(id_, inputs, lambda: read(account, id_, {"region": region}))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Put it again: the whole of it, without its tags, which have calls of their own."""
    id_, region = state["name"], state["region"]
    with updating(id_, state), doing(f"updating {_WORDS} ({id_})"):
        if {change.name for change in SCHEMA.changes(account, state, inputs)} != {"tags"}:
            account.call("cloudwatch", "PutMetricAlarm", region, **_request(inputs))
        gone, new = tag_changes(state, all_tags(account, inputs))
        if gone:
            account.call("cloudwatch", "UntagResource", region, ResourceARN=state["arn"], TagKeys=gone)
        if new:
            account.call("cloudwatch", "TagResource", region, ResourceARN=state["arn"], Tags=new)
    return read_again(id_, state, lambda: read(account, id_, state))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    region = region_of(account, known)
    with doing(f"reading {_WORDS} ({id_})"):
        found = account.call(
            "cloudwatch", "DescribeAlarms", region, AlarmNames=[id_], AlarmTypes=["MetricAlarm"]
        )["MetricAlarms"]
        if not found:
            return None
        alarm = found[0]
        tags = account.call("cloudwatch", "ListTagsForResource", region, ResourceARN=alarm["AlarmArn"])[
            "Tags"
        ]
    plain = {name: alarm.get(theirs) for name, theirs in _PLAIN.items()}
    return {
        **without_blanks(plain),
        "actionsEnabled": bool(alarm["ActionsEnabled"]),
        "arn": alarm["AlarmArn"],
        "id": id_,
        "dimensions": _named(alarm.get("Dimensions") or []),
        "metricQueries": [_query(query) for query in alarm.get("Metrics") or []],
        "threshold": alarm.get("Threshold", 0),
        "treatMissingData": alarm.get("TreatMissingData") or "missing",
        "region": region,
        **tag_state(account, tags),
    }


def delete(account: Account, state: State, id_: str) -> None:
    """Delete it."""
    try:
        with doing(f"deleting {_WORDS} ({id_})"):
            account.call("cloudwatch", "DeleteAlarms", state["region"], AlarmNames=[id_])
    except Failed as failed:
        if failed.code not in {"ResourceNotFound", "ResourceNotFoundException"}:
            raise


def _request(inputs: Inputs) -> State:
    request = without_blanks({theirs: inputs.get(name) for name, theirs in _PLAIN.items()})
    request["ActionsEnabled"] = inputs["actionsEnabled"]
    if inputs.get("dimensions"):
        request["Dimensions"] = _listed(inputs["dimensions"])
    if not inputs.get("thresholdMetricId"):
        request["Threshold"] = float(inputs.get("threshold") or 0)
    if inputs.get("metricQueries"):
        request["Metrics"] = [_asked(query) for query in inputs["metricQueries"]]
    return dict(request)


def _asked(query: Inputs) -> State:
    asked: State = {"Id": query["id"], "ReturnData": bool(query.get("returnData"))}
    for name, theirs in (("accountId", "AccountId"), ("expression", "Expression"), ("label", "Label")):
        if query.get(name):
            asked[theirs] = query[name]
    if query.get("period"):
        asked["Period"] = query["period"]
    if metric := query.get("metric"):
        names: State = {
            "MetricName": metric["metricName"],
            "Dimensions": _listed(metric.get("dimensions") or {}),
        }
        if metric.get("namespace"):
            names["Namespace"] = metric["namespace"]
        asked["MetricStat"] = {"Metric": names, "Period": metric["period"], "Stat": metric["stat"]}
        if metric.get("unit"):
            asked["MetricStat"]["Unit"] = metric["unit"]
    return asked


def _query(asked: Inputs) -> State:
    query: State = {"id": asked["Id"], "returnData": bool(asked.get("ReturnData"))}
    for name, theirs in (
        ("accountId", "AccountId"), ("expression", "Expression"), ("label", "Label"), ("period", "Period")
    ):  # fmt: skip
        query[name] = asked.get(theirs)
    statistic = asked.get("MetricStat") or {}
    if statistic:
        metric = statistic["Metric"]
        query["metric"] = {
            "metricName": metric["MetricName"],
            "namespace": metric.get("Namespace"),
            "dimensions": _named(metric.get("Dimensions") or []),
            "period": statistic["Period"],
            "stat": statistic["Stat"],
            "unit": statistic.get("Unit"),
        }
    return dict(without_blanks(query))


def _listed(dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _named(dimensions: list[Mapping[str, str]]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in dimensions}


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete, plan=plan)
