"""Pieces of work side by side: so many at once, results in order, and an orderly end when somebody stops it."""

from __future__ import annotations

import contextvars
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """What became of all pieces."""

    results: tuple[Result | BaseException | None, ...]
    """In the order of the pieces: what each gave, what it raised, or None for one that was not begun."""
    stopped_by: int | None
    """The signal that ended it early."""


def side_by_side(
    pieces: Sequence[Callable[[], Result]], *, at_once: int, stop: Callable[[], None]
) -> Ended[Result]:
    """Do every piece in a thread of its own, and wait for all that were begun.

    A piece that raises stops no other. On Ctrl-C, and when the process is told to end, `stop` is called (each time
    again) and nothing more is begun.
    """
    # Signal handlers may only put something here: SimpleQueue is the one queue that they cannot deadlock.
    happened: SimpleQueue[_Finished | int] = SimpleQueue()
    results: list[Any] = [None] * len(pieces)
    waiting = iter(enumerate(pieces))
    running, stopped_by = 0, None
    with _signals_go_to(happened):
        while True:
            while stopped_by is None and running < at_once and (piece := next(waiting, None)) is not None:
                _begin(*piece, happened)
                running += 1
            if not running:
                return Ended(tuple(results), stopped_by)
            event = happened.get()
            if isinstance(event, int):
                stopped_by = stopped_by or event
                stop()
            else:
                results[event.number] = event.result
                running -= 1


@dataclass(frozen=True, slots=True)
class _Finished:
    number: int
    result: object


def _begin(number: int, piece: Callable[[], object], happened: SimpleQueue[Any]) -> None:
    def run() -> None:
        try:
            result = piece()
        except BaseException as error:  # whoever waits has to be told, whatever it is
            result = error
        happened.put(_Finished(number, result))

    # Pulumi keeps the settings of a program in context variables: each piece has its own.
    threading.Thread(target=contextvars.copy_context().run, args=(run,)).start()


@contextmanager
def _signals_go_to(happened: SimpleQueue[Any]) -> Iterator[None]:
    """Signals are told to who waits; only the main thread gets any, and what was ignored (`nohup`) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, lambda received, _: happened.put(int(received)))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
