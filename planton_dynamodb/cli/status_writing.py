"""`--write-status`: the outputs of tables written into the files that their manifests stand in."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from planton_dynamodb.checking import identities
from planton_dynamodb.cli import tables
from planton_dynamodb.cli.progress import say
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.engines.outcome import Outcome
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.writing.saving import save
from planton_dynamodb.manifest.writing.status import NotWrittenError, with_outputs

_BLANK = dict.fromkeys(("table_name", "table_arn", "table_id", "stream_arn", "stream_label"), "")


def add_argument(parser: argparse.ArgumentParser) -> None:
    """The flag."""
    parser.add_argument(
        "--write-status", action="store_true", help="write the outputs into status.outputs of the manifests"
    )


def refuse_what_cannot_be_written(wanted: Sequence[Wanted], options: argparse.Namespace) -> None:
    """Find out first: a table that is made already is a bad moment to hear of it."""
    for table in wanted:
        try:
            _with(table, _BLANK, options)
        except NotWrittenError as error:
            fault = Fault(
                f"{table.sound.manifest.source.name}: the outputs of {table.label} cannot be written there: {error}",
                "Nothing was done. Leave --write-status away; `outputs` prints them.",
            )
            raise tables.refused(fault, 1) from None
        except files.InputError as error:
            raise tables.refused(Fault(str(error)), 2) from None


def write(wanted: Sequence[Wanted], outcomes: Sequence[Outcome], options: argparse.Namespace) -> bool:
    """Write what outputs there are; whether all could be written."""
    well = True
    for table, outcome in zip(wanted, outcomes, strict=True):
        path = table.sound.manifest.source.name
        if not outcome.outputs:
            continue
        try:
            before, after = _with(table, outcome.outputs, options)
            if after != before:
                save(path, after)
                if not options.quiet:
                    say(f"wrote status.outputs of {table.label} into {path}")
        except (NotWrittenError, files.InputError) as error:
            say(f"planton-dynamodb: {path}: status.outputs was not written: {error}")
            well = False
    return well


def _with(table: Wanted, outputs: Mapping[str, str], options: argparse.Namespace) -> tuple[bytes, bytes]:
    """A file as it is now, which may be another than the run began with, and with the outputs in it."""
    path = table.sound.manifest.source.name
    if path == options.stdin_name and "-" in options.inputs:
        raise NotWrittenError("it came from standard input")
    data = files.read_bytes(path)
    source, problems = files.decode(path, data)
    metadata = table.sound.manifest.fields.get("metadata")
    given = metadata if isinstance(metadata, dict) else {}
    names = (str(given.get(field, "")) for field in ("org", "env", "name"))
    resource = (table.sound.manifest.kind.name, *names)
    loaded = [] if problems else list(identities(load_source(source, named=False)))
    position = next((each.position for each in loaded if each.resource == resource), None)
    if position is None:
        raise NotWrittenError(f"no manifest of {table.name} stands in it as it was applied")
    return data, with_outputs(path, data, position, outputs)
