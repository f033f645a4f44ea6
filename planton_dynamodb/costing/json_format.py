"""Bills as version 1 of their JSON, frozen whatever becomes of the insides.

`report.schema.json` beside this module describes it. Amounts are numbers, to ten digits behind the point.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, TextIO, TypeAlias

from planton_dynamodb.costing.bill import Bill, Line, total_of
from planton_dynamodb.costing.comparing import Compared, Comparison, amount_of

Json: TypeAlias = dict[str, Any]

_DIGITS = Decimal("1E-10")
_WIDE = Context(prec=100, rounding=ROUND_HALF_EVEN)


def write(bills: Sequence[Bill], remarks: Sequence[str], stream: TextIO) -> None:
    """Print one JSON document, each table on a line of its own."""
    known, least, unknown = total_of(bills)
    total = {"known": _number(known), "least": _number(least), "open": unknown}
    _write({"total": total, "remarks": list(remarks)}, "tables", [_bill(bill) for bill in bills], stream)


def write_comparison(comparisons: Sequence[Comparison], remarks: Sequence[str], stream: TextIO) -> None:
    """Print one JSON document, each table on a line of its own."""
    difference = sum((each.difference for each in comparisons), Decimal(0))
    total = {"difference": _number(difference), "open": sum(len(each.open) for each in comparisons)}
    made = [_comparison(each) for each in comparisons]
    _write({"total": total, "remarks": list(remarks)}, "comparisons", made, stream)


def _write(head: Json, name: str, values: Sequence[Json], stream: TextIO) -> None:
    said = "".join(f"\n {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items())
    lines = ",".join(f"\n  {json.dumps(value)}" for value in values)
    stream.write(f'{{"version": 1,{said}\n "{name}": [{lines}]}}\n')


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount.quantize(_DIGITS, context=_WIDE))


def _bill(bill: Bill) -> Json:
    return {
        "name": bill.name,
        "file": bill.file,
        "table": bill.table,
        "environment": bill.environment,
        "region": bill.region,
        "pricesDated": bill.dated,
        "billingMode": bill.billing_mode,
        "tableClass": bill.table_class,
        "known": _number(bill.known),
        "least": _number(bill.least),
        "lines": [_line(line) for line in bill.lines],
        "alternatives": [
            {"billingMode": each.billing_mode, "tableClass": each.table_class, "amount": _number(each.amount)}
            for each in bill.alternatives
        ],
        "advice": list(bill.advice),
    }


def _line(line: Line) -> Json:
    return {
        "sort": line.sort,
        "index": line.index or None,
        "amount": _number(line.amount),
        "least": _number(line.least),
        "most": _number(line.most),
        "quantity": _number(line.quantity),
        "price": None if line.rate is None else _number(line.rate.price),
        "per": None if line.rate is None else line.rate.per,
        "how": list(line.how),
    }


def _comparison(found: Comparison) -> Json:
    return {
        "name": found.name,
        "old": None if found.old is None else _bill(found.old),
        "new": None if found.new is None else _bill(found.new),
        "difference": _number(found.difference),
        "lines": [_compared(line) for line in found.lines],
    }


def _compared(line: Compared) -> Json:
    first = (line.new or line.old)[0]
    return {
        "sort": first.sort,
        "index": first.index or None,
        "old": _number(amount_of(line.old)),
        "new": _number(amount_of(line.new)),
        "difference": _number(line.difference),
    }
