"""What an embedded AWS cannot show of a table: said only where it matters for this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from planton_dynamodb.changes.change import Change
from planton_dynamodb.table.table import STANDARD, Table

Applies: TypeAlias = Callable[[Table, Sequence[Change]], bool]


def limits(table: Table, changes: Sequence[Change] = ()) -> tuple[str, ...]:
    """What to bear in mind about a rehearsal of this table and of its changes."""
    return tuple(said for applies, said in _LIMITS if applies(table, changes))


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
    (_always, "a real place: account and region in the ARNs are made up"),
)
