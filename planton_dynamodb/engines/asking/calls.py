"""Calls made until they are through: all pages, and again, after a while, what was throttled or left over."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from planton_dynamodb.engines.dynamodb import Answer, DynamoDB, Refused
from planton_dynamodb.patterns.values import Attributes

MOST_WRITES, MOST_KEYS = 25, 100
"""How many items one BatchWriteItem writes, and one BatchGetItem reads."""

_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "TransactionInProgressException",
    }
)
_TRANSACTION_THROTTLED = ("ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict")
_LEFT_OVER = "ProvisionedThroughputExceededException"


class Pace(NamedTuple):
    """How long to wait before something is tried again, and how often it is."""

    attempts: int = 10
    first: float = 0.05
    """The longest first pause, in seconds. Each pause may be twice as long as the one before."""
    longest: float = 5.0
    sleep: Callable[[float], object] = time.sleep
    between: Callable[[float, float], float] = random.uniform
    clock: Callable[[], float] = time.monotonic

    def wait(self, attempt: int) -> bool:
        """Wait before something is tried again; False where it has been tried often enough.

        Any part of a pause will do (jitter), so that those who were throttled together don't come back together.
        """
        if attempt >= self.attempts:
            return False
        self.sleep(self.between(0, min(self.longest, self.first * 2 ** (attempt - 1))))
        return True


class Found(NamedTuple):
    """What a search came back with, all pages together."""

    items: tuple[Attributes, ...]
    read: int
    """How many items were read, those included that a filter took away."""


class Calls:
    """Calls to DynamoDB about one table, counted."""

    def __init__(self, service: DynamoDB, table: str, pace: Pace, *, charged: bool = True) -> None:
        self._charged = {"ReturnConsumedCapacity": "INDEXES"} if charged else {}
        self._service = service
        self._table = table
        self._pace = pace
        self.made: Counter[str] = Counter()
        self.again = 0
        """How many of them were made because something had been throttled or left over."""
        self.read_units = 0.0
        self.write_units = 0.0

    def forget(self) -> None:
        """Begin to count anew."""
        self.made.clear()
        self.again = 0
        self.read_units = self.write_units = 0.0

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Make one call, and make it again while it is throttled."""
        for attempt in count(1):
            self.made[operation] += 1
            try:
                answer = self._service.call(operation, parameters)
            except Refused as refused:
                if not _is_throttled(refused) or not self._pace.wait(attempt):
                    raise
                self.again += 1
            else:
                self._count(operation, answer)
                return answer
        raise AssertionError("counting has no end")

    def pages(self, operation: str, parameters: Mapping[str, Any]) -> Iterator[Found]:
        """Query or Scan, page by page."""
        asked = dict(parameters)
        while True:
            answer = self.call(operation, asked)
            items = tuple(answer.get("Items", ()))
            yield Found(items, int(answer.get("ScannedCount", len(items))))
            if not answer.get("LastEvaluatedKey"):
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def search(self, operation: str, parameters: Mapping[str, Any]) -> Found:
        """Query or Scan: one page where there is a limit, else all."""
        pages = self.pages(operation, parameters)
        found = [next(pages)] if "Limit" in parameters else list(pages)
        items = tuple(item for page in found for item in page.items)
        return Found(items, sum(page.read for page in found))

    def batch_get(self, parameters: Mapping[str, Any]) -> tuple[Attributes, ...]:
        """BatchGetItem, and again for the keys that were not processed."""
        found: list[Attributes] = []
        for answer in self._until_processed("BatchGetItem", parameters, "UnprocessedKeys"):
            found += answer.get("Responses", {}).get(self._table, ())
        return tuple(found)

    def get(self, keys: Sequence[Attributes]) -> tuple[Attributes, ...]:
        """The items with these keys, as they are now; no two keys may be the same."""
        found: tuple[Attributes, ...] = ()
        for part in _parts(keys, MOST_KEYS):
            wanted = {"Keys": list(part), "ConsistentRead": True}
            found += self.batch_get({"RequestItems": {self._table: wanted}})
        return found

    def write(self, *, put: Sequence[Attributes] = (), delete: Sequence[Attributes] = ()) -> None:
        """BatchWriteItem, 25 items at a time, and again for those that were not processed."""
        requests: list[Answer] = [
            *({"PutRequest": {"Item": item}} for item in put),
            *({"DeleteRequest": {"Key": key}} for key in delete),
        ]
        for part in _parts(requests, MOST_WRITES):
            parameters = {"RequestItems": {self._table: list(part)}, **self._charged}
            for _ in self._until_processed("BatchWriteItem", parameters, "UnprocessedItems"):
                pass

    def _until_processed(
        self, operation: str, parameters: Mapping[str, Any], left_over: str
    ) -> Iterator[Answer]:
        asked = dict(parameters)
        for attempt in count(1):
            answer = self.call(operation, asked)
            yield answer
            if not answer.get(left_over):
                return
            if not self._pace.wait(attempt):
                raise Refused(operation, _LEFT_OVER, f"{left_over} after {self._pace.attempts} attempts")
            asked["RequestItems"] = answer[left_over]
            self.again += 1

    def _count(self, operation: str, answer: Answer) -> None:
        consumed: Any = answer.get("ConsumedCapacity") or []
        units = sum(
            float(each.get("CapacityUnits", 0))
            for each in (consumed if isinstance(consumed, list) else [consumed])
        )
        if operation in _READS:
            self.read_units += units
        else:
            self.write_units += units


def _parts(sequence: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (sequence[start : start + size] for start in range(0, len(sequence), size))


def _is_throttled(refused: Refused) -> bool:
    if refused.code == "TransactionCanceledException":
        causes = any(cause in refused.text for cause in _TRANSACTION_THROTTLED)
        return causes and "ConditionalCheckFailed" not in refused.text
    return refused.code in _THROTTLED
