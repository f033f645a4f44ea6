"""`destroy`: delete tables with all their items, or forget them and let them be."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from planton_dynamodb.cli import tables
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.questions import Questions, can_ask
from planton_dynamodb.cli.showing import around
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.cli.together import Hands, show, together
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.engine import Known, Tell
from planton_dynamodb.engines.outcome import Outcome
from planton_dynamodb.fault import Fault

_EXAMPLE = """\
example:
  planton-dynamodb destroy orders.yaml                          # asks for the table's name
  planton-dynamodb destroy tables/ --yes
  planton-dynamodb destroy orders.yaml --retain                 # keep the table, forget it here

What runs around a table is deleted either way. A table is kept where --retain, its label or its environment
(retention: RETAIN) says so. One under deletion protection is not deleted: set
spec.deletionProtectionEnabled: false, apply, then destroy.

exit code: 0 none of the tables is there any more, 1 something was invalid, refused, declined or failed, 2 the tool
could not do its work, 130 interrupted"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb destroy",
        description="Delete tables with all their items, or forget them and let them be.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tables.add_arguments(made, "text", "json")
    made.add_argument("-y", "--yes", action="store_true", help="do not ask")
    made.add_argument(
        "--retain", action="store_true", help="keep the tables on AWS, and only forget them here"
    )
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        return _destroy(options)
    except RefusedError as refused:
        return refused.code


def _destroy(options: argparse.Namespace) -> int:
    wanted = tables.wanted(options)
    if not (options.yes or can_ask()):
        raise tables.refused(
            Fault("there is no terminal to ask on", "Add --yes to delete without being asked."), 2
        )

    def act(hands: Hands, table: Wanted, tell: Tell) -> Outcome:
        asked = partial(_agreed, hands.questions, table, retain=options.retain)
        return hands.engine_of(table).destroy(
            table.job, _yes if options.yes else asked, tell, retain=options.retain
        )

    ended = together(wanted, options, act)
    show(wanted, ended, options)
    return ended.code()


def _yes(_: Known) -> bool:
    return True


def _agreed(questions: Questions, table: Wanted, known: Known, *, retain: bool) -> bool:
    name = known.table.name if known.table is not None else table.name
    screen = terminal.of(sys.stderr)
    where = known.outputs.get("table_arn") or f"stack {table.place.full_name}"
    if retain or table.options.retain or known.retained:
        said = f"{table.label}: the table stays on AWS ({where}), and is no longer known here"
        shown = [screen.wrapped(said), *_around(known, "would be deleted")]
        return questions.agreed(shown, f"Forget {table.label}?")
    return questions.named(_warning(name, where, known), f"Type {name} to delete it:", name)


def _warning(name: str, where: str, known: Known) -> Iterator[str]:
    yield f"{name}: the table and all its items would be deleted for good"
    yield f"  {where}"
    yield from _around(known, "would be deleted with it")


def _around(known: Known, fate: str) -> Iterator[str]:
    """What there is around the table, which goes either way."""
    if known.around:
        yield f"  what runs around it {fate}: {around.counted(each.type for each in known.around)}"
