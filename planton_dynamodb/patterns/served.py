"""What serves each access pattern, and how well: the rows that reports about them are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    PUT_ITEM,
    SCAN,
    TRANSACT_WRITE_ITEMS,
    Design,
    Pattern,
    Write,
)
from planton_dynamodb.patterns.judging import INVALID
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.wording import counted

_MOST_KEYS = 3
_LONGEST_VALUE = 120
OPERATORS = {
    "equals": "=",
    "beginsWith": "begins with",
    "lessThan": "<",
    "atMost": "<=",
    "greaterThan": ">",
    "atLeast": ">=",
    "between": "between",
}


class Verdict(StrEnum):
    """Whether the table can do what a pattern asks of it."""

    SERVED = "served"
    SCAN = "scan"
    """Served, but by reading everything."""
    NOT_SERVED = "not served"
    UNTRIED = "untried"
    """Nothing is expected of it, or there is nothing to try it on, or an item that it takes is not in the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern, what it asks, and what came of it on the sample items."""

    name: str
    operation: str
    """By AWS's name; empty where it could not be read."""
    index: str
    """The index that is asked; empty for the table itself."""
    keys: str
    """What the keys must be, as it is written: `PK = USER#{userId}, SK begins with NS#`."""
    read_units: float | None
    """None where it could not be asked, as for the three below."""
    write_units: float | None
    items_read: int | None
    items_returned: int | None
    verdict: Verdict

    @property
    def scan(self) -> bool:
        """Whether it reads everything there is."""
        return self.operation == SCAN


def rows(trial: Trial) -> Iterator[Row]:
    """A row for each pattern, in their order. What rules find about it comes after: `blamed` takes it in."""
    for number, pattern in enumerate(trial.design.patterns, 1):
        answer = trial.answer(pattern) if trial.design.sound(*pattern.route) else None
        yield Row(
            pattern.name or f"number {number}",
            pattern.operation,
            pattern.index,
            keys_said(pattern, trial.design),
            answer.read_units if answer is not None else None,
            answer.write_units if answer is not None else None,
            answer.read if answer is not None else None,
            len(answer.items) if answer is not None else None,
            _verdict(trial, pattern, answer),
        )


def blamed(row: Row) -> Row:
    """The row of a pattern about which there is an error."""
    return replace(row, verdict=Verdict.NOT_SERVED)


def _verdict(trial: Trial, pattern: Pattern, answer: Answer | None) -> Verdict:
    expect = pattern.expect
    if trial.store is None:
        return Verdict.UNTRIED
    if answer is None:
        refused = expect is not None and expect.error == INVALID
        return Verdict.SERVED if refused else Verdict.NOT_SERVED
    if pattern.is_open or trial.is_spoilt(pattern):
        return Verdict.UNTRIED
    if pattern.is_read and not trial.store.has_any(pattern.index):
        return Verdict.UNTRIED
    return Verdict.SCAN if pattern.operation == SCAN else Verdict.SERVED


def keys_said(pattern: Pattern, design: Design) -> str:
    """What a pattern asks the keys to be, in its own words."""
    if pattern.queries:
        return ", ".join(_compared(pattern))
    if pattern.operation == BATCH_GET_ITEM:
        return _several(_equal(key) for key in pattern.keys)
    if pattern.operation == TRANSACT_WRITE_ITEMS:
        return _several(f"{write.operation} {_written(write, design)}" for write in pattern.writes)
    if pattern.writes:
        return _written(pattern.writes[0], design)
    return _equal(pattern.key)


def _compared(pattern: Pattern) -> Iterator[str]:
    for comparison in pattern.conditions:
        for operator, operands in comparison.operators.items():
            said = " and ".join(map(value_said, operands))
            yield f"{comparison.attribute} {OPERATORS[operator]} {said}"


def _written(write: Write, design: Design) -> str:
    """The primary key that is written: as it stands there, or by its entity's templates."""
    if write.operation != PUT_ITEM:
        return _equal(write.key)
    entity = design.entity(write.entity)
    made: dict[str, Plain] = {}
    for name in design.table.key.attributes if design.table is not None else ():
        if name in write.item:
            made[name] = write.item[name]
        elif entity is not None and name in entity.keys:
            made[name] = entity.keys[name].text
    return _equal(made)


def _equal(key: Mapping[str, Plain]) -> str:
    return ", ".join(f"{name} = {value_said(value)}" for name, value in key.items())


def _several(keys: Iterable[str]) -> str:
    said = list(keys)
    shown = "; ".join(said[:_MOST_KEYS])
    more = len(said) - _MOST_KEYS
    return f"{shown}; and {more:,} more" if more > 0 else shown


def value_said(value: Plain) -> str:
    """A value on one line, cut where it is long."""
    if isinstance(value, str):
        said = value
    elif isinstance(value, Decimal):
        said = f"{value:f}"
    elif isinstance(value, bool) or value is None:
        said = {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        said = value_said(inner) if kind in ("S", "N") else f"{{{kind}: {value_said(inner)}}}"
    else:
        said = str(value)
    return said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 3] + "..."


def total(counted_rows: Iterable[Row]) -> str:
    """What the rows come to: `7 patterns: 6 served, 1 not served`."""
    verdicts = [row.verdict for row in counted_rows]
    words = {
        Verdict.SERVED: "served",
        Verdict.SCAN: "by a scan",
        Verdict.NOT_SERVED: "not served",
        Verdict.UNTRIED: "untried",
    }
    parts = [f"{verdicts.count(verdict):,} {word}" for verdict, word in words.items() if verdict in verdicts]
    return f"{counted(len(verdicts), 'pattern')}: {', '.join(parts)}" if parts else "no pattern checked"
