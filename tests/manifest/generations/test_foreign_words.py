"""Keys that are known from elsewhere: what to write instead, and rules that keep quiet."""

from __future__ import annotations

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest.overrides import parse

HEAD = "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\nmetadata:\n  name: orders\nspec:\n"
MODE = "  billingMode: PAY_PER_REQUEST\n"
KEYS = """\
  attributeDefinitions:
    - name: orderId
      type: S
  keySchema:
    - attributeName: orderId
      keyType: HASH
"""
INDEX = "  globalSecondaryIndexes:\n    - name: by-id\n"
INDEX_KEYS = "      keySchema:\n        - attributeName: orderId\n          keyType: HASH\n"


def the_one(spec: str) -> Diagnostic:
    """The one error about a manifest with a spec."""
    diagnostics = Checker().check_text("orders.yaml", HEAD + spec).diagnostics
    (diagnostic,) = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    assert diagnostic.rule == "unknown-field"
    return diagnostic


def mended(spec: str) -> str:
    """A spec with the fix of its one error made, which has to be a safe one."""
    text = HEAD + spec
    fix = the_one(spec).fix
    assert fix is not None
    assert fix.safe
    for edit in sorted(fix.edits, key=lambda edit: edit.location.start.offset, reverse=True):
        text = text[: edit.location.start.offset] + edit.text + text[edit.location.end.offset :]
    diagnostics = Checker().check_text("orders.yaml", text).diagnostics
    assert [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"] == []
    return text.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("  pointInTimeRecovery:\n    enabled: true\n", "  pointInTimeRecoveryEnabled: true\n"),
        ("  pointInTimeRecovery: true\n", "  pointInTimeRecoveryEnabled: true\n"),
        ("  contributorInsights: {isEnabled: false}\n", "  contributorInsightsEnabled: false\n"),
        ("  serverSideEncryptionEnabled: true\n", "  serverSideEncryption:\n    enabled: true\n"),
        ("  deletionProtection: true\n", "  deletionProtectionEnabled: true\n"),
        (
            "  timeToLive:\n    enabled: true\n    attributeName: x\n",
            "  ttl:\n    enabled: true\n    attributeName: x\n",
        ),
        (
            "  ttl:\n    isEnabled: true\n    attributeName: x\n",
            "  ttl:\n    enabled: true\n    attributeName: x\n",
        ),
        ("  serverSideEncryption:\n    sseEnabled: true\n", "  serverSideEncryption:\n    enabled: true\n"),
        ("  tableName: orders # again\n", ""),
        (
            f"{INDEX}{INDEX_KEYS}      projectionType: ALL\n",
            f"{INDEX}{INDEX_KEYS}      projection:\n        type: ALL\n",
        ),
        (
            f"{INDEX}{INDEX_KEYS}      projection:\n        projectionType: ALL\n",
            f"{INDEX}{INDEX_KEYS}      projection:\n        type: ALL\n",
        ),
        (
            f"{INDEX.replace('name', 'indexName')}{INDEX_KEYS}      projection: {{type: ALL}}\n",
            f"{INDEX}{INDEX_KEYS}      projection: {{type: ALL}}\n",
        ),
    ],
)
def test_what_only_has_another_name_or_shape_is_mended(given: str, meant: str) -> None:
    """Where the same can be said for certain, the fix says it, and leaves nothing wrong."""
    assert mended(MODE + KEYS + given) == MODE + KEYS + meant


def test_snake_case_is_answered_in_snake_case() -> None:
    """A field's name is written as the mapping around it writes names."""
    spec = (MODE + KEYS).replace(
        "billingMode", "billing_mode"
    ) + "  point_in_time_recovery: {enabled: true}\n"
    assert "  point_in_time_recovery_enabled: true\n" in mended(spec)
    diagnostic = the_one(
        f"{MODE.replace('billingMode', 'billing_mode')}{KEYS}  pointInTimeRecovery: {{a: 1}}\n"
    )
    assert "as point_in_time_recovery_enabled" in diagnostic.help


