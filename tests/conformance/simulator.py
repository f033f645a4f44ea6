"""moto's CreateTable and UpdateTimeToLive as a judge, in this process."""

from __future__ import annotations

from collections.abc import Sequence

from moto import mock_aws

from planton_dynamodb.manifest.manifest import Manifest
from tests.conformance.service import Service, client, closing
from tests.conformance.verdicts import Verdict


def moto(manifests: Sequence[Manifest]) -> list[Verdict]:
    """Verdicts of moto. It trips over what it does not expect, with whatever error that gives."""
    with mock_aws(), closing(client(None, attempts=1)) as dynamodb:
        return Service(dynamodb, trips_with=(Exception,))(manifests)
