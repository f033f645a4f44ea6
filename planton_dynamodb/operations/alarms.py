"""The alarms of a table and of its indexes, with the defaults of those of which nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.operations.declared import Declared, Fields, Part, reserved
from planton_dynamodb.operations.metrics import METRICS, OPERATIONS
from planton_dynamodb.operations.texts import filled
from planton_dynamodb.operations.values import READ, WRITE, Alarm, Metric
from planton_dynamodb.table.table import Table

PERCENT, PERIOD, PERIODS = 80, 60, 5


class Settings(NamedTuple):
    """When there is an alarm, where nothing is said."""

    threshold: int
    period: int
    periods: int


THROTTLED_REQUESTS = Settings(0, PERIOD, PERIODS)
SYSTEM_ERRORS = Settings(0, PERIOD, PERIODS)
USER_ERRORS = Settings(10, 300, 1)

_COMPARISONS = {
    0: "GreaterThanThreshold",
    1: "GreaterThanThreshold",
    2: "GreaterThanOrEqualToThreshold",
    3: "LessThanThreshold",
    4: "LessThanOrEqualToThreshold",
}
_MISSING_DATA = {0: "notBreaching", 1: "notBreaching", 2: "breaching", 3: "ignore", 4: "missing"}
_THROTTLED = {READ: "ReadThrottleEvents", WRITE: "WriteThrottleEvents"}
_CONSUMED = {READ: "ConsumedReadCapacityUnits", WRITE: "ConsumedWriteCapacityUnits"}


class _Topic(NamedTuple):
    arn: str
    notify_when_over: bool


def alarms(declared: Declared, table: Table, words: dict[str, str]) -> Iterator[Alarm]:
    """All alarms around a table."""
    part = declared.part("alarms")
    if part is None:
        return
    topic = _Topic(
        filled(str(part.fields.get("notify", "")), words), bool(part.fields.get("notify_when_over"))
    )
    yield from _by_default(declared, part, table, topic)
    for other in declared.parts("others", part):
        yield _other(other, table, topic)


def default_alarms(declared: Declared, table: Table) -> tuple[Alarm, ...]:
    """The alarms that there are without being named, but for those that are switched off."""
    part = declared.part("alarms")
    return () if part is None else tuple(_by_default(declared, part, table, _Topic("", False)))


def _by_default(declared: Declared, part: Part, table: Table, topic: _Topic) -> Iterator[Alarm]:
    own = {str(each.fields.get("index", "")): each for each in declared.parts("indexes", part)}
    for index in (None, *(each.name for each in table.global_indexes)):
        yield from _throttled(part, own.get(index or ""), index, table, topic)
    yield from _system_errors(part, table, topic)
    yield from _user_errors(part, topic)
    for index in (None, *(each.name for each in table.global_indexes)):
        yield from _consumed(declared, part, own.get(index or ""), index, table, topic)


def _on(settings: Fields) -> bool:
    return bool(settings.get("enabled", True))


def _said(settings: Fields, default: Settings) -> Settings:
    return Settings(
        settings.get("threshold", default.threshold),
        settings.get("period_seconds", default.period),
        settings.get("periods", default.periods),
    )


def _within(whole: Part, own: Part | None, field: str) -> Fields:
    """What is said of an index, else of the table: setting by setting."""
    return {**(whole.fields.get(field) or {}), **((own.fields.get(field) or {}) if own is not None else {})}


def _throttled(
    part: Part, own: Part | None, index: str | None, table: Table, topic: _Topic
) -> Iterator[Alarm]:
    settings = _within(part, own, "throttled_requests")
    if not _on(settings):
        return
    said = _said(settings, THROTTLED_REQUESTS)
    for direction, metric in _THROTTLED.items():
        yield _alarm(
            _named(index, f"throttled-{direction}s"),
            f"{direction.capitalize()}s of {_label(table, index)} are refused, since it is out of units for them.",
            (Metric(metric, index=index),),
            said,
            topic,
        )


def _system_errors(part: Part, table: Table, topic: _Topic) -> Iterator[Alarm]:
    settings = part.fields.get("system_errors") or {}
    if _on(settings):
        # AWS counts them for each operation, and never for a table: an alarm without operations would hear of none.
        metrics = tuple(Metric("SystemErrors", operation=operation) for operation in OPERATIONS)
        yield _alarm(
            "system-errors",
            f"Requests to {_label(table, None)} fail on the side of AWS.",
            metrics,
            _said(settings, SYSTEM_ERRORS),
            topic,
        )


def _user_errors(part: Part, topic: _Topic) -> Iterator[Alarm]:
    settings = part.fields.get("user_errors") or {}
    if _on(settings):
        yield _alarm(
            "user-errors",
            "DynamoDB refuses requests as wrong: of any table, since AWS counts them for the account and region.",
            (Metric("UserErrors", per_table=False),),
            _said(settings, USER_ERRORS),
            topic,
        )


def _consumed(
    declared: Declared, part: Part, own: Part | None, index: str | None, table: Table, topic: _Topic
) -> Iterator[Alarm]:
    settings = _within(part, own, "consumed_capacity")
    if index is not None:
        # A limit is that of the table. An index has its own.
        said_of_index: Fields = (own.fields.get("consumed_capacity") or {}) if own is not None else {}
        settings = {
            name: value
            for name, value in settings.items()
            if not name.endswith("_limit") or name in said_of_index
        }
    if not _on(settings):
        return
    period, periods = settings.get("period_seconds", PERIOD), settings.get("periods", PERIODS)
    for direction, metric in _CONSUMED.items():
        limit = settings.get(f"{direction}_limit") or most_units(declared, direction, index, table)
        if limit is not None:
            percent = settings.get("percent", PERCENT)
            yield _alarm(
                _named(index, f"consumed-{direction}-units"),
                f"{direction.capitalize()}s of {_label(table, index)} use more than {percent} percent of "
                f"{limit:,} units per second.",
                (Metric(metric, index=index),),
                Settings(limit * period * percent // 100, period, periods),
                topic,
            )


def most_units(declared: Declared, direction: str, index: str | None, table: Table) -> int | None:
    """The most units that there may be; None on demand."""
    for side in declared.scaled():
        if (side.direction, side.index) == (direction, index):
            return side.fields.get("max") or None
    return reserved(table, index, direction)


def _other(part: Part, table: Table, topic: _Topic) -> Alarm:
    fields = part.fields
    metric = str(fields.get("metric", ""))
    index, operation = fields.get("index") or None, fields.get("operation") or None
    counted = METRICS[metric]
    about = f" of {operation}" if operation else ""
    return Alarm(
        name=part.name,
        description=f"{metric}{about} of {_label(table, index)}.",
        metrics=(Metric(metric, counted.per_table, index, operation),),
        statistic=str(fields.get("statistic", "")),
        period=fields.get("period_seconds", PERIOD),
        periods=fields.get("periods", PERIODS),
        threshold=fields.get("threshold", 0),
        comparison=_COMPARISONS[fields.get("comparison", 0)],
        missing_data=_MISSING_DATA[fields.get("missing_data", 0)],
        topic=topic.arn,
        notify_when_over=topic.notify_when_over,
    )


def _alarm(
    name: str, description: str, metrics: tuple[Metric, ...], settings: Settings, topic: _Topic
) -> Alarm:
    return Alarm(
        name=name,
        description=description,
        metrics=metrics,
        statistic="Sum",
        period=settings.period,
        periods=settings.periods,
        threshold=settings.threshold,
        topic=topic.arn,
        notify_when_over=topic.notify_when_over,
    )


def _named(index: str | None, name: str) -> str:
    return name if index is None else f"{index}-{name}"


def _label(table: Table, index: str | None) -> str:
    return table.name if index is None else f"the index {index} of {table.name}"
