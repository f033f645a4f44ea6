from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.rules.documentation import HEADINGS, Fragment, Paragraph, blocks, families, sections
from planton_dynamodb.rules.registry import Rule, all_rules

RULES = list(all_rules().values())


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours, a width of 100, whatever the one who runs the tests prefers."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is printed, when all goes well."""
    assert main(["explain", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_documented(rule: Rule) -> None:
    """A sentence, then the headings, in their order and each with something below it."""
    first, blank, *_ = rule.documentation.split("\n")
    assert re.fullmatch(r"[A-Z].*\.", first)
    assert blank == ""
    said = sections(rule)
    assert tuple(said) == HEADINGS
    assert all(said.values())
    assert any(
        isinstance(block, Fragment) for block in blocks(said["Example"] + "\n" + said["The edit"])
    ) or (rule.name in ("tag-count", "no-document"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name, severity, documented number, its headings and AWS's words; no line of text is too long."""
    lines = explained(rule.name, capsys=capsys).splitlines()
    assert lines[0] == rule.name
    number = f", documented rule {rule.documented}" if rule.documented else ""
    assert lines[1].startswith(f"{rule.severity.value}{number}, family ")
    assert [line for line in lines if line in HEADINGS] == list(HEADINGS)
    assert ("What AWS answers" in lines) is (rule.answer is not None)
    assert max(len(line) for line in lines if not line.startswith("    ")) <= 100
    assert not [line for line in lines if line.startswith(("#", "```"))]


def test_a_rule_reads_like_this(capsys: pytest.CaptureFixture[str]) -> None:
    """The whole text of one."""
    assert (
        explained("table-name-required", capsys=capsys)
        == """\
table-name-required
error, family names

The table has no name.

What it finds
  `metadata.name` absent or blank. The manifest's name is the table's name: nothing is added to it.

Why
  Every call to DynamoDB names its table. A made-up name would change with each deployment.

Example
    metadata:
      env: prod

The edit
    metadata:
      name: orders
      env: prod

Source
  API_CreateTable: TableName is required.

What AWS answers
  The parameter 'TableName' is required but was not present in the request

To do without it
  Switch it off with `--disable table-name-required`, or accept one finding with a comment on its
  line:

    # planton-dynamodb: ignore[table-name-required] reason
"""
    )


def test_says_what_cannot_be_switched_off(capsys: pytest.CaptureFixture[str]) -> None:
    """A documented rule, and a mistake of reading."""
    text = explained("billing-mode-required", "unknown-field", capsys=capsys)
    assert "  It can't be switched off: it is documented rule 1 of the contract.\n" in text
    assert "It can't be switched off: what it finds could not be read" in text


def test_all_rules_are_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """One row for each rule, below the sentence that says what its family is about."""
    text = explained(capsys=capsys)
    for rule in RULES:
        row = (
            rf"^  {rule.name} +{rule.severity.value} +{rule.documented or ''} *{re.escape(rule.summary[:20])}"
        )
        assert re.search(row, text, re.MULTILINE), rule.name
    for about in families(RULES):
        assert about in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_every_rule_is_in_one_family() -> None:
    """The families, taken together, are the rules."""
    assert sorted(rule.name for members in families(RULES).values() for rule in members) == sorted(
        all_rules()
    )


def test_json_has_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    """For other tools: the same texts as Markdown, by heading."""
    data = json.loads(explained("--format", "json", capsys=capsys))
    assert data["version"] == 1
    assert [described["id"] for described in data["rules"]] == list(all_rules())
    [one] = json.loads(explained("attr-def-unused", "--format", "json", capsys=capsys))["rules"]
    rule = all_rules()["attr-def-unused"]
    assert one == {
        "id": "attr-def-unused",
        "severity": "error",
        "documentedRule": None,
        "family": "attributes",
        "summary": f"{rule.summary}.",
        "answer": rule.answer,
        "canBeSwitchedOff": True,
        "sections": sections(rule),
    }


def test_markdown_is_the_page_of_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Headings, fences and AWS's words as a quotation; without a rule, the tables of all."""
    text = explained("table-name-required", "--format", "markdown", capsys=capsys)
    assert text.startswith(
        "# table-name-required\n\nThe table has no name.\n\nSeverity: error\n\n## What it finds\n"
    )
    assert "\n## What AWS answers\n\n> The parameter 'TableName' is required" in text
    table = explained("--format", "markdown", capsys=capsys)
    assert "\n| `billing-mode-required` | error | 1 | The table has no billing mode |\n" in table


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("attr-def-unsed", "did you mean attr-def-unused?"),
        ("AttrDefUnused", "did you mean attr-def-unused?"),
        ("quux", "; `planton-dynamodb explain` lists them all"),
    ],
)
def test_a_rule_that_there_is_not(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest one is named; nothing is printed, even if other rules are known; exit code 2."""
    assert main(["explain", "tag-count", given]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    separator = "" if said.startswith(";") else ": "
    assert printed.err == f"planton-dynamodb: there is no rule `{given}`{separator}{said}\n"


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_a_locale_without_all_characters_is_no_obstacle(style: str) -> None:
    """What cannot be shown is spelt out."""
    command = [sys.executable, "-m", "planton_dynamodb", "explain", *all_rules(), "--format", style]
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, check=False, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_colours_are_there_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Headings in bold; without colour nothing but the text."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1mWhy\x1b[0m" in explained("tag-count", capsys=capsys)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in explained("tag-count", capsys=capsys)


def test_text_is_taken_apart_into_paragraphs_and_fragments() -> None:
    """Lines of a paragraph are joined, fragments keep theirs, blank lines in them too."""
    text = "One\ntwo.\n\nThree:\n```yaml\na:\n\n  b: 1\n```\nFour."
    assert list(blocks(text)) == [
        Paragraph("One two."),
        Paragraph("Three:"),
        Fragment("yaml", ("a:", "", "  b: 1")),
        Paragraph("Four."),
    ]
