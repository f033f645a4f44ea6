"""The stand-in for the AWS provider: the engine's side of it, Pulumi's ResourceProvider protocol over gRPC.

Every connection is a provider of its own, with its own configuration: the engine opens one for each. What fails is
said in the words of the real provider. Secrets never come here: the engine takes the mark off and puts it on again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import grpc
from google.protobuf import any_pb2, empty_pb2
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import (
    ResourceProviderServicer,
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)

from tests.standin.account import Account, Failed, config_misfits, settings_of
from tests.standin.control import Cancelled, Control, Journal
from tests.standin.differences import Change
from tests.standin.kind import Kind
from tests.standin.kinds import KINDS as TYPES
from tests.standin.shapes import Misfit
from tests.standin.tables import Unfinished

Inputs: TypeAlias = Mapping[str, Any]
Context: TypeAlias = Any  # grpc ships no types

VERSION = "7.51.1"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_BIG = 400 * 1024 * 1024
_WORKERS = 64
_KINDS = {
    "add": (provider_pb2.PropertyDiff.ADD, provider_pb2.PropertyDiff.ADD_REPLACE),
    "delete": (provider_pb2.PropertyDiff.DELETE, provider_pb2.PropertyDiff.DELETE_REPLACE),
    "update": (provider_pb2.PropertyDiff.UPDATE, provider_pb2.PropertyDiff.UPDATE_REPLACE),
}


@dataclass
class Connection:
    """One provider of the engine's."""

    account: Account
    cancelled: threading.Event = field(default_factory=threading.Event)


