"""The items of the DynamoDB table kv-storage-data, as its access patterns describe them.

They are as the resources of boto3 read and write them.
Numbers are Decimal: boto3 takes no float.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NotRequired, TypeAlias, TypedDict


class User(TypedDict):
    """Read by: get-user, get-user-by-api-key."""

    PK: str
    SK: Literal["METADATA"]
    GSI1PK: str
    GSI1SK: Literal["METADATA"]
    entityType: Literal["USER"]
    userId: str
    email: str
    apiKey: str
    plan: str
    requestCount: Decimal
    storageBytes: Decimal
    createdAt: str
    updatedAt: str


class Namespace(TypedDict):
    """Read by: list-namespaces, get-namespace."""

    PK: str
    SK: Literal["METADATA"]
    GSI1PK: str
    GSI1SK: str
    entityType: Literal["NAMESPACE"]
    createdAt: str
    updatedAt: str
    namespace: NotRequired[str]
    userId: NotRequired[str]


class KeyValue(TypedDict):
    """A mapping in `value` of Key."""

    name: str
    email: NotRequired[str]


class Key(TypedDict):
    """Read by: read-key, list-keys.

    Written by: create-key, create-key-again, update-key, delete-key.
    """

    PK: str
    SK: str
    GSI1PK: str
    GSI1SK: str
    entityType: Literal["KEY"]
    value: str | list[str] | KeyValue
    createdAt: str
    updatedAt: str
    namespace: NotRequired[str]
    key: NotRequired[str]
    ttl: NotRequired[Decimal]


KvStorageDataItem: TypeAlias = User | Namespace | Key
"""Any item of the table kv-storage-data."""


class KvStorageDataKey(TypedDict):
    """The primary key of the table kv-storage-data."""

    PK: str
    SK: str


class GSI1Key(TypedDict):
    """The key of the index GSI1."""

    GSI1PK: str
    GSI1SK: str
