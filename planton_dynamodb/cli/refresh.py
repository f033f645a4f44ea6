"""`refresh`: read from AWS what tables are like now, and write that into their state."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from planton_dynamodb.cli import tables
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.cli.together import Hands, show, together
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.outcome import Outcome

_EXAMPLE = """\
example:
  planton-dynamodb refresh orders.yaml
  planton-dynamodb refresh tables/ --format json

Nothing is changed on AWS. What somebody else changed there is named, and the next apply changes it back.

exit code: 0 all went well, 1 something was invalid or failed, 2 the tool could not do its work, 130 interrupted"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb refresh",
        description="Read from AWS what tables are like now, and write that into their state.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tables.add_arguments(made, "text", "json")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        wanted = tables.wanted(options)
        ended = together(wanted, options, _act)
    except RefusedError as refused:
        return refused.code
    show(wanted, ended, options)
    return ended.code()


def _act(hands: Hands, table: Wanted, tell: Tell) -> Outcome:
    return hands.engine_of(table).refresh(table.job, tell)
