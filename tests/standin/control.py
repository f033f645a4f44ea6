"""What a test tells the stand-ins to do wrong, and what they say they were asked: a file for each.

The control file is JSON, a fault for each name. A name is a method of the provider (`Create`) or an operation of AWS
(`CreateTable`); a fault is any of

    {"delay": 2.5}                  wait so many seconds
    {"error": "Code: message"}      fail with these words; AWS answers an operation with them
    {"crash": true}                 end the provider's process at once
    {"times": 3}                    so many calls, then no more; without it, every call
    {"when": "after"}               after the call was made at AWS, not before
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CRASHED = 86
"""The exit status of a provider that was told to crash."""
_BLINK = 0.02


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What shall go wrong in one call."""

    delay: float = 0.0
    error: str = ""
    crash: bool = False
    times: int | None = None
    when: str = "before"


class Control:
    """The faults that stand in the control file now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._spent: Counter[tuple[str, int, str]] = Counter()

    def fault(self, name: str, kind: str, when: str = "before") -> Fault | None:
        """The fault for this call of `name`, if it has one of this kind (`delay`, `error`, `crash`) for this moment."""
        try:
            text, changed = self._path.read_text(), self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        spec = json.loads(text or "{}").get(name)
        fault = Fault(**spec) if spec else None
        if fault is None or fault.when != when or not getattr(fault, kind):
            return None
        with self._lock:
            self._spent[kind, changed, name] += 1
            spent = self._spent[kind, changed, name]
        return None if fault.times is not None and spent > fault.times else fault

    def meet(self, name: str, when: str, gone: Callable[[], bool]) -> None:
        """Wait, or crash, if that is what shall happen here; stop waiting once the caller has gone."""
        if (fault := self.fault(name, "delay", when)) is not None:
            end = time.monotonic() + fault.delay
            while time.monotonic() < end:
                if gone():
                    raise Cancelled
                time.sleep(_BLINK)
        if self.fault(name, "crash", when) is not None:
            os._exit(CRASHED)

    def linger(self, name: str, when: str) -> None:
        """Wait, if that is what shall happen here; go on as soon as something else shall go wrong, or nothing any more.

        Whoever asked may be gone: AWS goes on with what it was asked all the same.
        """
        if (fault := self.fault(name, "delay", when)) is None:
            return
        end, changed = time.monotonic() + fault.delay, self._path.stat().st_mtime_ns
        while time.monotonic() < end and self._path.stat().st_mtime_ns == changed:
            time.sleep(_BLINK)


class Journal:
    """A file with a line for each call."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, **entry: Any) -> None:
        """One call; written at once, so that it stands there even if the process ends now."""
        line = json.dumps({**entry, "pid": os.getpid(), "time": time.time()}) + "\n"
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
