"""Pulumi's command: found, of a version that fits, and run so that nothing that befalls us befalls it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from planton_dynamodb.engines.pulumi.faults import interrupted
from planton_dynamodb.fault import Fault

OLDEST, NEWER = VersionInfo.parse("3.200.0"), VersionInfo.parse("4.0.0")
_INSTALL = "Install it as https://www.pulumi.com/docs/install/ says, and see that it is on the PATH."


class Command(PulumiCommand):
    """The command on the PATH, and those of its processes that run at the moment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Not the base's: it would look in our own environment, and name no way out."""
        self._environment = environment
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.interrupted = False
        found = shutil.which("pulumi", path=environment.get("PATH", os.defpath))
        if found is None:
            raise Fault("there is no `pulumi` on the PATH", _INSTALL)
        self.command = found
        self.version = _version(found, environment)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], object] | None = None,  # noqa: ARG002 - events say more
        on_error: Callable[[str], object] | None = None,  # noqa: ARG002
    ) -> CommandResult:
        """Run one command to its end.

        It has a session of its own, so that Ctrl-C on our terminal reaches it through us alone, and writes to files
        instead of pipes: should we be killed, it still finishes what it has begun, and writes down the state.
        """
        environment = {**self._environment, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        with (
            open(os.path.join(cwd, f"{threading.get_ident()}.out"), "w+b") as out,
            open(os.path.join(cwd, f"{threading.get_ident()}.err"), "w+b") as err,
        ):
            process = self._started(args, cwd, environment, out, err)
            try:
                process.wait()
            finally:
                with self._lock:
                    self._running.discard(process)
            result = CommandResult(stdout=_text(out), stderr=_text(err), code=process.returncode)
        if result.code != 0:
            raise create_command_error(result)
        return result

    def _started(
        self, args: list[str], cwd: str, environment: Mapping[str, str], out: BinaryIO, err: BinaryIO
    ) -> subprocess.Popen[bytes]:
        """Start it; once somebody wants an end, only what writes down how far it came."""
        with self._lock:
            if self.interrupted and args[0] != "stack":
                raise interrupted()
            process = subprocess.Popen(
                [self.command, "--non-interactive", *args],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            if args[:2] != ["stack", "import"]:
                self._running.add(process)
        return process

    def interrupt(self) -> None:
        """Ask what runs to stop when it is safe; asked again, at once."""
        with self._lock:
            self.interrupted = True
            for process in self._running:
                process.send_signal(signal.SIGINT)


def _version(command: str, environment: Mapping[str, str]) -> VersionInfo:
    """The command's version, if it fits."""
    try:
        said = subprocess.run(
            [command, "version"],
            env={**environment, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise Fault(f"{command} cannot be run", _INSTALL, str(error)) from None
    try:
        version = VersionInfo.parse(said.removeprefix("v"))
    except ValueError:
        raise Fault(f"{command} is no Pulumi: asked for its version it says {said!r}", _INSTALL) from None
    if not OLDEST <= version < NEWER:
        raise Fault(f"{command} is version {version}, and {OLDEST} to below {NEWER} is needed", _INSTALL)
    return version


def _text(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    return str(file.read().decode("utf-8", "replace")).rstrip()  # type: ignore[attr-defined]
