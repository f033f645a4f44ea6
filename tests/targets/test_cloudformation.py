"""The CloudFormation template: it says the table as it is, escapes what it has to, and tells what it cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cfnlint.decode.decode import decode_str
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.values import Alarm, Grant, Metric, Operations, Parameter, Scaling
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import (
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)
from planton_dynamodb.targets import cloudformation_json, cloudformation_yaml
from planton_dynamodb.targets.cloudformation import template
from planton_dynamodb.targets.pulumi_options import PROTECT, RETAIN
from planton_dynamodb.targets.registry import Files, Where
from tests.targets.around import around
from tests.targets.registered import corpus
from tests.targets.test_pulumi_python import RENDERED, WITH_KEYS, manifest_of
from tests.targets.test_pulumi_yaml import texts

CORPUS = corpus()
SEEN = RENDERED / "cloudformation"
ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"
LABEL = "2026-11-22T03:25:20.583"
PROTECTED = "spec.deletionProtectionEnabled=true"
PLAIN = Table("orders", (("id", "S"),), Key("id"))

each_sound = pytest.mark.parametrize("name", CORPUS)
each_language = pytest.mark.parametrize("language", [cloudformation_yaml, cloudformation_json])


def read(files: Files) -> Any:  # noqa: ANN401 - a template of any shape
    """A template as cfn-lint reads it, which is with all functions by their long names."""
    (text,) = files.values()
    found, unreadable = decode_str(text)
    assert not unreadable
    return found


def filled_in(value: Any, name: str = "orders") -> Any:  # noqa: ANN401 - whatever a template can say
    """A value as CloudFormation fills it in, once the table is there."""
    known = {
        "Table": name,
        "Table.Arn": ARN,
        "Table.StreamArn": f"{ARN}/stream/{LABEL}",
        "AWS::StackName": "shop",
    }
    if isinstance(value, list):
        return [filled_in(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, argument),) = value.items()
        match function:
            case "Ref":
                return known.get(argument, f"the {argument}")
            case "Fn::GetAtt":
                return known[".".join(argument)]
            case "Fn::Sub":
                return re.sub(
                    r"\$\{(!?)([^}]*)\}",
                    lambda found: f"${{{found[2]}}}" if found[1] else known[found[2]],
                    argument,
                )
            case "Fn::Split":
                return filled_in(argument[1], name).split(argument[0])
            case "Fn::Select":
                return filled_in(argument[1], name)[int(argument[0])]
    return {key: filled_in(each, name) for key, each in value.items()}


def table_of(given: Mapping[str, Any]) -> Table:
    """The table that a template asks for; what it does not say is what CloudFormation takes that for."""
    encryption, expiry = given["SSESpecification"], given.get("TimeToLiveSpecification", {"Enabled": False})
    key = given["KeySchema"]
    assert encryption.get("SSEType") == ("KMS" if "KMSMasterKeyId" in encryption else None)
    return Table(
        name=given["TableName"],
        attributes=tuple(
            (each["AttributeName"], each["AttributeType"]) for each in given["AttributeDefinitions"]
        ),
        key=_key_of(key),
        billing_mode=given["BillingMode"],
        capacity=_capacity_of(given),
        global_indexes=tuple(
            GlobalIndex(
                each["IndexName"], _key_of(each["KeySchema"]), _projection_of(each), _capacity_of(each)
            )
            for each in given.get("GlobalSecondaryIndexes", ())
        ),
        local_indexes=tuple(
            LocalIndex(each["IndexName"], _key_of(each["KeySchema"]), _projection_of(each))
            for each in given.get("LocalSecondaryIndexes", ())
        ),
        expiry=Expiry(expiry["Enabled"], expiry.get("AttributeName")),
        stream_view_type=given.get("StreamSpecification", {}).get("StreamViewType"),
        point_in_time_recovery=given["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
        encryption=Encryption(encryption["SSEEnabled"], encryption.get("KMSMasterKeyId")),
        table_class=given["TableClass"],
        deletion_protection=given["DeletionProtectionEnabled"],
        contributor_insights=given["ContributorInsightsSpecification"]["Enabled"],
        tags=tuple((each["Key"], each["Value"]) for each in given.get("Tags", ())),
    )


def _key_of(schema: list[dict[str, str]]) -> Key:
    assert [each["KeyType"] for each in schema] == ["HASH", "RANGE"][: len(schema)]
    return Key(*(each["AttributeName"] for each in schema))


def _projection_of(given: Mapping[str, Any]) -> Projection:
    found = given["Projection"]
    return Projection(found["ProjectionType"], tuple(found.get("NonKeyAttributes", ())))


def _capacity_of(given: Mapping[str, Any]) -> Capacity | None:
    units = given.get("ProvisionedThroughput")
    return None if units is None else Capacity(units["ReadCapacityUnits"], units["WriteCapacityUnits"])


def properties_of(files: Files, logical_id: str = "Table") -> Any:  # noqa: ANN401
    """The properties of a resource."""
    return read(files)["Resources"][logical_id]["Properties"]


def empty(value: Any) -> bool:  # noqa: ANN401
    """Whether there is a mapping or a list somewhere that holds nothing."""
    if isinstance(value, dict | list):
        return not value or any(
            empty(each) for each in (value.values() if isinstance(value, dict) else value)
        )
    return False


@each_sound
def test_it_asks_for_the_table_as_it_is(name: str) -> None:
    """Each of the 14 fields, in both languages, and nothing that is empty."""
    manifest = CORPUS[name]
    table = resolve(manifest)
    for target in (cloudformation_yaml, cloudformation_json):
        made = read(target.files(table, manifest))
        assert table_of(made["Resources"]["Table"]["Properties"]) == table
        assert not empty(made)


@pytest.mark.parametrize("name", ["orders", "shop-orders-prod", "visits"])
def test_the_template_is_the_one_that_somebody_has_looked_at(name: str) -> None:
    """The files in `rendered/cloudformation` are those of the manifests there."""
    if name == "shop-orders-prod":
        manifest, made = around("prod")
        asked: tuple[Table, Manifest, Operations | None] = made.table, manifest, made.operations
    else:
        manifest = manifest_of((RENDERED if name == "orders" else SEEN) / f"{name}.yaml")
        asked = resolve(manifest), manifest, None
    made_files = {**cloudformation_yaml.files(*asked), **cloudformation_json.files(*asked)}
    seen = {
        path: (SEEN / path.replace("template", f"{name}.template")).read_text(encoding="utf-8")
        for path in made_files
    }
    assert made_files == seen


def label(name: str, value: str) -> str:
    """A label as --set writes it."""
    escaped = name.replace(".", "\\.")
    return f"metadata.labels.{escaped}={value}"


@pytest.mark.parametrize(
    ("overrides", "kept", "policy"),
    [
        ([], None, "Delete"),
        ([], True, "Retain"),
        ([], False, "Delete"),
        ([label(RETAIN, "true")], None, "Retain"),
        ([label(RETAIN, "false")], True, "Retain"),
        ([label(RETAIN, "false"), label(PROTECT, "false")], True, "Delete"),
        ([label(PROTECT, "true")], None, "Retain"),
        ([PROTECTED], None, "Retain"),
        ([PROTECTED], False, "Delete"),
        ([PROTECTED, label(PROTECT, "false")], None, "Delete"),
    ],
)
@each_language
def test_a_table_stays_as_it_is_held_on_to(
    overrides: list[str],
    kept: bool | None,  # noqa: FBT001 - a parameter of the test
    policy: str,
    language: Any,  # noqa: ANN401 - a module
) -> None:
    """Whether it leaves the stack or is replaced there: what other engines protect or retain is not deleted here."""
    manifest = manifest_of(SEEN / "visits.yaml", *overrides)
    found = read(language.files(PLAIN, manifest, Operations(table="orders", retain=kept)))
    table = found["Resources"]["Table"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == (policy, policy)


def test_every_output_of_the_table_is_exported() -> None:
    """The five outputs are what they are elsewhere, by names that no other stack has."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    outputs = read(cloudformation_yaml.files(resolve(manifest), manifest))["Outputs"]
    assert {filled_in(each["Export"]["Name"]): filled_in(each["Value"]) for each in outputs.values()} == {
        "shop-TableName": "orders",
        "shop-TableArn": ARN,
        "shop-TableId": "orders",
        "shop-StreamArn": f"{ARN}/stream/{LABEL}",
        "shop-StreamLabel": LABEL,
    }
    assert {f"shop-{name}" for name in outputs} == {
        filled_in(each["Export"]["Name"]) for each in outputs.values()
    }


