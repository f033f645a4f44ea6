"""For people: each finding with the lines that it is about, what AWS answers, and the edit that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from planton_dynamodb.diagnostics import closing, terminal
from planton_dynamodb.diagnostics.model import Diagnostic, Fix, Report
from planton_dynamodb.diagnostics.terminal import BLUE, BOLD, DIM, GREEN, RED, YELLOW, Terminal, columns
from planton_dynamodb.manifest.source import Excerpt, Location

_GUTTER = 3
_TAB = "    "
_WIDEST_LINE = 160
"""An excerpt holds 240 characters of a long line: what is cut to this width is cut inside of it."""


def write(report: Report, stream: TextIO, *, quiet: bool = False) -> None:
    """Print the findings, one block each, and what they come to."""
    page = terminal.of(stream)
    separator = ""
    for found in report.diagnostics:
        stream.write(separator + "".join(f"{line.rstrip()}\n" for line in _block(found, page)))
        separator = "\n"
    if not quiet:
        stream.write(separator + "".join(f"{line}\n" for line in _closing(report, page)))


def _block(found: Diagnostic, page: Terminal) -> Iterator[str]:
    colour = RED if found.severity == "error" else YELLOW
    head = f"{found.severity}[{found.rule}]"
    message = page.wrapped(page.shown(found.message), first=len(head) + 2, rest=_GUTTER + 1)
    yield f"{page.paint(head, BOLD, colour)}{page.paint(f': {message}', BOLD)}"
    lines = _lines(found, page, colour)
    gutter = max((len(str(line.number)) for line in lines), default=0)
    gutter = max(gutter, _GUTTER)
    yield from _excerpts(found, lines, gutter, page)
    for label, text, style in _notes(found):
        indent = gutter + 1
        start = indent + len(label) + 2
        said = page.wrapped(page.shown(text), first=start, rest=start)
        yield f"{' ' * indent}{page.paint(f'{label}:', *style)} {said}"


def _notes(found: Diagnostic) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if found.detail is not None:
        yield "AWS answers", found.detail, (BOLD,)
    if found.documented_rule is not None:
        yield "contract", f"documented rule {found.documented_rule}", (BOLD,)
    yield "help", found.help, (BOLD, GREEN)
    if found.fix is not None:
        yield "fix", f"run with {_flags(found.fix)} to {found.fix.title}", (BOLD, GREEN)


def _flags(fix: Fix) -> str:
    return "--fix" if fix.safe else "--fix --unsafe-fixes"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file with a part of it marked."""

    file: str
    number: int
    column: int
    text: str
    mark: str


def _lines(found: Diagnostic, page: Terminal, colour: str) -> list[_Line]:
    """The lines to show: those of the finding's own file first, in the order of the file."""
    lines = [_line(found.location, "^", "", page, colour)]
    lines += [_line(related.location, "-", related.message, page, BLUE) for related in found.related]
    files = list(dict.fromkeys(line.file for line in lines))
    return sorted(lines, key=lambda line: (files.index(line.file), line.number, line.column))


def _excerpts(found: Diagnostic, lines: list[_Line], gutter: int, page: Terminal) -> Iterator[str]:
    for file, ours in groupby(lines, key=lambda line: line.file):
        shown = list(ours)
        arrow = page.paint(" " * (gutter - 1) + "-->", DIM)
        if file == found.location.file:
            start = found.location.start
            place = f"{page.shown(file)}:{start.line}:{start.column}"
            yield f"{arrow} {place}{_inside(found.path, gutter + 3 + columns(place), gutter, page)}"
        else:
            yield f"{arrow} {page.shown(file)}:{shown[0].number}:{shown[0].column}"
        if any(line.mark for line in shown):
            yield from _marked(shown, gutter, page)


