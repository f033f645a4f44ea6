from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.diagnostics import text_format
from planton_dynamodb.diagnostics.model import Diagnostic, Edit, Fix, Related
from planton_dynamodb.diagnostics.terminal import columns
from planton_dynamodb.manifest.source import Source
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report
from tools.update_corpus import Case, cases, validated


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have settings of their own."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def block(finding: Diagnostic, width: int = 100) -> str:
    """One finding as it is printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return printed(text_format, report(finding), quiet=True)


def excerpt(text: str, part: str, width: int = 100) -> list[str]:
    """The line of an excerpt and the one that marks a part of it, without the gutter."""
    lines = block(found(place(text, part), path=""), width).splitlines()
    return [line.partition("|")[2].removeprefix(" ") for line in lines[3:5]]


def test_shows_all_that_a_finding_has() -> None:
    """Summary, place, excerpts in the order of the file, AWS's words, documented rule, edit and fix."""
    assert (
        printed(text_format, report(full()))
        == """\
error[attr-def-duplicate]: `customerId` is defined twice
  --> orders.yaml:5:13 in spec.attributeDefinitions[1].name
    |
  3 |     - name: customerId
    |             ---------- it is first defined here
    :
  5 |     - name: customerId
    |             ^^^^^^^^^^
    |
    AWS answers: Attribute Name is duplicated: customerId
    contract: documented rule 2
    help: remove one of the two definitions
    fix: run with --fix to remove the second definition

1 error in 1 file; 1 manifest checked
Run with --fix to mend it
More about a rule: planton-dynamodb explain attr-def-duplicate
"""
    )


def test_shows_places_of_other_files_behind_their_own() -> None:
    """A place in another file is shown with the name of that file."""
    other = place("metadata:\n  name: orders\n", "orders", file="old/orders.yaml")
    finding = found(
        place(ORDERS, "customerId"), related=(Related("the other one is here", "", other),), path=""
    )
    assert block(finding).splitlines()[1:10] == [
        "  --> orders.yaml:3:13",
        "    |",
        "  3 |     - name: customerId",
        "    |             ^^^^^^^^^^",
        "    |",
        "  --> old/orders.yaml:2:9",
        "    |",
        "  2 |   name: orders",
        "    |         ------ the other one is here",
    ]


def test_shows_a_line_once_with_two_marks() -> None:
    """Two places on one line share its excerpt."""
    text = "keys: [id, id]\n"
    first = Related("it is first named here", "", place(text, "id"))
    lines = block(found(place(text, "id", last=True), related=(first,))).splitlines()
    assert lines[3:6] == [
        "  1 | keys: [id, id]",
        "    |        -- it is first named here",
        "    |            ^^",
    ]


def test_marks_a_gap_only_where_there_is_one() -> None:
    """Lines that follow each other are shown as they stand."""
    related = (Related("this one", "", place(ORDERS, "customerId")),)
    lines = block(found(place(ORDERS, "type: S"), related=related)).splitlines()
    assert [line for line in lines if line.endswith(" :")] == []
    assert [line.partition("|")[0].strip() for line in lines[3:7]] == ["3", "", "4", ""]


def test_keeps_to_the_width_in_long_files() -> None:
    """A number of five digits leaves less room for the line behind it."""
    lines = block(found(place("\n" * 12_344 + "x" * 500, "x" * 500))).splitlines()
    assert 95 < max(map(columns, lines)) <= 100


