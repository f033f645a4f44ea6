"""The fixtures of every test that runs the real engine: import them into the folder's conftest.

- `pulumi_cli` is the path of the engine's command. Without one the test skips; in CI that is a failure.
- `cloud` is an AWS and a provider for it, for this test alone: what a test before it made or told them is forgotten.

    def test_something(cloud: Cloud) -> None:
        cloud.run("pulumi", "up", "--yes", cwd=folder)                # or any other command, with cloud.env
        cloud.client("dynamodb").describe_table(TableName="orders")   # what stands at AWS
        cloud.faults(CreateTable={"error": "LimitExceededException: Too many", "times": 2}, Create={"delay": 3})
        cloud.calls("Create")                                         # what the provider was asked
        cloud.requests("CreateTable")                                 # what AWS was asked, and with whose key
        role(cloud, "shop-task")                                      # a role for what is granted to one

`cloud.env` is a whole environment: the engine and this Python's commands on the PATH, a home, a state backend and a
passphrase of its own, the AWS credentials `standin`, and `PULUMI_DEBUG_PROVIDERS`, by which the engine finds the
provider. It has the AWS endpoint too, so that other clients find it. `cloud.installed_env` is the same with the
provider as an installed plugin, which the engine starts anew, in the environment of the command: that one sees
`AWS_PROFILE` and its like, which the process behind `env` does not. `cloud.backend` is the folder of the states.

What a fault is stands in `tests.standin.control`. A provider that crashed is there again after `cloud.revive()`, on its
old port, and before the next test anyhow. AWS and the provider are processes of each pytest worker, and end with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest
from botocore.config import Config

Client: TypeAlias = Any  # boto3 makes its clients at run time
Entry: TypeAlias = dict[str, Any]

__all__ = [
    "Cloud",
    "cloud",
    "engine_command",
    "moto_endpoint",
    "new_cloud",
    "pulumi_cli",
    "role",
    "stand_ins",
    "standing_in",
]

ACCESS_KEY = "AKIASTANDIN000000000"
SECRET_KEY = "standin-secret"
REGION = "us-east-1"
_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_OURS = ("AWS_", "PULUMI_")
_ROOT = Path(__file__).parents[2]
_PATIENCE = 20.0
_RUN_PATIENCE = 120.0


class StandIn:
    """One stand-in: a process that says its port on its first line and ends when its input is closed."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.standin", *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        environment = {**kept, **_CREDENTIALS}
        self._process = subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.end()
            pytest.fail(f"The stand-in did not start: {' '.join(arguments)}")
        self.port = int(line)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it, and wait until it has."""
        with self._process as process:
            process.kill()


@dataclass
class StandIns:
    """The processes of one pytest worker."""

    folder: Path
    aws: StandIn
    provider: StandIn

    @property
    def control(self) -> Path:
        """The file of faults."""
        return self.folder / "control.json"

    @property
    def journal(self) -> Path:
        """The file of calls."""
        return self.folder / "journal.jsonl"

    @property
    def endpoint(self) -> str:
        """Where AWS is."""
        return f"http://127.0.0.1:{self.aws.port}"

    def revive(self) -> None:
        """Start the provider again, on its port, if it is gone."""
        if not self.provider.alive():
            self.provider.end()
            self.provider = _provider(self.folder, self.endpoint, self.provider.port)

    def end(self) -> None:
        """The provider of now."""
        self.provider.end()

    def forget(self) -> None:
        """No tables, no faults, no calls."""
        self.control.write_text("{}")
        self.journal.write_text("")
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        with urllib.request.urlopen(reset, timeout=_PATIENCE):
            pass
        self.revive()


@dataclass
class Cloud:
    """An AWS, a provider for it, and an environment in which the engine finds both."""

    env: dict[str, str]
    installed_env: dict[str, str]
    backend: Path
    folder: Path
    endpoint: str
    _stand_ins: StandIns
    _clients: list[Client] = field(default_factory=list)

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
        self._stand_ins.control.write_text(json.dumps(faults))

    def calls(self, method: str = "", type_: str = "") -> list[Entry]:
        """What the provider was asked, in order."""
        return [
            entry
            for entry in self._entries("provider")
            if method in {"", entry["method"]} and (not type_ or type_ in entry["type"])
        ]

    def requests(self, operation: str = "") -> list[Entry]:
        """What AWS was asked, in order; not what the test's own clients ask."""
        return [
            entry
            for entry in self._entries("aws")
            if operation in {"", entry["operation"]} and entry["access_key"] != "test"
        ]

    def _entries(self, side: str) -> list[Entry]:
        entries = (json.loads(line) for line in self._stand_ins.journal.read_text().splitlines())
        return [entry for entry in entries if entry["side"] == side]

    def forget_calls(self) -> None:
        """From here on only new calls count."""
        self._stand_ins.journal.write_text("")

    def provider_alive(self) -> bool:
        """Whether the provider's process still runs."""
        return self._stand_ins.provider.alive()

    def revive(self) -> None:
        """The provider is there again, if it had crashed."""
        self._stand_ins.revive()

    def run(
        self, *command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """A command run to its end in this environment."""
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=dict(env or self.env),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_RUN_PATIENCE,
            check=False,
        )

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients:
            client.close()


