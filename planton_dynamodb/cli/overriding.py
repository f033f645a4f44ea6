"""`--set` and `--env`: what the command line puts into manifests before they are read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planton_dynamodb.config import ConfigError

if TYPE_CHECKING:
    from planton_dynamodb.manifest.overrides import Override

_ENV = "metadata.env"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two arguments."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", dest="overrides", help="set a value first"
    )
    parser.add_argument(
        "--env", metavar="NAME", help=f"the environment that is meant: the same as --set {_ENV}=NAME"
    )


def overrides_of(options: argparse.Namespace) -> Sequence[Override]:
    """What they come to; ConfigError where they cannot be understood."""
    given = list(options.overrides)
    if options.env is not None:
        if not options.env:
            # A variable of a shell that is not set: the environment in the manifest would be taken without a word.
            raise ConfigError("--env names no environment: it is empty")
        given.append(f"{_ENV}={options.env}")
    if not given:
        return ()
    from planton_dynamodb.manifest.overrides import OverrideError, parse_all  # only for who sets something

    try:
        return parse_all(given)
    except OverrideError as error:
        raise ConfigError(str(error)) from None
