from __future__ import annotations

from typing import Any

import pytest

from tests.rules.tables import diagnostics, found, mended, only, table

UUID = "1234abcd-12ab-34cd-56ef-1234567890ab"
MULTI_REGION = "mrk-1234abcd12ab34cd56ef1234567890ab"
KMS = "arn:aws:kms:us-east-1:111122223333"
PATH = "spec.serverSideEncryption.kmsKeyArn"


def encrypted(key: object, enabled: object = True) -> str:  # noqa: FBT002  # the value of the field
    """A table with this key."""
    return table(serverSideEncryption={"enabled": enabled, "kmsKeyArn": key})


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        ("aws", "us-east-1"),
        ("aws", "ap-southeast-2"),
        ("aws", "mx-central-1"),
        ("aws-cn", "cn-northwest-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-iso-b", "us-isob-east-1"),
        ("aws-iso-e", "eu-isoe-west-1"),
        ("aws-iso-f", "us-isof-south-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ],
)
@pytest.mark.parametrize("key", [UUID, MULTI_REGION, UUID.upper()])
def test_takes_the_key_of_every_partition(partition: str, region: str, key: str) -> None:
    """A key's ARN is sound in each partition of AWS, for a key of one region and for one of several."""
    assert found(encrypted(f"arn:{partition}:kms:{region}:111122223333:key/{key}")) == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (UUID, f"`{UUID}` is the id of a key, not its ARN"),
        (MULTI_REGION, f"`{MULTI_REGION}` is the id of a key, not its ARN"),
        ("alias/orders", "`alias/orders` is the name of an alias, not the ARN of a key"),
        ("orders", "`orders` is not the ARN of a KMS key"),
        ("arn:aws:kms:us-east-1", "`arn:aws:kms:us-east-1` is not the ARN of a KMS key"),
        (f"arn:aws:s3:us-east-1:111122223333:key/{UUID}", "its service `s3` is not kms"),
        (f"arn:amazon:kms:us-east-1:111122223333:key/{UUID}", "its partition `amazon` is not a partition"),
        (f"arn:aws:kms:useast1:111122223333:key/{UUID}", "its region `useast1` is not a region"),
        (f"arn:aws:kms::111122223333:key/{UUID}", "it has no region"),
        (f"arn:aws:kms:us-east-1::key/{UUID}", "it has no account"),
        (f"arn:aws:kms:us-east-1:11112222333:key/{UUID}", "its account `11112222333` is not a number"),
        (f"{KMS}:key/abcd-1234-efgh-5678", "its key id `abcd-1234-efgh-5678` is"),
        (f"{KMS}:key/mrk-1234", "its key id `mrk-1234` is neither"),
        (f"{KMS}:{UUID}", f"its resource `{UUID}` is neither a key nor an alias"),
        (f"{KMS}:key/{UUID}\n", "its key id"),
        (f"{KMS}:alias/", "its resource `alias/` is neither a key nor an alias"),
        (f"{KMS}:alias/my key", "is neither a key nor an alias"),
        ("${KmsKey.Arn}", "`${KmsKey.Arn}` is not the ARN of a KMS key"),
    ],
)  # fmt: skip
def test_says_what_a_key_is_instead_of_an_arn(key: str, said: str) -> None:
    """The message names the part that is wrong, so that nobody has to compare two long ARNs."""
    finding = only(encrypted(key))
    assert finding.rule == "sse-kms-key-format"
    assert finding.path == PATH
    assert said in finding.message


def test_has_an_answer_of_aws_only_where_aws_refuses() -> None:
    """CreateTable itself takes key ids and names of aliases: there it is the provider that refuses."""
    assert only(encrypted(UUID)).detail is None
    assert only(encrypted("alias/orders")).detail is None
    unknown = only(encrypted(f"{KMS}:key/abcd")).detail
    assert unknown is not None
    assert unknown.endswith(f"Key '{KMS}:key/abcd' does not exist")
    nowhere = only(encrypted(f"arn:aws:kms:useast1:111122223333:key/{UUID}")).detail
    assert nowhere is not None
    assert nowhere.endswith("Invalid arn useast1")


@pytest.mark.parametrize("key", [UUID, "alias/orders", f"{KMS}:key/{UUID}"])
def test_says_of_a_key_that_is_off_only_that(key: str) -> None:
    """The form of a key does not matter where encryption with it is off."""
    assert found(encrypted(key, enabled=False)) == [f"sse-kms-key-when-disabled at {PATH}"]


BLOCKS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"enabled": True}, []),
    ({"enabled": True, "kmsKeyArn": ""}, []),
    ({"enabled": False, "kmsKeyArn": ""}, []),
    ({"kmsKeyArn": UUID}, [f"sse-kms-key-when-disabled at {PATH}"]),
    ({"enabled": "yes", "kmsKeyArn": UUID}, ["wrong-type at spec.serverSideEncryption.enabled"]),
    ({"enable": True, "kmsKeyArn": UUID}, ["unknown-field at spec.serverSideEncryption.enable"]),
    ({"sseType": "KMS", "kmsKeyArn": UUID}, ["unknown-field at spec.serverSideEncryption.sseType"]),
    ({"enabled": True, "kmsKeyArn": [UUID]}, [f"wrong-type at {PATH}"]),
    ({"enabled": True, "kmsKeyId": UUID}, ["unknown-field at spec.serverSideEncryption.kmsKeyId"]),
]


@pytest.mark.parametrize(("block", "expected"), BLOCKS)
def test_keeps_quiet_about_what_is_blank_or_could_not_be_read(
    block: dict[str, Any], expected: list[str]
) -> None:
    """A blank key is none, and a switch that is misspelt is not off."""
    assert found(table(serverSideEncryption=block)) == expected


def test_switches_on_a_key_that_nobody_switched_off() -> None:
    """A key without a switch was meant to be used; a key with its switch off may as well go."""
    arn = f"{KMS}:key/{UUID}"
    on = mended(table(serverSideEncryption={"kmsKeyArn": arn}), rule="sse-kms-key-when-disabled")
    assert found(on) == []
    assert '"enabled": true' in on
    off = mended(encrypted(arn, enabled=False), rule="sse-kms-key-when-disabled")
    assert found(off) == []
    assert "kmsKeyArn" not in off


def test_warns_of_an_alias_once() -> None:
    """The ARN of an alias is well-formed, with a name of several parts as well."""
    said = only(encrypted(f"{KMS}:alias/teams/orders"))
    assert (said.rule, said.severity) == ("sse-kms-alias-arn", "warning")
    assert "`alias/teams/orders`" in said.message
    assert said.fix is None


def test_leaves_out_the_key_that_aws_manages() -> None:
    """Without a key that one is used, so that the fix changes nothing and is safe."""
    text = encrypted(f"{KMS}:alias/aws/dynamodb")
    (said,) = diagnostics(text)
    assert said.fix is not None
    assert said.fix.safe
    text = mended(text, rule="sse-kms-alias-arn")
    assert found(text) == []
    assert '"enabled": true' in text


def test_says_of_the_name_of_that_key_how_to_do_without() -> None:
    """`alias/aws/dynamodb` is no ARN either, but needs none."""
    assert only(encrypted("alias/aws/dynamodb")).help == "remove it: this key is used where none is given"
