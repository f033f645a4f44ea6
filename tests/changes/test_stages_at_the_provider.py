from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.table.table import Expiry, GlobalIndex, Key, Table
from planton_dynamodb.targets.pulumi import table_arguments, table_of
from tests.changes.generated import lasting_tables
from tests.changes.tables import ORDERS, UNITS, index, typed
from tests.standin import tables
from tests.standin.account import Account
from tests.standin.control import Control
from tests.standin.inputs import table_refusals, with_table_defaults

_NUMBERS = count()

MORE = replace(UNITS, global_indexes=(index(UNITS, key=Key("state")),), tags=(("team", "shop"),))
STREAM = "NEW_IMAGE"


@pytest.fixture(scope="module")
def account(moto_endpoint: str) -> Iterator[Account]:
    """The stand-in for the provider, which refuses what AWS refuses in one call."""
    settings = {"region": "us-east-1", "accessKey": "standin", "secretKey": "standin"}
    yield (made := Account(settings, moto_endpoint, Control(Path(os.devnull))))
    for client in made._clients.values():
        client.close()


def inputs(table: Table, name: str) -> dict[str, Any]:
    """What Pulumi gives the provider for a table."""
    made: dict[str, Any] = _by_its_names(table_arguments(replace(table, name=name)))
    completed = with_table_defaults(made, {}, name, b"")
    assert table_refusals(completed) == []
    return completed


def _by_its_names(value: object) -> Any:  # noqa: ANN401  # as Pulumi's values are
    if isinstance(value, list):
        return [_by_its_names(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    words = {key: key.split("_") for key in value}
    # The keys of tags are somebody's own.
    return {
        first + "".join(map(str.capitalize, rest)): inner if key == "tags" else _by_its_names(inner)
        for key, inner in value.items()
        for first, *rest in [words[key]]
    }


def walk(account: Account, old: Table, steps: tuple[Table, ...]) -> list[Change]:
    """Make the old table and apply one step after the other: what did not come out as it was asked for."""
    name = f"orders-{next(_NUMBERS)}"
    _, state = tables.create(account, inputs(old, name))
    left: list[Change] = []
    for step in steps:
        asked = inputs(step, name)
        if tables.changes(account, state, asked):
            tables.plan(account, asked)
            state = tables.update(account, state, asked)
        found = table_of(asked, state, insights=step.contributor_insights)
        left += compare(found, replace(step, name=name))
    return left


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            UNITS, replace(MORE, deletion_protection=True, stream_view_type=STREAM), id="protection on"
        ),
        pytest.param(
            replace(UNITS, deletion_protection=True, stream_view_type=STREAM), ORDERS, id="protection off"
        ),
        pytest.param(UNITS, replace(ORDERS, stream_view_type=STREAM), id="on demand with a stream"),
        pytest.param(ORDERS, replace(MORE, stream_view_type=STREAM), id="provisioned with a stream"),
        pytest.param(
            replace(UNITS, stream_view_type="KEYS_ONLY"),
            replace(MORE, stream_view_type=STREAM),
            id="view type",
        ),
        pytest.param(ORDERS, typed(UNITS, state="N"), id="retyped index"),
        pytest.param(
            ORDERS,
            replace(typed(state="N"), global_indexes=(GlobalIndex("by-number", Key("state")),)),
            id="retyped for a new index",
        ),
        pytest.param(replace(ORDERS, expiry=Expiry(enabled=True, attribute="x")), ORDERS, id="expiry off"),
    ],
)
def test_the_provider_takes_every_stage(account: Account, old: Table, new: Table) -> None:
    """Each stage goes through, and afterwards the table is what the stage asked for."""
    assert walk(account, old, stages(old, new)) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        pytest.param(
            replace(UNITS, deletion_protection=True),
            "must be the only operation",
            id="protection with billing",
        ),
        pytest.param(
            replace(UNITS, stream_view_type=STREAM), "while updating table IOPS", id="stream with units"
        ),
    ],
)
def test_the_provider_refuses_the_same_at_once(account: Account, new: Table, said: str) -> None:
    """What the stages are for: without them AWS refuses."""
    with pytest.raises(tables.Unfinished, match=said):
        walk(account, ORDERS, (new,))


def test_the_provider_does_not_see_a_new_type_at_once(account: Account) -> None:
    """Without a stage in between, the index keeps the old type, and nobody is told."""
    (left,) = walk(account, ORDERS, (typed(state="N"),))
    assert (left.id, left.index) == ("upd-key-attr-type", "by-state")


@settings(max_examples=12, phases=[Phase.generate])
@given(lasting_tables, lasting_tables)
def test_the_provider_takes_whatever_changes(account: Account, old: Table, new: Table) -> None:
    """For tables that nobody thought of."""
    assume(compare(old, new))
    assert walk(account, old, stages(old, new)) == []
