"""Manifests of other generations: one finding that names it, and the rewriting where nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse
from planton_dynamodb.manifest.problems import OtherGeneration
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.rules.subject import ATTRIBUTE_TYPE_LETTERS, Quotas, table_of

OURS = "aws.project-planton.org/v1"
KEYS = """\
  attributeDefinitions:
    - name: orderId
      type: S
  keySchema:
    - attributeName: orderId
      keyType: HASH
"""


def manifest(spec: str, version: str = OURS, name: str = "orders") -> str:
    """A manifest with a spec whose lines are indented by two blanks."""
    return f"apiVersion: {version}\nkind: AwsDynamodb\nmetadata:\n  name: {name}\nspec:\n{spec}"


def found(text: str) -> list[Diagnostic]:
    """Everything that is said about a text."""
    return Checker().check_text("orders.yaml", text).diagnostics


def rules(text: str) -> list[str]:
    """The rules that say something about a text."""
    return [diagnostic.rule for diagnostic in found(text)]


def the_one(text: str) -> Diagnostic:
    """The one finding about a text."""
    (diagnostic,) = found(text)
    return diagnostic


def mended(text: str, *diagnostics: Diagnostic) -> str:
    """A text with the fixes of findings made."""
    data = text.encode()
    edits = [edit for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits]
    for edit in sorted(edits, key=lambda edit: edit.location.start.offset, reverse=True):
        data = data[: edit.location.start.offset] + edit.text.encode() + data[edit.location.end.offset :]
    return data.decode()


def spec_of(text: str) -> dict[str, Any]:
    """The spec of a manifest as another YAML reader reads it."""
    spec: dict[str, Any] = yaml.safe_load(text)["spec"]
    return spec


NESTED = """\
  awsCredentialId: acme
  table:
    tableName: orders
    billingMode: PAY_PER_REQUEST
    hashKey: {name: customerId, type: S}
    rangeKey: {name: orderedAt, type: N}
    attributes:
      - {name: status, type: S}
      - {name: purgeAt, type: N}
    enableStreams: true
    streamViewType: NEW_IMAGE
    serverSideEncryption: {isEnabled: true}
    pointInTimeRecovery: {isEnabled: true}
    ttl: {isEnabled: true, attributeName: purgeAt}
    globalSecondaryIndexes:
      - {name: by-status, hashKey: status, rangeKey: orderedAt, projectionType: KEYS_ONLY}
    localSecondaryIndexes:
      - {name: by-customer-status, rangeKey: status, projectionType: INCLUDE, nonKeyAttributes: [total]}
