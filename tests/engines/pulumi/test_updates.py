from __future__ import annotations

import pytest

from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.living import ON_DEMAND, Living, defined, index, key, units
from tests.standin.fixtures import Cloud

# Where a run fails, Pulumi's own server of the program leaves its event loop to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
PROVISIONED = {**ON_DEMAND, "billingMode": "PROVISIONED", "provisionedThroughput": units(5, 5)}
STREAMING = {"streamEnabled": True, "streamViewType": "NEW_IMAGE"}
PROTECTED = {"deletionProtectionEnabled": True}


def test_billing_and_units_change_in_place(cloud: Cloud) -> None:
    """From on demand to units and back, with and without indexes; the items stay."""
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    indexed = {
        **PROVISIONED,
        "attributeDefinitions": defined(id="S", state="S"),
        "globalSecondaryIndexes": [index("by-state", "state", provisionedThroughput=units(2, 3))],
    }
    table.becomes(PROVISIONED)
    table.becomes({**PROVISIONED, "provisionedThroughput": units(7, 4)})
    table.becomes(indexed)
    raised = [index("by-state", "state", provisionedThroughput=units(8, 3))]
    table.becomes({**indexed, "globalSecondaryIndexes": raised})
    on_demand = [index("by-state", "state")]
    mixed = {**ON_DEMAND, "attributeDefinitions": indexed["attributeDefinitions"]}
    table.becomes({**mixed, "globalSecondaryIndexes": on_demand})
    table.becomes(indexed)
    assert table.items() == 1


def test_streams_change_in_place(cloud: Cloud) -> None:
    """On, another view type, off, on again, each with a stream of its own; together with units, in two steps."""
    table = Living(cloud)
    none = table.becomes(PROVISIONED, Done.CREATED)
    assert none.outputs["stream_arn"] == none.outputs["stream_label"] == ""
    table.put(id="1")
    first = table.becomes({**PROVISIONED, **STREAMING})
    second = table.becomes({**PROVISIONED, **STREAMING, "streamViewType": "KEYS_ONLY"})
    assert len({first.outputs["stream_arn"], second.outputs["stream_arn"], ""}) == 3
    off = table.becomes(PROVISIONED)
    assert off.outputs["stream_arn"] == off.outputs["stream_label"] == ""
    both = table.becomes({**PROVISIONED, **STREAMING, "provisionedThroughput": units(9, 9)})
    assert both.forecast is not None
    assert len(both.forecast.stages) == 2
    table.becomes(ON_DEMAND)
    assert table.items() == 1


def test_switches_change_in_place(cloud: Cloud) -> None:
    """Encryption, class, recovery, insights and tags: on, otherwise, off; one by one and all at once."""
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    encrypted = {**ON_DEMAND, "serverSideEncryption": {"enabled": True}}
    table.becomes(encrypted)
    table.becomes({**ON_DEMAND, "serverSideEncryption": {"enabled": True, "kmsKeyArn": KMS_KEY}})
    table.becomes({**ON_DEMAND, "tableClass": "STANDARD_INFREQUENT_ACCESS"})
    table.becomes({**ON_DEMAND, "pointInTimeRecoveryEnabled": True, "contributorInsightsEnabled": True})
    table.labels = {"team": "shop", "tier": "1"}
    table.becomes(
        {
            **encrypted,
            "tableClass": "STANDARD_INFREQUENT_ACCESS",
            "ttl": {"enabled": True, "attributeName": "expires"},
            "contributorInsightsEnabled": True,
        }
    )
    table.labels = {"tier": "2"}
    table.becomes(ON_DEMAND)
    assert table.items() == 1


def test_expiry_changes_in_place(cloud: Cloud) -> None:
    """On and off, and on by another attribute after that; in one step that is refused."""
    table = Living(cloud)
    by_a = {**ON_DEMAND, "ttl": {"enabled": True, "attributeName": "a"}}
    by_b = {**ON_DEMAND, "ttl": {"enabled": True, "attributeName": "b"}}
    table.becomes(by_a, Done.CREATED)
    assert table.refuses(by_b) == [("upd-ttl-attribute", "spec.ttl.attributeName", None)]
    table.is_as(by_a)
    table.becomes(ON_DEMAND)
    table.becomes(by_b)
    table.becomes({**ON_DEMAND, "ttl": {"enabled": False}})
    table.becomes({**ON_DEMAND, **PROTECTED})


def test_deletion_protection_changes_with_everything_else(cloud: Cloud) -> None:
    """AWS wants it in a request of its own: it is switched on first and off last."""
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    everything = {
        **PROVISIONED,
        **STREAMING,
        **PROTECTED,
        "attributeDefinitions": defined(id="S", state="S"),
        "globalSecondaryIndexes": [index("by-state", "state", provisionedThroughput=units(1, 1))],
        "contributorInsightsEnabled": True,
        "pointInTimeRecoveryEnabled": True,
    }
    on = table.becomes(everything)
    assert on.forecast is not None
    assert [stage.deletion_protection for stage in on.forecast.stages] == [True] * 3
    # What is beside the table comes and goes while it is protected.
    table.becomes({**everything, "contributorInsightsEnabled": False})
    table.becomes(everything)
    off = table.becomes(ON_DEMAND)
    assert off.forecast is not None
    assert [stage.deletion_protection for stage in off.forecast.stages] == [True, False]
    assert table.items() == 1


