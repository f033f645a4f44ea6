"""The row of each pattern: what it asks, by which key, and whether the table can do it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.patterns.served import Row, Verdict, rows, total
from planton_dynamodb.patterns.trial import Trial
from tests.patterns.shop import (
    EVERYTHING,
    FORGET,
    GET_CUSTOMER,
    OPEN_ORDERS,
    ORDERS,
    PLACE_ORDER,
    SERVED,
    TABLE,
    tried,
)

BATCH = """\
    - name: some-orders
      operation: BatchGetItem
      parameters: {customer: alice}
      keys:
        - {PK: "CUSTOMER#{customer}", SK: ORDER#2025-01-05}
        - {PK: "CUSTOMER#{customer}", SK: ORDER#2025-02-07}
        - {PK: "CUSTOMER#{customer}", SK: ORDER#2025-03-01}
        - {PK: "CUSTOMER#{customer}", SK: ORDER#2025-04-01}
      expect: {items: [first, second, third]}
"""
PAY = """\
    - name: pay
      operation: TransactWriteItems
      writes:
        - operation: UpdateItem
          key: {PK: CUSTOMER#alice, SK: ORDER#2025-02-07}
          update: "SET #status = :paid"
          names: {"#status": status}
          values: {":paid": paid}
        - operation: PutItem
          entity: order
          item: {customer: alice, placed: 2025-05-01, status: open}
"""


def row(patterns: str) -> Row:
    """The row of the only pattern."""
    (only,) = rows(tried(patterns))
    return only


@pytest.mark.parametrize(
    ("patterns", "keys"),
    [
        (GET_CUSTOMER, "PK = CUSTOMER#{customer}, SK = PROFILE"),
        (ORDERS, "PK = CUSTOMER#{customer}, SK begins with ORDER#"),
        (OPEN_ORDERS, "status = open, SK between ORDER#2025-01 and ORDER#2026"),
        (PLACE_ORDER, "PK = CUSTOMER#{customer}, SK = ORDER#{placed}"),
        (FORGET, "PK = CUSTOMER#{customer}"),
        (EVERYTHING, ""),
        (
            BATCH,
            (
                "PK = CUSTOMER#{customer}, SK = ORDER#2025-01-05; PK = CUSTOMER#{customer}, SK = ORDER#2025-02-07; "
                "PK = CUSTOMER#{customer}, SK = ORDER#2025-03-01; and 1 more"
            ),
        ),
        (
            PAY,
            (
                "UpdateItem PK = CUSTOMER#alice, SK = ORDER#2025-02-07; "
                "PutItem PK = CUSTOMER#{customer}, SK = ORDER#{placed}"
            ),
        ),
    ],
)
def test_keys_are_said_as_they_are_written(patterns: str, keys: str) -> None:
    """With the templates that stand there, or with the entity's where those make the key."""
    assert row(patterns).keys == keys


@pytest.mark.parametrize(
    ("patterns", "verdict"),
    [
        (GET_CUSTOMER, Verdict.SERVED),
        (EVERYTHING, Verdict.SCAN),
        (PAY, Verdict.UNTRIED),
        (GET_CUSTOMER.replace("      expect: {items: [alice]}\n", ""), Verdict.UNTRIED),
        (GET_CUSTOMER.replace("{items: [alice]}", "{}"), Verdict.UNTRIED),
        (OPEN_ORDERS.replace("by-status", "by-state"), Verdict.NOT_SERVED),
        (OPEN_ORDERS.replace("status: {equals: open}", "status: {beginsWith: o}"), Verdict.NOT_SERVED),
        (
            OPEN_ORDERS.replace("by-status", "by-state").replace(
                "{items: [third, second], ordered: true}", "{error: ValidationException}"
            ),
            Verdict.SERVED,
        ),
    ],
)
def test_a_verdict_is_what_became_of_it(patterns: str, verdict: Verdict) -> None:
    """Served, served by reading everything, not to be asked at all, or not tried; a refusal may be what is wanted."""
    assert row(patterns).verdict is verdict


def test_nothing_is_tried_where_no_item_stands_in_the_index() -> None:
    """That nothing comes of an empty index proves nothing."""
    trial = tried(OPEN_ORDERS.replace("{items: [third, second], ordered: true}", "{count: 2}"))
    assert [each.verdict for each in rows(trial)] == [Verdict.SERVED]
    without = Trial(replace(trial.design, items=()))
    assert [each.verdict for each in rows(without)] == [Verdict.UNTRIED]


@pytest.mark.parametrize("expected", ["{items: [first, second, third]}", "{count: 3}"])
def test_a_pattern_is_untried_where_an_item_is_not_in_the_table(expected: str) -> None:
    """Of an item that DynamoDB would not take, the patterns that read it can show nothing."""
    trial = tried(ORDERS.replace("{items: [first, second, third]}", expected))
    first, *others = (item for item in trial.design.items if item.entity == "order")
    broken = first._replace(attributes={**first.attributes, "placed": "x" * 1025})
    spoilt = Trial(replace(trial.design, items=(broken, *others)))
    assert [each.verdict for each in rows(trial)] == [Verdict.SERVED]
    assert [each.verdict for each in rows(spoilt)] == [Verdict.UNTRIED]


def test_units_and_items_are_counted_on_the_sample() -> None:
    """What was read, what came back, and what a write costs with its indexes."""
    got = {each.name: each for each in rows(tried(SERVED))}
    assert (got["orders"].items_read, got["orders"].items_returned, got["orders"].read_units) == (3, 3, 0.5)
    assert (got["place-order"].read_units, got["place-order"].write_units) == (0, 2)
    assert got["forget-customer"].items_returned == 4
    assert "by-status" in TABLE
    assert got["forget-customer"].write_units == 4 + 3


def test_rows_come_to_a_sentence() -> None:
    """Verdicts that nothing has are not counted."""
    assert total(rows(tried(GET_CUSTOMER + EVERYTHING + PAY))) == (
        "3 patterns: 1 served, 1 by a scan, 1 untried"
    )
    assert total([]) == "no pattern checked"