def test_widens_the_gutter_for_long_files() -> None:
    """Line numbers of four digits and more stay in line with the marks."""
    text = "\n" * 12_344 + "kind: AwsDynamodb"
    assert block(found(place(text, "AwsDynamodb"))).splitlines()[1:5] == [
        "    --> orders.yaml:12345:7 in spec.attributeDefinitions[1].name",
        "      |",
        "12345 | kind: AwsDynamodb",
        "      |       ^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("text", "part", "shown", "marks"),
    [
        ("\tname:\torders", "orders", "    name:    orders", "             ^^^^^^"),
        ("名前: 注文 # ok", "注文", "名前: 注文 # ok", "      ^^^^"),
        ("e\u0301e\u0301: x", "x", "e\u0301e\u0301: x", "    ^"),
        ("name: or\u00a0ders", "or\u00a0ders", r"name: or\xa0ders", "      ^^^^^^^^^^"),
        ("name: \x1b[31mred # ok", "\x1b[31mred", r"name: \x1b[31mred # ok", "      ^^^^^^^^^^^"),
        ("name: orders\r\nkind: x\r\n", "orders", "name: orders", "      ^^^^^^"),
        ("name: |\n  one\n", "|\n  one", "name: |", "      ^"),
        ("name: orders   ", "orders", "name: orders", "      ^^^^^^"),
        ("name:", "", "name:", "^"),
    ],
    ids=[
        "tab",
        "wide",
        "combining",
        "no-break space",
        "escape",
        "CRLF",
        "two lines",
        "blanks behind",
        "nothing",
    ],
)
def test_marks_what_it_means(text: str, part: str, shown: str, marks: str) -> None:
    """The mark stands beneath the part that is meant, whatever the line is made of."""
    assert excerpt(text, part) == [shown, marks]


@pytest.mark.parametrize("width", [60, 100, 160, 400])
@pytest.mark.parametrize("before", [0, 30, 119, 120, 121, 5_000])
@pytest.mark.parametrize("behind", [0, 30, 5_000])
def test_shows_a_window_of_a_long_line(width: int, before: int, behind: int) -> None:
    """Of a line that does not fit, the part around the mark is shown, with dots for what is left out."""
    line = "a" * before + "HERE" + "b" * behind
    shown, marks = excerpt(line, "HERE", width)
    assert columns(shown) <= width - 6
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "HERE"
    assert shown.startswith("…") is (shown.strip("…")[:before] != "a" * before)
    assert shown.endswith("…") is (len(shown.strip("…").partition("HERE")[2]) < behind)


def test_marks_what_is_seen_of_a_long_value() -> None:
    """The mark of a value that is longer than the window ends where the window does."""
    shown, marks = excerpt(f"name: {'x' * 1_000}", "x" * 1_000, 80)
    assert shown == f"name: {'x' * (80 - 6 - 2 - 6)}…"
    assert marks == f"      {'^' * (80 - 6 - 2 - 6)}"


LINES = st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1)


@given(LINES, st.data(), st.integers(40, 170))
def test_marks_exactly_the_part_that_is_meant(line: str, data: st.DataObject, width: int) -> None:
    """Whatever is in a line, the columns above the mark show the marked part or the beginning of it."""
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    finding = found(Source("orders.yaml", line).location(start, end))
    numbered, marked, *_ = block(finding, width).partition("    |\n")[2].split("\n")
    shown, marks = (one.partition("|")[2].removeprefix(" ") for one in (numbered, marked))
    above = _columns_of(shown, marks.index("^"), len(marks))
    meant = "".join(_visible(character) for character in line[start:end])
    assert _solid(meant).rstrip().startswith(_solid(above).rstrip())


def _solid(text: str) -> str:
    """What takes room: a mark of no width behind the marked part stands in its last column."""
    return "".join(character for character in text if columns(character))


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _columns_of(text: str, start: int, end: int) -> str:
    """The part of a text that stands in some columns; what has no width belongs to the column before."""
    picked, column = "", 0
    for character in text:
        width = columns(character)
        inside = start <= column < end if width else start < column <= end
        picked += character if inside else ""
        column += width
    return picked


@pytest.mark.parametrize(
    ("width", "label"),
    [(60, "      it is given here"), (40, "      it is given here"), (200, "it is given here")],
)
def test_puts_a_label_below_a_long_mark(width: int, label: str) -> None:
    """What is to be seen at a place stands behind its mark, or below where the line has no room for it."""
    text = f"name: {'x' * 50}\nkind: y\n"
    related = (Related("it is given here", "", place(text, "x" * 50)),)
    lines = [
        line.partition("| ")[2]
        for line in block(found(place(text, "y"), related=related), width).splitlines()
    ]
    assert [line for line in lines if "it is given here" in line] == [
        label if width < 100 else f"      {'-' * 50} {label}"
    ]


