from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, reject, settings
from moto import mock_aws

from planton_dynamodb.patterns.expressions.changes import RunFault
from planton_dynamodb.patterns.expressions.condition import condition
from planton_dynamodb.patterns.expressions.update import update
from planton_dynamodb.patterns.values import Attributes, same
from tests.conformance.service import Client, client, closing
from tests.patterns.expressions.generated import any_conditions, items, plain_conditions, updates, used
from tests.patterns.expressions.judges import Said, filtered, table, updated

_SECTION = re.compile("SET|REMOVE|ADD|DELETE")

as_often_as_it_takes = settings(max_examples=150, suppress_health_check=list(HealthCheck))
less_often = settings(as_often_as_it_takes, max_examples=40)
"""Most updates are refused, which takes many to find some that are not."""


@pytest.fixture(scope="module")
def dynalite(dynalite_address: str) -> Iterator[Client]:
    """dynalite, with a table."""
    with closing(client(dynalite_address, attempts=1)) as dynamodb, table(dynamodb):
        yield dynamodb


@pytest.fixture(scope="module")
def moto() -> Iterator[Client]:
    """The simulator in this process, with a table."""
    with mock_aws(), closing(client(None, attempts=1)) as dynamodb, table(dynamodb):
        yield dynamodb


def ours(item: Attributes, text: str) -> tuple[Said, list[str]]:
    """What we say of an update, and every answer that we know to be due."""
    read = update(text, {}, used(text))
    if read.faults:
        return Said(error=read.faults[0].text), [fault.text for fault in read.faults]
    try:
        return Said(item=read.applied(item)), []
    except RunFault as fault:
        return Said(error=str(fault)), [str(fault)]


@as_often_as_it_takes
@given(item=items, text=any_conditions)
def test_dynalite_finds_what_we_find(dynalite: Client, item: Attributes, text: str) -> None:
    """A filter that dynalite refuses is one that we refuse, in its words, and any other passes the same items."""
    read = condition(text, {}, used(text))
    said = filtered(dynalite, item, text, used(text))
    if not read.faults:
        assert (said.error, said.holds) == ("", read.holds(item))
    elif "BETWEEN" not in said.error:  # whose text shows binary values as what they are kept in
        assert any(said.error == f"Invalid FilterExpression: {fault.text}" for fault in read.faults)


@as_often_as_it_takes
@given(item=items, text=updates())
def test_dynalite_makes_of_an_item_what_we_make(dynalite: Client, item: Attributes, text: str) -> None:
    """An update that dynalite refuses is one that we refuse, and any other gives the same item."""
    mine, answers = ours(item, text)
    said = updated(dynalite, item, text, used(text))
    assert bool(said.error) == bool(mine.error), said
    if mine.item is not None and said.item is not None:
        assert same({"M": mine.item}, {"M": said.item})
    elif len(_SECTION.findall(text)) == 1 and "," not in text:
        # Of several actions, it is not known which one is refused first. The service has since said more of ADD.
        known = [answer.partition(", typeSet")[0] for answer in answers]
        assert said.error.removeprefix("Invalid UpdateExpression: ") in known


@as_often_as_it_takes
@given(item=items, text=plain_conditions)
def test_moto_finds_what_we_find(moto: Client, item: Attributes, text: str) -> None:
    """A filter that is sound passes the same items in moto, where moto does not trip over their types.

    It takes an attribute that is not there for null, and true for 1, so that it is asked about neither.
    """
    read = condition(text, {}, used(text))
    if read.faults or ":null" in text or ":yes" in text or "BOOL" in str(item):
        reject()
    try:
        said = filtered(moto, item, text, used(text))
    except TypeError:
        reject()
    assert (said.error, said.holds) == ("", read.holds(item))


@less_often
@given(item=items, text=updates())
def test_moto_makes_of_an_item_what_we_make(moto: Client, item: Attributes, text: str) -> None:
    """An update that both carry out gives the same item.

    What is refused here, moto may take, and it trips over paths that lead nowhere.
    """
    mine, _ = ours(item, text)
    if mine.item is None:
        reject()
    said = updated(moto, item, text, used(text))
    assert said.item is None or same({"M": mine.item}, {"M": said.item})
