"""Every sound manifest, made through the real engine, and AWS asked what has become of it."""

from __future__ import annotations

import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done
from tests.conformance.corpus import corpus
from tests.conformance.verdicts import Case
from tests.descriptions import described, differences
from tests.engines.pulumi.jobs import engine_in, job_of, silent, told
from tests.standin.fixtures import REGION, Cloud

SOUND = [case for case in corpus() if case.name.startswith("ok/")]


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_the_table_is_what_the_manifest_says(case: Case, cloud: Cloud) -> None:
    """Made through the engine, AWS describes it as the manifest does; made again, there is nothing to do."""
    engine, job = engine_in(cloud), job_of(case.manifest, cloud)
    made = engine.apply(job, Allowed(), None, silent)
    assert made.done is Done.CREATED, told(made)
    account = job.options.account
    client = cloud.client("dynamodb", (account and account.region) or REGION)
    assert differences(case.manifest, described(client, job.table.name)) == []
    again = engine.apply(job, Allowed(), None, silent)
    assert again.done is Done.UNCHANGED, told(again)
    assert again.outputs == made.outputs
