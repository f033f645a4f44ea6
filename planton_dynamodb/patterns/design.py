"""Access patterns as values: entities, sample items and patterns, each knowing its route in the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from planton_dynamodb.contract.shapes import ENUMS
from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.words import WRITTEN, camel, snake
from planton_dynamodb.patterns.templates import Template
from planton_dynamodb.rules.wording import quoted
from planton_dynamodb.table.table import GlobalIndex, Key, LocalIndex, Table

GET_ITEM, QUERY, BATCH_GET_ITEM, SCAN = "GetItem", "Query", "BatchGetItem", "Scan"
PUT_ITEM, UPDATE_ITEM, DELETE_ITEM = "PutItem", "UpdateItem", "DeleteItem"
TRANSACT_WRITE_ITEMS, DELETE_COLLECTION = "TransactWriteItems", "DeleteCollection"
CONDITION_CHECK = "ConditionCheck"

READS = frozenset({GET_ITEM, QUERY, BATCH_GET_ITEM, SCAN})
COMPARISONS = ("equals", "beginsWith", "lessThan", "atMost", "greaterThan", "atLeast", "between")

_OPERATIONS = {
    number: WRITTEN.get(name, "") for name, number in ENUMS["org.project_planton.dynamodb.v1.Operation"]
}
_DESCENDING = 2


class Entity(NamedTuple):
    """A sort of item: the templates of its keys."""

    route: Route
    name: str
    keys: Mapping[str, Template]
    sparse: tuple[str, ...]
    """The indexes in which only some items of it stand."""
    population: int | None = None
    """How many such items there are."""
    item_size: str = ""
    """How large one is, as it is written."""


class Item(NamedTuple):
    """A sample item as it is written."""

    route: Route
    name: str
    entity: str
    attributes: Mapping[str, Plain]

    @property
    def label(self) -> str:
        """How a message names it behind its sort: by its name, else by its position."""
        return quoted(self.name) if self.name else f"number {int(self.route[-1]) + 1}"

    @property
    def called(self) -> str:
        """How a message names it by itself: `alice`, the sample item number 2."""
        return self.label if self.name else f"the sample item {self.label}"


class Comparison(NamedTuple):
    """What a key attribute is compared with. One operator is what there should be."""

    route: Route
    attribute: str
    operators: Mapping[str, tuple[Plain, ...]]
    """Each operator that is written, by its name in camelCase, with what stands beside it."""


class Write(NamedTuple):
    """One write: an operation of its own, or a part of a transaction."""

    route: Route
    operation: str
    entity: str
    key: Mapping[str, Plain]
    item: Mapping[str, Plain]
    update: str
    condition: str
    names: Mapping[str, str]
    values: Mapping[str, Plain]
    given: frozenset[str] = frozenset()
    """The fields that say something, by their names in camelCase, be they of use to this operation or not."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What comes of a pattern. `items` and `count` are None where nothing is said of them."""

    route: Route
    items: tuple[Plain, ...] | None
    count: int | None
    ordered: bool
    error: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that a system does with its table."""

    route: Route
    name: str
    description: str
    operation: str
    """By AWS's name; empty where none is given."""
    index: str
    parameters: Mapping[str, Plain]
    key: Mapping[str, Plain]
    keys: tuple[Mapping[str, Plain], ...]
    conditions: tuple[Comparison, ...]
    filter: str
    names: Mapping[str, str]
    values: Mapping[str, Plain]
    entity: str
    attributes: tuple[str, ...]
    consistent: bool
    descending: bool
    limit: int | None
    writes: tuple[Write, ...]
    """What it writes, in order: one for a simple write, several for a transaction, none for a read."""
    expect: Expectation | None
    given: frozenset[str] = frozenset()
    """The fields that say something, by their names in camelCase, be they of use to this operation or not."""
    frequency: str = ""
    """How often it is done, as it is written."""
    items_per_call: int | None = None

    @property
    def label(self) -> str:
        """How a message names it: by its name, else by its position."""
        return quoted(self.name) if self.name else f"number {int(self.route[-1]) + 1}"

    @property
    def is_open(self) -> bool:
        """Whether nothing is said of what is to come of it, so that nothing would be wrong."""
        expect = self.expect
        return expect is None or (expect.items is None and expect.count is None and not expect.error)

    @property
    def is_read(self) -> bool:
        """Whether it leaves the table as it was."""
        return self.operation in READS

    @property
    def queries(self) -> bool:
        """Whether it asks by a key condition."""
        return self.operation in (QUERY, DELETE_COLLECTION)


@dataclass(frozen=True)
class Design:
    """Everything that rules about access patterns look at."""

    manifest: Manifest
    table_name: str
    entities: tuple[Entity, ...]
    items: tuple[Item, ...]
    patterns: tuple[Pattern, ...]
    table_manifest: Manifest | None = None
    """The manifest of the table that is asked, where it is within reach."""
    loaded: Loaded | None = None
    """The file that it stands in."""
    table: Table | None = None
    """The table, where nothing is wrong with its manifest."""
    table_errors: int = 0
    """How many errors there are in the manifest of the table."""
    nearby: tuple[tuple[str, ...], ...] = ()
    """The names of the tables within reach, where none of them is the one that is asked, the nearest place first."""
    others: tuple[Design, ...] = ()
    """The other access patterns of that table in the same file; for all but the first of them, that one alone."""

    def sound(self, *route: str | int) -> bool:
        """Whether everything at a route and below it could be read; a rule about it keeps quiet if not."""
        return self.manifest.sound(*route)

    def entity(self, name: str) -> Entity | None:
        """The entity of a name."""
        return self._entities.get(name) if name else None

    def item(self, name: str) -> Item | None:
        """The sample item of a name."""
        return self._items.get(name) if name else None

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        """By name; of several with one name, the first."""
        return {entity.name: entity for entity in reversed(self.entities)}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.name: item for item in reversed(self.items)}


