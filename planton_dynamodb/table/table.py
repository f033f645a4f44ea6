"""A table as AWS is to be asked for it: everything is said, in AWS's words, and nothing is blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

PROVISIONED, PAY_PER_REQUEST = "PROVISIONED", "PAY_PER_REQUEST"
STANDARD, STANDARD_INFREQUENT_ACCESS = "STANDARD", "STANDARD_INFREQUENT_ACCESS"
ALL, KEYS_ONLY, INCLUDE = "ALL", "KEYS_ONLY", "INCLUDE"


class Key(NamedTuple):
    """A primary key, of the table or of an index: attributes by their names."""

    partition: str
    sort: str | None = None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The partition key, and the sort key where there is one."""
        return (self.partition,) if self.sort is None else (self.partition, self.sort)


class Capacity(NamedTuple):
    """Units that are reserved each second."""

    read: int
    write: int


class Projection(NamedTuple):
    """What an index carries: `type` is ALL, KEYS_ONLY or INCLUDE, and only INCLUDE names attributes."""

    type: str = ALL
    attributes: tuple[str, ...] = ()


class GlobalIndex(NamedTuple):
    """An index with a partition key of its own; `capacity` is None on demand."""

    name: str
    key: Key
    projection: Projection = Projection()
    capacity: Capacity | None = None


class LocalIndex(NamedTuple):
    """An index with the table's partition key and another sort key."""

    name: str
    key: Key
    projection: Projection = Projection()


class Expiry(NamedTuple):
    """Expiry of items. An attribute may be named while it is off: AWS wants to hear it when it is switched off."""

    enabled: bool = False
    attribute: str | None = None


class Encryption(NamedTuple):
    """Encryption with a KMS key: AWS's own for DynamoDB where none is named. Off means a key that AWS owns."""

    enabled: bool = False
    key_arn: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What is asked of AWS. What is off is said to be off, since AWS's providers take silence for "leave it"."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    """The name and type (S, N or B) of each attribute that a key uses."""
    key: Key
    billing_mode: str = PAY_PER_REQUEST
    capacity: Capacity | None = None
    global_indexes: tuple[GlobalIndex, ...] = ()
    local_indexes: tuple[LocalIndex, ...] = ()
    expiry: Expiry = Expiry()  # noqa: RUF009  # it is frozen
    stream_view_type: str | None = None
    """What stream records hold; None where there is no stream."""
    point_in_time_recovery: bool = False
    encryption: Encryption = Encryption()  # noqa: RUF009  # it is frozen
    table_class: str = STANDARD
    deletion_protection: bool = False
    contributor_insights: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    emptied: bool = False
    """The last global index has gone: AWS's provider has to be told that there is none, or it leaves what there was."""

    @property
    def attribute_types(self) -> dict[str, str]:
        """The type of each attribute that a key uses."""
        return dict(self.attributes)

    @property
    def indexes(self) -> tuple[GlobalIndex | LocalIndex, ...]:
        """All secondary indexes, global ones first."""
        return (*self.global_indexes, *self.local_indexes)
