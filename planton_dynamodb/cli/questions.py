"""Questions on the terminal, one at a time: whether to apply what is foreseen, and whether to delete a table."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from planton_dynamodb.cli.progress import Progress

_BLINK, _PATIENCE = 0.1, 1.0
_YES, _ALL = ("y", "yes"), ("a", "all")


def can_ask() -> bool:
    """Whether somebody sits there: a question is shown on standard error and answered on standard input."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Questions:
    """Whoever asks gets the terminal for itself until the answer is there."""

    def __init__(self, progress: Progress, *, many: bool) -> None:
        self._progress = progress
        self._many = many
        self._one_at_a_time = threading.Lock()
        self._stopped = threading.Event()
        self._yes_to_all = False

    def stop(self) -> None:
        """Nobody answers any more: what is asked, or will be, is declined. The terminal is free afterwards."""
        self._stopped.set()
        if self._one_at_a_time.acquire(timeout=_PATIENCE):
            self._one_at_a_time.release()

    def agreed(self, lines: Iterable[str], question: str) -> bool:
        """A yes; with many tables it can be given for all that follow."""
        with self._one_at_a_time:
            if self._yes_to_all:
                return not self._stopped.is_set()
            answers = "[y/N/all]" if self._many else "[y/N]"
            answer = self._asked(lines, f"{question} {answers} ").lower()
            self._yes_to_all = self._many and answer in _ALL
            return self._yes_to_all or answer in _YES

    def named(self, lines: Iterable[str], question: str, name: str) -> bool:
        """The name typed out, so that a habit does not delete anything."""
        with self._one_at_a_time:
            return self._asked(lines, f"{question} ") == name

    def _asked(self, lines: Iterable[str], question: str) -> str:
        if self._stopped.is_set():
            return ""
        with self._progress.paused():
            _forget_what_was_typed()
            for line in lines:
                print(line, file=sys.stderr)
            print(question, end="", file=sys.stderr, flush=True)
            answer = self._line(_ready)
            if not answer.endswith("\n"):
                print(file=sys.stderr)
        return answer.strip()

    def _line(self, ready: Callable[[], bool]) -> str:
        """A line, if one is typed before everything is stopped: to wait for it in one go would be to wait for ever."""
        while not self._stopped.is_set():
            if ready():
                return sys.stdin.readline()
        return ""


def _forget_what_was_typed() -> None:
    """A line that was typed before the question was there is no answer to it."""
    try:
        import termios
    except ModuleNotFoundError:  # Windows
        return
    with suppress(termios.error, OSError, ValueError):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _ready() -> bool:
    from select import select

    try:
        return bool(select([sys.stdin], [], [], _BLINK)[0])
    except OSError:  # Windows knows this for sockets only: then the wait is in the reading
        return True