class Provider(ResourceProviderServicer):
    """Answers the engine."""

    def __init__(self, endpoint: str, control: Control, journal: Journal) -> None:
        self._endpoint = endpoint
        self._control = control
        self._journal = journal
        self._connections: dict[str, Connection] = {}

    def Handshake(self, request: Any, context: Context) -> provider_pb2.ProviderHandshakeResponse:
        """Nothing but the plain protocol."""
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Context) -> empty_pb2.Empty:
        """The engine came to this port by itself."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        """The version of the real one."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(self, request: Any, context: Context) -> provider_pb2.CheckResponse:
        """Refuse what pulumi-aws does not know; pass the rest on as it came."""
        found = config_misfits(settings_of(_plain(request.news)))
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(found))

    def DiffConfig(self, request: Any, context: Context) -> provider_pb2.DiffResponse:
        """A provider changes in place; its resources say what a new region means to them."""
        old, new = settings_of(_plain(request.old_inputs)), settings_of(_plain(request.news))
        names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        return _differing([Change(name) for name in names], chosen=False)

    def Configure(self, request: Any, context: Context) -> provider_pb2.ConfigureResponse:
        """Take the credentials, and fail where there are none or they are another account's."""
        settings = settings_of(_plain(request.args))
        cancelled = threading.Event()
        account = Account(settings, self._endpoint, self._control, cancelled.is_set)
        self._connections[context.peer()] = Connection(account, cancelled)
        self._journal.note(
            side="provider",
            method="Configure",
            type="pulumi:providers:aws",
            name="",
            settings=sorted(settings),
        )
        try:
            if found := config_misfits(settings):
                raise Failed("\n".join(f"{misfit.path}: {misfit.reason}" for misfit in found))
            self._meet("Configure", context, account)
            account.check()
        except Failed as failed:
            _fail(context, f"unable to validate AWS credentials.\nDetails: {failed}")
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Context) -> provider_pb2.CheckResponse:
        """Names, types and what stands in the provider's schema; the provider's defaults."""
        type_, name = _place(request.urn)
        self._begin("Check", request, context)
        if type_ not in TYPES:
            _fail(context, f"The stand-in for the AWS provider knows no {type_}.")
        kind = TYPES[type_]
        completed = kind.completed(_plain(request.news), _plain(request.olds), name, request.randomSeed)
        found = kind.refusals(completed)
        return provider_pb2.CheckResponse(inputs=_struct(completed), failures=_failures(found))

    def Diff(self, request: Any, context: Context) -> provider_pb2.DiffResponse:
        """What differs, and whether that takes a new resource."""
        account = self._begin("Diff", request, context)
        state, inputs = _plain(request.olds), _plain(request.news)
        kind = _kind(request.urn)
        with _Answering(context):
            changes = kind.changes(account, state, inputs)
            changes = [change for change in changes if not _is_kept(change.path, request.ignoreChanges)]
            if changes:
                kind.plan(account, inputs)
        return _differing(changes, chosen="name" in inputs)

    def Create(self, request: Any, context: Context) -> provider_pb2.CreateResponse:
        """Make it, or say what it would be."""
        account = self._begin("Create", request, context)
        inputs, kind = _plain(request.properties), _kind(request.urn)
        with _Answering(context):
            kind.plan(account, inputs)
            if request.preview:
                return provider_pb2.CreateResponse(properties=_struct(kind.preview(account, inputs, None)))
            self._meet("Create", context, account)
            id_, state = kind.create(account, inputs)
            self._after("Create", context, account, id_, state)
        return provider_pb2.CreateResponse(id=id_, properties=_struct(state))

    def Update(self, request: Any, context: Context) -> provider_pb2.UpdateResponse:
        """Change it, or say what it would become."""
        account = self._begin("Update", request, context)
        kind, state, inputs = _kind(request.urn), _plain(request.olds), _plain(request.news)
        with _Answering(context):
            kind.plan(account, inputs)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=_struct(kind.preview(account, inputs, state)))
            self._meet("Update", context, account)
            changed = kind.update(account, state, inputs)
            self._after("Update", context, account, request.id, changed)
        return provider_pb2.UpdateResponse(properties=_struct(changed))

    def Read(self, request: Any, context: Context) -> provider_pb2.ReadResponse:
        """It as it stands at AWS: by its id alone when it is imported."""
        account = self._begin("Read", request, context)
        kind, state, inputs = _kind(request.urn), _plain(request.properties), _plain(request.inputs)
        with _Answering(context):
            self._meet("Read", context, account)
            found = kind.read(account, request.id, state)
        if found is None:
            return provider_pb2.ReadResponse()
        refreshed = _refreshed(inputs, found) if inputs else _imported(kind.imported, found)
        return provider_pb2.ReadResponse(id=found["id"], properties=_struct(found), inputs=_struct(refreshed))

    def Delete(self, request: Any, context: Context) -> empty_pb2.Empty:
        """Delete it."""
        account = self._begin("Delete", request, context)
        with _Answering(context):
            self._meet("Delete", context, account)
            _kind(request.urn).delete(account, _plain(request.properties), request.id)
            self._meet("Delete", context, account, when="after")
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Context) -> empty_pb2.Empty:
        """End what waits on this connection."""
        self._journal.note(side="provider", method="Cancel", type="", name="")
        if (connection := self._connections.get(context.peer())) is not None:
            connection.cancelled.set()
        return empty_pb2.Empty()

    def _begin(self, method: str, request: Any, context: Context) -> Account:
        type_, name = _place(request.urn)
        preview = bool(getattr(request, "preview", False))
        self._journal.note(side="provider", method=method, type=type_, name=name, preview=preview)
        connection = self._connections.get(context.peer())
        if connection is None:
            if method != "Check":
                _fail(context, "The provider was not configured.")
            return Account({}, self._endpoint, self._control)
        return connection.account

    def _meet(self, method: str, context: Context, account: Account, *, when: str = "before") -> None:
        self._control.meet(method, when, lambda: account.gone() or not context.is_active())
        if (fault := self._control.fault(method, "error", when)) is not None:
            raise Failed(fault.error)

    def _after(self, method: str, context: Context, account: Account, id_: str, state: Inputs) -> None:
        try:
            self._meet(method, context, account, when="after")
        except (Failed, Cancelled) as error:
            raise Unfinished(str(error) or "context canceled", id_, dict(state)) from None


