"""Which table operations belong to, which operations a table has, and what the command line says to both."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest

from planton_dynamodb import validate
from planton_dynamodb.cli import sound_tables
from planton_dynamodb.cli.sound_tables import RefusedError, Sound
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.lots import operations_of
from planton_dynamodb.rules.subject import Quotas

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: orders}
spec:
  billingMode: PROVISIONED
  provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 5}
  attributeDefinitions: [{name: orderId, type: S}, {name: email, type: S}, {name: status, type: S}]
  keySchema: [{attributeName: orderId, keyType: HASH}]
  globalSecondaryIndexes:
    - name: by-email
      keySchema: [{attributeName: email, keyType: HASH}]
      projection: {type: ALL}
      provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 5}
    - name: by-status
      keySchema: [{attributeName: status, keyType: HASH}]
      projection: {type: ALL}
      provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 5}
"""
OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: orders}
spec:
  table: orders
  naming: "{table}-{env}"
  environments:
    - {name: prod}
    - {name: dev, retention: DESTROY}
"""


def of_environment(text: str, name: str) -> str:
    """A manifest that says which environment it is for."""
    return text.replace("metadata: {name: orders}", f"metadata: {{name: orders, env: {name}}}")


def load(path: Path) -> Loaded:
    """The manifests of a file."""
    source, _ = files.decode(str(path), path.read_bytes())
    return load_source(source)


def declared_in(path: Path, run: Sequence[Manifest] = (), position: int = -1) -> Declared:
    """The operations in a file: the last manifest, where no other one is asked for."""
    loaded = load(path)
    return Declared(loaded.manifests[position], loaded, run, Quotas())


def asked(*arguments: str) -> list[Sound]:
    """What a verb gets for arguments."""
    parser = argparse.ArgumentParser()
    sound_tables.add_arguments(parser)
    options = parser.parse_args([*arguments, "--no-config"])
    if getattr(options, "env", None):
        options.overrides = [*options.overrides, f"metadata.env={options.env}"]
    return sound_tables.sound_tables(options)


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """A table and its operations, each in a file of its own, in one folder."""
    (tmp_path / "table.yaml").write_text(TABLE)
    (tmp_path / "operations.yaml").write_text(OPERATIONS)
    return tmp_path


def test_a_table_is_found_in_the_same_file(tmp_path: Path) -> None:
    """It does not matter which of the two stands first."""
    for order in (f"{TABLE}---\n{OPERATIONS}", f"{OPERATIONS}---\n{TABLE}"):
        (tmp_path / "all.yaml").write_text(order)
        position = 1 if order.startswith(TABLE) else 0
        declared = declared_in(tmp_path / "all.yaml", position=position)
        assert declared.table_manifest is declared.loaded.manifests[1 - position]


def test_a_table_is_found_in_the_folder(apart: Path) -> None:
    """Where the file has none, the files beside it are looked through."""
    found = declared_in(apart / "operations.yaml").table_manifest
    assert found is not None
    assert Path(found.source.name).name == "table.yaml"


def test_a_table_is_found_in_the_run(tmp_path: Path) -> None:
    """Where neither file nor folder has one, it is that of what else a command was given."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "operations").mkdir()
    (tmp_path / "tables" / "orders.yaml").write_text(TABLE)
    (tmp_path / "operations" / "orders.yaml").write_text(OPERATIONS)
    run = load(tmp_path / "tables" / "orders.yaml").manifests
    assert declared_in(tmp_path / "operations" / "orders.yaml").table_manifest is None
    assert declared_in(tmp_path / "operations" / "orders.yaml", run).table_manifest is run[0]


