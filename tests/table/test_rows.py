"""Tables in words."""

from __future__ import annotations

from planton_dynamodb.table.rows import rows
from planton_dynamodb.table.table import (
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)


def test_a_table_says_everything_about_itself() -> None:
    """In the order of a manifest, with units and types beside what they belong to."""
    table = Table(
        name="orders",
        attributes=(("customer", "S"), ("placed", "N"), ("state", "S")),
        key=Key("customer", "placed"),
        billing_mode="PROVISIONED",
        capacity=Capacity(1500, 20),
        global_indexes=(
            GlobalIndex(
                "by-state", Key("state", "placed"), Projection("INCLUDE", ("total",)), Capacity(5, 6)
            ),
        ),
        local_indexes=(LocalIndex("by-customer", Key("customer", "state"), Projection("KEYS_ONLY")),),
        expiry=Expiry(enabled=True, attribute="goneAt"),
        stream_view_type="NEW_IMAGE",
        point_in_time_recovery=True,
        encryption=Encryption(enabled=True),
        deletion_protection=True,
        contributor_insights=True,
        tags=(("team", "shop"),),
    )
    assert rows(table) == [
        ("partition key", "customer (S)"),
        ("sort key", "placed (N)"),
        ("billing", "1,500 read and 20 write units"),
        ("global index by-state", "state (S), placed (N); keys, total; 5 read and 6 write units"),
        ("local index by-customer", "customer (S), state (S); keys only"),
        ("stream", "NEW_IMAGE"),
        ("expiry", "by goneAt"),
        ("point-in-time recovery", "on"),
        ("encryption", "the key of your account that AWS keeps for DynamoDB"),
        ("table class", "STANDARD"),
        ("deletion protection", "on"),
        ("contributor insights", "on"),
        ("tags", "team=shop"),
    ]


def test_what_is_off_is_said_to_be_off() -> None:
    """Nobody has to wonder whether a line is missing."""
    said = dict(rows(Table(name="bare", attributes=(("id", "S"),), key=Key("id"))))
    assert said["billing"] == "on demand"
    assert [said[label] for label in ("stream", "expiry", "deletion protection")] == ["off"] * 3
    assert said["encryption"] == "a key that AWS owns"
    assert said["tags"] == "none"
