"""Words for what runs around a table that are known from elsewhere: each says what to write, and most are mended."""

from __future__ import annotations

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.contract.shapes import ENUMS, MESSAGES
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.fixing import fix
from planton_dynamodb.manifest.decode import EnumWords, fields_of
from planton_dynamodb.manifest.generations.words_around import ADVICE, OTHER_NAMES, RUNS_AROUND
from planton_dynamodb.manifest.words import MEANT

PACKAGE = "org.project_planton.dynamodb.v1."
TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PROVISIONED
  provisionedThroughput:
    readCapacityUnits: 5
    writeCapacityUnits: 5
  attributeDefinitions:
    - name: orderId
      type: S
  keySchema:
    - attributeName: orderId
      keyType: HASH
"""
HEAD = """\
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
spec:
  table: orders
"""
TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call"


def found(spec: str) -> list[Diagnostic]:
    """All that is found in operations with a spec, beside their table."""
    return Checker().check_text("orders.yaml", TABLE + HEAD + spec).diagnostics


def mended(spec: str) -> str:
    """The spec with every safe fix made."""
    after = fix("orders.yaml", (TABLE + HEAD + spec).encode(), Checker()).data.decode()
    assert after.startswith(TABLE + HEAD)
    return after.removeprefix(TABLE + HEAD)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (
            "  autoScaling:\n    read: {minCapacity: 5, maxCapacity: 50, targetValue: 70}\n",
            "  autoScaling:\n    read: {min: 5, max: 50, targetUtilization: 70}\n",
        ),
        (
            "  auto_scaling:\n    read: {min_capacity: 5, max_capacity: 50, utilization_target: 70}\n",
            "  auto_scaling:\n    read: {min: 5, max: 50, target_utilization: 70}\n",
        ),
        (f'  alarms:\n    snsTopicArn: "{TOPIC}"\n', f'  alarms:\n    notify: "{TOPIC}"\n'),
        (f'  alarms:\n    topic: "{TOPIC}"\n', f'  alarms:\n    notify: "{TOPIC}"\n'),
        (
            "  environments:\n    - {name: prod, removalPolicy: Retain}\n    - {name: dev, removalPolicy: Delete}\n",
            "  environments:\n    - {name: prod, retention: RETAIN}\n    - {name: dev, retention: DESTROY}\n",
        ),
        (
            "  environments:\n    - {name: dev, retention: Destroy}\n",
            "  environments:\n    - {name: dev, retention: DESTROY}\n",
        ),
        ('  parameters:\n    prefix: "/shop/orders"\n', '  parameters:\n    path: "/shop/orders"\n'),
        (
            '  parameters: {path: "/shop/orders", outputs: [arn, tableName]}\n',
            '  parameters: {path: "/shop/orders", outputs: [TABLE_ARN, TABLE_NAME]}\n',
        ),
        (
            "  grants:\n    - {name: task, access: readWrite, roleName: shop-task}\n",
            "  grants:\n    - {name: task, access: READ_WRITE, role: shop-task}\n",
        ),
    ],
)
def test_what_only_has_another_name_is_mended(given: str, meant: str) -> None:
    """The words of CDK, CloudFormation and Terraform become ours, keys and values, and then nothing is found."""
    assert found(given)
    assert mended(given) == meant
    assert found(meant) == []


@pytest.mark.parametrize("word", ["PITR", "pointInTimeRecovery", "Recovery"])
def test_a_safeguard_goes_by_many_names(word: str) -> None:
    """One in a list is understood as a single word is."""
    (diagnostic, *_) = found(f"  environments:\n    - {{name: prod, requires: [{word}]}}\n")
    assert (diagnostic.rule, diagnostic.path) == ("unknown-enum", "spec.environments[0].requires[0]")
    assert diagnostic.help.startswith("did you mean POINT_IN_TIME_RECOVERY?")
    assert diagnostic.fix is not None
    assert diagnostic.fix.safe


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (f'  alarms: {{notify: "{TOPIC}", alarmActions: ["{TOPIC}"]}}\n', "write its ARN as notify"),
        ("  removalPolicy: RETAIN\n", "is said of each of its environments"),
        ("  autoScaling: {max: 5, read: {max: 6}}\n", "say it under read and under write"),
        (
            "  grants:\n    - {name: a, access: READ, actions: ['dynamodb:GetItem']}\n",
            "access: READ, WRITE or READ_WRITE",
        ),
        ("  grants:\n    - {name: a, access: READ, resources: ['*']}\n", "leave `resources` out"),
        ("  environments:\n    - {name: prod, protect: true}\n", "write retention: RETAIN or DESTROY"),
        ("  environments:\n    - {name: prod, pitr: true}\n", "write it into requires"),
        ('  parameters: {path: "/a", type: String}\n', "they are all of type String"),
        ("  usage: {readsPerMonth: 5}\n", "write a rate: reads: 500000/month"),
    ],
)
def test_what_differs_in_more_than_a_name_is_explained(spec: str, said: str) -> None:
    """There is one finding, which says what to write."""
    (diagnostic,) = found(spec)
    assert diagnostic.rule == "unknown-field"
    assert said in diagnostic.help


@pytest.mark.parametrize("key", sorted(RUNS_AROUND))
def test_a_table_is_told_where_its_surroundings_belong(key: str) -> None:
    """Who writes them into the spec of a table learns of the kind for them."""
    (diagnostic,) = Checker().check_text("orders.yaml", f"{TABLE}  {key}: {{}}\n").diagnostics
    assert "a manifest of kind AwsDynamodbOperations" in diagnostic.help


@pytest.mark.parametrize("message", sorted({*OTHER_NAMES, *ADVICE}))
def test_every_word_leads_to_a_field(message: str) -> None:
    """No entry names a field that there is not, or stands in the way of one that there is."""
    known = fields_of(PACKAGE + message).by_key
    names, advice = OTHER_NAMES.get(message, {}), ADVICE.get(message, {})
    assert set(names.values()) <= known.keys()
    assert not (names.keys() | advice.keys()) & known.keys()
    assert not names.keys() & advice.keys()
    for key, each in advice.items():
        assert each.stands_for is None or each.stands_for in known
        assert each.text.format(key=key)


@pytest.mark.parametrize("enum", [full for full in ENUMS if full.rpartition(".")[2] in MEANT])
def test_every_meant_word_leads_to_a_value(enum: str) -> None:
    """With the name of its enum before it, and without."""
    words = EnumWords(enum)
    prefix = "_".join(next(iter(ENUMS[enum]))[0].split("_")[:-1]) + "_"
    for word in MEANT[words.name]:
        assert words.meant(word) in words.numbers
        assert words.meant(prefix + word) in words.numbers


def test_every_message_of_the_kind_is_thought_about() -> None:
    """Each message below the spec has words from elsewhere."""
    below = {
        of.rpartition(".")[2]
        for _, _, kind, of in MESSAGES[PACKAGE + "AwsDynamodbOperationsSpec"]
        if kind == "message"
    }
    assert below <= OTHER_NAMES.keys()
