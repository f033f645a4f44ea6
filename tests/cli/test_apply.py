"""`apply` as somebody types it: what is asked, what is refused, what is printed, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import planton_dynamodb.cli.showing
from tests.cli.manifests import MADE_UP, ask, calls, environment, manifest, write
from tests.cli.pseudo_terminal import at_terminal

SCHEMA = json.loads(
    Path(planton_dynamodb.cli.showing.__file__).with_name("outcomes.schema.json").read_text(encoding="utf-8")
)


def test_a_table_is_made_and_its_outputs_are_printed(tmp_path: Path) -> None:
    """Results go to standard output: the line, the change, the five outputs aligned; progress to standard error."""
    write(tmp_path, "orders")
    answer = ask(tmp_path, "apply", "orders.yaml", "--yes")
    assert answer.stdout == (
        "orders: changed\n"
        "  in place       the class changes (spec.tableClass)\n"
        "  table_name    orders\n"
        "  table_arn     arn:aws:dynamodb:us-east-1:123456789012:table/orders\n"
        "  table_id      orders\n"
        "  stream_arn\n"
        "  stream_label\n"
    )
    assert (answer.returncode, answer.stderr) == (0, "orders: making table orders\n")


def test_quiet_says_nothing_but_results(tmp_path: Path) -> None:
    """With -q there is no progress, and no summary of many."""
    write(tmp_path, "alpha", "bravo")
    answer = ask(tmp_path, "apply", ".", "-y", "-q")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "2 tables" not in answer.stdout


def test_without_a_terminal_nothing_is_done_unless_yes_is_said(tmp_path: Path) -> None:
    """A script that cannot be asked is told at once what to add."""
    write(tmp_path, "orders")
    answer = ask(tmp_path, "apply", "orders.yaml")
    assert (answer.returncode, answer.stdout, calls(tmp_path)) == (2, "", [])
    assert answer.stderr == (
        "planton-dynamodb: there is no terminal to ask on\nAdd --yes, once preview shows what is meant.\n"
    )


def test_an_invalid_manifest_keeps_every_table_from_being_touched(tmp_path: Path) -> None:
    """All manifests are checked first, and what is wrong is said as validate says it."""
    write(tmp_path, "good")
    (tmp_path / "worse.yaml").write_text(manifest("worse").replace("HASH", "HSAH"))
    answer = ask(tmp_path, "apply", "good.yaml", "worse.yaml", "--yes")
    assert (answer.returncode, answer.stdout, calls(tmp_path)) == (1, "", [])
    assert "worse.yaml:10:36" in answer.stderr
    assert "did you mean HASH?" in answer.stderr


def test_a_warning_is_shown_and_stops_nothing(tmp_path: Path) -> None:
    """What only deserves a thought is told, and the table is made."""
    (tmp_path / "orders.yaml").write_text(manifest("123456"))
    answer = ask(tmp_path, "apply", "orders.yaml", "--yes")
    assert answer.returncode == 0
    assert "warning" in answer.stderr
    assert calls(tmp_path) == ["begun 123456", "made 123456"]


@pytest.mark.parametrize(
    ("argument", "said"), [("none.yaml", "no such file"), (".", "no AwsDynamodb manifest")]
)
def test_inputs_without_a_manifest_are_said_as_validate_says_them(
    argument: str, said: str, tmp_path: Path
) -> None:
    """The tool could not do its work: exit code 2."""
    answer = ask(tmp_path, "apply", argument, "--yes")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr


def test_a_manifest_comes_from_standard_input_too(tmp_path: Path) -> None:
    """With a value that --set puts there first."""
    answer = ask(tmp_path, "apply", "-", "-y", "--set", "metadata.name=others", stdin=manifest("orders"))
    assert answer.returncode == 0
    assert calls(tmp_path) == ["begun others", "made others"]


def test_two_tables_never_share_a_stack(tmp_path: Path) -> None:
    """Both files are named, and neither table is touched."""
    label = "  labels:\n    pulumi.project-planton.org/stack.name: one\n"
    for name in ("alpha", "bravo"):
        (tmp_path / f"{name}.yaml").write_text(manifest(name, metadata=label))
    answer = ask(tmp_path, "apply", ".", "--yes")
    assert (answer.returncode, calls(tmp_path)) == (1, [])
    assert "./alpha.yaml:1 (alpha) and ./bravo.yaml:1 (bravo) would share the stack one" in answer.stderr


@pytest.mark.parametrize("way", ["flag", "environment"])
def test_one_stack_is_not_for_several_tables(way: str, tmp_path: Path) -> None:
    """--stack and PULUMI_STACK name one; the message says what to do with several."""
    write(tmp_path, "alpha", "bravo")
    flag = ["--stack", "shop"] if way == "flag" else []
    variables = {"PULUMI_STACK": "shop"} if way == "environment" else {}
    answer = ask(tmp_path, "apply", ".", "--yes", *flag, variables=variables)
    assert (answer.returncode, calls(tmp_path)) == (2, [])
    assert "one stack is named (shop), and there are 2 tables" in answer.stderr
    assert f"Leave {'--stack' if way == 'flag' else 'PULUMI_STACK'} away" in answer.stderr


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--parallel", "0"], "'0' is no number from 1 on"),
        (["--allow-rebuild", "orders"], "'orders' is no NAME/INDEX"),
        (["--stack", "a b"], "'a b' is no name for a Pulumi stack"),
        (["--engine", "magic"], "invalid choice: 'magic'"),
    ],
)
def test_an_argument_that_means_nothing_is_said(flags: list[str], said: str, tmp_path: Path) -> None:
    """With exit code 2, before anything is touched."""
    write(tmp_path, "orders")
    answer = ask(tmp_path, "apply", "orders.yaml", "--yes", *flags)
    assert (answer.returncode, calls(tmp_path)) == (2, [])
    assert said in answer.stderr


def test_a_label_that_means_nothing_names_its_file(tmp_path: Path) -> None:
    """What is wrong with a manifest is exit code 1."""
    label = '  labels:\n    pulumi.project-planton.org/protect: "perhaps"\n'
    (tmp_path / "orders.yaml").write_text(manifest("orders", metadata=label))
    answer = ask(tmp_path, "apply", "orders.yaml", "--yes")
    assert (answer.returncode, calls(tmp_path)) == (1, [])
    assert "orders.yaml: pulumi.project-planton.org/protect is 'perhaps'" in answer.stderr


def test_what_would_be_lost_is_refused_with_the_way_forward(tmp_path: Path) -> None:
    """The refused change comes in full, the others in a line; --yes does not allow it, its flag does."""
    write(tmp_path, "refuses")
    answer = ask(tmp_path, "apply", "refuses.yaml", "--yes")
    assert answer.stdout == (
        "refuses: refused, and left as it is\n"
        "  in place       the class changes (spec.tableClass)\n"
        "  replacement    the key changes (spec.keySchema[0])\n"
        "                 AWS cannot. All items are lost.\n"
        "                 Copy them first.\n"
    )
    assert (answer.returncode, calls(tmp_path)) == (1, [])
    allowed = ask(tmp_path, "apply", "refuses.yaml", "--yes", "--allow-replace", "refuses")
    assert (allowed.returncode, calls(tmp_path)) == (0, ["begun refuses", "made refuses"])


def test_a_permission_that_nothing_needed_is_named(tmp_path: Path) -> None:
    """Perhaps its name is misspelt."""
    write(tmp_path, "orders")
    answer = ask(tmp_path, "apply", "orders.yaml", "-yq", "--allow-replace", "ordres")
    assert answer.returncode == 0
    assert answer.stderr == ("planton-dynamodb: --allow-replace ordres was not needed: is the name right?\n")


def test_a_failure_is_said_with_what_to_do_and_without_secrets(tmp_path: Path) -> None:
    """The engine's own words come below, and the keys of the environment stand in none of them."""
    write(tmp_path, "fails")
    secret = {"AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI"}
    answer = ask(tmp_path, "apply", "fails.yaml", "-y", variables=secret)
    assert answer.stdout == (
        "fails: failed: AWS refuses\n  Ask for the right.\n  | AWS answered\n  | to [secret]\n"
    )
    assert answer.returncode == 1
    assert (
        "wJalr" not in ask(tmp_path, "apply", "fails.yaml", "-y", "--format", "json", variables=secret).stdout
    )


