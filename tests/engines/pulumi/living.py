"""A table that lives through one manifest after the other, by the real engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.checking import Checker
from planton_dynamodb.engines.engine import Known
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.engines.pulumi.engine import Engine, Job
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.targets.pulumi_options import Account
from tests.descriptions import described, differences
from tests.engines.pulumi.jobs import engine_in, job_of, manifest_of, silent, told
from tests.standin.fixtures import REGION, Cloud

Spec: TypeAlias = dict[str, Any]

ON_DEMAND: Spec = {
    "billingMode": "PAY_PER_REQUEST",
    "attributeDefinitions": [{"name": "id", "type": "S"}],
    "keySchema": [{"attributeName": "id", "keyType": "HASH"}],
}
MUTATING = (
    *("CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "UpdateContinuousBackups"),
    *("UpdateContributorInsights", "TagResource", "UntagResource"),
)
"""The operations that change something at AWS."""


def key(partition: str, sort: str | None = None) -> list[dict[str, str]]:
    """A key schema."""
    elements = [{"attributeName": partition, "keyType": "HASH"}]
    return [*elements, {"attributeName": sort, "keyType": "RANGE"}] if sort else elements


def defined(**types: str) -> list[dict[str, str]]:
    """Attribute definitions."""
    return [{"name": name, "type": kind} for name, kind in types.items()]


def units(read: int, write: int) -> dict[str, int]:
    """Provisioned throughput."""
    return {"readCapacityUnits": read, "writeCapacityUnits": write}


def index(name: str, partition: str, sort: str | None = None, **more: Any) -> Spec:  # noqa: ANN401 - as JSON
    """An index of either kind."""
    return {"name": name, "keySchema": key(partition, sort), "projection": {"type": "ALL"}, **more}


def manifest(
    spec: Mapping[str, Any], *, name: str = "orders", labels: Mapping[str, str] | None = None
) -> Manifest:
    """A manifest with this spec; it has to be a sound one, or the test is wrong."""
    text = json.dumps(
        {
            "apiVersion": "aws.project-planton.org/v1",
            "kind": "AwsDynamodb",
            "metadata": {"name": name, **({"labels": dict(labels)} if labels else {})},
            "spec": dict(spec),
        }
    )
    found = Checker().check_bytes("orders.json", text.encode()).diagnostics
    assert [each.message for each in found if each.severity == "error"] == []
    return manifest_of(text)


def agreed(known: Known) -> bool:
    """What somebody answers who means it."""
    return known.table is not None


@dataclass
class Living:
    """One stack, whatever the table in it is called."""

    cloud: Cloud
    labels: dict[str, str] = field(default_factory=dict)
    name: str = "orders"
    region: str | None = None
    _clients: dict[str, Any] = field(default_factory=dict)

    def job(self, manifest: Manifest) -> Job:
        """What is asked of the engine: always of the same stack."""
        job = job_of(manifest, self.cloud)
        account = Account(region=self.region) if self.region else None
        options = job.options._replace(account=account)
        return replace(job, place=replace(job.place, stack="orders"), options=options)

    def apply(
        self,
        spec: Mapping[str, Any],
        *,
        replace: str = "",
        rebuild: tuple[str, ...] = (),
        adopt: bool = False,
    ) -> Outcome:
        """One apply, with what is allowed."""
        asked = manifest(spec, name=self.name, labels=self.labels)
        allowed = Allowed(frozenset({replace} - {""}), frozenset(f"{self.name}/{each}" for each in rebuild))
        return self.engine.apply(self.job(asked), allowed, None, silent, adopt=adopt)

    def becomes(
        self,
        spec: Mapping[str, Any],
        done: Done = Done.CHANGED,
        *,
        replace: str = "",
        rebuild: tuple[str, ...] = (),
    ) -> Outcome:
        """Apply, look at AWS, and apply again: it is what was asked for, and then there is nothing to do."""
        outcome = self.apply(spec, replace=replace, rebuild=rebuild)
        assert outcome.done is done, told(outcome)
        self.is_as(spec)
        again = self.apply(spec)
        assert again.done is Done.UNCHANGED, told(again)
        assert again.outputs == outcome.outputs
        return outcome

    def destroy(self, spec: Mapping[str, Any], *, retain: bool = False) -> Outcome:
        """One destroy, agreed to."""
        asked = manifest(spec, name=self.name, labels=self.labels)
        return self.engine.destroy(self.job(asked), agreed, silent, retain=retain)

    def is_as(self, spec: Mapping[str, Any]) -> None:
        """AWS describes exactly this."""
        asked = manifest(spec, name=self.name, labels=self.labels)
        assert differences(asked, described(self.client, self.name)) == []

    def refuses(
        self, spec: Mapping[str, Any], *, replace: str = "", rebuild: tuple[str, ...] = ()
    ) -> list[tuple[str, str, str | None]]:
        """Apply, which does nothing at AWS: what is refused, as its sort, its property and the flag that permits it."""
        self.cloud.forget_calls()
        outcome = self.apply(spec, replace=replace, rebuild=rebuild)
        assert outcome.done is Done.REFUSED, told(outcome)
        assert self.changed() == []
        assert outcome.forecast is not None
        for refusal in outcome.forecast.refusals:
            assert refusal.change.why
            assert refusal.change.lost or refusal.flag is None
            assert refusal.flag is None or refusal.flag in refusal.change.forward
        return [(each.change.id, each.change.path, each.flag) for each in outcome.forecast.refusals]

    def changed(self) -> list[str]:
        """The operations that changed something at AWS since calls were forgotten."""
        return [each["operation"] for each in self.cloud.requests() if each["operation"] in MUTATING]

    @property
    def client(self) -> Any:  # noqa: ANN401 - boto3's clients have no type
        """A client of AWS in this table's region: one for all that is asked, since to make one takes long."""
        region = self.region or REGION
        if region not in self._clients:
            self._clients[region] = self.cloud.client("dynamodb", region)
        return self._clients[region]

    @cached_property
    def engine(self) -> Engine:
        """The engine, which is asked for its version once."""
        return engine_in(self.cloud)

    def put(self, **item: str) -> None:
        """Put an item of texts."""
        self.client.put_item(TableName=self.name, Item={name: {"S": value} for name, value in item.items()})

    def items(self) -> int:
        """How many items there are."""
        return int(self.client.scan(TableName=self.name, Select="COUNT")["Count"])
