"""The corpora: each file in err/ gives exactly the output beside it, each file in ok/ gives nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planton_dynamodb.rules.registry import all_rules
from tools.update_corpus import Case, cases, validated

ERR, OK = cases("err"), cases("ok")
SCHEMA = json.loads(files("planton_dynamodb").joinpath("diagnostics/report.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

each_refused = pytest.mark.parametrize("case", ERR, ids=lambda case: case.path.name)
each_sound = pytest.mark.parametrize("case", OK, ids=lambda case: case.path.name)


def reported(case: Case) -> dict[str, Any]:
    """What the command says about a case, as JSON."""
    code, output, errors = validated(case, "--format", "json")
    assert errors == ""
    assert code in (0, 1)
    report: dict[str, Any] = json.loads(output)
    return report


@each_refused
def test_says_exactly_what_stands_beside_the_file(case: Case) -> None:
    """A file in err/ gives the output that somebody has looked at, and the exit code that goes with it."""
    code, output, errors = validated(case)
    assert errors == ""
    assert output == case.expected.read_text()
    assert code == (1 if re.search(r"^error\[", output, re.MULTILINE) else 0)


@each_refused
def test_reports_the_rule_that_the_file_is_named_after(case: Case) -> None:
    """A file in err/ shows the rule that its name begins with."""
    assert case.rule in {found["rule"] for found in reported(case)["diagnostics"]}


@each_sound
def test_keeps_quiet_about_what_is_sound(case: Case) -> None:
    """A file in ok/ has neither errors nor warnings."""
    code, output, errors = validated(case, "--format", "concise")
    assert (code, output, errors) == (0, "", "")


@pytest.mark.parametrize(("folder", "there"), [("err", ERR), ("ok", OK)], ids=["err", "ok"])
def test_has_a_file_for_every_rule(folder: str, there: list[Case]) -> None:
    """Each rule has a file that it refuses and a neighbour just inside the limit."""
    missing = sorted(all_rules().keys() - {case.rule for case in there})
    assert not missing, f"tests/corpus/{folder} has no file for {', '.join(missing)}"


@pytest.mark.parametrize("case", [*ERR, *OK], ids=lambda case: f"{case.path.parent.name}/{case.path.name}")
def test_names_its_files_after_rules(case: Case) -> None:
    """A name before the two dashes is that of a rule, and something stands behind them."""
    rule, dashes, shown = case.path.stem.partition("--")
    assert rule in all_rules()
    assert dashes
    assert shown


def test_keeps_no_output_of_a_file_that_is_gone() -> None:
    """Every expected output and every list of arguments belongs to a case."""
    stems = {case.path.with_suffix("") for case in (*ERR, *OK)}
    beside = [
        path for case in (ERR + OK) for path in case.path.parent.iterdir() if path.suffix in (".out", ".args")
    ]
    assert not [path.name for path in beside if path.with_suffix("") not in stems]


@each_refused
def test_prints_json_of_version_1(case: Case) -> None:
    """The JSON of every case conforms to the published schema."""
    VALIDATOR.validate(reported(case))


@each_refused
def test_points_into_the_file(case: Case) -> None:
    """Every place lies inside its file, and its line and column are those of its offset."""
    for location in _locations(reported(case)):
        file = case.path.parent / location["file"]
        if location["file"].startswith("--set"):
            continue
        start, end = location["start"], location["end"]
        data = file.read_bytes()
        assert 0 <= start["offset"] <= end["offset"] <= len(data)
        for position in (start, end):
            assert (position["line"], position["column"]) == _line_and_column(data, position["offset"])


def _locations(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == {"file", "start", "end"}:
            yield value
        for inner in value.values():
            yield from _locations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _locations(inner)


def _line_and_column(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].decode("utf-8-sig")
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


def test_updates_the_outputs_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case is run in its own folder, wherever the tool was started, whatever the terminal's settings."""
    (tmp_path / "no-document--empty.yaml").write_text("")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "50")
    before = os.getcwd()
    code, output, errors = validated(Case(tmp_path / "no-document--empty.yaml"))
    assert (code, errors) == (1, "")
    assert output.startswith("error[no-document]: ")
    assert "--> no-document--empty.yaml:1:1" in output
    assert os.getcwd() == before
