"""The calls that make a table as the JSON that the AWS CLI takes with `--cli-input-json`, a file for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.create_table import calls, enumerated, left_out, region_of, text
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations


def files(
    table: Table,
    manifest: Manifest,  # noqa: ARG001 - a call says neither where nor with whose keys
    operations: Operations | None = None,  # noqa: ARG001 - `notes` tells what is left out
    where: Where = Where(),  # noqa: ARG001, B008 - it is frozen
) -> Files:
    """`create-table.json`, and what is to be called once the table is there, numbered in its order."""
    made = enumerate(calls(table), 1)
    return {
        f"{call.command if number == 1 else f'{number}-{call.command}'}.json": text(call.members) + "\n"
        for number, call in made
    }


def notes(
    table: Table,  # noqa: ARG001 - its calls say all of it
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Iterator[str]:
    """What no call says."""
    region = where.region or region_of(manifest)
    if region:
        import shlex  # only for who names a region

        yield f"no call says its region: give the AWS CLI --region {shlex.quote(region)}"
    yield from left_out(operations)


def unprinted(table: Table) -> Iterator[str]:
    """Which calls follow the one that is printed."""
    first, *later = [call.command for call in calls(table)]
    if later:
        yield (
            f"{first} is followed by {enumerated(later)}:"
            " --output writes a file for each call, --script prints all of them"
        )
