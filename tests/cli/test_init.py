"""`init` as somebody types it: what is written, what is asked, what is refused, and that nothing is half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planton_dynamodb import shapes, tables, validate
from planton_dynamodb.cli import main
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from tests.cli.manifests import ask
from tests.cli.pseudo_terminal import PseudoTerminal, at_terminal

COMMAND = ("-m", "planton_dynamodb")


def init(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What the verb answers where there is no terminal."""
    return ask(folder, "init", *arguments, command=COMMAND, stdin=stdin)


def files(folder: Path) -> list[str]:
    """All that is in a folder and below it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_table_and_its_access_patterns_are_written(tmp_path: Path) -> None:
    """Two files called after the table, in a folder that is made; what was written and what is next is said."""
    answer = init(tmp_path, "time-series", "--name", "readings", "--output", "tables/")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == (
        "wrote tables/readings.yaml\n"
        "wrote tables/readings.patterns.yaml\n"
        "\n"
        "What is next, once they say what is needed:\n"
        "  planton-dynamodb check-patterns tables/readings.patterns.yaml\n"
        "      whether the table serves all that is asked of it\n"
        "  planton-dynamodb rehearse --patterns tables/readings.patterns.yaml\n"
        "      the same, asked of a table in an AWS inside the process\n"
        "  planton-dynamodb apply tables/readings.yaml\n"
        "      make the table\n"
    )
    assert files(tmp_path) == ["tables/readings.patterns.yaml", "tables/readings.yaml"]
    assert validate(tmp_path) == []
    (table,) = tables(tmp_path / "tables" / "readings.yaml")
    assert (table.name, table.expiry.attribute) == ("readings", "expiresAt")


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_every_shape_is_sound_and_serves_what_is_asked_of_it(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a name of one's own it passes validate, fmt, check-patterns and rehearse --patterns, with no warning."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", shape, "--name", "0x1F", "--org", "acme", "--env", "on", "--output", "."]) == 0
    for command in (
        ["validate", "--strict", "."],
        ["fmt", "--check", "."],
        ["check-patterns", "--strict", "."],
        ["rehearse", "--patterns", "0x1F.patterns.yaml"],
    ):
        assert main(command) == 0, capsys.readouterr()


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_nothing_of_the_example_is_left_in_the_metadata(shape: str) -> None:
    """The name, and what was given besides, is all that stands there; the others are about the table of that name."""
    table, *others = (
        manifest
        for text in shapes.written(shape, "true", "acme", "on").files.values()
        for manifest in load_source(Source("written", text)).manifests
    )
    metadata = {"name": "true", "org": "acme", "env": "on"}
    assert [each.fields["metadata"] for each in (table, *others)] == [metadata] * (1 + len(others))
    assert {each.fields["spec"]["table"] for each in others} == {"true"}  # type: ignore[index]


def test_what_runs_around_a_table_is_written_where_the_table_is_half_of_it(tmp_path: Path) -> None:
    """A table that is to be scaled comes with its scaling, for the indexes that it has."""
    answer = init(tmp_path, "peaks", "--name", "visits")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr.startswith(
        "wrote visits.yaml\nwrote visits.patterns.yaml\nwrote visits.operations.yaml\n"
    )
    assert answer.stderr.endswith("make the table, and what runs around it\n")
    assert files(tmp_path) == ["visits.operations.yaml", "visits.patterns.yaml", "visits.yaml"]
    assert validate(tmp_path) == []


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_every_file_says_what_to_change(shape: str) -> None:
    """A comment at the top of each, in lines that fit on a screen."""
    for text in shapes.written(shape, "readings").files.values():
        remark = text.partition("apiVersion:")[0]
        assert "# To make it yours, change " in remark
        assert all(line.startswith("# ") and len(line) <= 120 for line in remark.splitlines())


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_no_comment_speaks_of_what_only_the_example_has(shape: str) -> None:
    """Neither of the document that it comes from, nor of a README; and each file says first what it is."""
    for text in shapes.written(shape, "readings").files.values():
        comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
        assert [line for line in comments if "document" in line or "README" in line] == []
        assert not comments[0].startswith("# To make it yours")


def test_one_stream_holds_both(tmp_path: Path) -> None:
    """With --output - the two manifests are on standard output, and nothing else is anywhere."""
    answer = init(tmp_path, "key-value", "--name", "settings", "--output", "-")
    assert (answer.returncode, answer.stderr, files(tmp_path)) == (0, "", [])
    assert [each.kind.name for each in load_source(Source("out", answer.stdout)).manifests] == [
        "AwsDynamodb",
        "AwsDynamodbAccessPatterns",
    ]
    checked = ask(tmp_path, "check-patterns", "-", command=COMMAND, stdin=answer.stdout)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_list_has_a_line_for_every_shape(tmp_path: Path) -> None:
    """Its name, and what it is for; each line fits on a narrow terminal."""
    answer = init(tmp_path, "--list")
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(shapes.SHAPES)
    assert all(len(line) <= 100 for line in lines)


def test_quiet_writes_and_says_nothing(tmp_path: Path) -> None:
    """With -q there is nothing on either stream."""
    answer = init(tmp_path, "archive", "--name", "invoices", "-q")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert files(tmp_path) == ["invoices.patterns.yaml", "invoices.yaml"]


@pytest.mark.parametrize("there", ["readings.yaml", "readings.patterns.yaml"])
def test_nothing_is_overwritten(there: str, tmp_path: Path) -> None:
    """If either file is there, neither is written."""
    (tmp_path / there).write_text("mine")
    answer = init(tmp_path, "time-series", "--name", "readings")
    assert answer.returncode == 2
    assert answer.stderr == (
        f"planton-dynamodb: {there}: is there already\nNothing was written; --force overwrites.\n"
    )
    assert files(tmp_path) == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_force_overwrites(tmp_path: Path) -> None:
    """What was there has gone; a symbolic link stays one."""
    (tmp_path / "kept.yaml").write_text("mine")
    (tmp_path / "readings.yaml").symlink_to("kept.yaml")
    assert init(tmp_path, "time-series", "--name", "readings", "--force").returncode == 0
    assert (tmp_path / "readings.yaml").is_symlink()
    assert "name: readings\n" in (tmp_path / "kept.yaml").read_text()


def test_both_files_are_written_or_none(tmp_path: Path) -> None:
    """Where the second cannot be, the first is as it was: not there, or with its old text."""
    (tmp_path / "readings.patterns.yaml").mkdir()
    for before in (None, "mine"):
        if before is not None:
            (tmp_path / "readings.yaml").write_text(before)
        answer = init(tmp_path, "time-series", "--name", "readings", "--force")
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr.startswith("planton-dynamodb: readings.patterns.yaml: cannot be ")
        assert files(tmp_path) == ([] if before is None else ["readings.yaml"])
        assert before is None or (tmp_path / "readings.yaml").read_text() == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ab", "the table name `ab` has 2 characters, and 3 are needed"),
        ("x" * 256, "has 256 characters"),
        ("../escaped", "holds `/`"),
        ("/etc/passwd", "holds `/`"),
        ("shop/orders", "holds `/`"),
        ("shop\\orders", "holds `\\`"),
        ("two words", "is not allowed"),
        ("straße", "is not allowed"),
        ("line\n", "is not allowed"),
        ("", "the table has no name"),
        ("..", "has 2 characters"),
        ("CON", "is a device on Windows"),
        ("nul.readings", "is a device on Windows"),
        ("-readings", "would be taken for options"),
        ("re\udcffadings", "`re\\udcffadings` is not UTF-8 text"),
    ],
)
def test_a_name_that_no_table_or_file_can_have_is_refused(name: str, said: str, tmp_path: Path) -> None:
    """What AWS would refuse, what leaves the folder, and what no file should be called; nothing is written."""
    folder = tmp_path / "one" / "two"
    folder.mkdir(parents=True)
    answer = init(folder, "time-series", f"--name={name}", "--output", "tables")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr, answer.stderr
    assert "Traceback" not in answer.stderr
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("env", "said"), [("te\udcffst", "`te\\udcffst` is not UTF-8 text"), ("x" * 300, "characters")]
)
def test_an_environment_that_no_tag_can_hold_is_refused(env: str, said: str, tmp_path: Path) -> None:
    """It becomes a tag of the table, and is refused before anything is written or asked."""
    answer = init(tmp_path, "time-series", "--name", "readings", "--env", env)
    assert (answer.returncode, answer.stdout, files(tmp_path)) == (2, "", [])
    assert said in answer.stderr


def test_a_name_longer_than_a_file_name_can_be_is_refused_by_the_file_system(tmp_path: Path) -> None:
    """AWS takes 255 characters, and there is no room for the ending; nothing is left behind."""
    answer = init(tmp_path, "time-series", "--name", "x" * 250)
    assert answer.returncode == 2
    assert "cannot be written: file name too long" in answer.stderr
    assert files(tmp_path) == []
    assert init(tmp_path, "time-series", "--name", "x" * 250, "--output", "-").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say what to write: planton-dynamodb init SHAPE --name NAME; init --list shows the shapes."),
        (["time-series"], "Say what to write: planton-dynamodb init time-series --name NAME."),
        (
            ["--name", "readings"],
            "Say what to write: planton-dynamodb init SHAPE --name readings; init --list",
        ),
        (["time-seris"], "there is no shape `time-seris`: did you mean time-series?"),
        (["graph"], "there is no shape `graph`: expected one of key-value, time-series, "),
        (["--name", "ab"], "the table name `ab` has 2 characters"),
        (["time-series", "--name", "readings", "--output", "a.yaml"], "a.yaml: the output is a folder"),
    ],
)
def test_where_there_is_no_terminal_what_is_lacking_is_said(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    """Nothing is asked, not even of what stands on standard input; what is wrong already is said first."""
    answer = init(tmp_path, *arguments, stdin="1\nreadings\n.\n")
    assert (answer.returncode, answer.stdout, files(tmp_path)) == (2, "", [])
    assert said in answer.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the way is no folder."""
    (tmp_path / "tables").write_text("a file")
    answer = init(tmp_path, "time-series", "--name", "readings", "--output", "tables")
    assert answer.returncode == 2
    assert answer.stderr == "planton-dynamodb: tables: the folder cannot be made: a file is in the way\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """The reason of the system, and no traceback."""
    (tmp_path / "tables").mkdir(mode=0o555)
    answer = init(tmp_path, "time-series", "--name", "readings", "--output", "tables")
    assert (answer.returncode, files(tmp_path)) == (2, [])
    assert "tables/readings.yaml: cannot be written: permission denied" in answer.stderr


def asked(terminal: PseudoTerminal, *answers: str) -> None:
    """Give an answer to each question in turn."""
    for question, answer in zip(
        ("Its number or name", "Name of the table", "Folder for"), answers, strict=False
    ):
        terminal.expect(question)
        terminal.type(f"{answer}\n")


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    """The shape by its number, the name, the folder; then both files are there."""
    with at_terminal(tmp_path, "init") as terminal:
        asked(terminal, "2", "readings", "tables")
        terminal.expect("wrote tables/readings.patterns.yaml")
        assert terminal.code() == 0
    assert files(tmp_path) == ["tables/readings.patterns.yaml", "tables/readings.yaml"]
    assert validate(tmp_path) == []


def test_only_what_is_lacking_is_asked(tmp_path: Path) -> None:
    """What an argument says is not asked again, and an empty answer takes what is offered."""
    with at_terminal(tmp_path, "init", "sessions", "--output", ".") as terminal:
        terminal.expect("Name of the table [sessions-metadata]: ")
        terminal.type("\n")
        assert terminal.code() == 0
        assert "Its number" not in terminal.shown
        assert "Folder" not in terminal.shown
    assert files(tmp_path) == ["sessions-metadata.patterns.yaml", "sessions-metadata.yaml"]


def test_an_answer_that_will_not_do_is_asked_for_again(tmp_path: Path) -> None:
    """What is wrong with it is said, and nothing of the answers before is lost."""
    with at_terminal(tmp_path, "init") as terminal:
        asked(terminal, "99")
        terminal.expect("there is no shape `99`")
        asked(terminal, "time-series", "a/b")
        terminal.expect("the table name `a/b` holds `/`")
        terminal.expect("Name of the table")
        terminal.type("readings\n")
        terminal.expect("Folder for")
        terminal.type("\n")
        assert terminal.code() == 0
    assert files(tmp_path) == ["readings.patterns.yaml", "readings.yaml"]


@pytest.mark.parametrize(
    ("typed", "code", "said"), [("\x03", 130, "interrupted"), ("\x04", 2, "Nothing was written.")]
)
@pytest.mark.parametrize("answers", [(), ("2",), ("2", "readings")], ids=["first", "second", "third"])
def test_whoever_gives_up_has_nothing_written(
    typed: str, code: int, said: str, answers: tuple[str, ...], tmp_path: Path
) -> None:
    """Ctrl-C and the end of input, at each of the questions."""
    questions = ("Its number or name", "Name of the table", "Folder for")
    with at_terminal(tmp_path, "init") as terminal:
        asked(terminal, *answers)
        terminal.expect(questions[len(answers)])
        terminal.type(typed)
        terminal.expect(said)
        assert terminal.code() == code
    assert "Traceback" not in terminal.shown
    assert files(tmp_path) == []


def test_it_loads_neither_an_engine_nor_a_cloud(tmp_path: Path) -> None:
    """It starts as quickly as validate does, and works where none of the extras is installed."""
    code = (
        "import sys\n"
        "from planton_dynamodb.cli import main\n"
        "assert main(['init', 'key-value', '--name', 'settings', '-q']) == 0\n"
        "heavy = {'pulumi', 'pulumi_aws', 'boto3', 'moto', 'google'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
