"""`cost` as somebody types it: what it prints, in which form, and the exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planton_dynamodb.cli import main
from tests.costing.bills import GET, INDEX, ON_DEMAND, PUT, operations, patterns, table, usage

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads(files("planton_dynamodb").joinpath("costing/report.schema.json").read_text(encoding="utf-8"))
)
USED = "reads: 500000/month, writes: 100000/month, itemSize: 1 KB, storage: 1 GB"
REMARK = """\
By AWS's public prices of 2026-09-11 for us-east-1, which --region changes; a month has 730 hours.
The free tier is not taken off (--free-tier). Transfer of data, taxes and reserved capacity are not
counted.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, and a plain output of a known width."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cost(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, the output and the errors."""
    code = main(["cost", "--no-config", *arguments])
    return (code, *capsys.readouterr())


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON, which always conforms to its schema."""
    code, out, err = cost(capsys, "--format", "json", *arguments)
    assert (code, err) == (0, "")
    report = json.loads(out)
    VALIDATOR.validate(report)
    return report


def test_each_amount_has_how_it_came_about(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each thing that is paid for, what is cheaper, and at which prices."""
    (folder / "orders.yaml").write_text(table() + usage(USED))
    assert cost(capsys, "orders.yaml") == (
        0,
        """\
orders: $0.3438 a month (on demand, class Standard, us-east-1)

  reads    $0.0312  500,000 reads/month x 0.5 units (1 KB, eventually consistent) = 250,000 units x
                      $0.125 per million
  writes   $0.0625  100,000 writes/month x 1 unit (1 KB) = 100,000 units x $0.625 per million
  storage    $0.25  as `usage.storage` says: 1 GB x $0.25

Reads and writes of this usage cost $0.0938 on demand and $0.5694 with reserved units, if it is
  even: on demand is cheaper.
Reserved units are cheaper than requests on demand where more than 29 percent of them are in use on
  average.
Reads, writes and storage cost $0.3438 in the class Standard and $0.2168 in Standard-IA: Standard-IA
  is cheaper; with these reads and writes Standard-IA is cheaper than Standard from 0.15 GB on.

"""
        + REMARK,
        "",
    )


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_bill_is_as_narrow_as_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """How an amount came about stands below it where there is no room beside it."""
    (folder / "orders.yaml").write_text(table(ON_DEMAND + INDEX) + usage(USED))
    (folder / "old.yaml").write_text(table() + usage(USED))
    monkeypatch.setenv("COLUMNS", str(width))
    out = cost(capsys, "orders.yaml")[1] + cost(capsys, "old.yaml", "orders.yaml")[1]
    assert max(map(len, out.splitlines())) <= width


def test_what_depends_on_usage_is_said_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to write so that it is known."""
    (folder / "orders.yaml").write_text(table())
    code, out, _ = cost(capsys, "-q", "orders.yaml")
    assert code == 0
    assert out.startswith("orders: not known, since 3 lines depend on usage that nobody told of")
    assert (
        "  storage  depends  depends on usage: nothing says how much there is: `count` of entities, or" in out
    )
    assert "By AWS's public prices" not in out


def test_a_change_is_shown_line_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before, after, the difference, and how the amounts that change came about."""
    (folder / "old.yaml").write_text(table() + usage(USED))
    (folder / "new").mkdir()
    (folder / "new" / "orders.yaml").write_text(table(ON_DEMAND + INDEX) + usage(USED))
    code, out, err = cost(capsys, "-q", "old.yaml", "new/orders.yaml")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
orders: $0.3438 becomes $0.6562 a month: +$0.3125

  reads of the table    $0.0312  $0.0312         =
  writes of the table   $0.0625  $0.0625         =
  writes of by-status         -  $0.0625  +$0.0625
    + 100,000 writes/month x 1 unit (at most: as if every item stood in it) = 100,000 units x $0.625
        per million
  storage of the table    $0.25    $0.25         =
  storage of by-status        -    $0.25    +$0.25
    + at most as much as the table, of which it carries everything: 1 GB x $0.25
"""
    )


def test_json_says_what_the_text_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers that are not rounded to cents, and null for what nobody knows."""
    (folder / "orders.yaml").write_text(table() + usage("reads: 500000/month, itemSize: 1 KB"))
    report = reported(capsys, "orders.yaml")
    assert report["total"] == {"known": 0.03125, "least": 0.03125, "open": 2}
    (made,) = report["tables"]
    assert [(each["sort"], each["amount"]) for each in made["lines"]] == [
        ("reads", 0.03125),
        ("writes", None),
        ("storage", None),
    ]


