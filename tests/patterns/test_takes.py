"""What each operation takes, held against the service model that AWS publishes with its client."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from planton_dynamodb.patterns import takes
from planton_dynamodb.patterns.design import BATCH_GET_ITEM, CONDITION_CHECK, DELETE_COLLECTION, QUERY

PARAMETERS = {
    "key": "Key",
    "keyCondition": "KeyConditionExpression",
    "filter": "FilterExpression",
    "item": "Item",
    "update": "UpdateExpression",
    "condition": "ConditionExpression",
    "writes": "TransactItems",
    "names": "ExpressionAttributeNames",
    "values": "ExpressionAttributeValues",
    "attributes": "ProjectionExpression",
    "consistentRead": "ConsistentRead",
    "order": "ScanIndexForward",
    "limit": "Limit",
}
"""The parameter that says what a field says. `keys` and the entity of an item are this tool's way to say several."""

PARTS = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete", CONDITION_CHECK: "ConditionCheck"}


@pytest.fixture(scope="module")
def model() -> Any:  # noqa: ANN401  # botocore has no types
    """The service model of DynamoDB."""
    session = boto3.session.Session(region_name="us-east-1")
    return session.client(
        "dynamodb", aws_access_key_id="none", aws_secret_access_key="none"
    ).meta.service_model


@pytest.mark.parametrize("operation", [each for each in takes.OPERATIONS if each != DELETE_COLLECTION])
def test_an_operation_takes_what_it_has_a_parameter_for(operation: str, model: Any) -> None:  # noqa: ANN401  # as above
    """No field is taken without one, and only what a batch of keys cannot use is left out."""
    members = model.operation_model(operation).input_shape.members
    if operation == BATCH_GET_ITEM:
        members = members["RequestItems"].value.members
    mine = {field for field in PARAMETERS if operation in takes.takers(field, in_transaction=False)}
    has = {field for field, parameter in PARAMETERS.items() if parameter in members}
    unused = {"names", "values"} if operation in ("GetItem", BATCH_GET_ITEM) else set()
    assert mine == has - unused
    indexed = operation in takes.BY_INDEX
    assert indexed == ("IndexName" in members)


@pytest.mark.parametrize("operation", takes.IN_TRANSACTIONS)
def test_a_write_in_a_transaction_takes_what_it_has_a_parameter_for(operation: str, model: Any) -> None:  # noqa: ANN401
    """So it is for each part of a transaction, and what the part cannot do without is asked for."""
    part = (
        model.operation_model("TransactWriteItems")
        .input_shape.members["TransactItems"]
        .member.members[PARTS[operation]]
    )
    mine = {field for field in PARAMETERS if operation in takes.takers(field, in_transaction=True)}
    assert mine == {field for field, parameter in PARAMETERS.items() if parameter in part.members}
    needed = {field for field, parameter in PARAMETERS.items() if parameter in part.required_members}
    for field in needed:
        assert takes.lacking(operation, mine - {field}, in_transaction=True) == (
            (field, "entity") if field == "item" else (field,)
        )
    assert takes.lacking(operation, needed, in_transaction=True) is None


def test_a_collection_is_deleted_by_what_a_query_finds() -> None:
    """DeleteCollection is no call of DynamoDB's: it takes what a Query for all items of a partition takes."""
    deleting = {
        field for field in PARAMETERS if DELETE_COLLECTION in takes.takers(field, in_transaction=False)
    }
    asking = {field for field in PARAMETERS if QUERY in takes.takers(field, in_transaction=False)}
    assert deleting == {"keyCondition", "consistentRead"}
    assert deleting < asking
