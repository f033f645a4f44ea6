"""Checked access patterns as Markdown, for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from planton_dynamodb.diagnostics import closing, terminal
from planton_dynamodb.diagnostics.model import Diagnostic, Report, Summary
from planton_dynamodb.patterns.served import Row, Verdict, total
from planton_dynamodb.serving.report import CheckedPatterns, IndexUse, PatternReport
from planton_dynamodb.serving.text_format import HEADINGS, about, served_by, units

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_MARKS = {Verdict.SERVED: "✅", Verdict.SCAN: "⚠️", Verdict.NOT_SERVED: "❌", Verdict.UNTRIED: "⚠️"}


def write(found: PatternReport, summary: Summary, stream: TextIO, *, quiet: bool = False) -> None:
    """Print a section for each manifest, then what was found, then what it comes to."""
    blocks = [block for design in found.designs for block in _design(design)]
    if found.diagnostics:
        blocks.append("### Findings")
        blocks.append("\n".join(map(_finding, found.diagnostics)))
    if not quiet:
        said = total(found.patterns)
        if found.diagnostics:
            said += f"; {closing.found(Report(list(found.diagnostics), summary))}"
        blocks.append(f"**{said}**")
    encoding = terminal.of(stream).encoding
    # What an output cannot write is spelt out, as everywhere.
    stream.write("\n\n".join([*blocks, ""])[:-1].encode(encoding, "backslashreplace").decode(encoding))


def _design(design: CheckedPatterns) -> Iterator[str]:
    yield f"### {escaped(design.name or 'access patterns')}"
    yield escaped(about(design)[:1].upper() + about(design)[1:])
    if design.patterns:
        lines = [_line(HEADINGS), _line(["---"] * len(HEADINGS)), *map(_row, design.patterns)]
        yield "\n".join(lines)
    if design.indexes:
        yield "\n".join(map(_use, design.indexes))


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(row: Row) -> str:
    verdict = f"{_MARKS[row.verdict]} {row.verdict.value}"
    keys = code(row.keys) if row.keys else "-"
    return _line(
        [escaped(row.name), row.operation or "-", escaped(served_by(row)), keys, units(row), verdict]
    )


def _use(use: IndexUse) -> str:
    said = (
        f"is asked by {', '.join(map(escaped, use.patterns))}" if use.patterns else "is asked by no pattern"
    )
    return f"- {escaped(use.name)} {said}"


def _finding(found: Diagnostic) -> str:
    place = f"{found.location.file}:{found.location.start.line}:{found.location.start.column}"
    detail = f" AWS answers: {code(found.detail)}." if found.detail else ""
    # The message has its names in backticks, which are Markdown already.
    return (
        f"- **{found.severity}** {code(found.rule)} at {code(place)}: {_prose(found.message)}.{detail} "
        f"Help: {_prose(found.help)}."
    )


def _prose(text: str) -> str:
    """A sentence with names in backticks: what stands between them is escaped, and the names are code."""
    parts = _one_line(text).rstrip(".").split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(code(part) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def code(text: str) -> str:
    """A text as code, whatever backticks it holds; a pipe in it would end the cell of a table."""
    shown = _one_line(text).replace("|", "\\|")
    fence = "`"
    while fence in shown:
        fence += "`"
    space = " " if shown.startswith("`") or shown.endswith("`") or not shown else ""
    return f"{fence}{space}{shown}{space}{fence}"


def escaped(text: str) -> str:
    """A text that Markdown takes for text; a line break in a name is spelt out, as everywhere."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    return _escaped(" ".join(shown.split()))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _one_line(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())
