"""What the rules about scaling say beyond what the corpus shows."""

from __future__ import annotations

from typing import Any

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.rules.subject import Quotas
from tests.rules.tables import diagnostics, found, gsi, mended, table
from tests.rules.test_operations_environments import operations

UNITS = {"readCapacityUnits": 5, "writeCapacityUnits": 5}


def scaled(index_units: dict[str, int] | None = None, **scaling: Any) -> str:  # noqa: ANN401  # as JSON has them
    """A table that reserves 5 units of each sort, with one global index that reserves as many, and its scaling."""
    indexes = [gsi(provisionedThroughput=index_units or UNITS)]
    reserved = table(billingMode="PROVISIONED", provisionedThroughput=UNITS, globalSecondaryIndexes=indexes)
    return operations(reserved, autoScaling=scaling)


@pytest.mark.parametrize(
    ("least", "most", "bound"),
    [
        (1, 4, "max"),
        (5, 5, None),
        (6, 9, "min"),
        (5, 9, None),
        (1, 5, None),
        (None, 4, "max"),
        (None, 5, None),
    ],
)
def test_reserved_units_lie_in_their_range(least: int | None, most: int, bound: str | None) -> None:
    """The limits are part of it; without `min` it begins with what is reserved. Table and index are one finding."""
    limits = {"max": most} if least is None else {"min": least, "max": most}
    path = f"scaling-units-outside at spec.autoScaling.read.{bound}"
    assert found(scaled(read=limits)) == ([path] if bound else [])


def test_units_of_an_index_are_held_to_its_own_range() -> None:
    """An entry of its own takes it out of that of the table, for reads and for writes."""
    entry = {"index": "by-sk", "read": {"min": 100, "max": 200}}
    text = scaled({"readCapacityUnits": 100, "writeCapacityUnits": 300}, write={"max": 9}, indexes=[entry])
    assert found(text) == []


@pytest.mark.parametrize("side", [{"max": "many"}, {"min": 9, "max": 5}, {"max": 0}, {"min": 9}])
def test_a_range_that_is_none_is_one_finding(side: dict[str, Any]) -> None:
    """Nothing is held to it besides."""
    assert len(found(scaled(read=side))) == 1


def test_backwards_limits_change_places() -> None:
    """The fix writes each where the other one stands."""
    text = scaled(read={"min": 9, "max": 5})
    assert found(text) == ["scaling-range-backwards at spec.autoScaling.read.min"]
    assert found(mended(text, rule="scaling-range-backwards")) == []


def test_a_quota_that_was_raised_is_the_limit() -> None:
    """The settings say what AWS has allowed."""
    text = scaled(read={"max": 50_000})
    assert [each.rule for each in diagnostics(text)] == ["scaling-above-default-quota"]
    assert found(text, Checker(Config(quotas=Quotas(table_capacity=50_000)))) == []


@pytest.mark.parametrize(
    ("target", "is_found"), [(0, True), (19, True), (20, False), (90, False), (91, True)]
)
def test_a_target_is_a_percentage_from_20_to_90(
    target: int,
    is_found: bool,  # noqa: FBT001  # what a case expects
) -> None:
    """0 is not the same as absent."""
    path = "scaling-target-range at spec.autoScaling.write.targetUtilization"
    assert found(scaled(write={"max": 9, "targetUtilization": target})) == [path] * is_found


def test_an_index_is_meant_by_its_name_letter_by_letter() -> None:
    """A name that differs in case only is beyond doubt, and is mended."""
    text = scaled(indexes=[{"index": "By-Sk", "read": {"max": 9}}])
    assert found(text) == ["scaling-index-unknown at spec.autoScaling.indexes[0].index"]
    assert found(mended(text, rule="scaling-index-unknown")) == []
    (said,) = diagnostics(text)
    assert said.fix is not None
    assert said.fix.safe


def test_scaling_of_a_table_on_demand_is_one_finding() -> None:
    """What its indexes and ranges contradict besides is not asked."""
    text = operations(
        autoScaling={"read": {"min": 9, "max": 10}, "indexes": [{"index": "none", "read": {"max": 9}}]}
    )
    assert found(text) == ["scaling-on-demand at spec.autoScaling"]
