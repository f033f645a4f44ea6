"""The operator's resources: of its own fields, each with the program that Pulumi is given, and none that loses data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.cli import main
from planton_dynamodb.engines.pulumi.place import Asked, place_of
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.sound import Sound
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import pulumi_yaml
from planton_dynamodb.targets.pulumi_operator import files_of_tables
from planton_dynamodb.targets.pulumi_options import Options, account_of
from planton_dynamodb.targets.registry import Where
from tests.targets.around import FULL, around
from tests.targets.registered import corpus
from tests.targets.test_pulumi_python import WITH_KEYS, manifest_of
from tests.targets.test_pulumi_yaml import texts

RENDERED = Path(__file__).parent / "rendered"
CORPUS = {name: Sound(manifest, resolve(manifest)) for name, manifest in corpus().items()}
each_sound = pytest.mark.parametrize("name", CORPUS)

ANY: Any = object()
"""What the operator takes as it is."""
METADATA = {"name": str, "labels": {str: str}, "annotations": {str: str}}
SECRET = {"type": str, "secret": {"name": str, "key": str}}
OPTIONS = {
    "protect": bool,
    "deleteBeforeReplace": bool,
    "ignoreChanges": [str],
    "dependsOn": [ANY],
    "parent": ANY,
    "provider": ANY,
}
RESOURCE = {"type": str, "properties": {str: ANY}, "options": OPTIONS}
FIELDS = {
    "Program": {
        "apiVersion": str,
        "kind": str,
        "metadata": METADATA,
        "program": {"resources": {str: RESOURCE}, "outputs": {str: ANY}},
    },
    "Stack": {
        "apiVersion": str,
        "kind": str,
        "metadata": METADATA,
        "spec": {
            "stack": str,
            "programRef": {"name": str},
            "envRefs": {str: SECRET},
            "refresh": bool,
            "destroyOnFinalize": bool,
        },
    },
}
"""The fields that are used of the definitions programs.pulumi.com and stacks.pulumi.com of the operator's version 2,
each with its type there. Whatever else is sent is lost without a word."""

SERVICE = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
LABEL = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")


def unknown(value: object, fields: Any, path: str = "") -> list[str]:  # noqa: ANN401 - a tree of types
    """What a definition has no field for, or one of another type."""
    if fields is ANY:
        return []
    if isinstance(fields, list):
        assert isinstance(value, list), path
        return [each for item in value for each in unknown(item, fields[0], f"{path}[]")]
    if isinstance(fields, dict):
        assert isinstance(value, dict), path
        any_key = fields.get(str)
        return [
            each
            for key, part in value.items()
            for each in (
                unknown(part, any_key or fields[key], f"{path}.{key}")
                if any_key or key in fields
                else [f"{path}.{key}"]
            )
        ]
    return [] if type(value) is fields else [f"{path}: {value!r}"]


def read(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The Program and the Stack of a file."""
    program, stack = yaml.safe_load_all(text)
    return program, stack


def rendered(sound: Sound, where: Where = Where()) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: B008
    """The Program and the Stack of a table alone."""
    (text,) = files_of_tables([sound], where).values()
    return read(text)


def sound_of(text: str) -> Sound:
    """The one table of a text."""
    (manifest,) = load_source(Source("orders.yaml", text)).manifests
    return Sound(manifest, resolve(manifest))


def ordered(**metadata: Any) -> Sound:  # noqa: ANN401 - whatever metadata may hold
    """A small table."""
    spec = {
        "billingMode": "PAY_PER_REQUEST",
        "attributeDefinitions": [{"name": "id", "type": "S"}],
        "keySchema": [{"attributeName": "id", "keyType": "HASH"}],
        "deletionProtectionEnabled": metadata.pop("protected", False),
    }
    head = {"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb"}
    manifest = {**head, "metadata": {"name": "orders", **metadata}, "spec": spec}
    return sound_of(yaml.safe_dump(manifest, allow_unicode=True, width=10_000))


def test_every_table_is_a_program_and_a_stack_of_known_fields() -> None:
    """Of the whole corpus; the operator would lose anything else."""
    for sound in CORPUS.values():
        program, stack = rendered(sound)
        assert unknown(program, FIELDS["Program"]) == []
        assert unknown(stack, FIELDS["Stack"]) == []
        assert [program["kind"], stack["kind"]] == ["Program", "Stack"]
        assert stack["spec"]["programRef"] == {"name": program["metadata"]["name"]}


def test_the_program_is_the_one_of_pulumi_yaml() -> None:
    """Resource by resource and output by output, with the table protected, since nothing says that it may go."""
    for sound in [*CORPUS.values(), ordered(), sound_in(WITH_KEYS)]:
        program, stack = rendered(sound)
        is_kept = not stack["spec"]["destroyOnFinalize"]
        options = Options(account=account_of(sound.manifest), protect=is_kept)
        assert program["program"] == as_program(pulumi_yaml.program(sound.table, options))


