from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from planton_dynamodb.changes.change import BLOCKED, INDEX_REBUILD, REPLACE
from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.sorts import SORTS, Sort
from planton_dynamodb.table.table import (
    ALL,
    KEYS_ONLY,
    PAY_PER_REQUEST,
    PROVISIONED,
    STANDARD_INFREQUENT_ACCESS,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)
from tests.changes.generated import Order, any_tables, shuffled
from tests.changes.tables import ORDERS, UNITS, changes, index, only, typed

BY_TOTAL = ORDERS.local_indexes[0]
ON_A, ON_B = Expiry(enabled=True, attribute="a"), Expiry(enabled=True, attribute="b")


def with_index(**parts: Any) -> Table:  # noqa: ANN401  # as the value has them
    """The table with its global index changed."""
    return replace(ORDERS, global_indexes=(index(**parts),))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            ORDERS, replace(ORDERS, name="sales"), "upd-table-name replace metadata.name", id="name"
        ),
        pytest.param(
            replace(ORDERS, local_indexes=()),
            replace(ORDERS, local_indexes=(), key=Key("state", "placedAt")),
            "upd-table-key replace spec.keySchema[0]",
            id="partition key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, key=Key("customer", "total")),
            "upd-table-key replace spec.keySchema[1]",
            id="sort key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, key=Key("customer")),
            "upd-table-key replace spec.keySchema[1]",
            id="sort key removed",
        ),
        pytest.param(
            replace(ORDERS, key=Key("customer")),
            ORDERS,
            "upd-table-key replace spec.keySchema[1]",
            id="sort key added",
        ),
        pytest.param(
            ORDERS,
            typed(customer="N"),
            "upd-key-attr-type blocked spec.attributeDefinitions[0].type",
            id="type of the partition key",
        ),
        pytest.param(
            ORDERS,
            typed(placedAt="S"),
            "upd-key-attr-type blocked spec.attributeDefinitions[1].type",
            id="type of the sort key, which keys a global index too",
        ),
        pytest.param(
            ORDERS,
            typed(total="S"),
            "upd-key-attr-type blocked spec.attributeDefinitions[2].type",
            id="type of a local index's key",
        ),
        pytest.param(
            ORDERS,
            typed(state="N"),
            "upd-key-attr-type index-rebuild spec.attributeDefinitions[3].type",
            id="type of a global index's key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, local_indexes=()),
            "upd-lsi replace spec.localSecondaryIndexes[0]",
            id="local index removed",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, local_indexes=(BY_TOTAL, LocalIndex("by-state", Key("customer", "state")))),
            "upd-lsi replace spec.localSecondaryIndexes[1]",
            id="local index added",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, local_indexes=(LocalIndex("by-total", Key("customer", "state")),)),
            "upd-lsi replace spec.localSecondaryIndexes[0].keySchema",
            id="local index with another sort key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, local_indexes=(BY_TOTAL._replace(projection=Projection(KEYS_ONLY)),)),
            "upd-lsi replace spec.localSecondaryIndexes[0].projection",
            id="local index with another projection",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, global_indexes=(GlobalIndex("new", Key("total")), index())),
            "upd-gsi-add in-place spec.globalSecondaryIndexes[0]",
            id="global index added",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, global_indexes=()),
            "upd-gsi-remove in-place spec.globalSecondaryIndexes[0]",
            id="global index removed",
        ),
        pytest.param(
            ORDERS,
            with_index(key=Key("state")),
            "upd-gsi-change index-rebuild spec.globalSecondaryIndexes[0].keySchema",
            id="global index with another key",
        ),
        pytest.param(
            ORDERS,
            with_index(projection=Projection("INCLUDE", ("a",))),
            "upd-gsi-change index-rebuild spec.globalSecondaryIndexes[0].projection",
            id="global index with another projection",
        ),
        pytest.param(
            UNITS,
            replace(UNITS, global_indexes=(index(UNITS, capacity=Capacity(2, 3)),)),
            "upd-gsi-throughput in-place spec.globalSecondaryIndexes[0].provisionedThroughput",
            id="units of a global index",
        ),
        pytest.param(
            UNITS,
            replace(UNITS, capacity=Capacity(6, 5)),
            "upd-throughput in-place spec.provisionedThroughput",
            id="units",
        ),
        pytest.param(ORDERS, UNITS, "upd-billing-mode in-place spec.billingMode", id="to provisioned"),
        pytest.param(UNITS, ORDERS, "upd-billing-mode in-place spec.billingMode", id="to on demand"),
        pytest.param(
            ORDERS,
            replace(ORDERS, stream_view_type="NEW_IMAGE"),
            "upd-stream-enable in-place spec.streamEnabled",
            id="stream on",
        ),
        pytest.param(
            replace(ORDERS, stream_view_type="NEW_IMAGE"),
            ORDERS,
            "upd-stream-disable in-place spec.streamEnabled",
            id="stream off",
        ),
        pytest.param(
            replace(ORDERS, stream_view_type="NEW_IMAGE"),
            replace(ORDERS, stream_view_type="OLD_IMAGE"),
            "upd-stream-view-type in-place spec.streamViewType",
            id="view type",
        ),
        pytest.param(
            ORDERS, replace(ORDERS, expiry=ON_A), "upd-ttl-toggle in-place spec.ttl.enabled", id="expiry on"
        ),
        pytest.param(
            replace(ORDERS, expiry=ON_A), ORDERS, "upd-ttl-toggle in-place spec.ttl.enabled", id="expiry off"
        ),
        pytest.param(
            replace(ORDERS, expiry=ON_A),
            replace(ORDERS, expiry=ON_B),
            "upd-ttl-attribute blocked spec.ttl.attributeName",
            id="expiry by another attribute",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, encryption=Encryption(enabled=True)),
            "upd-sse in-place spec.serverSideEncryption.enabled",
            id="encryption on",
        ),
        pytest.param(
            replace(ORDERS, encryption=Encryption(enabled=True)),
            replace(ORDERS, encryption=Encryption(enabled=True, key_arn="arn:aws:kms:x")),
            "upd-sse in-place spec.serverSideEncryption.kmsKeyArn",
            id="another key",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, table_class=STANDARD_INFREQUENT_ACCESS),
            "upd-table-class in-place spec.tableClass",
            id="class",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, deletion_protection=True),
            "upd-deletion-protection in-place spec.deletionProtectionEnabled",
            id="protection on",
        ),
        pytest.param(
            replace(ORDERS, deletion_protection=True),
            ORDERS,
            "upd-deletion-protection in-place spec.deletionProtectionEnabled",
            id="protection off",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, point_in_time_recovery=True),
            "upd-pitr-on in-place spec.pointInTimeRecoveryEnabled",
            id="recovery on",
        ),
        pytest.param(
            replace(ORDERS, point_in_time_recovery=True),
            ORDERS,
            "upd-pitr-off in-place spec.pointInTimeRecoveryEnabled",
            id="recovery off",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, contributor_insights=True),
            "upd-insights in-place spec.contributorInsightsEnabled",
            id="insights",
        ),
        pytest.param(
            ORDERS, replace(ORDERS, tags=(("team", "shop"),)), "upd-tags in-place metadata.labels", id="label"
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, tags=(("environment", "prod"),)),
            "upd-tags in-place metadata",
            id="tag of a field or a label",
        ),
    ],
)
def test_each_difference_has_its_effect_and_its_place(old: Table, new: Table, expected: str) -> None:
    """One difference is one change, at the place where the manifest says it."""
    assert changes(new, old) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            replace(ORDERS, expiry=Expiry(enabled=False, attribute="x")),
            ORDERS,
            id="the attribute of no expiry",
        ),
        pytest.param(
            ORDERS,
            with_index(projection=Projection("INCLUDE", ("b", "a"))),
            id="the order of projected attributes",
        ),
        pytest.param(
            ORDERS, replace(ORDERS, attributes=ORDERS.attributes[::-1]), id="the order of definitions"
        ),
        pytest.param(
            replace(ORDERS, tags=(("a", "1"), ("b", "2"))),
            replace(ORDERS, tags=(("b", "2"), ("a", "1"))),
            id="the order of tags",
        ),
        pytest.param(
            ORDERS,
            replace(ORDERS, attributes=(*ORDERS.attributes, ("extra", "S"))),
            id="a definition that nothing else goes with",
        ),
    ],
)
def test_what_aws_does_not_tell_apart_is_no_change(old: Table, new: Table) -> None:
    """Lists without an order and what says nothing make no difference."""
    assert compare(old, new) == ()


