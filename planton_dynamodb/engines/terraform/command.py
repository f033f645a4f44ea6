"""Terraform's command, or OpenTofu's: found, of a version that fits, and run so that what befalls us spares it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from planton_dynamodb.engines.pulumi.faults import interrupted
from planton_dynamodb.fault import Fault

OLDEST = (1, 4)
"""Earlier ones fetch the provider anew for every table."""
TERRAFORM, TOFU = "terraform", "tofu"
_INSTALL = {
    TERRAFORM: "Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu "
    "(https://opentofu.org/docs/intro/install/), and see that it is on the PATH.",
    TOFU: "Install it as https://opentofu.org/docs/intro/install/ says, and see that it is on the PATH.",
}
_TITLES = {TERRAFORM: "Terraform", TOFU: "OpenTofu"}
_GLANCE = 0.05
_NOT_OURS = ("TF_VAR_", "TF_CLI_ARGS")
"""Settings of the user's own modules, which would change what is asked for here."""
_NOT_OURS_ALONE = frozenset({"TF_WORKSPACE", "TF_DATA_DIR", "TF_INPUT"})
_KEPT = "TF_CLI_ARGS_init"


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


class Command:
    """The command on the PATH, and those of its processes that run at the moment."""

    def __init__(self, environment: Mapping[str, str], name: str = TERRAFORM) -> None:
        self._environment = ours(environment)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.interrupted = False
        path = environment.get("PATH", os.defpath)
        names = (TERRAFORM, TOFU) if name == TERRAFORM else (TOFU,)
        found = next((each for each in (shutil.which(name, path=path) for name in names) if each), None)
        if found is None:
            said = " and no ".join(f"`{each}`" for each in names)
            raise Fault(f"there is no {said} on the PATH", _INSTALL[name])
        self.path = found
        self.name = TOFU if os.path.basename(found).startswith(TOFU) else TERRAFORM
        self.version = _version(found, self._environment, self.name)

    @property
    def title(self) -> str:
        """What people call it."""
        return _TITLES[self.name]

    def run(
        self,
        arguments: Sequence[str],
        folder: str,
        environment: Mapping[str, str],
        hear: Callable[[str], None] | None = None,
    ) -> Result:
        """Run one command to its end; `hear` gets each line that it prints meanwhile.

        Once somebody wants an end, only what reads or writes the state is begun.

        It has a session of its own, so that Ctrl-C on our terminal reaches it through us alone, and writes to files
        instead of pipes: should we be killed, it still finishes what it has begun, and writes down the state.
        """
        thread = threading.get_ident()
        names = [os.path.join(folder, f"{thread}.{kind}") for kind in ("out", "err")]
        with open(names[0], "w+b") as out, open(names[1], "w+b") as err:
            process = self._started(arguments, folder, {**self._environment, **environment}, out, err)
            try:
                _followed(process, names[0], hear)
            finally:
                with self._lock:
                    self._running.discard(process)
            return Result(process.returncode, _text(out), _text(err))

    def _started(
        self,
        arguments: Sequence[str],
        folder: str,
        environment: Mapping[str, str],
        out: IO[bytes],
        err: IO[bytes],
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.interrupted and arguments[0] != "state":
                raise interrupted()
            process = subprocess.Popen(
                [self.path, *arguments],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                umask=0o077,
            )
            self._running.add(process)
        return process

    def interrupt(self) -> None:
        """Ask what runs to stop when it is safe; asked again, at once."""
        with self._lock:
            self.interrupted = True
            for process in self._running:
                process.send_signal(signal.SIGINT)


def ours(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the command: without what the user has set there for modules of their own."""
    kept = {
        name: value
        for name, value in environment.items()
        if name == _KEPT or not (name.startswith(_NOT_OURS) or name in _NOT_OURS_ALONE)
    }
    return {**kept, "TF_IN_AUTOMATION": "true", "CHECKPOINT_DISABLE": "true"}


def _followed(process: subprocess.Popen[bytes], path: str, hear: Callable[[str], None] | None) -> None:
    """Wait for the end, and hear what is printed until then."""
    if hear is None:
        process.wait()
        return
    left = b""
    with open(path, "rb") as printed:
        ended = False
        while not ended:
            ended = process.poll() is not None
            *lines, left = (left + printed.read()).split(b"\n")
            for line in lines:
                hear(line.decode("utf-8", "replace"))
            if not ended:
                time.sleep(_GLANCE)


def _version(path: str, environment: Mapping[str, str], name: str) -> tuple[int, ...]:
    """The command's version, if it fits."""
    said = _said_of_version(path, environment, name)
    try:
        version = str(json.loads(said)["terraform_version"])
    except (ValueError, KeyError, TypeError):
        # The oldest do not know that JSON is asked for.
        version = said.splitlines()[0].rpartition(" v")[2] if said.strip() else ""
    try:
        numbers = tuple(int(each) for each in version.partition("-")[0].split("."))
    except ValueError:
        raise Fault(
            f"{path} is no {_TITLES[name]}: asked for its version it says {said.strip()[:200]!r}",
            _INSTALL[name],
        ) from None
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise Fault(f"{path} is version {version}, and {oldest} or later is needed", _INSTALL[name])
    return numbers


def _said_of_version(path: str, environment: Mapping[str, str], name: str) -> str:
    try:
        done = subprocess.run(
            [path, "version", "-json"], env=dict(environment), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Fault(f"{path} cannot be run", _INSTALL[name], str(error)) from None
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}"
        raise Fault(f"{path} cannot be run", _INSTALL[name], said)
    return done.stdout


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace").rstrip()
