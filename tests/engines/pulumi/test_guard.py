from __future__ import annotations

from dataclasses import replace

import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done, Forecast
from tests.engines.pulumi.jobs import engine_in, silent, told
from tests.engines.pulumi.living import ON_DEMAND, Living, agreed, defined, key, manifest
from tests.standin.fixtures import Cloud

# Where a run fails, Pulumi's own server of the program leaves its event loop to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PROTECT, RETAIN = "pulumi.project-planton.org/protect", "pulumi.project-planton.org/retain"
PROTECTED = {**ON_DEMAND, "deletionProtectionEnabled": True}
OTHER_KEY = {**ON_DEMAND, "attributeDefinitions": defined(nr="S"), "keySchema": key("nr")}


def test_a_table_under_deletion_protection_is_not_destroyed(cloud: Cloud) -> None:
    """It is said why and how before AWS is asked; once protection is off, it goes."""
    table = Living(cloud)
    table.becomes(PROTECTED, Done.CREATED)
    table.put(id="1")
    cloud.forget_calls()
    refused = table.destroy(PROTECTED)
    assert refused.done is Done.REFUSED
    assert refused.fault is not None
    assert refused.fault.summary == "deletion protection of orders is on, and AWS would refuse to delete it"
    assert "spec.deletionProtectionEnabled: false" in refused.fault.help
    assert "destroy --retain" in refused.fault.help
    assert table.changed() == []
    assert table.items() == 1
    table.becomes(ON_DEMAND)
    assert table.destroy(ON_DEMAND).done is Done.DESTROYED
    assert table.client.list_tables()["TableNames"] == []


def test_a_table_that_pulumi_protects_is_neither_destroyed_nor_replaced(cloud: Cloud) -> None:
    """By its label alone, whatever flag is given; without the label both go through."""
    table = Living(cloud, {PROTECT: "true"})
    table.becomes(ON_DEMAND, Done.CREATED)
    refused = table.destroy(ON_DEMAND)
    assert refused.done is Done.REFUSED
    assert refused.fault is not None
    assert refused.fault.summary == "Pulumi protects the table of this stack"
    flag = "--allow-replace orders"
    assert table.refuses(OTHER_KEY) == [("upd-table-key", "spec.keySchema[0]", flag)]
    assert table.refuses(OTHER_KEY, replace="orders") == [("engine-protect", "", None)]
    table.labels = {}
    table.becomes(OTHER_KEY, Done.REPLACED, replace="orders")
    assert table.destroy(OTHER_KEY).done is Done.DESTROYED


def test_a_table_that_is_retained_makes_no_room_for_another(cloud: Cloud) -> None:
    """The engine would leave it there and fail; under another name the new one is made, and the old one stays."""
    table = Living(cloud, {RETAIN: "true"})
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    assert table.refuses(OTHER_KEY, replace="orders") == [("engine-retain", "", None)]
    table.name = "sales"
    assert table.apply(OTHER_KEY, replace="orders").done is Done.REPLACED
    assert table.client.list_tables()["TableNames"] == ["orders", "sales"]
    table.name = "orders"
    assert table.items() == 1


@pytest.mark.parametrize("by_label", [True, False])
def test_a_table_that_is_kept_is_forgotten_and_can_be_taken_back(cloud: Cloud, *, by_label: bool) -> None:
    """`destroy` asks nothing of AWS then; `apply --import` makes the table the stack's own again, as it is."""
    spec = {**PROTECTED, "contributorInsightsEnabled": True}
    table = Living(cloud, {RETAIN: "true"} if by_label else {})
    made = table.becomes(spec, Done.CREATED)
    table.put(id="1")
    cloud.forget_calls()
    kept = table.destroy(spec, retain=not by_label)
    assert kept.done is Done.KEPT, told(kept)
    assert table.changed() == []
    table.is_as(spec)
    assert table.destroy(spec).done is Done.ABSENT

    refused = table.apply(spec)
    assert refused.done is Done.FAILED
    assert refused.fault is not None
    assert "--import" in refused.fault.help
    taken = table.apply(spec, adopt=True)
    assert taken.done in (Done.IMPORTED, Done.CHANGED), told(taken)
    table.is_as(spec)
    assert table.items() == 1
    again = table.apply(spec)
    assert again.done is Done.UNCHANGED, told(again)
    assert again.outputs == made.outputs


