"""The fixtures of every test that runs the real Terraform: import them into the folder's conftest.

- `terraform_cli` is the path of the command. Without one, or without the AWS provider, the test skips; in CI that is a
  failure.
- `terraforming` is an AWS of this test alone, and an environment in which Terraform and its provider find it.

    def test_something(terraforming: Terraforming) -> None:
        module = terraforming.module("orders", {"main.tf": text})     # a folder, initialised
        module.run("apply", "-auto-approve")                          # fails the test unless it exits with 0
        module.outputs()
        terraforming.client("dynamodb").describe_table(TableName="orders")
        terraforming.faults(CreateTable={"error": "LimitExceededException: Too many", "times": 2})
        terraforming.requests("CreateTable")                          # what AWS was asked

`terraforming.env` is the whole environment, for whoever starts something else: the command and this Python's commands
on the PATH, a home of its own, made-up credentials, AWS_ENDPOINT_URL, and the configuration by which Terraform finds
the provider on this machine. The provider needs no settings besides, so the modules are those that users get.

AWS is a process of each pytest worker, the stand-in that the Pulumi tests have too, and ends with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest
from botocore.config import Config

from tests.standin.fixtures import StandIn
from tools import terraform_mirror

Client: TypeAlias = Any  # boto3 makes its clients at run time
Entry: TypeAlias = dict[str, Any]

__all__ = ["Terraforming", "aws_account", "terraform_cli", "terraforming"]

ACCESS_KEY = "AKIASTANDIN000000000"
REGION = "us-east-1"
_ROOT = Path(__file__).parents[2]
_PATIENCE = 20.0
_RUN_PATIENCE = 300.0


@dataclass
class AwsAccount:
    """The AWS of one pytest worker."""

    folder: Path
    aws: StandIn

    @property
    def endpoint(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.aws.port}"

    @property
    def control(self) -> Path:
        """The file of faults."""
        return self.folder / "control.json"

    @property
    def journal(self) -> Path:
        """The file of calls."""
        return self.folder / "journal.jsonl"

    def forget(self) -> None:
        """No tables, no faults, no calls."""
        self.control.write_text("{}")
        self.journal.write_text("")
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        with urllib.request.urlopen(reset, timeout=_PATIENCE):
            pass


@dataclass
class Module:
    """A folder with a module in it, for Terraform's command."""

    cli: Path
    folder: Path
    env: Mapping[str, str]

    def run(self, *arguments: str, expected: int = 0) -> str:
        """What the command prints; the test fails where it ends otherwise."""
        done = subprocess.run(
            [str(self.cli), *arguments],
            cwd=self.folder,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_RUN_PATIENCE,
            check=False,
        )
        assert done.returncode == expected, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def outputs(self) -> dict[str, Any]:
        """What the module gives back."""
        return {name: each["value"] for name, each in json.loads(self.run("output", "-json")).items()}


@dataclass
class Terraforming:
    """An AWS, and an environment in which Terraform finds it."""

    cli: Path
    env: dict[str, str]
    folder: Path
    account: AwsAccount
    _clients: list[Client] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        """Where AWS is."""
        return self.account.endpoint

    def module(self, name: str, files: Mapping[str, str]) -> Module:
        """A folder with these files, initialised."""
        made = self.bare(name, files)
        made.run("init", "-input=false")
        return made

    def bare(self, name: str, files: Mapping[str, str]) -> Module:
        """A folder with these files, and nothing more."""
        folder = self.folder / name
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return Module(self.cli, folder, self.env)

    def client(self, service: str, region: str = REGION) -> Client:
        """A client of AWS; it is closed after the test."""
        client = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )
        self._clients.append(client)
        return client

    def faults(self, **faults: Mapping[str, Any]) -> None:
        """What shall go wrong from now on: exactly this."""
        self.account.control.write_text(json.dumps(faults))

    def requests(self, operation: str = "") -> list[Entry]:
        """What AWS was asked, in order; not what the test's own clients ask."""
        entries = (json.loads(line) for line in self.account.journal.read_text().splitlines())
        return [
            entry
            for entry in entries
            if operation in {"", entry["operation"]} and entry["access_key"] != "test"
        ]

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients:
            client.close()


@pytest.fixture(scope="session")
def terraform_cli() -> Path:
    """The command, where there is a provider for it too."""
    found = terraform_command()
    if found is None:
        _missing("There is no terraform command; `make test` builds one where Go is.")
    elif terraform_mirror.configuration() is None:
        _missing("Terraform's AWS provider is not on this machine; `make test` says more.")
    assert found is not None
    return found


def terraform_command() -> Path | None:
    """The command on the PATH, or the one that `make test` built."""
    found = shutil.which("terraform") or shutil.which("terraform", path=str(_ROOT / ".tools"))
    return None if found is None else Path(found)


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def aws_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsAccount]:
    """AWS, for all tests of this worker."""
    folder = tmp_path_factory.mktemp("terraforming")
    control, journal = folder / "control.json", folder / "journal.jsonl"
    aws = StandIn("aws", "--control", str(control), "--journal", str(journal))
    try:
        yield AwsAccount(folder, aws)
    finally:
        aws.end()


@pytest.fixture
def terraforming(terraform_cli: Path, aws_account: AwsAccount, tmp_path: Path) -> Iterator[Terraforming]:
    """An AWS without tables, for this test."""
    aws_account.forget()
    home, work = tmp_path / "home", tmp_path / "work"
    for folder in (home, work):
        folder.mkdir()
    made = Terraforming(
        terraform_cli, environment(terraform_cli, aws_account.endpoint, home), work, aws_account
    )
    try:
        yield made
    finally:
        made.close()


def environment(cli: Path, endpoint: str, home: Path) -> dict[str, str]:
    """The environment in which Terraform finds the provider and AWS, and nothing of this machine's own settings."""
    path = (str(Path(sys.executable).parent), str(cli.parent), "/usr/local/bin", "/usr/bin", "/bin")
    return {
        "PATH": os.pathsep.join(path),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "TF_CLI_CONFIG_FILE": str(terraform_mirror.CONFIGURATION),
        "TF_IN_AUTOMATION": "true",
        "NO_COLOR": "1",
        "TF_CLI_ARGS": "-no-color",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": "standin-secret",
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