class _Answering:
    """Turns what went wrong into the engine's terms: an error, or a resource that is there but not finished."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Cancelled):
            self._context.abort(grpc.StatusCode.CANCELLED, "the call was cancelled")
        if isinstance(error, Unfinished):
            _fail_unfinished(self._context, error)
        if isinstance(error, Failed):
            _fail(self._context, _counted(str(error)))


def serving(endpoint: str, control: Control, journal: Journal, port: int = 0) -> tuple[Any, int]:
    """A started server and its port, on this machine only."""
    options = [("grpc.max_receive_message_length", _BIG), ("grpc.max_send_message_length", _BIG)]
    server = grpc.server(ThreadPoolExecutor(max_workers=_WORKERS), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(endpoint, control, journal), server)
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, int(bound)


def _kind(urn: str) -> Kind:
    return TYPES[_place(urn)[0]]


def _place(urn: str) -> tuple[str, str]:
    """The type and the name in a URN; the type comes after those of its parents."""
    _, _, types, name = urn.split("::", 3)
    return types.rpartition("$")[2], name


def _plain(struct: Struct) -> dict[str, Any]:
    """A message's properties, without marks of secrets."""
    plain: dict[str, Any] = _unmarked(MessageToDict(struct))
    return plain


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return _unmarked(value["value"])
        return {name: _unmarked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_unmarked(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _struct(properties: Inputs) -> Struct:
    struct = Struct()
    struct.update(dict(properties))
    return struct


def _failures(found: Iterable[Misfit]) -> list[provider_pb2.CheckFailure]:
    return [provider_pb2.CheckFailure(property=misfit.path, reason=misfit.reason) for misfit in found]


def _is_kept(path: str, ignored: Iterable[str]) -> bool:
    """Whether a program said to leave this property as it is, or what it is a part of."""
    return any(each in ("*", path) or path.startswith((f"{each}.", f"{each}[")) for each in ignored)


def _differing(changes: list[Change], *, chosen: bool) -> provider_pb2.DiffResponse:
    names = sorted({change.name for change in changes})
    replaces = sorted({change.name for change in changes if change.replaces})
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=names,
        replaces=replaces,
        detailedDiff={
            change.path: provider_pb2.PropertyDiff(kind=_KINDS[change.kind][change.replaces])
            for change in changes
        },
        hasDetailedDiff=True,
        # Pulumi's bridge asks for that wherever a name was chosen and stays: two cannot have it at once.
        deleteBeforeReplace=chosen and bool(replaces) and "name" not in replaces,
    )


def _refreshed(inputs: Inputs, state: Inputs) -> dict[str, Any]:
    """The inputs as they would be written for what stands there now: what was written before, no more."""
    return {name: _refreshed_value(value, state[name]) for name, value in inputs.items() if name in state}


def _refreshed_value(old: Any, now: Any) -> Any:
    if isinstance(old, dict) and isinstance(now, dict):
        return {name: now[name] for name in old if name in now} | {
            name: now[name] for name in now if _open(old, name)
        }
    if (
        isinstance(old, list)
        and isinstance(now, list)
        and all(isinstance(element, dict) for element in [*old, *now])
    ):
        known = {_called(element): element for element in old}
        order = {name: place for place, name in enumerate(known)}
        ordered = sorted(now, key=lambda element: order.get(_called(element), len(order)))
        return [_refreshed_value(known.get(_called(element), element), element) for element in ordered]
    return now


def _called(element: Inputs) -> Any:
    """What tells an element of a list from the others."""
    return element.get("name") or element.get("id")


def _open(old: Inputs, name: str) -> bool:
    """Whether a mapping may get this name by a change at AWS: tags may, the blocks of a table have their own names."""
    return not old.keys() & {"enabled", "name"} and name not in old


def _imported(names: Iterable[str], state: Inputs) -> dict[str, Any]:
    known = {name: _without_blanks(state[name]) for name in names if name in state}
    return {name: value for name, value in known.items() if not _is_blank(value)}


def _without_blanks(value: Any) -> Any:
    """As the bridge to the provider does it: what is zero is no input, in blocks too."""
    if isinstance(value, dict):
        kept = {name: _without_blanks(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if not _is_blank(inner)}
    return [_without_blanks(each) for each in value] if isinstance(value, list) else value


def _is_blank(value: Any) -> bool:
    blank: tuple[Any, ...] = ("", 0, [], {}, False)
    return value in blank


def _counted(message: str) -> str:
    return f"1 error occurred:\n\t* {message}\n\n"


def _fail(context: Context, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("gRPC ends the call")


def _fail_unfinished(context: Context, error: Unfinished) -> NoReturn:
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=error.name, properties=_struct(error.state), reasons=[_counted(str(error))]
        )
    )
    status = status_pb2.Status(code=2, message=_counted(str(error)), details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    _fail(context, _counted(str(error)))
