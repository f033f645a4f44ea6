"""For people: each finding with the lines that it is about, what AWS answers, and the edit that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple, TextIO

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


class _Layout(NamedTuple):
    """How one block is laid out."""

    page: Terminal
    gutter: int
    """The columns of a line number."""
    colour: str
    """That of the finding."""

    @property
    def bar(self) -> str:
        """The gutter of a line without a number."""
        return self.page.paint(f"{' ' * self.gutter} |", DIM)


def _block(found: Diagnostic, page: Terminal) -> Iterator[str]:
    lines = [found.location.start.line, *(related.location.start.line for related in found.related)]
    gutter = max(_GUTTER, len(str(max(lines))))
    layout = _Layout(page, gutter, RED if found.severity == "error" else YELLOW)
    head = f"{found.severity}[{found.rule}]"
    indent = " " * (gutter + 1)
    message = page.wrapped(page.shown(found.message), first=len(head) + 2, rest=len(indent))
    yield f"{page.paint(head, BOLD, layout.colour)}{page.paint(f': {message}', BOLD)}"
    yield from _excerpts(found, layout)
    for label, text, style in _notes(found):
        start = len(indent) + len(label) + 2
        said = page.wrapped(page.shown(text), first=start, rest=start)
        yield f"{indent}{page.paint(f'{label}:', *style)} {said}"


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


class _Line(NamedTuple):
    """A line of a file with a part of it marked."""

    file: str
    number: int
    column: int
    text: str
    marks: tuple[str, ...]


def _excerpts(found: Diagnostic, layout: _Layout) -> Iterator[str]:
    """The lines to show, under the name of their file: those of the finding's own file first."""
    page = layout.page
    arrow = page.paint(" " * (layout.gutter - 1) + "-->", DIM)
    for file, ours in groupby(_lines(found, layout), key=lambda line: line.file):
        lines = list(ours)
        if file == found.location.file:
            start = found.location.start
            place = f"{page.shown(file)}:{start.line}:{start.column}"
            yield f"{arrow} {place}{_inside(found.path, columns(place), layout)}"
        else:
            yield f"{arrow} {page.shown(file)}:{lines[0].number}:{lines[0].column}"
        if any(line.marks for line in lines):
            yield from _marked(lines, layout)


def _inside(path: str, column: int, layout: _Layout) -> str:
    """The way to the value, behind its place or else below it."""
    if not path:
        return ""
    inside = f" in {layout.page.shown(path)}"
    indent = layout.gutter + 2
    below = f"\n{' ' * indent}" if indent + 1 + column + columns(inside) > layout.page.width else ""
    return below + layout.page.paint(inside, DIM)


def _lines(found: Diagnostic, layout: _Layout) -> list[_Line]:
    lines = [_line(found.location, layout, "^", "", layout.colour)]
    lines += [_line(related.location, layout, "-", related.message, BLUE) for related in found.related]
    files = list(dict.fromkeys(line.file for line in lines))
    return sorted(lines, key=lambda line: (files.index(line.file), line.number, line.column))


def _marked(lines: list[_Line], layout: _Layout) -> Iterator[str]:
    page, gutter = layout.page, layout.gutter
    yield layout.bar
    before: _Line | None = None
    for line in lines:
        if before is None or (line.number, line.text) != (before.number, before.text):
            if before is not None and line.number > before.number + 1:
                yield page.paint(f"{' ' * gutter} :", DIM)
            yield f"{page.paint(f'{line.number:>{gutter}} |', DIM)} {line.text}"
        yield from (f"{layout.bar} {mark}" for mark in line.marks)
        before = line
    yield layout.bar


def _line(location: Location, layout: _Layout, mark: str, label: str, colour: str) -> _Line:
    start, end, excerpt = location.start, location.end, location.excerpt
    if not excerpt.text and not label:
        return _Line(location.file, start.line, start.column, "", ())
    first = start.column - excerpt.first_column
    last = end.column - excerpt.first_column if end.line == start.line else len(excerpt.text)
    text, before, marked = _windowed(excerpt, first, min(last, len(excerpt.text)), layout)
    marks = _marks(mark * max(marked, 1), before, layout.page.shown(label), layout)
    painted = tuple(f"{' ' * indent}{layout.page.paint(said, BOLD, colour)}" for indent, said in marks)
    return _Line(location.file, start.line, start.column, text, painted)


def _marks(mark: str, before: int, label: str, layout: _Layout) -> list[tuple[int, str]]:
    """A mark with what it means behind it; below it where both do not fit."""
    room = layout.page.width - layout.gutter - 3
    if not label or before + len(mark) + 1 + columns(label) <= room:
        return [(before, f"{mark} {label}".rstrip())]
    return [(before, mark), (max(0, min(before, room - columns(label))), label)]


def _windowed(excerpt: Excerpt, first: int, last: int, layout: _Layout) -> tuple[str, int, int]:
    """The part of a line around a span that fits, the columns before the span, and those of the span."""
    page = layout.page
    cells = [_TAB if character == "\t" else page.shown_character(character) for character in excerpt.text]
    widths = [columns(cell) for cell in cells]
    room = min(page.width, _WIDEST_LINE) - layout.gutter - 3
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
