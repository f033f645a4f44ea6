"""Bills for people: what is paid for, how much, and how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TextIO

from planton_dynamodb.costing.bill import Bill, Line, total_of
from planton_dynamodb.costing.comparing import Compared, Comparison, amount_of
from planton_dynamodb.costing.wording import change, changed, money
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, columns
from planton_dynamodb.table.table import PAY_PER_REQUEST, STANDARD

OPEN = "depends"
_INDENT = 2
_GAP = 2
_NARROWEST = 40
"""Where there is less room beside an amount, how it came about stands below it."""


def write(bills: Sequence[Bill], remarks: Sequence[str], stream: TextIO) -> None:
    """Print a block for each table, what they come to together, and what is to be known of it."""
    page = terminal.of(stream)
    blocks = [list(_bill(bill, page)) for bill in bills]
    if len(bills) > 1:
        known, least, unknown = total_of(bills)
        said = f"{len(bills):,} tables: {_total_said(known, least, unknown)}"
        blocks.append([page.paint(said, BOLD)])
    _write(blocks, remarks, page, stream)


def write_comparison(comparisons: Sequence[Comparison], remarks: Sequence[str], stream: TextIO) -> None:
    """Print what changes, line by line."""
    page = terminal.of(stream)
    blocks = [list(_comparison(each, page)) for each in comparisons]
    if len(comparisons) > 1:
        difference = sum((each.difference for each in comparisons), Decimal(0))
        said = f"{len(comparisons):,} tables: {change(difference)} a month"
        blocks.append([page.paint(said, BOLD)])
    _write(blocks, remarks, page, stream)


def _write(blocks: list[list[str]], remarks: Sequence[str], page: Terminal, stream: TextIO) -> None:
    blocks = [*blocks, *([page.wrapped(page.shown(remark))] for remark in remarks)]
    separator = ""
    for number, block in enumerate(blocks):
        stream.write(separator + "".join(f"{line.rstrip()}\n" for line in block))
        separator = "" if number >= len(blocks) - len(remarks) else "\n"


def about(bill: Bill) -> str:
    """The table in a few words: orders-prod, on demand, class Standard, us-east-1."""
    called = [] if bill.table == bill.name else [f"{bill.table} at AWS"]
    mode = "on demand" if bill.billing_mode == PAY_PER_REQUEST else "reserved units"
    table_class = "Standard" if bill.table_class == STANDARD else "Standard-IA"
    return ", ".join([*called, mode, f"class {table_class}", bill.region])


def _bill(bill: Bill, page: Terminal) -> Iterator[str]:
    said = f"{total_said(bill)} ({about(bill)})"
    name = page.shown(bill.name)
    yield f"{page.paint(name, BOLD)}: {page.wrapped(page.shown(said), first=columns(name) + 2, rest=_INDENT)}"
    yield ""
    titles = _width([line.title for line in bill.lines], page)
    amounts = max(columns(_amount(line)) for line in bill.lines)
    for line in bill.lines:
        yield from _line(line, titles, amounts, page)
    if bill.advice:
        yield ""
        for sentence in bill.advice:
            yield page.wrapped(page.shown(sentence[:1].upper() + sentence[1:] + "."), rest=_INDENT)


def _width(titles: Sequence[str], page: Terminal) -> int:
    # One long name must not push everything else to the right.
    return max((columns(each) for each in titles if columns(each) <= page.width // 3), default=0)


def _amount(line: Line) -> str:
    return OPEN if line.amount is None else money(line.amount)


def _line(line: Line, titles: int, amounts: int, page: Terminal) -> Iterator[str]:
    shown = page.shown(line.title)
    indent = " " * _INDENT
    start = _INDENT + titles + _GAP + amounts + _GAP
    if columns(shown) > titles:
        yield f"{indent}{page.paint(shown, DIM)}"
        shown = ""
    amount = _amount(line)
    space = " " * (titles - columns(shown) + _GAP + amounts - columns(amount))
    head = f"{indent}{page.paint(shown, DIM)}{space}{page.paint(amount, YELLOW if line.amount is None else BOLD)}"
    if page.width - start < _NARROWEST:
        yield head
        below = 2 * _INDENT
        yield from (
            f"{' ' * below}{page.wrapped(page.shown(how), first=below, rest=below)}" for how in line.how
        )
        return
    for number, how in enumerate(line.how):
        first = head if number == 0 else " " * (start - _GAP)
        yield f"{first}{' ' * _GAP}{page.wrapped(page.shown(how), first=start, rest=start + _INDENT)}"


def total_said(bill: Bill) -> str:
    """What a bill comes to: `$0.38 a month`, with what is not known of it."""
    return _total_said(bill.known, bill.least, len(bill.open))


def _total_said(known: Decimal, least: Decimal, unknown: int) -> str:
    if not unknown:
        return f"{money(known)} a month"
    more = f"{unknown} {'line depends' if unknown == 1 else 'lines depend'} on usage that nobody told of"
    return f"at least {money(least)} a month, and {more}" if least else f"not known, since {more}"


def _comparison(found: Comparison, page: Terminal) -> Iterator[str]:
    name = page.shown(found.name)
    said = page.wrapped(page.shown(difference_said(found)), first=columns(name) + 2, rest=_INDENT)
    yield f"{page.paint(name, BOLD)}: {said}"
    yield ""
    rows = [(line.title, side(line.old), side(line.new), changed(line.difference)) for line in found.lines]
    widths = [max(columns(page.shown(row[place])) for row in rows) for place in range(4)]
    narrow = _INDENT + sum(widths) + 3 * _GAP > page.width
    for row, line in zip(rows, found.lines, strict=True):
        title, *amounts = (page.shown(cell) for cell in row)
        old, new, difference = (f"{cell:>{width}}" for cell, width in zip(amounts, widths[1:], strict=True))
        beside = f"{old}{' ' * _GAP}{new}{' ' * _GAP}{page.paint(difference, *_colour(line))}"
        space = f"\n{' ' * 2 * _INDENT}" if narrow else " " * (widths[0] - columns(title) + _GAP)
        yield f"{' ' * _INDENT}{page.paint(title, DIM)}{space}{beside}"
        yield from _because(line, page)


def _because(line: Compared, page: Terminal) -> Iterator[str]:
    """How the two sides came about, where they differ."""
    if line.difference == 0 and not (line.old and line.new and _how(line.old) != _how(line.new)):
        return
    start = 2 * _INDENT
    for sign, side in (("-", line.old), ("+", line.new)):
        other = line.new if sign == "-" else line.old
        for how in _how(side):
            if how not in _how(other):
                yield f"{' ' * start}{sign} {page.wrapped(page.shown(how), first=start + 2, rest=start + 4)}"


def _how(lines: Sequence[Line]) -> list[str]:
    return [how for line in lines for how in line.how]


def _colour(line: Compared) -> tuple[str, ...]:
    if line.difference is None:
        return (YELLOW,)
    return (DIM,) if not line.difference else (RED,) if line.difference > 0 else (GREEN,)


def side(lines: Sequence[Line]) -> str:
    """What one side of a comparison comes to; a dash where it is not paid for."""
    amount = amount_of(lines)
    return "-" if not lines else OPEN if amount is None else money(amount)


def difference_said(found: Comparison) -> str:
    """What becomes of a table's cost: `$0.38 becomes $0.52 a month: + $0.14`."""
    if found.old is None:
        assert found.new is not None
        return f"new: {total_said(found.new)}"
    if found.new is None:
        return f"gone: {total_said(found.old)} less"
    unknown = len(found.open)
    if unknown:
        more = f"{unknown} {'line depends' if unknown == 1 else 'lines depend'} on usage that nobody told of"
        return f"{change(found.difference)} a month in what is known before and after, and {more}"
    return f"{money(found.old.known)} becomes {money(found.new.known)} a month: {change(found.difference)}"