"""


def test_everything_that_an_older_spec_says_is_said_in_the_14_fields() -> None:
    """Keys, indexes, streams, encryption, recovery and expiry of the first generation keep their meaning."""
    text = manifest(NESTED, "code2cloud.planton.cloud/v1")
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []
    assert spec_of(rewritten) == {
        "billingMode": "PAY_PER_REQUEST",
        "attributeDefinitions": [
            {"name": "customerId", "type": "S"},
            {"name": "orderedAt", "type": "N"},
            {"name": "status", "type": "S"},
        ],
        "keySchema": [
            {"attributeName": "customerId", "keyType": "HASH"},
            {"attributeName": "orderedAt", "keyType": "RANGE"},
        ],
        "globalSecondaryIndexes": [
            {
                "name": "by-status",
                "keySchema": [
                    {"attributeName": "status", "keyType": "HASH"},
                    {"attributeName": "orderedAt", "keyType": "RANGE"},
                ],
                "projection": {"type": "KEYS_ONLY"},
            }
        ],
        "localSecondaryIndexes": [
            {
                "name": "by-customer-status",
                "keySchema": [
                    {"attributeName": "customerId", "keyType": "HASH"},
                    {"attributeName": "status", "keyType": "RANGE"},
                ],
                "projection": {"type": "INCLUDE", "nonKeyAttributes": ["total"]},
            }
        ],
        "ttl": {"enabled": True, "attributeName": "purgeAt"},
        "streamEnabled": True,
        "streamViewType": "NEW_IMAGE",
        "pointInTimeRecoveryEnabled": True,
        "serverSideEncryption": {"enabled": True},
    }


@pytest.mark.parametrize(
    ("version", "rule", "place"),
    [
        ("code2cloud.planton.cloud/v1", "envelope-api-version", "code2cloud.planton.cloud/v1"),
        ("aws.project.planton/v1", "envelope-api-version", "aws.project.planton/v1"),
        ("aws.project-planton.org/v9", "envelope-api-version", "aws.project-planton.org/v9"),
        (OURS, "unknown-field", "table"),
    ],
)
def test_one_finding_stands_where_the_generation_shows(version: str, rule: str, place: str) -> None:
    """Another apiVersion is the place of the finding; under ours it is the field that tells."""
    text = manifest(NESTED, version)
    diagnostic = the_one(text)
    start, end = diagnostic.location.start.offset, diagnostic.location.end.offset
    assert (diagnostic.rule, text[start:end]) == (rule, place)
    assert "generation of AwsDynamodb" in diagnostic.message


def test_a_whole_new_spec_is_never_a_safe_fix() -> None:
    """A rewriting drops what is not of the table, so that somebody has to look at it."""
    fix = the_one(manifest(NESTED)).fix
    assert fix is not None
    assert not fix.safe


def test_what_is_no_key_and_what_is_the_providers_is_said_to_go() -> None:
    """The finding names the definition that no key uses, and the credentials."""
    said = the_one(manifest(NESTED)).help
    assert "the definition of `purgeAt` (no key uses it)" in said
    assert "`awsCredentialId` (the credentials are the provider's)" in said


def test_the_table_keeps_its_name() -> None:
    """What `tableName` said becomes metadata.name, which names the table now."""
    text = manifest(NESTED.replace("tableName: orders", "tableName: orders-prod"))
    rewritten = mended(text, the_one(text))
    assert yaml.safe_load(rewritten)["metadata"]["name"] == "orders-prod"
    assert found(rewritten) == []


def test_a_name_that_has_nowhere_to_go_keeps_the_spec_as_it_is() -> None:
    """Without a metadata.name there is no place for the table's name, and no rewriting."""
    diagnostic = the_one(manifest(NESTED).replace("  name: orders\n", "  env: prod\n"))
    assert diagnostic.fix is None
    assert "`metadata.name`, which has to be orders" in diagnostic.help


def test_comments_survive() -> None:
    """The comments of an older spec stand above the new one."""
    commented = NESTED.replace("  table:\n", "  # ours since 2023\n  table: # all of it\n")
    text = manifest(commented) + "# the end\n"
    rewritten = mended(text, the_one(text))
    assert "spec:\n  # ours since 2023\n  # all of it\n  billingMode" in rewritten
    assert rewritten.endswith("# the end\n")


def test_a_hash_in_a_text_is_no_comment() -> None:
    """Only what YAML takes for a comment is kept as one."""
    text = manifest('  hashKey: {name: "order #", type: S}\n  billingMode: PAY_PER_REQUEST\n')
    rewritten = mended(text, the_one(text))
    assert "#" not in rewritten.replace('"order #"', "")
    assert spec_of(rewritten)["keySchema"] == [{"attributeName": "order #", "keyType": "HASH"}]


def test_line_breaks_stay_as_they_are() -> None:
    """A file with CRLF gets its new lines with CRLF."""
    text = manifest(NESTED).replace("\n", "\r\n")
    rewritten = mended(text, the_one(text))
    assert rewritten.count("\n") == rewritten.count("\r\n")
    assert found(rewritten) == []


def test_json_stays_json() -> None:
    """A manifest in braces is rewritten in braces, its apiVersion in quotes."""
    spec = {"hashKey": {"name": "id", "type": "S"}, "billingMode": "PAY_PER_REQUEST", "tableName": "carts"}
    envelope = {"apiVersion": "aws.project.planton/v1", "kind": "AwsDynamodb", "metadata": {"name": "orders"}}
    text = json.dumps({**envelope, "spec": spec})
    rewritten = mended(text, the_one(text))
    assert json.loads(rewritten)["apiVersion"] == OURS
    assert json.loads(rewritten)["metadata"]["name"] == "carts"
    assert found(rewritten) == []


FLAT = """\
  table_name: carts
  aws_region: eu-central-1
  billing_mode: BILLING_MODE_PROVISIONED
  partition_key_name: cart_id
  partition_key_type: ATTRIBUTE_TYPE_BINARY
  sort_key_name: added_at
  sort_key_type: ATTRIBUTE_TYPE_NUMBER
  read_capacity_units: 10
  write_capacity_units: 5
  server_side_encryption_enabled: true
"""


