"""Which units a table is asked for where scaling looks after them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.changes.scaled import as_scaled
from planton_dynamodb.engines.around import ScaledSide
from planton_dynamodb.table.table import PAY_PER_REQUEST, PROVISIONED, Capacity, GlobalIndex, Key, Table

READS = ScaledSide(None, "read", 1, 100)
INDEX_WRITES = ScaledSide("by-state", "write", 1, 100)


def table(read: int, write: int, *indexes: GlobalIndex) -> Table:
    """A table with these units."""
    return Table(
        name="orders",
        attributes=(("id", "S"), ("state", "S")),
        key=Key("id"),
        billing_mode=PROVISIONED,
        capacity=Capacity(read, write),
        global_indexes=indexes,
    )


def by_state(read: int, write: int, key: str = "state") -> GlobalIndex:
    """An index with these units."""
    return GlobalIndex("by-state", Key(key), capacity=Capacity(read, write))


def test_only_the_side_that_is_scaled_stays_as_it_is() -> None:
    """Writes are what the manifest says, and so is the index."""
    asked, living = table(5, 5, by_state(5, 5)), table(50, 60, by_state(70, 80))
    assert as_scaled(asked, living, [READS]) == table(50, 5, by_state(5, 5))
    assert as_scaled(asked, living, [INDEX_WRITES]) == table(5, 5, by_state(5, 80))


@pytest.mark.parametrize(
    "living",
    [
        None,
        replace(table(50, 60), billing_mode=PAY_PER_REQUEST, capacity=None),
        replace(table(50, 60), key=Key("state")),
        replace(table(50, 60), name="other"),
    ],
    ids=["none yet", "on demand", "another key", "another name"],
)
def test_what_is_made_is_made_with_the_units_of_its_manifest(living: Table | None) -> None:
    """A new table, a switch from on demand, and a table in the place of another."""
    assert as_scaled(table(5, 5), living, [READS]) == table(5, 5)


def test_an_index_that_is_made_anew_takes_the_units_of_its_manifest() -> None:
    """It has another key, or one of another type; so does one that was not there."""
    asked = table(5, 5, by_state(5, 5))
    assert as_scaled(asked, table(5, 5), [INDEX_WRITES]) == asked
    assert as_scaled(asked, table(5, 5, by_state(7, 8, "id")), [INDEX_WRITES]) == asked
    retyped = replace(table(5, 5, by_state(7, 8)), attributes=(("id", "S"), ("state", "N")))
    assert as_scaled(asked, retyped, [INDEX_WRITES]) == asked


def test_a_table_on_demand_has_no_units_to_keep() -> None:
    """Whatever was reserved before."""
    asked = replace(table(5, 5), billing_mode=PAY_PER_REQUEST, capacity=None)
    assert as_scaled(asked, table(50, 60), [READS]) == asked
