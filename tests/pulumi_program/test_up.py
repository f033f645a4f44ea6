from __future__ import annotations

import json
import re

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.contract.stack_outputs_pb2 import AwsDynamodbStackOutputs
from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.jobs import engine_in, job_of, silent, told
from tests.engines.pulumi.living import MUTATING, agreed
from tests.pulumi_program.folders import ORDERS, OURS, PROVIDER, TABLE, Folder, manifest_of, stack_input
from tests.standin.fixtures import ACCESS_KEY, SECRET_KEY, Cloud

FULL = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
  org: acme
  labels: {team: shop}
spec:
  billingMode: PROVISIONED
  provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 4}
  attributeDefinitions:
    - {name: id, type: S}
    - {name: at, type: N}
    - {name: city, type: S}
    - {name: total, type: N}
  keySchema:
    - {attributeName: id, keyType: HASH}
    - {attributeName: at, keyType: RANGE}
  globalSecondaryIndexes:
    - name: by-city
      keySchema: [{attributeName: city, keyType: HASH}, {attributeName: at, keyType: RANGE}]
      projection: {type: INCLUDE, nonKeyAttributes: [note, state]}
      provisionedThroughput: {readCapacityUnits: 2, writeCapacityUnits: 1}
    - name: by-total
      keySchema: [{attributeName: total, keyType: HASH}]
      projection: {type: KEYS_ONLY}
      provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}
  localSecondaryIndexes:
    - name: by-id-and-total
      keySchema: [{attributeName: id, keyType: HASH}, {attributeName: total, keyType: RANGE}]
      projection: {type: ALL}
  ttl: {enabled: true, attributeName: expires}
  streamEnabled: true
  streamViewType: NEW_AND_OLD_IMAGES
  pointInTimeRecoveryEnabled: true
  serverSideEncryption: {enabled: true}
  tableClass: STANDARD_INFREQUENT_ACCESS
  contributorInsightsEnabled: true
"""
PROTECT, RETAIN = "pulumi.project-planton.org/protect", "pulumi.project-planton.org/retain"


def labelled(**labels: str) -> str:
    """A manifest with labels, which are tags too."""
    lines = "".join(f"    {json.dumps(key)}: {json.dumps(value)}\n" for key, value in labels.items())
    return ORDERS.replace("  name: orders\n", f"  name: orders\n  labels:\n{lines}")


def without(text: str, *fields: str) -> str:
    """A manifest without some lines."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.strip().startswith(fields))


def changed(cloud: Cloud) -> list[str]:
    """What was changed at AWS."""
    return [each["operation"] for each in cloud.requests() if each["operation"] in MUTATING]


def test_a_table_with_everything_is_made_and_changed(cloud: Cloud, program: Folder) -> None:
    """AWS describes what the manifest says, the outputs are the contract's, and all of it can be switched off."""
    (program.path.parent / "orders.yaml").write_text(FULL)
    program.set("manifest", "../orders.yaml")
    program.up()
    program.is_as(FULL)
    outputs = program.outputs()
    assert set(outputs) == set(AwsDynamodbStackOutputs.DESCRIPTOR.fields_by_name)
    assert all(isinstance(value, str) and value for value in outputs.values())
    AwsDynamodbStackOutputs(**outputs)

    # The folder itself, from wherever it is called.
    settings = str(program.path / f"Pulumi.{program.stack}.yaml")
    where = ("-C", str(OURS), "--config-file", settings, "--stack", program.stack)
    given = {**cloud.env, "STACK_INPUT_YAML_FILE": "orders.yaml", "PWD": str(program.path.parent)}
    done = cloud.run("pulumi", "up", "--yes", "--expect-no-changes", *where, env=given)
    assert done.returncode == 0, done.stdout + done.stderr

    bare = without(
        FULL, "ttl:", "stream", "pointInTime", "serverSide", "tableClass", "contributor", "org:", "labels:"
    )
    # Units and the stream in one request AWS refuses, so they stay; expiry ends by an attribute that nobody names.
    (program.path.parent / "orders.yaml").write_text(bare)
    program.up()
    program.is_as(bare)
    assert (program.outputs()["stream_arn"], program.outputs()["stream_label"]) == ("", "")
    program.unchanged()
    other = bare + "  ttl: {enabled: true, attributeName: until}\n"
    (program.path.parent / "orders.yaml").write_text(other)
    program.up()
    program.is_as(other)
    assert program.tried("destroy").returncode == 0
    assert cloud.client("dynamodb").list_tables()["TableNames"] == []