@each_language
def test_nothing_blank_is_exported(language: Any) -> None:  # noqa: ANN401
    """CloudFormation fails on a blank export: without a stream there are three outputs, and it is said why."""
    manifest = manifest_of(SEEN / "visits.yaml")
    outputs = read(language.files(PLAIN, manifest))["Outputs"]
    assert outputs.keys() == {"TableName", "TableArn", "TableId"}
    (note,) = language.notes(PLAIN, manifest)
    assert note.startswith("There is no stream: StreamArn and StreamLabel would be blank")


def test_what_runs_around_a_table_refers_to_it() -> None:
    """Policies get its ARN, alarms and parameters its name, scaling policies what they scale."""
    manifest, made = around("prod")
    found = read(cloudformation_yaml.files(made.table, manifest, made.operations))["Resources"]
    assert filled_in(found["RolePolicyTask"]["Properties"])["PolicyDocument"]["Statement"][0]["Resource"] == [
        ARN,
        f"{ARN}/index/*",
    ]
    alarm = filled_in(found["AlarmByStatusThrottledReads"]["Properties"], "its-name")
    assert alarm["Dimensions"] == [
        {"Name": "TableName", "Value": "its-name"},
        {"Name": "GlobalSecondaryIndexName", "Value": "by-status"},
    ]
    target = filled_in(found["ScalableTargetByEmailRead"]["Properties"], "its-name")
    assert target["ResourceId"] == "table/its-name/index/by.email"
    policy = filled_in(found["ScalingPolicyByEmailRead"]["Properties"])
    assert policy["ScalingTargetId"] == "the ScalableTargetByEmailRead"
    assert filled_in(found["ParameterStreamArn"]["Properties"])["Value"] == f"{ARN}/stream/{LABEL}"


