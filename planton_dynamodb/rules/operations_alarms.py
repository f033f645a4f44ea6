"""Rules about alarms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.operations.alarms import (
    PERCENT,
    PERIOD,
    PERIODS,
    SYSTEM_ERRORS,
    THROTTLED_REQUESTS,
    USER_ERRORS,
    Settings,
    default_alarms,
    most_units,
)
from planton_dynamodb.operations.declared import Declared, Fields, Part, reserved
from planton_dynamodb.operations.metrics import ELSEWHERE, METRICS, PERCENTAGES
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.rules.arns import TOPIC, mistake
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.readings import readings, too_long, unlisted
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, operations_rule
from planton_dynamodb.rules.wording import counted, listed, named_characters, quoted
from planton_dynamodb.table.table import Table

_LONGEST_NAME = 255
_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800
STATISTICS = ("Sum", "Average", "Minimum", "Maximum", "SampleCount")
_PERCENTILES = ("p50", "p90", "p95", "p99", "p99.9")
_COUNT = r"(?:[0-9]{1,2}(?:\.[0-9]{1,10})?|100)"
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?)?"
PERCENTILES_AND_MEANS = re.compile(
    rf"(?:p|tm|tc|ts|wm){_COUNT}|IQM|PR\({_NUMBER}:{_NUMBER}\)"
    rf"|(?:TM|TC|TS|WM)\((?:{_NUMBER}:{_NUMBER}|(?:{_COUNT}%)?:(?:{_COUNT}%)?)\)"
)
_UNITS = {READ: "readCapacityUnits", WRITE: "writeCapacityUnits"}


class _Block(NamedTuple):
    """A place that says when there is an alarm, with what holds where it does not say it."""

    part: Part
    period: int
    periods: int

    @classmethod
    def of(cls, part: Part, around: Fields, default: Settings) -> _Block:
        said = {**around, **part.fields}
        return cls(part, said.get("period_seconds", default.period), said.get("periods", default.periods))


_BLOCKS = {
    "throttled_requests": THROTTLED_REQUESTS,
    "system_errors": SYSTEM_ERRORS,
    "user_errors": USER_ERRORS,
    "consumed_capacity": Settings(0, PERIOD, PERIODS),
}


def _blocks(declared: Declared) -> Iterator[_Block]:
    alarms = declared.part("alarms")
    if alarms is None:
        return
    for field, default in _BLOCKS.items():
        for base in (alarms, *declared.parts("indexes", alarms)):
            part = declared.part(field, base)
            if part is not None:
                yield _Block.of(part, alarms.fields.get(field) or {}, default)
    for other in _others(declared):
        yield _Block.of(other, {}, Settings(0, PERIOD, PERIODS))


def _counts(declared: Declared) -> Iterator[Part]:
    """What holds a threshold for a count."""
    return (each.part for each in _blocks(declared))


def _capacities(declared: Declared) -> Iterator[tuple[Part, str | None]]:
    """What is said of units in use: of the table, and of each index by its name."""
    alarms = declared.part("alarms")
    for base in () if alarms is None else (alarms, *declared.parts("indexes", alarms)):
        part = declared.part("consumed_capacity", base)
        if part is not None:
            yield part, None if base is alarms else str(base.fields.get("index", ""))


def _indexes(declared: Declared) -> list[Part]:
    alarms = declared.part("alarms")
    return [] if alarms is None else declared.parts("indexes", alarms)


def _others(declared: Declared) -> list[Part]:
    alarms = declared.part("alarms")
    return [] if alarms is None else declared.parts("others", alarms)


def _label(alarm: Part) -> str:
    return (
        f"the alarm {quoted(alarm.name)}"
        if alarm.name
        else f"the alarm at position {int(alarm.route[-1]) + 1}"
    )


@operations_rule(ERROR)
def alarms_notify_required(declared: Declared) -> Iterator[Finding]:
    """Alarms tell nobody.

    ## What it finds
    `alarms` without `notify`.

    ## Why
    An alarm without an action changes its colour in a console that nobody looks at when it matters.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notifyWhenOver: true
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        notifyWhenOver: true
    ```

    ## Source
    The contract, `Alarms.notify`.
    """
    alarms = declared.part("alarms")
    if alarms is None or alarms.fields.get("notify") or not declared.absent(*alarms.at("notify")):
        return
    yield Finding(
        alarms.at("notify"),
        f"the alarms of {quoted(declared.table_name)} tell nobody",
        "write the ARN of the SNS topic that is to be told as `notify`",
    )


@operations_rule(ERROR)
def alarm_topic_format(declared: Declared) -> Iterator[Finding]:
    """What alarms tell is not an SNS topic by its ARN.

    ## What it finds
    A `notify` that is not the ARN of an SNS topic once `{app}`, `{table}`, `{env}` and `{org}` are filled in: the
    name of a topic, a mail address, the ARN of a queue or of a subscription, or an ARN with a part that cannot be,
    such as an account of 11 digits.

    ## Why
    CloudWatch takes a topic by its ARN alone, and refuses the alarm for anything else. A topic that is not there is
    not noticed before the alarm has something to say.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: on-call
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ```

    ## Source
    API_PutMetricAlarm, AlarmActions; API_CreateTopic, Name.
    """
    alarms = declared.part("alarms")
    written = "" if alarms is None else str(alarms.fields.get("notify", ""))
    if alarms is None or not written:
        return
    for each in readings(declared, written, alarms):
        said = mistake(each.text, TOPIC)
        if said is not None:
            edit = f"write the topic as {TOPIC.form}"
            if "@" in each.text:
                edit = f"subscribe the address to an SNS topic, and write the topic as {TOPIC.form}"
            yield Finding(alarms.at("notify"), f"{said}{each.behind(written)}", edit)
            return


@operations_rule(ERROR)
def alarm_environment_unknown(declared: Declared) -> Iterator[Finding]:
    """Alarms are meant for an environment that there is not.

    ## What it finds
    A name in `alarms.environments` that is none of `spec.environments`, or any where none are listed.

    ## Why
    In an environment that nobody knows no alarm is made, and the one that was meant has none either: nobody is
    told, which looks as though all were well.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        environments: [production]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        environments: [prod]
    ```

    ## Source
    The contract, `Alarms.environments`.
    """
    alarms = declared.part("alarms")
    if alarms is not None:
        yield from unlisted(declared, alarms)


@operations_rule(ERROR)
def alarm_threshold_negative(declared: Declared) -> Iterator[Finding]:
    """The threshold of an alarm is below zero.

    ## What it finds
    A `threshold` below 0, of an alarm that there is by default or of one under `others`.

    ## Why
    All metrics of DynamoDB count from zero upwards. There is always more than a negative number of them, and never
    less: the alarm would always be there, or never.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          threshold: -1
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          threshold: 0
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    for part in _counts(declared):
        threshold = part.fields.get("threshold")
        if threshold is not None and threshold < 0:
            yield Finding(
                part.at("threshold"),
                f"a threshold of {threshold:,} is below zero, and nothing that DynamoDB counts ever is",
                "write 0 or more",
            )


@operations_rule(ERROR)
def alarm_period_range(declared: Declared) -> Iterator[Finding]:
    """The period of an alarm is not made of whole minutes.

    ## What it finds
    A `periodSeconds` that is less than 60, or no multiple of 60.

    ## Why
    DynamoDB's metrics have a value a minute. CloudWatch refuses a period that is no multiple of 60, but for 10, 20
    and 30 seconds: with these it looks for values that there are not, and loses the state of the alarm.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periodSeconds: 90
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periodSeconds: 120
    ```

    ## Source
    API_PutMetricAlarm, Period.
    """
    for part in _counts(declared):
        period = part.fields.get("period_seconds")
        if period is not None and (period < 60 or period % 60):
            below = period // 60 * 60
            edit = f"write {below:,} or {below + 60:,}" if period > 60 else "write 60 or more: 60, 120, 300"
            yield Finding(
                part.at("periodSeconds"), f"a period of {period:,} seconds is not made of whole minutes", edit
            )


@operations_rule(ERROR)
def alarm_periods_range(declared: Declared) -> Iterator[Finding]:
    """An alarm looks at no period at all.

    ## What it finds
    A `periods` below 1.

    ## Why
    It says in how many periods one after the other there has to be too much.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periods: 0
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periods: 1
    ```

    ## Source
    API_PutMetricAlarm, EvaluationPeriods.
    """
    for part in _counts(declared):
        periods = part.fields.get("periods")
        if periods is not None and periods < 1:
            yield Finding(
                part.at("periods"),
                f"an alarm cannot look at {periods:,} periods",
                "write 1 or more, or set `enabled: false` to do without the alarm"
                if part.route[-2] != "others"
                else "write 1 or more",
            )


@operations_rule(ERROR)
def alarm_window_too_long(declared: Declared) -> Iterator[Finding]:
    """An alarm looks back further than CloudWatch does.

    ## What it finds
    `periods` times `periodSeconds` of more than 86,400 seconds, which are a day; of more than 604,800, which are a
    week, where a period is an hour or longer. What is not written counts by its default.

    ## Why
    CloudWatch keeps no more than that at hand for an alarm, and refuses it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periodSeconds: 300
          periods: 300
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests:
          periodSeconds: 300
          periods: 288
    ```

    ## Source
    API_PutMetricAlarm, Period.
    """
    for block in _blocks(declared):
        own = [name for name in ("periods", "period_seconds") if name in block.part.fields]
        if not own or block.period < 60 or block.period % 60 or block.periods < 1:
            continue
        most, said = (_WEEK, "a week") if block.period >= _HOUR else (_DAY, "a day")
        if block.period * block.periods > most:
            fewer, are = most // block.period, "is" if block.periods == 1 else "are"
            shorter = f"write {counted(fewer, 'period')} at most" if fewer else "write a shorter period"
            longer = "" if block.period >= _HOUR else ", or periods of an hour or longer to look back a week"
            yield Finding(
                block.part.at("periods" if own[0] == "periods" else "periodSeconds"),
                f"{counted(block.periods, 'period')} of {block.period:,} seconds {are} longer than {said}",
                f"{shorter}{longer}",
            )


@operations_rule(ERROR)
def alarm_percent_range(declared: Declared) -> Iterator[Finding]:
    """Units in use are compared with no percentage.

    ## What it finds
    A `consumedCapacity.percent` that is not from 1 to 100.

    ## Why
    At 0 percent every request is an alarm. More than 100 percent of what is reserved is not in use for long:
    requests are refused instead, which `throttledRequests` is about.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          percent: 101
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          percent: 90
    ```

    ## Source
    The contract, `ConsumedCapacity.percent`.
    """
    for part, _ in _capacities(declared):
        percent = part.fields.get("percent")
        if percent is not None and not 1 <= percent <= 100:
            why = "any request is an alarm then" if percent < 1 else "that much is never in use for long"
            yield Finding(
                part.at("percent"),
                f"an alarm cannot be about {percent:,} percent of the units: {why}",
                f"write a number from 1 to 100, or leave it out for {PERCENT}",
            )


@operations_rule(ERROR)
def alarm_limit_range(declared: Declared) -> Iterator[Finding]:
    """A limit of units in use is less than one unit.

    ## What it finds
    A `readLimit` or `writeLimit` of `consumedCapacity` that is 0 or negative.

    ## Why
    A limit is a number of units per second. Without one, the units that are reserved are the limit.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          readLimit: -50
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          readLimit: 50
    ```

    ## Source
    The contract, `ConsumedCapacity.read_limit`.
    """
    for part, _ in _capacities(declared):
        for direction in (READ, WRITE):
            limit = part.fields.get(f"{direction}_limit")
            if limit is not None and limit < 1:
                yield Finding(
                    part.at(f"{direction}Limit"),
                    f"{limit:,} is no limit for {direction}s",
                    "write 1 or more units per second, or leave it out for the units that are reserved",
                )


@operations_rule(ERROR)
def alarm_limit_missing(declared: Declared) -> Iterator[Finding]:
    """Units in use are to be watched, but there is nothing to compare them with.

    ## What it finds
    `consumedCapacity` of a table on demand, switched on or with settings, but without `readLimit` and `writeLimit`.
    The same of an index, whose limits are its own.

    ## Why
    On demand nothing is reserved that a percentage could be of, so that no alarm would be made.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PAY_PER_REQUEST
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          enabled: true
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PAY_PER_REQUEST
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          readLimit: 500
          writeLimit: 100
    ```

    ## Source
    The contract, `ConsumedCapacity.enabled`.
    """
    table = declared.table
    if table is None or table.capacity is not None:
        return
    for part, index in _capacities(declared):
        fields = part.fields
        if not fields or not fields.get("enabled", True) or not declared.sound(*part.route):
            continue
        if "read_limit" in fields or "write_limit" in fields or (index and declared.index(index) is None):
            continue
        there = declared.in_table("spec", "billingMode")
        what = quoted(index or table.name)
        yield Finding(
            part.route,
            f"the units that {what} uses have no limit to be compared with",
            "write `readLimit`, `writeLimit` or both, in units per second",
            related=(("the table is on demand", there),) if there is not None else (),
            at_key=True,
        )


@operations_rule(WARNING)
def alarm_limit_unreachable(declared: Declared) -> Iterator[Finding]:
    """A limit is above all units that there may be.

    ## What it finds
    A `readLimit` or `writeLimit` of which the percentage is no less than the units that are reserved, or than the
    most that they are scaled to.

    ## Why
    Requests are refused before so much is in use, so that the alarm stays silent when it is needed.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          readLimit: 50
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        consumedCapacity:
          readLimit: 5
    ```

    ## Source
    Developer Guide, DynamoDB provisioned capacity mode.
    """
    table = declared.table
    if table is None:
        return
    around = declared.part("alarms")
    for part, index in _capacities(declared):
        whole: Fields = {} if around is None else around.fields.get("consumed_capacity") or {}
        percent = part.fields.get("percent", whole.get("percent", PERCENT))
        for direction in (READ, WRITE):
            limit, most = (
                part.fields.get(f"{direction}_limit", 0),
                most_units(declared, direction, index, table),
            )
            if most is None or not _is_settled(declared, table, direction, index):
                continue
            if limit > most and 1 <= percent <= 100 and limit * percent >= most * 100:
                yield Finding(
                    part.at(f"{direction}Limit"),
                    f"{percent} percent of {limit:,} units are never in use: {quoted(index or table.name)} has "
                    f"{counted(most, 'unit')} for {direction}s at most",
                    f"write {most:,}, or leave it out, which means the same",
                    related=tuple(_most_place(declared, table, direction, index)),
                )


def _is_settled(declared: Declared, table: Table, direction: str, index: str | None) -> bool:
    """Whether it is sure how many units there may be. Of a scaling that can't be, other rules speak."""
    scaling = declared.part("auto_scaling")
    if scaling is None:
        return True
    sides = list(declared.scaled())
    side = next((each for each in sides if (each.direction, each.index) == (direction, index)), None)
    if not sides or not declared.sound(*scaling.route):
        return False
    if side is None:
        return True
    units = reserved(table, index, direction) or 1
    least, most = int(side.fields.get("min", units)), int(side.fields.get("max", 0))
    return 1 <= least <= units <= most


