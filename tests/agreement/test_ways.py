"""One table, every way: what AWS describes is the same, whichever way the manifest came to stand there.

It is one test, since each way makes all tables at once, and each is compared with what the others made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest

from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Expiry, Table
from tests.agreement import ways
from tests.agreement.aws import Aws, empty
from tests.agreement.differences import Difference, complaints, differences, read
from tests.agreement.standing import Members, around, as_table, said, tables
from tests.agreement.wanted import Wanted, wanted
from tests.targets.registered import corpus
from tests.terraforming.fixtures import AwsAccount, Terraforming


class Made(NamedTuple):
    """What stands after all tables were made by one way."""

    tables: Mapping[str, Members]
    around: Mapping[str, Members]


def described(aws: Aws, way: Callable[[], None]) -> Made:
    """Make all tables by a way, and ask what stands."""
    ways.lend_roles(wanted(), aws)
    way()
    return Made(tables(aws, wanted()), around(aws))


def by(way: Callable[[Sequence[Wanted], Aws], None], account: AwsAccount) -> Made:
    """Make all tables in an empty account."""
    with empty(account) as aws:
        return described(aws, lambda: way(wanted(), aws))


def compared(name: str, usual: Made, found: Made) -> list[Difference]:
    """Where a way leads elsewhere, to a table or to something around one."""
    return [
        one
        for before, after in zip(usual, found, strict=True)
        for one in differences(name, said(before), said(after))
    ]


def asked_for(table: Table) -> Table:
    """A table as AWS can tell it: of an expiry that is off it keeps nothing, and definitions have no order."""
    expiry = table.expiry if table.expiry.enabled else Expiry()
    return replace(
        table,
        expiry=expiry,
        attributes=tuple(sorted(table.attributes)),
        global_indexes=tuple(sorted(table.global_indexes, key=lambda index: index.name)),
        local_indexes=tuple(sorted(table.local_indexes, key=lambda index: index.name)),
    )


def test_every_file_of_the_corpus_with_a_table_is_made() -> None:
    """Those with access patterns or operations beside it as well; where two say the same, one of them."""
    made = {replace(each.table, name="") for each in wanted()}
    for name, manifest in corpus().items():
        assert replace(resolve(manifest), name="") in made, name
    assert sum(each.operations is not None and each.operations.any for each in wanted()) > 5


@pytest.fixture(scope="module")
def by_calls(aws_account: AwsAccount) -> Made:
    """All tables, made by the calls of create-table."""
    return by(ways.by_calls, aws_account)


def test_the_calls_make_what_the_manifests_ask_for(by_calls: Made) -> None:
    """What AWS says, read back, is the table that the manifest was resolved to."""
    for each in wanted():
        made = as_table(by_calls.tables[each.case])
        if each.table.encryption.key_arn is None:
            made = replace(made, encryption=made.encryption._replace(key_arn=None))
        assert asked_for(made) == asked_for(each.table), each.case


def test_every_way_makes_the_same(
    by_calls: Made, aws_account: AwsAccount, request: pytest.FixtureRequest
) -> None:
    """Calls, Pulumi, CloudFormation and Terraform: tables with their settings and tags, and all around them.

    What differs is listed with its reason, and no entry of the list stays that nothing needs.
    """
    pulumi = by(ways.by_pulumi, aws_account)
    usual = Made(by_calls.tables, pulumi.around)  # around a table, calls make nothing
    found = compared("pulumi", usual, pulumi)
    found += compared("cloudformation", usual, by(ways.by_cloudformation, aws_account))
    assert complaints(read(), ("pulumi", "cloudformation"), found) == []
    # Only now, since this skips where there is no Terraform.
    terraforming: Terraforming = request.getfixturevalue("terraforming")
    with empty(aws_account) as aws:
        made = described(aws, lambda: ways.by_terraform(wanted(), terraforming))
    assert complaints(read(), ("terraform",), compared("terraform", usual, made)) == []
