"""Pieces of work side by side: bounded, in order, and ended in order."""

from __future__ import annotations

import contextvars
import os
import signal
import threading
from collections.abc import Callable

import pytest

from planton_dynamodb.engines.side_by_side import side_by_side


def nothing() -> None:
    """What to do when somebody wants an end: here nobody does."""


def test_results_come_in_the_order_of_the_pieces() -> None:
    """Whichever is done first."""
    second_is_done = threading.Event()

    def first() -> str:
        assert second_is_done.wait(60)
        return "first"

    def second() -> str:
        second_is_done.set()
        return "second"

    ended = side_by_side([first, second], at_once=2, stop=nothing)
    assert (ended.results, ended.stopped_by) == (("first", "second"), None)


def test_never_more_at_once_than_asked_for_and_never_fewer() -> None:
    """Two at once: two wait for each other, and a third is never there."""
    meeting = threading.Barrier(2, timeout=60)
    lock, here, most = threading.Lock(), 0, 0

    def piece() -> None:
        nonlocal here, most
        with lock:
            here += 1
            most = max(most, here)
        meeting.wait()
        meeting.wait()
        with lock:
            here -= 1
        meeting.wait()

    assert len(side_by_side([piece] * 6, at_once=2, stop=nothing).results) == 6
    assert most == 2


def test_what_is_raised_is_a_result_and_stops_no_other() -> None:
    """Not even an exit."""

    def fails() -> str:
        raise SystemExit(3)

    ended = side_by_side([fails, lambda: "well"], at_once=1, stop=nothing)
    assert isinstance(ended.results[0], SystemExit)
    assert ended.results[1] == "well"


def test_each_piece_has_settings_of_its_own() -> None:
    """Those of the caller, until it sets others: Pulumi keeps those of a program in context variables."""
    setting: contextvars.ContextVar[str] = contextvars.ContextVar("setting")
    setting.set("of the caller")

    def piece(name: str) -> Callable[[], str]:
        def run() -> str:
            before = setting.get()
            setting.set(name)
            return before

        return run

    ended = side_by_side([piece("a"), piece("b")], at_once=1, stop=nothing)
    assert ended.results == ("of the caller", "of the caller")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_what_is_not_begun_and_waits_for_the_rest(number: signal.Signals) -> None:
    """`stop` is called each time, and the handlers are as they were afterwards."""
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    stopped: list[int] = []
    twice = threading.Event()

    def stop() -> None:
        stopped.append(len(stopped))
        if len(stopped) == 1:
            os.kill(os.getpid(), number)
        else:
            twice.set()

    def piece() -> str:
        os.kill(os.getpid(), number)
        assert twice.wait(60)
        return "finished"

    ended = side_by_side([piece, piece], at_once=1, stop=stop)
    assert (ended.results, ended.stopped_by, stopped) == (("finished", None), number, [0, 1])
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == handlers


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As `nohup` wants it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = side_by_side([lambda: signal.getsignal(signal.SIGHUP)], at_once=1, stop=nothing)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended.results == (signal.SIG_IGN,)