def _most_place(
    declared: Declared, table: Table, direction: str, index: str | None
) -> Iterator[tuple[str, Route | Span]]:
    """Where it stands how many units there may be."""
    for side in declared.scaled():
        if (side.direction, side.index) == (direction, index):
            yield "they are scaled to that", (*side.route, "max")
            return
    route: Route = ("spec",)
    if index is not None:
        names = [each.name for each in table.global_indexes]
        route = (*route, "globalSecondaryIndexes", names.index(index))
    there = declared.in_table(*route, "provisionedThroughput", _UNITS[direction])
    if there is not None:
        yield "so many are reserved", there


@operations_rule(ERROR)
def alarm_index_required(declared: Declared) -> Iterator[Finding]:
    """It is not said which index is watched.

    ## What it finds
    An item of `alarms.indexes` without `index`; an alarm under `others` without `index` about a metric that
    CloudWatch counts for indexes alone, such as OnlineIndexPercentageProgress.

    ## Why
    What is said there holds for one index. A metric of indexes has no values for a table, so that the alarm would
    never hear of anything.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - throttledRequests:
              enabled: false
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - index: by-status
            throttledRequests:
              enabled: false
    ```

    ## Source
    The contract, `IndexAlarms.index`; Developer Guide, DynamoDB metrics and dimensions.
    """
    names = [each.name for each in declared.table.global_indexes] if declared.table is not None else []
    edit = f"write `index`: {listed(names, 'or')}" if names else "write the name of a global index as `index`"
    for part in _indexes(declared):
        if not part.fields.get("index") and declared.absent(*part.at("index")):
            yield Finding(part.route, "it is not said for which index these alarms are", edit)
    for alarm in _others(declared):
        metric = str(alarm.fields.get("metric", ""))
        alone = metric in METRICS and METRICS[metric].only_per_index
        if alone and not alarm.fields.get("index") and declared.absent(*alarm.at("index")):
            said = f"CloudWatch counts {metric} for each index alone, so that {_label(alarm)} would hear of nothing"
            yield Finding(alarm.at("index"), said, edit)