def test_snake_case_and_prefixes_stay() -> None:
    """A spec in snake_case with prefixed words is rewritten in snake_case with prefixed words."""
    text = manifest(FLAT, name="carts")
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []
    assert spec_of(rewritten) == {
        "billing_mode": "BILLING_MODE_PROVISIONED",
        "provisioned_throughput": {"read_capacity_units": 10, "write_capacity_units": 5},
        "attribute_definitions": [
            {"name": "cart_id", "type": "ATTRIBUTE_TYPE_B"},
            {"name": "added_at", "type": "ATTRIBUTE_TYPE_N"},
        ],
        "key_schema": [
            {"attribute_name": "cart_id", "key_type": "KEY_TYPE_HASH"},
            {"attribute_name": "added_at", "key_type": "KEY_TYPE_RANGE"},
        ],
        "server_side_encryption": {"enabled": True},
    }


@pytest.mark.parametrize(
    ("given", "units"),
    [
        ("", (5, 5)),
        ("  readCapacity: 20\n", (20, 5)),
        ("  autoScale: {isEnabled: false, readCapacity: {minCapacity: 7, maxCapacity: 9}}\n", (7, 5)),
        ("  readCapacity: 20\n  writeCapacity: 10\n", (20, 10)),
    ],
)
def test_units_that_nobody_named_are_those_that_tables_got(given: str, units: tuple[int, int]) -> None:
    """The programs of the older generations gave a table its least capacity for scaling, or 5 units each."""
    text = manifest("  billingMode: PROVISIONED\n  hashKey: {name: id, type: S}\n" + given)
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []
    throughput = spec_of(rewritten)["provisionedThroughput"]
    assert (throughput["readCapacityUnits"], throughput["writeCapacityUnits"]) == units


def test_an_index_without_units_gets_those_of_the_table() -> None:
    """What an older index did not say was filled from the table's capacity."""
    index = "  globalSecondaryIndexes: [{name: by-day, hashKey: day, projectionType: ALL, readCapacity: 3}]\n"
    keys = (
        "  billingMode: PROVISIONED\n  hashKey: {name: id, type: S}\n  attributes: [{name: day, type: S}]\n"
    )
    text = manifest(keys + index + "  writeCapacity: 8\n")
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []
    throughput = spec_of(rewritten)["globalSecondaryIndexes"][0]["provisionedThroughput"]
    assert throughput == {"readCapacityUnits": 3, "writeCapacityUnits": 8}


ON_DEMAND = "  billingMode: PAY_PER_REQUEST\n"
KEY = "  hashKey: {name: id, type: S}\n"


@pytest.mark.parametrize(
    ("spec", "open_point"),
    [
        (KEY, "billingMode"),
        (f"{ON_DEMAND}  hashKey: id\n", "the type of `id`"),
        (f"{ON_DEMAND}{KEY}  color: red\n", "`color`"),
        (f"{ON_DEMAND}{KEY}{KEY}", "`hashKey`, which is given twice"),
        (f"{ON_DEMAND}{KEY}  enableStreams: yes\n", "`enableStreams`"),
        (f"{ON_DEMAND}{KEY}  enableStreams: true\n", "`streamViewType`"),
        (f"{ON_DEMAND}{KEY}  ttl: {{isEnabled: true}}\n", "the attribute of ttl"),
        (f"{ON_DEMAND}{KEY}  attributes: [{{name: id, type: N}}]\n", "`id`, which has two types"),
        (f"{ON_DEMAND}{KEY}  serverSideEncryption: {{kmsKeyArn: x}}\n", "names a key and is off"),
        (f"{ON_DEMAND}  hashKey: &k {{name: id, type: S}}\n  rangeKey: *k\n", "the aliases"),
        (f"{ON_DEMAND}  partitionKeyName: id\n  partitionKeyType: BOOL\n", "the type BOOL of `id`"),
        (f"{ON_DEMAND}  table:\n    rangeKey: {{name: id, type: S}}\n", "the partition key"),
        ("  billingMode: PROVISIONED\n  partitionKeyName: id\n  partitionKeyType: S\n", "the capacity units"),
    ],
)
def test_what_leaves_a_question_is_asked_and_not_guessed(spec: str, open_point: str) -> None:
    """A spec that does not say everything gets no rewriting, and the finding says what to decide."""
    diagnostic = the_one(manifest(spec))
    assert diagnostic.fix is None
    assert open_point in diagnostic.help.partition("decide about ")[2]


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("  replicaRegionNames: [eu-west-1]\n", "replicaRegionNames"),
        ("  importTable: {inputFormat: CSV}\n", "importTable"),
        ("  readCapacity: 5\n  autoScale: {isEnabled: true, readCapacity: {minCapacity: 5}}\n", "autoScale"),
    ],
)
def test_what_the_14_fields_cannot_say_is_listed(part: str, name: str) -> None:
    """Replicas, imports and scaling have no field: the finding names them and nothing is rewritten."""
    diagnostic = the_one(manifest(f"  billingMode: PROVISIONED\n  hashKey: {{name: id, type: S}}\n{part}"))
    assert diagnostic.fix is None
    assert f"the 14 fields cannot say `{name}`" in diagnostic.message