def test_the_outcomes_as_json_follow_their_schema(tmp_path: Path) -> None:
    """Whatever became of a table: the same fields, in the order of the inputs."""
    names = ("fails", "idle", "orders", "refuses")
    write(tmp_path, *names)
    answer = ask(tmp_path, "apply", ".", "-y", "-q", "--format", "json")
    said = json.loads(answer.stdout)
    Draft202012Validator(SCHEMA).validate(said)
    assert [(each["name"], each["result"]) for each in said["tables"]] == [
        ("fails", "failed"),
        ("idle", "unchanged"),
        ("orders", "changed"),
        ("refuses", "refused"),
    ]
    failed, _, changed, refused = said["tables"]
    assert failed["error"]["help"] == "Ask for the right."
    assert changed["changes"][0]["effect"] == "in-place"
    assert changed["steps"][0]["properties"] == ["tableClass"]
    assert changed["outputs"]["table_arn"].endswith(":table/orders")
    assert refused["refusals"][0]["flag"] == "--allow-replace refuses"


def test_import_is_handed_to_the_engine(tmp_path: Path) -> None:
    """A table that is there already is taken over."""
    write(tmp_path, "orders")
    assert ask(tmp_path, "apply", "orders.yaml", "-y", "--import").returncode == 0
    assert calls(tmp_path)[0] == "begun orders by import"


