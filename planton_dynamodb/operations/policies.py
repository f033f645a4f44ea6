"""What a grant permits, as statements of a policy: the table, its indexes, its stream and its key."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.values import TABLE_ARN, Of, Statement
from planton_dynamodb.table.table import Table

READ, WRITE, READ_WRITE = "READ", "WRITE", "READ_WRITE"

_READING = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITING = (
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
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
        # Whoever reads or writes a table does so with its key, through DynamoDB.
        actions = _READING_KEY if access == READ else _WRITING_KEY
        yield _allowed("UseKey", actions, [table.encryption.key_arn])


def _allowed(name: str, actions: tuple[str, ...], resources: list[object]) -> Statement:
    return {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resources}