def _inside(path: str, column: int, gutter: int, page: Terminal) -> str:
    """The way to the value, behind its place or else below it."""
    if not path:
        return ""
    inside = f" in {page.shown(path)}"
    below = f"\n{' ' * (gutter + 2)}" if column + columns(inside) > page.width else ""
    return below + page.paint(inside, DIM)


def _marked(lines: list[_Line], gutter: int, page: Terminal) -> Iterator[str]:
    bar = page.paint(" " * gutter + " |", DIM)
    yield bar
    before: _Line | None = None
    for line in lines:
        if before is None or (line.number, line.text) != (before.number, before.text):
            if before is not None and line.number > before.number + 1:
                yield page.paint(" " * gutter + " :", DIM)
            number = page.paint(f"{line.number:>{gutter}} |", DIM)
            yield f"{number} {line.text}"
        yield f"{bar} {line.mark}"
        before = line
    yield bar


def _line(location: Location, mark: str, label: str, page: Terminal, colour: str) -> _Line:
    start = location.start
    excerpt = location.excerpt
    first = start.column - excerpt.first_column
    last = (
        location.end.column - excerpt.first_column if location.end.line == start.line else len(excerpt.text)
    )
    if not excerpt.text and not label:
        return _Line(location.file, start.line, start.column, "", "")
    text, before, marked = _windowed(excerpt, first, min(last, len(excerpt.text)), page)
    said = f" {page.shown(label)}" if label else ""
    underline = " " * before + page.paint(mark * max(marked, 1) + said, BOLD, colour)
    return _Line(location.file, start.line, start.column, text, underline)


def _windowed(excerpt: Excerpt, first: int, last: int, page: Terminal) -> tuple[str, int, int]:
    """The part of a line around a span that fits, the columns before the span, and those of the span."""
    cells = [_TAB if character == "\t" else page.shown_character(character) for character in excerpt.text]
    widths = [columns(cell) for cell in cells]
    room = min(page.width, _WIDEST_LINE) - _GUTTER - 3
    start, end = 0, len(cells)
    cut = excerpt.first_column > 1
    if sum(widths) + (columns(page.ellipsis) if cut else 0) > room:
        start, end = _window(widths, first, room - 2 * columns(page.ellipsis))
    left = page.ellipsis if start or cut else ""
    right = page.ellipsis if end < len(cells) else ""
    before = columns(left) + sum(widths[start:first])
    return left + "".join(cells[start:end]) + right, before, sum(widths[first : min(last, end)])


def _window(widths: list[int], first: int, room: int) -> tuple[int, int]:
    start, used = first, 0
    while start and used + widths[start - 1] <= room // 3:
        start -= 1
        used += widths[start]
    end = first
    while end < len(widths) and used + widths[end] <= room:
        used += widths[end]
        end += 1
    while start and used + widths[start - 1] <= room:
        start -= 1
        used += widths[start]
    return start, end


def _closing(report: Report, page: Terminal) -> Iterator[str]:
    sentence = page.wrapped(closing.sentence(report))
    if not report.diagnostics:
        yield page.paint(sentence, GREEN) if report.summary.resources else sentence
        return
    found = closing.found(report)
    yield sentence.replace(found, page.paint(found, BOLD))
    yield from map(page.wrapped, _mendable(report))
    yield page.wrapped(f"More about a rule: planton-dynamodb explain {report.diagnostics[0].rule}")


def _mendable(report: Report) -> Iterator[str]:
    fixes = [found.fix for found in report.diagnostics if found.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    if fixes and safe:
        more = f", with --fix --unsafe-fixes to mend {len(fixes)}" if safe < len(fixes) else ""
        yield f"Run with --fix to mend {_which(safe, len(report.diagnostics))}{more}"
    elif fixes:
        yield f"Run with --fix --unsafe-fixes to mend {_which(len(fixes), len(report.diagnostics))}"


def _which(number: int, total: int) -> str:
    if total == 1:
        return "it"
    return "all of them" if number == total else f"{number} of them"
