"""`outputs`: print the five outputs of tables, as their state has them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from planton_dynamodb.cli import status_writing, tables
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.showing import text
from planton_dynamodb.cli.showing.outputs import FORMATS
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.cli.together import Ended, Hands, together
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.fault import Fault

_EXAMPLE = """\
example:
  planton-dynamodb outputs orders.yaml
  planton-dynamodb outputs orders.yaml --format json
  eval "$(planton-dynamodb outputs orders.yaml --format env)"   # TABLE_NAME, TABLE_ARN …
  planton-dynamodb outputs tables/ --format env                 # ORDERS_TABLE_NAME … for each table
  planton-dynamodb outputs orders.yaml --write-status           # into status.outputs of the manifest

The outputs are table_name, table_arn, table_id, stream_arn and stream_label; without a stream the last two are
blank. Those of one table are printed as they are, those of several by the name of each.

exit code: 0 all went well, 1 something was invalid, failed, or was never applied, 2 the tool could not do its work"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb outputs",
        description="Print the five outputs of tables, as their state has them; AWS is not asked.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tables.add_arguments(made, "text", *FORMATS)
    status_writing.add_argument(made)
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        return _outputs(options)
    except RefusedError as refused:
        return refused.code


def _outputs(options: argparse.Namespace) -> int:
    wanted = tables.wanted(options)
    if options.write_status:
        status_writing.refuse_what_cannot_be_written(wanted, options)
    ended = together(wanted, options, _act)
    written = not options.write_status or status_writing.write(wanted, ended.outcomes, options)
    if options.format == "text":
        _show(wanted, ended)
    else:
        known = _known(wanted, ended)
        _tell_missing(wanted, ended)
        if known:
            print(_written(known, options, alone=len(wanted) == 1), end="")
    absent = any(outcome.done is Done.ABSENT for outcome in ended.outcomes)
    return ended.code() or int(absent or not written)


def _act(hands: Hands, table: Wanted, tell: Tell) -> Outcome:
    tell("reading the state")
    return hands.engine_of(table).outputs(table.place, table.name)


def _known(wanted: Sequence[Wanted], ended: Ended) -> Mapping[str, Mapping[str, str]]:
    pairs = zip(wanted, ended.outcomes, strict=True)
    return {table.label: outcome.outputs for table, outcome in pairs if outcome.outputs}


def _written(known: Mapping[str, Mapping[str, str]], options: argparse.Namespace, *, alone: bool) -> str:
    try:
        return FORMATS[options.format](known, alone=alone)
    except Fault as fault:
        raise tables.refused(fault, 1) from None


def _show(wanted: Sequence[Wanted], ended: Ended) -> None:
    """The bare outputs of a table alone; of several, each with its name above."""
    alone = len(wanted) == 1
    screen = terminal.of(sys.stdout)
    for table, outcome in zip(wanted, ended.outcomes, strict=True):
        if not outcome.outputs:
            _tell(table, outcome)
        else:
            for line in text.outputs_lines(table.label, outcome.outputs, screen, alone=alone):
                print(line)


def _tell_missing(wanted: Sequence[Wanted], ended: Ended) -> None:
    for table, outcome in zip(wanted, ended.outcomes, strict=True):
        if not outcome.outputs:
            _tell(table, outcome)


def _tell(table: Wanted, outcome: Outcome) -> None:
    for line in text.lines(table.label, outcome, terminal.of(sys.stderr)):
        print(line, file=sys.stderr)
