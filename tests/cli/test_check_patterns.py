"""`check-patterns` as somebody types it: what it prints, in which form, and the exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing

from planton_dynamodb.cli import main
from tests.patterns.shop import EVERYTHING, GET_CUSTOMER, ITEMS, OPEN_ORDERS, ORDERS, SERVED, TABLE, manifests


def _schema(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(files("planton_dynamodb").joinpath(name).read_text())


PATTERNS_SCHEMA = _schema("serving/report.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(
    PATTERNS_SCHEMA,
    registry=referencing.Registry().with_resource(
        "urn:planton-dynamodb:report:1",
        referencing.Resource.from_contents(_schema("diagnostics/report.schema.json")),
    ),
)
WRONG_TABLE = ORDERS.replace("name: orders", "name: orders-of-bob").replace("alice}", "bob}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, and a plain output of a known width."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, the output and the errors."""
    code = main(["check-patterns", "--no-config", *arguments])
    return (code, *capsys.readouterr())


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON, which always conforms to its schema."""
    _, out, err = checked(capsys, "--format", "json", *arguments)
    assert err == ""
    report = json.loads(out)
    VALIDATOR.validate(report)
    return report


def command(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401 - as subprocess takes them
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planton_dynamodb", "check-patterns", "--no-config", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


def test_each_pattern_is_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What serves it, by which keys, for how much, and what became of it."""
    (folder / "shop.yaml").write_text(manifests(GET_CUSTOMER + OPEN_ORDERS))
    assert checked(capsys, "shop.yaml") == (
        0,
        """\
shop-patterns: 2 patterns and 4 sample items of the table shop

  pattern       operation  served by  keys                                     units     verdict
  get-customer  GetItem    table      PK = CUSTOMER#{customer}, SK = PROFILE   0.5 read  served
  open-orders   Query      by-status  status = open,                           0.5 read  served
                                      SK between ORDER#2025-01 and ORDER#2026

2 patterns: 2 served
""",
        "",
    )


def test_what_is_found_stands_below_as_validate_says_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same blocks, and the pattern to blame is not served."""
    (folder / "shop.yaml").write_text(manifests(GET_CUSTOMER + OPEN_ORDERS + WRONG_TABLE))
    code, out, err = checked(capsys, "shop.yaml")
    assert (code, err) == (1, "")
    assert main(["validate", "--no-config", "-q", "shop.yaml"]) == 1
    assert capsys.readouterr().out in out
    assert "  orders-of-bob  Query      -          " in out
    assert out.endswith(
        "\n3 patterns: 2 served, 1 not served; 1 error in 1 file\n"
        "More about a rule: planton-dynamodb explain expected-item-missing\n"
    )
    assert checked(capsys, "-q", "shop.yaml")[1] == out[: out.index("\n3 patterns:")]


@pytest.mark.parametrize(("width", "lines"), [("120", 3), ("85", 5), ("70", 5), ("50", 12)])
def test_the_table_is_as_narrow_as_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: str, lines: int
) -> None:
    """In columns, with keys on two lines, with the keys below, or one value a line: whatever fits."""
    (folder / "shop.yaml").write_text(manifests(GET_CUSTOMER + OPEN_ORDERS))
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = checked(capsys, "shop.yaml")
    _, table, closing = out.split("\n\n")
    assert closing == "2 patterns: 2 served\n"
    assert max(map(len, out.splitlines())) <= int(width)
    assert len(table.splitlines()) == lines, table
    assert "PK = CUSTOMER#{customer}," in table


def test_a_table_is_found_among_what_is_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the same folder without being named, in another one when it is."""
    for name in ("tables", "patterns"):
        (folder / name).mkdir()
    (folder / "tables" / "shop.yaml").write_text(TABLE)
    (folder / "patterns" / "shop.yaml").write_text(ITEMS + SERVED)
    code, out, err = checked(capsys, "patterns")
    assert (code, err) == (1, "")
    assert "the table shop is not within reach: give its manifest too" in " ".join(out.split())
    assert "5 patterns: 5 untried" in out
    assert checked(capsys, "patterns", "tables")[0] == 0
    assert checked(capsys, "tables", "patterns/*.yaml")[0] == 0
    (folder / "patterns" / "table.yaml").write_text(TABLE)
    assert checked(capsys, "patterns/shop.yaml")[0] == 0


