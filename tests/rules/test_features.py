from __future__ import annotations

from typing import Any

import pytest

from tests.rules.tables import LSI_ATTRIBUTES, diagnostics, found, gsi, lsi, mended, only, table

AWS_MANAGED = "arn:aws:kms:eu-central-1:111122223333:alias/aws/dynamodb"
KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
REQUIRED = "stream-view-type-required at spec.streamViewType"
IDLE = "stream-view-type-when-disabled at spec.streamViewType"

STREAMS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"streamEnabled": False}, []),
    ({"streamEnabled": True}, [REQUIRED]),
    ({"streamEnabled": True, "streamViewType": "STREAM_VIEW_TYPE_UNSPECIFIED"}, [REQUIRED]),
    ({"streamEnabled": True, "streamViewType": "NEW_IMAGE"}, []),
    ({"streamEnabled": False, "streamViewType": "NEW_IMAGE"}, [IDLE]),
    ({"streamViewType": "NEW_IMAGE"}, [IDLE]),
    ({"streamViewType": "STREAM_VIEW_TYPE_UNSPECIFIED"}, []),
    ({"streamEnabled": True, "streamViewType": "NEW_IMAGES"}, ["unknown-enum at spec.streamViewType"]),
    ({"streamEnabled": True, "streamViewTyp": "NEW_IMAGE"}, ["unknown-field at spec.streamViewTyp"]),
    ({"streamEnabled": "yes", "streamViewType": "NEW_IMAGE"}, ["wrong-type at spec.streamEnabled"]),
    ({"streamsEnabled": True, "streamViewType": "NEW_IMAGE"}, ["unknown-field at spec.streamsEnabled"]),
]


@pytest.mark.parametrize(("settings", "expected"), STREAMS)
def test_wants_a_view_type_exactly_where_there_is_a_stream(
    settings: dict[str, Any], expected: list[str]
) -> None:
    """Documented rule 4, in both directions; what could not be read is not judged as if it were absent."""
    assert found(table(**settings)) == expected


TTL_REQUIRED = "ttl-attribute-required at spec.ttl.attributeName"
TTL_IDLE = "ttl-attribute-when-disabled at spec.ttl.attributeName"

EXPIRY: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"enabled": False}, []),
    ({"enabled": False, "attributeName": ""}, []),
    ({"enabled": True}, [TTL_REQUIRED]),
    ({"enabled": True, "attributeName": ""}, [TTL_REQUIRED]),
    ({"enabled": True, "attributeName": None}, [TTL_REQUIRED]),
    ({"enabled": True, "attributeName": " "}, []),
    ({"enabled": True, "attributeName": "expiresAt"}, []),
    ({"attributeName": "expiresAt"}, [TTL_IDLE]),
    ({"enabled": False, "attributeName": "expiresAt"}, [TTL_IDLE]),
    ({"enabled": False, "attributeName": "pk"}, [TTL_IDLE]),
    ({"enabled": False, "attributeName": "x" * 256}, [TTL_IDLE]),
    ({"enabled": True, "attributeName": "x" * 256}, ["ttl-attribute-length at spec.ttl.attributeName"]),
    ({"enabled": True, "attributeName": "é" * 255}, []),
    ({"enabled": True, "attribute": "expiresAt"}, ["unknown-field at spec.ttl.attribute"]),
    ({"enabled": True, "key": "expiresAt"}, ["unknown-field at spec.ttl.key"]),
    ({"enabled": "on", "attributeName": "expiresAt"}, ["wrong-type at spec.ttl.enabled"]),
    ({"status": "ENABLED", "attributeName": "expiresAt"}, ["unknown-field at spec.ttl.status"]),
    ({"enabled": True, "attributeName": ["expiresAt"]}, ["wrong-type at spec.ttl.attributeName"]),
]


@pytest.mark.parametrize(("block", "expected"), EXPIRY)
def test_wants_an_attribute_exactly_where_items_expire(block: dict[str, Any], expected: list[str]) -> None:
    """Documented rule 5, in both directions; what could not be read is not judged as if it were absent."""
    assert found(table(ttl=block)) == expected


