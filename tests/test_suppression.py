"""Ignore comments: what they hide, what they can't, and what is said about one that hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb import Config, Diagnostic, validate, validate_text

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
  labels:
    owner: shop
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
NUMBERED = TABLE.replace("name: orders", "name: 2024")


def with_comment(comment: str, text: str = NUMBERED) -> str:
    """The table with a comment behind its name."""
    return text.replace("  name: 2024\n", f"  name: 2024 # {comment}\n").replace(
        "  name: orders\n", f"  name: orders # {comment}\n"
    )


def rules(text: str, config: Config | None = None) -> list[str]:
    """The rules that find something in a text."""
    return [found.rule for found in validate_text(text, config=config)]


def only(text: str) -> Diagnostic:
    """The one finding in a text."""
    (found,) = validate_text(text)
    return found


def without(found: Diagnostic, text: str) -> str:
    """The text after the fix of a finding."""
    assert found.fix is not None
    assert found.fix.safe
    (edit,) = found.fix.edits
    data = text.encode()
    return (
        data[: edit.location.start.offset] + edit.text.encode() + data[edit.location.end.offset :]
    ).decode()


def test_a_comment_behind_a_value_hides_what_begins_on_its_line() -> None:
    """The finding is gone, and the comment is not itself one."""
    assert rules(NUMBERED) == ["ambiguous-text"]
    assert rules(with_comment("planton-dynamodb: ignore[ambiguous-text] the name is a year")) == []


@pytest.mark.parametrize(
    "lines",
    [
        "  # planton-dynamodb: ignore[ambiguous-text] the name is a year\n",
        "# planton-dynamodb: ignore[ambiguous-text]\n",
        "  # planton-dynamodb: ignore[ambiguous-text]\n\n  # the year of the orders\n",
        "  #planton-dynamodb:ignore[ ambiguous-text ]\n",
    ],
)
def test_a_comment_that_stands_alone_is_for_the_next_line(lines: str) -> None:
    """Further comments and empty lines may stand between; the indentation does not matter."""
    assert rules(NUMBERED.replace("  name: 2024\n", f"{lines}  name: 2024\n")) == []


def test_other_lines_are_not_hidden() -> None:
    """A comment is for one line only."""
    text = with_comment("planton-dynamodb: ignore[ambiguous-text]").replace("owner: shop", "owner: 1")
    assert rules(text) == ["ambiguous-text"]
    assert rules(NUMBERED.replace("metadata:", "metadata: # planton-dynamodb: ignore[ambiguous-text]")) == [
        "unused-ignore",
        "ambiguous-text",
    ]


def test_several_rules_stand_in_one_comment() -> None:
    """Each hides its own findings; the one that hides nothing is named alone."""
    assert rules(with_comment("planton-dynamodb: ignore[ambiguous-text,table-name-duplicate]")) == []
    text = with_comment("planton-dynamodb: ignore[index-name-duplicate, ambiguous-text]")
    found = only(text)
    assert found.rule == "unused-ignore"
    assert (
        found.message == "this comment ignores index-name-duplicate, but there is no such finding on its line"
    )
    assert without(found, text) == with_comment("planton-dynamodb: ignore[ambiguous-text]")


def test_the_last_of_several_rules_goes_with_its_comma() -> None:
    """What is left of the comment is as somebody would have written it."""
    text = with_comment("planton-dynamodb: ignore[ambiguous-text, index-name-duplicate] a year")
    assert without(only(text), text) == with_comment("planton-dynamodb: ignore[ambiguous-text] a year")


def test_a_comment_that_hides_nothing_is_a_warning() -> None:
    """Its mending takes it away with the blanks before it."""
    text = with_comment("planton-dynamodb: ignore[ambiguous-text]", TABLE)
    found = only(text)
    assert (found.rule, found.severity) == ("unused-ignore", "warning")
    assert (found.location.start.line, found.location.start.column) == (4, 16)
    assert without(found, text) == TABLE


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_lone_comment_goes_with_its_line(newline: str) -> None:
    """No empty line stays behind, whatever the line breaks."""
    before = TABLE.replace("\n", newline)
    text = before.replace("  name:", f"  # planton-dynamodb: ignore[ambiguous-text] once{newline}  name:")
    assert without(only(text), text) == before
    last = before + "# planton-dynamodb: ignore[ambiguous-text]"
    assert without(only(last), last) == before


def test_a_documented_rule_is_not_ignored() -> None:
    """The finding stays, and the comment is said to be of no use."""
    text = TABLE.replace(
        "keySchema:", "keySchema: [] # planton-dynamodb: ignore[key-schema-hash-count]"
    ).replace("    - attributeName: pk\n      keyType: HASH\n", "")
    assert "key-schema-hash-count" in rules(text)
    unused = next(found for found in validate_text(text) if found.rule == "unused-ignore")
    assert unused.message == "key-schema-hash-count can't be ignored: it is documented rule 2 of the contract"


def test_what_could_not_be_read_is_not_ignored() -> None:
    """An ignored misspelling would hide from the documented rules that a field is missing."""
    text = TABLE.replace("billingMode: PAY", "bilingMode: PAY").replace(
        "REQUEST\n", "REQUEST # planton-dynamodb: ignore[unknown-field] later\n"
    )
    assert rules(text) == ["unknown-field", "unused-ignore"]


def test_a_rule_that_there_is_not_is_named() -> None:
    """A misspelt one is met with what was meant, and is not taken away."""
    misspelt = only(with_comment("planton-dynamodb: ignore[ambigous-text]", TABLE))
    assert misspelt.message == "there is no rule `ambigous-text` to ignore"
    assert misspelt.help == "write ambiguous-text, or remove the comment"
    assert misspelt.fix is None
    text = with_comment("planton-dynamodb: ignore[zzz]", TABLE)
    assert without(only(text), text) == TABLE
    assert (
        only(with_comment("planton-dynamodb: ignore[]", TABLE)).message
        == "this comment names no rule to ignore"
    )


@pytest.mark.parametrize(
    "comment",
    ["ignore it is a year", "ignore(ambiguous-text)", "Ignore[ambiguous-text]", "ignore: a year", "ignore["],
)
def test_a_comment_that_is_not_written_so_ignores_nothing_and_says_so(comment: str) -> None:
    """Somebody meant it: it is not passed over, and not taken away either."""
    found, unused = validate_text(with_comment(f"planton-dynamodb: {comment}"))
    assert (found.rule, unused.rule) == ("ambiguous-text", "unused-ignore")
    assert unused.message == "this comment ignores nothing: it has no rule in brackets"
    assert unused.fix is None
    assert rules(with_comment("planton-dynamodb: see the wiki", TABLE)) == []


def test_nothing_is_unused_while_something_cannot_be_read() -> None:
    """Rules keep quiet about broken parts: that a finding is not there proves nothing then."""
    text = with_comment("planton-dynamodb: ignore[index-name-duplicate]").replace("billingMode", "bilingMode")
    assert rules(text) == ["ambiguous-text", "unknown-field"]


def test_a_rule_that_is_off_may_still_be_named() -> None:
    """Switching a rule off for one run does not make its comments wrong."""
    text = with_comment("planton-dynamodb: ignore[ambiguous-text]")
    assert rules(text, Config(disabled=frozenset({"ambiguous-text"}))) == []
    assert rules(text, Config(severities={"ambiguous-text": "off"})) == []


def test_the_warning_itself_can_be_turned_off() -> None:
    """A project that does not care keeps its comments."""
    text = with_comment("planton-dynamodb: ignore[ambiguous-text]", TABLE)
    assert rules(text, Config(severities={"unused-ignore": "off"})) == []


@pytest.mark.parametrize(
    "label",
    [
        'owner: "shop # planton-dynamodb: ignore[ambiguous-text]"',
        "owner: shop#planton-dynamodb:ignore[ambiguous-text]",
        "owner: |\n      shop\n      # planton-dynamodb: ignore[ambiguous-text]",
    ],
)
def test_a_text_that_looks_like_a_comment_is_none(label: str) -> None:
    """What stands inside of a value ignores nothing."""
    assert "unused-ignore" not in rules(TABLE.replace("owner: shop", label))


def test_other_documents_keep_their_comments() -> None:
    """A comment in a document of another kind is none of our business."""
    other = "kind: ConfigMap\ndata:\n  x: y # planton-dynamodb: ignore[zzz]\n"
    assert rules(f"{other}---\n{TABLE}---\n{other}") == []


def test_each_document_has_its_own_comments() -> None:
    """In the second manifest of a file, too."""
    text = TABLE + "---\n" + with_comment("planton-dynamodb: ignore[ambiguous-text]")
    assert rules(text) == []


def test_a_finding_at_a_flag_is_not_hidden_by_a_line() -> None:
    """The first line of a flag is not the first line of the file."""
    text = TABLE.replace("/v1\n", "/v1 # planton-dynamodb: ignore[table-name-length]\n")
    found = validate_text(text, overrides=["metadata.name=x"])
    assert [(diagnostic.rule, diagnostic.location.file) for diagnostic in found] == [
        ("table-name-length", "--set"),
        ("unused-ignore", "<text>"),
    ]


def test_what_only_shows_over_a_run_is_hidden_too(tmp_path: Path) -> None:
    """The second table of one name is accepted at its own name; one file alone never calls that unused."""
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(TABLE)
    second.write_text(TABLE)
    assert [found.rule for found in validate(first, second)] == ["table-name-duplicate"]
    second.write_text(with_comment("planton-dynamodb: ignore[table-name-duplicate] another account", TABLE))
    assert validate(first, second) == []
    assert validate(second) == []


def test_a_comment_at_the_very_end_is_for_nothing() -> None:
    """Behind the last line there is nothing to hide, with or without a line break."""
    for end in ("", "\n", "\n\n"):
        assert rules(TABLE + "# planton-dynamodb: ignore[ambiguous-text]" + end) == ["unused-ignore"]


def test_many_comments_take_no_longer_than_many_lines() -> None:
    """Ten thousand comments and labels are looked at once each."""
    labels = "".join(
        f'    l{number}: "{number}" # planton-dynamodb: ignore[ambiguous-text]\n' for number in range(10_000)
    )
    found = validate_text(TABLE.replace("    owner: shop\n", labels))
    assert sum(diagnostic.rule == "unused-ignore" for diagnostic in found) == 10_000