def test_a_table_with_errors_is_asked_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own errors are what there is to read."""
    (folder / "shop.yaml").write_text(manifests().replace("keyType: HASH", "keyType: HSAH", 1))
    code, out, _ = checked(capsys, "shop.yaml")
    assert code == 1
    assert "the table shop has errors, and nothing was asked of it" in out
    assert "error[unknown-enum]" in out
    assert "5 patterns: 5 untried; 1 error in 1 file" in out


@pytest.mark.parametrize(
    ("patterns", "plain", "strict"),
    [
        (SERVED, 0, 0),
        (SERVED + EVERYTHING, 0, 1),
        (SERVED.replace("      expect: {items: [alice]}\n", ""), 0, 1),
        (SERVED + WRONG_TABLE, 1, 1),
    ],
)
def test_the_exit_code_says_whether_all_is_served(
    folder: Path, capsys: pytest.CaptureFixture[str], patterns: str, plain: int, strict: int
) -> None:
    """A scan and an untried pattern are for --strict to refuse."""
    (folder / "shop.yaml").write_text(manifests(patterns))
    assert checked(capsys, "shop.yaml")[0] == plain
    assert checked(capsys, "shop.yaml", "--strict")[0] == strict


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("table.yaml",), "no AwsDynamodbAccessPatterns manifest in what was given: nothing was checked"),
        (("missing.yaml",), "missing.yaml: cannot be read: no such file or directory"),
        (("table.yaml", "--set", "spec.table"), "write PATH=VALUE"),
        (("table.yaml", "--disable", "index-unknwon"), "did you mean index-unknown?"),
        (("empty",), "empty: no AwsDynamodb manifest in it: nothing was checked"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """Nothing was judged, and the reason is one sentence."""
    (folder / "empty").mkdir()
    (folder / "table.yaml").write_text(TABLE)
    code, out, err = checked(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("planton-dynamodb: ")


def test_one_unreadable_file_does_not_hide_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is reported; the exit code says that the work is not done."""
    (folder / "shop.yaml").write_text(manifests())
    code, out, err = checked(capsys, "missing.yaml", "shop.yaml")
    assert (code, "5 patterns: 5 served" in out) == (2, True)
    assert "missing.yaml" in err


def test_standard_input_has_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """And findings in it are told under that name."""
    done = command("-", "--stdin-name", "given.yaml", input=manifests(WRONG_TABLE))
    assert done.returncode == 1
    assert "--> given.yaml:" in done.stdout


def test_what_is_set_is_tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value of a pattern is changed for one run."""
    (folder / "shop.yaml").write_text(manifests(WRONG_TABLE))
    (folder / "patterns.yaml").write_text(ITEMS + WRONG_TABLE)
    assert checked(capsys, "patterns.yaml")[0] == 1
    assert checked(capsys, "patterns.yaml", "--set", "spec.patterns[0].parameters.customer=alice")[0] == 0
    code, out, _ = checked(capsys, "patterns.yaml", "--set", "spec.patterns[0].expect.items[0]=alice")
    assert (code, "1 pattern: 1 not served" in out) == (1, True)


def test_a_finding_that_was_accepted_blames_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment or a setting takes it away, and the pattern counts as served."""
    accepted = WRONG_TABLE.replace(
        "      expect:",
        "      # planton-dynamodb: ignore[expected-item-missing] not yet moved\n      expect:",
    )
    (folder / "shop.yaml").write_text(manifests(OPEN_ORDERS + accepted))
    code, out, _ = checked(capsys, "shop.yaml")
    assert (code, "2 patterns: 2 served" in out) == (0, True)
    (folder / "shop.yaml").write_text(manifests(OPEN_ORDERS + WRONG_TABLE))
    assert checked(capsys, "shop.yaml", "--disable", "expected-item-missing")[0] == 0


