"""The rendered programs hold what runs around a table: the same resources as our own program declares."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from planton_dynamodb.operations.resolve import Around
from planton_dynamodb.targets import pulumi_python, pulumi_yaml
from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    COMPONENT_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    WORDS,
    Resource,
    handles,
    resources,
)
from planton_dynamodb.targets.pulumi_options import Account, Options, options_of
from tests.targets.around import FULL, around
from tests.targets.registered import Asked, Inputs, Key, asked_by_declare, asked_by_file
from tests.targets.test_pulumi_python import formatted_otherwise

FOLDER = FULL.parent
COMPONENT: Key = (COMPONENT_TYPE, "shop-orders-prod")
HERE = Options(account=Account(region="eu-central-1", account_id="123456789012"), protect=True, retain=True)

_SECRET = "4dabf18193072939515e22adb298388d"
"""The key that marks a secret where Pulumi's processes talk to each other."""

each_environment = pytest.mark.parametrize("environment", ["prod", "dev"])
NOTHING = ("spec.autoScaling=null", "spec.alarms=null", "spec.parameters=null", "spec.grants=null")


def ours(made: Around, options: Options) -> Asked:
    """What our own program asks for."""
    return asked_by_declare(made.table, options, made.operations)


def theirs(made: Around, options: Options, folder: Path) -> Asked:
    """What the rendered Python program asks for."""
    written = folder / "__main__.py"
    written.write_text(pulumi_python.program(made.table, options, made.operations), encoding="utf-8")
    return asked_by_file(written)


@each_environment
def test_python_asks_for_what_our_own_program_asks_for(environment: str, tmp_path: Path) -> None:
    """The same resources under the same component, with the same inputs and options, and the same exports."""
    manifest, made = around(environment)
    options = options_of(manifest, kept=made.operations.retain)
    found = theirs(made, options, tmp_path)
    assert found == ours(made, options)
    assert {kind for kind, _ in found.resources} >= {TABLE_TYPE, COMPONENT_TYPE, SCALABLE_TYPE, POLICY_TYPE}
    assert found.outputs.keys() > {"table_arn", "operations"}


def test_python_has_everything_with_the_provider_of_the_table(tmp_path: Path) -> None:
    """Where a place is named, the component hands its provider to all under it."""
    _, made = around("prod")
    found = theirs(made, HERE, tmp_path)
    assert found == ours(made, HERE)
    assert {each.provider for (kind, _), each in found.resources.items() if kind in WORDS} == {
        ("pulumi:providers:aws", "aws")
    }


@pytest.mark.parametrize("overrides", [(each,) for each in NOTHING] + [NOTHING])
def test_python_leaves_out_what_is_not_declared(overrides: tuple[str, ...], tmp_path: Path) -> None:
    """Each part may be absent; without any the program is that of the table alone."""
    manifest, made = around("prod", *overrides)
    options = options_of(manifest, kept=made.operations.retain)
    assert theirs(made, options, tmp_path) == ours(made, options)
    text = pulumi_python.program(made.table, options, made.operations)
    assert (text == pulumi_python.program(made.table, options)) is (overrides == NOTHING)


