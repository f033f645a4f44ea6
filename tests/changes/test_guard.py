from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.guard import Allowed, Refusal, forced, held, needed, refusals, unused
from planton_dynamodb.changes.step import Step
from planton_dynamodb.table.table import Expiry, Key, LocalIndex, Projection, Table
from tests.changes.tables import ORDERS, index, step, typed

NOTHING = Allowed()
THE_TABLE = Allowed(replace=frozenset({"orders"}))
THE_INDEX = Allowed(rebuild=frozenset({"orders/by-state"}))

RENAMED = replace(ORDERS, name="sales")
REBUILT = replace(ORDERS, global_indexes=(index(key=Key("state")),))
LOCAL = replace(
    ORDERS, local_indexes=(LocalIndex("by-total", Key("customer", "total"), Projection("KEYS_ONLY")),)
)
ON_A = replace(ORDERS, expiry=Expiry(enabled=True, attribute="a"))
ON_B = replace(ORDERS, expiry=Expiry(enabled=True, attribute="b"))
REPLACEMENT = (
    step("create-replacement", "orders", "name"),
    step("replace", "orders", "name"),
    step("delete-replaced", "orders", "name"),
)


def refused(new: Table, *steps: Step, allowed: Allowed = NOTHING, old: Table = ORDERS) -> list[Refusal]:
    """What is refused on the way from one table to another."""
    return list(refusals(old, compare(old, new), steps, allowed))


def ids(found: list[Refusal]) -> list[tuple[str, str | None]]:
    """Each refusal as the sort of its change and its flag."""
    return [(refusal.change.id, refusal.flag) for refusal in found]


@pytest.mark.parametrize(
    ("new", "steps", "expected", "allowed"),
    [
        pytest.param(
            RENAMED, REPLACEMENT, ("upd-table-name", "--allow-replace orders"), THE_TABLE, id="replacement"
        ),
        pytest.param(
            LOCAL,
            (step("update"),),
            ("upd-lsi", "--allow-replace orders"),
            THE_TABLE,
            id="inside a local index",
        ),
        pytest.param(
            typed(customer="N"),
            (step("same"),),
            ("upd-key-attr-type", "--allow-replace orders"),
            THE_TABLE,
            id="type of the key",
        ),
        pytest.param(
            REBUILT,
            (step("update"),),
            ("upd-gsi-change", "--allow-rebuild orders/by-state"),
            THE_INDEX,
            id="another key of an index",
        ),
        pytest.param(
            typed(state="N"),
            (step("update"),),
            ("upd-key-attr-type", "--allow-rebuild orders/by-state"),
            THE_INDEX,
            id="type of an index's key",
        ),
        pytest.param(
            ORDERS,
            (step("replace", "orders", "importTable"),),
            ("engine-replace", "--allow-replace orders"),
            THE_TABLE,
            id="the engine alone replaces",
        ),
        pytest.param(
            ORDERS,
            (step("replace", "orders", "region"),),
            ("engine-region", "--allow-replace orders"),
            THE_TABLE,
            id="another region",
        ),
        pytest.param(
            ORDERS,
            (step("delete"),),
            ("engine-delete", "--allow-replace orders"),
            THE_TABLE,
            id="the engine alone deletes",
        ),
    ],
)
def test_what_loses_something_is_refused_until_it_is_allowed(
    new: Table, steps: tuple[Step, ...], expected: tuple[str, str], allowed: Allowed
) -> None:
    """It is refused once, with the flag that permits it, and the flag does permit it."""
    assert ids(refused(new, *steps)) == [expected]
    assert allowed.flags == (expected[1],)
    assert refused(new, *steps, allowed=allowed) == []
    assert needed(ORDERS, compare(ORDERS, new), steps) == allowed


@pytest.mark.parametrize("new", [RENAMED, REBUILT, typed(customer="N"), ON_B])
@pytest.mark.parametrize(
    "allowed",
    [
        Allowed(frozenset({"sales"}), frozenset({"sales/by-state", "orders/by-total", "by-state"})),
        Allowed(rebuild=frozenset({"orders"})),
        Allowed(frozenset({"orders/by-state", "Orders", "*"})),
    ],
)
def test_another_name_permits_nothing(new: Table, allowed: Allowed) -> None:
    """A flag permits exactly what it names: for a rename that is the table that is lost."""
    old = ON_A if new is ON_B else ORDERS
    assert refused(new, old=old, allowed=allowed)


def test_no_flag_permits_what_aws_does_not_do_at_all() -> None:
    """Expiry by another attribute takes two applies; nothing is to be allowed."""
    (refusal,) = refused(ON_B, step("update"), old=ON_A, allowed=THE_TABLE)
    assert (refusal.change.id, refusal.flag) == ("upd-ttl-attribute", None)


def test_what_is_done_in_place_is_not_refused() -> None:
    """An index more, one fewer, tags, a stream: nothing stands in the way."""
    new = replace(ON_A, global_indexes=(), tags=(("a", "1"),), stream_view_type="NEW_IMAGE")
    assert refused(new, step("update")) == []


def test_creating_a_table_is_not_refused() -> None:
    """Where the stack holds none, none is lost."""
    assert refusals(None, (), (step("create"),), NOTHING) == ()


def test_a_table_that_goes_from_an_unknown_state_is_refused() -> None:
    """Even where no old table was read, what the engine deletes is named."""
    (refusal,) = refusals(None, (), (step("delete", "payments"),), NOTHING)
    assert (refusal.table, refusal.flag) == ("payments", "--allow-replace payments")