def test_the_units_of_indexes_are_part_of_a_switch_of_billing() -> None:
    """AWS wants them in the same call, so they are no change of their own."""
    assert changes(UNITS) == ["upd-billing-mode in-place spec.billingMode"]


def test_another_partition_key_is_not_told_again_for_each_local_index() -> None:
    """A local index has the partition key of its table: one mistake is one change."""
    new = replace(
        ORDERS,
        key=Key("state", "placedAt"),
        local_indexes=(LocalIndex("by-total", Key("state", "total")),),
    )
    assert changes(new) == ["upd-table-key replace spec.keySchema[0]"]


def test_a_type_is_changed_for_every_index_that_it_keys() -> None:
    """Each of them is rebuilt, and has to be allowed by its own name."""
    second = GlobalIndex("second", Key("customer", "state"))
    old = replace(ORDERS, global_indexes=(index(), second))
    found = compare(old, typed(old, state="B"))
    assert [(change.index, change.effect) for change in found] == [
        ("by-state", INDEX_REBUILD),
        ("second", INDEX_REBUILD),
    ]


def test_an_attribute_that_moves_to_new_indexes_changes_no_type() -> None:
    """The old index goes and the new one comes; no index lives through it."""
    new = replace(typed(state="N"), global_indexes=(index(name="by-number"),))
    assert changes(new) == [
        "upd-gsi-add in-place spec.globalSecondaryIndexes[0]",
        "upd-gsi-remove in-place spec.globalSecondaryIndexes[0]",
    ]


