"""Tables that Hypothesis makes up: sound ones, from few names, so that two of them often meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

from planton_dynamodb.table.table import (
    ALL,
    INCLUDE,
    KEYS_ONLY,
    PAY_PER_REQUEST,
    PROVISIONED,
    STANDARD,
    STANDARD_INFREQUENT_ACCESS,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

Order: TypeAlias = Callable[[Table], Table]

_KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
_NAMES = st.sampled_from(["p", "q", "r", "s"])
_UNITS = st.builds(Capacity, st.integers(1, 2), st.integers(1, 2))
_PROJECTIONS = st.one_of(
    st.sampled_from([Projection(ALL), Projection(KEYS_ONLY)]),
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=2, unique=True).map(
        lambda names: Projection(INCLUDE, tuple(names))
    ),
)


@st.composite
def _keys(draw: st.DrawFn) -> Key:
    partition, *sort = draw(st.lists(_NAMES, min_size=1, max_size=2, unique=True))
    return Key(partition, *sort)


@st.composite
def _tables(draw: st.DrawFn, *, key: st.SearchStrategy[Key], types: st.SearchStrategy[str]) -> Table:
    """A sound table; `types` are those of the attributes that may change."""
    table_key = draw(key)
    local = _local_indexes(draw, table_key)
    billing = draw(st.sampled_from([PROVISIONED, PAY_PER_REQUEST]))
    units = _UNITS if billing == PROVISIONED else st.none()
    names = draw(st.lists(st.sampled_from(["one", "two", "three"]), max_size=3, unique=True))
    indexes = tuple(GlobalIndex(name, draw(_keys()), draw(_PROJECTIONS), draw(units)) for name in names)
    fixed = {*table_key.attributes, *(name for index in local for name in index.key.attributes)}
    used = fixed | {name for index in indexes for name in index.key.attributes}
    return Table(
        name="orders",
        attributes=tuple((name, "S" if name in fixed else draw(types)) for name in sorted(used)),
        key=table_key,
        billing_mode=billing,
        capacity=draw(units),
        global_indexes=indexes,
        local_indexes=local,
        expiry=draw(st.sampled_from([Expiry(), Expiry(enabled=True, attribute="x")])),
        stream_view_type=draw(st.sampled_from([None, "NEW_IMAGE", "KEYS_ONLY"])),
        point_in_time_recovery=draw(st.booleans()),
        encryption=draw(
            st.sampled_from(
                [Encryption(), Encryption(enabled=True), Encryption(enabled=True, key_arn=_KMS_KEY)]
            )
        ),
        table_class=draw(st.sampled_from([STANDARD, STANDARD_INFREQUENT_ACCESS])),
        deletion_protection=draw(st.booleans()),
        contributor_insights=draw(st.booleans()),
        tags=tuple(draw(st.dictionaries(st.sampled_from("ab"), st.sampled_from("12"))).items()),
    )


def _local_indexes(draw: st.DrawFn, key: Key) -> tuple[LocalIndex, ...]:
    if key.sort is None:
        return ()
    others = [name for name in "pqrs" if name != key.partition]
    names = draw(st.lists(st.sampled_from(["four", "five"]), max_size=2, unique=True))
    return tuple(
        LocalIndex(name, Key(key.partition, draw(st.sampled_from(others))), draw(_PROJECTIONS))
        for name in names
    )


any_tables = _tables(key=_keys(), types=st.sampled_from("SNB"))
"""Sound tables of every sort."""

lasting_tables = _tables(key=st.just(Key("p")), types=st.sampled_from("SN"))
"""Tables that can all be made of one another without a new one: one key, no local index."""

shuffled: st.SearchStrategy[Order] = st.integers().map(
    lambda seed: lambda table: _in_another_order(table, Random(seed))
)


def _in_another_order(table: Table, random: Random) -> Table:
    def mixed(values: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(random.sample(values, len(values)))

    def mixed_index(index: GlobalIndex) -> GlobalIndex:
        projection = index.projection._replace(attributes=mixed(index.projection.attributes))
        return index._replace(projection=projection)

    return replace(
        table,
        attributes=mixed(table.attributes),
        global_indexes=mixed(tuple(mixed_index(index) for index in table.global_indexes)),
        local_indexes=mixed(table.local_indexes),
        tags=mixed(table.tags),
    )