@operations_rule(ERROR)
def alarm_index_unknown(declared: Declared) -> Iterator[Finding]:
    """An alarm is about an index that the table does not have.

    ## What it finds
    An `index` under `alarms` that is no global index of the table.

    ## Why
    CloudWatch takes an alarm about anything, and one about an index that is not there never has a value: it would
    be silent for ever. Local indexes have no metrics of their own, since they use the units of their table.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      globalSecondaryIndexes:
        - name: by-status
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - index: by-state
            throttledRequests:
              enabled: false
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      globalSecondaryIndexes:
        - name: by-status
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - index: by-status
            throttledRequests:
              enabled: false
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    table = declared.table
    if table is None:
        return
    guesses = Guesses(index.name for index in table.global_indexes)
    for part in (*_indexes(declared), *(each for each in _others(declared) if _has_indexes(each))):
        name = str(part.fields.get("index", ""))
        if not name or declared.index(name) is not None:
            continue
        if any(index.name == name for index in table.local_indexes):
            yield Finding(
                part.at("index"),
                f"{quoted(name)} is a local index, which uses the units of its table and has no metrics of its own",
                "leave it out: the alarms of the table hear of it",
                related=tuple(_index_place(declared, table, name)),
            )
            continue
        yield Finding(
            part.at("index"),
            f"{quoted(table.name)} has no index {quoted(name)}, so that an alarm about it would never come",
            guesses.advice(name, "add the index to the table"),
            fix=guesses.fix(name, part.at("index")),
        )


def _has_indexes(alarm: Part) -> bool:
    """Whether the metric of an alarm can be asked of an index, as far as it is known."""
    counted_for = METRICS.get(str(alarm.fields.get("metric", "")))
    return counted_for is None or counted_for.per_index


def _index_place(declared: Declared, table: Table, name: str) -> Iterator[tuple[str, Route | Span]]:
    names = [each.name for each in table.local_indexes]
    there = declared.in_table("spec", "localSecondaryIndexes", names.index(name), "name")
    if there is not None:
        yield "here it is declared", there


@operations_rule(ERROR)
def alarm_index_duplicate(declared: Declared) -> Iterator[Finding]:
    """An index is watched in two ways.

    ## What it finds
    An `index` that stands under `alarms.indexes` twice.

    ## Why
    Two answers to one question: only one of them could be followed.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - index: by-status
            throttledRequests:
              threshold: 10
          - index: by-status
            consumedCapacity:
              percent: 90
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        indexes:
          - index: by-status
            throttledRequests:
              threshold: 10
            consumedCapacity:
              percent: 90
    ```

    ## Source
    The contract, `Alarms.indexes`.
    """
    first: dict[str, Part] = {}
    for part in _indexes(declared):
        name = str(part.fields.get("index", ""))
        if name and name in first:
            yield Finding(
                part.at("index"),
                f"the alarms of the index {quoted(name)} are said twice",
                "put both into one item",
                related=(("they are said here first", first[name].at("index")),),
            )
        first.setdefault(name, part)


@operations_rule(ERROR)
def alarm_name_required(declared: Declared) -> Iterator[Finding]:
    """An alarm has no name.

    ## What it finds
    An alarm under `others` without `name`.

    ## Why
    CloudWatch knows an alarm by its name, and one that is moved in its list has to stay the same.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    The contract, `MetricAlarm.name`.
    """
    for alarm in _others(declared):
        if not alarm.name and declared.absent(*alarm.at("name")):
            yield Finding(
                alarm.route, f"{_label(alarm)} of {quoted(declared.table_name)} has no name", "name it"
            )


@operations_rule(ERROR)
def alarm_name_duplicate(declared: Declared) -> Iterator[Finding]:
    """Two alarms of a table have one name.

    ## What it finds
    A `name` under `others` that another alarm there has, or one of those that there are by default:
    `throttled-reads`, `throttled-writes`, `system-errors`, `user-errors`, `consumed-read-units`,
    `consumed-write-units`, and those of indexes, such as `by-status-throttled-reads`. One that is switched off has
    left its name to others.

    ## Why
    CloudWatch knows an alarm by its name: the second would take the place of the first without a word.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: throttled-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    API_PutMetricAlarm, AlarmName.
    """
    table = declared.table
    usual = set() if table is None else {each.name for each in default_alarms(declared, table)}
    first: dict[str, Part] = {}
    for alarm in _others(declared):
        if alarm.name in first:
            yield Finding(
                alarm.at("name"),
                f"two alarms of {quoted(declared.table_name)} are called {quoted(alarm.name)}",
                "give one of them another name",
                related=(("the first one", first[alarm.name].at("name")),),
            )
        elif alarm.name in usual:
            yield Finding(
                alarm.at("name"),
                f"{quoted(declared.table_name)} has an alarm {quoted(alarm.name)} already: one of those by default",
                "give this one another name, or switch that one off",
            )
        elif alarm.name:
            first[alarm.name] = alarm


@operations_rule(ERROR)
def alarm_name_charset(declared: Declared) -> Iterator[Finding]:
    r"""The name of an alarm holds a control character.

    ## What it finds
    A `name` under `others` with a line break, a tab or another control character of ASCII.

    ## Why
    CloudWatch refuses it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: "slow\treads"
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    API_PutMetricAlarm, AlarmName.
    """
    for alarm in _others(declared):
        strange = [letter for letter in dict.fromkeys(alarm.name) if ord(letter) < 32 or ord(letter) == 127]
        if strange:
            yield Finding(
                alarm.at("name"),
                f"the name of an alarm, {quoted(alarm.name)}, holds {named_characters(strange)}",
                "write it without",
            )


@operations_rule(ERROR)
def alarm_name_length(declared: Declared) -> Iterator[Finding]:
    """An alarm's name is longer than 255 characters.

    ## What it finds
    A name of more than 255 characters, made of the table's name at AWS, a dash, and what the alarm is called: that
    under `others`, or for an alarm by default the name of the index and what it is about.

    ## Why
    CloudWatch refuses it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: a-very-long-name-of-about-250-characters-{table}
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: shop-{table}
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ```

    ## Source
    API_PutMetricAlarm, AlarmName.
    """
    alarms = declared.part("alarms")
    if alarms is None:
        return
    usual = [] if declared.table is None else [each.name for each in default_alarms(declared, declared.table)]
    longest = (max(usual, key=len), alarms.route) if usual else None
    named = ((each.name, each.at("name")) for each in _others(declared) if each.name)
    for name, route in chain([longest] if longest is not None else [], named):
        whole = too_long(declared, alarms, name, _LONGEST_NAME)
        if whole is not None:
            yield Finding(
                route,
                f"the name of the alarm {quoted(whole.text)} has {len(whole.text):,} characters, "
                f"and {_LONGEST_NAME} are allowed",
                "shorten its name or that of the table, which it begins with"
                if route != alarms.route
                else "shorten the name of the table, which it begins with, or that of its index",
                at_key=route == alarms.route,
            )


@operations_rule(ERROR)
def alarm_metric_required(declared: Declared) -> Iterator[Finding]:
    """An alarm says no metric.

    ## What it finds
    An alarm under `others` without `metric`.

    ## Why
    An alarm compares the values of a metric with a threshold.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    The contract, `MetricAlarm.metric`.
    """
    for alarm in _others(declared):
        if alarm.fields and not alarm.fields.get("metric") and declared.absent(*alarm.at("metric")):
            yield Finding(
                alarm.at("metric"), f"{_label(alarm)} says no metric", "write `metric`, by CloudWatch's name"
            )


@operations_rule(ERROR)
def alarm_metric_unknown(declared: Declared) -> Iterator[Finding]:
    """An alarm is about a metric that DynamoDB does not have.

    ## What it finds
    A `metric` that is none of those that CloudWatch has of a table, an index or the account; and one that it counts
    for what an alarm here cannot name, such as ReplicationLatency for each region.

    ## Why
    CloudWatch takes an alarm about any metric, and one that nobody sends never has a value: the alarm would be
    silent for ever.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatencies
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    guesses = Guesses(METRICS)
    for alarm in _others(declared):
        metric, route = str(alarm.fields.get("metric", "")), alarm.at("metric")
        if metric in ELSEWHERE:
            yield Finding(
                route,
                f"CloudWatch counts {metric} for {ELSEWHERE[metric]}, which {_label(alarm)} cannot name",
                "leave it out, and make an alarm about it where that is declared",
            )
        elif metric and metric not in METRICS:
            yield Finding(
                route,
                f"DynamoDB has no metric {quoted(metric)}, so that {_label(alarm)} would never come",
                guesses.advice(metric, "write one by CloudWatch's name, such as SuccessfulRequestLatency"),
                fix=guesses.fix(metric, route),
            )


