"""Settings: where they are found, what they change, and what none of them may change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planton_dynamodb import Config, ConfigError, validate_text
from planton_dynamodb.config import find, load
from planton_dynamodb.rules.registry import Rule, all_rules

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


def settings(folder: Path, text: str, name: str = ".planton-dynamodb.toml") -> str:
    """A settings file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return str(folder / name)


def severities(config: Config) -> list[tuple[str, str]]:
    """What is found in the manifest that is named by a number."""
    return [(found.rule, found.severity) for found in validate_text(NUMBERED, config=config)]


def standing() -> list[Rule]:
    """The rules that can't be turned off."""
    return [rule for rule in all_rules().values() if rule.stands is not None]


def test_the_nearest_file_holds(tmp_path: Path) -> None:
    """Going up from a folder, the first file with settings is taken; a pyproject.toml without them is not."""
    inner = tmp_path / "tables" / "shop"
    inner.mkdir(parents=True)
    outer = settings(tmp_path, "[tool.planton-dynamodb]\n", "pyproject.toml")
    settings(tmp_path / "tables", "[project]\nname = 'planton-dynamodb'\n", "pyproject.toml")
    assert find(str(inner)) == outer
    own = settings(tmp_path / "tables", "")
    assert find(str(inner)) == own
    nearest = settings(inner, "[tool . 'planton-dynamodb']\n", "pyproject.toml")
    assert find(str(inner)) == nearest


def test_the_own_file_wins_over_the_shared_one(tmp_path: Path) -> None:
    """In one folder, .planton-dynamodb.toml is read and pyproject.toml is not."""
    settings(tmp_path, "[tool.planton-dynamodb]\n", "pyproject.toml")
    own = settings(tmp_path, "")
    assert find(str(tmp_path)) == own


@pytest.mark.parametrize("name", [".planton-dynamodb.toml", "pyproject.toml"])
def test_settings_stand_at_the_top_or_under_tool(tmp_path: Path, name: str) -> None:
    """Both files may have them under [tool.planton-dynamodb]; the own one may do without."""
    nested = settings(tmp_path, '[tool.planton-dynamodb]\ndisable = ["ambiguous-text"]\n', name)
    assert severities(load(nested)) == []


def test_a_rule_is_switched_off_or_given_another_severity(tmp_path: Path) -> None:
    """A list of rules, a severity of `off`, and an error in place of a warning."""
    assert severities(Config()) == [("ambiguous-text", "warning")]
    assert severities(load(settings(tmp_path, 'disable = ["ambiguous-text"]'))) == []
    assert severities(load(settings(tmp_path, '[severity]\nambiguous-text = "off"'))) == []
    louder = load(settings(tmp_path, '[severity]\nambiguous-text = "error"'))
    assert severities(louder) == [("ambiguous-text", "error")]


def test_a_command_line_switches_off_besides(tmp_path: Path) -> None:
    """What --disable names is off, and the file's own settings stay."""
    path = settings(tmp_path, '[severity]\nambiguous-text = "error"\n[quotas]\ngsi-count = 50\n')
    assert load(path, ("unused-ignore",)).quotas.gsi_count == 50
    assert severities(load(path, ("unused-ignore",))) == [("ambiguous-text", "error")]
    assert severities(load(path, ("ambiguous-text",))) == []
    assert severities(load(None, ("ambiguous-text",))) == []


def test_quotas_are_those_of_the_account(tmp_path: Path) -> None:
    """Each of the three can be raised; one that is not named keeps its default."""
    quotas = load(
        settings(tmp_path, "[quotas]\ntable-capacity = 100_000\naccount-capacity = 200000\n")
    ).quotas
    assert (quotas.gsi_count, quotas.table_capacity, quotas.account_capacity) == (20, 100_000, 200_000)


@pytest.mark.parametrize("rule", standing(), ids=lambda rule: rule.name)
def test_what_the_contract_says_cannot_be_turned_off(tmp_path: Path, rule: Rule) -> None:
    """Neither in a file, nor on the command line, nor from Python; making it a warning is no way around."""
    reason = re.escape(f"{rule.name} can't be turned off or made a warning: {rule.stands}")
    for text in (
        f'disable = ["{rule.name}"]',
        f'severity.{rule.name} = "off"',
        f'severity.{rule.name} = "warning"',
    ):
        path = settings(tmp_path, text)
        with pytest.raises(ConfigError, match=f"^{re.escape(path)}: {reason}"):
            load(path)
    with pytest.raises(ConfigError, match=f"^--disable: {reason}"):
        load(None, (rule.name,))
    with pytest.raises(ConfigError, match=reason):
        Config(disabled=frozenset({rule.name}))
    assert load(settings(tmp_path, f'severity.{rule.name} = "error"')).severity(rule.name, "error") == "error"


def test_documented_rules_and_unreadable_parts_stand() -> None:
    """All of the documented rules, and each reading rule that is an error."""
    rules = all_rules()
    standing_names = {rule.name for rule in standing()}
    assert {"unknown-field", "wrong-type", "yaml-syntax", "envelope-kind", "override-path"} <= standing_names
    assert {rule.name for rule in rules.values() if rule.documented} <= standing_names
    assert (
        not {"ambiguous-text", "unused-ignore", "table-name-duplicate", "index-name-duplicate"}
        & standing_names
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("disable = [", "not TOML: "),
        ("disable = 'ambiguous-text'", "disable takes a list of rules, as in disable = "),
        ("disable = [1]", "disable takes a list of rules"),
        ("disabled = []", "`disabled` is no setting: did you mean disable?"),
        ("colour = true", "`colour` is no setting: expected one of disable, severity, quotas"),
        ("disable = ['ambigous-text']", "there is no rule `ambigous-text`: did you mean ambiguous-text?"),
        ("disable = ['zzz']", "there is no rule `zzz`: `planton-dynamodb explain` lists them"),
        ("severity = 'off'", "severity takes a table of settings, not 'off'"),
        ("severity.zzz = 'off'", "there is no rule `zzz`"),
        (
            "severity.ambiguous-text = 'info'",
            "the severity of ambiguous-text is one of error, warning, off, not 'info'",
        ),
        ("severity.ambiguous-text = ['off']", "is one of error, warning, off, not ['off']"),
        ("quotas = 5", "quotas takes a table of settings, not 5"),
        ("quotas.gsi-cuont = 5", "`gsi-cuont` is no quota: did you mean gsi-count?"),
        ("quotas.gsi-count = 0", "the quota gsi-count is a whole number above 0, not 0"),
        ("quotas.gsi-count = true", "the quota gsi-count is a whole number above 0, not True"),
        ("quotas.gsi-count = '5'", "the quota gsi-count is a whole number above 0, not '5'"),
        ("tool.planton-dynamodb = 5", "tool.planton-dynamodb takes a table of settings, not 5"),
        ("tool = 5", "`tool` is no setting"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file, the setting, and what would be right."""
    path = settings(tmp_path, text)
    with pytest.raises(ConfigError, match=f"^{re.escape(path)}: .*{re.escape(said)}"):
        load(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, and bytes that are no text."""
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read: no such file or directory"):
        load(str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match="cannot be read: is a directory"):
        load(str(tmp_path))
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.toml: not TOML: "):
        load(str(tmp_path / "binary.toml"))


def test_a_file_is_named_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside of the current folder the path is relative."""
    path = settings(tmp_path, "colour = true")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"^\.planton-dynamodb\.toml: "):
        load(path)
