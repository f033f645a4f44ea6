"""`preview`: say what `apply` would do, and do nothing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from planton_dynamodb.cli import allowed, tables
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.cli.together import Ended, Hands, show, together
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.outcome import Outcome

_EXAMPLE = """\
example:
  planton-dynamodb preview orders.yaml
  planton-dynamodb preview tables/ --format json
  planton-dynamodb preview orders.yaml --set spec.billingMode=PAY_PER_REQUEST
  planton-dynamodb preview tables/ --detailed-exitcode          # for scripts: is there anything to do?

Nothing is changed, neither on AWS nor in the state, and no stack is made.

exit code: 0 all went well, 1 an invalid manifest, an error, or a change that apply would refuse, 2 the tool could
not do its work; with --detailed-exitcode: 0 nothing to do, 2 changes (those included that apply would refuse),
1 anything else"""

_DETAILED = "--detailed-exitcode"
_CHANGES, _FAILED = 2, 2


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb preview",
        description="Say what apply would do with each table and its data, and do nothing.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tables.add_arguments(made, "text", "json")
    allowed.add_arguments(made)
    made.add_argument(_DETAILED, action="store_true", help="exit with 2 where there is something to do")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    detailed = _DETAILED in arguments
    try:
        return _preview(parsed(parser(), arguments))
    except RefusedError as refused:
        return 1 if detailed else refused.code
    except SystemExit as end:
        # argparse says 2 to arguments that it does not know, which would read as "there are changes".
        raise SystemExit(1 if detailed and end.code == _FAILED else end.code) from None


def _preview(options: argparse.Namespace) -> int:
    wanted = tables.wanted(options)

    def act(hands: Hands, table: Wanted, tell: Tell) -> Outcome:
        return hands.engine_of(table).preview(table.job, allowed.allowed(options), tell)

    ended = together(wanted, options, act)
    show(wanted, ended, options)
    allowed.tell_unused(options, ended.outcomes)
    return _code(ended, detailed=options.detailed_exitcode)


def _code(ended: Ended, *, detailed: bool) -> int:
    if ended.code():
        return ended.code()
    forecasts = [outcome.forecast for outcome in ended.outcomes if outcome.forecast is not None]
    if detailed:
        return 0 if all(forecast.idle for forecast in forecasts) else _CHANGES
    return 1 if any(forecast.refusals for forecast in forecasts) else 0
