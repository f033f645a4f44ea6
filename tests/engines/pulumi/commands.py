"""The command as a user runs it, in the world of a test: to its end, or until something befalls it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.cli.manifests import manifest
from tests.standin.fixtures import Cloud

COMMAND = (sys.executable, "-m", "planton_dynamodb")
NOISE = re.compile(r"Traceback|Warning:|warnings\.warn|Exception ignored|\.py\", line|<\{%|\\t")
"""What nobody is to meet, whatever goes wrong."""
_PATIENCE = 90.0
_ASKED = {"Create": "CreateTable", "Update": "UpdateTable", "Delete": "DeleteTable"}
_BLINK = 0.02


def write(cloud: Cloud, more: str = "", *, name: str = "orders", metadata: str = "") -> None:
    """The manifest of a table."""
    (cloud.folder / f"{name}.yaml").write_text(manifest(name, more=more, metadata=metadata))


def ask(cloud: Cloud, verb: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a verb on the table `orders`; whatever it says, it says without noise."""
    yes = ("--yes",) if verb in ("apply", "destroy") else ()
    answer = cloud.run(*COMMAND, verb, "orders.yaml", *yes, *arguments, env={**cloud.env, **env})
    assert NOISE.search(answer.stdout + answer.stderr) is None, answer.stdout + answer.stderr
    return answer


def headline(answer: subprocess.CompletedProcess[str]) -> str:
    """What became of the table."""
    return next(iter(answer.stdout.splitlines()), answer.stderr)


def words(answer: subprocess.CompletedProcess[str]) -> str:
    """All that was printed, however the lines were broken."""
    return " ".join((answer.stdout + answer.stderr).split())


class Running:
    """A command that runs, and its engine."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.engine = engine_of(process.pid)

    def signal(self, number: signal.Signals) -> None:
        """Send the command a signal."""
        self.process.send_signal(number)

    def kill_engine(self) -> None:
        """End its engine as nothing else can."""
        os.kill(self.engine, signal.SIGKILL)

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end; what it said."""
        out, err = self.process.communicate(timeout=_PATIENCE)
        assert NOISE.search(out + err) is None, out + err
        return subprocess.CompletedProcess(self.process.args, self.process.returncode, out, err)

    def engine_ended(self) -> None:
        """Wait until the engine has ended by itself."""
        until(lambda: not lives(self.engine))


@contextmanager
def begun(
    cloud: Cloud, method: str, verb: str = "apply", *arguments: str, **fault: object
) -> Iterator[Running]:
    """A verb that has come to where the provider is asked for this, and lets it wait, before or after AWS is asked."""
    cloud.faults(**{method: {"delay": 60, "times": 1, **fault}})
    cloud.forget_calls()
    process = subprocess.Popen(
        [*COMMAND, verb, "orders.yaml", "--yes", *arguments],
        cwd=cloud.folder,
        env=cloud.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    engine = 0
    try:
        until(lambda: _has_come_to(cloud, method, str(fault.get("when", "before"))))
        running = Running(process)
        engine = running.engine
        yield running
    finally:
        cloud.faults()
        for pid in filter(None, (process.pid if process.poll() is None else 0, engine)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()


def _has_come_to(cloud: Cloud, method: str, when: str) -> bool:
    """Whether the provider has come to the fault: it looks at a table first, before it makes or changes one."""
    calls = [call for call in cloud.calls(method) if not call.get("preview")]
    if not calls:
        return False
    if when == "after":
        return bool(cloud.requests(_ASKED[method]))
    looks = method != "Delete" and calls[0]["type"].endswith(":Table")
    asked = cloud.requests("DescribeTable") if looks else calls
    return any(request["time"] >= calls[0]["time"] for request in asked)


def until(condition: Callable[[], object]) -> None:
    """Wait for it."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(_BLINK)


def lives(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def engine_of(pid: int) -> int:
    """The engine that a command has started: that of its children which is Pulumi's."""
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    (engine,) = (child for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "pulumi")
    return engine


def tables(cloud: Cloud) -> list[str]:
    """The tables that AWS has."""
    return sorted(cloud.client("dynamodb").list_tables()["TableNames"])
