"""The YAML program: read as Pulumi reads it, it asks for the same as ours, whatever texts it holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.engines.pulumi import place
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Expiry, GlobalIndex, Key, Projection, Table
from planton_dynamodb.targets import pulumi_yaml, pulumi_yaml_text
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_arguments
from planton_dynamodb.targets.pulumi_options import Options, options_of
from tests.targets.registered import Inputs, Resource, asked_by_declare, corpus
from tests.targets.test_pulumi_python import RENDERED, WITH_KEYS, manifest_of

CORPUS = corpus()
TYPES = {
    "aws:dynamodb:Table": TABLE_TYPE,
    "aws:dynamodb:ContributorInsights": INSIGHTS_TYPE,
    "pulumi:providers:aws": "pulumi:providers:aws",
}
OUTPUTS = {
    "table_name": "${table.name}",
    "table_arn": "${table.arn}",
    "table_id": "${table.id}",
    "stream_arn": "${table.streamArn}",
    "stream_label": "${table.streamLabel}",
}
OPTIONS = {"parent", "provider", "protect", "retainOnDelete", "deleteBeforeReplace"}

each_sound = pytest.mark.parametrize("name", CORPUS)
ODD = (
    *("yes", "null", "~", "1e3", "0x1f", "2026-11-21", "12:30", "${table.arn}", "$${x}", "$", "a: b", "- a"),
    *("#", "!t", "'", '"', "\\", "\\n", "a\nb", "a\r\nb", "\t", " a ", "&a", "*a", "{a}", "[a]", "%a", "@a"),
    *("\u2028", "\u0085", "ß", "=", "<<", "a #b", "?", "|", ">"),
)
texts = st.sampled_from(ODD) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30
)


def filled_in(value: Any) -> Any:  # noqa: ANN401 - whatever YAML can say
    """A value as Pulumi YAML takes it: `$$` is a dollar sign, and `${` begins a reference, of which there is none."""
    if isinstance(value, str):
        assert "${" not in value.replace("$$", "")
        return value.replace("$$", "$")
    if isinstance(value, dict):
        assert not any(key.lower().startswith("fn::") for key in value)
        return {filled_in(key): filled_in(part) for key, part in value.items()}
    return [filled_in(item) for item in value] if isinstance(value, list) else value


def read(text: str) -> dict[tuple[str, str], Resource]:
    """The resources that a program asks for."""
    document = yaml.safe_load(text)
    assert document["outputs"] == OUTPUTS
    keys = {
        name: (TYPES[each["type"]], each.get("name", name)) for name, each in document["resources"].items()
    }
    return {keys[name]: _resource(each, keys) for name, each in document["resources"].items()}


def asked(table: Table, options: Options) -> dict[tuple[str, str], Resource]:
    """What our own program asks for, in which Python says two settings of the provider that are its defaults."""
    resources = asked_by_declare(table, options).resources
    for each in resources.values():
        assert each.inputs.pop("skipRegionValidation", "true") == "true"
        assert each.inputs.pop("skipCredentialsValidation", "false") == "false"
    return resources


def _resource(given: Inputs, keys: dict[str, tuple[str, str]]) -> Resource:
    assert given.keys() <= {"type", "name", "properties", "options"}
    inputs = dict(given.get("properties", {}))
    if inputs.get("tableName") == "${table.name}":
        inputs["tableName"] = keys["table"][1]
    options = given.get("options", {})
    assert options.keys() <= OPTIONS
    parent = _meant(options.get("parent"), keys)
    return Resource(
        inputs=filled_in(inputs),
        parent=parent,
        # A child has its parent's provider.
        provider=_meant(options.get("provider"), keys) or (keys.get("aws") if parent else None),
        protect=options.get("protect", False),
        retain=options.get("retainOnDelete", False),
        delete_first=options.get("deleteBeforeReplace", False),
        needs=frozenset({keys["table"]} if "tableName" in inputs else ()),
    )


def _meant(reference: str | None, keys: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    if reference is None:
        return None
    found = re.fullmatch(r"\$\{(\w+)\}", reference)
    assert found is not None
    return keys[found[1]]


def program(table: Table, options: Options) -> str:
    """The part of the program that makes something."""
    return pulumi_yaml.program(table, options)


@each_sound
def test_it_asks_for_what_our_own_program_asks_for(name: str) -> None:
    """The same resources by type and name, with the same inputs and options, and the five outputs."""
    table, options = resolve(CORPUS[name]), options_of(CORPUS[name])
    assert read(program(table, options)) == asked(table, options)


@pytest.mark.parametrize("protect", [False, True])
@pytest.mark.parametrize("retain", [False, True])
def test_options_are_those_of_our_own_program(*, protect: bool, retain: bool) -> None:
    """Of the table and of its insights, which are its child."""
    table = resolve(manifest_of(RENDERED / "orders.yaml"))
    options = Options(protect=protect, retain=retain)
    assert read(program(table, options)) == asked(table, options)


def test_an_account_becomes_a_provider_of_the_table_and_its_insights() -> None:
    """Region and account are said, the keys are not, and a comment says where they belong."""
    manifest = manifest_of(WITH_KEYS)
    text = program(resolve(manifest), options_of(manifest))
    key = ("pulumi:providers:aws", "aws")
    found, ours = read(text), asked(resolve(manifest), options_of(manifest))
    provider, our_provider = found.pop(key), ours.pop(key)
    assert found == ours
    assert provider.inputs == {
        "region": our_provider.inputs["region"],
        "allowedAccountIds": json.loads(our_provider.inputs["allowedAccountIds"]),
    }
    assert "# Access keys are not written here" in text


@given(texts, texts, texts, st.dictionaries(texts, texts, max_size=3))
def test_every_text_reads_as_itself(first: str, second: str, third: str, tags: dict[str, str]) -> None:
    """YAML misreads none of them, and Pulumi finds nothing in them to fill in."""
    table = Table(
        name="orders",
        attributes=((first, "S"), (second, "N")),
        key=Key(first, second),
        global_indexes=(GlobalIndex("by-it", Key(second, first), Projection("INCLUDE", (third, first))),),
        expiry=Expiry(enabled=True, attribute=third),
        tags=tuple(sorted((key, value) for key, value in tags.items() if not key.startswith("fn::"))),
    )
    (resource,) = read(program(table, Options())).values()
    assert resource.inputs == pulumi_yaml_text.by_state_names(table_arguments(table))


def test_names_keep_their_spelling() -> None:
    """Arguments get Pulumi's own names; a tag is nobody's argument, whatever it looks like."""
    given = {"table_class": "STANDARD", "ttl": {"attribute_name": "a_b"}, "tags": {"read_capacity": "x_y"}}
    assert pulumi_yaml_text.by_state_names(given) == {
        "tableClass": "STANDARD",
        "ttl": {"attributeName": "a_b"},
        "tags": {"read_capacity": "x_y"},
    }


@pytest.mark.parametrize("label", ["fn::invoke", "Fn::StringAsset"])
def test_a_label_that_pulumi_would_call_is_refused(label: str) -> None:
    """There is no way to write such a key, so nothing is written, and the way out is named."""
    table = replace(resolve(next(iter(CORPUS.values()))), tags=((label, "x"),))
    with pytest.raises(Fault, match=f"`{label}` would be a function") as raised:
        program(table, Options())
    assert "--language python" in raised.value.help


def test_the_program_is_the_one_that_somebody_has_looked_at() -> None:
    """The file in `rendered` is that of the manifest there."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    made = pulumi_yaml.files(resolve(manifest), manifest)
    assert made == {"Pulumi.yaml": (RENDERED / "yaml" / "Pulumi.yaml").read_text(encoding="utf-8")}


