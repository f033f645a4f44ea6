"""The tables that a verb works on: manifests read, checked as `validate` checks them, and resolved."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple, NoReturn

from planton_dynamodb import config as settings
from planton_dynamodb import run
from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.cli import overriding
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.diagnostics.model import Diagnostic, Report
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.declared import Declared, operations_of
from planton_dynamodb.operations.resolve import resolve_operations
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.reach import loaded_from
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Table


class Sound(NamedTuple):
    """A manifest in which nothing is wrong, and what it asks for."""

    manifest: Manifest
    table: Table
    """The table, by its name at AWS."""
    operations: Operations | None = None
    """What runs around it, where that is declared."""
    declared: Declared | None = None
    """The declaration of that."""


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
    return [_sound(manifest, loaded, among, checker) for manifest, loaded in _tables(among, checker)]


def _tables(among: Among, checker: Checker) -> Iterator[tuple[Manifest, Loaded]]:
    """The tables of the inputs, and behind them those of operations whose table stands elsewhere."""
    seen: list[Manifest] = []
    for loaded in among.texts:
        for manifest in loaded.manifests:
            if manifest.kind is AWS_DYNAMODB:
                seen.append(manifest)
                yield manifest, loaded
    for loaded in among.texts:
        for manifest in loaded.manifests:
            if manifest.kind is not OPERATIONS:
                continue
            declared = Declared(manifest, loaded, among, checker.config.quotas)
            table = declared.table_manifest
            if table is None:
                _refuse(f"{manifest.source.name}: there is no table `{declared.table_name}` within reach")
            elif not any(_same(table, each) for each in seen):
                seen.append(table)
                yield table, loaded_from(table, loaded)


def _same(one: Manifest, other: Manifest) -> bool:
    """Whether two are the same document, which may have been read twice."""
    return one is other or (
        os.path.abspath(one.source.name) == os.path.abspath(other.source.name)
        and one.root.start == other.root.start
    )


def _sound(manifest: Manifest, loaded: Loaded, among: Among, checker: Checker) -> Sound:
    """A table with what runs around it."""
    found = operations_of(manifest, loaded, among)
    if not found:
        return Sound(manifest, resolve(manifest))
    if len(found) > 1:
        names = " and ".join(each.source.name for each in found)
        _refuse(f"there are two operations of the table `{manifest.name}`, in {names}: put them into one")
    home = among.loaded_from(found[0])
    if home is None:
        home = loaded_from(found[0], loaded)
        _refuse_found(checker.check_manifest(found[0], home))
    declared = Declared(found[0], home, (manifest, *among), checker.config.quotas)
    try:
        table, operations = resolve_operations(declared)
    except Fault as fault:
        _refuse("\n".join(filter(None, (fault.summary, fault.help))))
    return Sound(manifest, table, operations, declared)


def _refuse(said: str) -> NoReturn:
    print(f"planton-dynamodb: {said}", file=sys.stderr)
    raise RefusedError(1)


def _refuse_found(found: list[Diagnostic]) -> None:
    """Refuse what stands beside the inputs, and so was not checked with them, where it has errors."""
    if any(each.severity == "error" for each in found):
        report = Report()
        report.add(found)
        formats.write(report, None, sys.stderr, quiet=False)
        raise RefusedError(1)


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
    return Checker(config, overrides, stdin_name=options.stdin_name, read=cache(files.read_bytes))
