"""The tables that a verb works on: manifests read, checked as `validate` checks them, and resolved."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from planton_dynamodb import config as settings
from planton_dynamodb import run
from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.cli import overriding
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.diagnostics.model import Report
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.sound import Sound, UnsoundError, sound

__all__ = [
    "RefusedError",
    "Sound",
    "add_arguments",
    "checker_for",
    "refusals_said",
    "refuse_errors",
    "sound_tables",
    "tables_there",
]


class RefusedError(Exception):
    """There is nothing to go on with. What is wrong has been said; `code` is the exit code for it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"exit code {code}")


def add_arguments(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """The arguments that say which manifests are meant and how to read them."""
    parser.add_argument(
        "inputs",
        nargs="+" if required else "*",
        metavar="PATH",
        help="files, folders, globs, or - for standard input",
    )
    overriding.add_arguments(parser)
    parser.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    parser.add_argument(
        "--config", metavar="FILE", help="the settings file (default: the nearest one, going up)"
    )
    parser.add_argument("--no-config", action="store_true", help="read no settings file")


def sound_tables(options: argparse.Namespace) -> list[Sound]:
    """Every table of the inputs, in their order. Findings go to standard error: standard output is the verb's own.

    What runs around a table is taken from where it stands, be it among the inputs or beside them, and operations among
    the inputs bring their table with them: a table is never acted on without what belongs to it.
    """
    checker = checker_for(options)
    among = Among(options.inputs, checker)
    checker = replace(checker, others=among)
    refuse_errors(options, checker)
    with refusals_said():
        return [*sound(among, checker)]


def tables_there(options: argparse.Namespace) -> list[Sound]:
    """The same for a verb that is of tables: where there is none, a file was named by mistake, and that is said."""
    found = sound_tables(options)
    if not found:
        print(f"planton-dynamodb: there is no table in {_shown(options)}: nothing was done", file=sys.stderr)
        print("Give the file with the manifest of kind AwsDynamodb too.", file=sys.stderr)
        raise RefusedError(2)
    return found


def _shown(options: argparse.Namespace) -> str:
    first, *more = options.inputs
    if more:
        return f"any of the {len(options.inputs)} paths"
    return str(options.stdin_name if first == "-" else first)


@contextmanager
def refusals_said() -> Iterator[None]:
    """What cannot be gone on with is said, and RefusedError raised for it."""
    try:
        yield
    except Fault as fault:
        said = "\n".join(filter(None, (fault.summary, fault.help)))
        print(f"planton-dynamodb: {said}", file=sys.stderr)
        raise RefusedError(1) from None
    except UnsoundError as error:
        report = Report()
        report.add(error.diagnostics)
        formats.write(report, None, sys.stderr, quiet=False)
        raise RefusedError(1) from None


def refuse_errors(options: argparse.Namespace, checker: Checker) -> None:
    """Check the inputs. Findings go to standard error; RefusedError where one is an error."""
    # In this process, where what was read stays at hand: no file can change between the check and the reading.
    report, failures = run.check(options.inputs, checker, processes=1)
    broken = bool(report.summary.errors)
    if report.diagnostics:
        formats.write(report, None, sys.stderr, quiet=not broken)
    for failure in failures:
        print(f"planton-dynamodb: {failure}", file=sys.stderr)
    if failures or broken:
        raise RefusedError(2 if failures else 1)


def checker_for(options: argparse.Namespace, disabled: Sequence[str] = ()) -> Checker:
    """What the options say about checking. What is wrong with them has been said when this raises RefusedError."""
    try:
        return _checker(options, disabled)
    except settings.ConfigError as error:
        print(f"planton-dynamodb: {error}", file=sys.stderr)
        raise RefusedError(2) from None


def _checker(options: argparse.Namespace, disabled: Sequence[str]) -> Checker:
    found = None if options.no_config else options.config or settings.find(os.curdir)
    config = settings.load(found, tuple(disabled))
    overrides = overriding.overrides_of(options)
    return Checker(config, overrides, stdin_name=options.stdin_name, read=cache(files.read_bytes), kept={})
