from __future__ import annotations

import pytest

from planton_dynamodb.patterns.answer import Answer
from tests.patterns.designs import designs_of

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: shop}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: PK, type: S}
    - {name: mail, type: S}
  keySchema:
    - {attributeName: PK, keyType: HASH}
  globalSecondaryIndexes:
    - name: by-mail
      keySchema: [{attributeName: mail, keyType: HASH}]
      projection: {type: ALL}
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
metadata: {name: shop}
spec:
  table: shop
  items:
    - name: one
      attributes: {PK: one, n: 1, label: a, mail: a@b.example, much: "%s"}
  patterns:
    - name: writing
""" % ("x" * 300_000)

FAILED, CANCELED = "ConditionalCheckFailedException", "TransactionCanceledException"
REASONS = "Transaction cancelled, please refer cancellation reasons for specific reasons "
WRONG_TYPE = "An operand in the update expression has an incorrect data type"
UNSUPPORTED = (
    "One or more parameter values were invalid: "
    "The update expression attempted to update the secondary index key to unsupported type"
)
EMPTY = (
    "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a "
    "value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."
)


def answer(pattern: str) -> Answer:
    """What comes of a pattern, tried on the one item that there is."""
    lines = "".join(f"      {line}\n" for line in pattern.strip().splitlines())
    (trial,) = designs_of(TABLE + lines)
    found = trial.answer(trial.patterns[0])
    assert found is not None
    return found


def update(text: str, **values: object) -> str:
    """An UpdateItem of the one item."""
    given = ", ".join(f"':{name}': {value}" for name, value in values.items())
    return f"operation: UpdateItem\nkey: {{PK: one}}\nupdate: {text}\nvalues: {{{given}}}"


def test_an_update_leaves_the_item_changed() -> None:
    """What stands under the key afterwards is the item with the update carried out."""
    (item,) = answer(update("SET n = n + :1", **{"1": 1})).items
    assert item["n"] == {"N": "2"}
    assert item["label"] == {"S": "a"}


def test_an_update_of_an_item_that_is_not_there_makes_it() -> None:
    """Such an item has its key and what the update gives it."""
    (item,) = answer("operation: UpdateItem\nkey: {PK: two}\nupdate: ADD n :1\nvalues: {':1': 1}").items
    assert item == {"PK": {"S": "two"}, "n": {"N": "1"}}


def test_an_update_that_says_nothing_leaves_the_item_as_it_is() -> None:
    """DynamoDB takes an UpdateItem without an expression."""
    (item,) = answer("operation: UpdateItem\nkey: {PK: two}").items
    assert item == {"PK": {"S": "two"}}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (update("SET n = label + :1", **{"1": 1}), WRONG_TYPE),
        (
            update("SET n = x + :1", **{"1": 1}),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            update("SET x.y = :1", **{"1": 1}),
            "The document path provided in the update expression is invalid for update",
        ),
        (update("SET mail = n"), UNSUPPORTED),
        (update("SET mail = if_not_exists(gone, :nothing)", nothing="''"), EMPTY),
        (
            update("SET more = much"),
            "Item size to update has exceeded the maximum allowed size",
        ),
    ],
)
def test_what_cannot_be_carried_out_is_refused(pattern: str, text: str) -> None:
    """An update that the item does not allow is answered as DynamoDB answers it, and leaves nothing."""
    assert answer(pattern) == Answer(error="ValidationException", text=text)


def test_an_item_of_more_than_400_kb_is_not_put() -> None:
    """DynamoDB has a limit to what it keeps under one key."""
    put = answer(f"operation: PutItem\nitem: {{PK: two, much: {'x' * 409_600}}}")
    assert put == Answer(error="ValidationException", text="Item size has exceeded the maximum allowed size")


def test_a_condition_is_asked_of_the_item_as_it_was() -> None:
    """A condition that does not hold leaves the item as it is."""
    refused = answer(update("SET n = :2", **{"2": 2}) + "\ncondition: n = :2")
    assert (refused.error, refused.text) == (FAILED, "The conditional request failed")
    assert answer(update("SET n = :1", **{"1": 1}) + "\ncondition: n = :1").error == ""


def test_a_condition_comes_before_the_update() -> None:
    """Where both would be refused, it is the condition that DynamoDB names."""
    assert answer(update("SET n = x + :2", **{"2": 2}) + "\ncondition: n = :2").error == FAILED


def test_a_condition_on_an_item_that_is_not_there_sees_no_attribute() -> None:
    """`attribute_not_exists` of the key holds where there is no item."""
    put = "operation: PutItem\nitem: {PK: %s}\ncondition: attribute_not_exists(PK)"
    assert answer(put % "two").error == ""
    assert answer(put % "one").error == FAILED


TRANSACTION = """\
operation: TransactWriteItems
writes:
  - {operation: PutItem, item: {PK: two}}
  - operation: UpdateItem
    key: {PK: %s}
    update: SET n = %s + :1
    condition: n = :1
    values: {":1": 1}
"""


def test_a_transaction_says_which_write_was_refused_and_why() -> None:
    """The reasons stand in the order of the writes."""
    failed = answer(TRANSACTION % ("three", "n"))
    assert (failed.error, failed.text) == (CANCELED, f"{REASONS}[None, ConditionalCheckFailed]")
    invalid = answer(TRANSACTION % ("one", "label"))
    assert (invalid.error, invalid.text) == (CANCELED, f"{REASONS}[None, ValidationError]")


def test_a_transaction_leaves_what_all_of_it_made() -> None:
    """What stands under the written keys comes in the order of the writes, and costs twice as much as alone."""
    done = answer(TRANSACTION % ("one", "n"))
    assert [item["PK"]["S"] for item in done.items] == ["two", "one"]
    alone = answer(update("SET n = n + :1", **{"1": 1})).write_units
    assert done.write_units == 2 * (1 + alone)
