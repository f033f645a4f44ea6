"""Checked access patterns for people: a table pattern by pattern, and below it everything that was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO, TypeVar

from planton_dynamodb.diagnostics import closing, terminal, text_format
from planton_dynamodb.diagnostics.model import Report, Summary
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, columns
from planton_dynamodb.patterns.served import Row, Verdict, total
from planton_dynamodb.rules.wording import counted
from planton_dynamodb.serving.report import CheckedPatterns, PatternReport

T = TypeVar("T")

HEADINGS = ("pattern", "operation", "served by", "keys", "units", "verdict")
_KEYS = 3
_GAP = "  "
_INDENT = "  "
_MOST_LINES = 2
_AT_COMMAS = re.compile(r"(?<=[,;]) ")
_COLOURS = {
    Verdict.SERVED: GREEN,
    Verdict.SCAN: YELLOW,
    Verdict.NOT_SERVED: RED,
    Verdict.UNTRIED: YELLOW,
}


def write(found: PatternReport, summary: Summary, stream: TextIO, *, quiet: bool = False) -> None:
    """Print the tables, the findings as `validate` prints them, and what it comes to."""
    page = terminal.of(stream)
    blocks = [list(_design(design, page)) for design in found.designs]
    _write_blocks(blocks, stream)
    report = Report(list(found.diagnostics), summary)
    if report.diagnostics:
        stream.write("\n" if blocks else "")
        text_format.write(report, stream, quiet=True)
    if not quiet:
        stream.write("\n" + "".join(f"{line}\n" for line in _closing(found, report, page)))


def _write_blocks(blocks: Sequence[Sequence[str]], stream: TextIO) -> None:
    separator = ""
    for block in blocks:
        stream.write(separator + "".join(f"{line.rstrip()}\n" for line in block))
        separator = "\n"


def _design(design: CheckedPatterns, page: Terminal) -> Iterator[str]:
    name = page.shown(design.name or "access patterns")
    said = page.wrapped(page.shown(about(design)), first=columns(name) + 2, rest=len(_INDENT))
    yield f"{page.paint(name, BOLD)}: {said}"
    if design.patterns:
        yield ""
        yield from _table([_cells(row) for row in design.patterns], design.patterns, page)


def about(design: CheckedPatterns) -> str:
    """What a manifest holds, and whether there is a table to ask."""
    counts = f"{counted(len(design.patterns), 'pattern')} and {counted(design.items, 'sample item')}"
    if not design.table:
        return f"{counts}; no table is named"
    if not design.table_found:
        return f"{counts}; the table {design.table} is not within reach: give its manifest too"
    if not design.table_sound:
        return f"{counts}; the table {design.table} has errors, and nothing was asked of it"
    return f"{counts} of the table {design.table}"


def _cells(row: Row) -> tuple[str, ...]:
    return (row.name, row.operation or "-", served_by(row), row.keys or "-", units(row), row.verdict.value)


def served_by(row: Row) -> str:
    """What answers a pattern; a dash where nothing does."""
    if row.verdict is Verdict.NOT_SERVED:
        return "-"
    where = row.index or "table"
    return f"scan of {where}" if row.scan else where


def units(row: Row) -> str:
    """What it costs on the sample items."""
    parts = [
        f"{number:g} {word}"
        for number, word in ((row.read_units, "read"), (row.write_units, "write"))
        if number
    ]
    return ", ".join(parts) or "-"


def _table(cells: Sequence[tuple[str, ...]], rows: Sequence[Row], page: Terminal) -> Iterator[str]:
    """The patterns in columns; where those do not fit, with the keys below; where nor that does, one by one."""
    shown = [tuple(map(page.shown, each)) for each in cells]
    widths = [max(columns(each[number]) for each in (HEADINGS, *shown)) for number in range(len(HEADINGS))]
    taken = len(_INDENT) + len(_GAP) * (len(widths) - 1) + sum(widths) - widths[_KEYS]
    room = page.width - taken
    keys = [broken(each[_KEYS], room) for each in shown] if room > len(HEADINGS[_KEYS]) else []
    if keys and max(map(len, keys)) <= _MOST_LINES:
        widths[_KEYS] = max(columns(line) for lines in (HEADINGS[_KEYS : _KEYS + 1], *keys) for line in lines)
        yield from _columns(shown, rows, widths, page)
    elif room >= -len(_GAP):
        yield from _columns_over_keys(shown, rows, widths, page)
    else:
        yield from _lists(shown, rows, page)


def _columns(
    cells: Sequence[tuple[str, ...]], rows: Sequence[Row], widths: Sequence[int], page: Terminal
) -> Iterator[str]:
    yield page.paint((_INDENT + _line(HEADINGS, widths)).rstrip(), DIM)
    for each, row in zip(cells, rows, strict=True):
        keys = broken(each[_KEYS], widths[_KEYS])
        first = _line((*each[:_KEYS], keys[0], *each[_KEYS + 1 : -1]), widths)
        yield f"{_INDENT}{first}{_GAP}{_verdict(row, page)}"
        for line in keys[1:]:
            yield _INDENT + _line(("",) * _KEYS + (line,), widths)


def _columns_over_keys(
    cells: Sequence[tuple[str, ...]], rows: Sequence[Row], widths: Sequence[int], page: Terminal
) -> Iterator[str]:
    narrower = _without_keys(widths)
    yield page.paint((_INDENT + _line(_without_keys(HEADINGS), narrower)).rstrip(), DIM)
    for each, row in zip(cells, rows, strict=True):
        yield f"{_INDENT}{_line(_without_keys(each)[:-1], narrower)}{_GAP}{_verdict(row, page)}"
        for line in broken(each[_KEYS], page.width - 2 * len(_INDENT)) if row.keys else ():
            yield 2 * _INDENT + page.paint(line, DIM)


def _without_keys(values: Sequence[T]) -> list[T]:
    return [*values[:_KEYS], *values[_KEYS + 1 :]]


def _verdict(row: Row, page: Terminal) -> str:
    return page.paint(row.verdict.value, _COLOURS[row.verdict])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=False))
    return _GAP.join(padded)


def broken(text: str, width: int) -> list[str]:
    """A text in lines of a width: behind a comma where that will do, else between words, else inside of one."""
    lines = [""]
    for piece in _AT_COMMAS.split(text):
        for word in (piece,) if columns(piece) <= width else piece.split(" "):
            for part in _parts(word, width):
                longer = f"{lines[-1]} {part}" if lines[-1] else part
                if columns(longer) <= width:
                    lines[-1] = longer
                else:
                    lines.append(part)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _parts(word: str, width: int) -> Iterator[str]:
    part = ""
    for character in word if columns(word) > width else ():
        if columns(part + character) > width:
            yield part
            part = ""
        part += character
    yield part if columns(word) > width else word


def _lists(cells: Sequence[tuple[str, ...]], rows: Sequence[Row], page: Terminal) -> Iterator[str]:
    """Each pattern with its cells below its name, for where a table does not fit."""
    for each, row in zip(cells, rows, strict=True):
        yield f"{_INDENT}{page.wrapped(each[0], rest=len(_INDENT))}: {_verdict(row, page)}"
        told = [(label, cell) for label, cell in zip(HEADINGS[1:-1], each[1:-1], strict=True) if cell != "-"]
        yield from terminal.aligned(told, page, indent=2 * len(_INDENT))


def _closing(found: PatternReport, report: Report, page: Terminal) -> Iterator[str]:
    said = total(found.patterns)
    if report.diagnostics:
        said += f"; {closing.found(report)}"
    style = GREEN if found.nothing_to_mention else YELLOW if found.all_served else RED
    yield page.paint(page.wrapped(said), style)
    if report.diagnostics:
        yield page.wrapped(f"More about a rule: planton-dynamodb explain {report.diagnostics[0].rule}")
