"""What the verbs that act on AWS share: their arguments, and manifests made into the jobs of an engine."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.cli import sound_tables
from planton_dynamodb.cli.sound_tables import RefusedError, Sound
from planton_dynamodb.engines.engine import Engine, Job, Place
from planton_dynamodb.engines.registry import ENGINES, LABEL, Flags, engine_of, opening
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Options, options_of

_PLACE = ("backend", "organization", "project", "stack", "secrets_provider")
_AT_ONCE = 4
_SOME_PLACE = {"name": "table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A table of a run: its manifest, where its state is kept, and how it is held on to."""

    sound: Sound
    engine: str
    """The name of what makes it."""
    place: Place
    options: Options
    label: str
    """What tells it from the others of the run: its name, and its stack where two have one name."""

    @property
    def name(self) -> str:
        """The name of the table in AWS."""
        return self.sound.table.name

    @property
    def job(self) -> Job[Place]:
        """What the engine is given."""
        return Job(
            table=self.sound.table,
            options=self.options,
            place=self.place,
            operations=self.sound.operations,
        )


def add_arguments(parser: argparse.ArgumentParser, *formats: str) -> None:
    """The arguments that every one of these verbs takes; of the formats the first one is the usual one."""
    sound_tables.add_arguments(parser)
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"how to print it (default: {formats[0]})"
    )
    parser.add_argument(
        "--parallel",
        type=_at_least_one,
        default=_AT_ONCE,
        metavar="N",
        help=f"so many tables at once (default: {_AT_ONCE})",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print results only, no progress")
    parser.add_argument(
        "--engine",
        choices=tuple(ENGINES),
        help=f"what makes the tables (default: as the label {LABEL} says, else {next(iter(ENGINES))})",
    )
    place = parser.add_argument_group("where the state is kept")
    place.add_argument("--stack", metavar="NAME", help="the stack, or ORGANIZATION/PROJECT/STACK")
    place.add_argument("--project", metavar="NAME", help="the project that the stack belongs to (Pulumi)")
    place.add_argument(
        "--organization", metavar="NAME", help="the organization that the project belongs to (Pulumi)"
    )
    place.add_argument(
        "--backend",
        metavar="URL",
        help="the path of a folder, or the backend: as `pulumi login` takes it, for Terraform s3://BUCKET/PREFIX and "
        "the like",
    )
    place.add_argument(
        "--secrets-provider", metavar="URL", help="what encrypts the secrets of a stack that is new (Pulumi)"
    )
    parser.add_argument_group("where the table is").add_argument(
        "--region", metavar="NAME", help="the AWS region (default: as every AWS tool finds it)"
    )


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def wanted(
    options: argparse.Namespace, *, protect: bool | None = None, retain: bool | None = None
) -> list[Wanted]:
    """The tables of the inputs, each with a stack of its own. What is wrong has been said when this raises."""
    flags = {name: getattr(options, name) for name in _PLACE}
    if options.engine:
        _refuse_no_place({options.engine}, flags)
    found = [(sound, _engine_of(sound, options)) for sound in sound_tables.tables_there(options)]
    _refuse_no_place({engine for _, engine in found}, flags)
    _refuse_one_stack(found, flags)
    named = Counter(sound.table.name for sound, _ in found)
    tables = [
        _wanted(sound, engine, options, protect=protect, retain=retain, alone=named[sound.table.name] == 1)
        for sound, engine in found
    ]
    _refuse_shared_stacks(tables)
    return tables


def _metadata(sound: Sound) -> Mapping[str, Any]:
    metadata: Mapping[str, Any] = sound.manifest.fields.get("metadata") or {}  # type: ignore[assignment]
    return metadata


def _refuse_no_place(engines: Collection[str], flags: Flags) -> None:
    """What flags and environment say of the place is tried before any manifest can be blamed for it."""
    try:
        for engine in sorted(engines):
            opening(engine).place_of(_SOME_PLACE, flags, os.environ)
        _refuse_unheeded(engines, flags)
    except Fault as fault:
        raise refused(fault, 2) from None


def _refuse_unheeded(engines: Collection[str], flags: Flags) -> None:
    """A flag that none of the engines heeds would leave the state where nobody looks for it."""
    heeded = {name for engine in engines for name in opening(engine).HEEDED}
    idle = [f"--{name.replace('_', '-')}" for name in _PLACE if flags[name] and name not in heeded]
    if engines and idle:
        raise Fault(
            f"{' and '.join(idle)} would say where Pulumi keeps a state, and no table here is made with Pulumi",
            "Leave that away. --stack and --backend say where the state is kept with any engine.",
        )


def _engine_of(sound: Sound, options: argparse.Namespace) -> str:
    try:
        return engine_of(_metadata(sound), options.engine)
    except Fault as fault:
        raise _refused_for(sound, fault) from None


def _refuse_one_stack(found: Sequence[tuple[Sound, str]], flags: Flags) -> None:
    """One stack holds one table."""
    for engine, count in Counter(engine for _, engine in found).items():
        stack = opening(engine).stack_named(flags, os.environ)
        if stack and count > 1:
            by = "--stack" if flags["stack"] else "PULUMI_STACK"
            raise refused(
                Fault(
                    f"one stack is named ({stack}), and there are {count} tables",
                    f"Leave {by} away, so that each has a stack of its own, or give one manifest.",
                ),
                2,
            )


def _wanted(
    sound: Sound,
    engine: str,
    options: argparse.Namespace,
    *,
    protect: bool | None,
    retain: bool | None,
    alone: bool,
) -> Wanted:
    flags = {name: getattr(options, name) for name in _PLACE}
    try:
        place = opening(engine).place_of(_metadata(sound), flags, os.environ)
        held = options_of(
            sound.manifest,
            region=options.region,
            protect=protect,
            retain=retain,
            kept=None if sound.operations is None else sound.operations.retain,
        )
    except Fault as fault:
        raise _refused_for(sound, fault) from None
    label = sound.table.name if alone else f"{sound.table.name} ({place.full_name.rpartition('/')[2]})"
    return Wanted(sound=sound, engine=engine, place=place, options=held, label=label)


def _refused_for(sound: Sound, fault: Fault) -> RefusedError:
    return refused(Fault(f"{sound.manifest.source.name}: {fault.summary}", fault.help), 1)


def _refuse_shared_stacks(tables: Sequence[Wanted]) -> None:
    first: dict[Place, Wanted] = {}
    for table in tables:
        other = first.setdefault(table.place, table)
        if other is not table:
            raise refused(
                Fault(
                    f"{_origin(other)} and {_origin(table)} would share the stack {table.place.full_name}, "
                    "and a stack holds one table",
                    f"Give one of them another name, org or env, or the label {opening(table.engine).APART}.",
                ),
                1,
            )


def _origin(table: Wanted) -> str:
    """Where a table is asked for."""
    manifest = table.sound.manifest
    line = manifest.source.position(manifest.root.start).line
    return f"{manifest.source.name}:{line} ({table.name})"


def refused(fault: Fault, code: int) -> RefusedError:
    """Say why nothing is done."""
    print(f"planton-dynamodb: {fault.summary}", file=sys.stderr)
    for line in (fault.help, fault.said):
        if line:
            print(line, file=sys.stderr)
    return RefusedError(code)


def open_engines(tables: Sequence[Wanted]) -> dict[str, Engine[Any]]:
    """The engines of these tables, if this machine has all that they take."""
    try:
        return {
            name: opening(name).open_engine(name, os.environ) for name in {table.engine for table in tables}
        }
    except Fault as fault:
        raise refused(fault, 2) from None