@operations_rule(ERROR)
def alarm_statistic_required(declared: Declared) -> Iterator[Finding]:
    """An alarm does not say what is made of a metric's values.

    ## What it finds
    An alarm under `others` without `statistic`.

    ## Why
    A period holds many values. Their sum, their average and their largest differ by magnitudes, so that none of
    them is taken by itself.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    The contract, `MetricAlarm.statistic`.
    """
    for alarm in _others(declared):
        if alarm.fields and not alarm.fields.get("statistic") and declared.absent(*alarm.at("statistic")):
            yield Finding(
                alarm.at("statistic"),
                f"{_label(alarm)} does not say what is made of the values of a period",
                f"write `statistic`: {listed(STATISTICS, 'or')}, or a percentile such as `p99`",
            )


@operations_rule(ERROR)
def alarm_statistic_unknown(declared: Declared) -> Iterator[Finding]:
    """An alarm uses a statistic that CloudWatch does not have.

    ## What it finds
    A `statistic` that is not Sum, Average, Minimum, Maximum or SampleCount, and no percentile (`p0` to `p100`) or
    another of CloudWatch's extended statistics: `tm90`, `tc90`, `ts90`, `wm90`, `IQM`, `PR(10:100)`, `TM(10%:90%)`.

    ## Why
    CloudWatch refuses it. Its words are told apart by case: `P99` is nothing.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: P99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    API_PutMetricAlarm, Statistic and ExtendedStatistic.
    """
    guesses = Guesses((*STATISTICS, *_PERCENTILES))
    for alarm in _others(declared):
        statistic, route = str(alarm.fields.get("statistic", "")), alarm.at("statistic")
        if not statistic or statistic in STATISTICS or PERCENTILES_AND_MEANS.fullmatch(statistic):
            continue
        meant = (
            Guesses([statistic.lower()]) if PERCENTILES_AND_MEANS.fullmatch(statistic.lower()) else guesses
        )
        yield Finding(
            route,
            f"CloudWatch has no statistic {quoted(statistic)}",
            meant.advice(statistic, f"write {listed(STATISTICS, 'or')}, or a percentile such as `p99`"),
            fix=meant.fix(statistic, route),
        )


