from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.table.table import Capacity, Expiry, GlobalIndex, Key, Table
from tests.changes.generated import any_tables, lasting_tables
from tests.changes.model import refusal
from tests.changes.tables import ORDERS, UNITS, index, typed

MORE = replace(UNITS, capacity=Capacity(9, 9))
STREAM = "NEW_IMAGE"


def way(old: Table, new: Table) -> list[str]:
    """What each step does, by the fields that differ."""
    steps = [old, *stages(old, new)]
    fields = (
        "attributes",
        "billing_mode",
        "capacity",
        "global_indexes",
        "stream_view_type",
        "deletion_protection",
        "tags",
    )
    return [
        " ".join(field for field in fields if getattr(before, field) != getattr(after, field))
        for before, after in pairwise(steps)
    ]


def test_a_new_table_is_made_at_once() -> None:
    """Where there is none, nothing has to be kept apart."""
    assert stages(None, ORDERS) == (ORDERS,)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(replace(MORE, name="sales", stream_view_type=STREAM), id="another name"),
        pytest.param(
            replace(typed(MORE, customer="N"), stream_view_type=STREAM), id="another type of the key"
        ),
    ],
)
def test_a_replacement_is_made_at_once(new: Table) -> None:
    """The new table is created with all that it is to have."""
    assert stages(UNITS, new) == (new,)


def test_calls_that_are_apart_anyway_need_no_steps() -> None:
    """Indexes, tags, the class and the rest are calls of their own, and so is another view type of a stream."""
    old = replace(UNITS, stream_view_type="KEYS_ONLY")
    new = replace(
        MORE,
        stream_view_type=STREAM,
        global_indexes=(GlobalIndex("new", Key("state"), capacity=Capacity(1, 1)),),
        expiry=Expiry(enabled=True, attribute="x"),
        tags=(("a", "1"),),
        table_class="STANDARD_INFREQUENT_ACCESS",
        point_in_time_recovery=True,
    )
    assert stages(old, new) == (new,)
    tagged = replace(UNITS, deletion_protection=True, tags=(("a", "1"),))
    assert stages(UNITS, tagged) == (tagged,)


def test_units_go_before_a_stream() -> None:
    """AWS refuses to change a stream while it updates units."""
    assert way(UNITS, replace(MORE, stream_view_type=STREAM)) == ["capacity", "stream_view_type"]
    assert way(ORDERS, replace(UNITS, stream_view_type=STREAM)) == [
        "billing_mode capacity global_indexes",
        "stream_view_type",
    ]
    more_for_the_index = replace(UNITS, global_indexes=(index(UNITS, capacity=Capacity(8, 8)),))
    assert way(replace(UNITS, stream_view_type=STREAM), more_for_the_index) == [
        "global_indexes",
        "stream_view_type",
    ]


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(
            replace(UNITS, global_indexes=(index(UNITS, key=Key("state"), capacity=Capacity(8, 8)),)),
            id="another key",
        ),
        pytest.param(
            replace(
                typed(UNITS, state="N"),
                global_indexes=(index(UNITS, capacity=Capacity(8, 8)),),
                tags=(("a", "1"),),
            ),
            id="another type",
        ),
    ],
)
def test_an_index_that_is_made_anew_is_made_with_its_units(new: Table) -> None:
    """Its units are in no call beside the stream, so that they ask for no step; protection shows how many."""
    steps = stages(UNITS, replace(new, stream_view_type=STREAM, deletion_protection=True))
    assert len(steps) == 2


def test_a_switch_to_on_demand_takes_a_stream_with_it() -> None:
    """It sends no units, and AWS takes both in one call."""
    new = replace(ORDERS, stream_view_type=STREAM)
    assert stages(UNITS, new) == (new,)


def test_protection_is_switched_on_first() -> None:
    """From then on no step that fails leaves the table open."""
    new = replace(MORE, deletion_protection=True, stream_view_type=STREAM)
    assert way(UNITS, new) == ["deletion_protection", "capacity", "stream_view_type"]


def test_protection_is_switched_off_last() -> None:
    """The table stays protected for as long as something is done to it."""
    old = replace(UNITS, deletion_protection=True)
    new = replace(MORE, stream_view_type=STREAM)
    assert way(old, new) == ["capacity", "stream_view_type", "deletion_protection"]


