"""Where the provider of the tests is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import terraform_mirror


@pytest.fixture(autouse=True)
def nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any mirror, and a folder for the configuration that is written."""
    for name in ("PLANTON_DYNAMODB_TERRAFORM_MIRROR", "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "shared"))
    tools = tmp_path / "tools"
    monkeypatch.setattr(terraform_mirror, "_USUAL", ())
    monkeypatch.setattr(terraform_mirror, "_TOOLS", tools)
    monkeypatch.setattr(terraform_mirror, "_DOWNLOADED", tools / "providers")
    monkeypatch.setattr(terraform_mirror, "CONFIGURATION", tools / "terraformrc")


def unpacked(mirror: Path, version: str = "5.100.0", platform: str | None = None) -> Path:
    """A mirror that has a version of the provider as a folder."""
    here = platform or terraform_mirror._platform()
    (mirror / "registry.example.com" / "hashicorp" / "aws" / version / here).mkdir(parents=True)
    return mirror


def named() -> str:
    """What the configuration that was written says."""
    found = terraform_mirror.configuration()
    return "" if found is None else found.read_text(encoding="utf-8")


def test_there_may_be_none() -> None:
    """Then there is no configuration either."""
    assert named() == ""


def test_the_mirror_that_is_named_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the one of Terraform's own settings, which wins over the folder where Terraform looks by itself."""
    unpacked(tmp_path / "home" / ".terraform.d" / "plugins")
    assert f'"{tmp_path}/home/.terraform.d/plugins"' in named()
    settings = tmp_path / "settings"
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{unpacked(tmp_path / "a")}"\n  }}\n}}\n'
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(settings))
    assert f'"{tmp_path}/a"' in named()
    monkeypatch.setenv("PLANTON_DYNAMODB_TERRAFORM_MIRROR", str(unpacked(tmp_path / "b")))
    assert f'"{tmp_path}/b"' in named()


def test_settings_that_are_gone_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment may name a file that nobody wrote."""
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "no-such-file"))
    unpacked(tmp_path / "data" / "terraform" / "plugins")
    assert f'"{tmp_path}/data/terraform/plugins"' in named()


@pytest.mark.parametrize(
    ("version", "platform"), [("4.67.0", None), ("5.75.1", None), ("7.0.0", None), ("5.100.0", "plan9_arm")]
)
def test_a_provider_that_cannot_be_used_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, platform: str | None
) -> None:
    """It is too old, too new, or for another machine."""
    mirror = unpacked(tmp_path / "a", version, platform)
    monkeypatch.setenv("PLANTON_DYNAMODB_TERRAFORM_MIRROR", str(mirror))
    assert named() == ""


def test_a_packed_provider_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror that Terraform wrote holds archives."""
    folder = tmp_path / "a" / "registry.example.com" / "hashicorp" / "aws"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PLANTON_DYNAMODB_TERRAFORM_MIRROR", str(tmp_path / "a"))
    assert named() == ""
    (folder / f"terraform-provider-aws_6.2.0_{terraform_mirror._platform()}.zip").touch()
    assert f'"{tmp_path}/a"' in named()
