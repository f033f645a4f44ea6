"""cfn-lint reads every template that can come of a sound manifest, and finds nothing to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.core import get_rules
from cfnlint.decode.decode import decode_str
from cfnlint.rules import RulesCollection
from cfnlint.runner import run_template_by_data

from planton_dynamodb.among import Among
from planton_dynamodb.cli import render
from planton_dynamodb.cli.sound_tables import checker_for
from planton_dynamodb.fault import Fault
from planton_dynamodb.sound import Sound, sound
from planton_dynamodb.targets import cloudformation_json, cloudformation_yaml
from tests.targets.around import FULL, around
from tools.update_corpus import cases

EXAMPLES = Path(__file__).parents[2] / "examples"
LEVELS = ["E", "W", "I"]
CONFIG = ConfigMixIn(**ManualArgs(regions=["us-east-1"], include_checks=LEVELS))

Found = list[tuple[str, Sound]]


@pytest.fixture(scope="module")
def rules() -> RulesCollection:
    """The rules of cfn-lint, which take seconds to read."""
    return get_rules([], [], LEVELS)


@pytest.fixture(scope="module")
def every_sound() -> Found:
    """Every table of the corpus and of the examples with what runs around it, in each of its environments."""
    places = [(case.path.parent, case.arguments) for case in cases("ok")]
    places += [(EXAMPLES, [path.name]) for path in sorted(EXAMPLES.iterdir()) if path.is_dir()]
    return [(arguments[0], each) for folder, arguments in places for each in _sound(folder, arguments)]


def _sound(folder: Path, arguments: list[str]) -> list[Sound]:
    """The tables of a case. Where an environment has to be named they are those of each."""
    # Some cases switch rules off, which is for `validate` alone.
    options, _ = render.parser().parse_known_args(["cloudformation", *arguments, "--no-config"])
    checker = checker_for(options)
    with chdir(folder):
        try:
            return list(sound(Among(options.inputs, checker), checker))
        except Fault as fault:
            environments = re.search(r"with --env: one of (.*)\.$", fault.help)
            if environments is None:
                raise
    return [
        each for name in environments[1].split(", ") for each in _sound(folder, [*arguments, "--env", name])
    ]


def findings(texts: Iterable[str], rules: RulesCollection) -> list[str]:
    """What cfn-lint says to all of them."""
    found = []
    for text in texts:
        template, unreadable = decode_str(text)
        assert not unreadable, unreadable
        found += [str(each) for each in run_template_by_data(template, CONFIG, rules)]
    return found


def test_cfn_lint_has_nothing_to_say(every_sound: Found, rules: RulesCollection) -> None:
    """No error, no warning, and no hint, whatever the manifest says."""
    texts = {
        text
        for _, each in every_sound
        for text in cloudformation_yaml.files(each.table, each.manifest, each.operations).values()
    }
    for environment in ("prod", "dev"):
        manifest, made = around(environment)
        texts.update(cloudformation_yaml.files(made.table, manifest, made.operations).values())
    assert findings(texts, rules) == []


def test_cfn_lint_would_find_what_is_wrong(rules: RulesCollection) -> None:
    """It is asked for everything, or its silence would mean nothing."""
    manifest, made = around("prod")
    (text,) = cloudformation_yaml.files(made.table, manifest, made.operations).values()
    assert FULL.name not in text
    broken = {
        "E3012": ("Period: 120", 'Period: "often"'),
        "E1010": ("GetAtt Table.Arn", "GetAtt Table.Name"),
        "W3011": ("    UpdateReplacePolicy: Retain\n", ""),
    }
    for rule, (right, wrong) in broken.items():
        assert any(found.startswith(f"[{rule}") for found in findings([text.replace(right, wrong)], rules))


def test_json_is_the_same_template(every_sound: Found) -> None:
    """What is written in YAML with tags is what JSON says in long."""
    for name, each in every_sound:
        asked = each.table, each.manifest, each.operations
        (yaml,), (json,) = (
            target.files(*asked).values() for target in (cloudformation_yaml, cloudformation_json)
        )
        assert decode_str(yaml)[0] == decode_str(json)[0], name


def test_what_cannot_be_said_is_told_in_both_languages(every_sound: Found) -> None:
    """A remark in YAML is a note beside JSON, word by word, and no template is so large that there is another."""
    for _, each in every_sound:
        asked = each.table, each.manifest, each.operations
        (yaml,) = cloudformation_yaml.files(*asked).values()
        remarked = " ".join(line[2:] for line in yaml.splitlines() if line.startswith("# "))
        assert " ".join(cloudformation_yaml.notes(*asked)) == remarked
        assert list(cloudformation_json.notes(*asked)) == list(cloudformation_yaml.notes(*asked))
