"""`cost`: say what a table costs in a month, and how each amount came about."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from planton_dynamodb.among import Among
from planton_dynamodb.cli import overriding
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError, checker_for, refusals_said, refuse_errors
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.files import InputError

if TYPE_CHECKING:
    from planton_dynamodb.costing.bill import Bill
    from planton_dynamodb.costing.priced import Terms
    from planton_dynamodb.costing.prices import Prices
    from planton_dynamodb.patterns.trial import Trial

_FORMATS = ("text", "json", "markdown")
_FAILED = 2
_EXAMPLE = """\
example:
  planton-dynamodb cost orders.yaml
  planton-dynamodb cost tables/ --env prod
  planton-dynamodb cost old.yaml orders.yaml                  # what a change costs
  planton-dynamodb cost old.yaml orders.yaml --format markdown > comment.md
  planton-dynamodb cost orders.yaml --prices eu.json --region eu-central-1

How often the table is read and written is taken from `usage` of its operations, else from `frequency` of its
access patterns; how large its items are from `itemSize`, else from the sample items; how many there are from
`count`. What is said nowhere depends on usage, and is never counted as 0. Nothing is asked of AWS.

exit code: 0 all went well, 1 errors found in a manifest, 2 the tool could not do its work"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb cost",
        description="Say what a table costs in a month, line by line; of two manifests, what the change costs.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("path", metavar="PATH", help="a file, a folder, a glob, or - for standard input")
    made.add_argument("new", metavar="NEW", nargs="?", help="what PATH is to become: what that costs more")
    overriding.add_arguments(made)
    made.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    made.add_argument(
        "--config", metavar="FILE", help="the settings file (default: the nearest one, going up)"
    )
    made.add_argument("--no-config", action="store_true", help="read no settings file")
    made.add_argument("--region", metavar="NAME", help="the region to pay in (default: us-east-1)")
    made.add_argument("--prices", metavar="FILE", help="prices of your own, as JSON (default: the package's)")
    made.add_argument("--free-tier", action="store_true", help="take off what an account has for nothing")
    made.add_argument("--format", choices=_FORMATS, default="text", help="how to print it (default: text)")
    made.add_argument("-q", "--quiet", action="store_true", help="print no remarks")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        _cost(options)
    except RefusedError as refused:
        return refused.code
    except InputError as error:
        return _fail(str(error))
    except Fault as fault:
        return _fail("\n".join(filter(None, (fault.summary, fault.help))))
    return 0


def _fail(said: str) -> int:
    print(f"planton-dynamodb: {said}", file=sys.stderr)
    return _FAILED


def _cost(options: argparse.Namespace) -> None:
    from planton_dynamodb.costing.priced import Terms
    from planton_dynamodb.costing.prices import REGION

    prices = _prices(options.prices)
    region = options.region or REGION
    prices.of(region)
    terms = Terms(prices, region, options.free_tier)
    if options.path == options.new == "-":
        raise Fault("standard input can be read once, as PATH or as NEW")
    printer = import_module(f"planton_dynamodb.costing.{options.format}_format")
    before = _bills(options.path, options, terms)
    remarks = [] if options.quiet else _remarks(options, terms)
    if options.new is None:
        printer.write(before, remarks, sys.stdout)
        return
    from planton_dynamodb.costing.comparing import compared  # most runs have one side

    printer.write_comparison(compared(before, _bills(options.new, options, terms)), remarks, sys.stdout)


def _prices(path: str | None) -> Prices:
    from planton_dynamodb.costing import prices

    if path is None:
        return prices.packaged()
    try:
        return prices.load(path)
    except prices.PricesError as error:
        for mistake in error.mistakes:
            print(f"planton-dynamodb: {mistake}", file=sys.stderr)
        raise RefusedError(_FAILED) from None


def _bills(path: str, options: argparse.Namespace, terms: Terms) -> list[Bill]:
    from planton_dynamodb.costing import priced

    options.inputs = [path]
    tried: list[Trial] = []
    checker = checker_for(options)
    among = Among(options.inputs, checker)
    checker = replace(checker, others=among, tried=tried.append)
    refuse_errors(options, checker)
    with refusals_said():
        found = priced.bills(among, checker, tried, terms)
    if not found:
        raise Fault(f"{path}: no table there: nothing was worked out")
    return found


def _remarks(options: argparse.Namespace, terms: Terms) -> list[str]:
    from planton_dynamodb.operations.quantities import HOURS_PER_MONTH

    of_whom = "AWS's public prices" if options.prices is None else f"the prices in {_shown(options.prices)}"
    by_default = "" if options.region else ", which --region changes"
    free = (
        "The free tier is taken off, as if the account had nothing else."
        if options.free_tier
        else "The free tier is not taken off (--free-tier)."
    )
    said = (
        f"By {of_whom} of {terms.prices.date} for {terms.region}{by_default}; a month has {HOURS_PER_MONTH} hours. "
        f"{free} Transfer of data, taxes and reserved capacity are not counted."
    )
    return [said]


def _shown(path: str) -> str:
    return os.path.basename(path) or path
