"""Arguments read as people type them: options before, between and behind the paths."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """The options and paths. Behind `--` stand paths only, which argparse forgets where it lets the two mix."""
    options, rest = parser.parse_known_args(arguments)
    if not rest:
        return options  # to let them mix costs another millisecond
    if "--" in arguments:
        return parser.parse_args(arguments)
    return parser.parse_intermixed_args(arguments)
