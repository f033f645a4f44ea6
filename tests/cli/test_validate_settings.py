"""`validate` with settings and flags: which file holds, and what a mistake in either of them comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.cli.validate import main

NUMBERED = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: 2024
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
WARNING = "orders.yaml:4:9: warning: "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a manifest whose name is a number, and settings that make that an error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.yaml").write_text(NUMBERED)
    (tmp_path / ".planton-dynamodb.toml").write_text('severity.ambiguous-text = "error"\n')
    return tmp_path


def validated(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code and what was printed."""
    code = main(["--format", "concise", "-q", "orders.yaml", *arguments])
    return (code, *capsys.readouterr())


def test_the_settings_of_the_folder_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word on the command line."""
    code, out, _ = validated(capsys)
    assert (code, out[:24]) == (1, "orders.yaml:4:9: error: ")


def test_settings_can_be_left_out_or_taken_from_elsewhere(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--no-config` reads none, `--config` another file."""
    code, out, _ = validated(capsys, "--no-config")
    assert (code, out.startswith(WARNING)) == (0, True)
    assert validated(capsys, "--no-config", "--strict")[0] == 1
    (folder / "other.toml").write_text('disable = ["ambiguous-text"]\n')
    assert validated(capsys, "--config", "other.toml") == (0, "", "")


def test_a_rule_is_switched_off_for_one_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the settings say of it."""
    assert validated(capsys, "--disable", "ambiguous-text", "--disable", "unused-ignore") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--disable", "key-schema-hash-count"],
            "--disable: key-schema-hash-count can't be turned off or made a warning: ",
        ),
        (["--disable", "unknown-field"], "--disable: unknown-field can't be turned off or made a warning: "),
        (
            ["--disable", "ambigous-text"],
            "--disable: there is no rule `ambigous-text`: did you mean ambiguous-text?",
        ),
        (["--config", "none.toml"], "none.toml: cannot be read: no such file or directory"),
        (["--set", "spec.billingMode"], "--set spec.billingMode: write PATH=VALUE, as in "),
        (["--set", "spec[x]=1"], "--set spec[x]=1: `spec[x]` is no path: "),
    ],
)
def test_a_mistake_in_a_flag_ends_the_run(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One sentence on stderr, nothing checked, and 2."""
    code, out, err = validated(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"planton-dynamodb: {said}")
    assert err.count("\n") == 1


def test_a_mistake_in_the_settings_ends_the_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named as it is seen from here."""
    (folder / ".planton-dynamodb.toml").write_text('disable = ["throughput-min"]\n')
    code, out, err = validated(capsys)
    assert (code, out) == (2, "")
    assert err.startswith("planton-dynamodb: .planton-dynamodb.toml: throughput-min can't be turned off")
    assert err.endswith("it is documented rule 3 of the contract\n")


def test_a_finding_at_a_flag_names_the_flag(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the column in what was typed behind it."""
    code, out, _ = validated(capsys, "--disable", "ambiguous-text", "--set", "spec.keySchema[9].keyType=HASH")
    assert (code, out.splitlines()) == (
        1,
        [
            "--set:1:16: error: `spec.keySchema` has 1 item here, so that [9] is beyond its end [override-path]"
        ],
    )


def test_quotas_reach_the_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A raised limit lets more indexes pass, a lowered one fewer."""
    definitions = "".join(f"    - name: a{number}\n      type: S\n" for number in range(21))
    indexes = "".join(
        f"    - name: by-a{number}\n      keySchema: [{{attributeName: a{number}, keyType: HASH}}]\n"
        "      projection: {type: ALL}\n"
        for number in range(21)
    )
    text = NUMBERED.replace("2024", "orders").replace("  keySchema:", f"{definitions}  keySchema:", 1)
    (folder / "orders.yaml").write_text(f"{text}  globalSecondaryIndexes:\n{indexes}")
    code, out, _ = validated(capsys)
    assert (code, out.count("[gsi-count]")) == (1, 1)
    (folder / ".planton-dynamodb.toml").write_text("quotas.gsi-count = 21\n")
    assert validated(capsys) == (0, "", "")