def test_an_alarm_about_a_sum_watches_the_sum_alone() -> None:
    """CloudWatch takes a metric of which nothing is said for one that is watched, and refuses several."""
    manifest, made = around("prod")
    metrics = properties_of(
        cloudformation_yaml.files(made.table, manifest, made.operations), "AlarmSystemErrors"
    )["Metrics"]
    assert [each["Id"] for each in metrics if each["ReturnData"]] == ["total"]
    assert len(metrics) == 11


def test_nothing_around_a_table_gets_lost() -> None:
    """There is a resource for each piece, and the ARN of a policy that is to be attached elsewhere is exported."""
    manifest, made = around("prod")
    found = read(cloudformation_yaml.files(made.table, manifest, made.operations))
    kinds = [each["Type"].split("::")[2] for each in found["Resources"].values()]
    operations = made.operations
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Table": 1,
        "ScalableTarget": len(operations.scaling),
        "ScalingPolicy": len(operations.scaling),
        "Alarm": len(operations.alarms),
        "Parameter": len(operations.parameters),
        "RolePolicy": 1,
        "ManagedPolicy": 1,
    }
    assert found["Outputs"]["PolicyReportingArn"]["Value"] == {"Ref": "PolicyReporting"}


@given(st.lists(st.from_regex(r"[A-Za-z0-9_.-]{3,255}", fullmatch=True), unique=True, min_size=1, max_size=6))
def test_logical_ids_are_letters_and_digits_and_no_two_the_same(names: list[str]) -> None:
    """Whatever the indexes are called: names of DynamoDB may have dots, and differ in them alone."""
    indexes = (*names, "by-email", "by.email", "by_email2", "byEmail", "x" * 255, "x" * 254 + ".")
    scaling = tuple(Scaling("read", name, 1, 2, 70, 60, 60) for name in dict.fromkeys(indexes))
    found = template(PLAIN, Operations(table="orders", scaling=scaling), retain=False)["Resources"]
    assert isinstance(found, dict)
    assert len(found) == 1 + 2 * len(scaling)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,255}", name) for name in found)


def test_a_further_index_at_the_end_renames_nothing() -> None:
    """A resource with another logical id would be made again, and its name is taken."""

    def ids(*names: str) -> list[str]:
        scaling = tuple(Scaling("read", name, 1, 2, 70, 60, 60) for name in names)
        found = template(PLAIN, Operations(table="orders", scaling=scaling), retain=False)["Resources"]
        assert isinstance(found, dict)
        return list(found)

    before = ids("by-email", "by.email")
    assert ids("by-email", "by.email", "by_email")[: len(before)] == before


