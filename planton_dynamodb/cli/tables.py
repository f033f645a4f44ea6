"""What the verbs that act on AWS share: their arguments, and manifests made into the jobs of an engine."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planton_dynamodb.cli import sound_tables
from planton_dynamodb.cli.sound_tables import RefusedError, Sound
from planton_dynamodb.engines.pulumi.place import Asked, Place, asked, place_of
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Options, options_of

if TYPE_CHECKING:
    from planton_dynamodb.engines.pulumi.engine import Engine, Job

ENGINES = ("pulumi",)
_AT_ONCE = 4
_SOME_PLACE = {"name": "table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A table of a run: its manifest, where its state is kept, and how it is held on to."""

    sound: Sound
    place: Place
    options: Options
    label: str
    """What tells it from the others of the run: its name, and its stack where two have one name."""

    @property
    def name(self) -> str:
        """The name of the table in AWS."""
        return self.sound.table.name

    @property
    def job(self) -> Job:
        """What the engine is given."""
        from planton_dynamodb.engines.pulumi.engine import Job  # imports pulumi

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
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what makes the tables")
    place = parser.add_argument_group("where the state is kept")
    place.add_argument("--stack", metavar="NAME", help="the stack, or ORGANIZATION/PROJECT/STACK")
    place.add_argument("--project", metavar="NAME", help="the project that the stack belongs to")
    place.add_argument("--organization", metavar="NAME", help="the organization that the project belongs to")
    place.add_argument(
        "--backend", metavar="URL", help="the backend, as `pulumi login` takes it, or the path of a folder"
    )
    place.add_argument(
        "--secrets-provider", metavar="URL", help="what encrypts the secrets of a stack that is new"
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
    where = _asked(options)
    found = sound_tables.sound_tables(options)
    if where.stack and len(found) > 1:
        raise refused(
            Fault(
                f"one stack is named ({where.stack}), and there are {len(found)} tables",
                "Leave --stack and PULUMI_STACK away, so that each has a stack of its own, or give one manifest.",
            ),
            2,
        )
    named = Counter(sound.table.name for sound in found)
    tables = [
        _wanted(sound, where, options, protect=protect, retain=retain, alone=named[sound.table.name] == 1)
        for sound in found
    ]
    _refuse_shared_stacks(tables)
    return tables


def _asked(options: argparse.Namespace) -> Asked:
    """What flags and environment say of the place, tried before any manifest can be blamed for it."""
    where = asked(
        os.environ,
        backend=options.backend,
        organization=options.organization,
        project=options.project,
        stack=options.stack,
        secrets_provider=options.secrets_provider,
    )
    try:
        place_of(_SOME_PLACE, where, os.environ)
    except Fault as fault:
        raise refused(fault, 2) from None
    return where


def _wanted(
    sound: Sound,
    where: Asked,
    options: argparse.Namespace,
    *,
    protect: bool | None,
    retain: bool | None,
    alone: bool,
) -> Wanted:
    metadata: Mapping[str, Any] = sound.manifest.fields.get("metadata") or {}  # type: ignore[assignment]
    try:
        place = place_of(metadata, where, os.environ)
        held = options_of(
            sound.manifest,
            region=options.region,
            protect=protect,
            retain=retain,
            kept=None if sound.operations is None else sound.operations.retain,
        )
    except Fault as fault:
        source = sound.manifest.source.name
        raise refused(Fault(f"{source}: {fault.summary}", fault.help), 1) from None
    label = sound.table.name if alone else f"{sound.table.name} ({place.stack})"
    return Wanted(sound=sound, place=place, options=held, label=label)


def _refuse_shared_stacks(tables: Sequence[Wanted]) -> None:
    first: dict[Place, Wanted] = {}
    for table in tables:
        other = first.setdefault(table.place, table)
        if other is not table:
            raise refused(
                Fault(
                    f"{_origin(other)} and {_origin(table)} would share the stack {table.place.full_name}, "
                    "and a stack holds one table",
                    "Give one of them another name, org or env, or the label pulumi.project-planton.org/stack.name.",
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


def open_engine() -> Engine:
    """The engine, if this machine has all that it takes."""
    try:
        from planton_dynamodb.engines.pulumi.command import Command  # imports pulumi
        from planton_dynamodb.engines.pulumi.engine import Engine
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pulumi", "pulumi_aws"):
            raise
        fault = Fault(
            f"the Python package {error.name} is not installed", "pip install 'planton-dynamodb[pulumi]'"
        )
        raise refused(fault, 2) from None
    try:
        return Engine(command=Command(os.environ), environment=os.environ)
    except Fault as fault:
        raise refused(fault, 2) from None
