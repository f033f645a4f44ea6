"""The rules about what runs around a table that a Kubernetes API server can check, in CEL and in patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planton_dynamodb.operations.alarms import (
    PERIOD,
    PERIODS,
    SYSTEM_ERRORS,
    THROTTLED_REQUESTS,
    USER_ERRORS,
    Settings,
)
from planton_dynamodb.operations.metrics import METRICS
from planton_dynamodb.rules.arns import ACCOUNT, PARTITIONS, ROLE, TOPIC, Shape
from planton_dynamodb.rules.operations_alarms import PERCENTILES_AND_MEANS, STATISTICS
from planton_dynamodb.rules.wording import listed
from planton_dynamodb.targets.kubernetes_amounts import RATE, SIZE
from planton_dynamodb.targets.kubernetes_rule import CelRule, Rules, among

_PACKAGE = "org.project_planton.dynamodb.v1"
_DESTROY = among(f"{_PACKAGE}.Retention", "RETENTION_DESTROY")
_PROTECTION = among(f"{_PACKAGE}.Safeguard", "SAFEGUARD_DELETION_PROTECTION")

_HOLE = r"\{[^{}]*\}"
_MOST_UNITS = 2_147_483_647
_DAY, _WEEK, _HOUR = 86_400, 604_800, 3_600


def _arn(shape: Shape) -> str:
    """An ARN of a shape, any part of which may have room for a word in it."""
    parts = ("|".join(PARTITIONS), shape.service, shape.region, ACCOUNT)
    before = ":".join(f"(?:{part}|[^:]*{_HOLE}[^:]*)" for part in parts)
    return f"arn:{before}:(?:{shape.resource}|.*{_HOLE}.*)"


def _text(known: str, *, of: str = "self") -> tuple[CelRule, ...]:
    """What holds for a text with room for words in it."""
    held = ", ".join(f'"{{{word}}}"' for word in known.split())
    return (
        CelRule(
            "placeholder-braces",
            "braces stand around the name of a word alone, one pair around each: {table}",
            f'!{of}.contains("${{") && {of}.matches(r"^(?:[^{{}}]|\\{{(?:[^{{}}\\s](?:[^{{}}]*[^{{}}\\s])?)?\\}})*$")',
        ),
        CelRule(
            "placeholder-unknown",
            f"what can be filled in is {', '.join(f'{{{word}}}' for word in known.split())}",
            f'{of}.findAll(r"{_HOLE}").all(h, h in [{held}])',
        ),
    )


_WORDS = "app table env org"


def _at_least(rule: str, said: str, least: int, *fields: str) -> CelRule:
    """That numbers which JSON may write as texts are not too small."""
    tests = (f"(!has(self.{field}) || int(self.{field}) >= {least})" for field in fields)
    return CelRule(rule, said, " && ".join(tests))


_BACK = "periods of less than an hour add up to a day at most, longer ones to a week"


def _window_by(default: Settings) -> CelRule:
    """That the time an alarm looks back is not too long, half of which may be as it is by default."""
    period = f"(has(self.periodSeconds) ? self.periodSeconds : {default.period})"
    periods = f"(has(self.periods) ? self.periods : {default.periods})"
    return CelRule(
        "alarm-window-too-long",
        _BACK,
        "(!has(self.periodSeconds) && !has(self.periods)) ||\n"
        f"{period} * {periods} <= ({period} >= {_HOUR} ? {_WEEK} : {_DAY})",
    )


_OF_OTHERS = Settings(0, PERIOD, PERIODS)
_BLOCKS = {
    "throttled_requests": THROTTLED_REQUESTS,
    "system_errors": SYSTEM_ERRORS,
    "user_errors": USER_ERRORS,
    "consumed_capacity": _OF_OTHERS,
}
# Where an index says half of it, the other half is what the table's alarms say, which a rule at the index cannot see.
_WINDOW_OF_INDEX = CelRule(
    "alarm-window-too-long",
    _BACK,
    "!has(self.periodSeconds) || !has(self.periods) ||\n"
    f"self.periodSeconds * self.periods <= (self.periodSeconds >= {_HOUR} ? {_WEEK} : {_DAY})",
)
_THRESHOLD = _at_least("alarm-threshold-negative", "nothing that is counted is below zero", 0, "threshold")


def _meant(part: str, each: str) -> CelRule:
    """That environments which a part is meant for are listed."""
    return CelRule(
        f"{part}-environment-unknown",
        "what is meant for some environments names those that are listed under spec.environments",
        each,
        ".alarms" if part == "alarm" else ".grants",
    )


_LISTED = "has(self.environments) && self.environments.exists(l, l.name == e)"
_TEXTS = ("naming", "alarms.notify", "parameters.path")


def _uses_app() -> str:
    """That some text has room for the application in it."""
    texts = []
    for path in _TEXTS:
        steps = path.split(".")
        there = [f"has(self.{'.'.join(steps[: end + 1])})" for end in range(len(steps))]
        texts.append(" && ".join([*there, f'self.{path}.contains("{{app}}")']))
    texts.append('has(self.grants) && self.grants.exists(g, has(g.role) && g.role.contains("{app}"))')
    return " ||\n  ".join(f"({text})" for text in texts)


def _metrics(of: str) -> str:
    """The metrics of a sort, as a list in CEL."""
    return _list_of(name for name, counted in METRICS.items() if getattr(counted, of))


def _list_of(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _by_operations() -> Iterator[CelRule]:
    """That a metric which is counted for some operations is asked for one of those."""
    for operations in dict.fromkeys(counted.operations for counted in METRICS.values() if counted.operations):
        names = [name for name, counted in METRICS.items() if counted.operations == operations]
        yield CelRule(
            "alarm-operation-unknown",
            f"{listed(names)} {'are' if names[1:] else 'is'} counted for {listed(operations)}",
            f"!(self.metric in {_list_of(names)}) ||\n"
            f'!has(self.operation) || self.operation == "" || self.operation in {_list_of(operations)}',
            ".operation",
        )


_NO_INDEX = '!has(self.index) || self.index == ""'
_METRIC_ALARM = (
    _THRESHOLD,
    _window_by(_OF_OTHERS),
    CelRule(
        "alarm-operation-required",
        "a metric that is counted for each operation by itself needs one",
        f'!(self.metric in {_metrics("operations")}) ||\n(has(self.operation) && self.operation != "")',
        ".operation",
    ),
    *_by_operations(),
    CelRule(
        "alarm-dimension-unused",
        "operation goes with metrics that are counted for each operation alone",
        f'!has(self.operation) || self.operation == "" ||\nself.metric in {_metrics("operations")}',
        ".operation",
    ),
    CelRule(
        "alarm-dimension-unused",
        "index goes with metrics that are counted for each index alone",
        f"{_NO_INDEX} ||\nself.metric in {_metrics('per_index')}",
        ".index",
    ),
    CelRule(
        "alarm-index-required",
        "a metric that is counted for indexes alone needs an index",
        f"!(self.metric in {_metrics('only_per_index')}) ||\n!({_NO_INDEX})",
        ".index",
    ),
)

_PATH = (
    *_text(f"{_WORDS} output"),
    CelRule(
        "parameter-path-charset",
        "a path is of letters, digits, _, ., - and slashes",
        f'self.matches(r"^(?:[a-zA-Z0-9_./-]|{_HOLE})*$")',
    ),
    CelRule(
        "parameter-path-empty-level",
        "each level of a path has a name",
        '!self.matches(r"//+[^/]") && !(self.contains("{output}") && self.endsWith("/"))',
    ),
    CelRule(
        "parameter-path-reserved",
        "a path does not begin with aws or ssm, which are for AWS",
        'self.contains("${") || !self.matches(r"^/?(?i:aws|ssm)")',
    ),
    CelRule(
        "parameter-path-depth",
        "a parameter has at most 15 levels",
        'self.split("/").filter(l, l != "").size() + (self.contains("{output}") ? 0 : 1) <= 15',
    ),
)

RULES: Rules = {
    "AwsDynamodbOperationsSpec": (
        CelRule(
            "placeholder-unfilled",
            "where {app} stands in a text, app says what it is",
            f'(has(self.app) && self.app != "") || !(\n  {_uses_app()})',
            ".app",
        ),
        CelRule(
            "parameter-path-relative",
            "a path with levels begins with a slash",
            '!has(self.parameters) || self.parameters.path.startsWith("/") ||\n'
            '(self.parameters.path.contains("{output}") && !self.parameters.path.contains("/")) ||\n'
            '(self.parameters.path.startsWith("{app}") && has(self.app) && self.app.startsWith("/"))',
            ".parameters.path",
        ),
        _meant(
            "alarm",
            "!has(self.alarms) || !has(self.alarms.environments) ||\n"
            f"self.alarms.environments.all(e, {_LISTED})",
        ),
        _meant(
            "grant",
            "!has(self.grants) ||\n"
            f"self.grants.all(g, !has(g.environments) || g.environments.all(e, {_LISTED}))",
        ),
    ),
    "AwsDynamodbOperationsSpec.app": (
        CelRule(
            "placeholder-braces",
            "nothing is filled in in the name of the application",
            '!self.contains("{") && !self.contains("}")',
        ),
    ),
    "AwsDynamodbOperationsSpec.naming": (
        *_text(_WORDS),
        CelRule(
            "naming-unfit",
            "a table's name is of letters, digits, _, . and -, at least 3 of them",
            f'self == "" || (self.matches(r"^(?:[a-zA-Z0-9_.-]|{_HOLE})*$") &&\n'
            '  (size(self) >= 3 || self.contains("{")))',
        ),
    ),
    "AwsDynamodbOperationsSpec.grants": (
        CelRule(
            "grant-name-duplicate",
            "two grants have different names, whatever their case",
            "self.all(g, self.exists_one(o, o.name.lowerAscii() == g.name.lowerAscii()))",
        ),
    ),
    "Environment": (
        CelRule(
            "retention-destroy-requires-protection",
            "an environment that deletes its table does not require DELETION_PROTECTION",
            f"!(has(self.retention) && self.retention in {_DESTROY}) || !has(self.requires) ||\n"
            f"!self.requires.exists(r, r in {_PROTECTION})",
            ".retention",
        ),
    ),
    "ScalingRange": (
        CelRule(
            "scaling-units-limits",
            f"min and max are from 1 to {_MOST_UNITS:,}",
            " && ".join(
                f"(!has(self.{field}) || (int(self.{field}) >= 1 && int(self.{field}) <= {_MOST_UNITS}))"
                for field in ("min", "max")
            ),
        ),
        CelRule(
            "scaling-range-backwards",
            "min is not above max",
            "!has(self.min) || !has(self.max) || int(self.min) <= int(self.max)",
            ".min",
        ),
    ),
    "Alarms.notify": (
        *_text(_WORDS),
        CelRule(
            "alarm-topic-format",
            f"notify is the ARN of an SNS topic: {TOPIC.form}",
            f'self == "" || self.matches(r"^(?:{_arn(TOPIC)})$")',
        ),
    ),
    "AlarmSettings": (_THRESHOLD,),
    "ConsumedCapacity": (
        _at_least("alarm-limit-range", "a limit is at least 1 unit per second", 1, "readLimit", "writeLimit"),
    ),
    **{f"Alarms.{field}": (_window_by(default),) for field, default in _BLOCKS.items()},
    "IndexAlarms.throttled_requests": (_WINDOW_OF_INDEX,),
    "IndexAlarms.consumed_capacity": (_WINDOW_OF_INDEX,),
    "MetricAlarm": _METRIC_ALARM,
    "Parameters.path": _PATH,
    "Grant.role": (
        *_text(_WORDS),
        CelRule(
            "grant-role-format",
            f"a role is given by its name, without a path, or by its ARN: {ROLE.form}",
            f'self == "" || (self.startsWith("arn:") ? self.matches(r"^(?:{_arn(ROLE)})$") :\n'
            f'  self.matches(r"^(?:[A-Za-z0-9_+=,.@-]|{_HOLE})*$") &&\n'
            '  (size(self) <= 64 || self.contains("{")))',
        ),
    ),
}

_NAME = {"minLength": 1, "maxLength": 255}
_ENVIRONMENTS = {"maxItems": 40, "items": {"maxLength": 256}}
_BY_INDEX = {"maxItems": 50, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["index"]}

SHAPES: Mapping[str, dict[str, Any]] = {
    "AwsDynamodbOperationsSpec.table": {"minLength": 1},
    "AwsDynamodbOperationsSpec.app": {"maxLength": 255},
    "AwsDynamodbOperationsSpec.naming": {"maxLength": 1024},
    "AwsDynamodbOperationsSpec.environments": {
        "maxItems": 40,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
    },
    "AwsDynamodbOperationsSpec.grants": {"maxItems": 50},
    "Environment.name": {"minLength": 1, "maxLength": 256, "pattern": r"^[a-zA-Z0-9_.-]+$"},
    "Environment.requires": {"maxItems": 20, "unspecified": True},
    "ScalingRange.target_utilization": {"minimum": 20, "maximum": 90},
    "AutoScaling.indexes": _BY_INDEX,
    "IndexScaling.index": _NAME,
    "Alarms.notify": {"minLength": 1, "maxLength": 2048},
    "Alarms.indexes": _BY_INDEX,
    "Alarms.others": {
        "maxItems": 100,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
    },
    "Alarms.environments": _ENVIRONMENTS,
    "IndexAlarms.index": _NAME,
    "MetricAlarm.name": {**_NAME, "pattern": r"^[^\x00-\x1f\x7f]*$"},
    "MetricAlarm.metric": {"enum": list(METRICS)},
    "MetricAlarm.statistic": {
        "maxLength": 64,
        "pattern": f"^(?:{'|'.join(STATISTICS)}|{PERCENTILES_AND_MEANS.pattern})$",
    },
    "MetricAlarm.operation": {"maxLength": 64},
    "MetricAlarm.index": {"maxLength": 255},
    "Parameters.path": {"minLength": 1, "maxLength": 1024},
    "Grant.name": {"minLength": 1, "maxLength": 124, "pattern": r"^[A-Za-z0-9_+=,.@-]+$"},
    "Grant.role": {"maxLength": 1024},
    "Grant.environments": _ENVIRONMENTS,
    **{f"Usage.{field}": RATE for field in ("reads", "writes", "stream_reads")},
    **{f"Usage.{field}": SIZE for field in ("item_size", "storage", "backups")},
}
"""The name of an environment becomes the value of a tag, which has 256 characters at most.

A policy is called after its table, which has a name of 3 characters at least, and its grant: 128 in all."""
