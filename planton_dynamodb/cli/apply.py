"""`apply`: make tables what their manifests say, and lose nothing that was not allowed by name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from planton_dynamodb.cli import allowed, status_writing, tables
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.questions import Questions, can_ask
from planton_dynamodb.cli.showing import text
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.cli.together import Hands, show, together
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.outcome import Forecast, Outcome
from planton_dynamodb.fault import Fault

_EXAMPLE = """\
example:
  planton-dynamodb apply orders.yaml                            # shows what it would do, and asks
  planton-dynamodb apply tables/ --yes --parallel 8
  planton-dynamodb apply orders.yaml --yes --format json
  planton-dynamodb apply orders.yaml --allow-replace orders     # a new, empty table takes the place of orders
  planton-dynamodb apply orders.yaml --allow-rebuild orders/by-customer
  planton-dynamodb apply orders.yaml --import                   # the table is there already: take it over
  planton-dynamodb apply orders.yaml --yes --write-status

Nothing is lost unasked: what would delete a table or an index is refused, with the property, what would be lost
and the way forward, until it is allowed by name; --yes does not allow it. Each table has a stack of its own, and
one that fails stops no other. Ctrl-C lets the engine finish what it has begun; a second one ends it at once.

exit code: 0 all is as the manifests say, 1 something was invalid, refused, declined or failed, 2 the tool could
not do its work, 130 interrupted"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb apply",
        description="Make tables what their manifests say, and print their five outputs.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tables.add_arguments(made, "text", "json")
    made.add_argument("-y", "--yes", action="store_true", help="do not ask")
    allowed.add_arguments(made)
    made.add_argument(
        "--import", action="store_true", dest="adopt", help="take over a table that AWS has already"
    )
    made.add_argument(
        "--protect",
        action=argparse.BooleanOptionalAction,
        help="let the engine refuse to delete or replace the table (default: as its label, its environment or its "
        "deletion protection says)",
    )
    made.add_argument(
        "--retain",
        action=argparse.BooleanOptionalAction,
        help="keep the table on AWS when it leaves its stack (default: as its label or its environment says)",
    )
    status_writing.add_argument(made)
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        return _apply(options)
    except RefusedError as refused:
        return refused.code


def _apply(options: argparse.Namespace) -> int:
    wanted = tables.wanted(options, protect=options.protect, retain=options.retain)
    if not (options.yes or can_ask()):
        raise tables.refused(
            Fault("there is no terminal to ask on", "Add --yes, once preview shows what is meant."), 2
        )
    if options.write_status:
        status_writing.refuse_what_cannot_be_written(wanted, options)

    def act(hands: Hands, table: Wanted, tell: Tell) -> Outcome:
        confirm = None if options.yes else partial(_agreed, hands.questions, table)
        return hands.engine_of(table).apply(
            table.job, allowed.allowed(options), confirm, tell, adopt=options.adopt
        )

    ended = together(wanted, options, act)
    written = not options.write_status or status_writing.write(wanted, ended.outcomes, options)
    show(wanted, ended, options)
    allowed.tell_unused(options, ended.outcomes)
    return ended.code() or (0 if written else 1)


def _agreed(questions: Questions, table: Wanted, forecast: Forecast) -> bool:
    screen = terminal.of(sys.stderr)
    shown = [f"{table.label}: {text.foreseen(forecast)}", *text.forecast_lines(forecast, screen)]
    return questions.agreed(shown, f"Apply this to {table.label}?")