def test_an_attribute_that_leaves_the_key_of_the_table_changes_no_type() -> None:
    """The table has another key, and that alone takes a new one."""
    new = replace(
        typed(customer="N"),
        key=Key("state", "placedAt"),
        local_indexes=(LocalIndex("by-total", Key("state", "total")),),
        global_indexes=(GlobalIndex("by-customer", Key("customer")), index()),
    )
    assert {change.id for change in compare(ORDERS, new)} == {"upd-table-key", "upd-gsi-add"}


def test_an_attribute_that_moves_to_another_local_index_changes_no_type() -> None:
    """The local indexes themselves already take a new table."""
    new = replace(typed(total="S"), local_indexes=(BY_TOTAL._replace(name="by-text"),))
    assert {change.id for change in compare(ORDERS, new)} == {"upd-lsi"}


def test_an_index_that_changes_in_both_says_both() -> None:
    """Key and projection are two facts about one index."""
    new = with_index(key=Key("state"), projection=Projection(ALL))
    assert [change.path for change in compare(ORDERS, new)] == [
        "spec.globalSecondaryIndexes[0].keySchema",
        "spec.globalSecondaryIndexes[0].projection",
    ]


def test_a_renamed_index_is_made_anew_beside_the_old_one() -> None:
    """AWS knows indexes by their names: another name is another index."""
    assert [change.id for change in compare(ORDERS, with_index(name="renamed"))] == [
        "upd-gsi-add",
        "upd-gsi-remove",
    ]


def test_what_is_removed_is_shown_at_its_old_place() -> None:
    """A path leads into the old table where the new one has nothing."""
    old = replace(ORDERS, global_indexes=(GlobalIndex("first", Key("total")), index()))
    assert only(replace(old, global_indexes=(old.global_indexes[0],)), old).path == (
        "spec.globalSecondaryIndexes[1]"
    )


def test_a_replacement_of_a_protected_table_says_to_take_the_protection_off_first() -> None:
    """AWS refuses to delete it, so the way forward begins there."""
    protected = replace(ORDERS, deletion_protection=True)
    for new in (replace(protected, name="sales"), typed(protected, customer="N")):
        assert "switch it off first, in an apply of its own" in only(new, protected).forward
    assert "protection" not in only(replace(ORDERS, name="sales")).forward