def test_the_json_has_every_row_and_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Version 1: frozen, and described by its schema."""
    (folder / "shop.yaml").write_text(manifests(OPEN_ORDERS + EVERYTHING + WRONG_TABLE))
    report = reported(capsys, "shop.yaml")
    assert report["version"] == 1
    assert report["summary"] == {
        **dict.fromkeys(("files", "errors", "served", "scans", "notServed"), 1),
        **dict.fromkeys(("skipped", "untried"), 0),
        "resources": 2,
        "patterns": 3,
        "warnings": len(report["diagnostics"]) - 1,
    }
    (design,) = report["designs"]
    assert {name: design[name] for name in ("name", "file", "table", "indexes")} == {
        "name": "shop-patterns",
        "file": "shop.yaml",
        "table": {"name": "shop", "found": True, "sound": True},
        "indexes": [{"name": "by-status", "patterns": ["open-orders"]}],
    }
    assert design["patterns"][0] == {
        "name": "open-orders",
        "operation": "Query",
        "servedBy": {"table": "shop", "index": "by-status"},
        "scan": False,
        "keys": "status = open, SK between ORDER#2025-01 and ORDER#2026",
        "readUnits": 0.5,
        "writeUnits": 0.0,
        "itemsRead": 2,
        "itemsReturned": 2,
        "verdict": "served",
    }
    verdicts = [(each["servedBy"] is None, each["scan"], each["verdict"]) for each in design["patterns"][1:]]
    assert verdicts == [(False, True, "scan"), (True, False, "not served")]
    assert main(["validate", "--no-config", "--format", "json", "shop.yaml"]) == 1
    assert json.loads(capsys.readouterr().out)["diagnostics"] == report["diagnostics"]


def test_the_json_says_what_could_not_be_tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Null where there was nothing to measure, and no pattern is left out."""
    (folder / "patterns.yaml").write_text(ITEMS + ORDERS + "    - {name: odd, operation: Qurey}\n    - {}\n")
    report = reported(capsys, "patterns.yaml")
    (design,) = report["designs"]
    assert (design["table"], design["indexes"]) == ({"name": "shop", "found": False, "sound": False}, [])
    assert [(each["name"], each["operation"], each["readUnits"]) for each in design["patterns"]] == [
        ("orders", "Query", None),
        ("odd", None, None),
        ("number 3", None, None),
    ]


def test_markdown_is_fit_for_a_comment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What Markdown would take for its own is escaped, pipes before all."""
    odd = GET_CUSTOMER.replace("get-customer", "'a|b *c* <d>'").replace("SK: PROFILE", 'SK: "`x`|y"')
    (folder / "shop.yaml").write_text(manifests(odd + OPEN_ORDERS))
    code, out, _ = checked(capsys, "--format", "markdown", "shop.yaml")
    assert code == 1
    lines = out.splitlines()
    assert lines[:5] == [
        "### shop-patterns",
        "",
        "2 patterns and 4 sample items of the table shop",
        "",
        "| pattern | operation | served by | keys | units | verdict |",
    ]
    assert lines[6].startswith(
        r"| a\|b \*c\* \<d\> | GetItem | - | ``PK = CUSTOMER#{customer}, SK = `x`\|y`` | 0.5 read | ❌ not served |"
    )
    assert "- by-status is asked by open-orders" in lines
    assert any(line.startswith("- **error** `expected-item-missing` at `shop.yaml:") for line in lines)
    assert lines[-1] == "**2 patterns: 1 served, 1 not served; 1 error in 1 file**"


def test_a_name_with_a_line_break_breaks_no_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names of patterns and items are free; what a terminal would act on is spelt out in every form."""
    named = EVERYTHING.replace("name: everything", r'name: "all\n\e[31m"').replace(
        "expect: {count: 4}", "expect: {items: [alice, first, second]}"
    )
    text = manifests(named).replace("name: third", r'name: "the\nthird"')
    (folder / "shop.yaml").write_text(text)
    for form in ("text", "markdown"):
        out = checked(capsys, "--format", form, "shop.yaml")[1]
        assert "\x1b" not in out
        assert "all\\n" in out
        assert "the\\nthird" in out
    (unexpected,) = (
        each["message"]
        for each in reported(capsys, "shop.yaml")["diagnostics"]
        if each["rule"] == "unexpected-item"
    )
    assert unexpected == r"`the\nthird` is returned, and was not expected"


