"""What became of tables, for people: a line for each, its changes and what they mean, and the outputs aligned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from planton_dynamodb.changes.change import BLOCKED, IN_PLACE, INDEX_REBUILD, REPLACE, Change
from planton_dynamodb.changes.step import Step
from planton_dynamodb.cli.showing import around
from planton_dynamodb.cli.showing.outputs import Outputs, as_text
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, aligned
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome
from planton_dynamodb.fault import Fault
from planton_dynamodb.operations import rows as operations_rows
from planton_dynamodb.rules.wording import counted
from planton_dynamodb.table.rows import rows

_INDENT = 2
_SAID = {
    Done.CREATED: "created",
    Done.CHANGED: "changed",
    Done.REPLACED: "replaced by a new, empty table",
    Done.IMPORTED: "taken over as it is",
    Done.UNCHANGED: "nothing to do",
    Done.REFRESHED: "read from AWS, and as it was left",
    Done.DESTROYED: "deleted",
    Done.KEPT: "forgotten; the table stays on AWS",
    Done.ABSENT: "not there: it was never applied, or is destroyed",
    Done.DECLINED: "left as it is",
    Done.REFUSED: "refused, and left as it is",
    Done.FAILED: "failed",
}
_NOTHING_DONE = (Done.PREVIEWED, Done.DECLINED, Done.REFUSED, Done.FAILED)
_NOTHING_FORESEEN = (Done.PREVIEWED, Done.DECLINED, Done.REFUSED)
_COUNTED = {**{done: done.value for done in Done}, Done.ABSENT: "not there"}
_COLOURS = {Done.REFUSED: RED, Done.FAILED: RED, Done.DECLINED: YELLOW, Done.UNCHANGED: DIM}
_EFFECTS = {
    IN_PLACE: ("in place", GREEN),
    INDEX_REBUILD: ("index rebuild", YELLOW),
    REPLACE: ("replacement", RED),
    BLOCKED: ("impossible", RED),
}
_FOUND = ("found", YELLOW)
_AROUND = ("around it", "")
_WIDTH = max(len(word) for word, _ in _EFFECTS.values())


def headline(outcome: Outcome) -> str:
    """What became of a table, in some words."""
    if outcome.done is Done.PREVIEWED and outcome.forecast is not None:
        return foreseen(outcome.forecast)
    if outcome.done is Done.REFRESHED and (outcome.drift or outcome.drift_around or outcome.notes):
        return "read from AWS, and not as it was left"
    if outcome.done is Done.CHANGED and outcome.forecast is not None and outcome.forecast.only_around:
        return "as it was; what runs around it was changed"
    said = _SAID.get(outcome.done, outcome.done.value)
    return f"{said}: {outcome.fault.summary}" if outcome.fault is not None else said


def foreseen(forecast: Forecast) -> str:
    """What would become of a table."""
    if forecast.refusals:
        return "would be refused"
    if forecast.idle:
        return "nothing to do"
    if _is_there(forecast):
        return "would be taken over from AWS as it is there"
    if forecast.old is None:
        return "would be created"
    if any(step.loses_table for step in forecast.steps):
        return "would be replaced by a new, empty table"
    if forecast.only_around:
        return "would stay as it is; what runs around it would be changed"
    return "would be changed"


def _is_there(forecast: Forecast) -> bool:
    """Whether the table is at AWS already, and only new to its stack."""
    return any(step.action == "import" for step in forecast.steps)


def lines(label: str, outcome: Outcome, screen: Terminal) -> Iterator[str]:
    """All that is to be said of one table."""
    said = screen.shown(headline(outcome))
    colour = _colour(outcome)
    yield f"{screen.paint(label, BOLD)}: {screen.paint(said, colour) if colour else said}"
    if outcome.forecast is not None:
        preview = outcome.done is Done.PREVIEWED
        yield from forecast_lines(outcome.forecast, screen, full=preview, steps=preview)
    if outcome.done not in _NOTHING_FORESEEN:
        yield from _around(around.done(outcome), screen)
    for change in outcome.drift:
        yield _labelled(*_FOUND, _fact(change), screen)
    for said in around.found(outcome):
        yield _labelled(*_FOUND, said, screen)
    for note in outcome.notes:
        yield _indented(note, screen)
    if len(outcome.undone) > 1:
        for fault in around.refused(outcome.undone):
            yield _labelled("not done", RED, fault.summary, screen)
            yield from _why(fault, screen, indent=_INDENT + _WIDTH + 2)
    elif outcome.fault is not None:
        yield from _why(outcome.fault, screen)
    if outcome.done not in _NOTHING_DONE or outcome.undone:
        yield from (" " * _INDENT + screen.shown(line) for line in as_text(outcome.outputs))


def forecast_lines(
    forecast: Forecast, screen: Terminal, *, full: bool = True, steps: bool = True
) -> Iterator[str]:
    """What would happen and what it would mean: in full what is refused, and everything if asked for."""
    if forecast.old is None and steps and not _is_there(forecast):
        operations = forecast.operations
        around_it = operations_rows.rows(operations) if operations is not None else []
        yield from aligned([*rows(forecast.new), *around_it], screen, indent=_INDENT)
    refused = [refusal.change for refusal in forecast.refusals]
    for change in forecast.changes:
        if change not in refused:
            yield from _change(change, screen, full=full)
    for change in refused:
        yield from _change(change, screen, full=True)
    if len(forecast.stages) > 1:
        said = f"{len(forecast.stages)} updates one after the other: AWS does not take all of it at once"
        yield _labelled("the engine", DIM, said, screen)
    if steps:
        table = (step for step in forecast.steps if not step.is_around)
        yield from (_labelled("the engine", DIM, _step(step), screen) for step in table)
        if forecast.old is not None:
            yield from _around(around.planned(forecast), screen)


def _around(said: Iterable[str], screen: Terminal) -> Iterator[str]:
    return (_labelled(*_AROUND, each, screen) for each in said)


def outputs_lines(label: str, outputs: Outputs, screen: Terminal, *, alone: bool) -> Iterator[str]:
    """The outputs of a table, and above them its name where there are others."""
    indent = "" if alone else " " * _INDENT
    if not alone:
        yield f"{screen.paint(label, BOLD)}:"
    yield from (f"{indent}{screen.shown(line)}" for line in as_text(outputs))


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many tables there were, and what became of them."""
    words = [_counted(outcome) for outcome in outcomes]
    parts = ", ".join(f"{count} {word}" for word, count in Counter(words).items())
    return f"{counted(len(outcomes), 'table')}: {parts}"


