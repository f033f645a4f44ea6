"""What is said of sample items that DynamoDB refuses, held against what dynalite answers when they are put."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from planton_dynamodb.table.table import GlobalIndex, Key, Table
from tests.conformance.service import Client, client, closing
from tests.patterns.tables import shape
from tests.rules.designs import design
from tests.rules.tables import diagnostics

TABLE = Table(
    "app",
    (("PK", "S"), ("SK", "S"), ("GSI1PK", "S"), ("GSI1SK", "N")),
    Key("PK", "SK"),
    global_indexes=(GlobalIndex("GSI1", Key("GSI1PK", "GSI1SK")),),
)


@pytest.fixture(scope="module")
def dynamodb(dynalite_address: str) -> Iterator[Client]:
    """A table at dynalite."""
    with closing(client(dynalite_address, attempts=1)) as made:
        made.create_table(**shape(TABLE))
        yield made
        made.delete_table(TableName=TABLE.name)


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param({"SK": None}, id="no sort key"),
        pytest.param({"PK": {"N": "1"}}, id="another type"),
        pytest.param({"GSI1SK": {"S": "1"}}, id="another type in an index"),
        pytest.param({"PK": {"S": "x" * 2049}}, id="partition key too long"),
        pytest.param({"SK": {"S": "x" * 1025}}, id="sort key too long"),
        pytest.param({"n": {"N": "1" * 39}}, id="39 digits"),
        pytest.param({"n": {"N": "1e126"}}, id="too large a number"),
        pytest.param({"n": {"N": "1e-131"}}, id="too small a number"),
        pytest.param({"n": {"N": "many"}}, id="no number"),
        pytest.param({"t": {"SS": []}}, id="empty set of texts"),
        pytest.param({"t": {"NS": []}}, id="empty set of numbers"),
        pytest.param({"t": {"BS": []}}, id="empty set of binaries"),
        pytest.param({"t": {"NULL": False}}, id="null that is false"),
        pytest.param({"t": {"S": "x" * 409_600}}, id="too large"),
    ],
)
def test_says_what_the_service_answers(dynamodb: Client, attributes: dict[str, Any]) -> None:
    """An item that a rule complains of is refused, in the words that the rule quotes."""
    given = {
        "PK": {"S": "USER#1"},
        "SK": {"S": "METADATA"},
        "GSI1PK": {"S": "G"},
        "GSI1SK": {"N": "1"},
        **attributes,
    }
    item = {name: value for name, value in given.items() if value is not None}
    with pytest.raises(ClientError) as refused:
        dynamodb.put_item(TableName=TABLE.name, Item=item)
    types = dict(TABLE.attributes)
    items = [{"name": "odd", "attributes": item}]
    text = design(types, {"GSI1": ("GSI1PK", "GSI1SK")}, entities=[], items=items, patterns=[])
    (said,) = [said for said in diagnostics(text) if said.rule.startswith("sample-")]
    assert said.detail == refused.value.response["Error"]["Message"]
