"""A DynamoDB that is busy: it turns calls away, and leaves part of what a batch asks for undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from planton_dynamodb.engines.dynamodb import Answer, DynamoDB, Refused

_BUSY = "The level of configured provisioned throughput for the table was exceeded."


class Busy:
    """In front of a DynamoDB: of each kind of call it turns every third one away, and of a batch it does two thirds."""

    def __init__(self, service: DynamoDB) -> None:
        self._service = service
        self._asked: Counter[str] = Counter()
        self.turned_away = 0
        self.left_undone = 0
        self.deleted: list[Mapping[str, Any]] = []
        """The keys of all that was deleted, in order."""
        self.largest_batch = 0

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Answer a call, or do not."""
        self._asked[operation] += 1
        if self._asked[operation] % 3 == 0:
            self.turned_away += 1
            raise Refused(operation, "ProvisionedThroughputExceededException", _BUSY)
        if operation == "BatchWriteItem":
            return self._in_part(parameters)
        return self._service.call(operation, parameters)

    def _in_part(self, parameters: Mapping[str, Any]) -> Answer:
        ((table, requests),) = parameters["RequestItems"].items()
        self.largest_batch = max(self.largest_batch, len(requests))
        done = requests[: max(1, len(requests) * 2 // 3)]
        undone = requests[len(done) :]
        answer = self._service.call("BatchWriteItem", {**parameters, "RequestItems": {table: done}})
        self.deleted += [each["DeleteRequest"]["Key"] for each in done if "DeleteRequest" in each]
        self.left_undone += len(undone)
        return {**answer, "UnprocessedItems": {table: undone} if undone else {}}
