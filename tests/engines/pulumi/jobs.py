"""Manifests as jobs for the engine, in the world of a test."""

from __future__ import annotations

from typing import Any

from planton_dynamodb.engines.outcome import Outcome
from planton_dynamodb.engines.pulumi.command import Command
from planton_dynamodb.engines.pulumi.engine import Engine, Job
from planton_dynamodb.engines.pulumi.place import asked, place_of
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets.pulumi_options import options_of
from tests.standin.fixtures import Cloud


def engine_in(cloud: Cloud) -> Engine:
    """The engine, as a command in this world would have it."""
    return Engine(command=Command(cloud.env), environment=cloud.env)


def job_of(manifest: Manifest, cloud: Cloud) -> Job:
    """What a manifest asks for."""
    metadata: dict[str, Any] = manifest.fields["metadata"]  # type: ignore[assignment]
    return Job(
        table=resolve(manifest),
        options=options_of(manifest),
        place=place_of(metadata, asked(cloud.env), cloud.env),
    )


def manifest_of(text: str) -> Manifest:
    """The manifest in a text."""
    return load_source(Source("test.yaml", text)).manifests[0]


def silent(line: str) -> None:
    """Progress that nobody looks at."""


def told(outcome: Outcome) -> str:
    """Why it failed, for the message of an assertion."""
    fault = outcome.fault
    if fault is not None:
        return f"{outcome.done}: {fault.summary}\n{fault.said}"
    forecast = outcome.forecast
    return f"{outcome.done}: {forecast and (forecast.changes, forecast.steps)}"