def test_empty_parts_are_no_loss() -> None:
    """No replicas at all, scaling that is off and an expiry that is off can go."""
    off = "  replicaRegionNames: []\n  autoScale: {isEnabled: false}\n  ttl: {attributeName: x}\n"
    text = manifest(ON_DEMAND + KEY + off)
    assert set(spec_of(mended(text, the_one(text)))) == {"billingMode", "attributeDefinitions", "keySchema"}


def test_nothing_that_a_flag_says_is_written_into_the_file() -> None:
    """With a --set in the spec there is a finding, and no rewriting of the file."""
    checker = Checker(overrides=(parse("spec.table.billingMode=PROVISIONED"),))
    (diagnostic,) = checker.check_text("orders.yaml", manifest(NESTED)).diagnostics
    assert diagnostic.fix is None


@pytest.mark.parametrize(
    "version", ["aws.openmcf.org/v1", "aws.planton.dev/v1", "code2cloud.planton.cloud/v1"]
)
def test_the_14_fields_under_another_name_are_read_and_judged(version: str) -> None:
    """With another apiVersion alone, ours is a safe fix, and every rule still looks at the table."""
    text = manifest(f"  billingMode: PAY_PER_REQUEST\n  streamEnabled: true\n{KEYS}", version)
    first, second = found(text)
    assert (first.rule, second.rule) == ("envelope-api-version", "stream-view-type-required")
    assert first.fix is not None
    assert first.fix.safe
    assert rules(mended(text, first)) == ["stream-view-type-required"]


LATER = f"""\
  region: eu-central-1 # where it all is
  billingMode: PAY_PER_REQUEST
{KEYS}  pointInTimeRecovery:
    enabled: true
  contributorInsights: {{enabled: false}}
  serverSideEncryption:
    enabled: true
    kmsKeyArn:
      value: arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0
"""


@pytest.mark.parametrize("version", ["aws.planton.dev/v1", "aws.planton.dev/v1alpha1", OURS])
def test_a_later_spec_is_made_ours_in_place(version: str) -> None:
    """The region goes, blocks become flags, a wrapped ARN is unwrapped; all else stays letter by letter."""
    text = manifest(LATER, version)
    diagnostic = the_one(text)
    assert diagnostic.fix is not None
    assert not diagnostic.fix.safe
    assert "`region`" in diagnostic.help
    rewritten = mended(text, diagnostic)
    assert found(rewritten) == []
    arn = "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    assert rewritten == manifest(
        f"  billingMode: PAY_PER_REQUEST\n{KEYS}  pointInTimeRecoveryEnabled: true\n"
        "  contributorInsightsEnabled: false\n"
        f"  serverSideEncryption:\n    enabled: true\n    kmsKeyArn: {arn}\n"
    )


def test_the_sort_key_of_a_later_local_index_becomes_its_key_schema() -> None:
    """The newest generation names only the RANGE key of a local index; its HASH is the table's."""
    text = manifest(
        """\
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: pk, type: S}
    - {name: sk, type: S}
    - {name: day, type: S}
  keySchema:
    - {attributeName: pk, keyType: HASH}
    - {attributeName: sk, keyType: RANGE}
  localSecondaryIndexes:
    - name: by-day
      rangeKey: day
      projection: {type: ALL}
""",
        "aws.planton.dev/v1alpha1",
    )
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []
    assert (
        "      keySchema:\n        - attributeName: pk\n          keyType: HASH\n        - attr" in rewritten
    )