def test_an_invalid_manifest_stops_it_before_any_resource(cloud: Cloud, program: Folder) -> None:
    """The findings stand in Pulumi's output with line and excerpt; a warning stands there too, and stops nothing."""
    invalid = ORDERS.replace("type: S", "type: X")
    for verb in ("preview", "up"):
        done = program.tried(verb, STACK_INPUT_YAML=invalid)
        assert done.returncode != 0
        said = done.stdout + done.stderr
        assert "error: the manifest is not valid, and nothing was done" in said
        assert "error[unknown-enum]: `X` is not a value of type" in said
        assert "8 |     - {name: id, type: X}" in said
        assert "stack_input.py" not in said  # no traceback of ours
    assert cloud.requests() == []
    assert "there is no table to make" in program.tried("up").stdout
    assert program.resource(TABLE) == {}

    doubtful = ORDERS + "  ttl: {enabled: true, attributeName: id}\n"
    said = program.up(STACK_INPUT_YAML=doubtful)
    assert "warning: warning[ttl-attribute-is-table-key]" in said
    program.is_as(doubtful)


def test_protection_and_retention_are_in_the_state_and_hold(cloud: Cloud, program: Folder) -> None:
    """What is protected the engine does not delete; what is retained stays at AWS when the stack goes."""
    with_insights = labelled(**{PROTECT: "true"}) + "  contributorInsightsEnabled: true\n"
    program.up(STACK_INPUT_YAML=with_insights)
    table = program.resource(TABLE)
    assert (table.get("protect"), table.get("retainOnDelete")) == (True, None)
    # Insights hold nothing that is worth protecting.
    plain = labelled(**{PROTECT: "true"})
    program.up(STACK_INPUT_YAML=plain)
    program.is_as(plain)
    refused = program.tried("destroy")
    assert refused.returncode != 0
    assert "cannot be deleted" in refused.stdout + refused.stderr

    program.set("protect", "false")
    program.set("retain", "true")
    program.up(STACK_INPUT_YAML=plain)
    table = program.resource(TABLE)
    assert (table.get("protect"), table.get("retainOnDelete")) == (None, True)
    assert program.tried("destroy").returncode == 0
    assert program.resource(TABLE) == {}
    program.is_as(plain)


def test_a_provider_of_its_own_is_made_of_the_stack_input(cloud: Cloud, program: Folder) -> None:
    """Every call goes out with its key to its region, secrets are encrypted, and other keys change no table."""
    first = {
        "access_key_id": "AKIAFIRST00000000000",
        "secret_access_key": "first-secret",
        "session_token": "first-token",
    }
    given = stack_input(ORDERS, **first, region="eu-west-1", account_id="123456789012")
    program.set("stackInput", given, "--secret")
    program.up()
    made = [each for each in cloud.requests() if each["operation"] == "CreateTable"]
    assert [(each["access_key"], each["region"]) for each in made] == [("AKIAFIRST00000000000", "eu-west-1")]
    assert {each["access_key"] for each in cloud.requests()} == {"AKIAFIRST00000000000"}
    program.is_as(ORDERS, "eu-west-1")
    provider = program.resource(PROVIDER)["inputs"]
    assert provider["region"] == "eu-west-1"
    kept = program.exported() + (program.path / f"Pulumi.{program.stack}.yaml").read_text()
    kept += "".join(file.read_text() for file in cloud.backend.rglob("*.json"))
    for secret in ("AKIAFIRST00000000000", "first-secret", "first-token"):
        assert secret not in kept
    for name in ("accessKey", "secretKey", "token"):
        assert "ciphertext" in provider[name]

    cloud.forget_calls()
    second = {"access_key_id": "AKIASECOND0000000000", "secret_access_key": "second-secret"}
    program.set("stackInput", stack_input(ORDERS, **second, region="eu-west-1"), "--secret")
    program.up()
    assert changed(cloud) == []
    assert {each["access_key"] for each in cloud.requests()} <= {"AKIASECOND0000000000"}
    program.unchanged()