@pytest.mark.parametrize(
    "action", ["replace", "create-replacement", "delete-replaced", "import-replacement", "delete"]
)
def test_every_step_that_loses_a_table_is_known(action: str) -> None:
    """An engine may show only one of the steps that make up a replacement."""
    assert [refusal.flag for refusal in refused(ORDERS, step(action))] == ["--allow-replace orders"]


def test_another_table_of_the_stack_is_told_by_its_own_name() -> None:
    """A flag for one table does not permit to lose another."""
    found = refused(ORDERS, step("same"), step("delete", "payments"), allowed=THE_TABLE)
    assert [refusal.table for refusal in found] == ["payments"]


def test_only_tables_are_guarded() -> None:
    """Insights that are deleted or replaced lose nothing."""
    insights = "aws:dynamodb/contributorInsights:ContributorInsights"
    assert refused(ORDERS, Step("delete", insights, "orders"), Step("replace", insights, "orders")) == []


@pytest.mark.parametrize("new", [RENAMED, typed(customer="N"), ORDERS])
def test_a_protected_table_is_not_replaced_even_if_allowed(new: Table) -> None:
    """AWS would refuse in the middle; the new table's own setting does not help the old one."""
    old = replace(ORDERS, deletion_protection=True)
    (refusal,) = refused(new, *REPLACEMENT, old=old, allowed=THE_TABLE)
    assert (refusal.change.id, refusal.flag) == ("upd-delete-protected", None)
    assert "currently protected against deletion" in refusal.change.why


def test_a_replacement_takes_its_indexes_and_its_expiry_along() -> None:
    """The new table is made with all that: no second flag is asked for, and nothing is blocked."""
    new = replace(REBUILT, name="sales", expiry=ON_B.expiry)
    assert ids(refused(new, old=ON_A)) == [("upd-table-name", "--allow-replace orders")]
    assert refused(new, old=ON_A, allowed=THE_TABLE) == []


def test_every_reason_for_a_replacement_is_given() -> None:
    """Who mends one of them is not to meet the next one afterwards."""
    new = replace(typed(LOCAL, customer="N"), name="sales")
    assert [refusal.change.id for refusal in refused(new, *REPLACEMENT)] == [
        "upd-table-name",
        "upd-key-attr-type",
        "upd-lsi",
    ]


def test_the_engines_own_reason_is_given_by_its_own_names() -> None:
    """What the two tables do not explain is told in the words in which the engine's preview shows it."""
    (refusal,) = refused(ORDERS, step("replace", "orders", "region", "importTable"))
    assert refusal.change.summary == "the engine would replace `orders` because of `importTable` and `region`"
    assert refusal.change.path == "importTable, region"


def test_what_pulumi_holds_on_to_is_not_replaced_whatever_is_allowed() -> None:
    """No flag helps, since the engine would fail; what stays as it is, or is made under another name, is no matter."""
    for new, protected, retained in ((LOCAL, True, True), (LOCAL, False, True), (RENAMED, True, False)):
        ((sort, flag),) = ids(
            list(held(ORDERS, compare(ORDERS, new), protected=protected, retained=retained))
        )
        assert (sort, flag) == ("engine-protect" if protected else "engine-retain", None)
    for old, new, protected in ((ORDERS, RENAMED, False), (ORDERS, REBUILT, True), (None, ORDERS, True)):
        assert held(old, compare(old or new, new), protected=protected, retained=True) == ()


@pytest.mark.parametrize("new", [LOCAL, typed(customer="N"), typed(total="S")])
def test_the_engine_is_made_to_replace_what_it_would_not_see(new: Table) -> None:
    """A change inside a local index and the type of a key look like nothing to the provider."""
    found = compare(ORDERS, new)
    assert forced(ORDERS, found, (step("update"),), THE_TABLE)
    assert not forced(ORDERS, found, (step("update"),), NOTHING)
    assert not forced(ORDERS, found, REPLACEMENT, THE_TABLE)


@pytest.mark.parametrize("new", [ORDERS, REBUILT, typed(state="N")])
def test_the_engine_is_not_made_to_replace_what_stays(new: Table) -> None:
    """A flag alone replaces nothing."""
    assert not forced(ORDERS, compare(ORDERS, new), (step("update"),), THE_TABLE)
    assert not forced(None, (), (step("create"),), THE_TABLE)


def test_a_flag_that_nothing_needs_is_named() -> None:
    """Over all tables of a run: what one of them needs is used."""
    allowed = Allowed(frozenset({"orders", "ordres"}), frozenset({"orders/by-state", "carts/by-day"}))
    assert unused(allowed, [THE_TABLE, THE_INDEX, NOTHING]) == (
        "--allow-replace ordres",
        "--allow-rebuild carts/by-day",
    )
    assert unused(NOTHING, []) == ()


def test_a_refusal_says_why_and_what_is_lost() -> None:
    """No refusal leaves the reader with the bare fact."""
    found = [
        *refused(RENAMED),
        *refused(REBUILT),
        *refused(LOCAL),
        *refused(typed(customer="N")),
        *refused(ORDERS, step("delete")),
        *refused(ORDERS, step("replace")),
    ]
    for refusal in found:
        assert isinstance(refusal.change, Change)
        assert refusal.change.why
        assert "orders" in refusal.change.lost
        assert refusal.flag is not None
        assert refusal.change.forward.endswith(refusal.flag)
