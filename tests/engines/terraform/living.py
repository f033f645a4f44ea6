"""A table, and what runs around it, living through one manifest after the other by the real Terraform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.checking import Checker
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.engines.terraform.command import Command
from planton_dynamodb.engines.terraform.engine import Engine, Job
from planton_dynamodb.engines.terraform.place import place_of
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import resolve_operations
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets.pulumi_options import Account, options_of
from tests.descriptions import described, differences
from tests.engines.pulumi.jobs import silent, told
from tests.engines.pulumi.living import Spec
from tests.engines.pulumi.surrounded import documents
from tests.terraforming.fixtures import Terraforming

FLAGS = {"backend": None, "stack": "orders"}


@dataclass
class Living:
    """One state, whatever the table in it is called."""

    world: Terraforming
    backend: str | None = None
    account: Account | None = None
    lines: list[str] = field(default_factory=list)
    """What was told."""

    @property
    def engine(self) -> Engine:
        """The engine, as a command in this world would have it."""
        return Engine(command=Command(self.world.env), environment=self.world.env)

    def job(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None = None) -> Job:
        """What is asked of the engine."""
        text = documents(spec, operations)
        found = Checker().check_bytes("orders.yaml", text.encode()).diagnostics
        assert [each.message for each in found if each.severity == "error"] == []
        loaded = load_source(Source("orders.yaml", text))
        manifest, *declared = loaded.manifests
        table, around = resolve(manifest), None
        if declared:
            table, around = resolve_operations(Declared(declared[0], loaded, (), Quotas()))
        options = options_of(manifest, kept=None if around is None else around.retain)
        flags = {**FLAGS, "backend": self.backend}
        return Job(
            table=table,
            options=options._replace(account=self.account),
            place=place_of({"name": "orders"}, flags, self.world.env),
            operations=around,
        )

    def apply(
        self,
        spec: Mapping[str, Any],
        operations: Mapping[str, Any] | None = None,
        *,
        allow: str = "",
        rebuild: tuple[str, ...] = (),
        adopt: bool = False,
        **options: Any,  # noqa: ANN401 - of several sorts
    ) -> Outcome:
        """One apply, with what is allowed."""
        allowed = Allowed(frozenset({allow} - {""}), frozenset(f"orders/{each}" for each in rebuild))
        job = self.job(spec, operations)
        job = replace(job, options=job.options._replace(**options))
        return self.engine.apply(job, allowed, None, self.lines.append, adopt=adopt)

    def becomes(
        self,
        spec: Mapping[str, Any],
        done: Done = Done.CHANGED,
        *,
        again: bool = True,
        **more: Any,  # noqa: ANN401 - what `apply` takes
    ) -> Outcome:
        """Apply, look at AWS, and apply again: it is what was asked for, and then there is nothing to do."""
        outcome = self.apply(spec, **more)
        assert outcome.done is done, told(outcome)
        assert outcome.notes == ()
        self.is_as(spec)
        if again:
            settled = self.apply(spec)
            assert settled.done is Done.UNCHANGED, told(settled)
            assert settled.outputs == outcome.outputs
        return outcome

    def is_as(self, spec: Mapping[str, Any]) -> None:
        """AWS describes exactly this."""
        manifest = load_source(Source("orders.json", json.dumps(_document(spec)))).manifests[0]
        assert differences(manifest, described(self.world.client("dynamodb"), "orders")) == []

    def refused(
        self,
        spec: Mapping[str, Any],
        **more: Any,  # noqa: ANN401 - what `apply` takes
    ) -> list[tuple[str, str, str | None]]:
        """Apply, which changes nothing at AWS: what is refused, as its sort, its property and the flag for it."""
        before = len(self.world.requests())
        outcome = self.apply(spec, **more)
        assert outcome.done is Done.REFUSED, told(outcome)
        asked = [each["operation"] for each in self.world.requests()[before:]]
        assert [each for each in asked if not each.startswith(("Describe", "List", "Get"))] == []
        assert outcome.forecast is not None
        return [(each.change.id, each.change.path, each.flag) for each in outcome.forecast.refusals]

    def refresh(self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None = None) -> Outcome:
        """What is read from AWS."""
        return self.engine.refresh(self.job(spec, operations), silent)

    def destroy(
        self, spec: Mapping[str, Any], operations: Mapping[str, Any] | None = None, *, retain: bool = False
    ) -> Outcome:
        """One destroy, agreed to."""
        return self.engine.destroy(self.job(spec, operations), lambda _: True, silent, retain=retain)


def _document(spec: Mapping[str, Any]) -> Spec:
    return {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "orders"},
        "spec": dict(spec),
    }
