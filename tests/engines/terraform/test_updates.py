"""A table changed by the real Terraform: in place, in several steps, replaced, and nothing lost unasked."""

from __future__ import annotations

from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.jobs import told
from tests.engines.pulumi.living import ON_DEMAND, defined, index, key, units
from tests.engines.terraform.living import Living
from tests.terraforming.fixtures import Terraforming

KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
STREAMING = {"streamEnabled": True, "streamViewType": "NEW_IMAGE"}
PROVISIONED = {**ON_DEMAND, "billingMode": "PROVISIONED", "provisionedThroughput": units(5, 5)}


def test_everything_that_can_change_changes_in_place(terraforming: Terraforming) -> None:
    """All at once, in as many steps as AWS takes it in, and all back again; the items stay."""
    table = Living(terraforming)
    made = table.becomes(PROVISIONED, Done.CREATED, again=False)
    assert made.outputs["stream_arn"] == made.outputs["stream_label"] == ""
    terraforming.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "1"}})
    full = {
        **PROVISIONED,
        **STREAMING,
        "provisionedThroughput": units(7, 4),
        "attributeDefinitions": defined(id="S", state="S"),
        "globalSecondaryIndexes": [index("by-state", "state", provisionedThroughput=units(2, 3))],
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": KMS_KEY},
        "tableClass": "STANDARD_INFREQUENT_ACCESS",
        "pointInTimeRecoveryEnabled": True,
        "contributorInsightsEnabled": True,
        "ttl": {"enabled": True, "attributeName": "expires"},
        "deletionProtectionEnabled": True,
    }
    changed = table.becomes(full)
    assert changed.forecast is not None
    assert len(changed.forecast.stages) == 3
    assert "step 3 of 3, since AWS does not take all at once" in table.lines
    table.becomes(PROVISIONED)
    assert terraforming.client("dynamodb").scan(TableName="orders", Select="COUNT")["Count"] == 1


def test_no_data_is_lost_unasked(terraforming: Terraforming) -> None:
    """Another key, an index made anew, a change that the provider does not see: refused, until allowed by name."""
    table = Living(terraforming)
    indexed = {
        **ON_DEMAND,
        "attributeDefinitions": defined(id="S", state="S", age="N"),
        "keySchema": key("id", "age"),
        "localSecondaryIndexes": [index("by-state", "id", "state")],
    }
    table.becomes(indexed, Done.CREATED, again=False)
    other = {
        **indexed,
        "localSecondaryIndexes": [index("by-state", "id", "state", projection={"type": "KEYS_ONLY"})],
    }
    (refused,) = table.refused(other)
    assert refused == ("upd-lsi", "spec.localSecondaryIndexes[0].projection", "--allow-replace orders")
    replaced = table.becomes(other, Done.REPLACED, allow="orders", again=False, protect=True)
    assert replaced.forecast is not None
    assert replaced.forecast.forced
    assert table.lines[-2:] == ["deleting the old table orders", "making the new table orders"]

    (held,) = table.refused(ON_DEMAND, allow="orders", protect=True)
    assert held[0] == "engine-protect"
    gone = table.destroy(other)
    assert gone.fault is not None
    assert gone.fault.summary == "Terraform protects the table of this stack"


def test_a_table_that_is_there_is_taken_over(terraforming: Terraforming) -> None:
    """Unasked it is left alone; with --import it is taken as it is and changed; deleted elsewhere, that is noticed."""
    client = terraforming.client("dynamodb")
    client.create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    table = Living(terraforming)
    unasked = table.apply(ON_DEMAND)
    assert unasked.fault is not None
    assert unasked.fault.summary == "AWS has a table named orders already, and it is not in stack orders"
    taken = table.becomes(ON_DEMAND, Done.IMPORTED, adopt=True, again=False)
    assert taken.outputs["table_name"] == "orders"
    changed = table.becomes({**ON_DEMAND, **STREAMING}, again=False)
    assert changed.outputs["stream_arn"].startswith(changed.outputs["table_arn"])

    client.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    found = table.refresh(ON_DEMAND)
    assert [each.id for each in found.drift] == ["upd-ttl-toggle"], told(found)
    client.delete_table(TableName="orders")
    gone = table.refresh(ON_DEMAND)
    assert gone.done is Done.REFRESHED, told(gone)
    assert gone.notes == ("AWS has no such table any more: the next apply makes a new, empty one",)
    assert table.engine.outputs(table.job(ON_DEMAND).place, "orders").done is Done.ABSENT
    assert table.apply(ON_DEMAND, adopt=True).fault is not None
