from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planton_dynamodb.operations.policies import READ, READ_WRITE, WRITE, statements
from planton_dynamodb.table.outputs import TABLE_ARN, Of
from planton_dynamodb.table.table import Encryption, Key, Table

TABLE = Table("orders", (("pk", "S"),), Key("pk"))
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ENCRYPTED = replace(TABLE, encryption=Encryption(True, KEY))
OF_TABLE, OF_INDEXES, OF_STREAM = Of(TABLE_ARN), Of(TABLE_ARN, "/index/*"), Of(TABLE_ARN, "/stream/*")

CHANGING = ("Put", "Update", "Delete", "Write", "Insert", "Create", "Tag")


def permitted(access: str, *, stream: bool = False, table: Table = TABLE) -> dict[object, set[str]]:
    """What may be done, by what it may be done to."""
    found: dict[object, set[str]] = {}
    for statement in statements(table, access, stream=stream):
        for resource in statement["Resource"]:
            found.setdefault(resource, set()).update(statement["Action"])
    return found


def test_a_reader_may_ask_the_indexes() -> None:
    """A policy with the table's ARN alone denies every Query of an index: the ordinary mistake."""
    found = permitted(READ)
    assert found[OF_TABLE] == found[OF_INDEXES]
    assert found[OF_INDEXES] >= {"dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect"}


def test_a_reader_writes_nothing() -> None:
    """Nothing that changes an item or the table."""
    allowed = {action for actions in permitted(READ).values() for action in actions}
    assert not [action for action in allowed if any(word in action for word in CHANGING)]


def test_a_writer_reads_no_items() -> None:
    """A writer puts what it has; whoever looks things up needs READ_WRITE."""
    found = permitted(WRITE)
    assert set(found) == {OF_TABLE}
    reading = {"GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect"}
    assert not {f"dynamodb:{name}" for name in reading} & found[OF_TABLE]


@pytest.mark.parametrize("access", [READ, WRITE, READ_WRITE])
def test_everybody_may_check_an_item_in_a_transaction(access: str) -> None:
    """A transaction that writes here may check an item beside it, and one that writes elsewhere an item here."""
    assert "dynamodb:ConditionCheckItem" in permitted(access)[OF_TABLE]


@pytest.mark.parametrize("access", [READ, WRITE, READ_WRITE])
def test_nobody_may_change_the_table_itself(access: str) -> None:
    """No grant has an action with which a table could be deleted or opened to others."""
    allowed = {action for actions in permitted(access, stream=True).values() for action in actions}
    assert not [action for action in allowed if "*" in action]
    assert not [action for action in allowed if action.endswith("Table") and "Describe" not in action]


def test_both_are_both() -> None:
    """READ_WRITE is what READ and WRITE are, and nothing more."""
    read, write, both = permitted(READ), permitted(WRITE), permitted(READ_WRITE)
    assert both == {OF_TABLE: read[OF_TABLE] | write[OF_TABLE], OF_INDEXES: read[OF_INDEXES]}


def test_a_stream_is_read_where_it_is_granted() -> None:
    """Its records by its own ARN, which is below that of the table."""
    assert OF_STREAM not in permitted(READ)
    found = permitted(READ, stream=True)
    assert found[OF_STREAM] == {
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    }


@pytest.mark.parametrize(
    ("access", "actions"),
    [
        (READ, {"kms:Decrypt", "kms:DescribeKey"}),
        (
            WRITE,
            {"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
        ),
    ],
)
def test_the_tables_own_key_comes_with_it(access: str, actions: set[str]) -> None:
    """Without its key an encrypted table cannot be read; the key is used through DynamoDB alone."""
    (statement,) = of_key(ENCRYPTED, access)
    assert set(statement["Action"]) == actions
    assert statement["Resource"] == [KEY]
    assert statement["Condition"] == {"StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"}}


def test_a_key_known_by_its_alias_is_granted_by_that() -> None:
    """KMS looks at the ARN of the key, never at that of an alias."""
    alias = "arn:aws:kms:us-east-1:111122223333:alias/shop/orders"
    (statement,) = of_key(replace(TABLE, encryption=Encryption(True, alias)), READ)
    assert statement["Resource"] == ["arn:aws:kms:us-east-1:111122223333:key/*"]
    assert statement["Condition"]["ForAnyValue:StringEquals"] == {"kms:ResourceAliases": "alias/shop/orders"}


@pytest.mark.parametrize("table", [TABLE, replace(TABLE, encryption=Encryption(True))])
def test_a_key_of_aws_needs_no_grant(table: Table) -> None:
    """Those that AWS owns or manages are open to whoever may use the table."""
    assert not of_key(table, READ_WRITE)


def test_statements_are_told_apart_by_their_names() -> None:
    """IAM refuses two of one name in a policy, and names with anything but letters and digits."""
    names = [each["Sid"] for each in statements(ENCRYPTED, READ_WRITE, stream=True)]
    assert len(set(names)) == len(names)
    assert all(name.isalnum() for name in names)


def of_key(table: Table, access: str) -> list[Any]:
    """The statements about keys."""
    return [each for each in statements(table, access, stream=False) if each["Sid"] == "UseKey"]
