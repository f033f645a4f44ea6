"""Rules about how often patterns are asked, and how many items there are of which size."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.quantities import MisreadError, in_bytes, per_month
from planton_dynamodb.patterns.design import (
    DELETE_ITEM,
    GET_ITEM,
    PUT_ITEM,
    UPDATE_ITEM,
    Pattern,
)
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.amounts import misread_rate, misread_size, too_large, zero
from planton_dynamodb.rules.registry import ERROR, Finding, pattern_rule
from planton_dynamodb.rules.wording import counted, quoted

_OF_ONE = (GET_ITEM, PUT_ITEM, UPDATE_ITEM, DELETE_ITEM)


@pattern_rule(ERROR)
def frequency_unreadable(trial: Trial) -> Iterator[Finding]:
    """How often a pattern is asked does not say in which time.

    ## What it finds
    A `frequency` that is no number with a slash and one of `second`, `minute`, `hour`, `day`, `week` and `month` behind
    it, or that is negative.

    ## Why
    `cost` makes a month of it. Between so many a second and so many a month there is a factor of two and a half
    million, and nothing is taken for the one or the other.

    ## Example
    ```yaml
    patterns:
      - name: get-order
        operation: GET_ITEM
        key: {PK: "ORDER#1"}
        frequency: 1k per day
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-order
        operation: GET_ITEM
        key: {PK: "ORDER#1"}
        frequency: 1000/day
    ```

    ## Source
    The contract, `AccessPattern.frequency`.
    """
    for pattern in trial.patterns:
        if not pattern.frequency:
            continue
        try:
            per_month(pattern.frequency)
        except MisreadError as fault:
            yield misread_rate((*pattern.route, "frequency"), pattern.frequency, fault)


@pattern_rule(ERROR)
def items_per_call_impossible(trial: Trial) -> Iterator[Finding]:
    """A call is said to be about more or fewer items than it can be.

    ## What it finds
    An `itemsPerCall` below 1; one that is not 1 of GetItem, PutItem, UpdateItem and DeleteItem, which are about one
    item; and one above the pattern's own `limit`.

    ## Why
    `cost` multiplies by it. A call for one item that is charged for fifty makes fifty times the bill.

    ## Example
    ```yaml
    patterns:
      - name: latest-orders
        operation: QUERY
        keyCondition: {PK: {equals: "CUSTOMER#1"}}
        limit: 10
        itemsPerCall: 50
    ```

    ## The edit
    ```yaml
    patterns:
      - name: latest-orders
        operation: QUERY
        keyCondition: {PK: {equals: "CUSTOMER#1"}}
        limit: 10
        itemsPerCall: 10
    ```

    ## Source
    The contract, `AccessPattern.items_per_call`.
    """
    for pattern in trial.patterns:
        if pattern.items_per_call is None:
            continue
        found = _impossible(pattern, pattern.items_per_call)
        if found is not None:
            yield found


def _impossible(pattern: Pattern, count: int) -> Finding | None:
    route = (*pattern.route, "itemsPerCall")
    if count < 1:
        return Finding(
            route,
            f"a call of the pattern {pattern.label} cannot be about {counted(count, 'item')}",
            "write how many items a call reads or writes on average, 1 at least",
        )
    if pattern.operation in _OF_ONE and count != 1:
        return Finding(
            route,
            f"the pattern {pattern.label} is {pattern.operation}, which is about one item, not {count:,}",
            "leave out `itemsPerCall`, and say with `frequency` how many calls there are",
            at_key=True,
        )
    if pattern.limit and count > pattern.limit:
        return Finding(
            route,
            f"a call of the pattern {pattern.label} reads {counted(pattern.limit, 'item')} at most, not {count:,}",
            f"write {pattern.limit} or less, or raise the `limit`",
            related=((f"the limit is {pattern.limit:,}", (*pattern.route, "limit")),),
        )
    return None


@pattern_rule(ERROR)
def entity_count_negative(trial: Trial) -> Iterator[Finding]:
    """There are fewer than no items of an entity.

    ## What it finds
    A `count` of an entity below 0.

    ## Why
    `cost` works out from it how much the table holds.

    ## Example
    ```yaml
    entities:
      - name: order
        keys: {PK: "ORDER#{id}"}
        count: -1
    ```

    ## The edit
    ```yaml
    entities:
      - name: order
        keys: {PK: "ORDER#{id}"}
        count: 100000
    ```

    ## Source
    The contract, `Entity.count`.
    """
    for entity in trial.design.entities:
        if entity.population is not None and entity.population < 0 and trial.design.sound(*entity.route):
            yield Finding(
                (*entity.route, "count"),
                f"there cannot be {counted(entity.population, 'item')} of the entity {quoted(entity.name)}",
                "write how many there are, or leave it out where nobody knows",
            )


@pattern_rule(ERROR)
def entity_size_unreadable(trial: Trial) -> Iterator[Finding]:
    """The size of an entity's items has no unit that is known, or no item is so large.

    ## What it finds
    An `itemSize` of an entity that is no number with one of `B`, `KB`, `MB`, `GB` and `TB` behind it, that is negative
    or nothing at all, or that is more than 400 KB.

    ## Why
    Reads are charged by 4 KB and writes by 1 KB: what a number without its unit costs, nobody knows. DynamoDB takes no
    item of more than 400 KB.

    ## Example
    ```yaml
    entities:
      - name: order
        keys: {PK: "ORDER#{id}"}
        itemSize: 2048
    ```

    ## The edit
    ```yaml
    entities:
      - name: order
        keys: {PK: "ORDER#{id}"}
        itemSize: 2 KB
    ```

    ## Source
    The contract, `Entity.item_size`. AWS, Quotas in Amazon DynamoDB: item size.
    """
    for entity in trial.design.entities:
        if not entity.item_size or not trial.design.sound(*entity.route):
            continue
        route = (*entity.route, "itemSize")
        try:
            size = in_bytes(entity.item_size)
        except MisreadError as fault:
            yield misread_size(route, entity.item_size, fault)
            continue
        yield from too_large(route, entity.item_size, size)
        yield from zero(route, entity.item_size, size)