def index_of(table: Table, name: str) -> GlobalIndex | LocalIndex | None:
    """The index of a name."""
    return next((index for index in table.indexes if index.name == name), None)


def key_of(table: Table, index: str) -> Key | None:
    """The key of the table, or of an index of it; None where there is no such index."""
    if not index:
        return table.key
    found = index_of(table, index)
    return found.key if found is not None else None


def is_global(table: Table, index: str) -> bool:
    """Whether an index is a global one."""
    return any(each.name == index for each in table.global_indexes)


def design_of(manifest: Manifest) -> Design:
    """The parts of a manifest of access patterns. Its table is for `reach` to find."""
    spec: dict[str, Any] = manifest.fields.get("spec") or {}  # type: ignore[assignment]
    return Design(
        manifest,
        spec.get("table", ""),
        tuple(_entities(spec.get("entities", ()))),
        tuple(_items(spec.get("items", ()))),
        tuple(_patterns(spec.get("patterns", ()))),
    )


def _entities(given: list[dict[str, Any]]) -> Iterator[Entity]:
    for position, fields in enumerate(given):
        keys = {attribute: Template(text) for attribute, text in fields.get("keys", {}).items()}
        sparse = tuple(name or "" for name in fields.get("sparse_indexes", ()))
        route = ("spec", "entities", position)
        size = fields.get("item_size", "")
        yield Entity(route, fields.get("name", ""), keys, sparse, fields.get("count"), size)


def _items(given: list[dict[str, Any]]) -> Iterator[Item]:
    for position, fields in enumerate(given):
        yield Item(
            ("spec", "items", position),
            fields.get("name", ""),
            fields.get("entity", ""),
            fields.get("attributes", {}),
        )


def _patterns(given: list[dict[str, Any]]) -> Iterator[Pattern]:
    for position, fields in enumerate(given):
        yield _pattern(("spec", "patterns", position), fields)


def _pattern(route: Route, fields: dict[str, Any]) -> Pattern:
    operation = _OPERATIONS.get(fields.get("operation", 0), "")
    return Pattern(
        route=route,
        name=fields.get("name", ""),
        description=fields.get("description", ""),
        operation=operation,
        index=fields.get("index", ""),
        parameters=fields.get("parameters", {}),
        key=fields.get("key", {}),
        keys=tuple(key or {} for key in fields.get("keys", ())),
        conditions=tuple(_comparisons((*route, "keyCondition"), fields.get("key_condition", {}))),
        filter=fields.get("filter", ""),
        names=fields.get("names", {}),
        values=fields.get("values", {}),
        entity=fields.get("entity", ""),
        attributes=tuple(name or "" for name in fields.get("attributes", ())),
        consistent=fields.get("consistent_read", False),
        descending=fields.get("order", 0) == _DESCENDING,
        limit=fields.get("limit"),
        writes=tuple(_writes(route, operation, fields)),
        expect=_expectation((*route, "expect"), fields.get("expect")),
        given=_given(fields),
        frequency=fields.get("frequency", ""),
        items_per_call=fields.get("items_per_call"),
    )


def _given(fields: Mapping[str, Any]) -> frozenset[str]:
    """A number and a boolean say something whatever they are; an empty text or collection does not."""
    return frozenset(camel(name) for name, value in fields.items() if value or isinstance(value, int | float))


def _comparisons(route: Route, given: Mapping[str, dict[str, Any]]) -> Iterator[Comparison]:
    for attribute, fields in given.items():
        operators = {
            name: tuple(fields[snake(name)]) if name == "between" else (fields[snake(name)],)
            for name in COMPARISONS
            if snake(name) in (fields or {})
        }
        yield Comparison((*route, attribute), attribute, operators)


def _writes(route: Route, operation: str, fields: dict[str, Any]) -> Iterator[Write]:
    if operation in (PUT_ITEM, UPDATE_ITEM, DELETE_ITEM):
        yield _write(route, operation, fields)
    elif operation == TRANSACT_WRITE_ITEMS:
        for position, part in enumerate(fields.get("writes", ())):
            yield _write((*route, "writes", position), _OPERATIONS.get(part.get("operation", 0), ""), part)


def _write(route: Route, operation: str, fields: dict[str, Any]) -> Write:
    return Write(
        route=route,
        operation=operation,
        entity=fields.get("entity", ""),
        key=fields.get("key", {}),
        item=fields.get("item", {}),
        update=fields.get("update", ""),
        condition=fields.get("condition", ""),
        names=fields.get("names", {}),
        values=fields.get("values", {}),
        given=_given(fields),
    )


def _expectation(route: Route, given: dict[str, Any] | None) -> Expectation | None:
    if given is None:
        return None
    items = given.get("items")
    return Expectation(
        route,
        None if items is None else tuple(items),
        given.get("count"),
        given.get("ordered", False),
        given.get("error", ""),
    )
