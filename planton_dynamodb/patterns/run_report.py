"""What a run of access patterns came to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from planton_dynamodb.diagnostics.resolve import location, path
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, columns
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns.run import Outcome, Run
from planton_dynamodb.rules.wording import counted

_INDENT, _DEEPER = 2, 6
_TIMES = "\N{MULTIPLICATION SIGN}"
_WIDEST_NAME = 40


def lines(run: Run, endpoint: str | None, page: Terminal) -> Iterator[str]:
    """The page about one design, line by line: what was asked, by which calls, and what is not as expected."""
    yield _head(run, endpoint, page)
    yield ""
    widest = max((_width(outcome, page) for outcome in run.outcomes), default=0)
    for outcome in run.outcomes:
        yield from _about(outcome, run, page, min(widest, _WIDEST_NAME))


def _head(run: Run, endpoint: str | None, page: Terminal) -> str:
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


def _width(outcome: Outcome, page: Terminal) -> int:
    return columns(page.shown(_name(outcome)))


def _name(outcome: Outcome) -> str:
    return outcome.pattern.name or outcome.pattern.label


def _about(outcome: Outcome, run: Run, page: Terminal, width: int) -> Iterator[str]:
    name = page.shown(_name(outcome))
    gap = " " * max(width - columns(name) + 2, 2)
    word, colour = _verdict(outcome)
    start = _INDENT + max(width, columns(name)) + 2
    facts = _facts(outcome, page)
    said = page.wrapped(f"{word}: {facts}" if facts else word, first=start, rest=start)
    yield f"{' ' * _INDENT}{page.paint(name, DIM)}{gap}{said.replace(word, page.paint(word, colour), 1)}"
    for said, route in _complaints(outcome):
        place = _place(run, route)
        text = page.wrapped(page.shown(f"{said} ({place})"), first=_DEEPER, rest=_DEEPER)
        yield f"{' ' * _DEEPER}{text}"


def _verdict(outcome: Outcome) -> tuple[str, str]:
    if outcome.unasked or outcome.failure:
        return "not asked" if outcome.unasked else "not answered", RED
    if outcome.mismatches:
        return "not as expected", RED
    if outcome.pattern.expect is None:
        return "asked, and nothing is expected of it", YELLOW
    return ("as expected, by a scan", YELLOW) if outcome.scans else ("as expected", GREEN)


def _facts(outcome: Outcome, page: Terminal) -> str:
    if outcome.answer is None:
        return ""
    answer = outcome.answer
    sign = _TIMES if page.shown(_TIMES) == _TIMES else "x"
    calls = ", ".join(f"{name} {sign}{times}" for name, times in outcome.calls.items())
    found = answer.error or counted(len(answer.items), "item")
    if answer.read > len(answer.items):
        found += f" of {answer.read} read"
    facts = [found, calls]
    if outcome.again:
        facts.append(f"{outcome.again} of them again")
    units = ((answer.read_units, "read unit"), (answer.write_units, "write unit"))
    facts += [f"{amount:g} {unit if amount == 1 else unit + 's'}" for amount, unit in units if amount]
    return "; ".join(facts)


def _complaints(outcome: Outcome) -> Iterator[tuple[str, Route]]:
    if outcome.unasked or outcome.failure:
        yield outcome.unasked or outcome.failure, outcome.pattern.route
    for mismatch in outcome.mismatches:
        yield mismatch.said, mismatch.route


def _place(run: Run, route: Route) -> str:
    found = location(run.design.manifest.span(route))
    return f"{found.file}:{found.start.line}"


def closing(runs: Sequence[Run], endpoint: str | None, page: Terminal) -> Iterator[str]:
    """What it all comes to, and what its units are worth."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    bad = sum(not outcome.as_expected for outcome in outcomes)
    asked = counted(len(outcomes), "pattern")
    said = f"{asked} run, {bad} not as expected" if bad else f"{asked} run, all as expected"
    yield page.paint(page.wrapped(said), RED if bad else GREEN)
    if endpoint is None:
        yield page.wrapped(
            "Units are worked out from the items that were read and written; nothing of it is left."
        )
    else:
        yield page.wrapped(
            "Units are what the endpoint says. The tables that were made for this are deleted."
        )


def as_json(run: Run, endpoint: str | None) -> dict[str, Any]:
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


def _outcome_as_json(outcome: Outcome, run: Run) -> dict[str, Any]:
    answer, pattern = outcome.answer, outcome.pattern
    return {
        "name": pattern.name,
        "operation": pattern.operation,
        "index": pattern.index or None,
        "path": path(pattern.route),
        "asExpected": outcome.as_expected,
        "expects": pattern.expect is not None,
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


def _place_as_json(run: Run, route: Route) -> dict[str, Any]:
    found = location(run.design.manifest.span(route))
    return {"file": found.file, "line": found.start.line, "column": found.start.column}
