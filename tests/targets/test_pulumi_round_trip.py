"""From the manifest to the state of a stack and back: nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_arguments, table_of
from planton_dynamodb.targets.pulumi_yaml import by_state_names
from tests.targets.registered import asked_by_declare, corpus

CORPUS = corpus()

each_sound = pytest.mark.parametrize("name", CORPUS)


@each_sound
def test_what_was_asked_for_says_which_table_it_was(name: str) -> None:
    """Before the provider has found anything, the arguments alone are enough."""
    table = resolve(CORPUS[name])
    given = by_state_names(table_arguments(table))
    assert table_of(given, {}, insights=table.contributor_insights) == table


@each_sound
def test_what_the_engine_was_given_says_which_table_it_was(name: str) -> None:
    """The inputs as the SDK sends them, where every number is one with a point."""
    table = resolve(CORPUS[name])
    resources = asked_by_declare(table).resources
    found: dict[str, Any] = resources[TABLE_TYPE, table.name].inputs
    insights = (INSIGHTS_TYPE, table.name) in resources
    assert table_of(found, found, insights=insights) == table
