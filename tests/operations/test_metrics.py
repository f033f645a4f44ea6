from __future__ import annotations

from planton_dynamodb.operations.metrics import (
    ELSEWHERE,
    METRICS,
    MORE_OPERATIONS,
    OPERATIONS,
    PERCENTAGES,
)


def test_every_metric_is_counted_for_one_sort_of_thing() -> None:
    """No metric of DynamoDB is counted for operations and indexes at once, nor one of the account for either."""
    for name, counted in METRICS.items():
        assert not (counted.operations and counted.per_index), name
        assert counted.per_table or not (counted.operations or counted.per_index), name
        assert counted.per_index or not counted.only_per_index, name


def test_a_metric_is_within_reach_or_elsewhere() -> None:
    """Never both."""
    assert not METRICS.keys() & ELSEWHERE.keys()
    assert METRICS.keys() >= PERCENTAGES


def test_operations_of_metrics_are_those_that_there_are() -> None:
    """Each is named once, and metrics use no others."""
    known = [*OPERATIONS, *MORE_OPERATIONS]
    assert len(set(known)) == len(known)
    assert {operation for counted in METRICS.values() for operation in counted.operations} == set(known)


def test_what_is_done_to_one_side_has_its_pendant_on_the_other() -> None:
    """A metric of reads that has none of writes was forgotten."""
    for name in METRICS:
        if "Read" in name:
            assert name.replace("Read", "Write") in METRICS
