"""What an embedded AWS cannot show of a table and of what runs around it: said only where it matters for this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from planton_dynamodb.changes.change import Change
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import STANDARD, Table

Applies: TypeAlias = Callable[[Table, Sequence[Change]], bool]
AppliesAround: TypeAlias = Callable[[Operations], bool]


def limits(
    table: Table, changes: Sequence[Change] = (), operations: Operations | None = None
) -> tuple[str, ...]:
    """What to bear in mind about a rehearsal of this table, of its changes and of what runs around it."""
    around = operations or Operations(table=table.name)
    return (
        *(said for applies, said in _LIMITS if applies(table, changes)),
        *(said for applies, said in _AROUND if applies(around)),
        _NO_PLACE,
    )


def _always(_table: Table, _changes: Sequence[Change]) -> bool:
    return True


def _names_key(table: Table, _changes: Sequence[Change]) -> bool:
    return table.encryption.key_arn is not None


def _is_only_noted(table: Table, changes: Sequence[Change]) -> bool:
    return table.contributor_insights or table.table_class != STANDARD or _has(changes, "upd-sse")


def _changes_anything(_table: Table, changes: Sequence[Change]) -> bool:
    return bool(changes)


def _is_provisioned(table: Table, _changes: Sequence[Change]) -> bool:
    return table.capacity is not None


def _has(changes: Sequence[Change], name: str) -> bool:
    return any(change.id == name for change in changes)


_LIMITS: Sequence[tuple[Applies, str]] = (
    (_always, "whether you may make this table (IAM), and whether one of this name is there already"),
    (_names_key, "whether the KMS key exists, is enabled and may be used"),
    (
        _is_provisioned,
        "whether the account's quotas leave room for these units, and what is throttled beyond them",
    ),
    (
        _is_only_noted,
        "any effect of contributor insights, a table class or a changed key: they are noted, no more",
    ),
    (
        _changes_anything,
        "how long a change takes on AWS, how often AWS does it in a day, and what data does to it",
    ),
)
_AROUND: Sequence[tuple[AppliesAround, str]] = (
    (
        lambda operations: bool(operations.scaling),
        "that units follow the use: their ranges and policies are noted, and nothing scales",
    ),
    (
        lambda operations: bool(operations.alarms),
        "that alarms go off, and whether their SNS topic is there and tells anybody",
    ),
    (
        lambda operations: bool(operations.parameters),
        "whether somebody else has parameters at these paths already",
    ),
    (
        lambda operations: any(grant.role is not None for grant in operations.grants),
        "whether the roles of the grants are there: they are taken to be",
    ),
)
_NO_PLACE = "a real place: account and region in the ARNs are made up"
