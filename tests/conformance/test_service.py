from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from moto import mock_aws

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source
from tests.conformance.corpus import corpus
from tests.conformance.service import Client, Service, client, closing, own_name

SESSIONS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: sessions}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions: [{name: sessionId, type: S}]
  keySchema: [{attributeName: sessionId, keyType: HASH}]
  deletionProtectionEnabled: true
  ttl: {enabled: true, attributeName: expiresAt}
"""


def sessions() -> Manifest:
    """A table that is protected against deletion and lets items expire."""
    [read] = load_source(Source("sessions", SESSIONS)).manifests
    return read


@pytest.fixture
def dynamodb() -> Iterator[Client]:
    """An endpoint with deletion protection and expiry."""
    with mock_aws(), closing(client(None, attempts=1)) as made:
        yield made


def test_no_table_is_left_behind(dynamodb: Client) -> None:
    """Not even one that is protected against deletion."""
    [verdict] = Service(dynamodb)([sessions()])
    assert verdict.refused is False
    assert dynamodb.list_tables()["TableNames"] == []


def test_no_table_is_left_behind_when_a_call_fails(dynamodb: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is lost after the table was made: it goes all the same."""

    def lost(**request: object) -> None:
        assert dynamodb.list_tables()["TableNames"] == ["test-sessions"]
        raise ConnectionResetError

    monkeypatch.setattr(dynamodb, "update_time_to_live", lost)
    with pytest.raises(ConnectionResetError):
        Service(dynamodb, "test-")([sessions()])
    assert dynamodb.list_tables()["TableNames"] == []


def test_a_table_that_was_there_before_is_left_alone(dynamodb: Client) -> None:
    """That its name is taken says nothing about the manifest, and it is not ours to delete."""
    key = {"AttributeName": "id", "KeyType": "HASH"}
    definition = {"AttributeName": "id", "AttributeType": "S"}
    dynamodb.create_table(
        TableName="sessions",
        KeySchema=[key],
        AttributeDefinitions=[definition],
        BillingMode="PAY_PER_REQUEST",
    )
    [verdict] = Service(dynamodb)([sessions()])
    assert verdict.refused is False
    assert dynamodb.list_tables()["TableNames"] == ["sessions"]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("orders", "t-orders"),
        ("a" * 255, "t-" + "a" * 253),
        ("a" * 256, "a" * 256),
        ("ab", "ab"),
        ("my orders", "my orders"),
    ],
)
def test_tables_get_a_prefix_unless_their_name_is_refused(name: str, sent: str) -> None:
    """A prefix must not mend a name, nor spoil one that just fits."""
    assert own_name("t-", name) == sent


def _gone(dynamodb: Client) -> bool:
    """Whether no table is left: the last one may still be on its way out."""
    for _ in range(600):
        if not dynamodb.list_tables()["TableNames"]:
            return True
        time.sleep(0.05)
    return False


def test_an_endpoint_of_ones_own_gives_the_verdicts_of_what_answers_there(dynalite_address: str) -> None:
    """The prefix changes no verdict, and afterwards the endpoint is as it was."""
    manifests = [case.manifest for case in corpus()[::5]]
    with closing(client(dynalite_address, attempts=1)) as dynamodb:
        plain = Service(dynamodb)(manifests)
        prefixed = Service(dynamodb, "t-")(manifests)
        assert _gone(dynamodb)
    assert [verdict.refused for verdict in prefixed] == [verdict.refused for verdict in plain]
