"""What a grant permits, as statements of a policy: the table, its indexes, its stream and its key.

Which actions there are follows from how IAM asks for them. A condition on a write (`attribute_not_exists`) is part of
the write and needs nothing more. A transaction has no action of its own: it needs those of its parts, and a part that
writes nothing but checks an item is ConditionCheckItem, which a writer needs for the items beside those that it
writes, and a reader for a transaction that writes elsewhere. Statements of PartiQL have actions of their own for the
same items. What a write returns of the item (`ReturnValues`) comes with the write: whoever may write to an item may see
what it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.values import Statement
from planton_dynamodb.table.outputs import TABLE_ARN, Of
from planton_dynamodb.table.table import Table

READ, WRITE, READ_WRITE = "READ", "WRITE", "READ_WRITE"

_READING = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITING = (
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
_READING_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
_READING_KEY = ("kms:Decrypt", "kms:DescribeKey")
_WRITING_KEY = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")


def statements(table: Table, access: str, *, stream: bool) -> tuple[Statement, ...]:
    """The statements of a policy."""
    return tuple(_statements(table, access, stream=stream))


def _statements(table: Table, access: str, *, stream: bool) -> Iterator[Statement]:
    if access in (READ, READ_WRITE):
        # A Query of an index is asked of the index: without its ARN it is denied.
        yield _allowed("ReadItems", _READING, [Of(TABLE_ARN), Of(TABLE_ARN, "/index/*")])
    if access in (WRITE, READ_WRITE):
        yield _allowed("WriteItems", _WRITING, [Of(TABLE_ARN)])
    if stream:
        yield _allowed("ReadStream", _READING_STREAM, [Of(TABLE_ARN, "/stream/*")])
        yield _allowed("FindStreams", ("dynamodb:ListStreams",), ["*"])
    if table.encryption.key_arn is not None:
        yield _key(table.encryption.key_arn, _READING_KEY if access == READ else _WRITING_KEY)


def _key(arn: str, actions: tuple[str, ...]) -> Statement:
    """Whoever reads or writes a table does so with its key, but through DynamoDB only."""
    condition: dict[str, object] = {"StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"}}
    before, alias, name = arn.partition(":alias/")
    if alias:
        # KMS permits nothing by the ARN of an alias: the key is told by the alias that it has.
        arn = f"{before}:key/*"
        condition["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": f"alias/{name}"}
    return {**_allowed("UseKey", actions, [arn]), "Condition": condition}


def _allowed(name: str, actions: tuple[str, ...], resources: list[object]) -> Statement:
    return {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resources}
