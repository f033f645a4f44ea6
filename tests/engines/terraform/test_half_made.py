"""A table of which something failed on the way is finished, not replaced; a state that is worked on is left alone."""

from __future__ import annotations

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done
from planton_dynamodb.engines.recovering import LOOKED_AFTER
from tests.engines.pulumi.jobs import silent, told
from tests.engines.pulumi.living import ON_DEMAND
from tests.engines.terraform.commands import ask, begun, headline, words, write
from tests.engines.terraform.living import Living
from tests.terraforming.fixtures import Terraforming

EXPIRING = {**ON_DEMAND, "ttl": {"enabled": True, "attributeName": "expires"}}


def test_a_table_that_was_made_only_in_part(terraforming: Terraforming) -> None:
    """AWS takes the table and refuses its expiry: what Terraform would replace is finished by the next apply."""
    table = Living(terraforming)
    terraforming.faults(UpdateTimeToLive={"error": "ValidationException: not today"})
    failed = table.apply(EXPIRING)
    assert failed.fault is not None
    assert failed.fault.said.endswith("ValidationException: not today")
    terraforming.faults()
    foreseen = table.engine.preview(table.job(EXPIRING), Allowed(), silent)
    assert foreseen.forecast is not None, told(foreseen)
    assert foreseen.forecast.refusals == ()
    finished = table.apply(EXPIRING)
    assert finished.done in (Done.CHANGED, Done.UNCHANGED), told(finished)
    assert finished.notes == (LOOKED_AFTER,)
    table.is_as(EXPIRING)
    assert len(terraforming.requests("CreateTable")) == 1


def test_a_state_that_somebody_works_on(terraforming: Terraforming) -> None:
    """Who holds it and since when is said, nothing is done, and what it holds can be read all the same."""
    write(terraforming)
    with begun(terraforming, "CreateTable"):
        answer = ask(terraforming, "apply")
        assert answer.returncode == 1
        assert headline(answer).startswith("orders: failed: stack orders is in use by ")
        assert ", since 20" in words(answer)
        assert "Wait until it is done" in words(answer)
        assert ask(terraforming, "preview").returncode == 0
    assert len(terraforming.requests("CreateTable")) == 1
