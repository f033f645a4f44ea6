"""How a bill speaks: numbers with their separators, amounts of money rounded only here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from planton_dynamodb.rules.wording import quoted

_MOST_NAMES = 4
_WIDE = Context(prec=100, rounding=ROUND_HALF_EVEN)
"""Whatever somebody writes for a rate or a count, it can be shown."""
_CENT, _SMALL = Decimal("0.01"), Decimal("0.0001")


def money(amount: Decimal) -> str:
    """Dollars to the cent, half a cent to the even one; below a dollar, fractions of a cent as they are.

    What would vanish in four digits is shown with the first two that count.
    """
    if amount < 0:
        return f"-{money(-amount)}"
    if amount >= 1 or amount == amount.quantize(_CENT, context=_WIDE):
        return f"${amount.quantize(_CENT, context=_WIDE):,}"
    if amount < _SMALL:
        digits = Decimal(1).scaleb(amount.adjusted() - 1)
        return f"${amount.quantize(digits, context=_WIDE).normalize(_WIDE):f}"
    shown = amount.quantize(_SMALL, context=_WIDE).normalize(_WIDE)
    return (
        f"${shown:f}"
        if shown != shown.quantize(_CENT, context=_WIDE)
        else f"${shown.quantize(_CENT, context=_WIDE):f}"
    )


def change(amount: Decimal) -> str:
    """A difference of two amounts, with its sign."""
    if not amount:
        return "no change"
    return f"{'+' if amount > 0 else '-'}{money(abs(amount))}"


def changed(amount: Decimal | None) -> str:
    """A difference in a column; a question mark where nobody knows it."""
    return "?" if amount is None else change(amount) if amount else "="


def price(amount: Decimal) -> str:
    """A price as it stands in its table, and never rounded: with two digits at least."""
    exact = amount.normalize(_WIDE)
    return (
        f"${exact:,f}"
        if exact != exact.quantize(_CENT, context=_WIDE)
        else f"${exact.quantize(_CENT, context=_WIDE):,f}"
    )


def number(amount: Decimal | int) -> str:
    """A number for people: whole above a hundred, else with as many digits as count, two at most."""
    exact = Decimal(amount)
    rounded = exact.quantize(Decimal(1) if exact >= 100 else Decimal("0.01"), context=_WIDE)
    if exact and not rounded:
        rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), context=_WIDE)
    return f"{rounded.normalize(_WIDE):,f}"


def unit_count(units: Decimal) -> str:
    """Units with their noun: 1 unit, 0.5 units."""
    return f"{number(units)} {'unit' if units == 1 else 'units'}"


def share(part: Decimal) -> str:
    """A part in percent."""
    return f"{number(part * 100)} percent"


def names(given: Sequence[str]) -> str:
    """Names in a sentence, the first few of many."""
    shown = [quoted(name) for name in given[:_MOST_NAMES]]
    if len(given) > _MOST_NAMES:
        shown.append(f"{len(given) - _MOST_NAMES:,} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