def test_colours_are_for_terminals(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for they are there, and NO_COLOR takes them away."""
    (folder / "shop.yaml").write_text(manifests(OPEN_ORDERS + WRONG_TABLE))
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = checked(capsys, "shop.yaml")[1]
    assert "\x1b[32mserved\x1b[0m" in out
    assert "\x1b[31mnot served\x1b[0m" in out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in checked(capsys, "shop.yaml")[1]


def test_an_output_of_few_characters_is_written_to(folder: Path) -> None:
    """What it cannot write is spelt out, in text; a name cannot move the cursor."""
    (folder / "shop.yaml").write_text(manifests(OPEN_ORDERS.replace("open-orders", '"\\e[31mbestellt-ä"')))
    done = command("shop.yaml", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\x1b[31mbestellt-\\xe4" in done.stdout
    assert (
        command("--format", "markdown", "shop.yaml", env={**os.environ, "PYTHONIOENCODING": "ascii"}).stderr
        == ""
    )


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_reader_that_goes_away_is_no_failure(folder: Path, form: str) -> None:
    """A closed pipe ends it quietly, a full disk with a sentence."""
    many = "".join(ORDERS.replace("orders", f"orders-{number}") for number in range(600))
    (folder / "shop.yaml").write_text(manifests(many))
    words = f"{sys.executable} -m planton_dynamodb check-patterns --no-config --format {form} shop.yaml"
    done = subprocess.run(
        ["sh", "-c", f"{words} | head -n 1"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    if os.path.exists("/dev/full"):
        done = subprocess.run(
            ["sh", "-c", f"{words} > /dev/full"], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stderr == "planton-dynamodb: the output cannot be written: no space left on device\n"
        assert done.returncode == 2


def test_neither_pulumi_nor_an_aws_is_imported(folder: Path) -> None:
    """It answers as quickly as `validate`, without any extra installed."""
    (folder / "shop.yaml").write_text(manifests())
    program = (
        "import sys\nfrom planton_dynamodb.cli import main\n"
        "assert main(['check-patterns', '--no-config', '-q', 'shop.yaml']) == 0\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pulumi', 'boto3', 'moto', 'google'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """And the exit codes."""
    with pytest.raises(SystemExit) as ended:
        main(["check-patterns", "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "planton-dynamodb check-patterns kv-storage.yaml" in out
    assert "exit code: 0 every pattern is served" in out


def test_two_designs_of_one_name_are_told_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding in one document of a file blames no pattern of the other."""
    (folder / "shop.yaml").write_text(f"{manifests(ORDERS)}---\n{ITEMS}{WRONG_TABLE}{OPEN_ORDERS}")
    _, out, _ = checked(capsys, "--format", "json", "shop.yaml")
    verdicts = [[each["verdict"] for each in design["patterns"]] for design in json.loads(out)["designs"]]
    assert verdicts == [["served"], ["not served", "served"]]


def test_text_is_written_to_whatever_stream(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One without a file behind it, as notebooks have, is no terminal."""
    (folder / "shop.yaml").write_text(manifests())
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["check-patterns", "--no-config", "shop.yaml"]) == 0
    assert stream.getvalue().endswith("5 patterns: 5 served\n")
