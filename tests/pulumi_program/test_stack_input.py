from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime import set_all_config

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Account, Options
from pulumi_program.stack_input import asked_for
from tests.pulumi_program.folders import ORDERS, stack_input

Give = Callable[[str, str], None]
SAY = ("STACK_INPUT_YAML", "STACK_INPUT_YAML_FILE", "STACK_INPUT_FILE_PATH")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings that were given."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    return said


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[str]) -> Iterator[Give]:
    """A way to give the stack settings, in a folder of its own where nothing is given yet."""
    for name in (*SAY, "PWD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pulumi.config.get_project", lambda: "planton-dynamodb")
    given: dict[str, str] = {}

    def give(name: str, value: str) -> None:
        given[name if ":" in name else f"planton-dynamodb:{name}"] = value
        set_all_config(given)

    set_all_config({})
    yield give
    set_all_config({})


def named(name: str) -> str:
    """The manifest with another name."""
    return ORDERS.replace("name: orders", f"name: {name}")


def table() -> Table:
    """The table that is asked for."""
    return asked_for()[0]


def options() -> Options:
    """How it is asked for."""
    return asked_for()[1]


def test_the_environment_counts_before_the_settings_and_a_text_before_a_path(
    configured: Give, told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each place is asked in turn; where several are given, a warning names those that were not looked at."""
    (tmp_path / "by-setting.yaml").write_text(named("by-setting"))
    configured("manifest", "by-setting.yaml")
    assert table().name == "by-setting"
    assert told == []
    configured("stackInput", named("by-text-setting"))
    assert table().name == "by-text-setting"
    configured("planton:stack-input", named("by-the-runner"))
    assert table().name == "by-the-runner"
    (tmp_path / "by-file.yaml").write_text(named("by-file"))
    monkeypatch.setenv("STACK_INPUT_YAML_FILE", "by-file.yaml")
    assert table().name == "by-file"
    told.clear()
    monkeypatch.setenv("STACK_INPUT_YAML", named("by-text"))
    assert table().name == "by-text"
    (said,) = told
    assert said.startswith(
        "the table is the one that STACK_INPUT_YAML says; not looked at: STACK_INPUT_YAML_FILE"
    )
    assert said.endswith("planton:stack-input, stackInput, manifest")


@pytest.mark.parametrize("name", ["planton:stack-input", "planton-cloud:stack-input", "stackInput"])
def test_a_stack_input_comes_by_every_name_that_runners_give_it(configured: Give, name: str) -> None:
    """What runs the published programs sets one of these."""
    configured(name, stack_input(ORDERS))
    assert table().name == "orders"


def test_the_older_name_of_the_path_is_read(
    configured: Give, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Earlier programs of this kind called it STACK_INPUT_FILE_PATH."""
    (tmp_path / "orders.yaml").write_text(ORDERS)
    monkeypatch.setenv("STACK_INPUT_FILE_PATH", str(tmp_path / "orders.yaml"))
    assert table().name == "orders"


def test_json_is_read(configured: Give) -> None:
    """A setting that was written as a mapping comes as JSON."""
    spec = {
        "billingMode": "PAY_PER_REQUEST",
        "attributeDefinitions": [{"name": "id", "type": "S"}],
        "keySchema": [{"attributeName": "id", "keyType": "HASH"}],
    }
    head = {"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb"}
    target = {**head, "metadata": {"name": "orders"}, "spec": spec}
    given = {"target": target, "provider_config": {"region": "eu-west-1"}}
    configured("stackInput", json.dumps(given))
    assert (table().name, options().account) == ("orders", Account(region="eu-west-1"))


def test_a_relative_path_is_seen_from_the_folder_and_from_where_the_command_was_typed(
    configured: Give, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`pulumi -C program up` runs the program in its folder, while the path was meant from the shell's."""
    (tmp_path / "program").mkdir()
    (tmp_path / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path / "program")
    monkeypatch.setenv("STACK_INPUT_YAML_FILE", "orders.yaml")
    with pytest.raises(
        pulumi.RunError, match=r"STACK_INPUT_YAML_FILE: orders\.yaml: cannot be read"
    ) as refused:
        table()
    assert f"Looked for it as {tmp_path / 'program' / 'orders.yaml'}" in str(refused.value)
    monkeypatch.setenv("PWD", str(tmp_path))
    assert table().name == "orders"
    (tmp_path / "program" / "orders.yaml").write_text(named("nearer"))
    assert table().name == "nearer"


def test_nothing_given_names_all_the_ways(configured: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank one is none."""
    monkeypatch.setenv("STACK_INPUT_YAML", " \n")
    with pytest.raises(pulumi.RunError) as refused:
        table()
    assert str(refused.value).startswith("there is no table to make: nothing says which.")
    for way in ("STACK_INPUT_YAML", "STACK_INPUT_YAML_FILE", "config set stackInput", "config set manifest"):
        assert way in str(refused.value)


def test_findings_end_the_run_with_their_place(configured: Give) -> None:
    """All of them, as `validate` prints them."""
    configured("stackInput", ORDERS.replace("type: S", "type: X").replace("billingMode", "billingmode"))
    with pytest.raises(pulumi.RunError) as refused:
        table()
    said = str(refused.value)
    assert said.startswith("the manifest is not valid, and nothing was done")
    assert "error[unknown-enum]" in said
    assert "--> stackInput:8:" in said
    assert "8 |     - {name: id, type: X}" in said


def test_a_warning_is_shown_and_stops_nothing(configured: Give, told: list[str]) -> None:
    """It goes the way of Pulumi's own warnings."""
    configured("stackInput", ORDERS + "  ttl: {enabled: true, attributeName: id}\n")
    assert table().expiry.attribute == "id"
    (said,) = told
    assert said.startswith("warning[ttl-attribute-")


def test_several_manifests_are_too_many_and_other_kinds_are_passed_over(configured: Give) -> None:
    """A stack holds one table."""
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
    configured("stackInput", f"{ORDERS}---\n{other}")
    assert table().name == "orders"
    configured("stackInput", f"{ORDERS}---\n{named('payments')}")
    with pytest.raises(pulumi.RunError, match="stackInput holds 2 manifests"):
        table()


def test_settings_of_the_folder_hold_as_for_validate(configured: Give, tmp_path: Path) -> None:
    """A rule that is an error there is an error here."""
    rule = "ttl-attribute-is-table-key"
    configured("stackInput", ORDERS + "  ttl: {enabled: true, attributeName: id}\n")
    (tmp_path / ".planton-dynamodb.toml").write_text(f'[severity]\n{rule} = "error"\n')
    with pytest.raises(pulumi.RunError, match=rule):
        table()


@pytest.mark.parametrize("place", ["labels", "annotations"])
def test_protection_and_retention_come_from_the_manifest_and_the_settings_win(
    configured: Give, place: str
) -> None:
    """Labels and annotations say it alike."""
    marks = "".join(f'    pulumi.project-planton.org/{what}: "true"\n' for what in ("protect", "retain"))
    configured("stackInput", ORDERS.replace("  name: orders\n", f"  name: orders\n  {place}:\n{marks}"))
    assert (options().protect, options().retain) == (True, True)
    configured("protect", "false")
    configured("retain", "False")
    assert (options().protect, options().retain) == (False, False)
    configured("protect", "perhaps")
    with pytest.raises(pulumi.RunError, match="the setting protect is 'perhaps'"):
        table()


def test_a_region_comes_from_the_settings_or_the_stack_input(configured: Give) -> None:
    """Ours wins over the stack input's; Pulumi's own fills in where a provider of the table's own needs one."""
    configured("stackInput", ORDERS)
    configured("aws:region", "eu-west-3")
    assert options().account is None
    configured("stackInput", stack_input(ORDERS, account_id="123456789012"))
    assert options().account == Account(account_id="123456789012", region="eu-west-3")
    configured("stackInput", stack_input(ORDERS, region="eu-west-1"))
    assert options().account == Account(region="eu-west-1")
    configured("region", "eu-west-2")
    assert options().account == Account(region="eu-west-2")
