"""What a Pulumi program asks the engine for, written down in place of an engine."""

from __future__ import annotations

import asyncio
import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks, rpc, settings, stack
from pulumi.runtime.proto import resource_pb2

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, KINDS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Options
from pulumi_program.resources import exports
from tools.update_corpus import cases

Inputs: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str]
"""The type of a resource and its name."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as a program registers it."""

    inputs: Inputs
    parent: Key | None
    provider: Key | None
    protect: bool
    retain: bool
    delete_first: bool
    needs: frozenset[Key] = frozenset()
    """What has to be there first."""
    others: Inputs = field(default_factory=dict)
    """Options that no program here has a reason to give."""


@dataclass(slots=True)
class Asked:
    """All that a program asked for."""

    resources: dict[Key, Resource] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)


class _NoCalls(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, Inputs]:
        raise AssertionError(f"{args.name} was to be written down")

    def call(self, args: mocks.MockCallArgs) -> tuple[Inputs, None]:
        raise AssertionError(f"{args.token} is called, and no program here has a reason to")


def _made(request: Any) -> Inputs:  # noqa: ANN401 - the SDK's own type is generated
    """What AWS would tell of a resource, blank where there is no stream."""
    inputs = rpc.deserialize_properties(request.object)
    stream = "2026-11-21T00:00:00.000" if inputs.get("streamEnabled") else ""
    arn = f"arn:aws:dynamodb:eu-central-1:123456789012:table/{request.name}"
    return {
        **json_format.MessageToDict(request.object),
        "arn": arn,
        "streamArn": stream and f"{arn}/stream/{stream}",
        "streamLabel": stream,
    }


_SETTLED = ("parent", "provider", "protect", "retainOnDelete", "deleteBeforeReplace")
_UNTOLD = (
    *("type", "name", "object", "custom", "version", "packageRef", "sourcePosition", "stackTrace"),
    *("acceptSecrets", "acceptResources", "supportsPartialValues", "supportsResultReporting", "aliasSpecs"),
    *("propertyDependencies", "dependencies", "deleteBeforeReplaceDefined", "customTimeouts", "providers"),
    *("replacementTrigger", "additionalSecretOutputs"),
    "ignoreChanges",  # only a program that is run for many manifests has to be told what the state alone knows
)
"""What the SDK adds to every request by itself, and what is no part of the table."""


class _Monitor(mocks.MockMonitor):
    def __init__(self, asked: Asked) -> None:
        super().__init__(_NoCalls())
        self._asked = asked

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802, ANN401 - as the engine's protocol has it
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == "pulumi:pulumi:Stack":
            return resource_pb2.RegisterResourceResponse(urn=urn)
        told = json_format.MessageToDict(request)
        others = {name: value for name, value in told.items() if value and name not in _SETTLED + _UNTOLD}
        self._asked.resources[request.type, request.name] = Resource(
            inputs=rpc.deserialize_properties(request.object),
            parent=_key(request.parent),
            provider=_key(request.provider.rpartition("::")[0]),
            protect=request.protect,
            retain=request.retainOnDelete,
            delete_first=request.deleteBeforeReplace,
            needs=frozenset(key for urn in request.dependencies if (key := _key(urn)) is not None),
            others=others,
        )
        # The base class would make an event loop for this thread, and leave it open.
        made = json_format.ParseDict(_made(request), struct_pb2.Struct())
        return resource_pb2.RegisterResourceResponse(urn=urn, id=request.name, object=made)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802, ANN401
        self._asked.outputs.update(rpc.deserialize_properties(request.outputs))
        return empty_pb2.Empty()


def _key(urn: str) -> Key | None:
    """What a URN names; None for the stack, which is everybody's parent."""
    if not urn or "pulumi:pulumi:Stack::" in urn:
        return None
    kind, name = urn.split("::", 2)[2].rsplit("::", 1)
    return kind.split("$")[-1], name


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def asked_by(program: Callable[[], None]) -> Asked:
    """What a program asks for when it is run."""
    asked = Asked()
    with _event_loop() as loop:
        mocks.set_mocks(
            _NoCalls(), project="planton-dynamodb", stack="test", preview=False, monitor=_Monitor(asked)
        )
        settings.set_root_resource(None)  # type: ignore[arg-type]  # the stack of an earlier run, or of the mocks
        loop.run_until_complete(stack.run_in_stack(program))
    return asked


def asked_by_file(path: Path) -> Asked:
    """What a program asks for that stands in a file, run as Pulumi runs it."""

    def program() -> None:
        runpy.run_path(str(path), run_name="__main__")

    return asked_by(program)


def asked_by_declare(
    table: Table, options: Options | None = None, operations: Operations | None = None
) -> Asked:
    """What the program of this repository asks for."""

    def program() -> None:
        for name, value in exports(table, options or Options(), operations).items():
            pulumi.export(name, value)

    return asked_by(program)


def corpus() -> dict[str, Manifest]:
    """Every sound table of the corpus, but for those that stand there for another kind, by its file and its place."""
    found = {}
    for case in cases("ok"):
        overrides = parse_all([text for flag, text in pairwise(case.arguments) if flag == "--set"])
        if case.path.is_dir():
            continue
        data = case.path.read_bytes()
        if any(kind.name.encode() in data for kind in KINDS if kind is not AWS_DYNAMODB):
            continue
        source, _ = files.decode(case.path.name, data)
        for number, manifest in enumerate(load_source(source, overrides).manifests):
            found[f"{case.path.stem}.{number}"] = manifest
    return found
