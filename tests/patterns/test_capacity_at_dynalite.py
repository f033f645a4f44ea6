"""What reads and writes cost here and at dynalite, which was measured on the service."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planton_dynamodb.patterns import units, values
from planton_dynamodb.patterns.store import Store
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.table.table import Table
from tests.conformance.service import Client, client, closing
from tests.patterns.tables import INDEXED, PLAIN, item, shape

# dynalite counts the characters of a text and not its bytes, so they are ASCII here.
texts = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=30)
numbers = st.one_of(
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=Decimal("-1e20"), max_value=Decimal("1e20"), places=6
    ),
    st.builds(
        lambda digits, power: Decimal(digits).scaleb(power), st.integers(1, 999), st.integers(-100, 100)
    ),
)
binaries = st.binary(min_size=1, max_size=20).map(lambda data: base64.b64encode(data).decode())
leaves: st.SearchStrategy[Attribute] = st.one_of(
    texts.map(lambda text: {"S": text}),
    numbers.map(lambda number: {"N": values.number(number)}),
    binaries.map(lambda binary: {"B": binary}),
    st.booleans().map(lambda value: {"BOOL": value}),
    st.just({"NULL": True}),
    st.lists(texts, min_size=1, max_size=4, unique=True).map(lambda members: {"SS": members}),
    st.lists(numbers.map(values.number), min_size=1, max_size=4, unique=True).map(
        lambda members: {"NS": members}
    ),
)
attributes: st.SearchStrategy[Attribute] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda members: {"L": members})
        | st.dictionaries(texts, inner, max_size=3).map(lambda members: {"M": members})
    ),
    max_leaves=6,
)
some = st.fixed_dictionaries(
    {"sk": st.integers(-3, 3)},
    optional={
        "gk": st.just("g"),
        "lk": st.integers(0, 2),
        "note": texts,
        "text": st.integers(1, 20_000).map("x".__mul__),
    },
)


def to_wire(value: Attribute) -> Attribute:
    """A value as the client takes it: bytes are bytes."""
    kind, inner = next(iter(value.items()))
    if kind == "B":
        return {"B": base64.b64decode(inner)}
    if kind == "L":
        return {"L": [to_wire(each) for each in inner]}
    return {"M": {name: to_wire(each) for name, each in inner.items()}} if kind == "M" else value


class Judge:
    """A table at dynalite."""

    def __init__(self, dynamodb: Client, table: Table) -> None:
        self._client = dynamodb
        self.table = table
        dynamodb.create_table(**shape(table))

    def put(self, made: Attributes) -> float:
        """Write an item, and what that took."""
        wire = {name: to_wire(value) for name, value in made.items()}
        return self._units(self._client.put_item(Item=wire, **self._asked()))

    def delete(self, key: Attributes) -> float:
        """Delete an item, and what that took."""
        return self._units(self._client.delete_item(Key=key, **self._asked()))

    def get(self, key: Attributes, *, consistent: bool) -> float:
        """What reading an item takes."""
        return self._units(self._client.get_item(Key=key, ConsistentRead=consistent, **self._asked()))

    def query(self, index: str, name: str, value: str, *, consistent: bool) -> tuple[int, float]:
        """How many items a partition has, and what reading it takes."""
        asked: dict[str, Any] = {"IndexName": index} if index else {}
        answer = self._client.query(
            KeyConditionExpression="#k = :k",
            ExpressionAttributeNames={"#k": name},
            ExpressionAttributeValues={":k": {"S": value}},
            ConsistentRead=consistent,
            **asked,
            **self._asked(),
        )
        return answer["Count"], self._units(answer)

    def empty(self) -> None:
        """Take every item away."""
        for found in self._client.scan(TableName=self.table.name)["Items"]:
            self._client.delete_item(
                TableName=self.table.name, Key={name: found[name] for name in self.table.key.attributes}
            )

    def _asked(self) -> dict[str, Any]:
        return {"TableName": self.table.name, "ReturnConsumedCapacity": "TOTAL"}

    @staticmethod
    def _units(answer: dict[str, Any]) -> float:
        return float(answer["ConsumedCapacity"]["CapacityUnits"])


@pytest.fixture(scope="module", params=[PLAIN, INDEXED], ids=["plain", "indexed"])
def judge(request: pytest.FixtureRequest, dynalite_address: str) -> Iterator[Judge]:
    """A table at dynalite that goes with the tests."""
    with closing(client(dynalite_address, attempts=1)) as dynamodb:
        yield Judge(dynamodb, request.param)
        with suppress(ClientError):
            dynamodb.delete_table(TableName=request.param.name)


with_a_table = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@with_a_table
@given(filling=st.dictionaries(texts, attributes, max_size=4), before=st.integers(1, 9000))
def test_writes_and_reads_one_item_at_the_same_price(judge: Judge, filling: Attributes, before: int) -> None:
    """A put, a get both ways and a delete take what dynalite says; it leaves out what indexes take of a write."""
    made = {**filling, **item(pk="p", sk=1)}
    key = item(pk="p", sk=1)
    bare = Store(PLAIN, ())
    large = {**key, "text": {"S": "x" * before}}
    assert judge.put(large) == units.of_write(bare, None, large)
    assert judge.put(made) == units.of_write(bare, large, made)
    assert judge.get(key, consistent=True) == units.of_single_reads([made], consistent=True)
    assert judge.get(key, consistent=False) == units.of_single_reads([made], consistent=False)
    assert judge.delete(key) == units.of_write(bare, made, None)
    assert judge.get(key, consistent=True) == units.of_single_reads([None], consistent=True)
    assert judge.delete(key) == units.of_write(bare, None, None)


@with_a_table
@given(filling=st.lists(some, min_size=1, max_size=6))
def test_queries_at_the_same_price(judge: Judge, filling: list[dict[str, Any]]) -> None:
    """A partition of the table and of every index has as many items, and reading it takes as much, as dynalite says."""
    judge.empty()
    held = Store(judge.table, [item(pk="p", **each) for each in filling])
    for made in held.all():
        judge.put(made)
    for index, name, value in (
        ("", "pk", "p"),
        *((each.name, each.key.partition, "") for each in judge.table.indexes),
    ):
        wanted = value or ("p" if name == "pk" else "g")
        there = held.partition(index, {"S": wanted})
        for consistent in (False, True) if index in ("", "local") else (False,):
            count, cost = judge.query(index, name, wanted, consistent=consistent)
            assert count == len(there)
            # dynalite has a Query that finds nothing for nothing; the service takes what the smallest read takes.
            assert cost == units.of_query(there, consistent=consistent) or (not there and cost == 0)
