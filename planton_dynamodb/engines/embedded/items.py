"""Calls about items: judged as DynamoDB judges them, carried out by moto, and charged for what they really touched.

moto's units are made up, so that each call is charged here for the items that it read or wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from planton_dynamodb.engines.asking.calls import MOST_KEYS
from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded.expressions import carry_out, check_update, unfiltered
from planton_dynamodb.engines.embedded.judging import judge, reworded, wanted
from planton_dynamodb.patterns import units
from planton_dynamodb.patterns.design import is_global
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.table.table import Table

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Answer]

_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
OPERATIONS = _WRITES | _READS

_OWN_TO_A_PAGE = (
    "TableName",
    "IndexName",
    "Limit",
    "ExclusiveStartKey",
    "ScanIndexForward",
    "ConsistentRead",
)
_TRANSACTION_COSTS = 2


class Items:
    """The items of the tables that `ask` knows."""

    def __init__(self, ask: Ask, table_of: Callable[[str], Table]) -> None:
        self._ask = ask
        self._table_of = table_of

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Answer a call about items."""
        judge(operation, parameters, self._table_of)
        counted = parameters.get("ReturnConsumedCapacity", "NONE") != "NONE"
        # Who asked for units is charged; what moto would say of them is nobody's business.
        asked = {name: value for name, value in parameters.items() if name != "ReturnConsumedCapacity"}
        try:
            return self._charged(operation, asked) if counted else self._answered(operation, asked)
        except Refused as refused:
            raise reworded(refused, self._table_of, parameters) from None

    def _answered(self, operation: str, asked: Mapping[str, Any]) -> Answer:
        if operation == "UpdateItem":
            check_update(asked, self._standing(asked["TableName"], asked["Key"]))
        try:
            return self._ask(operation, asked)
        except Refused as refused:
            if refused.code != "InternalFailure":
                raise
            answer = carry_out(operation, asked, self._ask)
            if answer is None:
                raise
            return answer

    def _charged(self, operation: str, asked: Mapping[str, Any]) -> Answer:
        keys = list(_keys(operation, asked, self._table_of))
        before = self._all_standing(keys)
        answer = self._answered(operation, asked)
        after = self._all_standing(keys) if operation in _WRITES else before
        units_of: dict[str, float] = {}
        for (name, _), old, new in zip(keys, before, after, strict=True):
            cost = self._cost(operation, name, asked, old, new)
            units_of[name] = units_of.get(name, 0.0) + cost
        if operation in ("Query", "Scan"):
            units_of[asked["TableName"]] = self._cost_of_search(operation, asked)
        consumed = [{"TableName": name, "CapacityUnits": cost} for name, cost in units_of.items()]
        whole = operation in ("BatchGetItem", "BatchWriteItem", "TransactWriteItems")
        return {**answer, "ConsumedCapacity": consumed if whole else consumed[0]}

    def _all_standing(self, keys: Sequence[tuple[str, Attributes]]) -> list[Attributes | None]:
        """What stands under each key; asked for in batches, since each call of moto takes its time."""
        stores = {name: Store(self._table_of(name), self._batch(name, keys)) for name in dict(keys)}
        return [stores[name].get(key) for name, key in keys]

    def _batch(self, name: str, keys: Sequence[tuple[str, Attributes]]) -> Iterator[Attributes]:
        unlike = {repr(sorted(key.items())): key for table, key in keys if table == name}
        wanted_keys = list(unlike.values())
        for start in range(0, len(wanted_keys), MOST_KEYS):
            asked = {"RequestItems": {name: {"Keys": wanted_keys[start : start + MOST_KEYS]}}}
            while asked["RequestItems"]:
                answer = self._ask("BatchGetItem", asked)
                yield from answer["Responses"].get(name, ())
                asked = {"RequestItems": answer.get("UnprocessedKeys") or {}}

    def _standing(self, name: str, key: Attributes) -> Attributes | None:
        found: Attributes | None = self._ask("GetItem", {"TableName": name, "Key": key}).get("Item")
        return found

    def _cost(
        self,
        operation: str,
        name: str,
        asked: Mapping[str, Any],
        old: Attributes | None,
        new: Attributes | None,
    ) -> float:
        if operation in _READS:
            options = asked["RequestItems"][name] if operation == "BatchGetItem" else asked
            return units.of_single_reads([old], consistent=bool(options.get("ConsistentRead")))
        factor = _TRANSACTION_COSTS if operation == "TransactWriteItems" else 1
        return factor * units.of_write(Store(self._table_of(name), ()), old, new)

    def _cost_of_search(self, operation: str, asked: Mapping[str, Any]) -> float:
        """The units of one page: what it read, a filter and a projection or not."""
        table, index = self._table_of(asked["TableName"]), asked.get("IndexName", "")
        read = self._ask(operation, unfiltered(asked)).get("Items", [])
        consistent = bool(asked.get("ConsistentRead"))
        cost = units.of_query(read, consistent=consistent)
        store = Store(table, ())
        if not is_global(table, index) and units.fetches(store, index, wanted(asked)):
            whole = self._all_standing([(table.name, store.key(item)) for item in read])
            cost += units.of_single_reads(whole, consistent=consistent)
        return cost


def _keys(
    operation: str, asked: Mapping[str, Any], table_of: Callable[[str], Table]
) -> list[tuple[str, Attributes]]:
    """The items that a call names by their keys, each with its table."""
    found: list[tuple[str, Attributes]] = []
    if operation in ("GetItem", "UpdateItem", "DeleteItem", "PutItem"):
        found = [(asked["TableName"], asked.get("Key") or asked["Item"])]
    elif operation == "BatchGetItem":
        found = [(name, key) for name, each in asked["RequestItems"].items() for key in each["Keys"]]
    elif operation == "BatchWriteItem":
        for name, parts in asked["RequestItems"].items():
            found += [(name, _written(next(iter(part.values())))) for part in parts]
    elif operation == "TransactWriteItems":
        written = [next(iter(part.values())) for part in asked["TransactItems"]]
        found = [(each["TableName"], _written(each)) for each in written]
    return [
        (
            name,
            {attribute: item[attribute] for attribute in table_of(name).key.attributes if attribute in item},
        )
        for name, item in found
    ]


def _written(write: Mapping[str, Any]) -> Attributes:
    item: Attributes = write.get("Key") or write["Item"]
    return item
