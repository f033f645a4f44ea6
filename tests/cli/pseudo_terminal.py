"""A command on a terminal: what it shows is waited for, and what somebody would type is typed."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.manifests import MADE_UP, environment

_PATIENCE = 60.0


class PseudoTerminal:
    """Both ends: the process, and the terminal that it sits at."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self.shown = ""
        """All that was shown so far."""
        self._seen = 0

    def expect(self, text: str) -> None:
        """Wait until a text is shown, behind what was waited for before."""
        end = time.monotonic() + _PATIENCE
        while text not in self.shown[self._seen :]:
            assert time.monotonic() < end, f"{text!r} was not shown:\n{self.shown}"
            if not self._read():
                raise AssertionError(f"{text!r} was not shown, and the command has ended:\n{self.shown}")
        self._seen = self.shown.index(text, self._seen) + len(text)

    def type(self, text: str) -> None:
        """Type it."""
        os.write(self._descriptor, text.encode())

    def code(self) -> int:
        """Let it come to its end; the exit code."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self._read():
            continue
        return self.process.wait(timeout=_PATIENCE)

    def _read(self) -> bool:
        if not select.select([self._descriptor], [], [], 0.1)[0]:
            return True
        try:
            data = os.read(self._descriptor, 65_536)
        except OSError:  # how Linux says that nobody holds the other end any more
            return False
        self.shown += data.decode()
        return bool(data)


@contextmanager
def at_terminal(
    folder: Path, *arguments: str, columns: int = 80, lines: int = 24, variables: dict[str, str] | None = None
) -> Iterator[PseudoTerminal]:
    """The command with the made-up engine at a terminal of a size."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    given = {**environment(folder, TERM="xterm"), **(variables or {})}
    given.pop("COLUMNS", None)
    # A shell of its own makes the terminal the controlling one, so that Ctrl-C is what it is.
    starter = (
        "import fcntl, os, sys, termios\n"
        "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", starter, *MADE_UP, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=given,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield PseudoTerminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