def test_moves_a_label_to_the_left_for_room() -> None:
    """A label that would run over the edge even below its mark begins further left."""
    text = f"{'a' * 30}: xyz\nkind: y\n"
    related = (Related("it is given here once", "", place(text, "xyz")),)
    lines = block(found(place(text, "y", last=True), related=related), 50).splitlines()
    assert f"    | {' ' * 23}it is given here once" in lines


def test_puts_a_long_path_below_its_place() -> None:
    """The way to the value goes on the next line where both do not fit, so that the place stays one word."""
    lines = block(found(place(ORDERS, "customerId")), 58).splitlines()
    assert lines[1:3] == ["  --> orders.yaml:3:13", "      in spec.attributeDefinitions[1].name"]


def test_says_what_a_file_without_a_line_lacks() -> None:
    """Of an empty file nothing is shown but its name."""
    lines = block(found(place("", ""), path="")).splitlines()
    assert lines[1:3] == ["  --> orders.yaml:1:1", "    help: remove one of the two definitions"]


def test_wraps_between_words() -> None:
    """What is long goes on below where it began, at the width that is asked for."""
    finding = found(place(ORDERS, "customerId"), detail="One or more parameter values were invalid " * 2)
    notes = [line for line in block(finding, 60).splitlines() if line.startswith("    ") and "|" not in line]
    assert notes[:3] == [
        "    AWS answers: One or more parameter values were invalid",
        "                 One or more parameter values were invalid",
        "    help: remove one of the two definitions",
    ]


def test_spells_out_names_that_would_do_harm() -> None:
    """A file name or a message cannot write into the terminal or pretend to be another finding."""
    location = place(ORDERS, "customerId", file="a\nerror[fake]: \x1b[2J.yaml")
    output = block(found(location, message="`\x1b[31m` is defined\ntwice"))
    assert "\x1b" not in output
    assert r"--> a\nerror[fake]: \x1b[2J.yaml:3:13" in output
    assert r"`\x1b[31m` is defined\ntwice" in output


def test_writes_what_a_c_locale_can() -> None:
    """A stream that knows ASCII only gets escapes, and the mark stays in its place."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    text_format.write(report(found(place("名前: orders", "orders"))), stream, quiet=True)
    stream.seek(0)
    assert stream.read().splitlines()[3:5] == [
        r"  1 | \u540d\u524d: orders",
        "    |               ^^^^^^",
    ]


def test_is_in_colour_only_where_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour changes nothing but the colour: without the escapes the text is the same."""
    plain = printed(text_format, report(full()))
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = printed(text_format, report(full()))
    assert coloured.startswith("\x1b[1;31merror[attr-def-duplicate]\x1b[0m")
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_paints_warnings_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are red, warnings yellow."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    output = printed(text_format, report(found(place(ORDERS, "customerId"), severity="warning")))
    assert output.startswith("\x1b[1;33mwarning[")
    assert "\x1b[1;31m" not in output


@pytest.mark.parametrize(
    ("fixes", "said"),
    [
        ([None], None),
        ([True], "Run with --fix to mend it"),
        ([False], "Run with --fix --unsafe-fixes to mend it"),
        ([True, None], "Run with --fix to mend 1 of them"),
        ([True, True], "Run with --fix to mend all of them"),
        ([True, False], "Run with --fix to mend 1 of them, with --fix --unsafe-fixes to mend 2"),
        ([False, None], "Run with --fix --unsafe-fixes to mend 1 of them"),
    ],
    ids=str,
)
def test_says_how_much_can_be_mended(fixes: list[bool | None], said: str | None) -> None:
    """The end says which flag mends how many of the findings."""
    location = place(ORDERS, "customerId")
    edits = (Edit(location, "orderId"),)
    findings = [found(location, fix=None if safe is None else Fix("write it", safe, edits)) for safe in fixes]
    lines = printed(text_format, report(*findings)).splitlines()
    assert [line for line in lines if line.startswith("Run with")] == ([said] if said else [])


