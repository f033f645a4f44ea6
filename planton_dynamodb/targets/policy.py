"""The grants of a table as the policy documents that IAM takes, with ARNs written out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import TABLE_ARN, Of
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import account_of
from planton_dynamodb.targets.registry import Files, NothingError, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

_ANY = "*"
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A document for each grant, by the grant's name."""
    if operations is None or not operations.grants:
        raise NothingError(
            f"there are no grants of the table `{table.name}`",
            "Declare them in a manifest of kind AwsDynamodbOperations, as `grants`.",
        )
    arn = _arn(table.name, manifest, where)
    return {
        f"{grant.name}.json": json.dumps(_written(grant.document, arn), indent=2) + "\n"
        for grant in operations.grants
    }


def _arn(name: str, manifest: Manifest, where: Where) -> str:
    """The ARN of the table, as far as it is said where that is to be."""
    account = account_of(manifest, where.region)
    region = where.region or (account.region if account else None) or _ANY
    owner = where.account or (account.account_id if account else None) or _ANY
    partition = next((known for start, known in _PARTITIONS.items() if region.startswith(start)), "aws")
    return f"arn:{partition}:dynamodb:{region}:{owner}:table/{name}"


def _written(value: Any, arn: str) -> Any:  # noqa: ANN401 - whatever a document holds
    """A document with the ARN in it."""
    if isinstance(value, Of):
        assert value.output == TABLE_ARN, "policies speak of nothing else"
        return arn + value.behind
    if isinstance(value, dict):
        return {name: _written(inner, arn) for name, inner in value.items()}
    return [_written(inner, arn) for inner in value] if isinstance(value, list) else value
