"""A table and what runs around it, living through one manifest after the other by the real engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.checking import Checker
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.engines.pulumi.engine import Engine, Job
from planton_dynamodb.engines.pulumi.place import asked, place_of
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import resolve_operations
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets.pulumi_options import options_of
from tests.engines.pulumi.jobs import engine_in, silent, told
from tests.engines.pulumi.living import ON_DEMAND, Spec, agreed, defined, index, units
from tests.standin.fixtures import Cloud

TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call"
PROVISIONED: Spec = {
    **ON_DEMAND,
    "billingMode": "PROVISIONED",
    "provisionedThroughput": units(5, 5),
}
INDEXED: Spec = {
    **PROVISIONED,
    "attributeDefinitions": defined(id="S", state="S"),
    "globalSecondaryIndexes": [index("by-state", "state", provisionedThroughput=units(5, 5))],
}
QUIET = {"enabled": False}
ONE_ALARM: Spec = {
    "alarms": {
        "notify": TOPIC,
        "throttledRequests": QUIET,
        "systemErrors": QUIET,
        "userErrors": {"threshold": 10},
        "consumedCapacity": QUIET,
    }
}
ENVIRONMENTS: Spec = {
    "environments": [{"name": "prod", "retention": "RETAIN"}, {"name": "dev", "retention": "DESTROY"}]
}
_ASKING = ("Describe", "Get", "List")


def documents(spec: Mapping[str, Any], operations: Mapping[str, Any] | None) -> str:
    """The manifests in one text."""
    table = {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "orders"},
        "spec": dict(spec),
    }
    around = {
        "apiVersion": "dynamodb.project-planton.org/v1",
        "kind": "AwsDynamodbOperations",
        "metadata": {"name": "orders"},
        "spec": {"table": "orders", **(operations or {})},
    }
    return "\n---\n".join(map(json.dumps, [table] if operations is None else [table, around]))


@dataclass
class Surrounded:
    """One stack with a table and what runs around it."""

    cloud: Cloud
    environment: str = ""
    region: str | None = None
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        """The engine is asked for its version once."""
        self.engine = engine_in(self.cloud)

    def job(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None) -> Job:
        """What is asked of the engine; the manifests have to be sound, or the test is wrong."""
        overrides = parse_all([f"metadata.env={self.environment}"] if self.environment else [])
        text = documents(spec, operations)
        found = Checker(overrides=overrides).check_bytes("orders.yaml", text.encode()).diagnostics
        assert [each.message for each in found if each.severity == "error"] == []
        loaded = load_source(Source("orders.yaml", text), overrides)
        manifest, *around = loaded.manifests
        table, resolved = resolve(manifest), None
        if around:
            table, resolved = resolve_operations(Declared(around[0], loaded, (), Quotas()))
        return Job(
            table=table,
            options=options_of(
                manifest, region=self.region, kept=None if resolved is None else resolved.retain
            ),
            place=place_of({"name": "orders"}, asked(self.cloud.env), self.cloud.env),
            operations=resolved,
        )

    def apply(
        self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None, *, replace: Sequence[str] = ()
    ) -> Outcome:
        """One apply, of which the calls are kept."""
        self.cloud.forget_calls()
        job = self.job(spec, operations)
        return self.engine.apply(job, Allowed(frozenset(replace)), None, silent)

    def preview(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None) -> Outcome:
        """One preview."""
        return self.engine.preview(self.job(spec, operations), Allowed(), silent)

    def becomes(
        self,
        spec: Mapping[str, Any],
        operations: Mapping[str, Any] | None,
        done: Done = Done.CHANGED,
        *,
        replace: Sequence[str] = (),
    ) -> list[str]:
        """Apply, and again, when there is nothing to do: what the first one asked AWS to change."""
        outcome = self.apply(spec, operations, replace=replace)
        assert outcome.done is done, told(outcome)
        asked_for = self.changed()
        again = self.apply(spec, operations)
        assert (again.done, self.changed()) == (Done.UNCHANGED, []), told(again)
        return asked_for

    def refresh(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None) -> Outcome:
        """One refresh."""
        return self.engine.refresh(self.job(spec, operations), silent)

    def destroy(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None) -> Outcome:
        """One destroy, agreed to."""
        return self.engine.destroy(self.job(spec, operations), agreed, silent, retain=False)

    def changed(self) -> list[str]:
        """What AWS was asked to change since calls were forgotten, sorted."""
        operations = (each["operation"] for each in self.cloud.requests())
        return sorted(each for each in operations if not each.startswith(_ASKING))

    def alarms(self) -> dict[str, Any]:
        """The alarms that AWS has, but for those that scaling keeps for itself."""
        found = self.cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {
            each["AlarmName"]: each for each in found if not each["AlarmName"].startswith("TargetTracking")
        }

    def parameters(self) -> dict[str, str]:
        """The parameters that AWS has."""
        client = self.cloud.client("ssm")
        names = [each["Name"] for each in client.describe_parameters()["Parameters"]]
        return {each: client.get_parameter(Name=each)["Parameter"]["Value"] for each in names}

    def ranges(self) -> dict[tuple[str, str], tuple[int, int]]:
        """What AWS scales, and between which units."""
        client = self.cloud.client("application-autoscaling")
        return {
            (each["ResourceId"], each["ScalableDimension"].rpartition(":")[2]): (
                each["MinCapacity"],
                each["MaxCapacity"],
            )
            for each in client.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
        }

    def policies(self) -> list[str]:
        """The policies of the account's own."""
        found = self.cloud.client("iam").list_policies(Scope="Local")["Policies"]
        return [each["PolicyName"] for each in found]

    def units(self, name: str = "orders") -> tuple[int, int]:
        """The units that the table has."""
        found = self.cloud.client("dynamodb").describe_table(TableName=name)["Table"]["ProvisionedThroughput"]
        return found["ReadCapacityUnits"], found["WriteCapacityUnits"]

    def scaled_to(self, read: int, write: int) -> None:
        """The table's units, as scaling sets them."""
        self.cloud.client("dynamodb").update_table(
            TableName="orders",
            ProvisionedThroughput={"ReadCapacityUnits": read, "WriteCapacityUnits": write},
        )

    def tables(self) -> list[str]:
        """The tables that AWS has."""
        return list(self.cloud.client("dynamodb").list_tables()["TableNames"])
