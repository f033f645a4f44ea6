"""What the rules about tables and placeholders say beyond what the corpus shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb import validate
from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest.overrides import parse_all
from tests.rules.tables import diagnostics, found, mended, table
from tests.rules.test_operations_environments import operations

NOTIFY = {"notify": "arn:aws:sns:us-east-1:111122223333:on-call"}


def operations_alone(**spec: object) -> str:
    """The operations, without their table."""
    return operations("--", alarms=NOTIFY, **spec).partition("---\n")[2]


@pytest.mark.parametrize(
    ("given", "meant", "safe"),
    [("Env", "env", True), ("stage", "env", False), ("tabel", "table", False), ("application", "app", False)],
)
def test_a_placeholder_that_was_meant_is_written(
    given: str,
    meant: str,
    safe: bool,  # noqa: FBT001  # what a case expects
) -> None:
    """Words of other tools and misspellings are known; only another case is beyond doubt."""
    text = operations(
        app="shop", naming=f"{{app}}-{{table}}-{{env}}-{{{given}}}", environments=[{"name": "prod"}]
    )
    (said,) = diagnostics(text)
    assert (said.rule, said.help) == ("placeholder-unknown", f"did you mean `{{{meant}}}`?")
    assert said.fix is not None
    assert said.fix.safe is safe
    assert found(mended(text, rule="placeholder-unknown")) == []


@pytest.mark.parametrize("word", ["", "foo", "1", "app.name", "output"])
def test_a_placeholder_that_nobody_can_have_meant_is_found(word: str) -> None:
    """There is no guess at it."""
    (said,) = diagnostics(operations(naming=f"{{table}}-{{{word}}}"))
    assert (said.rule, said.fix) == ("placeholder-unknown", None)


@pytest.mark.parametrize("naming", ["${table}-x", "{{table}}-x", "{{ table }}-x"])
def test_marks_of_other_tools_are_mended(naming: str) -> None:
    """What is meant is plain, and the name is sound afterwards."""
    text = operations(naming=naming)
    assert found(text) == ["placeholder-braces at spec.naming"]
    assert found(mended(text, rule="placeholder-braces")) == []


def test_an_environment_on_the_command_line_fills_its_placeholder() -> None:
    """Nothing else needs to say it."""
    text = operations(naming="{table}-{env}")
    assert found(text) == ["placeholder-unfilled at spec.naming"]
    assert found(text, Checker(overrides=parse_all(["metadata.env=prod"]))) == []


@pytest.mark.parametrize("spec", [{"app": ["shop"]}, {"ap": "shop"}])
def test_an_application_that_could_not_be_read_is_not_missed(spec: dict[str, object]) -> None:
    """The mistake is the one that is there."""
    rules = [each.rule for each in diagnostics(operations(naming="{app}-{table}", **spec))]
    assert len(rules) == 1
    assert rules[0] in ("wrong-type", "unknown-field")


def test_the_only_table_is_offered() -> None:
    """Where there is one table to name, it is named."""
    text = operations(alarms=NOTIFY).replace('"table": "orders",', "")
    assert found(text) == ["operations-table-required at spec.table"]
    assert found(mended(text, rule="operations-table-required")) == []


def test_the_errors_of_a_table_in_another_file_are_counted(tmp_path: Path) -> None:
    """The finding says how many there are, and which file to look at."""
    (tmp_path / "table.yaml").write_text(table(keySchema=None))
    (tmp_path / "operations.yaml").write_text(operations_alone())
    (said,) = validate(tmp_path / "operations.yaml")
    assert said.rule == "operations-table-unsound"
    assert "table.yaml" in said.help


def test_one_of_two_operations_is_told(tmp_path: Path) -> None:
    """That which comes second is; a run over both says it once."""
    (tmp_path / "table.yaml").write_text(table())
    for name in ("first.yaml", "second.yaml"):
        (tmp_path / name).write_text(operations_alone())
    assert [each.rule for each in validate(tmp_path / "first.yaml")] == []
    (said,) = validate(tmp_path / "second.yaml")
    assert said.rule == "operations-table-taken"
    assert "first.yaml" in said.message


def test_a_table_that_stands_far_away_has_one_declaration_too(tmp_path: Path) -> None:
    """Operations in another folder meet those that stand with the table, whatever the order of their names."""
    for path, text in {
        "z/table.yaml": table(),
        "z/o.yaml": operations_alone(),
        "a/o.yaml": operations_alone(),
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    (said,) = validate(tmp_path)
    assert said.rule == "operations-table-taken"
    assert Path(said.location.file) == tmp_path / "a" / "o.yaml"
