"""What a run of access patterns came to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from planton_dynamodb.diagnostics.resolve import location, path
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, columns
from planton_dynamodb.engines.asking.run import Outcome, PatternRun
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.rules.wording import counted

_INDENT, _DEEPER = 2, 6
_TIMES = "\N{MULTIPLICATION SIGN}"
_GAP = "  "
_HEADINGS = ("pattern", "calls", "items", "units", "outcome")


def lines(run: PatternRun, endpoint: str | None, page: Terminal) -> Iterator[str]:
    """The page about one design, line by line: what was asked, by which calls, and what is not as expected."""
    yield _head(run, endpoint, page)
    if not run.outcomes:
        return
    yield ""
    cells = [tuple(map(page.shown, _cells(outcome, page))) for outcome in run.outcomes]
    widths = [max(columns(each[number]) for each in (_HEADINGS, *cells)) for number in range(len(_HEADINGS))]
    fits = _INDENT + sum(widths) + len(_GAP) * (len(widths) - 1) <= page.width
    if fits:
        yield page.paint(" " * _INDENT + _line(_HEADINGS, widths), DIM)
    for each, outcome in zip(cells, run.outcomes, strict=True):
        yield from _row(each, widths, outcome, page) if fits else _paragraph(each, outcome, page)
        yield from _complaints(outcome, run, page)


def _head(run: PatternRun, endpoint: str | None, page: Terminal) -> str:
    name = page.shown(run.design.manifest.name or "access patterns")
    said = (
        f"{counted(len(run.outcomes), 'pattern')} asked of the table {run.design.table_name} with "
        f"{counted(run.items, 'sample item')}, {_place_of(endpoint)}"
    )
    return (
        f"{page.paint(name, BOLD)}: {page.wrapped(page.shown(said), first=columns(name) + 2, rest=_INDENT)}"
    )


def _place_of(endpoint: str | None) -> str:
    return f"at {endpoint}" if endpoint else "in an embedded AWS"


def _row(cells: Sequence[str], widths: Sequence[int], outcome: Outcome, page: Terminal) -> Iterator[str]:
    *most, verdict = cells
    yield f"{' ' * _INDENT}{_line(most, widths)}{_GAP}{page.paint(verdict, _verdict(outcome)[1])}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=False))
    return _GAP.join(padded)


def _paragraph(cells: Sequence[str], outcome: Outcome, page: Terminal) -> Iterator[str]:
    """A pattern with what came of it in one line below, for where a table does not fit."""
    name, calls, items, units, verdict = cells
    yield f"{' ' * _INDENT}{name}: {page.paint(verdict, _verdict(outcome)[1])}"
    if items[:1].isdecimal():
        items = f"{items} items" if items != "1" else "1 item"
    told = page.wrapped("; ".join(filter(None, (calls, items, units))), first=_DEEPER, rest=_DEEPER)
    if told:
        yield f"{' ' * _DEEPER}{told}"


def _cells(outcome: Outcome, page: Terminal) -> tuple[str, ...]:
    name = outcome.pattern.name or outcome.pattern.label
    return name, _calls(outcome, page), _items(outcome), _units(outcome), _verdict(outcome)[0]


def _verdict(outcome: Outcome) -> tuple[str, str]:
    if outcome.unasked or outcome.failure:
        return "not asked" if outcome.unasked else "not answered", RED
    if outcome.mismatches:
        return "not as expected", RED
    if outcome.pattern.is_open:
        return "nothing is expected", YELLOW
    return ("as expected, by a scan", YELLOW) if outcome.scans else ("as expected", GREEN)


def _calls(outcome: Outcome, page: Terminal) -> str:
    sign = _TIMES if page.shown(_TIMES) == _TIMES else "x"
    made = ", ".join(f"{name} {sign}{times}" for name, times in outcome.calls.items())
    return f"{made} ({outcome.again} again)" if outcome.again else made


def _items(outcome: Outcome) -> str:
    answer = outcome.answer
    if answer is None:
        return ""
    if answer.error:
        return answer.error
    found = f"{len(answer.items):,}"
    return f"{found} of {answer.read:,} read" if answer.read > len(answer.items) else found


def _units(outcome: Outcome) -> str:
    answer = outcome.answer
    if answer is None:
        return ""
    units = ((answer.read_units, "read"), (answer.write_units, "write"))
    return ", ".join(f"{amount:g} {word}" for amount, word in units if amount)


def _complaints(outcome: Outcome, run: PatternRun, page: Terminal) -> Iterator[str]:
    for said, route in _complaints_about(outcome):
        text = page.wrapped(page.shown(f"{said} ({_place(run, route)})"), first=_DEEPER, rest=_DEEPER)
        yield f"{' ' * _DEEPER}{text}"


def _complaints_about(outcome: Outcome) -> Iterator[tuple[str, Route]]:
    if outcome.unasked or outcome.failure:
        yield outcome.unasked or outcome.failure, outcome.pattern.route
    for mismatch in outcome.mismatches:
        yield mismatch.said, mismatch.route


def _place(run: PatternRun, route: Route) -> str:
    found = location(run.design.manifest.span(route))
    return f"{found.file}:{found.start.line}"


def closing(runs: Sequence[PatternRun], endpoint: str | None, page: Terminal) -> Iterator[str]:
    """What it all comes to, and what its units are worth."""
    worth = "Units are worked out from the items that were read and written; nothing of it is left."
    if endpoint is not None:
        worth = "Units are what the endpoint says. The tables that were made for this are deleted."
    yield page.wrapped(worth)
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    bad = sum(not outcome.as_expected for outcome in outcomes)
    asked = counted(len(outcomes), "pattern")
    said = f"{asked} run, {bad} not as expected" if bad else f"{asked} run, all as expected"
    yield page.paint(page.wrapped(said), RED if bad else GREEN)


def as_json(run: PatternRun, endpoint: str | None) -> dict[str, Any]:
    """A run for programs."""
    manifest = run.design.manifest
    return {
        "accessPatterns": manifest.name,
        "table": run.design.table_name,
        "endpoint": endpoint,
        "madeAs": run.table,
        "sampleItems": run.items,
        "asExpected": run.as_expected,
        "patterns": [_outcome_as_json(outcome, run) for outcome in run.outcomes],
    }


def _outcome_as_json(outcome: Outcome, run: PatternRun) -> dict[str, Any]:
    answer, pattern = outcome.answer, outcome.pattern
    return {
        "name": pattern.name,
        "operation": pattern.operation,
        "index": pattern.index or None,
        "path": path(pattern.route),
        "asExpected": outcome.as_expected,
        "expects": not pattern.is_open,
        "scans": outcome.scans,
        "calls": dict(outcome.calls),
        "callsAgain": outcome.again,
        "items": list(answer.items) if answer is not None else None,
        "itemsRead": answer.read if answer is not None else None,
        "error": {"code": answer.error, "message": answer.text} if answer and answer.error else None,
        "readUnits": answer.read_units if answer is not None else None,
        "writeUnits": answer.write_units if answer is not None else None,
        "mismatches": [
            {
                "kind": each.kind,
                "message": each.said,
                "path": path(each.route),
                **_place_as_json(run, each.route),
            }
            for each in outcome.mismatches
        ],
        "notAsked": outcome.unasked or None,
        "notAnswered": outcome.failure or None,
        **_place_as_json(run, pattern.route),
    }


def _place_as_json(run: PatternRun, route: Route) -> dict[str, Any]:
    found = location(run.design.manifest.span(route))
    return {"file": found.file, "line": found.start.line, "column": found.start.column}