@pytest.mark.parametrize(
    "spec",
    [
        f"{ON_DEMAND}{KEYS}  pointInTimeRecovery: {{enabled: true}}\n  pointInTimeRecoveryEnabled: false\n",
        f"{ON_DEMAND}{KEYS}  contributorInsights: {{enabled: maybe}}\n",
        f"{ON_DEMAND}  localSecondaryIndexes:\n    - name: by-day\n      rangeKey: day\n",
    ],
)
def test_a_later_spec_that_leaves_a_question_stays_as_it_is(spec: str) -> None:
    """A flag that is given twice or is no flag, and a local index without a table key, are not rewritten."""
    diagnostic = the_one(manifest(spec, "aws.planton.dev/v1"))
    assert diagnostic.fix is None
    assert "; write " in diagnostic.help


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("  replicas:\n    - regionName: eu-west-1\n", "replicas"),
        ("  onDemandThroughput: {maxReadRequestUnits: 9}\n", "onDemandThroughput"),
        (
            "  pointInTimeRecovery: {enabled: true, recoveryPeriodInDays: 7}\n",
            "pointInTimeRecovery.recoveryPeriodInDays",
        ),
        (
            "  serverSideEncryption: {kmsKeyArn: {valueFrom: {name: k}}}\n",
            "serverSideEncryption.kmsKeyArn.valueFrom",
        ),
    ],
)
def test_what_a_later_generation_can_say_and_ours_cannot_is_listed(part: str, said: str) -> None:
    """Nothing is rewritten when something would be lost."""
    spec = f"  region: eu-central-1\n  billingMode: PAY_PER_REQUEST\n{KEYS}{part}"
    diagnostic = the_one(manifest(spec, "aws.planton.dev/v1"))
    assert diagnostic.fix is None
    assert f"cannot say `{said}`" in diagnostic.message


def test_a_field_that_stands_there_twice_is_not_removed_twice() -> None:
    """With two regions nobody knows which one is meant: the finding comes without a rewriting."""
    regions = "  region: eu-central-1\n  region: us-east-1\n"
    assert the_one(manifest(f"{regions}{ON_DEMAND}{KEYS}", "aws.planton.dev/v1")).fix is None


def test_a_few_fields_of_a_later_generation_do_not_make_one() -> None:
    """Under our apiVersion two such fields are two unknown fields, and the rules look at the rest."""
    spec = f"  region: eu-central-1\n{ON_DEMAND}  replicas: [x]\n  streamEnabled: true\n{KEYS}"
    assert sorted(rules(manifest(spec))) == ["stream-view-type-required", "unknown-field", "unknown-field"]


def test_a_table_with_its_key_schema_is_of_the_14_fields() -> None:
    """A stray hashKey beside the keySchema is one unknown field, not another generation."""
    diagnostic = the_one(manifest(f"{ON_DEMAND}  hashKey: {{name: id}}\n{KEYS}"))
    assert diagnostic.message == "`hashKey` is not a field of spec"


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("aws.project-plantom.org/v1", True),
        ("aws.project-plantom.org/v9", False),
        ("aws.project-planton.org/v9", False),
        ("apps/v1", False),
    ],
)
def test_an_api_version_of_nobody_is_only_that(version: str, *, safe: bool) -> None:
    """An unknown apiVersion is one finding; the fix is safe where ours is plainly meant."""
    diagnostic = the_one(manifest(f"  billingMode: PAY_PER_REQUEST\n{KEYS}", version))
    assert diagnostic.rule == "envelope-api-version"
    assert diagnostic.fix is not None
    assert diagnostic.fix.safe is safe


@pytest.mark.parametrize(
    "without", ["apiVersion: aws.project-planton.org/v1\n", "aws.project-planton.org/v1"]
)
def test_a_missing_api_version_is_written_too(without: str) -> None:
    """An older spec without an apiVersion, or with an empty one, is rewritten with ours."""
    text = manifest(NESTED).replace(without, "")
    rewritten = mended(text, the_one(text))
    assert found(rewritten) == []


def test_tables_of_another_generation_do_not_count_as_the_same_table(tmp_path: Path) -> None:
    """A manifest that is not read is not compared by name with others either: its one finding is enough."""
    from planton_dynamodb.run import check

    path = tmp_path / "orders.yaml"
    path.write_text(manifest(NESTED) + "---\n" + manifest(NESTED))
    report, _ = check([str(path)], Checker())
    assert [diagnostic.rule for diagnostic in report.diagnostics] == ["unknown-field", "unknown-field"]


