"""`outputs` as somebody types it: every format reads back."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from planton_dynamodb.cli.showing.outputs import as_env, as_yaml
from planton_dynamodb.fault import Fault
from tests.cli.made_up_engine import outputs_of
from tests.cli.manifests import ask, manifest, write


def test_the_outputs_of_one_table_are_printed_as_they_are(tmp_path: Path) -> None:
    """Aligned for people; an object, a mapping and assignments for others."""
    write(tmp_path, "orders")
    five = outputs_of("orders")

    def said(format_: str) -> str:
        return ask(tmp_path, "outputs", "orders.yaml", "-q", "--format", format_).stdout

    assert said("text").splitlines()[:2] == ["table_name    orders", f"table_arn     {five['table_arn']}"]
    assert json.loads(said("json")) == five
    assert yaml.safe_load(said("yaml")) == five
    assert said("env").splitlines()[0] == "TABLE_NAME=orders"
    assert said("env").splitlines()[3] == "STREAM_ARN=''"


def test_those_of_several_stand_under_their_names(tmp_path: Path) -> None:
    """By table in JSON and YAML, behind a prefix in assignments."""
    write(tmp_path, "orders", "web-shop")
    both = {name: outputs_of(name) for name in ("orders", "web-shop")}
    assert json.loads(ask(tmp_path, "outputs", ".", "--format", "json").stdout) == both
    assert yaml.safe_load(ask(tmp_path, "outputs", ".", "--format", "yaml").stdout) == both
    assert "WEB_SHOP_TABLE_NAME=web-shop\n" in ask(tmp_path, "outputs", ".", "--format", "env").stdout
    text = ask(tmp_path, "outputs", ".").stdout
    assert text.startswith("orders:\n  table_name    orders\n")


def test_tables_of_one_name_are_told_apart_by_their_stacks(tmp_path: Path) -> None:
    """The same table in two environments."""
    for env in ("dev", "prod"):
        (tmp_path / f"{env}.yaml").write_text(manifest("orders", metadata=f"  env: {env}\n"))
    answer = ask(tmp_path, "outputs", ".", "--format", "json")
    assert list(json.loads(answer.stdout)) == ["orders (dev.orders)", "orders (prod.orders)"]


def test_a_table_that_was_never_applied_is_said(tmp_path: Path) -> None:
    """On standard error, with exit code 1; the others are printed."""
    write(tmp_path, "absent", "orders")
    alone = ask(tmp_path, "outputs", "absent.yaml", "-q", "--format", "json")
    assert (alone.returncode, alone.stdout) == (1, "")
    assert alone.stderr == "absent: not there: it was never applied, or is destroyed\n"
    both = ask(tmp_path, "outputs", ".", "-q", "--format", "json")
    assert (both.returncode, list(json.loads(both.stdout))) == (1, ["orders"])


def test_assignments_are_safe_for_a_shell() -> None:
    """Whatever stands in a value, a shell that evaluates it does nothing but assign."""
    nasty = 'a b\'; echo $(id) "`x`"\n#'
    said = as_env({"orders": {"table_name": nasty}}, alone=True)
    done = subprocess.run(
        ["sh", "-c", f'{said}printf %s "$TABLE_NAME"'], capture_output=True, text=True, check=True
    )
    assert done.stdout == nasty
    assert shlex.split(said) == [f"TABLE_NAME={nasty}"]


def test_variables_begin_with_a_letter_and_never_collide() -> None:
    """A digit in front gets an underscore; two names that would be one are refused."""
    assert as_env({"1st": {"table_id": "x"}, "2nd": {}}, alone=False) == "_1ST_TABLE_ID=x\n"
    with pytest.raises(Fault, match="the same variables"):
        as_env({"a-b": {}, "a.b": {}}, alone=False)


def test_yaml_reads_back_whatever_a_table_is_called() -> None:
    """A name that YAML takes for something else is quoted."""
    by_table = {"123": {"table_name": "123"}, "null": {"table_name": "off"}, "1e3": {"stream_label": ""}}
    assert yaml.safe_load(as_yaml(by_table, alone=False)) == by_table
