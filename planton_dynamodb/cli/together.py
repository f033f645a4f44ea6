"""Every table of a run worked on, side by side, while its talk goes to standard error; then what became of each."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planton_dynamodb.cli.progress import Progress, progress_on, say
from planton_dynamodb.cli.questions import Questions
from planton_dynamodb.cli.showing import text
from planton_dynamodb.cli.showing.veil import Veil, veil_of
from planton_dynamodb.cli.tables import Wanted, open_engines
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.engine import Engine, Tell
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.engines.side_by_side import side_by_side
from planton_dynamodb.fault import Fault

_PROGRAMS = frozenset({"run_pulumi_func", "run_in_stack"})
_UNDER_WAY = "it was under way when the run was stopped: run the same again to go on"
_NOT_BEGUN = "it was not begun, because the run was stopped"
_FIRST = "the engine stops as soon as it safely can; once more, and it is told to end at once"
_AGAIN = "the engine is told to end at once"


@dataclass(frozen=True, slots=True)
class Hands:
    """What a verb works with."""

    engines: Mapping[str, Engine[Any]]
    questions: Questions

    def engine_of(self, table: Wanted) -> Engine[Any]:
        """What makes a table."""
        return self.engines[table.engine]


Act = Callable[[Hands, Wanted, Tell], Outcome]
"""What a verb does with one table."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of every table, in the order of the inputs."""

    outcomes: tuple[Outcome, ...]
    stopped_by: int | None

    def code(self) -> int:
        """The exit code: that of the signal that ended it, else whether all went well."""
        if self.stopped_by is not None:
            return 128 + self.stopped_by
        return 0 if all(outcome.succeeded for outcome in self.outcomes) else 1


def together(tables: Sequence[Wanted], options: argparse.Namespace, act: Act) -> Ended:
    """Act on every table; what cannot be done at all has been said when this raises."""
    engines = open_engines(tables)
    _bury_programs()
    veil = veil_of((table.options for table in tables), os.environ)
    progress = progress_on(sys.stderr, quiet=options.quiet)
    hands = Hands(engines, Questions(progress, many=len(tables) > 1))
    pieces = [partial(_piece, table, act, hands, progress, veil) for table in tables]
    try:
        ended = side_by_side(pieces, at_once=options.parallel, stop=_stop(hands, progress))
    finally:
        progress.close()
    outcomes = [_outcome(table, result) for table, result in zip(tables, ended.results, strict=True)]
    if ended.stopped_by is not None:
        outcomes = [_with_reason(outcome) for outcome in outcomes]
    return Ended(tuple(map(veil.over_outcome, outcomes)), ended.stopped_by)


def _piece(table: Wanted, act: Act, hands: Hands, progress: Progress, veil: Veil) -> Outcome:
    progress.begin(table.label)
    try:
        return act(hands, table, lambda line: progress.tell(table.label, veil.over(line)))
    finally:
        progress.end(table.label)


def _stop(hands: Hands, progress: Progress) -> Callable[[], None]:
    """What to do each time that somebody wants an end."""
    said = iter((_FIRST,))

    def stop() -> None:
        hands.questions.stop()
        for engine in hands.engines.values():
            engine.interrupt()
        with progress.paused():
            say(f"planton-dynamodb: {next(said, _AGAIN)}")

    return stop


def _bury_programs() -> None:
    """The program of an engine that failed or was ended still waits for it, and Python would print its remains."""
    heard = sys.unraisablehook

    def hear(unraisable: sys.UnraisableHookArgs) -> None:
        if getattr(unraisable.object, "__name__", "") not in _PROGRAMS:
            heard(unraisable)

    sys.unraisablehook = hear


def _outcome(table: Wanted, result: Outcome | BaseException | None) -> Outcome:
    if isinstance(result, Outcome):
        return result
    answer = Outcome(name=table.name, done=Done.FAILED, stack=table.place.full_name)
    if result is None:
        return replace(answer, done=Done.DECLINED, notes=(_NOT_BEGUN,))
    if isinstance(result, Fault):
        return replace(answer, fault=result)
    kind = type(result).__name__
    return replace(
        answer,
        fault=Fault(
            f"planton-dynamodb itself is at fault ({kind}: {result})",
            "Look with `outputs` and `refresh` what was made, and report it with the lines below.",
            "".join(traceback.format_exception(result)).rstrip(),
        ),
    )


def _with_reason(outcome: Outcome) -> Outcome:
    """What failed in a run that was stopped did so for that, as far as anybody can tell from an engine's words."""
    if outcome.done is not Done.FAILED:
        return outcome
    return replace(outcome, notes=(*outcome.notes, _UNDER_WAY))


def show(tables: Sequence[Wanted], ended: Ended, options: argparse.Namespace) -> None:
    """Print what became of each table, as text or as JSON."""
    if options.format == "json":
        from planton_dynamodb.cli.showing import data  # only for who asks for it

        data.write(ended.outcomes, sys.stdout)
        return
    screen = terminal.of(sys.stdout)
    for table, outcome in zip(tables, ended.outcomes, strict=True):
        for line in text.lines(table.label, outcome, screen):
            print(line)
    if len(tables) > 1 and not options.quiet:
        print(text.summary(ended.outcomes))
