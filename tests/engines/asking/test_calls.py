"""Calls made until they are through, against a DynamoDB that answers by a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from planton_dynamodb.engines.asking.calls import Calls, Pace
from planton_dynamodb.engines.dynamodb import Answer, Refused

KEY = {"PK": {"S": "a"}}


class Listed:
    """Gives one answer after the other, and notes what it was asked."""

    def __init__(self, *answers: Answer | str) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """The next answer; a text is an error: `Code: message`."""
        self.asked.append((operation, dict(parameters)))
        answer = self._answers.pop(0)
        if isinstance(answer, str):
            code, _, text = answer.partition(": ")
            raise Refused(operation, code, text)
        return answer


def calls(service: Listed, pauses: list[float] | None = None, attempts: int = 4) -> Calls:
    """Calls to the table `t` that note their pauses, each as long as it may be."""
    noted = [] if pauses is None else pauses
    return Calls(
        service, "t", Pace(attempts=attempts, sleep=noted.append, between=lambda _, longest: longest)
    )


@pytest.mark.parametrize(
    "throttled",
    [
        "ProvisionedThroughputExceededException: ",
        "ThrottlingException: ",
        "InternalServerError: ",
        "TransactionCanceledException: reasons [ThrottlingError, None]",
        "TransactionCanceledException: reasons [TransactionConflict]",
    ],
)
def test_a_throttled_call_is_made_again(throttled: str) -> None:
    """After pauses, each of which may be twice as long as the one before."""
    service, pauses = Listed(throttled, throttled, throttled, {"Item": KEY}), list[float]()
    made = calls(service, pauses)
    assert made.call("GetItem", {"Key": KEY}) == {"Item": KEY}
    assert pauses == [0.05, 0.1, 0.2]
    assert (made.made["GetItem"], made.again) == (4, 3)


def test_no_pause_is_longer_than_the_longest() -> None:
    """However often something is tried."""
    service, pauses = Listed(*["ThrottlingException: "] * 12, {}), list[float]()
    calls(service, pauses, attempts=20).call("GetItem", {})
    assert max(pauses) == 5.0


def test_a_pause_is_any_part_of_what_it_may_be() -> None:
    """So that those who were throttled together do not come back together."""
    given: list[tuple[float, float]] = []

    def between(low: float, high: float) -> float:
        given.append((low, high))
        return low

    service = Listed("ThrottlingException: ", {})
    Calls(service, "t", Pace(sleep=lambda _: None, between=between)).call("GetItem", {})
    assert given == [(0, 0.05)]


def test_throttling_that_does_not_end_is_given_up() -> None:
    """The last answer is the answer."""
    service = Listed(*["ThrottlingException: too much"] * 5)
    with pytest.raises(Refused, match="ThrottlingException: too much"):
        calls(service, attempts=4).call("GetItem", {})
    assert len(service.asked) == 4


@pytest.mark.parametrize(
    "refused",
    [
        "ConditionalCheckFailedException: The conditional request failed",
        "ValidationException: no",
        "TransactionCanceledException: reasons [ConditionalCheckFailed, TransactionConflict]",
    ],
)
def test_what_is_refused_is_not_asked_again(refused: str) -> None:
    """It would be refused again."""
    service = Listed(refused)
    with pytest.raises(Refused):
        calls(service).call("PutItem", {})
    assert len(service.asked) == 1


def pages(*sizes: int) -> list[Answer]:
    """Answers of a Query, page by page."""
    made: list[Answer] = []
    for number, size in enumerate(sizes):
        last = {} if number == len(sizes) - 1 else {"LastEvaluatedKey": {"PK": {"N": str(number)}}}
        made.append({"Items": [KEY] * size, "ScannedCount": size + 1, **last})
    return made


def test_all_pages_are_read() -> None:
    """Each from where the one before ended; one may be empty."""
    service = Listed(*pages(2, 0, 1))
    found = calls(service).search("Query", {"TableName": "t"})
    assert (len(found.items), found.read) == (3, 6)
    assert [asked.get("ExclusiveStartKey") for _, asked in service.asked] == [
        None,
        {"PK": {"N": "0"}},
        {"PK": {"N": "1"}},
    ]


def test_a_limit_is_one_page() -> None:
    """What is behind it was not asked for."""
    assert len(calls(Listed(*pages(2, 1))).search("Query", {"Limit": 2}).items) == 2


def test_keys_that_were_not_processed_are_asked_for_again() -> None:
    """They alone, after a pause."""
    left = {"t": {"Keys": [KEY]}}
    service, pauses = (
        Listed({"Responses": {"t": [KEY]}, "UnprocessedKeys": left}, {"Responses": {"t": [KEY]}}),
        list[float](),
    )
    assert calls(service, pauses).batch_get({"RequestItems": {"t": {"Keys": [KEY, KEY]}}}) == (KEY, KEY)
    assert service.asked[1][1]["RequestItems"] == left
    assert pauses == [0.05]


def test_items_are_written_25_at_a_time_and_again_where_they_were_not_processed() -> None:
    """Each batch until nothing of it is left."""
    left = {"t": [{"DeleteRequest": {"Key": KEY}}]}
    service = Listed({"UnprocessedItems": left}, {"UnprocessedItems": left}, {}, {"UnprocessedItems": {}})
    made = calls(service)
    made.write(delete=[KEY] * 30)
    sizes = [len(asked["RequestItems"]["t"]) for _, asked in service.asked]
    assert sizes == [25, 1, 1, 5]
    assert (made.made["BatchWriteItem"], made.again) == (4, 2)


def test_items_that_are_never_processed_are_given_up() -> None:
    """With the error that a single write would have had."""
    left = {"t": [{"PutRequest": {"Item": KEY}}]}
    with pytest.raises(Refused, match="ProvisionedThroughputExceededException: UnprocessedItems after 3"):
        calls(Listed(*[{"UnprocessedItems": left}] * 4), attempts=3).write(put=[KEY])


def consumed(units: float) -> Answer:
    """What a call says of its price."""
    return {"TableName": "t", "CapacityUnits": units}


def test_units_are_added_up_apart_for_reads_and_writes() -> None:
    """Of one table or of a list of them."""
    answers: Sequence[Answer] = (
        {"ConsumedCapacity": consumed(0.5)},
        {"ConsumedCapacity": [consumed(1), consumed(2)]},
        {},
    )
    made = calls(Listed(*answers))
    made.call("Query", {})
    made.call("BatchWriteItem", {})
    made.call("GetItem", {})
    assert (made.read_units, made.write_units) == (0.5, 3)