def role(cloud: Cloud, name: str) -> str:
    """A role that stands at AWS, which tasks take; its ARN."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    made = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])


@pytest.fixture(scope="session")
def pulumi_cli() -> Path:
    """The engine's command."""
    found = engine_command()
    if found is None:
        reason = "There is no pulumi command; `make test` builds one where Go is."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def engine_command() -> Path | None:
    """The engine's command on the PATH, or the one that `make test` built."""
    found = shutil.which("pulumi") or shutil.which("pulumi", path=str(_ROOT / ".tools"))
    return None if found is None else Path(found)


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    """AWS and the provider, for all tests of this worker."""
    with standing_in(tmp_path_factory.mktemp("standin")) as made:
        yield made


@contextmanager
def standing_in(folder: Path) -> Iterator[StandIns]:
    """AWS and the provider, which keep their files in a folder: for who is no test and wants them too."""
    aws = StandIn("aws", *_files(folder))
    with _ending(aws.end):
        made = StandIns(folder, aws, _provider(folder, f"http://127.0.0.1:{aws.port}"))
        with _ending(made.end):
            yield made


@pytest.fixture(scope="session")
def moto_endpoint(stand_ins: StandIns) -> str:
    """Where AWS is, for a test that needs no more than that."""
    return stand_ins.endpoint


@pytest.fixture
def cloud(pulumi_cli: Path, stand_ins: StandIns, tmp_path: Path) -> Iterator[Cloud]:
    """An AWS without tables, and a provider for it, for this test."""
    with new_cloud(pulumi_cli, stand_ins, tmp_path) as made:
        yield made


@contextmanager
def new_cloud(cli: Path, stand_ins: StandIns, folder: Path) -> Iterator[Cloud]:
    """An AWS without tables, whose environment keeps its files in a folder."""
    stand_ins.forget()
    env = _environment(cli, stand_ins, folder, _language(folder / "language"))
    installed = {name: value for name, value in env.items() if name != "PULUMI_DEBUG_PROVIDERS"}
    installed["PATH"] = f"{_installed(folder / 'provider', stand_ins)}{os.pathsep}{env['PATH']}"
    work = folder / "work"
    work.mkdir()
    made = Cloud(env, installed, folder / "state", work, stand_ins.endpoint, stand_ins)
    with _ending(made.close):
        yield made


@contextmanager
def _ending(end: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    finally:
        end()


def _files(folder: Path) -> list[str]:
    return ["--control", str(folder / "control.json"), "--journal", str(folder / "journal.jsonl")]


def _provider(folder: Path, endpoint: str, port: int = 0) -> StandIn:
    return StandIn("provider", *_files(folder), "--endpoint", endpoint, "--port", str(port))


def _language(folder: Path) -> Path:
    """The language plugin, where the engine looks for it: a command on the PATH."""
    return _command(folder, "pulumi-language-python", ["language", "--stay"])


def _installed(folder: Path, stand_ins: StandIns) -> Path:
    """The provider likewise, for runs in which the engine shall start its own."""
    arguments = ["provider", *_files(stand_ins.folder), "--endpoint", stand_ins.endpoint, "--stay"]
    return _command(folder, "pulumi-resource-aws", arguments)


def _command(folder: Path, name: str, arguments: list[str]) -> Path:
    folder.mkdir()
    command = folder / name
    command.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(_ROOT)!r})\n"
        f"from tests.standin.__main__ import main\nmain([*{arguments!r}, *sys.argv[1:]])\n"
    )
    command.chmod(0o755)
    return folder


def _environment(cli: Path, stand_ins: StandIns, folder: Path, plugins: Path) -> dict[str, str]:
    home, state = folder / "home", folder / "state"
    for made in (home, state):
        made.mkdir()
    path = [
        str(plugins),
        str(Path(sys.executable).parent),
        str(cli.parent),
        "/usr/local/bin",
        "/usr/bin",
        "/bin",
    ]
    return {
        "PATH": os.pathsep.join(path),
        "HOME": str(home),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "PULUMI_HOME": str(home / ".pulumi"),
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_CONFIG_PASSPHRASE": "standin",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # Else the engine tries to download the provider that it is then given, before every update of what is there.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DEBUG_PROVIDERS": f"aws:{stand_ins.provider.port}",
        "AWS_ENDPOINT_URL": stand_ins.endpoint,
        **_CREDENTIALS,
    }
