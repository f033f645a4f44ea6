"""What the rules look at: a decoded table with its parts named, each knowing its route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route, UnknownField
from planton_dynamodb.rules.wording import quoted

PROVISIONED, PAY_PER_REQUEST = 1, 2
HASH, RANGE = 1, 2
STRING, NUMBER, BINARY = 1, 2, 3
ALL, KEYS_ONLY, INCLUDE = 1, 2, 3
ATTRIBUTE_TYPE_LETTERS = {STRING: "S", NUMBER: "N", BINARY: "B"}
_FIRST_WORDS: tuple[tuple[str, Route], ...] = (
    ("BILLING_MODE_", ("spec", "billingMode")),
    ("KEY_TYPE_", ("spec", "keySchema", 0, "keyType")),
    ("ATTRIBUTE_TYPE_", ("spec", "attributeDefinitions", 0, "type")),
)


class Quotas(NamedTuple):
    """Limits of an account that AWS raises on request."""

    gsi_count: int = 20
    table_capacity: int = 40_000
    account_capacity: int = 80_000


class Attribute(NamedTuple):
    """An attribute definition. `name` is empty and `type` 0 where they are missing or unreadable."""

    route: Route
    name: str
    type: int


class Key(NamedTuple):
    """An element of a key schema."""

    route: Route
    attribute: str
    type: int

    @property
    def attribute_route(self) -> Route:
        """The way to the attribute's name."""
        return (*self.route, "attributeName")


class Throughput(NamedTuple):
    """Capacity units; None where a unit is absent, which is not the same as 0."""

    route: Route
    read: int | None
    write: int | None

    @property
    def units(self) -> tuple[tuple[str, int | None], ...]:
        """Each unit with the name of its field."""
        return ("readCapacityUnits", self.read), ("writeCapacityUnits", self.write)


class Projection(NamedTuple):
    """What an index carries. `attributes` holds each non-key attribute with its position."""

    route: Route
    type: int
    attributes: list[str]


class Index(NamedTuple):
    """A secondary index, global or local."""

    route: Route
    is_global: bool
    name: str
    keys: list[Key]
    projection: Projection | None
    throughput: Throughput | None

    @property
    def label(self) -> str:
        """How a message names it: by its name, else by its position."""
        return (
            f"index {quoted(self.name)}" if self.name else f"the index at position {int(self.route[-1]) + 1}"
        )

    def key(self, key_type: int) -> Key | None:
        """Its first key element of a type."""
        return first_key(self.keys, key_type)


class Expiry(NamedTuple):
    """The `ttl` block; `attribute` is empty where it is missing or unreadable."""

    enabled: bool
    attribute: str


class Encryption(NamedTuple):
    """The `serverSideEncryption` block; `key` is empty where it is missing or unreadable."""

    enabled: bool
    key: str


class Table(NamedTuple):
    """A table as the manifest describes it."""

    manifest: Manifest
    quotas: Quotas
    spec: dict[str, Any]
    name: str
    metadata: dict[str, Any]
    labels: dict[str, str]
    billing_mode: int
    throughput: Throughput | None
    attributes: list[Attribute]
    keys: list[Key]
    global_indexes: list[Index]
    local_indexes: list[Index]
    expiry: Expiry | None
    encryption: Encryption | None
    attribute_types: dict[str, int]
    key_attributes: set[str]
    """Every attribute that a key of the table or of an index names, and "" where one names none."""

    @property
    def indexes(self) -> list[Index]:
        """All secondary indexes, global ones first."""
        return self.global_indexes + self.local_indexes if self.local_indexes else self.global_indexes

    def key(self, key_type: int) -> Key | None:
        """The table's own first key element of a type."""
        return first_key(self.keys, key_type)

    def key_schemas(self) -> Iterator[tuple[Route, list[Key], Index | None]]:
        """Every key schema with its route: the table's own, then those of the indexes."""
        yield ("spec", "keySchema"), self.keys, None
        for index in self.indexes:
            yield (*index.route, "keySchema"), index.keys, index

    def sound(self, *route: str | int) -> bool:
        """Whether everything at a route and below it could be read; a rule about it keeps quiet if not."""
        return self.manifest.sound(*route)

    def absent(self, *route: str | int) -> bool:
        """Whether a field is missing for sure: no unknown key beside it may have been meant for it."""
        manifest, parent = self.manifest, route[:-1]
        return self.sound(*route) and not any(
            isinstance(problem, UnknownField) and problem.suggestion is None and problem.route[:-1] == parent
            for problem in manifest.problems
        )

    def spelled(self, *route: str | int) -> str:
        """How the file writes the value (or, for a collection, the key) at a route: messages quote that."""
        return self.manifest.spelled(*route)

    def spelled_key(self, *route: str | int) -> str:
        """How the file spells the key that a route ends in."""
        return self.manifest.key(*route)

    def spelled_word(self, prefix: str, word: str) -> str:
        """How the file would write an enum value: with its prefix if that is how it writes the first one."""
        for kin, route in _FIRST_WORDS:
            if self.given(*route):
                return prefix + word if self.spelled(*route).startswith(kin) else word
        return word

    def given(self, *route: str | int) -> bool:
        """Whether the file has anything at a route."""
        return self.manifest.given(*route)