def _counted(outcome: Outcome) -> str:
    forecast = outcome.forecast
    if outcome.done is not Done.PREVIEWED or forecast is None:
        return _COUNTED[outcome.done]
    if forecast.only_around and not forecast.refusals:
        return "to be changed"
    word = foreseen(forecast).removeprefix("would be ").partition(" by ")[0]
    return "unchanged" if forecast.idle else f"to be {word}"


def _colour(outcome: Outcome) -> str:
    if outcome.done is Done.PREVIEWED and outcome.forecast is not None:
        return RED if outcome.forecast.refusals else DIM if outcome.forecast.idle else ""
    return _COLOURS.get(outcome.done, "")


def _change(change: Change, screen: Terminal, *, full: bool) -> Iterator[str]:
    word, colour = _EFFECTS.get(change.effect, (change.effect, ""))
    yield _labelled(word, colour, _fact(change), screen)
    if not full:
        return
    for said in (f"{change.why} {change.lost}".strip(), change.limits, change.forward):
        if said:
            yield _labelled("", "", said, screen)


def _fact(change: Change) -> str:
    return f"{change.summary} ({change.path})" if change.path else change.summary


def _step(step: Step) -> str:
    because = f" because of {', '.join(step.properties)}" if step.properties else ""
    return f"{step.action} {step.type} {step.name}{because}"


def _labelled(word: str, colour: str, text: str, screen: Terminal) -> str:
    column = _INDENT + _WIDTH + 2
    shown = screen.wrapped(screen.shown(text), first=column, rest=column)
    word = f"{word:{_WIDTH}}"
    return f"{' ' * _INDENT}{screen.paint(word, colour) if colour else word}  {shown}"


def _indented(text: str, screen: Terminal, indent: int = _INDENT) -> str:
    return " " * indent + screen.wrapped(screen.shown(text), first=indent, rest=indent)


def _why(fault: Fault, screen: Terminal, indent: int = _INDENT) -> Iterator[str]:
    """What to do, and below it what the engine said, line by line as it said it."""
    if fault.help:
        yield _indented(fault.help, screen, indent)
    for line in fault.said.splitlines():
        yield screen.paint(f"{' ' * indent}| {screen.shown(line)}", DIM)