@given(texts, texts, texts, st.dictionaries(texts, texts, max_size=3))
def test_every_text_reads_as_itself(first: str, second: str, third: str, tags: dict[str, str]) -> None:
    """Neither language misreads any, and CloudFormation finds nothing in them to fill in."""
    table = Table(
        name="orders",
        attributes=((first, "S"), (second, "N")),
        key=Key(first, second),
        global_indexes=(GlobalIndex("by-it", Key(second, first), Projection("INCLUDE", (third, first))),),
        expiry=Expiry(enabled=True, attribute=third),
        encryption=Encryption(enabled=True, key_arn=second),
        tags=tuple(sorted(tags.items())),
    )
    manifest = manifest_of(RENDERED / "orders.yaml")
    in_yaml, in_json = (
        target.files(table, manifest) for target in (cloudformation_yaml, cloudformation_json)
    )
    assert table_of(filled_in(properties_of(in_yaml))) == table
    assert table_of(filled_in(properties_of(in_json))) == table
    assert (
        table_of(filled_in(json.loads(in_json["template.json"])["Resources"]["Table"]["Properties"])) == table
    )


@given(texts, texts, texts)
def test_every_text_around_a_table_reads_as_itself(first: str, second: str, third: str) -> None:
    """Among them those that stand beside a reference, where `${` has to be escaped."""
    operations = Operations(
        table="orders",
        scaling=(Scaling("read", first, 1, 2, 70, 60, 60),),
        alarms=(
            Alarm(
                name="it",
                description=first,
                metrics=(Metric("ReadThrottleEvents", index=second),),
                statistic="Sum",
                period=60,
                periods=5,
                threshold=1,
                topic=third,
            ),
        ),
        parameters=(Parameter(second, "table_arn"),),
        grants=(
            Grant(
                "it",
                "READ",
                third,
                ({"Sid": first, "Resource": [Of("table_arn", second)], third: {second: "*"}},),
            ),
        ),
    )
    manifest = manifest_of(RENDERED / "orders.yaml")
    asked = replace(PLAIN, stream_view_type="KEYS_ONLY"), manifest, operations
    in_yaml, in_json = (target.files(*asked) for target in (cloudformation_yaml, cloudformation_json))
    assert read(in_yaml) == json.loads(in_json["template.json"])
    found = {
        name: filled_in(each["Properties"])
        for name, each in read(in_yaml)["Resources"].items()
        if name != "Table"
    }
    (target, _, alarm, parameter, policy) = found.values()
    assert target["ResourceId"] == f"table/orders/index/{first}"
    assert (alarm["AlarmDescription"], alarm["AlarmActions"]) == (first, [third])
    assert alarm["Dimensions"][1]["Value"] == second
    assert (parameter["Name"], parameter["Value"]) == (second, ARN)
    assert policy["RoleName"] == third
    assert policy["PolicyDocument"]["Statement"] == [
        {"Sid": first, "Resource": [ARN + second], third: {second: "*"}}
    ]


