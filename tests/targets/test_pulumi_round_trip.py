"""From the manifest to the state of a stack and back: nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Expiry, Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_arguments, table_of
from planton_dynamodb.targets.pulumi_yaml_text import by_state_names
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


def as_aws_tells_it(table: Table) -> dict[str, Any]:
    """The outputs of a table's resource once AWS has answered, with what it adds and what it forgets."""
    found = by_state_names(table_arguments(table))
    if not table.expiry.enabled:
        found["ttl"] = {"attributeName": "", "enabled": False}
    if table.encryption.enabled:
        own = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
        found["serverSideEncryption"] = {"enabled": True, "kmsKeyArn": table.encryption.key_arn or own}
    if table.capacity is None:
        found |= {"readCapacity": 0, "writeCapacity": 0}
    for index in found.get("globalSecondaryIndexes", ()):
        index |= {"hashKey": index["keySchemas"][0]["attributeName"], "warmThroughput": None}
        index.setdefault("readCapacity", 0)
    return {**found, "arn": "arn:aws:dynamodb:…", "restoreSourceName": None, "tags": dict(table.tags) or None}


@each_sound
def test_what_aws_adds_and_forgets_changes_nothing(name: str) -> None:
    """A key of its own, zero units, blank names: the table is still the one that was asked for."""
    table = resolve(CORPUS[name])
    given = by_state_names(table_arguments(table))
    assert table_of(given, as_aws_tells_it(table), insights=table.contributor_insights) == table


def test_the_attribute_of_an_expiry_that_is_off_is_remembered() -> None:
    """AWS forgets it, and goes on asking for it: what was given last is what to repeat."""
    table = replace(resolve(next(iter(CORPUS.values()))), expiry=Expiry(enabled=False, attribute="expiresAt"))
    given = by_state_names(table_arguments(table))
    assert table_of(given, as_aws_tells_it(table), insights=False).expiry == table.expiry


def test_what_was_changed_behind_our_back_is_seen() -> None:
    """What AWS says wins over what was asked for."""
    table = resolve(next(iter(CORPUS.values())))
    given = by_state_names(table_arguments(table))
    found = given | {"deletionProtectionEnabled": True, "streamEnabled": True, "streamViewType": "KEYS_ONLY"}
    seen = table_of(given, found, insights=True)
    assert seen == replace(
        table, deletion_protection=True, stream_view_type="KEYS_ONLY", contributor_insights=True
    )
