from __future__ import annotations

import os
import uuid
from collections.abc import Sequence

import pytest

from tests.conformance import differences as listed
from tests.conformance.calls import create_table, units_asked_for
from tests.conformance.corpus import corpus
from tests.conformance.generated import cases as made_up
from tests.conformance.linter import cfn_lint
from tests.conformance.service import Service, client, closing
from tests.conformance.simulator import moto
from tests.conformance.verdicts import Difference, Judge, differences
from tests.contract.cel import documented_rules_violated

ENDPOINT = os.environ.get("DYNAMODB_ENDPOINT")
COUNTS_OF_KEY_TYPES = {2, 6, 7}
MOST_UNITS = 100  # an account pays for an hour of a table's capacity, however short it stands


def known(judge: str) -> list[listed.Known]:
    """The list of one judge."""
    return [one for one in listed.read() if one.judge == judge]


def agrees_on_the_corpus(name: str, judge: Judge, *, answers: bool = False) -> None:
    """Compare with the list, in both directions."""
    found = differences(corpus(), judge, answers=answers)
    complaints = listed.complaints(known(name), corpus(), found)
    assert not complaints, f"{name} and tests/conformance/differences.toml:\n" + "\n".join(complaints)


def agrees_on_made_up_tables(name: str, judge: Judge, *, answers: bool = False) -> None:
    """Compare with what the rules of the list account for."""
    found = differences(tuple(made_up()), judge, answers=answers)
    unexplained = listed.unexplained(known(name), found)
    assert not unexplained, said(name, unexplained)
    assert not listed.outlived(known(name), found)


def said(name: str, found: Sequence[Difference]) -> str:
    """A message that shows each difference."""
    return f"{name} differs from us:\n" + "\n".join(map(str, found))


def test_dynalite_judges_the_corpus_as_we_do(dynalite_address: str) -> None:
    """It refuses what we refuse with the answer that we quote, but for the differences that are listed."""
    with closing(client(dynalite_address, attempts=1)) as dynamodb:
        agrees_on_the_corpus("dynalite", Service(dynamodb), answers=True)


def test_moto_judges_the_corpus_as_we_do() -> None:
    """It refuses what we refuse, but for the differences that are listed."""
    agrees_on_the_corpus("moto", moto)


def test_cfn_lint_judges_the_corpus_as_we_do() -> None:
    """It refuses the same table as CloudFormation, but for the differences that are listed."""
    agrees_on_the_corpus("cfn-lint", cfn_lint)


def test_protovalidate_finds_the_documented_rules_that_we_find_in_the_corpus() -> None:
    """The rules in the contract and ours name the same numbers for every manifest, without exception."""
    for case in corpus():
        message = case.manifest.message.SerializeToString()
        assert documented_rules_violated(message) == case.documented, case.name


def test_dynalite_judges_made_up_tables_as_we_do(dynalite_address: str) -> None:
    """Hundreds of tables that nobody chose bring out no difference that is not known."""
    with closing(client(dynalite_address, attempts=1)) as dynamodb:
        agrees_on_made_up_tables("dynalite", Service(dynamodb), answers=True)


def test_moto_judges_made_up_tables_as_we_do() -> None:
    """Hundreds of tables that nobody chose bring out no difference that is not known."""
    agrees_on_made_up_tables("moto", moto)


def test_protovalidate_finds_the_documented_rules_that_we_find_in_made_up_tables() -> None:
    """The rules in the contract and ours name the same numbers for tables that nobody chose, too.

    But for a key element without a type: to the contract it is neither HASH nor RANGE; we say that its type
    is missing and not, besides, that there is an element too few.
    """
    for case in made_up():
        more = documented_rules_violated(case.manifest.message.SerializeToString()) ^ case.documented
        assert more <= (COUNTS_OF_KEY_TYPES if "key-type-required" in case.rules else set()), case.name


@pytest.mark.skipif(ENDPOINT is None, reason="DYNAMODB_ENDPOINT names no endpoint of your own to ask")
def test_an_endpoint_of_your_own_judges_the_corpus_as_we_do() -> None:
    """DynamoDB Local or a test account refuses what we refuse; it may be more exact than the list says."""
    prefix = f"conformance-{uuid.uuid4().hex[:8]}-"
    cheap = [case for case in corpus() if units_asked_for(create_table(case.manifest)) <= MOST_UNITS]
    with closing(client(ENDPOINT, attempts=5)) as dynamodb:
        found = differences(cheap, Service(dynamodb, prefix))
    new = listed.unexplained(known("endpoint"), found)
    assert not new, said(str(ENDPOINT), new)