@pytest.mark.parametrize(
    ("severities", "resources", "skipped", "said"),
    [
        ("e", 1, 0, "1 error in 1 file; 1 manifest checked"),
        (
            "eww",
            3,
            1,
            "1 error and 2 warnings in 1 file; 3 manifests checked, 1 document of another kind skipped",
        ),
        ("w", 0, 2, "1 warning in 1 file; no manifest checked, 2 documents of another kind skipped"),
        ("", 1, 0, "1 manifest checked, nothing found"),
        ("", 12_000, 5, "12,000 manifests checked, 5 documents of another kind skipped, nothing found"),
        ("", 0, 0, "no manifest checked"),
        ("", 0, 3, "no manifest checked, 3 documents of another kind skipped"),
    ],
)
def test_sums_up(severities: str, resources: int, skipped: int, said: str) -> None:
    """One line says what was found and what was looked at; --quiet leaves it out."""
    names = {"e": "error", "w": "warning"}
    findings = [found(place(ORDERS, "customerId"), severity=names[letter]) for letter in severities]
    given_report = report(*findings, resources=resources, skipped=skipped)
    assert said in printed(text_format, given_report).splitlines()
    assert said not in printed(text_format, given_report, quiet=True)


@pytest.mark.parametrize("case", cases("err"), ids=lambda case: case.path.name)
def test_says_the_same_as_the_json(case: Case) -> None:
    """Every finding of the JSON is in the text, in the same order and in the same words."""
    import json

    _, text, _ = validated(case)
    _, output, _ = validated(case, "--format", "json")
    words = " ".join(text.split())
    position = 0
    for finding in json.loads(output)["diagnostics"]:
        start = finding["location"]["start"]
        parts = [
            f"{finding['severity']}[{finding['rule']}]: {_shown(finding['message'])}",
            f"--> {finding['location']['file']}:{start['line']}:{start['column']}",
            f"AWS answers: {_shown(finding['detail'])}" if finding["detail"] else "",
            f"contract: documented rule {finding['documentedRule']}" if finding["documentedRule"] else "",
            f"help: {_shown(finding['help'])}",
            f"to {_shown(finding['fix']['title'])}" if finding["fix"] else "",
        ]
        for part in parts:
            position = words.index(" ".join(part.split()), position)


def _shown(text: str) -> str:
    return "".join(_visible(character) for character in text)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
@pytest.mark.parametrize("no_colour", ["", "1"], ids=["colour", "NO_COLOR"])
def test_fits_a_real_terminal(tmp_path: Path, no_colour: str) -> None:
    """On a terminal the output is as wide as it is and in colour, unless NO_COLOR is set."""
    import pty
    import subprocess
    import termios

    (tmp_path / "orders.yaml").write_text("kind: AwsDynamodb\nspec:\n  streamEnabeldForEveryone: true\n")
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 64))
    unwanted = ("COLUMNS", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "GITHUB_ACTIONS")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"TERM": "xterm", "NO_COLOR": no_colour}
    command = [sys.executable, "-m", "planton_dynamodb", "validate", "orders.yaml"]
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    with subprocess.Popen(command, stdout=follower, cwd=tmp_path, env=environment) as running:
        os.close(follower)
        output = _all_of(leader)
    assert running.returncode == 1
    assert ("\x1b[1;31m" in output) is not bool(no_colour)
    plain = re.sub(r"\x1b\[[\d;]*m", "", output)
    assert 50 < max(map(len, plain.splitlines())) <= 64


def _all_of(leader: int) -> str:
    read = b""
    try:
        while chunk := os.read(leader, 4096):
            read += chunk
    except OSError:  # Linux says so when the other side has closed
        pass
    finally:
        os.close(leader)
    return read.decode()
