"""What `render` writes: a project for each table, each design, or all of the inputs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planton_dynamodb.cli.sound_tables import Sound, checker_for, refuse_errors, tables_there
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.registry import (
    TARGETS,
    Files,
    NothingError,
    Of,
    Where,
    files,
    files_of_designs,
    files_of_kinds,
    files_of_tables,
    notes,
    unprinted,
)

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest


class Project(NamedTuple):
    """The files that are written for one thing."""

    name: str
    longer_name: str
    """What tells it from another of its name."""
    files: Files
    notes: Sequence[str] = ()
    """What is to be told besides."""


def projects(options: argparse.Namespace, language: str) -> list[Project]:
    """What is to be written. RefusedError where an input is not sound: what is wrong has been said."""
    target = options.target
    match TARGETS[target].of:
        case Of.TABLE:
            return _of_tables(options, language)
        case Of.TABLES:
            where = Where(options.region, options.account)
            return [Project("", "", files_of_tables(target, language, tables_there(options), where))]
        case Of.DESIGN:
            return _of_designs(options, language)
        case Of.KINDS:
            if options.inputs:
                refuse_errors(options, checker_for(options))
            return [Project("", "", files_of_kinds(target, language))]


def _of_tables(options: argparse.Namespace, language: str) -> list[Project]:
    """A project for each table. That of a table without what the target is of has no files; one at least has some."""
    made: list[Project] = []
    lacking: list[NothingError] = []
    for sound in tables_there(options):
        try:
            made.append(_of_table(sound, options, language))
        except NothingError as nothing:
            lacking.append(nothing)
            note = f"{sound.manifest.source.name}: {nothing.summary}: it is left out"
            made.append(Project(sound.table.name, _full_name(sound.manifest, sound.table.name), {}, [note]))
    if len(lacking) == len(made):
        others = f", and none of {len(lacking) - 1} more" if lacking[1:] else ""
        raise Fault(f"{lacking[0].summary}{others}", lacking[0].help)
    return made


def _of_table(sound: Sound, options: argparse.Namespace, language: str) -> Project:
    where = Where(options.region, options.account)
    asked = options.target, language, sound.table, sound.manifest, sound.operations
    source = sound.manifest.source.name
    try:
        found = files(*asked, where)
    except NothingError:
        raise
    except Fault as fault:
        raise Fault(f"{source}: {fault.summary}", fault.help) from None
    told = [*notes(*asked, where)]
    if options.output is None:
        told = [*unprinted(options.target, language, sound.table), *told]
    return Project(
        sound.table.name,
        _full_name(sound.manifest, sound.table.name),
        found,
        [f"{source}: {note}" for note in told],
    )


def _full_name(manifest: Manifest, table: str) -> str:
    metadata = manifest.fields["metadata"]
    assert isinstance(metadata, dict)
    return "-".join(filter(None, (metadata.get("org"), metadata.get("env"), table)))


def _of_designs(options: argparse.Namespace, language: str) -> list[Project]:
    # Patterns are a large part of the package.
    from planton_dynamodb.cli.sound_designs import designs_by_table

    found = []
    for trials in designs_by_table(options):
        table, manifest = trials[0].table, trials[0].design.table_manifest
        assert table is not None, "a design without errors has its table"
        assert manifest is not None, "as above"
        written = files_of_designs(options.target, language, trials)
        found.append(Project(table.name, _full_name(manifest, table.name), written))
    if not found:
        raise Fault(
            f"there are no access patterns, and {options.target} are of their entities: none was given, and none "
            "stands beside a table that was",
            "Write them as a manifest of kind AwsDynamodbAccessPatterns; `init` shows some.",
        )
    return found


def placed(found: Sequence[Project], output: str) -> dict[str, bytes]:
    """Every file by its path: one project goes into the folder itself, several go into a folder each."""
    folders = [output] if len(found) == 1 else _folders(found, output)
    return {
        os.path.join(folder, *name.split("/")): text.encode()
        for folder, project in zip(folders, found, strict=True)
        for name, text in project.files.items()
    }


def _folders(found: Sequence[Project], output: str) -> Iterator[str]:
    """A folder for each table, by its name; where that is not enough to tell them apart, by what does."""
    names = [each.name for each in found]
    chosen = [each.longer_name if _count(each.name, names) > 1 else each.name for each in found]
    for name in chosen:
        if _count(name, chosen) > 1:
            raise Fault(
                f"two tables would go into the folder `{name}`",
                "Render them one by one, each with an --output of its own.",
            )
    return (os.path.join(output, name) for name in chosen)


def _count(name: str, names: Sequence[str]) -> int:
    # Not every file system tells `Orders` from `orders`.
    return sum(name.casefold() == other.casefold() for other in names)