@dataclass(frozen=True)
class Published:
    """A manifest that was published, and what the index says of it."""

    file: str
    generation: str
    position: int
    said: dict[str, Any]
    manifest: Manifest

    @property
    def lost(self) -> set[str]:
        """What of it has no field here. A region is the provider's, which is no loss."""
        return set(self.said["inexpressible"]) - {"region"}


WORDS = {
    "autoscaling": {"autoScale", "autoscaling"},
    "contributor_insights_gsi": {"contributorInsights.gsiIndexNames"},
    "import_from_s3": {"importTable"},
    "kinesis_stream": {"kinesisStreamingDestination"},
    "on_demand_throughput": {"onDemandThroughput"},
    "replicas": {"replicaRegionNames", "replicas"},
}
"""What the index calls a thing, and what manifests call it."""

PLACEHOLDERS = {"sse-kms-key-format", "table-name-charset", "contributor-insights-with-kms"}
"""What is wrong with published examples besides: made-up keys and names yet to be filled in."""


def _folder() -> Path | None:
    for above in Path(__file__).resolve().parents:
        for folder in (above / "real", above / "shared" / "real"):
            if (folder / "index.json").exists():
                return folder
    return None


def _published() -> Iterator[Published]:
    folder = _folder()
    if folder is None:
        return
    for entry in json.loads((folder / "index.json").read_text()):
        if not entry["file"].startswith("planton/"):
            continue
        source = Source(entry["file"], (folder / entry["file"]).read_text())
        for position, read in enumerate(load_source(source).manifests):
            yield Published(entry["file"], entry["generation"], position, entry["tables"][position], read)


PUBLISHED = list(_published())
NONE = pytest.param(None, marks=pytest.mark.skip("the published manifests are not there"), id="none")
each_published = pytest.mark.parametrize(
    "one", [pytest.param(one, id=f"{one.file[8:11]}-{one.said['logical_id']}") for one in PUBLISHED] or [NONE]
)


def _errors(one: Published) -> list[str]:
    diagnostics = Checker().check_manifest(one.manifest)
    return [diagnostic.rule for diagnostic in diagnostics if diagnostic.severity == "error"]


@each_published
def test_a_published_manifest_gets_what_the_index_says(one: Published) -> None:
    """The 14 fields are judged by all rules; each other generation gets the one finding that names it."""
    errors = _errors(one)
    if one.generation in ("g3", "g4"):
        assert sorted(errors) == sorted(one.said["rules"])
    elif "envelope-api-version" in one.said["rules"]:
        assert errors == ["envelope-api-version"]
    else:
        assert errors == ["unknown-field"]


@each_published
def test_a_published_manifest_loses_what_the_index_says(one: Published) -> None:
    """What the 14 fields cannot say is listed, and only then there is no rewriting."""
    problem = next(
        (problem for problem in one.manifest.problems if isinstance(problem, OtherGeneration)), None
    )
    if problem is None:
        assert one.generation == "g3"
        return
    assert all(WORDS[word] & set(problem.inexpressible) for word in one.lost)
    assert bool(problem.rewrite) == (not problem.inexpressible)
    assert bool(problem.inexpressible) == bool(one.lost)


@each_published
def test_a_published_manifest_is_sound_when_rewritten(one: Published) -> None:
    """The rewriting leaves nothing of another generation, and nothing wrong but what was wrong before."""
    diagnostics = Checker().check_manifest(one.manifest)
    rewritten = mended(one.manifest.source.text, *diagnostics)
    again = load_source(Source("", rewritten)).manifests[one.position]
    if not any(diagnostic.fix for diagnostic in diagnostics):
        return
    assert {diagnostic.rule for diagnostic in Checker().check_manifest(again)} <= PLACEHOLDERS
    expected = one.said["expected"]
    if expected is not None:
        table = table_of(again, Quotas())
        assert table.name == expected["table_name"]
        letters = {name: ATTRIBUTE_TYPE_LETTERS[kind] for name, kind in table.attribute_types.items()}
        assert letters == expected["attributes"]
        assert [index.name for index in table.global_indexes] == [index["name"] for index in expected["gsis"]]
        assert table.spec.get("point_in_time_recovery_enabled", False) == expected["pitr"]
