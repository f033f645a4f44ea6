"""Bills as Markdown, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TextIO

from planton_dynamodb.costing.bill import Bill, Line, total_of
from planton_dynamodb.costing.comparing import Comparison
from planton_dynamodb.costing.text_format import OPEN, about, difference_said, side, total_said
from planton_dynamodb.costing.wording import change, changed, money
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.serving.markdown_format import escaped


def write(bills: Sequence[Bill], remarks: Sequence[str], stream: TextIO) -> None:
    """Print a section for each table."""
    blocks = [block for bill in bills for block in _bill(bill)]
    if len(bills) > 1:
        known, _, unknown = total_of(bills)
        more = f", and {unknown} lines that depend on usage" if unknown else ""
        blocks.append(f"**{len(bills):,} tables: {_text(money(known))} a month{more}**")
    _write(blocks, remarks, stream)


def write_comparison(comparisons: Sequence[Comparison], remarks: Sequence[str], stream: TextIO) -> None:
    """Print a section for each table, old and new side by side."""
    blocks = [block for each in comparisons for block in _comparison(each)]
    if len(comparisons) > 1:
        difference = sum((each.difference for each in comparisons), Decimal(0))
        blocks.append(f"**{len(comparisons):,} tables: {_text(change(difference))} a month**")
    _write(blocks, remarks, stream)


def _write(blocks: Sequence[str], remarks: Sequence[str], stream: TextIO) -> None:
    notes = ["\n".join(f"- {_text(remark)}" for remark in remarks)] if remarks else []
    text = "\n\n".join([*blocks, *notes]) + "\n"
    encoding = terminal.of(stream).encoding
    # What an output cannot write is spelt out, as everywhere.
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _text(said: str) -> str:
    """A text that Markdown takes for text: two dollar signs on a line would be a formula."""
    return escaped(said).replace("$", "\\$")


def _bill(bill: Bill) -> Iterator[str]:
    yield f"### {_text(bill.name)}: {_text(total_said(bill))}"
    yield _text(about(bill)[:1].upper() + about(bill)[1:])
    rows = [_row((line.title, _amount(line), "<br>".join(map(_text, line.how)))) for line in bill.lines]
    yield "\n".join([_row(("", "a month", "how it came about")), "| --- | ---: | --- |", *rows])
    if bill.advice:
        yield "\n".join(f"- {_text(sentence[:1].upper() + sentence[1:])}." for sentence in bill.advice)


def _amount(line: Line) -> str:
    return f"*{OPEN}*" if line.amount is None else _text(money(line.amount))


def _row(cells: tuple[str, str, str]) -> str:
    title, *rest = cells
    return f"| {' | '.join([_text(title), *rest])} |"


def _comparison(found: Comparison) -> Iterator[str]:
    yield f"### {_text(found.name)}: {_text(difference_said(found))}"
    rows = [
        f"| {' | '.join(map(_text, (line.title, side(line.old), side(line.new), changed(line.difference))))} |"
        for line in found.lines
    ]
    yield "\n".join(["|  | old | new | difference |", "| --- | ---: | ---: | ---: |", *rows])