def test_protection_together_with_a_replacement_comes_too_late() -> None:
    """The old table is deleted before the new one is protected, and it is said."""
    found = compare(ORDERS, replace(ORDERS, name="sales", deletion_protection=True))
    assert "protection first, alone" in found[0].forward
    assert "too late" not in found[1].forward


@pytest.mark.parametrize("effect", [REPLACE, INDEX_REBUILD])
def test_what_can_be_allowed_names_its_flag(effect: str) -> None:
    """The way forward ends with the exact flag."""
    new = replace(ORDERS, name="sales") if effect == REPLACE else with_index(key=Key("state"))
    flag = "--allow-replace orders" if effect == REPLACE else "--allow-rebuild orders/by-state"
    assert only(new).forward.endswith(flag)


@pytest.mark.parametrize("sort", SORTS, ids=[f"{sort.id} {sort.effect}" for sort in SORTS])
def test_every_sort_says_what_it_does_and_what_to_do(sort: Sort) -> None:
    """Sentences are whole, names are filled in, and what loses something shows a way forward."""
    change = sort.change("", "", "orders", index="by-x", attribute="`a`")
    said = [change.why, change.lost, change.limits, change.forward]
    assert change.why
    assert not [text for text in said if re.search(r"[{}]", text)]
    assert not [text for text in said[:3] if text and not text.endswith((".", ".`"))]
    if change.effect in {REPLACE, INDEX_REBUILD, BLOCKED}:
        assert change.forward


def test_every_row_of_the_catalogue_has_its_page() -> None:
    """docs/changes.md has a heading for each id."""
    page = (Path(__file__).parents[2] / "docs" / "changes.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## ((?:upd|engine)-.+)$", page, re.MULTILINE)) == {sort.id for sort in SORTS}


@pytest.mark.parametrize("field", [field.name for field in fields(Table) if field.name != "emptied"])
def test_no_field_of_a_table_is_forgotten(field: str) -> None:
    """A field that a table has and `compare` does not look at fails here; `emptied` tells how to say, not what."""
    other: dict[str, object] = {
        "name": "sales",
        "attributes": typed(UNITS, state="N").attributes,
        "key": Key("customer", "state"),
        "billing_mode": PAY_PER_REQUEST,
        "capacity": Capacity(9, 9),
        "global_indexes": (),
        "local_indexes": (),
        "expiry": ON_A,
        "stream_view_type": "KEYS_ONLY",
        "point_in_time_recovery": True,
        "encryption": Encryption(enabled=True),
        "table_class": STANDARD_INFREQUENT_ACCESS,
        "deletion_protection": True,
        "contributor_insights": True,
        "tags": (("a", "1"),),
    }
    assert UNITS.billing_mode == PROVISIONED
    assert compare(UNITS, replace(UNITS, **{field: other[field]}))  # type: ignore[arg-type]


@given(any_tables, shuffled)
def test_a_table_does_not_differ_from_itself_in_another_order(table: Table, order: Order) -> None:
    """Whatever the order of its lists, nothing changes."""
    assert compare(table, order(table)) == ()


@given(any_tables, any_tables)
def test_two_tables_without_a_change_are_the_same_to_aws(old: Table, new: Table) -> None:
    """Where nothing is said, nothing differs but what AWS does not see."""
    if not compare(old, new):
        assert _as_aws_sees(old) == _as_aws_sees(new)


def _as_aws_sees(table: Table) -> dict[str, object]:
    seen: dict[str, object] = {field.name: getattr(table, field.name) for field in fields(table)}
    seen["attributes"] = frozenset(table.attributes)
    seen["tags"] = frozenset(table.tags)
    seen["expiry"] = table.expiry.enabled and table.expiry.attribute
    for kind in ("global_indexes", "local_indexes"):
        seen[kind] = frozenset(
            each._replace(
                projection=Projection(each.projection.type, tuple(sorted(each.projection.attributes)))
            )
            for each in getattr(table, kind)
        )
    return seen
