"""`render`, whatever the target: nothing of what is wrong, nothing overwritten, the same text each time."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.targets.registry import TARGETS, Of
from tests.targets.around import FULL

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
  pointInTimeRecoveryEnabled: true
"""
SYSTEM = f"""\
{TABLE}---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
spec:
  table: orders
  grants:
    - {{name: reporting, access: READ}}
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
spec:
  table: orders
  entities:
    - name: Order
      keys: {{pk: "ORDER#{{orderId}}"}}
  items:
    - {{name: first, entity: Order, attributes: {{pk: "ORDER#1", total: 12}}}}
  patterns:
    - name: an order
      operation: GET_ITEM
      key: {{pk: "ORDER#1"}}
      expect: {{items: [first]}}
"""
"""All that any target is made of."""

EACH = [(target, language) for target, found in TARGETS.items() for language in found.languages]
OF_MANIFESTS = [each for each in EACH if TARGETS[each[0]].of is not Of.KINDS]
PRINTED_APART = [each for each in OF_MANIFESTS if TARGETS[each[0]].of is not Of.TABLES]

each_target = pytest.mark.parametrize(("target", "language"), EACH)
each_of_manifests = pytest.mark.parametrize(("target", "language"), OF_MANIFESTS)
each_of_one = pytest.mark.parametrize(("target", "language"), PRINTED_APART)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a whole system in one file, to work in."""
    (tmp_path / "orders.yaml").write_text(SYSTEM)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def render(target: str, language: str, *arguments: str) -> int:
    """The verb."""
    return main(["render", target, "--language", language, *arguments])


def refused(*arguments: str) -> None:
    """A way to ask for it that is a mistake, whatever the manifests are."""
    with pytest.raises(SystemExit) as ended:
        main(["render", *arguments])
    assert ended.value.code == 2


def inputs(target: str) -> list[str]:
    """What a target is rendered of."""
    return [] if TARGETS[target].of is Of.KINDS else ["orders.yaml"]


def written(folder: Path) -> dict[str, str]:
    """Every file of a folder, by its path in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