def as_program(text: str) -> dict[str, Any]:
    """A program of Pulumi YAML as the operator keeps it: without names, and without options that are false."""
    document = yaml.safe_load(text)
    for resource in document["resources"].values():
        resource.pop("name", None)
        options = {key: value for key, value in resource.pop("options", {}).items() if value is not False}
        if options.pop("parent", None) and "aws" in document["resources"]:
            options["provider"] = "${aws}"
        if options:
            resource["options"] = options
    return dict(document)


def sound_in(path: Path) -> Sound:
    """The one table of a file."""
    manifest = manifest_of(path)
    return Sound(manifest, resolve(manifest))


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_what_runs_around_a_table_is_in_its_program(environment: str) -> None:
    """With scaling, alarms, parameters and grants, as Pulumi YAML has them."""
    manifest, (table, operations) = around(environment)
    program, stack = rendered(Sound(manifest, table, operations))
    options = Options(protect=not stack["spec"]["destroyOnFinalize"])
    assert program["program"] == as_program(pulumi_yaml.program(table, options, operations))
    assert unknown(program, FIELDS["Program"]) == []
    assert len(program["program"]["resources"]) > 5


PROTECT, RETAIN = "pulumi.project-planton.org/protect", "pulumi.project-planton.org/retain"


@pytest.mark.parametrize(
    ("labels", "protected", "destroyed"),
    [
        ({}, False, False),
        ({PROTECT: "true"}, False, False),
        ({PROTECT: "false"}, True, False),
        ({PROTECT: "false", RETAIN: "true"}, False, False),
        ({PROTECT: "false"}, False, False),
        ({PROTECT: "false", RETAIN: "false"}, True, False),
        ({PROTECT: "false", RETAIN: "false"}, False, True),
    ],
)
def test_a_table_goes_with_its_stack_only_where_that_is_said(
    labels: dict[str, str], *, protected: bool, destroyed: bool
) -> None:
    """To say nothing keeps it, and so do protection of any sort, and to leave it at AWS when it leaves the stack."""
    program, stack = rendered(ordered(labels=labels, protected=protected))
    assert stack["spec"]["destroyOnFinalize"] is destroyed
    assert program["program"]["resources"]["table"].get("options", {}).get("protect", False) is not destroyed


@pytest.mark.parametrize(("environment", "destroyed"), [("dev", True), ("prod", False)])
def test_a_table_goes_with_its_stack_in_an_environment_that_keeps_none(
    environment: str, *, destroyed: bool
) -> None:
    """Retention decides where no label does."""
    manifest, (table, operations) = around(environment)
    _, stack = rendered(Sound(manifest, table, operations))
    assert stack["spec"]["destroyOnFinalize"] is destroyed


def test_no_key_is_written() -> None:
    """Keys of a stack input come from a Secret, of which only the name stands there; the region is in the program."""
    (text,) = files_of_tables([sound_in(WITH_KEYS)]).values()
    given_keys = yaml.safe_load(WITH_KEYS.read_text())["provider_config"]
    assert given_keys["secret_access_key"] not in text
    assert given_keys["access_key_id"] not in text
    program, stack = read(text)
    assert program["program"]["resources"]["aws"]["properties"]["region"] == given_keys["region"]
    assert "AWS_REGION" not in stack["spec"]["envRefs"]
    assert stack["spec"]["envRefs"]["AWS_SECRET_ACCESS_KEY"]["secret"]["name"] == "aws-credentials"


def test_a_region_that_is_nowhere_said_comes_with_the_keys() -> None:
    """One that is said on the command line stands in the program."""
    _, stack = rendered(ordered())
    assert "AWS_REGION" in stack["spec"]["envRefs"]
    program, stack = rendered(ordered(), Where(region="eu-west-1"))
    assert "AWS_REGION" not in stack["spec"]["envRefs"]
    assert program["program"]["resources"]["aws"]["properties"] == {"region": "eu-west-1"}


@each_sound
def test_a_stack_is_called_as_apply_calls_it(name: str) -> None:
    """With its organization where a label names one; the project is the operator's to name."""
    metadata: Any = CORPUS[name].manifest.fields["metadata"]
    place = place_of(metadata, Asked(), {"PULUMI_HOME": "/nowhere"})
    _, stack = rendered(CORPUS[name])
    assert stack["spec"]["stack"] == "/".join(filter(None, (place.organization, place.stack)))


def test_a_name_that_pulumi_does_not_take_is_refused() -> None:
    """With the label that says it."""
    label = "pulumi.project-planton.org/stack.name"
    with pytest.raises(Fault, match="no name for a Pulumi stack") as refused:
        files_of_tables([ordered(labels={label: "a b"})])
    assert label in str(refused.value.help)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"name": "orders"}, "orders"),
        ({"name": "orders", "env": "prod"}, "prod-orders"),
        ({"name": "orders", "org": "acme", "env": "prod"}, "acme-prod-orders"),
        ({"name": "Orders"}, "orders-[0-9a-f]{8}"),
        ({"name": "orders.v1"}, "orders-v1-[0-9a-f]{8}"),
        ({"name": "1st"}, "table-1st-[0-9a-f]{8}"),
        ({"name": "_.-"}, "table-[0-9a-f]{8}"),
        ({"name": "o" * 255}, "o{33}-[0-9a-f]{8}"),
    ],
)
def test_names_are_those_of_tables_as_far_as_kubernetes_takes_them(
    metadata: dict[str, str], expected: str
) -> None:
    """Where a letter has to be changed, or the name is too long, a digest of the whole stands at its end."""
    (name,) = files_of_tables([ordered(**metadata)])
    assert re.fullmatch(f"{expected}[.]yaml", name)


