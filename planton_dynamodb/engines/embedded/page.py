"""A rehearsal on a terminal: what happens to the table, how AWS describes it, its outputs, and what was not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planton_dynamodb.changes import wording
from planton_dynamodb.changes.change import BLOCKED, IN_PLACE, Change
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.diagnostics.terminal import BOLD, GREEN, RED, YELLOW, Terminal, aligned, columns
from planton_dynamodb.engines.embedded.around import CHANGED, MADE, Effect
from planton_dynamodb.engines.embedded.cloud import Call
from planton_dynamodb.engines.embedded.rehearsal import Rehearsal
from planton_dynamodb.engines.embedded.services import OPERATIONS
from planton_dynamodb.operations import rows as around
from planton_dynamodb.rules.wording import counted
from planton_dynamodb.table.rows import rows

_INDENT = 2


def lines(rehearsal: Rehearsal, page: Terminal, *, quiet: bool = False) -> Iterator[str]:
    """The page about one table, line by line. A quiet one holds results only."""
    yield from _head(rehearsal, page)
    yield from _changes(rehearsal, page)
    yield from _effects(rehearsal, page)
    if rehearsal.old is not None and not quiet:
        now = "as it stays" if rehearsal.refusals or not rehearsal.changes else "as it is then"
        yield page.paint(f"The table {now}:", BOLD)
    yield from aligned(rows(rehearsal.described.as_table()), page)
    yield ""
    if rehearsal.around is not None:
        yield from aligned(around.rows(rehearsal.around), page)
        yield ""
    yield from aligned([(name, value or "(blank)") for name, value in rehearsal.outputs.items()], page)
    if not quiet:
        yield from _closing(rehearsal, page)


def _head(rehearsal: Rehearsal, page: Terminal) -> Iterator[str]:
    name = page.paint(page.shown(rehearsal.table.name), BOLD)
    if rehearsal.old is None:
        yield page.wrapped(f"{name}: made in an embedded AWS by {_calls(rehearsal.calls)}", rest=_INDENT)
    elif rehearsal.refusals:
        yield f"{name}: {page.paint('apply would refuse this', BOLD, RED)}, and change nothing"
    elif not rehearsal.changes and not rehearsal.effects:
        yield f"{name}: {page.paint('nothing to do', GREEN)}"
    else:
        replaced = any(takes_new_table(change) for change in rehearsal.changes)
        done = "replaced" if replaced else "changed"
        yield page.wrapped(f"{name}: {done} in an embedded AWS by {_calls(rehearsal.calls)}", rest=_INDENT)
    yield ""


def _calls(calls: tuple[Call, ...]) -> str:
    # Those of the table as they came. Those around it came in any order, so they are told in one that stays.
    known = tuple(OPERATIONS)
    names = (call.operation for call in calls)
    numbers = Counter(sorted(names, key=lambda name: known.index(name) if name in known else -1))
    return ", ".join(f"{name} ({number} times)" if number > 1 else name for name, number in numbers.items())


def _changes(rehearsal: Rehearsal, page: Terminal) -> Iterator[str]:
    # What is refused is what somebody has to read. It need not be a change: a protected table is not deleted either.
    refused = [refusal.change for refusal in rehearsal.refusals]
    for change in refused:
        yield from _change(rehearsal, change, page, refused=True)
    for change in rehearsal.changes:
        if change not in refused:
            yield from _change(rehearsal, change, page, refused=False)


def _effects(rehearsal: Rehearsal, page: Terminal) -> Iterator[str]:
    for effect in rehearsal.effects:
        yield from _effect(effect, page)
    if rehearsal.effects:
        yield ""


def _effect(effect: Effect, page: Terminal) -> Iterator[str]:
    colour = GREEN if effect.done in (MADE, CHANGED) else YELLOW
    said = page.wrapped(page.shown(effect.label), first=columns(effect.done) + 2, rest=_INDENT)
    yield f"{page.paint(effect.done, BOLD, colour)}: {said}"
    for path, old, new in effect.differences:
        yield _paragraph(f"{path}: {_value(old)} → {_value(new)}", page)


def _value(value: str | None) -> str:
    return "(none)" if value is None else value or "(blank)"


def _change(rehearsal: Rehearsal, change: Change, page: Terminal, *, refused: bool) -> Iterator[str]:
    colour = RED if refused or change.effect == BLOCKED else GREEN if change.effect == IN_PLACE else YELLOW
    label = "refused" if refused else change.effect
    name = (rehearsal.old or rehearsal.table).name
    head, *rest = wording.lines(name, change)
    fact = head.removeprefix(f"{name}: ")  # the page is about this table
    said = page.wrapped(page.shown(fact), first=columns(label) + 2, rest=_INDENT)
    yield f"{page.paint(label, BOLD, colour)}: {said}"
    for line in rest:
        yield _paragraph(line.strip(), page)
    yield ""


def _paragraph(text: str, page: Terminal) -> str:
    return " " * _INDENT + page.wrapped(page.shown(text), first=_INDENT, rest=_INDENT)


def _closing(rehearsal: Rehearsal, page: Terminal) -> Iterator[str]:
    yield ""
    if rehearsal.kept is None:
        yield page.wrapped("Destroyed again: nothing of it is left.")
    else:
        yield page.wrapped(f"`destroy` would be refused by AWS: {rehearsal.kept}")
    yield "What an embedded AWS cannot show:"
    for limit in rehearsal.limits:
        yield f"{' ' * _INDENT}- {page.wrapped(limit, first=_INDENT + 2, rest=_INDENT + 2)}"


def summary(rehearsals: list[Rehearsal]) -> str:
    """What a run over several tables comes to."""
    refused = sum(bool(each.refusals) for each in rehearsals)
    said = f"{counted(len(rehearsals), 'table')} rehearsed"
    return f"{said}, {counted(refused, 'change')} refused" if refused else said
