"""Requests that the rules refuse, put before dynalite: it refuses them too, with the answer that the rules quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from planton_dynamodb.patterns.design import TRANSACT_WRITE_ITEMS, Pattern
from planton_dynamodb.patterns.requests import request_of
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.registry import pattern_rules
from tests.conformance.calls import create_table
from tests.conformance.service import Client, client, closing
from tests.patterns.designs import designs_of
from tools.update_corpus import Case, cases

RULES = {
    rule.name: rule
    for rule in pattern_rules()
    if rule.family == "pattern_keys" or rule.name == "index-unknown"
}
DIFFERENCES = {
    "index-on-single-item--delete": "DynamoDB's API has no such parameter, so that it cannot be asked",
    "index-on-single-item--get": "DynamoDB's API has no such parameter, so that it cannot be asked",
    "key-condition-operator--between-of-one": "a request cannot be made of it",
    "key-condition-operator--none": "a request cannot be made of it",
    "key-condition-operator--two-of-them": "a request cannot be made of it",
    "key-value-empty--begins-with": "dynalite does not look for empty values in key conditions",
    "key-value-empty--index-key-of-an-item": "dynalite does not look for empty values in the keys of indexes",
    "key-value-empty--of-a-key": "dynalite says `were invalid:` where DynamoDB says `are not valid.`",
    "key-value-too-long--letters-of-two-bytes": "dynalite does not measure what a key condition has",
}
REFUSED = [case for case in cases("err") if case.rule in RULES and case.path.stem not in DIFFERENCES]
SOUND = [case for case in cases("ok") if case.rule in RULES]


@pytest.fixture(scope="module")
def dynamodb(dynalite_address: str) -> Iterator[Client]:
    """A client of dynalite."""
    with closing(client(dynalite_address, attempts=1)) as made:
        yield made


def answers(case: Case, dynamodb: Client) -> Iterator[tuple[Trial, Pattern, str]]:
    """What dynalite says to each pattern of a case, and nothing where it takes it. Of transactions it knows nothing."""
    (trial,) = designs_of(case.path.read_text())
    table, manifest, store = trial.table, trial.design.table_manifest, trial.store
    assert table is not None
    assert manifest is not None
    assert store is not None
    dynamodb.create_table(**create_table(manifest))
    try:
        dynamodb.get_waiter("table_exists").wait(TableName=table.name, WaiterConfig={"Delay": 0.02})
        for item in store.all():
            dynamodb.put_item(TableName=table.name, Item=item)
        for pattern in trial.patterns:
            if pattern.operation != TRANSACT_WRITE_ITEMS:
                request = request_of(trial.bound(pattern), table, table.name)
                yield trial, pattern, said(dynamodb, request.operation, **request.parameters)
    finally:
        dynamodb.delete_table(TableName=table.name)
        dynamodb.get_waiter("table_not_exists").wait(TableName=table.name, WaiterConfig={"Delay": 0.02})


def said(dynamodb: Client, operation: str, **parameters: object) -> str:
    """The text of an error, with a long value in it left out."""
    try:
        getattr(dynamodb, xform_name(operation))(**parameters)
    except ClientError as error:
        return re.sub(r"Value '\[.*\]' at", "Value '[...]' at", error.response["Error"]["Message"])
    return ""


def quoted(trial: Trial, pattern: Pattern) -> set[str | None]:
    """What the rules say that DynamoDB answers to a pattern."""
    return {
        finding.detail or rule.answer
        for rule in RULES.values()
        for finding in trial.findings(rule)
        if finding.route[:3] == pattern.route
    }


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.path.stem)
def test_what_the_rules_refuse_is_refused_with_the_answer_that_they_quote(
    case: Case, dynamodb: Client
) -> None:
    """Each pattern with a finding is refused in these words, and each other one is taken."""
    for trial, pattern, answer in answers(case, dynamodb):
        expected = quoted(trial, pattern)
        assert (answer in expected) if expected else not answer


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.path.stem)
def test_what_is_just_inside_a_limit_is_taken(case: Case, dynamodb: Client) -> None:
    """No pattern of a sound file is refused."""
    assert [answer for _, _, answer in answers(case, dynamodb) if answer] == []


def test_each_difference_is_a_case_that_there_is() -> None:
    """No reason outlives its case."""
    assert {case.path.stem for case in cases("err") if case.rule in RULES} >= DIFFERENCES.keys()