def first_key(keys: list[Key], key_type: int) -> Key | None:
    """The first element of a type in a key schema."""
    return next((key for key in keys if key.type == key_type), None)


def table_of(manifest: Manifest, quotas: Quotas) -> Table:
    """The parts of a decoded manifest."""
    metadata: dict[str, Any] = manifest.fields.get("metadata") or {}  # type: ignore[assignment]
    spec: dict[str, Any] = manifest.fields.get("spec") or {}  # type: ignore[assignment]
    attributes = _attributes(spec.get("attribute_definitions", ()))
    keys = _keys(("spec", "keySchema"), spec.get("key_schema", ()))
    table = Table(
        manifest,
        quotas,
        spec,
        metadata.get("name", ""),
        metadata,
        metadata.get("labels", {}),
        spec.get("billing_mode", 0),
        _throughput(("spec",), spec),
        attributes,
        keys,
        _indexes("globalSecondaryIndexes", spec.get("global_secondary_indexes", ()), is_global=True),
        _indexes("localSecondaryIndexes", spec.get("local_secondary_indexes", ()), is_global=False),
        _expiry(spec.get("ttl")),
        _encryption(spec.get("server_side_encryption")),
        {attribute.name: attribute.type for attribute in reversed(attributes)},
        {key.attribute for key in keys},
    )
    for index in table.indexes:
        table.key_attributes.update([key.attribute for key in index.keys])
    return table


def _attributes(items: list[dict[str, Any]]) -> list[Attribute]:
    base = ("spec", "attributeDefinitions")
    return [
        Attribute((*base, index), item.get("name", ""), item.get("type", 0))
        for index, item in enumerate(items)
    ]


def _keys(base: Route, items: list[dict[str, Any]]) -> list[Key]:
    return [
        Key((*base, index), item.get("attribute_name", ""), item.get("key_type", 0))
        for index, item in enumerate(items)
    ]


def _throughput(base: Route, fields: dict[str, Any]) -> Throughput | None:
    given = fields.get("provisioned_throughput")
    if given is None:
        return None
    route = (*base, "provisionedThroughput")
    return Throughput(route, given.get("read_capacity_units"), given.get("write_capacity_units"))


def _expiry(given: dict[str, Any] | None) -> Expiry | None:
    return None if given is None else Expiry(given.get("enabled", False), given.get("attribute_name", ""))


def _encryption(given: dict[str, Any] | None) -> Encryption | None:
    return None if given is None else Encryption(given.get("enabled", False), given.get("kms_key_arn", ""))


def _indexes(field_name: str, items: list[dict[str, Any]], *, is_global: bool) -> list[Index]:
    indexes = []
    for position, item in enumerate(items):
        route = ("spec", field_name, position)
        given = item.get("projection")
        projection = None
        if given is not None:
            names = [name or "" for name in given.get("non_key_attributes", ())]
            projection = Projection((*route, "projection"), given.get("type", 0), names)
        keys = _keys((*route, "keySchema"), item.get("key_schema", ()))
        throughput = _throughput(route, item) if is_global else None
        indexes.append(Index(route, is_global, item.get("name", ""), keys, projection, throughput))
    return indexes