def test_the_ordinary_aws_environment_counts_where_nothing_else_is_said(
    cloud: Cloud, program: Folder
) -> None:
    """A profile has the keys and the region; the setting `region` goes before it."""
    home = program.path.parent / "aws"
    home.mkdir()
    (home / "config").write_text("[profile shop]\nregion = eu-central-1\n")
    (home / "credentials").write_text(
        "[shop]\naws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = profile-secret\n"
    )
    own = {name: value for name, value in cloud.installed_env.items() if name not in _STANDING}
    cloud.env.clear()
    cloud.env.update(own, AWS_PROFILE="shop", AWS_CONFIG_FILE=str(home / "config"))
    cloud.env["AWS_SHARED_CREDENTIALS_FILE"] = str(home / "credentials")
    program.up(STACK_INPUT_YAML=ORDERS)
    (made,) = cloud.requests("CreateTable")
    assert (made["access_key"], made["region"]) == ("AKIAPROFILE000000000", "eu-central-1")
    program.is_as(ORDERS, "eu-central-1")
    program.unchanged(STACK_INPUT_YAML=ORDERS)


_STANDING = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")


def test_the_stack_can_be_used_by_turns_with_the_command(cloud: Cloud, program: Folder) -> None:
    """Neither sees a change in what the other has made, with a provider of the table's own and without."""
    keys = {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "region": "eu-west-1"}
    engine = engine_in(cloud)
    for given, region in ((FULL, "us-east-1"), (stack_input(FULL, **keys), "eu-west-1")):
        job = job_of(manifest_of(given), cloud)
        (program.path / "Pulumi.yaml").write_text(f"name: {job.place.project}\nruntime: python\n")
        turns = Folder(cloud, program.path, job.place.stack)
        outcome = engine.apply(job, Allowed(), None, silent)
        assert outcome.done is Done.CREATED, told(outcome)
        before = json.loads(turns.exported())["deployment"]["resources"]
        turns.unchanged(STACK_INPUT_YAML=given)
        after = json.loads(turns.exported())["deployment"]["resources"]
        assert [_settled(each) for each in after] == [_settled(each) for each in before]
        assert turns.outputs() == outcome.outputs
        outcome = engine.apply(job, Allowed(), None, silent)
        assert outcome.done is Done.UNCHANGED, told(outcome)

        # What one changes the other finds as it is.
        turns.up(STACK_INPUT_YAML=without(given, "ttl:"))
        turns.is_as(without(FULL, "ttl:"), region)
        outcome = engine.apply(job_of(manifest_of(without(given, "ttl:")), cloud), Allowed(), None, silent)
        assert outcome.done is Done.UNCHANGED, told(outcome)
        outcome = engine.destroy(job, agreed, silent, retain=False)
        assert outcome.done is Done.DESTROYED, told(outcome)


def _settled(resource: dict[str, object]) -> dict[str, object]:
    """A resource of a state without what is about the run: when it was, which line asked, how secrets are salted."""
    said = ("modified", "created", "sourcePosition", "stackTrace")
    text = json.dumps({name: value for name, value in resource.items() if name not in said})
    settled: dict[str, object] = json.loads(re.sub(r'"ciphertext": "[^"]*"', '"ciphertext": ""', text))
    return settled