@operations_rule(ERROR)
def alarm_operation_required(declared: Declared) -> Iterator[Finding]:
    """An alarm is about a metric of operations, and names none.

    ## What it finds
    An alarm under `others` without `operation` about a metric that CloudWatch counts for each operation:
    SuccessfulRequestLatency, ReturnedItemCount, ThrottledRequests, SystemErrors.

    ## Why
    CloudWatch has no values of it for the table as a whole. It takes the alarm, which then never hears of anything.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    for alarm in _others(declared):
        metric = str(alarm.fields.get("metric", ""))
        operations = METRICS[metric].operations if metric in METRICS else ()
        if operations and not alarm.fields.get("operation") and declared.absent(*alarm.at("operation")):
            instead = {
                "SystemErrors": ", or use `systemErrors`, which adds up all of them",
                "ThrottledRequests": ", or use `throttledRequests`, which hears of all of them",
            }.get(metric, "")
            yield Finding(
                alarm.at("operation"),
                f"CloudWatch counts {metric} for each operation, so that {_label(alarm)} would hear of nothing",
                f"write `operation`, such as {operations[0]}{instead}",
            )


@operations_rule(ERROR)
def alarm_operation_unknown(declared: Declared) -> Iterator[Finding]:
    """An alarm is about an operation that CloudWatch does not count.

    ## What it finds
    An `operation` of an alarm under `others` that is none of those for which CloudWatch counts the metric:
    ReturnedItemCount has values for Query, Scan and ExecuteStatement alone.

    ## Why
    CloudWatch takes the alarm, which then never hears of anything.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: Get
            statistic: p99
            threshold: 10
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    for alarm in _others(declared):
        metric, operation = (str(alarm.fields.get(name, "")) for name in ("metric", "operation"))
        operations = METRICS[metric].operations if metric in METRICS else ()
        if operations and operation and operation not in operations:
            guesses = Guesses(operations)
            near = guesses.meant(operation)
            yield Finding(
                alarm.at("operation"),
                f"CloudWatch does not count {metric} for {quoted(operation)}, so that {_label(alarm)} would never come",
                f"did you mean {quoted(near)}?" if near is not None else f"write {listed(operations, 'or')}",
                fix=guesses.fix(operation, alarm.at("operation")),
            )