def test_a_terminal_is_shown_what_would_happen_and_asked(tmp_path: Path) -> None:
    """The change with its effect and reason, then the question; y is a yes."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "apply", "orders.yaml") as terminal:
        terminal.expect("orders: would be changed")
        terminal.expect("in place")
        terminal.expect("the class changes (spec.tableClass)")
        terminal.expect("AWS does it.")
        terminal.expect("update aws:dynamodb/table:Table orders because of tableClass")
        terminal.expect("Apply this to orders? [y/N] ")
        assert calls(tmp_path) == []
        terminal.type("y\n")
        terminal.expect("table_arn     arn:aws")
        assert terminal.code() == 0
    assert calls(tmp_path) == ["begun orders", "made orders"]


@pytest.mark.parametrize("answer", ["\n", "n\n", "all\n", "\x04"])
def test_anything_but_yes_declines(answer: str, tmp_path: Path) -> None:
    """Enter alone, no, end of input; `all` means something with several tables only."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "apply", "orders.yaml") as terminal:
        terminal.expect("[y/N] ")
        terminal.type(answer)
        terminal.expect("orders: left as it is")
        assert terminal.code() == 1
    assert calls(tmp_path) == []


def test_what_was_typed_before_the_question_is_no_answer(tmp_path: Path) -> None:
    """Nobody says yes to what was not there to read."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "apply", "orders.yaml") as terminal:
        terminal.type("y\n")
        terminal.expect("[y/N] ")
        terminal.type("n\n")
        assert terminal.code() == 1
    assert calls(tmp_path) == []


def test_all_is_a_yes_to_every_table_that_follows(tmp_path: Path) -> None:
    """One question at a time; after `all` there is none."""
    write(tmp_path, "alpha", "bravo", "charlie", "delta")
    with at_terminal(tmp_path, "apply", ".", "--parallel", "2") as terminal:
        terminal.expect("[y/N/all] ")
        terminal.type("n\n")
        terminal.expect("[y/N/all] ")
        terminal.type("all\n")
        terminal.expect("4 tables: ")
        assert terminal.code() == 1
    assert terminal.shown.count("Apply this to") == 2
    assert len([call for call in calls(tmp_path) if call.startswith("made")]) == 3


def test_nothing_to_do_needs_no_question(tmp_path: Path) -> None:
    """A table that is as its manifest says."""
    write(tmp_path, "idle")
    with at_terminal(tmp_path, "apply", "idle.yaml") as terminal:
        terminal.expect("idle: nothing to do")
        assert terminal.code() == 0
    assert "Apply this" not in terminal.shown


def test_ctrl_c_at_a_question_declines_and_ends(tmp_path: Path) -> None:
    """Nothing is begun, and the exit code is 130."""
    write(tmp_path, "alpha", "bravo")
    with at_terminal(tmp_path, "apply", ".", "--parallel", "1") as terminal:
        terminal.expect("[y/N/all] ")
        terminal.type("\x03")
        terminal.expect("alpha: left as it is")
        terminal.expect("bravo: left as it is")
        terminal.expect("it was not begun, because the run was stopped")
        assert terminal.code() == 130
    assert calls(tmp_path) == ["interrupt 1"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_what_runs_in_order_and_begins_nothing_more(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    """The engine is interrupted, what it says of it is printed, and tables that were not begun stay so."""
    write(tmp_path, "slow-a", "slow-b", "slow-c")
    process = subprocess.Popen(
        [sys.executable, *MADE_UP, "apply", ".", "--yes", "--parallel", "2"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: len(calls(tmp_path)) == 2)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == code
    assert sorted(calls(tmp_path)) == ["begun slow-a", "begun slow-b", "interrupt 1"]
    assert "the engine stops as soon as it safely can" in err
    assert "slow-c: left as it is\n  it was not begun" in out
    assert out.count("it was under way when the run was stopped: run the same again to go on") == 2
    assert "3 tables: 2 failed, 1 declined" in out


def test_a_closed_pipe_leaves_nothing_half_way(tmp_path: Path) -> None:
    """Whoever read the progress and the result is gone; the table is made all the same, and the exit code says it."""
    write(tmp_path, "slow-a", "slow-b")
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, *MADE_UP, "apply", ".", "--yes", "--write-status", "--parallel", "1"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.close(ours)
    try:
        until(lambda: calls(tmp_path) == ["begun slow-a"])
        (tmp_path / "go").touch()
        assert process.wait(timeout=60) == 141
    finally:
        process.kill()
        process.wait()
    assert calls(tmp_path) == ["begun slow-a", "made slow-a", "begun slow-b", "made slow-b"]
    assert "table/slow-b" in (tmp_path / "slow-b.yaml").read_text()


def test_a_fault_of_the_tool_itself_stops_no_other_table(tmp_path: Path) -> None:
    """It is said with all that somebody needs who is to mend it."""
    write(tmp_path, "orders", "raises")
    answer = ask(tmp_path, "apply", ".", "-yq")
    assert answer.returncode == 1
    assert "orders: changed" in answer.stdout
    assert "raises: failed: planton-dynamodb itself is at fault (ValueError: what nobody thought of)" in (
        answer.stdout
    )


def until(holds: object) -> None:
    """Wait for something that another process does."""
    assert callable(holds)
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