NAMES = st.text(alphabet="aB1._-", min_size=3, max_size=60)


@given(st.lists(st.tuples(st.sampled_from(["", "a", "a-b"]), NAMES), min_size=1, max_size=8, unique=True))
def test_names_are_valid_and_each_its_own(tables: list[tuple[str, str]]) -> None:
    """Whatever tables there are, and short enough for what the operator names after them."""
    files = files_of_tables([ordered(env=env, name=name) for env, name in tables])
    assert len(files) == len(tables)
    for file, text in files.items():
        program, stack = read(text)
        name = program["metadata"]["name"]
        assert file == f"{name}.yaml"
        assert stack["metadata"]["name"] == name
        assert SERVICE.fullmatch(name)
        assert len(f"{name}-workspace-0123456789") <= 63


@given(NAMES, NAMES)
def test_a_name_stays_when_another_table_comes(one: str, other: str) -> None:
    """The operator would take a new name for a new project, and the table would be made again."""
    if one == other:
        return
    (alone,) = files_of_tables([ordered(name=one)])
    assert next(iter(files_of_tables([ordered(name=one), ordered(name=other)]))) == alone


def test_tables_whose_names_come_to_the_same_are_told_apart() -> None:
    """The environment `a-b` with the table `new`, and the environment `a` with the table `b-new`."""
    names = list(files_of_tables([ordered(env="a-b", name="new"), ordered(env="a", name="b-new")]))
    assert len(set(names)) == 2
    assert all(re.fullmatch("a-b-new-[0-9a-f]{8}[.]yaml", name) for name in names)


def test_tables_that_would_be_one_stack_are_refused() -> None:
    """Two of one organization, environment and name."""
    with pytest.raises(Fault, match=r"two tables are called `prod[.]orders`"):
        files_of_tables([ordered(env="prod"), ordered(env="dev"), ordered(env="prod")])


@given(st.dictionaries(texts, texts, max_size=3), texts)
def test_whatever_a_manifest_says_comes_back(labels: dict[str, str], env: str) -> None:
    """Labels are in the program as Pulumi YAML has them; what is no value of a label in Kubernetes becomes none."""
    text = json.dumps({"name": "orders", "env": env, "labels": labels}, ensure_ascii=True)
    if "\\ud8" in text or any(key.lower().startswith("fn::") for key in labels):
        return
    sound = ordered(env=env, labels=labels)
    program, stack = rendered(sound)
    assert program["program"] == as_program(pulumi_yaml.program(sound.table, Options(protect=True)))
    assert stack["metadata"]["annotations"] == {"dynamodb.project-planton.org/table": "orders"}
    assert all(LABEL.fullmatch(value) and len(value) < 64 for value in stack["metadata"]["labels"].values())


def test_a_folder_is_printed_as_one_stream(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each document a Program or a Stack, as `kubectl apply -f -` takes them, for however many tables."""
    for number in range(300):
        text = (RENDERED / "orders.yaml").read_text().replace("name: orders", f"name: orders-{number}", 1)
        (tmp_path / f"orders-{number}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["render", "pulumi-operator", "."]) == 0
    # The C reader, since the other one takes half a minute for so much.
    documents = list(yaml.load_all(capfd.readouterr().out, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    assert [each["kind"] for each in documents] == ["Program", "Stack"] * 300
    assert len({each["metadata"]["name"] for each in documents}) == 300


def test_a_folder_is_written_a_file_for_each_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing else stands beside them, so that `kubectl apply -f FOLDER` takes it whole."""
    out = tmp_path / "out"
    assert main(["render", "pulumi-operator", str(FULL), "--env", "prod", "--output", str(out), "-q"]) == 0
    assert [path.name for path in out.iterdir()] == ["prod-orders.yaml"]
    program, stack = read((out / "prod-orders.yaml").read_text())
    assert unknown(program, FIELDS["Program"]) == []
    assert unknown(stack, FIELDS["Stack"]) == []


def test_the_resources_of_a_table_are_as_a_reader_expects(capfd: pytest.CaptureFixture[str]) -> None:
    """The whole text for a table in production."""
    given_ = ["render", "pulumi-operator", str(RENDERED / "orders.yaml"), "--region", "eu-central-1"]
    assert main(given_) == 0
    assert capfd.readouterr().out == (RENDERED / "orders.operator.yaml").read_text()
