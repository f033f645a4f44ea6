"""The calls that make a table as a shell script of the AWS CLI: for test set-ups, and for who has nothing else."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.create_table import Call, calls, left_out, region_of, text
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

_LONGEST_ARGUMENT = 128 * 1024 - 1
"""What Linux hands over to a command, in bytes."""

_HEAD = """\
#!/bin/sh
# Makes a DynamoDB table with the AWS CLI. Arguments are handed on to each call, such as an emulator's address:
#
#   sh create-table.sh --endpoint-url http://localhost:8000
#
# It prints nothing where all goes well. An emulator asks for a region and credentials too, but takes any.
set -eu

table={table}
"""
_REGION = """\
# A region among the arguments counts before this one.
set -- --region {region} "$@"
"""
_CREATE = """\

if aws dynamodb describe-table "$@" --table-name="$table" >/dev/null 2>&1; then
    echo "The table $table is there already: nothing was changed." >&2
    exit 1
fi

{create}
aws dynamodb wait table-exists "$@" --table-name="$table"
"""
_FOLLOW = """\

# Calls for a table that is there. AWS has backups ready only some time after the table.
follow() {
    tries=0
    until said=$(aws dynamodb "$@" 2>&1 >/dev/null); do
        tries=$((tries + 1))
        case $said in
        *ContinuousBackupsUnavailableException*)
            if [ "$tries" -ge 60 ]; then
                echo "The table $table is made, but $1 is not possible yet: $said" >&2
                exit 1
            fi
            sleep 2
            ;;
        *UnknownOperationException*)
            echo "The table $table is made without $1, which is not known here." >&2
            return
            ;;
        *)
            echo "The table $table is made, but $1 was refused: $said" >&2
            exit 1
            ;;
        esac
    done
}

"""


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,  # noqa: ARG001 - `notes` tells what is left out
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """One script of all calls."""
    create, *later = calls(table)
    region = where.region or region_of(manifest)
    parts = [_HEAD.format(table=shlex.quote(table.name))]
    parts += [_REGION.format(region=shlex.quote(region))] if region else []
    parts += [_CREATE.format(create=f"aws dynamodb {_call(create)} >/dev/null")]
    if later:
        parts += [_FOLLOW, *(f"follow {_call(call)}\n" for call in later)]
    return {"create-table.sh": "".join(parts)}


def notes(
    table: Table,  # noqa: ARG001 - the script makes it
    manifest: Manifest,  # noqa: ARG001 - and says where
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: ARG001, B008 - it is frozen
) -> Iterator[str]:
    """What the script leaves out."""
    yield from left_out(operations)


def _call(call: Call) -> str:
    # In quotes of the shell an apostrophe would end them; JSON can say it otherwise.
    given = text(call.members).replace("'", r"\u0027")
    if len(given) > _LONGEST_ARGUMENT:
        raise Fault(
            f"{call.command} is {len(given):,} bytes long, and a shell hands over {_LONGEST_ARGUMENT:,}",
            "Use --language json: the AWS CLI reads files of any length.",
        )
    return f"{call.command} \"$@\" --cli-input-json '{given}'"
