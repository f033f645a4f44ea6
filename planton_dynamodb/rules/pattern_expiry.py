"""Rules about the moments at which sample items expire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.design import PUT_ITEM
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.rules.registry import WARNING, Finding, pattern_rule
from planton_dynamodb.rules.wording import quoted

_USUAL_NAMES = frozenset({"ttl", "timetolive", "time_to_live"})
_OTHER_NAMES = _USUAL_NAMES | {"expiresat", "expires_at"}
_EARLIEST, _LATEST = 1_000_000_000, 99_999_999_999
"""September 2001 and November 5138: a number between them can be a moment in seconds, and hardly anything else."""


@pattern_rule(WARNING)
def item_never_expires(trial: Trial) -> Iterator[Finding]:
    """The expiry attribute of an item holds no moment, or the moment is in another attribute.

    ## What it finds
    A sample item, or the item of a PutItem, whose attribute of `spec.ttl` is no number, or a number that is no moment
    in seconds since 1970: below 1000000000, which is a duration rather than a moment, or above 99999999999, which are
    milliseconds. Or one that is without that attribute, and has such a moment in another: `expiresAt` where the table
    has `ttl`.

    ## Why
    DynamoDB takes such an item, and never deletes it. Seconds since 1970 as a number is the only form that it reads,
    and a moment more than five years past it leaves alone.

    ## Example
    ```yaml
    items:
      - name: a-session
        attributes:
          PK: SESSION#1
          expiresAt: "2026-01-31T09:30:00Z"
    ```

    ## The edit
    ```yaml
    items:
      - name: a-session
        attributes:
          PK: SESSION#1
          expiresAt: 1769851800
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB".
    """
    expiry = trial.table.expiry if trial.table is not None else None
    if expiry is None or not expiry.enabled or not expiry.attribute:
        return
    for route, label, item in _items(trial):
        name = expiry.attribute if expiry.attribute in item else _moment_elsewhere(item)
        wrong = _no_moment(item[name]) if name == expiry.attribute else ""
        if wrong:
            yield Finding(
                (*route, name),
                f"{label} never expires: its {quoted(name)} {wrong}",
                "write the moment as a number: the seconds since 1970 in UTC",
            )
        elif name not in ("", expiry.attribute):
            wanted = quoted(expiry.attribute)
            yield Finding(
                (*route, name),
                f"{label} never expires: its moment is in {quoted(name)}, and the table looks into {wanted}",
                f"call it {wanted}, or name {quoted(name)} in `spec.ttl` of the table",
            )


@pattern_rule(WARNING)
def expiry_not_enabled(trial: Trial) -> Iterator[Finding]:
    """Items say when they expire, and the table does not let them.

    ## What it finds
    A sample item, or the item of a PutItem, with an attribute called `ttl`, `timeToLive` or `time_to_live` that is a
    moment in seconds since 1970, on a table without `spec.ttl`. It is found once for each name.

    ## Why
    The name means nothing to DynamoDB. Without the table's setting such items stay, are paid for, and are read by
    whoever thinks that they are gone.

    ## Example
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    metadata:
      name: sessions
    spec:
      billingMode: BILLING_MODE_PAY_PER_REQUEST
    ```

    ## The edit
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    metadata:
      name: sessions
    spec:
      billingMode: BILLING_MODE_PAY_PER_REQUEST
      ttl:
        enabled: true
        attributeName: ttl
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB".
    """
    if trial.table is None or trial.table.expiry.enabled:
        return
    told: set[str] = set()
    for route, label, item in _items(trial):
        for name in item:
            if name.lower() in _USUAL_NAMES and name not in told and _is_moment(item[name]):
                told.add(name)
                yield Finding(
                    (*route, name),
                    f"{label} says when it expires, and items of {quoted(trial.table.name)} never do",
                    f"set `spec.ttl` of the table to `{{enabled: true, attributeName: {name}}}`; "
                    "or give the attribute another name, if it means something else",
                )


def _items(trial: Trial) -> Iterator[tuple[Route, str, Attributes]]:
    """Every item that is written out, with what a message calls it and where its attributes stand."""
    for sample in trial.samples:
        written = {
            name: sample.attributes[name] for name in sample.item.attributes if name in sample.attributes
        }
        yield (*sample.item.route, "attributes"), f"the sample item {sample.item.label}", written
    for pattern in trial.patterns:
        for bound in trial.bound(pattern).writes:
            if bound.write.operation == PUT_ITEM:
                written = {name: bound.item[name] for name in bound.write.item if name in bound.item}
                yield (*bound.write.route, "item"), f"the item that {pattern.label} puts", written


def _moment_elsewhere(item: Attributes) -> str:
    """The attribute that is called like an expiry and is a moment; nothing where there is none."""
    return next((name for name in item if name.lower() in _OTHER_NAMES and _is_moment(item[name])), "")


def _is_moment(attribute: values.Attribute) -> bool:
    return "N" in attribute and _EARLIEST <= Decimal(attribute["N"]) <= _LATEST


def _no_moment(attribute: values.Attribute) -> str:
    """What keeps a value from being a moment, as a clause; nothing where it is one."""
    if "N" not in attribute:
        return f"is {values.TYPE_WORDS[values.type_of(attribute)]}, and DynamoDB reads numbers only"
    if _is_moment(attribute):
        return ""
    number = Decimal(attribute["N"])
    if number > _LATEST:
        seconds = number / 1000
        meant = f": in milliseconds that is {_day(seconds)}" if _EARLIEST <= seconds <= _LATEST else ""
        return f"is too large for seconds since 1970{meant}"
    return "is a duration, or a moment long past, which DynamoDB leaves alone"


def _day(seconds: Decimal) -> str:
    day = datetime.fromtimestamp(int(seconds), UTC)
    return f"{day.day} {day:%B %Y}"