def test_a_nearer_table_is_taken_before_one_of_the_run(apart: Path, tmp_path: Path) -> None:
    """What else was given is asked last."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "table.yaml").write_text(TABLE)
    run = load(tmp_path / "other" / "table.yaml").manifests
    found = declared_in(apart / "operations.yaml", run).table_manifest
    assert found is not None
    assert found is not run[0]


def test_a_table_of_another_environment_is_not_meant(apart: Path) -> None:
    """Operations for dev are not those of the table in prod."""
    (apart / "table.yaml").write_text(of_environment(TABLE, "prod"))
    (apart / "operations.yaml").write_text(of_environment(OPERATIONS, "dev"))
    assert declared_in(apart / "operations.yaml").table_manifest is None
    (apart / "operations.yaml").write_text(of_environment(OPERATIONS, "prod"))
    assert declared_in(apart / "operations.yaml").table_manifest is not None


def test_operations_name_an_organization_that_the_table_has_to_have(apart: Path) -> None:
    """`org` tells tables apart as `env` does."""
    (apart / "operations.yaml").write_text(OPERATIONS.replace("{name: orders}", "{name: orders, org: acme}"))
    assert declared_in(apart / "operations.yaml").table_manifest is None


def test_a_table_has_the_operations_of_its_folder(apart: Path) -> None:
    """The way back: what is applied with a table is found from the table."""
    loaded = load(apart / "table.yaml")
    (found,) = operations_of(loaded.manifests[0], loaded, ())
    assert Path(found.source.name).name == "operations.yaml"


def test_a_table_has_none_of_the_operations_of_another_one_with_its_name(tmp_path: Path) -> None:
    """Operations belong to the table that is nearest to them, even where a folder holds another one of that name."""
    (tmp_path / "dev.yaml").write_text(of_environment(TABLE, "dev"))
    (tmp_path / "prod.yaml").write_text(f"{of_environment(TABLE, 'prod')}---\n{OPERATIONS}")
    dev, prod = load(tmp_path / "dev.yaml"), load(tmp_path / "prod.yaml")
    assert operations_of(dev.manifests[0], dev, ()) == []
    assert operations_of(prod.manifests[0], prod, ()) == [prod.manifests[1]]


def test_the_first_of_two_operations_counts(apart: Path) -> None:
    """Which of two is one too many is the same whichever of them is asked."""
    (apart / "second.yaml").write_text(OPERATIONS)
    assert declared_in(apart / "operations.yaml").comes_first
    assert not declared_in(apart / "second.yaml").comes_first
    (apart / "table.yaml").write_text(f"{TABLE}---\n{OPERATIONS}")
    assert declared_in(apart / "table.yaml").comes_first
    assert not declared_in(apart / "operations.yaml").comes_first


def test_the_environment_is_that_of_operations_or_of_their_table(apart: Path) -> None:
    """Either may say it."""
    assert declared_in(apart / "operations.yaml").environment == ""
    (apart / "table.yaml").write_text(of_environment(TABLE, "prod"))
    assert declared_in(apart / "operations.yaml").environment == "prod"
    assert [each.name for each in declared_in(apart / "operations.yaml").judged] == ["prod"]


def test_words_are_those_that_somebody_said(apart: Path) -> None:
    """What nobody said is not filled in; an organization may be that of the table."""
    assert declared_in(apart / "operations.yaml").words() == {"table": "orders"}
    (apart / "table.yaml").write_text(TABLE.replace("{name: orders}", "{name: orders, org: acme}"))
    words = declared_in(apart / "operations.yaml").words("dev")
    assert words == {"table": "orders", "org": "acme", "env": "dev"}


def test_an_index_is_scaled_as_its_table_unless_it_says_otherwise(apart: Path) -> None:
    """An entry of its own takes an index out of the scaling of the table, on both sides."""
    scaling = (
        "  autoScaling: {read: {max: 9}, write: {max: 8}, indexes: [{index: by-email, read: {max: 7}}]}\n"
    )
    (apart / "operations.yaml").write_text(OPERATIONS + scaling)
    sides = declared_in(apart / "operations.yaml").scaled()
    assert [(side.index, side.direction, side.fields["max"]) for side in sides] == [
        (None, "read", 9),
        ("by-email", "read", 7),
        ("by-status", "read", 9),
        (None, "write", 8),
        ("by-status", "write", 8),
    ]


@pytest.mark.parametrize("name", ["table.yaml", "operations.yaml"])
def test_an_environment_on_the_command_line_is_that_of_both(apart: Path, name: str) -> None:
    """Whichever of the two files is named, --env reaches the one beside it."""
    (sound,) = asked(str(apart / name), "--env", "dev")
    assert sound.table.name == "orders-dev"
    assert sound.operations is not None
    assert (sound.operations.environment, sound.operations.retain) == ("dev", False)


def test_a_value_on_the_command_line_reaches_the_table_beside(apart: Path) -> None:
    """--set goes into the manifest that has the field."""
    setting = "spec.provisionedThroughput.readCapacityUnits=7"
    (sound,) = asked(str(apart / "operations.yaml"), "--env", "prod", "--set", setting)
    assert sound.table.capacity is not None
    assert sound.table.capacity.read == 7


def test_the_environment_of_a_run_is_required_where_some_are_listed(
    apart: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is guessed: what becomes of the data depends on it."""
    with pytest.raises(RefusedError):
        asked(str(apart / "table.yaml"))
    assert "Say it with --env: one of prod, dev." in capsys.readouterr().err


def test_each_table_of_a_name_is_made_with_its_own_operations(tmp_path: Path) -> None:
    """Two files for two environments in one folder do not mix."""
    for name in ("dev", "prod"):
        (tmp_path / f"{name}.yaml").write_text(f"{of_environment(TABLE, name)}---\n{OPERATIONS}")
    found = asked(str(tmp_path))
    assert [sound.table.name for sound in found] == ["orders-dev", "orders-prod"]
    assert [each.rule for each in validate(tmp_path / "prod.yaml")] == []
