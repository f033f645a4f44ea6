"""A table as a Pulumi YAML program, for who wants to go on without this tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.writing.block_text import lines, scalar
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import insights_arguments, table_arguments
from planton_dynamodb.targets.pulumi_options import Account, Options, options_of
from planton_dynamodb.targets.pulumi_project import KEPT, NO_KEYS, SCALED, project_file
from planton_dynamodb.targets.pulumi_yaml_text import by_state_names, head, indented, literal
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

_OUTPUTS = """\
outputs:
  table_name: ${table.name}
  table_arn: ${table.arn}
  table_id: ${table.id}
  stream_arn: ${table.streamArn}
  stream_label: ${table.streamLabel}
"""


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A project of one file: Pulumi YAML keeps the program in `Pulumi.yaml`."""
    options = options_of(
        manifest, region=where.region, kept=None if operations is None else operations.retain
    )
    around = operations is not None and operations.any
    return {
        "Pulumi.yaml": project_file(manifest, "yaml", around=around) + program(table, options, operations)
    }


def program(table: Table, options: Options, operations: Operations | None = None) -> str:
    """The resources and outputs. Resources go by names of its own: a table's may hold what a reference cannot."""
    scaled, around, exported = ((), (), ()) if operations is None else _around(operations, options)
    made = indented((*_resources(table, options, scaled), *around))
    written = ("resources:", *made, *_OUTPUTS.splitlines(), *indented(exported))
    return "".join(f"{line}\n" for line in written)


def _around(operations: Operations, options: Options) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """The units that are scaled, and the lines of what runs around the table and of what is handed back of it."""
    from planton_dynamodb.targets.pulumi_operations import (
        scaled_units,  # most tables have nothing around them
    )
    from planton_dynamodb.targets.pulumi_yaml_around import around_lines, export_lines

    around = around_lines(operations, own_provider=options.account is not None)
    return scaled_units(operations), tuple(around), tuple(export_lines(operations))


def _resources(table: Table, options: Options, scaled: Sequence[str]) -> Iterator[str]:
    if options.account is not None:
        yield from _provider(options.account)
    yield from head("table", "aws:dynamodb:Table", table.name)
    yield from indented(_properties(table_arguments(table)), 2)
    yield "  options:"
    yield from ["    provider: ${aws}"] if options.account is not None else []
    yield from ["    protect: true"] if options.protect else []
    yield from ["    retainOnDelete: true"] if options.retain else []
    yield from (f"    # {KEPT}", "    deleteBeforeReplace: false")
    if scaled:
        yield from (f"    # {SCALED}", *indented(lines({"ignoreChanges": scaled}), 2))
    insights = insights_arguments(table)
    if insights is not None:
        yield from head("insights", "aws:dynamodb:ContributorInsights", table.name)
        yield "    tableName: ${table.name}"
        yield from indented(_properties(insights), 2)
        yield from ("  options:", "    parent: ${table}")
        # Some languages hand a parent's protection on to its children, and they could not be switched off then.
        yield from ["    protect: false"] if options.protect else []
        yield "    deleteBeforeReplace: true"


def _provider(account: Account) -> Iterator[str]:
    yield from ("aws:", "  type: pulumi:providers:aws")
    if account.access_key_id or account.secret_access_key or account.session_token:
        yield f"  # {NO_KEYS}"
    given = {
        **({"region": account.region} if account.region else {}),
        **({"allowedAccountIds": [account.account_id]} if account.account_id else {}),
    }
    if given:
        yield "  properties:"
        yield from indented(_properties(given), 2)


def _properties(arguments: Mapping[str, Any]) -> list[str]:
    said: dict[str, Any] = literal(by_state_names(arguments))
    if "tags" in said:
        said["tags"] = {_key(key): value for key, value in said["tags"].items()}
    return lines(said)


def _key(tag: str) -> str:
    if tag.lower().startswith("fn::"):
        raise Fault(
            f"the label `{tag}` would be a function in Pulumi YAML, which keeps keys that begin with fn:: to itself",
            "Rename the label, or ask for --language python.",
        )
    return scalar(tag)