def test_json_of_a_change_has_both_bills(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole, and the differences besides."""
    (folder / "old.yaml").write_text(table() + usage(USED))
    (folder / "new.yml").mkdir()
    (folder / "new.yml" / "new.yaml").write_text(table(ON_DEMAND + INDEX) + usage(USED))
    report = reported(capsys, "old.yaml", "new.yml")
    (made,) = report["comparisons"]
    assert made["difference"] == report["total"]["difference"] == 0.3125
    assert (made["old"]["known"], made["new"]["known"]) == (0.34375, 0.65625)


def test_markdown_is_a_table_of_cells_that_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dollar signs begin no formula, and no name ends a cell."""
    (folder / "orders.yaml").write_text(table() + usage(USED))
    code, out, _ = cost(capsys, "orders.yaml", "--format", "markdown")
    assert code == 0
    assert out.startswith("### orders: \\$0.3438 a month\n\nOn demand, class Standard, us-east-1\n\n")
    assert "\n| storage | \\$0.25 | as \\`usage.storage\\` says: 1 GB x \\$0.25 |\n" in out
    (folder / "new.yaml").write_text(table() + usage(USED.replace("1 GB", "2 GB")))
    _, out, _ = cost(capsys, "orders.yaml", "new.yaml", "--format", "markdown")
    assert "\n| storage | \\$0.25 | \\$0.50 | +\\$0.25 |\n" in out


def test_patterns_and_operations_beside_the_table_are_taken_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Naming the table is enough; so is naming one of the others."""
    (folder / "table.yaml").write_text(table())
    (folder / "patterns.yaml").write_text(patterns(GET + "      frequency: 100/month\n"))
    (folder / "operations.yaml").write_text(usage("writes: 100/month"))
    for named in ("table.yaml", "patterns.yaml", "operations.yaml", "."):
        (made,) = reported(capsys, named)["tables"]
        assert [each["quantity"] for each in made["lines"][:2]] == [50, 100]


def test_an_error_in_patterns_beside_the_table_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is worked out from what is wrong."""
    (folder / "table.yaml").write_text(table())
    (folder / "patterns.yaml").write_text(patterns(PUT + "      frequency: often\n"))
    code, out, err = cost(capsys, "table.yaml")
    assert (code, out) == (1, "")
    assert "error[frequency-unreadable]: `often` is no rate" in err


def test_several_tables_have_a_total(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind the last of them."""
    (folder / "orders.yaml").write_text(table() + usage(USED))
    (folder / "invoices.yaml").write_text((table() + usage(USED)).replace("orders", "invoices"))
    _, out, _ = cost(capsys, "-q", ".")
    assert out.endswith("\n2 tables: $0.6875 a month\n")


def test_the_environment_picks_the_name_and_the_alarms(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Alarms of production cost nothing in development; without --env it is asked which one is meant."""
    said = """\
  naming: "{table}-{env}"
  environments: [{name: prod}, {name: dev}]
  alarms: {notify: "arn:aws:sns:us-east-1:111122223333:on-call", environments: [prod]}
"""
    (folder / "orders.yaml").write_text(table() + operations(said))
    (prod,) = reported(capsys, "orders.yaml", "--env", "prod")["tables"]
    (dev,) = reported(capsys, "orders.yaml", "--env", "dev")["tables"]
    assert (prod["table"], prod["environment"], prod["known"]) == ("orders-prod", "prod", 1.3)
    assert (dev["table"], dev["environment"], dev["known"]) == ("orders-dev", "dev", 0)
    code, out, err = cost(capsys, "orders.yaml")
    assert (code, out) == (1, "")
    assert "Say it with --env: one of prod, dev." in err


def test_prices_of_ones_own_are_taken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a region that the package knows nothing of."""
    packaged = files("planton_dynamodb").joinpath("costing/prices.json").read_text(encoding="utf-8")
    document = json.loads(packaged)
    document["regions"] = {"eu-central-1": document["regions"]["us-east-1"]}
    document["regions"]["eu-central-1"]["standard"]["storageGbMonth"] = 0.306
    (folder / "eu.json").write_text(json.dumps(document))
    (folder / "orders.yaml").write_text(table() + usage("storage: 10 GB"))
    report = reported(capsys, "orders.yaml", "--prices", "eu.json", "--region", "eu-central-1")
    assert report["total"]["known"] == 3.06
    assert report["remarks"][0].startswith("By the prices in eu.json of 2026-09-11 for eu-central-1;")
    code, out, err = cost(capsys, "orders.yaml", "--prices", "eu.json")
    assert (code, out) == (2, "")
    assert "there are no prices for the region us-east-1: there are prices for eu-central-1" in err


def test_a_wrong_file_of_prices_is_named_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And so is one that is not there."""
    (folder / "orders.yaml").write_text(table())
    (folder / "wrong.json").write_text('{\n  "version": "1"\n}\n')
    code, out, err = cost(capsys, "orders.yaml", "--prices", "wrong.json")
    assert (code, out) == (2, "")
    assert err.startswith(
        "planton-dynamodb: wrong.json:2:14: `version` takes a number of 0 or more, without quotes\n"
    )
    assert cost(capsys, "orders.yaml", "--prices", "gone.json")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("gone.yaml",), 2, "gone.yaml"),
        (("orders.yaml", "--region", "mars-north-1"), 2, "there are no prices for the region mars-north-1"),
        (("-", "-"), 2, "standard input can be read once"),
        (("wrong.yaml",), 1, "error[usage-rate-unreadable]"),
        (("orders.yaml", "wrong.yaml"), 1, "error[usage-rate-unreadable]"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    """On standard error, with nothing on standard output and an exit code of its own."""
    (folder / "orders.yaml").write_text(table())
    (folder / "wrong.yaml").write_text(
        table().replace("orders", "x") + usage("reads: 5").replace("orders", "x")
    )
    found, out, err = cost(capsys, *arguments)
    assert (found, out) == (code, "")
    assert said in err


def test_standard_input_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one of the two as well."""
    (folder / "orders.yaml").write_text(table())

    def given() -> None:
        text = (table() + usage("storage: 4 GB")).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))

    given()
    assert reported(capsys, "-")["total"]["known"] == 1
    given()
    assert reported(capsys, "-", "orders.yaml")["comparisons"][0]["old"]["known"] == 1


def test_nothing_is_loaded_that_makes_tables() -> None:
    """A bill is there in a moment, and without what the extras bring."""
    script = (
        "import sys; from planton_dynamodb.cli import main; code = main(['cost', '--no-config', sys.argv[1]]); "
        "heavy = {'pulumi', 'boto3', 'moto', 'google.protobuf', 'jsonschema'} & set(sys.modules); "
        "sys.exit(repr(heavy) if heavy else code)"
    )
    example = Path(__file__).parents[2] / "examples" / "makeriess"
    done = subprocess.run(
        [sys.executable, "-c", script, str(example)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
