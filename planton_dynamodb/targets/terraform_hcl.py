"""A table as a Terraform module in Terraform's own language, for who wants to go on without this tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import options_of
from planton_dynamodb.targets.registry import Files, Where
from planton_dynamodb.targets.terraform import module, untold
from planton_dynamodb.targets.terraform_text import block_text
from planton_dynamodb.targets.terraform_tree import Module

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A file for each part of the module, as Terraform's own conventions have it."""
    kept = None if operations is None else operations.retain
    return texts(module(table, options_of(manifest, region=where.region, kept=kept), operations))


def notes(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: ARG001, B008 - a module says where it is; and the value is frozen
) -> Iterable[str]:
    """What Terraform cannot say."""
    kept = None if operations is None else operations.retain
    return untold(table, options_of(manifest, kept=kept), operations)


def texts(written: Module) -> Files:
    """The files of a module."""
    return {f"{name}.tf": "\n".join(map(block_text, blocks)) for name, blocks in written.parts.items()}
