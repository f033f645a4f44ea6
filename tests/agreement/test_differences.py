from __future__ import annotations

from pathlib import Path

import pytest

from tests.agreement.differences import FILE, NOTHING, Difference, Known, complaints, differences, read
from tests.agreement.standing import SOME, Place, said

CLASS = Place("orders", "Table.TableClass")
EXPIRY = Place("orders", "Expiry.Status")


def test_ways_that_lead_to_the_same_differ_in_nothing() -> None:
    """Whatever the order in which they say it."""
    assert differences("terraform", {CLASS: "a", EXPIRY: 1}, {EXPIRY: 1.0, CLASS: "a"}) == []


def test_a_value_that_is_another_or_missing_or_more_is_a_difference() -> None:
    """Each says what is usual, and what is there instead."""
    found = differences("terraform", {CLASS: "a"}, {CLASS: "b", EXPIRY: True})
    assert found == [
        Difference("terraform", EXPIRY, NOTHING, "True"),
        Difference("terraform", CLASS, "'a'", "'b'"),
    ]
    assert differences("terraform", {CLASS: "a"}, {}) == [Difference("terraform", CLASS, "'a'", NOTHING)]
    assert differences("terraform", {CLASS: 1}, {CLASS: True}) != []


def test_a_difference_that_is_not_listed_is_a_complaint() -> None:
    """It says of what, where and what."""
    found = Difference("terraform", CLASS, "'a'", NOTHING)
    (complaint,) = complaints([], ["terraform"], [found])
    assert complaint == "not listed: terraform: orders: Table.TableClass is nothing, not 'a'"


@pytest.mark.parametrize(
    "known",
    [
        Known("cloudformation", "Table.TableClass", "a reason"),
        Known("terraform", "Table.Other", "a reason"),
        Known("terraform", "Table.TableClass", "a reason", subject="invoices"),
        Known("terraform", "Table.TableClass", "a reason", found="'b'"),
    ],
)
def test_an_entry_excuses_nothing_but_what_it_says(known: Known) -> None:
    """Another way, member, subject or value is not excused, and the entry is needed no longer."""
    found = [Difference("terraform", CLASS, "'a'", NOTHING)]
    assert len(complaints([known], ["terraform", "cloudformation"], found)) == 2


def test_an_entry_that_is_needed_is_no_complaint() -> None:
    """By patterns, of which each has to fit."""
    found = [Difference("terraform", CLASS, "'a'", NOTHING)]
    for known in (
        Known("terraform", "Table.*", "a reason"),
        Known("terraform", "*Class", "a reason", "ord*", NOTHING),
    ):
        assert complaints([known], ["terraform"], found) == []


def test_an_entry_for_a_way_that_was_not_tried_is_no_complaint() -> None:
    """Where there is no Terraform, nothing is known about what it would make."""
    assert complaints([Known("terraform", "*", "a reason")], ["pulumi"], []) == []


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    """Whoever adds one says why it is there."""
    path = tmp_path / "differences.toml"
    path.write_text('[[difference]]\nway = "terraform"\nmember = "*"\nreason = ""\n', encoding="utf-8")
    with pytest.raises(AssertionError, match="terraform"):
        read(path)


def test_no_entry_excuses_everything_of_a_table() -> None:
    """A list that did would never be wrong."""
    for known in read(FILE):
        assert known.way in ("pulumi", "terraform", "cloudformation")
        assert known.member.strip("*") or known.subject.strip("*")


def test_what_has_no_order_at_aws_is_told_apart_by_its_name() -> None:
    """Indexes, definitions and tags by theirs, attributes of a projection as a set; a key keeps its order."""
    one = {
        "GlobalSecondaryIndexes": [
            {"IndexName": "b", "Projection": {"NonKeyAttributes": ["y", "x"]}},
            {"IndexName": "a", "KeySchema": [{"AttributeName": "k"}, {"AttributeName": "s"}]},
        ],
        "TableId": "1-2-3",
    }
    found = said({"orders": {"Table": one}})
    assert found == {
        Place("orders", "Table.GlobalSecondaryIndexes.b.IndexName"): "b",
        Place("orders", "Table.GlobalSecondaryIndexes.b.Projection.NonKeyAttributes"): ["x", "y"],
        Place("orders", "Table.GlobalSecondaryIndexes.a.IndexName"): "a",
        Place("orders", "Table.GlobalSecondaryIndexes.a.KeySchema.0.AttributeName"): "k",
        Place("orders", "Table.GlobalSecondaryIndexes.a.KeySchema.1.AttributeName"): "s",
        Place("orders", "Table.TableId"): SOME,
    }