def test_json_gets_its_quotes() -> None:
    """In braces with quotes around keys, the new key has quotes too."""
    text = (
        '{"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb", "metadata": {"name": "orders"}, '
        '"spec": {"billingMode": "PAY_PER_REQUEST", "pointInTimeRecovery": {"enabled": true}, '
        '"attributeDefinitions": [{"attributeName": "id", "type": "S"}], '
        '"keySchema": [{"attributeName": "id", "keyType": "HASH"}]}}'
    )
    diagnostics = Checker().check_text("orders.json", text).diagnostics
    assert [diagnostic.fix and diagnostic.fix.edits[0].text for diagnostic in diagnostics] == [
        '"pointInTimeRecoveryEnabled": true',
        '"name"',
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (f"{MODE}{KEYS}  region: eu-central-1\n", "AWS_REGION"),
        (f"{MODE}{KEYS}  awsCredentialId: acme\n", "the credentials are the provider's"),
        (f"{MODE}{KEYS}  tableName: orders-prod\n", "metadata.name here, orders: change that"),
        (f"{MODE}{KEYS}  replicas: [eu-west-1]\n", "the 14 fields have nothing for it"),
        (f"{MODE}{KEYS}  tags: {{team: a}}\n", "labels under metadata"),
        (f"{MODE}{KEYS}  rangeKey: day\n", "keySchema"),
        (f"{MODE}{KEYS}  streamSpecification: {{streamEnabled: true}}\n", "streamEnabled and streamViewType"),
        (f"{MODE}{KEYS}  pointInTimeRecovery: {{enabled: true, recoveryPeriodInDays: 3}}\n", "on or off"),
        (f"{MODE}{KEYS}{INDEX}      hashKey: orderId\n      projection: {{type: ALL}}\n", "keySchema"),
        (f"{MODE}{KEYS}{INDEX}{INDEX_KEYS}      projectionType: INCLUDE\n", "under projection here"),
    ],
)
def test_what_differs_in_more_than_a_name_is_explained(spec: str, said: str) -> None:
    """One finding says what to write, and the rule that misses the field meant keeps quiet."""
    assert said in the_one(spec).help


def test_a_field_that_is_there_too_is_not_written_twice() -> None:
    """Where both words stand, the foreign one is to go, and nothing is renamed."""
    spec = f"{MODE}{KEYS}  pointInTimeRecovery: {{enabled: true}}\n  pointInTimeRecoveryEnabled: false\n"
    diagnostic = the_one(spec)
    assert diagnostic.fix is None
    assert "which is given too" in diagnostic.help


def test_rules_still_look_at_a_field_that_is_there_too() -> None:
    """A foreign word beside the right one hides nothing about the right one."""
    text = f"{HEAD}{MODE}{KEYS}  enableStreams: false\n  streamEnabled: true\n"
    rules = [diagnostic.rule for diagnostic in Checker().check_text("orders.yaml", text).diagnostics]
    assert sorted(rules) == ["stream-view-type-required", "unknown-field"]


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("spec.deletionProtection=true", "deletionProtectionEnabled"),
        ("spec.tableName=orders", "metadata.name"),
        ("spec.serverSideEncryptionEnabled=true", "serverSideEncryption"),
        ("spec.pointInTimeRecovery={enabled: true}", "pointInTimeRecoveryEnabled"),
    ],
)
def test_a_flag_is_explained_and_the_file_left_as_it_is(flag: str, said: str) -> None:
    """A foreign word in a --set has no place in the file to edit."""
    checker = Checker(overrides=(parse(flag),))
    (diagnostic,) = checker.check_text("orders.yaml", HEAD + MODE + KEYS).diagnostics
    assert diagnostic.location.file == "--set"
    assert said in diagnostic.help
    assert diagnostic.fix is None


def test_another_table_name_is_not_thrown_away() -> None:
    """Only a tableName that says the same as metadata.name goes by itself."""
    assert the_one(f"{MODE}{KEYS}  tableName: orders-prod\n").fix is None


def test_a_key_that_is_there_is_judged_beside_a_foreign_one() -> None:
    """A rangeKey beside an empty keySchema does not hide that the keySchema is empty."""
    text = f"{HEAD}{MODE}{KEYS[: KEYS.index('  keySchema')]}  rangeKey: day\n  keySchema: []\n"
    rules = [diagnostic.rule for diagnostic in Checker().check_text("orders.yaml", text).diagnostics]
    assert "key-schema-hash-count" in rules