def test_global_indexes_come_and_go_in_place(cloud: Cloud) -> None:
    """Two at once, one for another, and all of them gone: nothing of that needs to be allowed."""
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1", state="new")
    two = {
        **ON_DEMAND,
        "attributeDefinitions": defined(id="S", state="S", city="S"),
        "globalSecondaryIndexes": [index("by-state", "state"), index("by-city", "city", "id")],
    }
    table.becomes(two)
    other = {
        **two,
        "globalSecondaryIndexes": [index("by-state", "state"), index("by-city-and-state", "city", "state")],
    }
    table.becomes(other)
    table.becomes(ON_DEMAND)
    assert table.items() == 1


def test_a_global_index_is_rebuilt_where_that_is_allowed(cloud: Cloud) -> None:
    """Another key, projection or type of its key: refused, and with the flag only that index is made anew."""
    table = Living(cloud)
    types = defined(id="S", state="S", city="S")
    kept = index("by-city", "city")
    old = {
        **ON_DEMAND,
        "attributeDefinitions": types,
        "globalSecondaryIndexes": [index("by-state", "state"), kept],
    }
    table.becomes(old, Done.CREATED)
    table.put(id="1", state="new", city="Rome")
    flag = "--allow-rebuild orders/by-state"
    keyed = {**old, "globalSecondaryIndexes": [index("by-state", "state", "city"), kept]}
    at = "spec.globalSecondaryIndexes[0]"
    assert table.refuses(keyed) == [("upd-gsi-change", f"{at}.keySchema", flag)]
    assert table.refuses(keyed, rebuild=("by-city",)) == [("upd-gsi-change", f"{at}.keySchema", flag)]
    table.becomes(keyed, rebuild=("by-state",))
    carrying = index("by-state", "state", "city", projection={"type": "KEYS_ONLY"})
    projected = {**keyed, "globalSecondaryIndexes": [carrying, kept]}
    assert table.refuses(projected) == [("upd-gsi-change", f"{at}.projection", flag)]
    cloud.forget_calls()
    table.becomes(projected, rebuild=("by-state",))
    assert table.changed() == ["UpdateTable", "UpdateTable"]

    retyped = {**projected, "attributeDefinitions": defined(id="S", state="N", city="S")}
    path = "spec.attributeDefinitions[1].type"
    assert table.refuses(retyped) == [("upd-key-attr-type", path, flag)]
    table.becomes(retyped, rebuild=("by-state",))
    assert table.items() == 1


def test_what_needs_a_new_table_is_refused_until_it_is_allowed(cloud: Cloud) -> None:
    """Another key, another type of it, another local index: only --allow-replace makes the table anew, and empty."""
    table = Living(cloud)
    flag = "--allow-replace orders"
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    sorted_by_at = {
        **ON_DEMAND,
        "attributeDefinitions": defined(id="S", at="S"),
        "keySchema": key("id", "at"),
    }
    assert table.refuses(sorted_by_at) == [("upd-table-key", "spec.keySchema[1]", flag)]
    assert table.items() == 1
    table.becomes(sorted_by_at, Done.REPLACED, replace="orders")
    assert table.items() == 0

    table.put(id="1", at="2")
    local = {
        **sorted_by_at,
        "attributeDefinitions": defined(id="S", at="S", total="S"),
        "localSecondaryIndexes": [index("by-total", "id", "total")],
    }
    assert table.refuses(local, replace="payments") == [("upd-lsi", "spec.localSecondaryIndexes[0]", flag)]
    table.becomes(local, Done.REPLACED, replace="orders")
    carrying = index("by-total", "id", "total", projection={"type": "KEYS_ONLY"})
    projected = {**local, "localSecondaryIndexes": [carrying]}
    at = "spec.localSecondaryIndexes[0].projection"
    assert table.refuses(projected) == [("upd-lsi", at, flag)]
    table.becomes(projected, Done.REPLACED, replace="orders")

    table.put(id="1", at="2")
    retyped = {**projected, "attributeDefinitions": defined(id="S", at="N", total="S")}
    path = "spec.attributeDefinitions[1].type"
    assert table.refuses(retyped) == [("upd-key-attr-type", path, flag)]
    assert table.items() == 1
    table.becomes(retyped, Done.REPLACED, replace="orders")
    assert table.items() == 0


def test_a_table_gets_another_name_where_that_is_allowed(cloud: Cloud) -> None:
    """The old one is named in the flag, since it is the one that is lost."""
    table = Living(cloud)
    table.becomes({**ON_DEMAND, "contributorInsightsEnabled": True}, Done.CREATED)
    table.put(id="1")
    table.name = "sales"
    renamed = [("upd-table-name", "metadata.name", "--allow-replace orders")]
    assert table.refuses(ON_DEMAND) == renamed
    assert table.refuses(ON_DEMAND, replace="sales") == renamed
    table.becomes({**ON_DEMAND, "contributorInsightsEnabled": True}, Done.REPLACED, replace="orders")
    assert table.client.list_tables()["TableNames"] == ["sales"]
    assert table.items() == 0


def test_a_protected_table_is_not_replaced_even_where_that_is_allowed(cloud: Cloud) -> None:
    """Protection has to be switched off first, in an apply of its own."""
    table = Living(cloud)
    table.becomes({**ON_DEMAND, **PROTECTED}, Done.CREATED)
    table.put(id="1")
    other = {**ON_DEMAND, "attributeDefinitions": defined(nr="S"), "keySchema": key("nr")}
    for new in (other, {**other, **PROTECTED}):
        ((sort, path, flag),) = table.refuses(new, replace="orders")
        assert (sort, path, flag) == ("upd-delete-protected", "spec.deletionProtectionEnabled", None)
    assert table.items() == 1
    table.becomes(ON_DEMAND)
    table.becomes({**other, **PROTECTED}, Done.REPLACED, replace="orders")