class _Yaml:
    """A YAML program as Pulumi reads it, with what AWS would tell of its table put in."""

    def __init__(self, text: str) -> None:
        self.document: Inputs = yaml.safe_load(text)
        self.keys: dict[str, Key] = {
            key: (_whole(each["type"]), each.get("name", key))
            for key, each in self.document["resources"].items()
        }
        name = self.keys["table"][1]
        arn = f"arn:aws:dynamodb:eu-central-1:123456789012:table/{name}"
        stream = "2026-11-21T00:00:00.000"
        self._table = {
            "name": name,
            "arn": arn,
            "id": name,
            "streamArn": f"{arn}/stream/{stream}",
            "streamLabel": stream,
        }

    def value(self, given: Any) -> Any:  # noqa: ANN401 - whatever YAML can say
        """A value with its references followed."""
        if isinstance(given, str):
            return re.sub(r"\$\$|\$\{([^.}]+)(?:\.(\w+))?\}", self._followed, given)
        if isinstance(given, dict) and list(given) == ["fn::toJSON"]:
            return json.dumps(self.value(given["fn::toJSON"]))
        if isinstance(given, dict):
            return {key: self.value(part) for key, part in given.items()}
        return [self.value(part) for part in given] if isinstance(given, list) else given

    def _followed(self, found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        if found[1] == "table":
            return self._table[found[2]]
        assert (found[1] in self.keys, found[2]) == (True, "arn")
        return f"arn:aws:dynamodb:eu-central-1:123456789012:table/{self.keys[found[1]][1]}"

    def needs(self, given: Any) -> set[Key]:  # noqa: ANN401
        """What a value refers to."""
        return {self.keys[key] for key in re.findall(r"(?<!\$)\$\{([^.}]+)", json.dumps(given))}


def _whole(kind: str) -> str:
    package, *module, name = kind.split(":")
    return f"{package}:{module[0]}/{name[0].lower()}{name[1:]}:{name}" if package == "aws" else kind


def comparable(inputs: Inputs) -> Inputs:
    """Inputs in which a policy is a document, and what the SDK makes a secret of by itself is what it is."""
    shown = {
        name: value["value"] if isinstance(value, dict) and _SECRET in value else value
        for name, value in inputs.items()
    }
    return {name: json.loads(value) if name == "policy" else value for name, value in shown.items()}


@pytest.mark.parametrize("options", [Options(), HERE], ids=["nowhere", "somewhere"])
@each_environment
def test_yaml_asks_for_what_our_own_program_asks_for(environment: str, options: Options) -> None:
    """The same resources and exports, but for the component, which Pulumi YAML cannot declare."""
    _, made = around(environment)
    program = _Yaml(pulumi_yaml.program(made.table, options, made.operations))
    asked = ours(made, options)
    assert program.value(program.document["outputs"]) == asked.outputs
    del asked.resources[COMPONENT_TYPE, made.table.name]
    given = {program.keys[key]: each for key, each in program.document["resources"].items()}
    assert given.keys() == asked.resources.keys()
    for key, resource in asked.resources.items():
        if key[0] not in WORDS:
            continue  # the test of tables sees to that
        said = given[key]
        assert said["options"].pop("deleteBeforeReplace") is resource.delete_first is True
        assert ("provider" in said["options"]) is (resource.provider is not None) is (options is HERE)
        said["options"].pop("provider", None)
        assert program.needs([said["properties"], said["options"]]) == resource.needs
        assert comparable(program.value(said["properties"])) == comparable(resource.inputs)


def test_units_that_are_scaled_are_not_said_again() -> None:
    """A program that is run once more leaves the table the units that scaling gave it; others it does say."""
    _, made = around("prod", "spec.autoScaling.write=null")
    table = yaml.safe_load(pulumi_yaml.program(made.table, Options(), made.operations))["resources"]["table"]
    assert table["options"]["ignoreChanges"] == ["readCapacity"]
    assert 'ignore_changes=["readCapacity"]' in pulumi_python.program(made.table, Options(), made.operations)
    assert "ignore" not in pulumi_python.program(made.table, Options())


@pytest.mark.parametrize(("environment", "kept"), [("prod", True), ("dev", False)])
def test_the_environment_says_what_becomes_of_the_table(environment: str, *, kept: bool) -> None:
    """A table that is retained is protected, and one that goes away with its stack is neither."""
    manifest, made = around(environment)
    python = pulumi_python.files(made.table, manifest, made.operations)["__main__.py"]
    text = pulumi_yaml.files(made.table, manifest, made.operations)["Pulumi.yaml"]
    assert ("protect=True" in python, "retain_on_delete=True" in python) == (kept, kept)
    options = yaml.safe_load(text)["resources"]["table"]["options"]
    assert ("protect" in options, "retainOnDelete" in options) == (kept, kept)


@pytest.mark.parametrize("width", [88, 110])
def test_a_formatter_leaves_python_alone(width: int, tmp_path: Path) -> None:
    """However long the names in it are."""
    for length in (1, 20, 60, 200):
        _, made = around("prod", f"spec.naming={{table}}-{'x' * length}")
        program = pulumi_python.program(made.table, HERE, made.operations)
        (tmp_path / f"names_{length}.py").write_text(program, encoding="utf-8")
    assert formatted_otherwise(tmp_path, width) == ""


def test_names_that_a_program_cannot_have_are_told_apart() -> None:
    """Indexes of which a program would make the same name get a number each."""
    names = ["by.email", "by-email", "By_Email", "2024"]
    declared = [Resource(ALARM_TYPE, f"orders-{name}", {}) for name in names]
    declared += [Resource(ROLE_POLICY_TYPE, "orders-task", {}), Resource(POLICY_TYPE, "orders-task", {})]
    called = list(handles(declared, "orders").values())
    assert called == [
        *("alarm-by-email", "alarm-by-email-2", "alarm-by-email-3", "alarm-2024"),
        *("policy-task", "policy-task-2"),
    ]


def test_every_resource_has_a_name_of_its_own() -> None:
    """All of the full example: no variable of the program is assigned twice."""
    _, made = around("prod")
    declared = resources(made.operations)
    assert len(set(handles(declared, made.table.name).values())) == len(declared)


def test_the_programs_are_those_that_somebody_has_looked_at() -> None:
    """The files in `rendered/around` are those of the manifests there; `make lint` checks the types of arguments."""
    manifest, made = around("prod")
    python = pulumi_python.files(made.table, manifest, made.operations)
    for name in ("__main__.py", "Pulumi.yaml"):
        assert python[name] == (FOLDER / name).read_text(encoding="utf-8")
    text = pulumi_yaml.files(made.table, manifest, made.operations)["Pulumi.yaml"]
    assert text == (FOLDER / "yaml" / "Pulumi.yaml").read_text(encoding="utf-8")