def test_a_table_does_not_move_to_another_region_unasked(cloud: Cloud) -> None:
    """A region that came with the shell or a flag would make it anew, empty: that is said, and allowed by name only."""
    table = Living(cloud, region="us-east-1")
    table.becomes(ON_DEMAND, Done.CREATED)
    table.put(id="1")
    table.region = "eu-west-1"
    assert table.refuses(ON_DEMAND) == [("engine-region", "region", "--allow-replace orders")]
    moved = table.apply(ON_DEMAND, replace="orders")
    assert moved.done is Done.REPLACED, told(moved)
    assert table.items() == 0
    assert cloud.client("dynamodb", "us-east-1").list_tables()["TableNames"] == []

    table.labels = {PROTECT: "true"}
    table.becomes(ON_DEMAND)
    table.region = "eu-west-2"
    held = table.apply(ON_DEMAND, replace="orders")
    assert held.done is Done.FAILED
    assert held.fault is not None
    assert held.fault.summary.startswith("Pulumi protects the table of stack orders")


def test_a_region_of_the_shell_moves_no_table_either(cloud: Cloud) -> None:
    """Nobody may have noticed that AWS_REGION is another one today."""
    cloud.env.clear()
    cloud.env.update(cloud.installed_env)  # an installed provider sees the environment of the command
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    cloud.env["AWS_REGION"] = "eu-west-1"
    assert table.refuses(ON_DEMAND) == [("engine-region", "region", "--allow-replace orders")]
    engine, job = engine_in(cloud), table.job(manifest(ON_DEMAND))
    # The state knows where the table is.
    read = engine.refresh(job, silent)
    assert (read.done, read.drift, read.notes) == (Done.REFRESHED, (), ())
    cloud.env["AWS_REGION"] = "us-east-1"
    assert table.apply(ON_DEMAND).done is Done.UNCHANGED
    cloud.env["AWS_REGION"] = "eu-west-1"
    assert table.destroy(ON_DEMAND).done is Done.DESTROYED
    assert table.client.list_tables()["TableNames"] == []


def test_a_region_that_was_asked_for_is_where_everything_happens(cloud: Cloud) -> None:
    """Preview, apply, refresh and destroy ask AWS in that region and in no other."""
    table = Living(cloud, region="eu-west-3")
    engine, job = engine_in(cloud), table.job(manifest(ON_DEMAND))
    assert engine.preview(job, Allowed(), silent).done is Done.PREVIEWED
    table.becomes(ON_DEMAND, Done.CREATED)
    assert engine.refresh(job, silent).done is Done.REFRESHED
    assert table.destroy(ON_DEMAND).done is Done.DESTROYED
    asked = [each for each in cloud.requests() if each["operation"] != "GetCallerIdentity"]
    assert {each["region"] for each in asked} == {"eu-west-3"}


def test_nothing_is_done_where_somebody_says_no(cloud: Cloud) -> None:
    """They are shown what would be done, and what it means, and then it is left alone."""
    table = Living(cloud)
    table.becomes(ON_DEMAND, Done.CREATED)
    cloud.forget_calls()
    engine, job = (
        engine_in(cloud),
        table.job(manifest({**ON_DEMAND, "tableClass": "STANDARD_INFREQUENT_ACCESS"})),
    )
    shown: list[Forecast] = []

    def no(forecast: Forecast) -> bool:
        shown.append(forecast)
        return False

    outcome = engine.apply(job, Allowed(), no, silent)
    assert outcome.done is Done.DECLINED
    assert [change.id for change in shown[0].changes] == ["upd-table-class"]
    assert [step.action for step in shown[0].steps] == ["update"]
    assert table.changed() == []
    stays = replace(job, options=job.options._replace(protect=True))
    assert engine.destroy(stays, lambda state: not agreed(state), silent, retain=False).done is Done.DECLINED
    table.is_as(ON_DEMAND)