@each_target
def test_prints_what_it_would_write(
    target: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed is the first file, or all of them where they stand well one after the other."""
    assert render(target, language, *inputs(target)) == 0
    printed = capsys.readouterr().out
    assert render(target, language, *inputs(target), "--output", "out", "-q") == 0
    assert capsys.readouterr() == ("", "")
    texts = list(written(folder / "out").values())
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in texts)
    if TARGETS[target].between is None:
        assert printed in texts
    else:
        assert all(text in printed for text in texts)


@each_of_manifests
@pytest.mark.parametrize("output", [[], ["--output", "out"]])
def test_an_invalid_manifest_renders_nothing(
    target: str, language: str, output: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its findings go to standard error, and the sound one beside it is not rendered either."""
    (folder / "broken.yaml").write_text(SYSTEM.replace("orders", "invoices").replace("HASH", "RANGE"))
    assert render(target, language, "orders.yaml", "broken.yaml", *output) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "error[" in said.err
    assert "--> broken.yaml:" in said.err
    assert sorted(os.listdir()) == ["broken.yaml", "orders.yaml"]


@each_target
def test_a_file_in_the_way_keeps_all_from_being_written(
    target: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last file of a project is enough for the first not to be written; --force overwrites it."""
    asked = [*inputs(target), "--output", "out", "-q"]
    assert render(target, language, *asked) == 0
    whole = written(folder / "out")
    *others, last = whole
    for name in others:
        (folder / "out" / name).unlink()
    (folder / "out" / last).write_text("mine")
    assert render(target, language, *asked) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"out/{last}: is there already\nNothing was written; --force overwrites.\n" in said.err
    assert written(folder / "out") == {last: "mine"}
    assert render(target, language, *asked, "--force") == 0
    assert written(folder / "out") == whole


@each_of_one
def test_several_tables_get_a_folder_each(target: str, language: str, folder: Path) -> None:
    """Each with what it would have by itself."""
    (folder / "invoices.yaml").write_text(SYSTEM.replace("orders", "invoices"))
    for name in ("orders", "invoices"):
        assert render(target, language, f"{name}.yaml", "--output", f"alone/{name}", "-q") == 0
    assert render(target, language, "orders.yaml", "invoices.yaml", "--output", "together", "-q") == 0
    assert written(folder / "together") == written(folder / "alone")


@each_of_one
def test_several_tables_are_not_printed_as_one(
    target: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two programs one after the other would be none; nothing is printed, and the way out is said."""
    (folder / "invoices.yaml").write_text(SYSTEM.replace("orders", "invoices"))
    assert render(target, language, "orders.yaml", "invoices.yaml", "-q") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there are 2 " in said.err
    assert "--output DIR" in said.err


@each_of_manifests
def test_reads_standard_input(
    target: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from a file."""
    assert render(target, language, "orders.yaml", "-q") == 0
    from_file = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SYSTEM.encode())))
    assert render(target, language, "-", "-q") == 0
    assert capsys.readouterr().out == from_file


@pytest.mark.parametrize("target", [target for target in TARGETS if TARGETS[target].of is not Of.KINDS])
def test_what_it_is_made_of_has_to_be_named(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is never taken from wherever one happens to stand."""
    with pytest.raises(SystemExit) as ended:
        main(["render", target])
    assert ended.value.code == 2
    assert f"{target} is of manifests: give files, folders, globs, or -" in capsys.readouterr().err


@each_of_manifests
@pytest.mark.parametrize("output", [[], ["--output", "out"]])
def test_what_it_is_made_of_has_to_be_there(
    target: str, language: str, output: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without it is named by mistake: that is said, and nothing is written."""
    table, _, patterns = SYSTEM.split("---\n")
    (folder / "orders.yaml").write_text(table)
    wrong = "orders.yaml"
    if TARGETS[target].of is not Of.DESIGN and target != "policy":
        wrong = "patterns.yaml"
        (folder / wrong).write_text(patterns)
    assert render(target, language, wrong, *output) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"there is no table in {wrong}: " in said.err or "there are no " in said.err
    assert not (folder / "out").exists()


@pytest.mark.parametrize("target", list(TARGETS))
def test_a_slip_of_the_pen_in_the_name_of_a_target_is_seen(
    target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The nearest one is named, and nothing is rendered."""
    assert main(["render", f"{target[:-1]}", "orders.yaml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"there is no target `{target[:-1]}`: did you mean {target}?\n" in said.err


@pytest.mark.parametrize("target", list(TARGETS))
def test_a_language_that_a_target_is_not_written_in(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that it is written in are named."""
    assert main(["render", target, "orders.yaml", "--language", "cobol"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{target} is not written in `cobol`: expected {next(iter(TARGETS[target].languages))}" in said.err


def test_a_script_is_of_calls_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """--script is a language of one target, and no other."""
    assert main(["render", "create-table", "orders.yaml", "--script", "-q"]) == 0
    assert capsys.readouterr().out.startswith("#!/bin/sh\n")
    assert main(["render", "create-table", "orders.yaml", "--script", "--language", "script", "-q"]) == 0
    assert capsys.readouterr().out.startswith("#!/bin/sh\n")
    refused("terraform", "orders.yaml", "--script")
    assert "--script is for create-table alone" in capsys.readouterr().err


def test_a_script_in_another_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of two wishes that contradict each other is dropped without a word, whichever comes last."""
    for asked in (["--script", "--language", "json"], ["--language", "json", "--script"]):
        refused("create-table", "orders.yaml", *asked)
        said = capsys.readouterr()
        assert said.out == ""
        assert "--script and --language json are two things: say one of them" in said.err


@pytest.mark.parametrize(
    "target", [name for name, each in TARGETS.items() if each.of in (Of.DESIGN, Of.KINDS)]
)
def test_a_region_of_what_has_none_is_refused(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Kinds and types are in no region, so that --region is a mistake there."""
    refused(target, *inputs(target), "--region", "eu-west-1")
    said = capsys.readouterr()
    assert said.out == ""
    assert f"--region is of tables: {target} says nothing of where one is" in said.err


def test_a_blank_folder_is_not_the_one_that_somebody_is_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script whose variable is not set writes nothing into the folder that it happens to run in."""
    before = written(folder)
    refused("terraform", "orders.yaml", "--output", "")
    assert "--output names no folder: `.` is the one that you are in" in capsys.readouterr().err
    assert written(folder) == before


def test_calls_that_are_not_printed_are_told_where_one_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not to who has just been given a file for each, nor to who has the script of all."""
    (folder / "orders.yaml").write_text(TABLE)
    asked = ["render", "create-table", "orders.yaml"]
    assert main(asked) == 0
    assert "create-table is followed by update-continuous-backups: --output " in capsys.readouterr().err
    assert main([*asked, "--script"]) == 0
    assert capsys.readouterr().err == ""
    assert main([*asked, "--output", "calls"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "wrote calls/create-table.json",
        "wrote calls/2-update-continuous-backups.json",
    ]


@pytest.mark.parametrize("language", ["yaml", "json"])
def test_a_region_that_a_template_cannot_say_is_told(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where nobody reads the comments of the template."""
    assert render("cloudformation", language, "orders.yaml", "--region", "eu-central-1") == 0
    said = capsys.readouterr().err
    assert (
        "orders.yaml: A template cannot say where its stack is: the table belongs in eu-central-1.\n" in said
    )


def split(folder: Path) -> None:
    """The table in a file, and its access patterns in two."""
    table, _, patterns = SYSTEM.split("---\n")
    (folder / "orders.yaml").write_text(table)
    (folder / "patterns.yaml").write_text(patterns)
    other = patterns.replace("Order\n", "Line\n").replace("entity: Order", "entity: Line")
    (folder / "more.yaml").write_text(other.replace("ORDER#", "LINE#").replace("orderId", "lineId"))


@pytest.mark.parametrize("language", TARGETS["types"].languages)
def test_a_table_brings_all_its_access_patterns(
    language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table's file is enough, and gives what the folder gives; a file of access patterns is asked for alone."""
    split(folder)
    assert render("types", language, "orders.yaml", "--output", "of-table", "-q") == 0
    assert render("types", language, ".", "--output", "of-folder", "-q") == 0
    assert written(folder / "of-table") == written(folder / "of-folder")
    (text,) = written(folder / "of-table").values()
    assert re.search(r"\bOrder\b", text)
    assert "Line" in text
    capsys.readouterr()
    assert render("types", language, "more.yaml") == 0
    alone = capsys.readouterr().out
    assert "Line" in alone
    assert not re.search(r"\bOrder\b", alone)


def test_what_is_wrong_beside_a_table_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Types of half of the access patterns would be taken for all."""
    split(folder)
    broken = folder / "more.yaml"
    broken.write_text(broken.read_text().replace("GET_ITEM", "GET_ITEMS"))
    assert main(["render", "types", "orders.yaml"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "more.yaml" in said.err


def test_a_table_without_access_patterns_says_where_they_were_looked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what to write."""
    (folder / "orders.yaml").write_text(TABLE)
    assert main(["render", "types", "orders.yaml"]) == 2
    said = capsys.readouterr().err
    assert "none was given, and none stands beside a table that was\nWrite them as a manifest of kind" in said


def test_help_names_every_target_and_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    """What there is to choose from is known before anything is tried."""
    with pytest.raises(SystemExit) as ended:
        main(["render", "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    for target, found in TARGETS.items():
        assert target in said
        if len(found.languages) > 1:
            assert f"for {target}: {' or '.join(found.languages)}" in said


EVERY_TEXT = """\
import contextlib, io, json, sys
from planton_dynamodb.cli import main

heavy = {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "google.protobuf"}
rendered = {}
for target, language, inputs in json.loads(sys.argv[1]):
    printed = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(printed):
        assert main(["render", target, "--language", language, "-q", *inputs]) == 0
    text = printed.buffer.getvalue().decode()
    rendered[f"{target} in {language}"] = text, sorted(heavy & set(sys.modules))
json.dump(rendered, sys.stdout)
"""


def every_text(seed: int, *reverse: str) -> dict[str, Any]:
    """What a process of its own prints for each target, and what it has imported by then of what is heavy."""
    asked = [(target, language, inputs(target)) for target, language in EACH]
    done = subprocess.run(
        [sys.executable, "-c", EVERY_TEXT, json.dumps(asked[::-1] if reverse else asked)],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Every target, in one process."""
    before = Path.cwd()
    place = tmp_path_factory.mktemp("texts")
    (place / "orders.yaml").write_text(SYSTEM)
    os.chdir(place)
    try:
        yield every_text(1)
    finally:
        os.chdir(before)


def test_the_same_manifest_makes_the_same_bytes(texts: dict[str, Any]) -> None:
    """From run to run, however Python's sets and hashes happen to be ordered, and whatever was rendered before."""
    again = every_text(2, "in reverse")
    assert {name: text for name, (text, _) in texts.items()} == {
        name: text for name, (text, _) in again.items()
    }


@each_target
def test_no_target_imports_what_is_heavy(target: str, language: str, texts: dict[str, Any]) -> None:
    """A text needs neither an engine nor an AWS to be written, nor did those before it in the process."""
    _, heavy = texts[f"{target} in {language}"]
    assert heavy == []


RENDER_LONG = [
    *(sys.executable, "-m", "planton_dynamodb", "render", "terraform"),
    *("--env", "prod", "-q", str(FULL)),
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")
def test_a_full_disk_is_said_in_one_line() -> None:
    """A long text is not cut off in silence."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(RENDER_LONG, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.stderr == b"planton-dynamodb: the output cannot be written: no space left on device\n"
    assert done.returncode == 2


def test_who_reads_may_stop_in_the_middle() -> None:
    """No traceback for `| head -1`."""
    done = subprocess.run(
        ["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "bash", *RENDER_LONG],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == b'resource "aws_dynamodb_table" "table" {\n'
    assert done.stderr == b""
    assert done.returncode in (0, 128 + 13)
