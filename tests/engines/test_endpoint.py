"""DynamoDB at an address: what goes over the wire, and what is said where nobody answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from planton_dynamodb.engines.dynamodb import Refused, UnreachableError
from planton_dynamodb.engines.endpoint import Endpoint
from planton_dynamodb.fault import Fault
from tests.conformance.conftest import dynalite_address
from tests.patterns.front import Front, front

__all__ = ["dynalite_address"]

TABLE = {
    "TableName": "binary",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "B"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
ITEM = {
    "id": {"B": "aGVsbG8="},
    "set": {"BS": ["AAE=", "AgM="]},
    "deep": {"M": {"list": {"L": [{"B": "AAE="}, {"S": "AAE="}]}, "B": {"S": "a mapping may be called so"}}},
}


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that says nothing of AWS."""
    for name in (
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def fronted(dynalite_address: str) -> Iterator[Front]:
    """Dynalite with something in front that notes what it is asked."""
    with front(dynalite_address) as made:
        yield made


def test_binary_values_go_there_and_back_in_base64(fronted: Front) -> None:
    """As in a manifest and on the wire, wherever they stand in an item."""
    with closing(Endpoint(fronted.address)) as endpoint:
        endpoint.call("CreateTable", TABLE)
        try:
            while endpoint.call("DescribeTable", {"TableName": "binary"})["Table"]["TableStatus"] != "ACTIVE":
                pass
            endpoint.call("PutItem", {"TableName": "binary", "Item": ITEM})
            found = endpoint.call("GetItem", {"TableName": "binary", "Key": {"id": ITEM["id"]}})
        finally:
            endpoint.call("DeleteTable", {"TableName": "binary"})
    (put,) = [request for operation, request in fronted.requests if operation == "PutItem"]
    assert put["Item"] == ITEM
    assert sorted(found) == ["Item"]
    assert {**found["Item"], "set": {"BS": sorted(found["Item"]["set"]["BS"])}} == ITEM


def test_an_error_has_its_code_and_text(fronted: Front) -> None:
    """It is asked once: whoever asks knows how long to wait."""
    fronted.error = lambda _, __: "ThrottlingException"
    with closing(Endpoint(fronted.address)) as endpoint, pytest.raises(Refused) as refused:
        endpoint.call("ListTables", {})
    assert (refused.value.operation, refused.value.code) == ("ListTables", "ThrottlingException")
    assert refused.value.text.startswith("The level of configured")
    assert fronted.operations == {"ListTables": 1}


def test_nobody_there_was_sent_nothing() -> None:
    """So that nothing has to be cleaned up."""
    with closing(Endpoint("http://127.0.0.1:9")) as endpoint, pytest.raises(UnreachableError) as unreachable:
        endpoint.call("ListTables", {})
    assert not unreachable.value.sent


def test_an_answer_that_breaks_off_may_have_been_heard(fronted: Front) -> None:
    """The connection ends before there is an answer."""

    def fail(_: str) -> None:
        raise ConnectionResetError

    fronted.before = fail
    with closing(Endpoint(fronted.address)) as endpoint, pytest.raises(UnreachableError) as unreachable:
        endpoint.call("ListTables", {})
    assert unreachable.value.sent


@pytest.mark.parametrize(
    ("url", "region", "said"),
    [
        ("http://dynamodb.example", None, "no AWS region is set"),
        ("http://dynamodb.example", "eu-west-1", "no AWS credentials are set"),
        ("http://a_b c", "eu-west-1", "there can be no client for http://a_b c"),
    ],
)
def test_what_is_missing_is_said(
    url: str, region: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent."""
    if url == "http://a_b c":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with pytest.raises(Fault, match=said):
        Endpoint(url, region)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it begins with neither http:// nor https://"),
        ("nonsense", "it begins with neither http:// nor https://"),
        ("localhost:8000", "it begins with neither http:// nor https://"),
        ("ftp://127.0.0.1", "it begins with neither http:// nor https://"),
        ("http://", "it names no host"),
        ("http://:8000", "it names no host"),
        ("http://127.0.0.1:99999", "its port is no number from 1 to 65535"),
        ("http://127.0.0.1:0", "its port is no number from 1 to 65535"),
        ("http://127.0.0.1:http", "its port is no number from 1 to 65535"),
        ("http://[::1", "Invalid IPv6 URL"),
    ],
)
def test_what_is_no_address_is_said(url: str, why: str) -> None:
    """Before there is a client, and with what an address looks like."""
    with pytest.raises(Fault) as fault:
        Endpoint(url, "eu-west-1")
    assert fault.value.summary == f"{url!r} is no address of a DynamoDB: {why}"
    assert "http://127.0.0.1:8000" in fault.value.help


@pytest.mark.parametrize("url", ["http://localhost", "HTTP://127.0.0.1:65535/", "http://[::1]:8000"])
def test_an_address_may_be_written_in_many_ways(url: str) -> None:
    """With and without a port, in capitals, by a number of either kind."""
    with closing(Endpoint(url)) as endpoint:
        assert endpoint.url == url


def test_a_profile_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no traceback shown."""
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(Fault, match="nobody"):
        Endpoint("http://127.0.0.1:9")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "[::1]", "db.localhost"])
def test_this_machine_needs_neither_region_nor_credentials(host: str) -> None:
    """Nobody looks at them there."""
    with closing(Endpoint(f"http://{host}:9")) as endpoint:
        assert endpoint.region == "us-east-1"
