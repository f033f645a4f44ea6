"""A table as a Python program for Pulumi that imports nothing of this tool, for who wants to go on without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import insights_arguments, table_arguments
from planton_dynamodb.targets.pulumi_options import Account, Options, options_of
from planton_dynamodb.targets.pulumi_project import KEPT, NO_KEYS, SCALED, description, project_file
from planton_dynamodb.targets.python_text import keywords, literal, string
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

REQUIREMENTS = ("pulumi>=3.200,<4", "pulumi-aws>=7.51,<8")


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A project: the program, what Pulumi wants to know of it, and what it takes."""
    options = options_of(
        manifest, region=where.region, kept=None if operations is None else operations.retain
    )
    around = operations is not None and operations.any
    return {
        "__main__.py": program(table, options, operations),
        "Pulumi.yaml": project_file(manifest, "python", around=around),
        "requirements.txt": "".join(f"{line}\n" for line in REQUIREMENTS),
    }


def program(table: Table, options: Options, operations: Operations | None = None) -> str:
    """The whole program, laid out as `ruff format` and black would."""
    around = operations is not None and operations.any
    scaled, pieces, exported = ((), (), ()) if operations is None else _around(operations, options)
    written = (
        f'"""{description(table.name, around=around)}"""',
        *("", "import pulumi", "import pulumi_aws as aws", ""),
        *([] if options.account is None else _provider(options.account)),
        *_table(table, options, scaled),
        *_insights(table, options),
        *pieces,
        *_outputs(table),
        *exported,
    )
    return "".join(f"{line}\n" for line in written)


def _around(operations: Operations, options: Options) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """The units that are scaled, and the lines of what runs around the table and of what is handed back of it."""
    from planton_dynamodb.targets.pulumi_operations import (
        scaled_units,  # most tables have nothing around them
    )
    from planton_dynamodb.targets.pulumi_python_around import around_lines, export_lines

    around = around_lines(operations, own_provider=options.account is not None)
    return scaled_units(operations), tuple(around), tuple(export_lines(operations))


def _provider(account: Account) -> Iterator[str]:
    given = {
        **({"region": account.region} if account.region else {}),
        **({"allowed_account_ids": [account.account_id]} if account.account_id else {}),
    }
    if account.access_key_id or account.secret_access_key or account.session_token:
        yield f"# {NO_KEYS}"
    yield from ("provider = aws.Provider(", '    "aws",', *keywords(given), ")", "")


def _table(table: Table, options: Options, scaled: Sequence[str]) -> Iterator[str]:
    yield from ("table = aws.dynamodb.Table(", f"    {string(table.name)},")
    yield from keywords(table_arguments(table))
    yield "    opts=pulumi.ResourceOptions("
    yield from ["        provider=provider,"] if options.account is not None else []
    yield from ["        protect=True,"] if options.protect else []
    yield from ["        retain_on_delete=True,"] if options.retain else []
    yield from (f"        # {KEPT}", "        delete_before_replace=False,")
    if scaled:
        yield from (f"        # {SCALED}", f"        ignore_changes={literal(scaled, 8, 15)},")
    yield from ("    ),", ")", "")


def _insights(table: Table, options: Options) -> Iterator[str]:
    arguments = insights_arguments(table)
    if arguments is None:
        return
    yield from (
        "aws.dynamodb.ContributorInsights(",
        f"    {string(table.name)},",
        "    table_name=table.name,",
    )
    yield from (*keywords(arguments), "    opts=pulumi.ResourceOptions(", "        parent=table,")
    # A child is protected with its parent unless it says otherwise, and could not be switched off then.
    yield from ["        protect=False,"] if options.protect else []
    yield from ("        delete_before_replace=True,", "    ),", ")", "")


def _outputs(table: Table) -> Iterator[str]:
    for name in ("name", "arn", "id"):
        yield f'pulumi.export("table_{name}", table.{name})'
    if table.stream_view_type is not None:
        yield 'pulumi.export("stream_arn", table.stream_arn)'
        yield 'pulumi.export("stream_label", table.stream_label)'
        return
    yield "# There is no stream: these two are blank."
    yield 'pulumi.export("stream_arn", table.stream_arn.apply(lambda arn: arn or ""))'
    yield 'pulumi.export("stream_label", table.stream_label.apply(lambda label: label or ""))'