def test_the_project_is_the_one_that_the_table_was_made_in() -> None:
    """Its name is a part of what Pulumi knows each resource by: that of the label, else this tool's own."""
    labelled = manifest_of(RENDERED / "orders.yaml")
    plain = manifest_of(WITH_KEYS)
    ours = yaml.safe_load((Path(__file__).parents[2] / "pulumi_program" / "Pulumi.yaml").read_text())
    for manifest, name in ((labelled, "shop"), (plain, ours["name"])):
        written = yaml.safe_load(pulumi_yaml.files(resolve(manifest), manifest)["Pulumi.yaml"])
        assert (written["name"], written["runtime"]) == (name, "yaml")


@pytest.mark.parametrize("label", ["stack.fqdn", "stack.name"])
def test_the_project_may_stand_in_the_name_of_the_whole_stack(label: str) -> None:
    """The rendered project is the one that `apply` makes the table in, by whichever label it is named."""
    metadata = {"name": "orders", "labels": {f"pulumi.project-planton.org/{label}": "shop/data/live"}}
    manifest = manifest_of(RENDERED / "orders.yaml")
    manifest.fields["metadata"] = metadata
    written = yaml.safe_load(pulumi_yaml.files(resolve(manifest), manifest)["Pulumi.yaml"])
    assert written["name"] == place.place_of(metadata, place.asked({}), {}).project == "data"


def test_a_project_that_pulumi_would_not_take_is_refused() -> None:
    """A label may hold what the name of a project may not."""
    manifest = manifest_of(
        RENDERED / "orders.yaml", "metadata.labels.pulumi\\.project-planton\\.org/project=a b"
    )
    with pytest.raises(Fault, match="'a b' is no name for a Pulumi project"):
        pulumi_yaml.files(resolve(manifest), manifest)