@operations_rule(ERROR)
def alarm_dimension_unused(declared: Declared) -> Iterator[Finding]:
    """An alarm names an operation or an index of a metric that has none.

    ## What it finds
    An `operation` or an `index` of an alarm under `others` about a metric that CloudWatch does not count for
    operations or for indexes: ReadThrottleEvents has no operations, ThrottledRequests no indexes, and UserErrors
    not even a table.

    ## Why
    CloudWatch takes the alarm, which then never hears of anything, since no value has that mark.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: throttled-queries
            metric: ReadThrottleEvents
            operation: Query
            statistic: Sum
            threshold: 0
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: throttled-queries
            metric: ThrottledRequests
            operation: Query
            statistic: Sum
            threshold: 0
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    for alarm in _others(declared):
        metric = str(alarm.fields.get("metric", ""))
        if metric not in METRICS:
            continue
        of = METRICS[metric]
        for field, has in (("operation", bool(of.operations)), ("index", of.per_index)):
            if alarm.fields.get(field) and not has:
                what = "each table" if of.per_table else "the account and region"
                yield Finding(
                    alarm.at(field),
                    f"CloudWatch does not count {metric} for each {field}, so that {_label(alarm)} would never come",
                    f"leave out `{field}`, or write a metric that has it"
                    if not of.operations
                    else f"leave out `{field}`: it is counted for each operation of {what}",
                )


@operations_rule(ERROR)
def alarm_threshold_required(declared: Declared) -> Iterator[Finding]:
    """An alarm has no threshold.

    ## What it finds
    An alarm under `others` without `threshold`.

    ## Why
    Without it there is nothing to compare with; 0 is a threshold like others, and is not taken by itself.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: slow-reads
            metric: SuccessfulRequestLatency
            operation: GetItem
            statistic: p99
            threshold: 10
    ```

    ## Source
    API_PutMetricAlarm, Threshold.
    """
    for alarm in _others(declared):
        if alarm.fields and "threshold" not in alarm.fields and declared.absent(*alarm.at("threshold")):
            yield Finding(
                alarm.at("threshold"),
                f"{_label(alarm)} has no threshold",
                "write `threshold`: the value that is compared with",
            )


@operations_rule(WARNING)
def alarm_threshold_above_hundred(declared: Declared) -> Iterator[Finding]:
    """A percentage is to be more than 100.

    ## What it finds
    A `threshold` above 100 of an alarm under `others` about a metric in percent, such as
    AccountProvisionedReadCapacityUtilization.

    ## Why
    Such a value never comes, and neither does the alarm.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: account-full
            metric: AccountProvisionedReadCapacityUtilization
            statistic: Maximum
            threshold: 800
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        others:
          - name: account-full
            metric: AccountProvisionedReadCapacityUtilization
            statistic: Maximum
            threshold: 80
    ```

    ## Source
    Developer Guide, DynamoDB metrics and dimensions.
    """
    for alarm in _others(declared):
        metric, threshold = str(alarm.fields.get("metric", "")), alarm.fields.get("threshold", 0)
        # Sums and counts of percentages may be as large as they like.
        if (
            metric in PERCENTAGES
            and threshold > 100
            and alarm.fields.get("statistic") not in ("Sum", "SampleCount")
        ):
            yield Finding(
                alarm.at("threshold"),
                f"{metric} is in percent and never more than 100, so that {_label(alarm)} means nothing",
                "write a number from 0 to 100",
            )


@operations_rule(WARNING)
def alarms_all_off(declared: Declared) -> Iterator[Finding]:
    """All alarms are switched off.

    ## What it finds
    `alarms` in which every alarm that there is by default has `enabled: false`, and nothing stands under `others`.

    ## Why
    Somebody who sees `notify` believes that the topic is told of something.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        throttledRequests: {enabled: false}
        systemErrors: {enabled: false}
        userErrors: {enabled: false}
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        systemErrors: {enabled: false}
        userErrors: {enabled: false}
    ```

    ## Source
    This tool.
    """
    table, alarms = declared.table, declared.part("alarms")
    if table is None or alarms is None or not declared.sound(*alarms.route):
        return
    if not alarms.fields.get("others") and not default_alarms(declared, table):
        yield Finding(
            alarms.route,
            f"all alarms of {quoted(declared.table_name)} are switched off",
            "leave out `alarms`, or leave one of them on",
            at_key=True,
        )
