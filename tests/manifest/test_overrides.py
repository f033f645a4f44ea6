"""`--set`: where a value goes, how it is typed, and what is said about a flag that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from planton_dynamodb import load_text, validate, validate_text
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.nodes import Sequence
from planton_dynamodb.manifest.overrides import OverrideError, parse, parse_all
from planton_dynamodb.manifest.source import Location, Source

if TYPE_CHECKING:
    from planton_dynamodb.contract.api_pb2 import AwsDynamodb

ORDERS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
  labels:
    team: shop
    example.com/tier: gold
spec:
  billing_mode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
ALIASED = (
    ORDERS.replace("keySchema:", "keySchema: &key")
    + """\
  globalSecondaryIndexes:
    - name: same
      keySchema: *key
      projection:
        type: ALL
"""
)


def set_in(text: str, *flags: str) -> AwsDynamodb:
    """The one manifest of a text after the flags."""
    return load_text(text, overrides=flags)[0]


def said(text: str, *flags: str) -> list[tuple[str, str, str]]:
    """Of each finding at a flag: its rule, the part of the flag that is marked, and the message."""
    return [
        (found.rule, marked(found.location), found.message) for found in validate_text(text, overrides=flags)
    ]


def marked(place: Location) -> str:
    """The part of a flag that a place stands for, by what is shown of it and by its offsets."""
    assert place.file == "--set"
    shown = place.excerpt.text
    first, last = (point.column - place.excerpt.first_column for point in (place.start, place.end))
    flag = shown.removeprefix("--set ").encode()
    assert shown[first:last].encode() == flag[place.start.offset : place.end.offset]
    return shown[first:last]


@pytest.mark.parametrize("key", ["billingMode", "billing_mode"])
def test_a_field_is_set_in_either_spelling(key: str) -> None:
    """Both spellings reach the same field, whichever of them the file uses."""
    spec = set_in(
        ORDERS,
        f"spec.{key}=PROVISIONED",
        "spec.provisionedThroughput.readCapacityUnits=5",
        "spec.provisioned_throughput.write_capacity_units=7",
    ).spec
    assert spec.billing_mode == 1
    assert spec.provisioned_throughput.read_capacity_units == 5
    assert spec.provisioned_throughput.write_capacity_units == 7


def test_a_value_is_typed_by_its_field() -> None:
    """The same word is a boolean for one field and a text for another; a text needs no quotes in a flag."""
    manifest = set_in(ORDERS, "spec.streamEnabled=false", "metadata.org=true", "metadata.env=0123")
    assert manifest.spec.stream_enabled is False
    assert manifest.metadata.org == "true"
    assert manifest.metadata.env == "0123"


def test_a_list_item_is_reached_by_its_index() -> None:
    """Items count from 0, and one more than there are adds an item."""
    flags = (
        "spec.attributeDefinitions[0].name=id",
        "spec.keySchema[0].attributeName=id",
        "spec.attributeDefinitions[1].name=at",
        "spec.attributeDefinitions[1].type=N",
        "spec.keySchema[1]={attributeName: at, keyType: RANGE}",
    )
    spec = set_in(ORDERS, *flags).spec
    assert [(item.name, item.type) for item in spec.attribute_definitions] == [("id", 1), ("at", 2)]
    assert [item.attribute_name for item in spec.key_schema] == ["id", "at"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ('["example.com/tier"]', "example.com/tier"),
        ("['example.com/tier']", "example.com/tier"),
        (r".example\.com/tier", "example.com/tier"),
        ('["a=b"]', "a=b"),
        (r'["say \"no\""]', 'say "no"'),
        (".plain", "plain"),
    ],
)
def test_a_key_with_dots_is_quoted_or_escaped(path: str, name: str) -> None:
    """Keys of labels and annotations hold dots and slashes; quotes in brackets, or a backslash, keep them whole."""
    assert dict(set_in(ORDERS, f"metadata.annotations{path}=set").metadata.annotations) == {name: "set"}


def test_a_key_that_is_there_is_set_anew() -> None:
    """Quotes and escapes find it in the file."""
    for path in ('["example.com/tier"]', r".example\.com/tier"):
        labels = dict(set_in(ORDERS, f"metadata.labels{path}=set").metadata.labels)
        assert labels == {"team": "shop", "example.com/tier": "set"}


def test_the_rest_of_a_value_may_hold_anything() -> None:
    """Only the first equals sign behind the path ends it; braces and brackets in a text are text."""
    assert set_in(ORDERS, "metadata.annotations.team=a=b {c}").metadata.annotations["team"] == "a=b {c}"


@pytest.mark.parametrize("name", ["{app}-{table}-{env}", "{table}"])
def test_a_text_may_begin_with_room_for_another(name: str) -> None:
    """Braces around one word are no mapping: names and paths of what runs around a table begin with them."""
    text = "apiVersion: dynamodb.project-planton.org/v1\nkind: AwsDynamodbOperations\nspec: {table: orders}\n"
    (operations,) = load_source(Source("orders.yaml", text), parse_all([f"spec.naming={name}"])).manifests
    assert operations.fields["spec"] == {"table": "orders", "naming": name}


def test_an_empty_value_is_an_empty_text() -> None:
    """Nothing behind the equals sign empties a label, and does not take it away."""
    assert dict(set_in(ORDERS, "metadata.labels.team=").metadata.labels)["team"] == ""


@pytest.mark.parametrize(
    "path", ["metadata.labels.team", "metadata.labels.none", "metadata.annotations.none"]
)
def test_null_takes_a_label_away(path: str) -> None:
    """A null leaves no label behind, be there one or not."""
    assert path.rsplit(".", maxsplit=1)[1] not in set_in(ORDERS, f"{path}=null").metadata.labels


def test_null_takes_a_list_item_away() -> None:
    """The items behind it move up; one that is not there leaves the list as it is."""
    two = ORDERS.replace(
        "      keyType: HASH\n", "      keyType: HASH\n    - attributeName: at\n      keyType: RANGE\n"
    )
    flags = ("spec.keySchema[1]=null", "spec.keySchema[1]=null", "spec.attributeDefinitions[1].name=null")
    spec = set_in(two, *flags).spec
    assert [item.attribute_name for item in spec.key_schema] == ["pk"]
    assert len(spec.attribute_definitions) == 1


def test_null_makes_no_parents() -> None:
    """Taking away what is not there does not make the block that it would stand in."""
    spec = set_in(ORDERS, "spec.provisionedThroughput.readCapacityUnits=null", "spec.ttl=null").spec
    assert not spec.HasField("provisioned_throughput")
    assert not spec.HasField("ttl")


def test_what_null_took_away_is_missed_at_the_flag() -> None:
    """The finding shows the flag, not the key that the file still has."""
    assert said(ORDERS, "metadata.name=null") == [("table-name-required", "name", "the table has no name")]


def test_flags_are_applied_in_order() -> None:
    """A later flag changes what an earlier one put there."""
    flags = (
        "spec.ttl={enabled: true, attributeName: a}",
        "spec.ttl.attributeName=b",
        "metadata.name=x",
        "metadata.name=late",
    )
    manifest = set_in(ORDERS, *flags)
    assert (manifest.spec.ttl.enabled, manifest.spec.ttl.attribute_name) == (True, "b")
    assert manifest.metadata.name == "late"


def test_every_manifest_gets_the_value_for_itself() -> None:
    """A flag is applied to each document; what a later flag adds in one is not seen in the next."""
    flags = (
        "spec.attributeDefinitions=[{name: pk, type: S}]",
        "spec.attributeDefinitions[1]={name: at, type: N}",
        "spec.keySchema[1]={attributeName: at, keyType: RANGE}",
    )
    overrides = [parse(flag) for flag in flags]
    text = ORDERS + "---\n" + ORDERS.replace("orders", "invoices")
    manifests = load_source(Source("tables.yaml", text), overrides).manifests
    assert [len(cast("Any", manifest.message).spec.attribute_definitions) for manifest in manifests] == [2, 2]
    assert len(cast("Sequence", overrides[0].value).items) == 1


def test_an_alias_keeps_the_value_of_its_anchor() -> None:
    """A value set where an anchor stands is not set where the alias does, nor the other way round."""
    more = ("spec.attributeDefinitions[1]={name: id, type: S}",)
    at_anchor = set_in(ALIASED, "spec.keySchema[0].attributeName=id", *more).spec
    assert at_anchor.key_schema[0].attribute_name == "id"
    assert at_anchor.global_secondary_indexes[0].key_schema[0].attribute_name == "pk"
    at_alias = set_in(ALIASED, "spec.globalSecondaryIndexes[0].keySchema[0].attributeName=id", *more).spec
    assert at_alias.key_schema[0].attribute_name == "pk"
    assert at_alias.global_secondary_indexes[0].key_schema[0].attribute_name == "id"


def test_a_wrong_type_is_found_at_the_flag() -> None:
    """A value that does not fit its field is marked in the flag; inside of braces, too."""
    flags = ("spec.streamEnabled=yes", "spec.keySchema=HASH", "spec.ttl={enabled: [1]}")
    assert sorted(said(ORDERS, *flags)) == [
        ("wrong-type", "HASH", "keySchema takes a list, not `HASH`"),
        ("wrong-type", "[1]", "enabled takes true or false, not a list"),
        ("wrong-type", "yes", "streamEnabled takes true or false, not `yes`"),
    ]


@pytest.mark.parametrize(
    "flag", ["spec.biling_mode=PROVISIONED", "spec.biling_mode=null", "spec.bogus.deep[0].x=1"]
)
def test_a_misspelt_path_is_an_unknown_field_at_the_flag(flag: str) -> None:
    """A path that nobody reads is said at the flag, even where it only takes something away."""
    key = flag.split(".")[1].partition("=")[0]
    assert said(ORDERS, flag) == [("unknown-field", key, f"`{key}` is not a field of spec")]


@pytest.mark.parametrize(
    ("flag", "part", "message"),
    [
        (
            "spec.keySchema[7].keyType=HASH",
            "7",
            "`spec.keySchema` has 1 item here, so that [7] is beyond its end",
        ),
        (
            "spec.keySchema.keyType=HASH",
            "keyType",
            "`spec.keySchema` is a list here, so that it has no `keyType`",
        ),
        ("spec[1]=x", "1", "`spec` is a mapping here, not a list, so that it has no item 1"),
        ("[0]=x", "0", "the manifest is a mapping here, not a list, so that it has no item 0"),
        (
            "spec.keySchema[0].keyType.x=1",
            "x",
            "`spec.keySchema[0].keyType` is a single value here, with nothing inside of it to set",
        ),
        (
            'metadata.labels["example.com/tier"].x=1',
            "x",
            '`metadata.labels["example.com/tier"]` is a single value here, with nothing inside of it to set',
        ),
    ],
)
def test_a_path_that_leads_nowhere_is_a_finding(flag: str, part: str, message: str) -> None:
    """The step that cannot be taken is marked in the flag, and the message names what it stands on."""
    assert said(ORDERS, flag) == [("override-path", part, message)]


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("spec.billingMode", "write PATH=VALUE"),
        ("", "write PATH=VALUE"),
        ("=x", "`` is no path"),
        ("spec..x=1", "`spec..x` is no path"),
        ("spec.keySchema[-1]=1", "`spec.keySchema[-1]` is no path"),
        ("spec.keySchema[99999999999999999999]=1", "is no path"),
        ("spec.keySchema[0]x=1", "`spec.keySchema[0]x` is no path"),
        ("spec.=1", "`spec.` is no path"),
        ('labels["a]=1', "is no path"),
        ("spec.ttl={enabled: true", "--set spec.ttl={enabled: true: "),
        ("spec.ttl={a: *b}", "the anchor `&b` that this alias names is not defined above"),
        ("spec.ttl={a: 1} b", "--set spec.ttl={a: 1} b: "),
    ],
)
def test_an_argument_that_is_no_assignment_is_refused(argument: str, reason: str) -> None:
    """What cannot be taken apart says so with the argument as it was typed."""
    with pytest.raises(OverrideError, match=re.escape(reason)) as refused:
        parse(argument)
    assert str(refused.value).startswith(f"--set {argument}: ")


def test_a_flag_mends_a_file_before_it_is_judged(tmp_path: Path) -> None:
    """What the file lacks and a flag gives is not missed."""
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS.replace("  name: orders\n", ""))
    assert [found.rule for found in validate(path)] == ["table-name-required"]
    assert validate(path, overrides=["metadata.name=orders"]) == []


def test_the_key_of_the_file_stays() -> None:
    """Only the value comes from the flag: what is said about the key is said in the file, as it is spelled there."""
    (manifest,) = load_source(
        Source("orders.yaml", ORDERS), [parse("spec.billingMode=PROVISIONED")]
    ).manifests
    key = manifest.key_span(("spec", "billingMode"))
    assert (key.source.name, key.source.text[key.start : key.end]) == ("orders.yaml", "billing_mode")
    assert manifest.span(("spec", "billingMode")).source.name == "--set"


def test_findings_at_flags_have_no_fix() -> None:
    """No edit of a file can mend what was typed on the command line."""
    found = validate_text(
        ORDERS, overrides=["spec.streamEnabld=true", "spec.billingMode=ON_DEMAND", "spec.ttl.enabled=yes"]
    )
    assert len(found) == 3
    assert all(diagnostic.fix is None for diagnostic in found)


def test_each_of_several_flags_stands_on_a_line_of_its_own() -> None:
    """The flags of a run are told apart by their number; what is shown is the flag itself."""
    flags = ["metadata.name=invoices", "spec.bilingMode=PROVISIONED", "spec.streamEnabled=maybe"]
    found = validate_text(ORDERS, overrides=flags)
    places = [
        (one.rule, one.location.file, one.location.start.line, one.location.start.column) for one in found
    ]
    assert ("unknown-field", "--set", 2, 6) in places
    assert ("wrong-type", "--set", 3, 20) in places
    shown = {one.location.excerpt.text for one in found}
    assert shown >= {f"--set {flag}" for flag in flags[1:]}


def test_a_field_that_only_another_kind_has_is_set_there_alone() -> None:
    """A file may hold a table and what is asked of it: each flag is for the one that has the field."""
    text = (
        f"{TABLE_OF_TWO}---\n"
        "apiVersion: dynamodb.project-planton.org/v1\n"
        "kind: AwsDynamodbAccessPatterns\n"
        "spec:\n"
        "  table: orders\n"
    )
    overrides = parse_all(
        ["spec.billingMode=PROVISIONED", "spec.table=bills", "metadata.env=prod", "spec.tabel=x"]
    )
    table, patterns = load_source(Source("orders.yaml", text), overrides).manifests
    assert table.fields["spec"] == {"billing_mode": 1}
    assert patterns.fields["spec"] == {"table": "bills"}
    assert [each.fields["metadata"]["env"] for each in (table, patterns)] == ["prod", "prod"]  # type: ignore[index]
    unknown = [[problem.route for problem in each.problems] for each in (table, patterns)]
    assert unknown == [[("spec", "tabel")], [("spec", "tabel")]]


TABLE_OF_TWO = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
"""
