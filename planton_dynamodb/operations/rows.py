"""What runs around a table in words, for people: rows of a label and a text, in the order of a manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from planton_dynamodb.operations.values import Alarm, Grant, Metric, Operations, Scaling

Row: TypeAlias = tuple[str, str]

_USUAL_COOLDOWN = 60
_COMPARED = {
    "GreaterThanThreshold": "more than {threshold}",
    "GreaterThanOrEqualToThreshold": "{threshold} or more",
    "LessThanThreshold": "less than {threshold}",
    "LessThanOrEqualToThreshold": "{threshold} or less",
}
_WITHOUT_VALUES = {
    "breaching": "no value is an alarm, too",
    "ignore": "without a value it stays as it is",
    "missing": "without a value nobody knows",
}
_PERMITTED = {"ReadStream": "its stream", "UseKey": "its key"}
_ACCESS = {"READ": "read", "WRITE": "write", "READ_WRITE": "read and write"}


def rows(operations: Operations) -> list[Row]:
    """All that there is around a table. What is not declared has no row."""
    return [
        *_environment(operations),
        *(scaling_row(each) for each in operations.scaling),
        *_told(operations),
        *(alarm_row(each) for each in operations.alarms),
        *(("parameter", f"{each.path}: {each.output}") for each in operations.parameters),
        *(grant_row(each) for each in operations.grants),
    ]


def _environment(operations: Operations) -> Iterator[Row]:
    name = operations.environment
    if name is None:
        return
    if operations.retain is None:
        yield "environment", name
    else:
        fate = "kept on AWS when it leaves its stack" if operations.retain else "deleted with its stack"
        yield "environment", f"{name}: {fate}"


def _told(operations: Operations) -> Iterator[Row]:
    """Who is told, once for all alarms that tell the same."""
    for topic, when_over in dict.fromkeys((each.topic, each.notify_when_over) for each in operations.alarms):
        yield "alarms tell", f"{topic}, also when they are over" if when_over else topic


def scaling_row(scaling: Scaling) -> Row:
    """One side of the table or of an index, and between which units it is scaled."""
    of_index = "" if scaling.index is None else f" of {scaling.index}"
    units = f"{scaling.least:,} to {scaling.most:,} units, at {scaling.target} percent"
    waits = [
        f"{what} {f'after {seconds:,} seconds at the earliest' if seconds else 'at once'}"
        for what, seconds in (("fewer", scaling.in_cooldown), ("more", scaling.out_cooldown))
        if seconds != _USUAL_COOLDOWN
    ]
    return "scaling", "; ".join([f"{scaling.direction}s{of_index}: {units}", *waits])


def alarm_row(alarm: Alarm) -> Row:
    """An alarm: about what, and when."""
    compared = _COMPARED[alarm.comparison].format(threshold=f"{alarm.threshold:,}")
    about = _metrics(alarm.metrics)
    many = f"{compared} {about}" if alarm.statistic == "Sum" else f"{alarm.statistic} of {about} {compared}"
    without = _WITHOUT_VALUES.get(alarm.missing_data)
    return "alarm", "; ".join(filter(None, (f"{alarm.name}: {many} in {_time(alarm)}", without)))


def _metrics(metrics: tuple[Metric, ...]) -> str:
    first = metrics[0]
    if len(metrics) > 1:
        return f"{first.name} of {len(metrics)} operations together"
    if not first.per_table:
        return f"{first.name} of the whole account"
    return " of ".join(filter(None, (first.name, first.operation, first.index)))


def _time(alarm: Alarm) -> str:
    if alarm.period == 60:
        return "a minute" if alarm.periods == 1 else f"each of {alarm.periods} minutes"
    minutes, rest = divmod(alarm.period, 60)
    period = f"{alarm.period} seconds" if rest else f"{minutes} minutes"
    return period if alarm.periods == 1 else f"each of {alarm.periods} times {period}"


def grant_row(grant: Grant) -> Row:
    """A grant: what may be done, and who may."""
    named = [
        said for name, said in _PERMITTED.items() if any(each["Sid"] == name for each in grant.statements)
    ]
    permitted = ", with ".join(filter(None, (_ACCESS[grant.access], " and ".join(named))))
    whose = "a policy of its own" if grant.role is None else f"for the role {grant.role}"
    return "grant", f"{grant.name}: {permitted}; {whose}"