@each_language
@pytest.mark.parametrize("text", ["{{resolve:ssm:/key}}", "a {{ resolve:secretsmanager:x}}"])
def test_a_text_that_cloudformation_would_look_up_is_refused(language: Any, text: str) -> None:  # noqa: ANN401
    """There is no way to escape it, wherever it stands: what would be made is another table, or none."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    for table in (replace(PLAIN, tags=(("team", text),)), Table("orders", ((text, "S"),), Key(text))):
        with pytest.raises(Fault, match=r"holds \{\{resolve:\.\.\.\}\}") as raised:
            language.files(table, manifest)
        assert "another target" in raised.value.help


def _grants(count: int, role: str | None) -> Operations:
    return Operations(table="orders", grants=tuple(Grant(f"g{n}", "READ", role, ()) for n in range(count)))


@pytest.mark.parametrize(("count", "role", "most"), [(500, "r", "500"), (198, None, "200")])
def test_more_than_cloudformation_takes_is_refused(count: int, role: str | None, most: str) -> None:
    """Of resources and of outputs; one fewer is fine."""
    template(PLAIN, _grants(count - 1, role), retain=False)
    with pytest.raises(Fault, match=f"would have {int(most) + 1} .*, and CloudFormation takes {most}"):
        template(PLAIN, _grants(count, role), retain=False)


@each_language
def test_a_template_that_is_too_large_is_refused_and_a_large_one_told_of(language: Any) -> None:  # noqa: ANN401
    """A request takes 51,200 bytes; by way of S3 there may be a million."""
    manifest = manifest_of(RENDERED / "orders.yaml")

    def alarm(length: int) -> Operations:
        found = Alarm(
            name="it",
            description="x" * length,
            metrics=(Metric("A"),),
            statistic="Sum",
            period=60,
            periods=5,
            threshold=1,
        )
        return Operations(table="orders", alarms=(found,))

    assert not any("S3" in note for note in language.notes(PLAIN, manifest, alarm(40_000)))
    assert any("S3" in note for note in language.notes(PLAIN, manifest, alarm(51_200)))
    with pytest.raises(Fault, match=r"and CloudFormation takes 1,000,000"):
        language.files(PLAIN, manifest, alarm(1_000_000))


def test_what_only_the_stack_can_have_is_said() -> None:
    """The place, which --region overrules, and access keys, of which nothing else is written."""
    manifest = manifest_of(WITH_KEYS)
    text = cloudformation_yaml.files(resolve(manifest), manifest, None, Where("eu-west-1"))["template.yaml"]
    assert "the table belongs in eu-west-1 and in the account 123456789012" in text.replace("\n# ", " ")
    assert "# Access keys are not written here" in text
    assert not re.search(r"AKIA|secret", text, re.IGNORECASE)
    for language in (cloudformation_yaml, cloudformation_json):
        place, *_ = language.notes(resolve(manifest), manifest, None, Where("eu-west-1"))
        assert place.endswith("the table belongs in eu-west-1 and in the account 123456789012.")


def test_a_place_that_breaks_the_line_stays_in_its_comment() -> None:
    """A region is no more than a text: with a line break in it, it would be a part of the template."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    for region in ("x\nResources: {}", "x\u2028Resources: {}", "x\x85Resources: {}"):
        files = cloudformation_yaml.files(PLAIN, manifest, None, Where(region))
        assert read(files)["Resources"].keys() == {"Table"}


@pytest.mark.parametrize(
    ("protected", "retained", "told"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_protection_that_a_template_cannot_say_is_told(protected: bool, retained: bool, told: bool) -> None:  # noqa: FBT001
    """That of Pulumi: where DynamoDB protects the table, or it is to be retained anyway, there is nothing to tell."""
    manifest = manifest_of(RENDERED / "orders.yaml", label(PROTECT, "true"))
    notes = cloudformation_yaml.notes(
        replace(PLAIN, deletion_protection=protected), manifest, Operations(table="orders", retain=retained)
    )
    assert any(PROTECT in note for note in notes) == told


def test_policies_and_scaling_are_told_of() -> None:
    """The stack needs a capability, and what scaling changed may be taken back."""
    manifest, made = around("prod")
    capability, scaling = cloudformation_yaml.notes(made.table, manifest, made.operations)
    assert "CAPABILITY_NAMED_IAM" in capability
    assert "takes back what scaling did" in scaling


def test_moto_makes_the_stack() -> None:
    """Its CloudFormation reads the YAML itself and fills in outputs and what refers to the table."""
    import boto3
    import moto

    # Of scaling, alarms and policies of roles it makes nothing, and over policies of their own it takes long.
    manifest, made = around("dev", "spec.autoScaling=null", "spec.grants=null")
    (text,) = cloudformation_yaml.files(made.table, manifest, made.operations).values()
    with moto.mock_aws():
        keys = {"region_name": "eu-central-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
        cloudformation, dynamodb = (boto3.client(name, **keys) for name in ("cloudformation", "dynamodb"))
        cloudformation.create_stack(StackName="shop", TemplateBody=text)
        exports = {each["Name"]: each["Value"] for each in cloudformation.list_exports()["Exports"]}
        described = dynamodb.describe_table(TableName="shop-orders-dev")["Table"]
        parameters = boto3.client("ssm", **keys).get_parameters_by_path(Path="/shop/dev/orders")["Parameters"]
    expected = {
        "TableName": "shop-orders-dev",
        "TableArn": described["TableArn"],
        "TableId": "shop-orders-dev",
        "StreamArn": described["LatestStreamArn"],
        "StreamLabel": described["LatestStreamLabel"],
    }
    assert exports == {f"shop-{name}": value for name, value in expected.items()}
    assert {each["Name"].rpartition("/")[2]: each["Value"] for each in parameters} == {
        "table-name": described["TableName"],
        "table-arn": described["TableArn"],
        "stream-arn": described["LatestStreamArn"],
    }
