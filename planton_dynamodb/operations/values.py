"""What is asked of AWS around a table: everything is said, in AWS's words, and nothing is blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from planton_dynamodb.table.outputs import Of

READ, WRITE = "read", "write"


Value: TypeAlias = "str | Of"
Statement: TypeAlias = Mapping[str, Any]
"""A statement of a policy: texts and lists of these, and `Of` in the place of a text."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Between which units one side of the table, or of a global index, is scaled."""

    direction: str
    index: str | None
    least: int
    most: int
    target: int
    """How much of the units is to be in use, in percent."""
    in_cooldown: int
    out_cooldown: int

    @property
    def name(self) -> str:
        """What tells it from the others of its table: `read`, or `by-customer-write`."""
        return self.direction if self.index is None else f"{self.index}-{self.direction}"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of DynamoDB, and what it is counted for."""

    name: str
    per_table: bool = True
    """Whether AWS counts it for each table; else it is the account's."""
    index: str | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm about one metric, or about the sum of several."""

    name: str
    """What tells it from the others of its table."""
    description: str
    metrics: tuple[Metric, ...]
    statistic: str
    period: int
    periods: int
    threshold: int
    comparison: str = "GreaterThanThreshold"
    missing_data: str = "notBreaching"
    topic: str = ""
    notify_when_over: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """An output of the table, written to the Parameter Store."""

    path: str
    output: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A policy: part of a role where one is named, else one of its own."""

    name: str
    """What tells it from the others of its table."""
    access: str
    """READ, WRITE or READ_WRITE."""
    role: str | None
    """The name of the role."""
    statements: tuple[Statement, ...]

    @property
    def document(self) -> Mapping[str, Any]:
        """The policy as IAM takes it."""
        return {"Version": "2012-10-17", "Statement": [dict(each) for each in self.statements]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """All that runs around one table, in one environment."""

    table: str
    """What the table is called at AWS."""
    environment: str | None = None
    named: bool = False
    """Whether that name is by `naming`, and not the one that the table's manifest has."""
    retain: bool | None = None
    """Whether it stays on AWS when it leaves its stack; None where no environment says it."""
    scaling: tuple[Scaling, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    grants: tuple[Grant, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is anything to make."""
        return bool(self.scaling or self.alarms or self.parameters or self.grants)
