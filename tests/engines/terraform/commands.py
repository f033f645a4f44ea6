"""The command as a user runs it with Terraform: to its end, or until something befalls it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.cli.manifests import manifest
from tests.engines.pulumi.commands import NOISE, headline, lives, until, words
from tests.terraforming.fixtures import Terraforming

__all__ = [
    "ask",
    "begun",
    "by_label",
    "headline",
    "lives",
    "state_folder",
    "table",
    "until",
    "words",
    "write",
]

COMMAND = (sys.executable, "-m", "planton_dynamodb")
_FRAME = "╷│╵"
_PATIENCE = 120.0


def write(world: Terraforming, more: str = "", *, name: str = "orders", metadata: str = "") -> None:
    """The manifest of a table."""
    (world.folder / f"{name}.yaml").write_text(manifest(name, more=more, metadata=metadata))


def arguments(verb: str, *more: str) -> list[str]:
    """The command for the table `orders`."""
    given = [] if any(each.endswith(".yaml") for each in more) else ["orders.yaml"]
    yes = ["--yes"] if verb in ("apply", "destroy") else []
    return [*COMMAND, verb, *given, "--engine", "terraform", *yes, *more]


def ask(world: Terraforming, verb: str, *more: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a verb; whatever it says, it says without noise."""
    return _answer(world, arguments(verb, *more), env)


def by_label(world: Terraforming, verb: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a verb on what makes the table as its label says."""
    return _answer(world, [*COMMAND, verb, "orders.yaml", *more], {})


def _answer(
    world: Terraforming, command: Sequence[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    answer = subprocess.run(
        command,
        cwd=world.folder,
        env={**world.env, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    said = answer.stdout + answer.stderr
    assert NOISE.search(said) is None, said
    assert not set(_FRAME) & set(said), said
    return answer


class Running:
    """A command that runs, and Terraform under it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        (self.terraform,) = _children(process.pid)

    def kill(self, pid: int) -> None:
        """End a process as nothing else can, and see that it is gone."""
        os.kill(pid, signal.SIGKILL)
        until(lambda: not lives(pid))

    def providers(self) -> list[int]:
        """The processes of Terraform's provider."""
        return _children(self.terraform)

    def hears(self, words: str) -> None:
        """Wait until it has said something. Two signals that come at once would be one."""
        assert self.process.stderr is not None
        assert any(words in line for line in self.process.stderr), f"it never said: {words}"

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end; what it said."""
        out, err = self.process.communicate(timeout=_PATIENCE)
        assert NOISE.search(out + err) is None, out + err
        return subprocess.CompletedProcess(self.process.args, self.process.returncode, out, err)


@contextmanager
def begun(world: Terraforming, operation: str, verb: str = "apply", **fault: object) -> Iterator[Running]:
    """A verb that has come to where AWS is asked for this, and waits there for its answer."""
    world.faults(**{operation: {"delay": 60, "times": 1, **fault}})
    before = len(world.requests(operation))
    process = subprocess.Popen(
        arguments(verb),
        cwd=world.folder,
        env=world.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    pids: list[int] = []
    try:
        until(lambda: len(world.requests(operation)) > before or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        running = Running(process)
        pids = [running.terraform, *running.providers()]
        yield running
    finally:
        world.faults()
        for pid in (process.pid if process.poll() is None else 0, *pids):
            with suppress(ProcessLookupError):
                if pid and lives(pid):
                    os.kill(pid, signal.SIGKILL)
        process.communicate()


def _children(pid: int) -> list[int]:
    """The processes that a process has started and that still live."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    found = {int(child) for task in tasks for child in (task / "children").read_text().split()}
    return sorted(filter(lives, found))


def state_folder(world: Terraforming, stack: str = "orders") -> Path:
    """Where the state of a table is kept."""
    return Path(world.env["HOME"]) / ".local/share/planton-dynamodb/terraform" / stack


def state(world: Terraforming, stack: str = "orders") -> dict[str, Any]:
    """The state itself."""
    said: dict[str, Any] = json.loads((state_folder(world, stack) / "terraform.tfstate").read_text())
    return said


def table(world: Terraforming, name: str = "orders") -> dict[str, Any]:
    """What AWS has."""
    described: dict[str, Any] = world.client("dynamodb").describe_table(TableName=name)["Table"]
    return described


def tables(world: Terraforming) -> list[str]:
    """The tables that AWS has."""
    return sorted(world.client("dynamodb").list_tables()["TableNames"])
