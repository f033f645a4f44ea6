"""The tables that a verb works on: manifests read, checked as `validate` checks them, and resolved."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from planton_dynamodb import config as settings
from planton_dynamodb import run
from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Table


class Sound(NamedTuple):
    """A manifest in which nothing is wrong, and what it asks for."""

    manifest: Manifest
    table: Table


class RefusedError(Exception):
    """There is nothing to go on with. What is wrong has been said; `code` is the exit code for it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"exit code {code}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say which manifests are meant and how to read them."""
    parser.add_argument(
        "inputs", nargs="+", metavar="PATH", help="files, folders, globs, or - for standard input"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", dest="overrides", help="set a value first"
    )
    parser.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    parser.add_argument(
        "--config", metavar="FILE", help="the settings file (default: the nearest one, going up)"
    )
    parser.add_argument("--no-config", action="store_true", help="read no settings file")


def sound_tables(options: argparse.Namespace) -> list[Sound]:
    """Every table of the inputs, in their order. Findings go to standard error: standard output is the verb's own."""
    checker = checker_for(options)
    refuse_errors(options, checker)
    return [Sound(manifest, resolve(manifest)) for manifest in _manifests(options.inputs, checker)]


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
    if not options.overrides:
        return Checker(config, stdin_name=options.stdin_name, read=cache(files.read_bytes))
    from planton_dynamodb.manifest.overrides import OverrideError, parse_all  # only for who sets something

    try:
        overrides = parse_all(options.overrides)
    except OverrideError as error:
        raise settings.ConfigError(str(error)) from None
    return Checker(config, overrides, stdin_name=options.stdin_name, read=cache(files.read_bytes))


def _manifests(arguments: Sequence[str], checker: Checker) -> Iterator[Manifest]:
    for given in files.inputs(arguments):
        if given.again:
            continue
        name = checker.stdin_name if given.path == "-" else given.path
        source, problems = files.decode(name, checker.read(given.path))
        if not problems:  # else it was skipped, or the check had refused it
            loaded = load_source(source, checker.overrides, named=given.named)
            yield from (each for each in loaded.manifests if each.kind is AWS_DYNAMODB)