def test_an_index_over_a_retyped_attribute_goes_first_and_comes_again() -> None:
    """The provider would make the new index with the old type: the attribute has to be forgotten in between."""
    between, new = stages(ORDERS, typed(state="N"))
    assert between.global_indexes == ()
    assert between.attribute_types == {"customer": "S", "placedAt": "N", "total": "N"}
    assert new == typed(state="N")


def test_an_attribute_that_moves_to_a_new_index_is_forgotten_in_between_too() -> None:
    """No index changes its type, but the provider would still send the one that it knew."""
    new = replace(typed(state="N"), global_indexes=(index(name="by-number"),))
    between, last = stages(ORDERS, new)
    assert (between.global_indexes, last) == ((), new)


def test_what_goes_first_anyway_takes_the_index_along() -> None:
    """There are no more steps than it takes: the index goes with the protection and comes with the rest."""
    new = replace(typed(UNITS, state="N"), deletion_protection=True, capacity=Capacity(9, 9))
    assert way(UNITS, new) == [
        "attributes global_indexes deletion_protection",
        "attributes capacity global_indexes",
    ]


def test_protection_stays_on_until_an_index_is_back() -> None:
    """Where there are two steps anyway, it is switched off in the last one."""
    old = replace(ORDERS, deletion_protection=True)
    assert way(old, typed(state="N")) == [
        "attributes global_indexes",
        "attributes global_indexes deletion_protection",
    ]


def test_other_indexes_stay_while_one_is_retyped() -> None:
    """Only what the attribute keys is rebuilt."""
    other = GlobalIndex("other", Key("total"))
    old = replace(ORDERS, global_indexes=(*ORDERS.global_indexes, other))
    assert stages(old, typed(old, state="N"))[0].global_indexes == (other,)


def test_expiry_that_is_off_goes_on_naming_its_attribute() -> None:
    """AWS wants the old name to switch it off, and the next apply is to find nothing to do."""
    on = replace(ORDERS, expiry=Expiry(enabled=True, attribute="x"))
    (off,) = stages(on, ORDERS)
    assert off.expiry == Expiry(enabled=False, attribute="x")
    assert stages(off, ORDERS) == (off,)
    assert stages(off, replace(ORDERS, expiry=Expiry(enabled=True, attribute="y")))[0].expiry.attribute == "y"


def test_a_table_whose_last_global_index_has_gone_goes_on_saying_that_there_is_none() -> None:
    """The provider would leave the index where nothing is said of it, and the next apply is to find no difference."""
    bare = replace(ORDERS, global_indexes=())
    (emptied,) = stages(ORDERS, bare)
    assert emptied.emptied
    assert stages(emptied, bare) == (emptied,)
    assert not stages(bare, bare)[0].emptied
    assert not stages(emptied, ORDERS)[0].emptied


def test_a_new_table_is_not_told_of_an_expiry_that_it_never_had() -> None:
    """A replacement begins without a past."""
    old = replace(ORDERS, expiry=Expiry(enabled=False, attribute="x"))
    new = replace(ORDERS, name="sales")
    assert stages(old, new) == (new,)


@given(lasting_tables, lasting_tables)
def test_aws_takes_every_step(old: Table, new: Table) -> None:
    """Whatever changes, no step meets a refusal, and the last one is what was asked for."""
    steps = stages(old, new)
    assert not [said for before, after in pairwise((old, *steps)) if (said := refusal(before, after))]
    assert compare(steps[-1], new) == ()
    assert replace(steps[-1], expiry=new.expiry, emptied=False) == new
    assert stages(steps[-1], new) == (steps[-1],)


@given(lasting_tables, lasting_tables)
def test_no_step_can_be_left_out(old: Table, new: Table) -> None:
    """Without any one of them AWS would refuse the next."""
    steps = (old, *stages(old, new))
    for position in range(1, len(steps) - 1):
        assert refusal(steps[position - 1], steps[position + 1])


@given(lasting_tables, lasting_tables)
def test_a_table_is_never_open_on_the_way(old: Table, new: Table) -> None:
    """Protected before or after means protected at every step but the last."""
    for between in stages(old, new)[:-1]:
        assert between.deletion_protection == (old.deletion_protection or new.deletion_protection)


@given(any_tables, any_tables)
def test_the_last_step_is_what_is_asked_for(old: Table, new: Table) -> None:
    """For tables of every sort, replaced ones too."""
    assert compare(stages(old, new)[-1], new) == ()
