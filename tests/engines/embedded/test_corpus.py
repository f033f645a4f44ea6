"""Every sound manifest, made by the program in the embedded AWS and described by it."""

from __future__ import annotations

import pytest

from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.program import run
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.table.resolve import resolve
from tests.conformance.corpus import corpus
from tests.conformance.verdicts import Case
from tests.descriptions import Described, differences

SOUND = [case for case in corpus() if case.name.startswith("ok/")]


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_description_says_what_the_manifest_says(case: Case) -> None:
    """DescribeTable, expiry, backups, insights and tags, member by member; and the outputs name this table."""
    with Cloud() as cloud:
        outputs = run(resolve(case.manifest), Provider(cloud))
        found = cloud.describe(case.manifest.name)
    told = Described(found.table, found.expiry, found.backups, found.tags, found.insights)
    assert differences(case.manifest, told) == []
    assert outputs == {
        "table_name": case.manifest.name,
        "table_arn": found.table["TableArn"],
        "table_id": case.manifest.name,
        "stream_arn": found.table.get("LatestStreamArn", ""),
        "stream_label": found.table.get("LatestStreamLabel", ""),
    }
