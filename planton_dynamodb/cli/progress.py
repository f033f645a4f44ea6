"""What is said while engines work: a live line for each table on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, Terminal, columns

_REDRAWN = 1.0
_LINES_LEFT = 2
_LOWEST = 24


class Progress(Protocol):
    """Told by many threads; never an obstacle to the work, whatever becomes of the stream."""

    def begin(self, name: str) -> None:
        """A table is taken in hand."""

    def tell(self, name: str, line: str) -> None:
        """A table has come to something."""

    def end(self, name: str) -> None:
        """Nothing more will be told of a table."""

    def paused(self) -> AbstractContextManager[None]:
        """Nothing is written meanwhile: somebody is asked something."""

    def close(self) -> None:
        """Leave nothing behind."""


def progress_on(stream: TextIO, *, quiet: bool) -> Progress:
    """The form that suits a stream."""
    if quiet:
        return Silent()
    return Live(stream) if stream.isatty() and os.environ.get("TERM") != "dumb" else Lines(stream)


def say(line: str) -> None:
    """A line of talk. Whoever read it may be gone; what is under way is to be ended in order all the same."""
    _Out(sys.stderr).write(f"{line}\n")


class Silent:
    """Nothing is said."""

    def begin(self, name: str) -> None:
        """Keep it."""

    def tell(self, name: str, line: str) -> None:
        """Keep it."""

    def end(self, name: str) -> None:
        """Keep it."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is written anyway."""
        yield

    def close(self) -> None:
        """There is nothing to leave."""


class Lines:
    """A line for everything that is told."""

    def __init__(self, stream: TextIO) -> None:
        self._out = _Out(stream)
        self._lock = threading.Lock()
        self._held: list[str] | None = None
        """What came while somebody is asked something."""

    def begin(self, name: str) -> None:
        """What it comes to is said soon enough."""

    def tell(self, name: str, line: str) -> None:
        """Write it, or keep it until it can be written."""
        with self._lock:
            told = self._out.screen.shown(f"{name}: {line}") + "\n"
            if self._held is None:
                self._out.write(told)
            else:
                self._held.append(told)

    def end(self, name: str) -> None:
        """What became of it is printed with the results."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Keep lines back."""
        with self._lock:
            self._held = []
        try:
            yield
        finally:
            with self._lock:
                self._out.write("".join(self._held))
                self._held = None

    def close(self) -> None:
        """Lines stay."""


class Live:
    """A line for each table that is being worked on, with the seconds that it has taken, drawn anew all the time."""

    def __init__(self, stream: TextIO) -> None:
        self._out = _Out(stream)
        self._lock = threading.Lock()
        self._tables: dict[str, tuple[float, str]] = {}
        """When each began, and what it has come to."""
        self._drawn = 0
        self._pauses = 0
        self._closed = threading.Event()
        threading.Thread(target=self._keep_drawing, daemon=True).start()

    def begin(self, name: str) -> None:
        """Its line is there from the start."""
        self.tell(name, "opening its stack")

    def tell(self, name: str, line: str) -> None:
        """Show it at once."""
        with self._lock:
            began, _ = self._tables.get(name, (time.monotonic(), ""))
            self._tables[name] = began, line
            self._draw()

    def end(self, name: str) -> None:
        """Its line goes."""
        with self._lock:
            self._tables.pop(name, None)
            self._draw()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the lines away, and draw them below whatever is written meanwhile."""
        with self._lock:
            self._out.write(self._erased())
            self._pauses += 1
        try:
            yield
        finally:
            with self._lock:
                self._pauses -= 1
                self._draw()

    def close(self) -> None:
        """Take the lines away."""
        with self._lock:
            self._closed.set()
            self._out.write(self._erased())

    def _keep_drawing(self) -> None:
        while not self._closed.wait(_REDRAWN):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        if self._pauses or self._closed.is_set():
            return
        erased = self._erased()
        lines = self._lines()
        self._drawn = len(lines)
        self._out.write(erased + "".join(f"{line}\n" for line in lines))

    def _erased(self) -> str:
        """What takes the lines away that are there."""
        drawn, self._drawn = self._drawn, 0
        return f"\r\x1b[{drawn}A\x1b[J" if drawn else ""

    def _lines(self) -> list[str]:
        screen, now = self._out.screen, time.monotonic()
        room = _height() - _LINES_LEFT
        shown = [
            _fitted(name, f"{line}  {now - began:.0f} s", screen)
            for name, (began, line) in self._tables.items()
        ]
        if len(shown) > room:
            more = len(shown) - room + 1
            shown = [*shown[: room - 1], screen.paint(f"and {more} more", DIM)]
        return shown


class _Out:
    """A stream that may go away: whoever read it is gone then, and the work is not."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    @property
    def screen(self) -> Terminal:
        """What it shows now: windows are made larger and smaller."""
        return terminal.of(self._stream)

    def write(self, text: str) -> None:
        """Write it if somebody is there to read it."""
        if self._gone or not text:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone = True


def _fitted(name: str, said: str, screen: Terminal) -> str:
    """A line that is not broken: the last column stays free, since some terminals go on to the next line there."""
    name, said = screen.shown(name), screen.shown(said)
    room = screen.width - 1 - columns(name) - 2
    if room < columns(screen.ellipsis):
        return _cut(name, screen.width - 1, screen)
    return f"{screen.paint(name, BOLD)}  {_cut(said, room, screen)}"


def _cut(text: str, room: int, screen: Terminal) -> str:
    if columns(text) <= room:
        return text
    while text and columns(text) + columns(screen.ellipsis) > room:
        text = text[:-1]
    return text + screen.ellipsis


def _height() -> int:
    try:
        lines = os.get_terminal_size(2).lines
    except (OSError, ValueError):
        lines = 0
    return lines or _LOWEST
