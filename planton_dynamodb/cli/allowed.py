"""What may be lost, by name: `--allow-replace` and `--allow-rebuild`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from planton_dynamodb.changes.guard import Allowed, needed, unused
from planton_dynamodb.engines.outcome import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two flags; each names one thing, and can be given again for another."""
    parser.add_argument(
        "--allow-replace",
        action="append",
        default=[],
        metavar="NAME",
        help="let a new, empty table take the place of this one; all its items are lost",
    )
    parser.add_argument(
        "--allow-rebuild",
        action="append",
        default=[],
        type=_index,
        metavar="NAME/INDEX",
        help="let this index be deleted and made anew; queries on it fail meanwhile",
    )


def _index(text: str) -> str:
    if not all(text.partition("/")):
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME/INDEX, the table and its index")
    return text


def allowed(options: argparse.Namespace) -> Allowed:
    """What the flags allow."""
    return Allowed(frozenset(options.allow_replace), frozenset(options.allow_rebuild))


def tell_unused(options: argparse.Namespace, outcomes: Sequence[Outcome]) -> None:
    """A flag that nothing needed is perhaps misspelt; what failed before it was looked at says nothing of that."""
    forecasts = [outcome.forecast for outcome in outcomes]
    known = [each for each in forecasts if each is not None]
    if len(known) < len(forecasts):
        return
    for flag in unused(allowed(options), (needed(each.old, each.changes, each.steps) for each in known)):
        print(f"planton-dynamodb: {flag} was not needed: is the name right?", file=sys.stderr)
