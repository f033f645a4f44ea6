"""The rules about access patterns that a Kubernetes API server can check, in CEL and in patterns.

Whether a table can answer is not among them: that takes the table, and often asking it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planton_dynamodb.contract.shapes import ENUMS, MESSAGES
from planton_dynamodb.manifest.words import WRITTEN, camel
from planton_dynamodb.patterns import takes
from planton_dynamodb.rules.wording import listed
from planton_dynamodb.targets.kubernetes_amounts import RATE, SIZE
from planton_dynamodb.targets.kubernetes_rule import CelRule, Rules, among, spellings

_PACKAGE = "org.project_planton.dynamodb.v1"
_OPERATION = f"{_PACKAGE}.Operation"
_NAMES = {WRITTEN[name]: name for name, number in ENUMS[_OPERATION] if number}
"""The operations by AWS's names."""


def _words(operations: tuple[str, ...]) -> list[str]:
    return list(spellings(_OPERATION, *(_NAMES[each] for each in operations)))


def _in(operations: tuple[str, ...]) -> str:
    return f"self.operation in {among(_OPERATION, *(_NAMES[each] for each in operations))}"


def _misplaced(message: str, *, in_transaction: bool) -> Iterator[CelRule]:
    """That each field stands with an operation that takes it."""
    known = takes.IN_TRANSACTIONS if in_transaction else takes.OPERATIONS
    for name, *_ in MESSAGES[f"{_PACKAGE}.{message}"]:
        field = camel(name)
        taking = tuple(
            each for each in known if not takes.misplaced(each, (field,), in_transaction=in_transaction)
        )
        if taking and len(taking) < len(known):
            yield CelRule(
                "operation-field-misplaced",
                f"`{field}` goes with {listed(taking)}",
                f"{_not(_given(message, field))} || {_in(taking)}",
                f".{field}",
            )


def _given(message: str, field: str) -> str:
    """That a field says something: an empty text or collection does not."""
    found = next(each for each in MESSAGES[f"{_PACKAGE}.{message}"] if camel(each[0]) == field)
    _, repeated, sort, of = found
    there = f"has(self.{field})"
    if sort == "string" and not repeated:
        return f'{there} && self.{field} != ""'
    # What is free in shape is an object to CEL, which knows no size of one.
    free = sort == "map" and any(each[2] == "value" for each in MESSAGES[of])
    return f"{there} && size(self.{field}) > 0" if repeated or (sort == "map" and not free) else there


def _not(test: str) -> str:
    return f"!({test})" if " " in test else f"!{test}"


def _missing(message: str, *, in_transaction: bool) -> Iterator[CelRule]:
    """That each operation has the fields that it needs."""
    needing: dict[tuple[str, ...], list[str]] = {}
    for operation in takes.IN_TRANSACTIONS if in_transaction else takes.OPERATIONS:
        given: tuple[str, ...] = ()
        while fields := takes.lacking(operation, given, in_transaction=in_transaction):
            needing.setdefault(fields, []).append(operation)
            given += fields
    for fields, operations in needing.items():
        there = " || ".join(_given(message, field) for field in fields)
        need = "need" if operations[1:] else "needs"
        yield CelRule(
            "operation-field-missing",
            f"{listed(operations)} {need} {listed(fields, 'or')}",
            f"!({_in(tuple(operations))}) ||\n{there}",
        )


_OF_ONE = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")

RULES: Rules = {
    "AwsDynamodbAccessPatternsSpec": (
        CelRule(
            "entity-unknown",
            "an entity that a pattern names is listed under spec.entities",
            '!has(self.patterns) || self.patterns.all(p, !has(p.entity) || p.entity == "" ||\n'
            "  (has(self.entities) && self.entities.exists(e, e.name == p.entity)))",
            ".patterns",
        ),
        CelRule(
            "entity-unknown",
            "an entity that a sample item names is listed under spec.entities",
            '!has(self.items) || self.items.all(i, !has(i.entity) || i.entity == "" ||\n'
            "  (has(self.entities) && self.entities.exists(e, e.name == i.entity)))",
            ".items",
        ),
    ),
    "Entity": (
        CelRule(
            "entity-count-negative",
            "there are 0 items of an entity or more",
            "!has(self.count) || int(self.count) >= 0",
            ".count",
        ),
    ),
    "AccessPattern": (
        *_missing("AccessPattern", in_transaction=False),
        *_misplaced("AccessPattern", in_transaction=False),
        CelRule(
            "index-on-single-item",
            f"an index is asked with {listed(sorted(takes.BY_INDEX), 'or')}",
            f'!has(self.index) || self.index == "" || {_in(tuple(sorted(takes.BY_INDEX)))}',
            ".index",
        ),
        CelRule(
            "items-per-call-impossible",
            "a call is about 1 item at least, 1 at most where it names one, and no more than `limit`",
            "!has(self.itemsPerCall) || (int(self.itemsPerCall) >= 1 &&\n"
            f"  (!({_in(_OF_ONE)}) || int(self.itemsPerCall) == 1) &&\n"
            "  (!has(self.limit) || self.limit == 0 || int(self.itemsPerCall) <= self.limit))",
            ".itemsPerCall",
        ),
    ),
    "TransactWrite": (
        *_missing("TransactWrite", in_transaction=True),
        *_misplaced("TransactWrite", in_transaction=True),
    ),
}

_NAME = {"minLength": 1, "maxLength": 255, "pattern": r"\S"}
_BY_NAME = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}

SHAPES: Mapping[str, dict[str, Any]] = {
    "Comparison": {"minProperties": 1, "maxProperties": 1},
    "AwsDynamodbAccessPatternsSpec.table": {"minLength": 1},
    "AwsDynamodbAccessPatternsSpec.patterns": {"required": False, "maxItems": 500, **_BY_NAME},
    "AwsDynamodbAccessPatternsSpec.entities": {"maxItems": 100, **_BY_NAME},
    "AwsDynamodbAccessPatternsSpec.items": {"maxItems": 500},
    "SampleItem.entity": {"maxLength": 255},
    "Entity.name": _NAME,
    "Entity.keys": {"required": False},
    "Entity.item_size": SIZE,
    "AccessPattern.name": _NAME,
    "AccessPattern.operation": {"enum": _words(takes.OPERATIONS)},
    "AccessPattern.index": {"maxLength": 255},
    "AccessPattern.entity": {"maxLength": 255},
    "AccessPattern.limit": {"minimum": 1},
    "AccessPattern.keys": {"maxItems": 100},
    "AccessPattern.writes": {"maxItems": 100},
    "AccessPattern.frequency": RATE,
    "TransactWrite.operation": {"enum": _words(takes.IN_TRANSACTIONS)},
}
