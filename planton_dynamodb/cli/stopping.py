"""Signals that end a run, kept waiting where the run must not be cut short."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(BaseException):
    """A signal asked for the end. No `except Exception` takes it for a fault."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Stopping:
    """While this is entered, a signal raises Stopped: at once, or when `held` has been left."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._holds = 0
        self._waiting: int | None = None
        self._stopped = False

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                # Somebody who ignores a signal (nohup) goes on ignoring it.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    @contextmanager
    def held(self) -> Iterator[None]:
        """A part of the run that a signal does not interrupt."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds and self._waiting is not None:
                self._stop(self._waiting)

    def _heard(self, number: int, _: FrameType | None) -> None:
        if self._holds:
            self._waiting = self._waiting or number
        else:
            self._stop(number)

    def _stop(self, number: int) -> None:
        """Raise, once: what comes while the run is being cleaned up changes nothing."""
        self._waiting = None
        if not self._stopped:
            self._stopped = True
            raise Stopped(number)
