"""What the rules about environments say beyond what the corpus shows."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.targets import pulumi_options
from tests.rules.tables import diagnostics, found, mended, table

PROD, DEV = {"name": "prod"}, {"name": "dev", "retention": "DESTROY"}
SWITCHES: dict[str, dict[str, Any]] = {
    "POINT_IN_TIME_RECOVERY": {"pointInTimeRecoveryEnabled": True},
    "ENCRYPTION": {"serverSideEncryption": {"enabled": True}},
    "DELETION_PROTECTION": {"deletionProtectionEnabled": True},
}


def operations(text: str = "", /, **spec: Any) -> str:  # noqa: ANN401  # as JSON has them
    """A table, sound where no other one is given, and its operations."""
    manifest = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbOperations",
        "metadata": {"name": "orders"},
        "spec": {"table": "orders", **spec},
    }
    return f"{text or table()}\n---\n{json.dumps(manifest, indent=2, ensure_ascii=False)}"


@pytest.mark.parametrize(("required", "there"), list(product(SWITCHES, SWITCHES)))
def test_each_safeguard_is_met_by_its_own_setting(required: str, there: str) -> None:
    """None of the three stands for another."""
    text = operations(table(**SWITCHES[there]), environments=[{**PROD, "requires": [required]}])
    wanted = [] if required == there else ["safeguard-missing at spec.environments[0].requires[0]"]
    assert found(text) == wanted


def test_only_the_chosen_environment_is_judged() -> None:
    """What another environment requires is its own affair."""
    text = operations(environments=[{**PROD, "requires": ["ENCRYPTION"]}, DEV])
    assert found(text, Checker(overrides=parse_all(["metadata.env=dev"]))) == []
    assert found(text, Checker(overrides=parse_all(["metadata.env=prod"]))) == [
        "safeguard-missing at spec.environments[0].requires[0]"
    ]


def test_the_way_out_of_a_protection_is_one() -> None:
    """What the help says to put on the command line makes the finding go."""
    text = operations(table(deletionProtectionEnabled=True), environments=[PROD, DEV])
    (said,) = diagnostics(text)
    assert "--env dev --set spec.deletionProtectionEnabled=false" in said.help
    settings = ["metadata.env=dev", "spec.deletionProtectionEnabled=false"]
    assert found(text, Checker(overrides=parse_all(settings))) == []


@pytest.mark.parametrize(
    ("label", "said", "environment", "is_found"),
    [
        (pulumi_options.RETAIN, "false", PROD, True),
        (pulumi_options.RETAIN, "true", PROD, False),
        (pulumi_options.PROTECT, "false", PROD, True),
        (pulumi_options.RETAIN, "true", DEV, True),
        (pulumi_options.PROTECT, "true", DEV, True),
        (pulumi_options.PROTECT, "false", DEV, False),
    ],
)
def test_a_label_that_says_otherwise_is_found(
    label: str,
    said: str,
    environment: dict[str, str],
    is_found: bool,  # noqa: FBT001  # what a case expects
) -> None:
    """In either direction, and only then."""
    text = operations(table({"labels": {label: said}}), environments=[environment])
    assert [each.rule for each in diagnostics(text)] == ["retention-overruled"] * is_found


@pytest.mark.parametrize(
    "naming", ["{table}/x", "{table} x", "%table%", "{table}-каша", "{table}\n", "x" * 256, "{app}"]
)
def test_a_naming_that_gives_no_name_is_found(naming: str) -> None:
    """By what it comes to, not by how it is written."""
    assert found(operations(naming=naming, app="ab")) == ["naming-unfit at spec.naming"] + [
        "app-unused at spec.app"
    ] * ("{app}" not in naming)


@pytest.mark.parametrize("naming", ["{app}-{table}", "${env}-x", "{envv}"])
def test_a_naming_that_cannot_be_filled_in_is_not_judged(naming: str) -> None:
    """What it would come to is not known; what is missing has a finding of its own."""
    rules = [each.rule for each in diagnostics(operations(naming=naming, environments=[PROD, DEV]))]
    assert "naming-unfit" not in rules
    assert rules


def test_the_environment_is_written_into_naming() -> None:
    """The fix makes one name into one for each environment."""
    text = operations(naming="{table}", environments=[PROD, DEV])
    assert found(text) == ["naming-without-environment at spec.naming"]
    assert found(mended(text, rule="naming-without-environment")) == []


def test_a_table_in_which_something_is_wrong_is_not_judged() -> None:
    """What it has and lacks is not known before it is mended."""
    text = operations(table(keySchema=None), environments=[{**PROD, "requires": ["ENCRYPTION"]}])
    assert "safeguard-missing" not in {each.rule for each in diagnostics(text)}