def test_answers_as_aws_does_to_a_name_that_is_absent_and_to_one_that_is_empty() -> None:
    """UpdateTimeToLive tells the two apart."""
    absent, empty = (
        only(table(ttl={"enabled": True})),
        only(table(ttl={"enabled": True, "attributeName": ""})),
    )
    start = "1 validation error detected: Value {} at 'timeToLiveSpecification.attributeName' "
    assert absent.detail == start.format("null") + "failed to satisfy constraint: Member must not be null"
    assert empty.detail == (
        start.format("''")
        + "failed to satisfy constraint: Member must have length greater than or equal to 1"
    )


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("pk", ["ttl-attribute-is-table-key", "ttl-attribute-not-number"]),
        ("sk", ["ttl-attribute-is-table-key"]),
        ("lk", ["ttl-attribute-not-number"]),
        ("Pk", []),
    ],
)
def test_tells_a_key_of_the_table_from_a_key_of_the_wrong_type(attribute: str, expected: list[str]) -> None:
    """The table's partition key is a text, its sort key a number; the sort key of its index is a text."""
    text = table(
        attributeDefinitions=LSI_ATTRIBUTES,
        localSecondaryIndexes=[lsi()],
        ttl={"enabled": True, "attributeName": attribute},
    )
    assert [said.rule for said in diagnostics(text)] == expected


def test_leaves_a_definition_that_no_key_uses_to_its_own_rule() -> None:
    """The expiry attribute among the definitions, as a text, is one mistake: it needs no definition."""
    text = table(
        attributeDefinitions=[
            {"name": "pk", "type": "S"},
            {"name": "sk", "type": "N"},
            {"name": "expiresAt", "type": "S"},
        ],
        ttl={"enabled": True, "attributeName": "expiresAt"},
    )
    assert [said.rule for said in diagnostics(text)] == ["attr-def-unused"]


def test_says_nothing_of_a_type_that_could_not_be_read() -> None:
    """An expiry attribute whose type is no word has no wrong type."""
    text = table(
        attributeDefinitions=[{"name": "pk", "type": "S"}, {"name": "sk", "type": "Date"}],
        globalSecondaryIndexes=[gsi()],
        ttl={"enabled": True, "attributeName": "sk"},
    )
    assert [said.rule for said in diagnostics(text)] == ["unknown-enum", "ttl-attribute-is-table-key"]


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("stream-view-type-when-disabled", {"streamViewType": "NEW_IMAGE"}),
        ("stream-view-type-when-disabled", {"streamEnabled": False, "streamViewType": "NEW_IMAGE"}),
        ("ttl-attribute-when-disabled", {"ttl": {"attributeName": "expiresAt"}}),
        ("ttl-attribute-when-disabled", {"ttl": {"enabled": False, "attributeName": "expiresAt"}}),
    ],
)
def test_switches_on_what_was_never_switched_and_removes_what_is_off(
    rule: str, settings: dict[str, Any]
) -> None:
    """The unsafe fix takes the words of the file for what was meant; the file is sound afterwards."""
    text = table(**settings)
    fix = only(text).fix
    assert fix is not None
    assert not fix.safe
    assert found(mended(text, rule=rule)) == []
    assert fix.title.startswith("remove" if "false" in text else "write")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"enabled": True, "kmsKeyArn": KEY_ARN}, ["contributor-insights-with-kms"]),
        ({"enabled": True}, []),
        ({"enabled": True, "kmsKeyArn": AWS_MANAGED}, ["sse-kms-alias-arn"]),
        ({"enabled": False, "kmsKeyArn": KEY_ARN}, ["sse-kms-key-when-disabled"]),
    ],
)
def test_warns_of_insights_only_where_a_key_of_ones_own_encrypts(
    block: dict[str, Any], expected: list[str]
) -> None:
    """The key that AWS manages is nobody's own, and a key that is not used encrypts nothing."""
    text = table(contributorInsightsEnabled=True, serverSideEncryption=block)
    assert [said.rule for said in diagnostics(text)] == expected
