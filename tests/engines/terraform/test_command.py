"""Terraform's command is found, and has to be one that fits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planton_dynamodb.engines.terraform.command import Command, ours
from planton_dynamodb.fault import Fault


def script(folder: Path, name: str, said: str) -> dict[str, str]:
    """An environment whose only command says this when it is asked for its version."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return {"PATH": str(folder)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("terraform", "there is no `terraform` and no `tofu` on the PATH"),
        ("tofu", "there is no `tofu` on the PATH"),
    ],
)
def test_without_a_command_it_is_said_how_to_get_one(asked: str, said: str, tmp_path: Path) -> None:
    """Nothing else is tried."""
    with pytest.raises(Fault) as fault:
        Command({"PATH": str(tmp_path)}, asked)
    assert fault.value.summary == said
    assert "opentofu.org" in fault.value.help


def test_tofu_is_taken_where_there_is_no_terraform(tmp_path: Path) -> None:
    """And called by its own name."""
    environment = script(tmp_path, "tofu", '{"terraform_version": "1.9.0"}')
    assert Command(environment).title == "OpenTofu"
    assert Command(environment, "tofu").version == (1, 9, 0)
    script(tmp_path, "terraform", '{"terraform_version": "1.11.4"}')
    assert Command(environment).title == "Terraform"


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ('{"terraform_version": "0.12.31"}', "is version 0.12.31, and 1.4 or later is needed"),
        (
            "Terraform v0.11.14\nYour version is out of date!",
            "is version 0.11.14, and 1.4 or later is needed",
        ),
        ("terraforming Mars", "is no Terraform: asked for its version it says 'terraforming Mars'"),
        ("[]", "is no Terraform"),
    ],
)
def test_a_command_that_does_not_fit_says_which_does(said: str, summary: str, tmp_path: Path) -> None:
    """An old one, and something else of that name."""
    with pytest.raises(Fault) as fault:
        Command(script(tmp_path, "terraform", said))
    assert summary in fault.value.summary
    assert "Install Terraform" in fault.value.help


def test_a_command_that_fails_is_quoted(tmp_path: Path) -> None:
    """What it says of why, and nothing of how it was called."""
    environment = script(tmp_path, "tofu", "")
    (tmp_path / "tofu").write_text("#!/bin/sh\necho 'no such library' >&2\nexit 3\n")
    with pytest.raises(Fault) as fault:
        Command(environment)
    assert (fault.value.summary, fault.value.said) == (f"{tmp_path}/tofu cannot be run", "no such library")


def test_settings_of_other_modules_are_not_passed_on() -> None:
    """A workspace, a data folder, variables and flags are for modules of the user's own; a mirror is for all."""
    given = {
        "TF_VAR_region": "x",
        "TF_WORKSPACE": "x",
        "TF_DATA_DIR": "x",
        "TF_CLI_ARGS_plan": "-destroy",
        "TF_CLI_ARGS_init": "-plugin-dir=/mirror",
        "TF_CLI_CONFIG_FILE": "rc",
        "AWS_PROFILE": "me",
    }
    assert set(ours(given)) == {
        *("TF_CLI_ARGS_init", "TF_CLI_CONFIG_FILE", "AWS_PROFILE"),
        *("TF_IN_AUTOMATION", "CHECKPOINT_DISABLE"),
    }


def test_terraform_takes_nothing_of_pulumi() -> None:
    """Neither Pulumi's package nor an AWS client has to be installed for it."""
    asked = (
        "import sys, planton_dynamodb.engines.terraform.engine; "
        "print({name.partition('.')[0] for name in sys.modules} & {'pulumi', 'pulumi_aws', 'botocore', 'moto'})"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
