"""What AWS answers, read back as the table that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.engines.embedded.rehearsal import rehearse
from planton_dynamodb.table.described import described
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Encryption, Table
from tests.conformance.corpus import corpus
from tests.conformance.verdicts import Case

SOUND = [case for case in corpus() if case.name.startswith("ok/")]
BARE: Mapping[str, Any] = {
    "TableName": "orders",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 3},
}


def read(**members: object) -> Table:
    """A table that AWS describes so, and says nothing else of."""
    return described({**BARE, **members}, expiry={}, backups={}, insights=None, tags={})


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_table_that_was_made_is_read_back_as_it_was_asked_for(case: Case) -> None:
    """No field is lost between asking AWS and hearing from it."""
    asked = resolve(case.manifest)
    found = rehearse(asked).described.as_table()
    if asked.encryption.enabled and asked.encryption.key_arn is None:
        found = replace(found, encryption=Encryption(enabled=True))  # AWS names the key that it took
    assert compare(asked, found) == ()


def test_a_table_without_a_billing_mode_is_provisioned() -> None:
    """AWS leaves the summary away for tables that never were on demand."""
    capacity = read().capacity
    assert capacity is not None
    assert (capacity.read, capacity.write) == (5, 3)


def test_what_is_being_switched_on_is_on() -> None:
    """AWS takes its time to enable, and says so."""
    found = described(
        BARE,
        expiry={"TimeToLiveStatus": "ENABLING", "AttributeName": "expiresAt"},
        backups={},
        insights="ENABLING",
        tags={},
    )
    assert found.expiry.attribute == "expiresAt"
    assert found.contributor_insights


def test_what_is_being_switched_off_is_off() -> None:
    """The attribute of an expiry that goes is not named any more."""
    going = {"TimeToLiveStatus": "DISABLING", "AttributeName": "expiresAt"}
    found = described(BARE, expiry=going, backups={}, insights="DISABLING", tags={})
    assert (found.expiry.enabled, found.expiry.attribute) == (False, None)
    assert not found.contributor_insights
