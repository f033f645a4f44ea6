"""A state opened with Terraform's command, in a folder that goes when it is done."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.addresses import is_on_this_machine
from planton_dynamodb.engines.engine import Job, Tell
from planton_dynamodb.engines.terraform import installing
from planton_dynamodb.engines.terraform.begun import Begun
from planton_dynamodb.engines.terraform.command import Command
from planton_dynamodb.engines.terraform.damage import mended
from planton_dynamodb.engines.terraform.events import Events
from planton_dynamodb.engines.terraform.faults import FailedError, damaged
from planton_dynamodb.engines.terraform.place import Place
from planton_dynamodb.engines.terraform.state import (
    HOLDING,
    State,
    kind_of,
    name_at_aws,
    property_names,
    state_of,
)
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE
from planton_dynamodb.targets.pulumi_options import Account, Options
from planton_dynamodb.targets.terraform import TABLE_ADDRESS, module
from planton_dynamodb.targets.terraform_json import document

Document = dict[str, Any]

_UNASKED = ("skip_credentials_validation", "skip_requesting_account_id", "skip_metadata_api_check")
"""What the provider would ask of an AWS around the table."""

ERRORED = "errored.tfstate"
"""Where Terraform puts a state that it could not write to where it belongs."""
_MODULE = "main.tf.json"
_PATIENCE = "-lock-timeout=10s"
_HAS_CHANGES = 2
_KEYS = {
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
}
_LOCKFILES = (1, 10)
"""Since then a state in S3 is locked by an object beside it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What Terraform would do, kept in a file so that it does exactly this."""

    path: str
    steps: tuple[Step, ...]
    changes: bool
    """Whether there is anything to do, be it only to what the state says."""
    serial: int
    """The version of the state that it is made for."""
    creates: tuple[str, ...]
    """The addresses of what it makes."""
    actions: Mapping[str, str]
    """What it does with which address."""


class Opened:
    """A state that commands can be run on, as it was found."""

    def __init__(
        self, job: Job[Place], command: Command, folder: str, environment: Mapping[str, str]
    ) -> None:
        self.job, self.place, self.command, self.folder = job, job.place, command, folder
        self.begun = Begun(self.place.folder)
        self.state = State()
        self._asked = environment
        written = self._document(job)
        self._data = installing.data_folder(self.place, command, environment, written)
        self._environment = {
            **_account(job.options.account, environment),
            **installing.settings(environment),
            "TF_DATA_DIR": self._data,
        }
        self.write_document(written)
        self.mended = mended(self.place)
        """What had to be put right before the state could be read."""
        self.state = self.read_state()

    def read_state(self) -> State:
        """What is known now."""
        path = self.place.state_file
        return _read(self.place, _text(path) if path is not None else self.run("state", "pull"))

    def write(self, job: Job[Place], state: State | None = None) -> None:
        """The module of a job. `state` says how the table is held on to, where that is not to change."""
        self.write_document(self._document(job, state))

    def write_document(self, written: Document) -> None:
        """A module as it stands."""
        self.written = written
        with open(os.path.join(self.folder, _MODULE), "w", encoding="utf-8") as file:
            json.dump(written, file)

    def _document(self, job: Job[Place], state: State | None = None) -> Document:
        written = document(module(job.table, job.options, job.operations))
        lifecycle = written["resource"]["aws_dynamodb_table"]["table"].get("lifecycle")
        if isinstance(lifecycle, dict):
            # The units that scaling changes are said as they are, so that they can be said where they are new.
            lifecycle.pop("ignore_changes", None)
            if state is None and not self.state.protected:
                # What comes to be protected only now may still be replaced now, where that is allowed by name.
                lifecycle.pop("prevent_destroy", None)
        encryption, options = job.table.encryption, job.options
        held = {
            "protect": options.protect if state is None else state.protected,
            "retain": options.retain if state is None else state.retained,
            "encrypted": encryption.enabled,
            "kms_key_arn": encryption.key_arn,
        }
        written["output"][HOLDING] = {"value": held}
        if _is_alone(self._asked):
            written["provider"]["aws"].update(dict.fromkeys(_UNASKED, True))
        if self.place.backend is not None:
            written["terraform"]["backend"] = {self.place.backend: self._backend()}
        return written

    def _backend(self) -> dict[str, str]:
        settings = dict(self.place.settings)
        locks = {"use_lockfile", "dynamodb_table"} & settings.keys()
        if self.place.backend == "s3" and not locks and self.command.version >= _LOCKFILES:
            settings["use_lockfile"] = "true"
        return settings

    def run(self, *arguments: str) -> str:
        """Run a command that tells no events; what it printed."""
        result = self._installed(lambda: self.command.run(arguments, self.folder, self._environment))
        return str(result.out)

    def _installed(self, run: Any) -> Any:  # noqa: ANN401 - whatever it gives
        """Run something that takes the provider or the backend; once more where these were only thought to be there."""
        self._install()
        try:
            return _checked(run())
        except FailedError as error:
            if not error.wants_init or self.command.interrupted:
                raise
            self._install(anew=True)
            return _checked(run())

    def _install(self, *, anew: bool = False) -> None:
        installing.installed(self._data, self.folder, self.command, self._environment, anew=anew)

    def heard(self, events: Events, verb: str, *arguments: str) -> int:
        """Run a command that tells events; its exit code, unless that tells a failure."""
        given = [verb, "-json", "-input=false", *arguments]

        def run() -> int:
            events.errors.clear()
            result = self.command.run(given, self.folder, self._environment, events)
            if result.code not in (0, _HAS_CHANGES):
                raise FailedError(result.code, [*events.telling, *([] if events.errors else [result.err])])
            return result.code

        return int(self._installed(run))

    def located(self) -> tuple[str, ...]:
        """How a command is told of the state."""
        path = self.place.state_file
        return () if path is None else (f"-state={path}",)

    def plan(self, job: Job[Place], *flags: str, locks: bool = True) -> Plan:
        """What Terraform would do for a job."""
        self.write(job)
        return self.plan_written(*flags, locks=locks)

    def plan_written(self, *flags: str, locks: bool = True) -> Plan:
        """What Terraform would do for the module as it stands."""
        events = Events(self.name_of)
        path = os.path.join(self.folder, f"{len(os.listdir(self.folder))}.plan")
        waits = _PATIENCE if locks else "-lock=false"
        code = self.heard(
            events,
            "plan",
            *("-refresh=false", "-detailed-exitcode", waits, f"-out={path}"),
            *self.located(),
            *flags,
        )
        self.state = self.read_state()
        return Plan(
            path=path,
            steps=self._steps(events, path),
            changes=code == _HAS_CHANGES,
            serial=self.state.serial,
            creates=tuple(each for each, action in events.planned.items() if action in ("create", "replace")),
            actions=dict(events.planned),
        )

    def apply(self, plan: Plan, tell: Tell) -> Events:
        """Do what a plan says, and nothing else."""
        events = Events(self.name_of, tell)
        self.begun.note(self.written, plan.creates)
        try:
            self.heard(events, "apply", _PATIENCE, *self.located(), plan.path)
        except FailedError as error:
            error.events = events
            if self.begun.is_clear(error):
                self.begun.forget()
            raise
        self.begun.forget()
        return events

    def carry_out(self, tell: Tell, *flags: str) -> Events:
        """Apply the module at once, in some way of which there is no plan to judge."""
        events = Events(self.name_of, tell)
        try:
            self.heard(events, "apply", "-auto-approve", _PATIENCE, *self.located(), *flags)
        except FailedError as error:
            error.events = events
            raise
        return events

    def take(self, address: str, identity: str) -> None:
        """Take something that AWS has already into the state; FailedError where AWS has none."""
        self.run("import", "-input=false", "-no-color", *self.located(), _PATIENCE, address, identity)

    def untaint(self, address: str) -> None:
        """Take something for whole that Terraform would replace."""
        self.run("untaint", *self.located(), _PATIENCE, address)
        self.state = self.read_state()

    def drop(self, *addresses: str) -> None:
        """Forget something, and leave it at AWS."""
        if addresses:
            self.run("state", "rm", *self.located(), _PATIENCE, *addresses)

    def name_of(self, address: str) -> str:
        """What people call something, there already or asked for."""
        known = self.state.name_of(address)
        if known is not None:
            return known
        kind = kind_of(address)
        if kind in (TABLE_TYPE, INSIGHTS_TYPE):
            return self.job.table.name
        sort, _, label = address.partition(".")
        asked = self.written.get("resource", {}).get(sort, {}).get(label, {})
        return name_at_aws(kind, _filled(asked, self.written["resource"], self.job.table.name)) or label

    def _steps(self, events: Events, path: str) -> tuple[Step, ...]:
        told = any(action in ("update", "replace") for action in events.planned.values())
        because = self._because(path) if told else {}
        return tuple(
            Step(action, kind_of(address), self.name_of(address), because.get(address, ()))
            for address, action in events.planned.items()
        )

    def _because(self, path: str) -> dict[str, tuple[str, ...]]:
        """The arguments for which something is changed or replaced."""
        shown = json.loads(self.run("show", "-json", path))
        return {each["address"]: _reasons(each["change"]) for each in shown.get("resource_changes") or ()}

    def put_away(self) -> None:
        """Keep a state that could not be written to where it belongs: the next run does that."""
        path = os.path.join(self.folder, ERRORED)
        if os.path.exists(path):
            os.makedirs(self.place.folder, mode=0o700, exist_ok=True)
            shutil.copyfile(path, os.path.join(self.place.folder, ERRORED))


def _filled(asked: Mapping[str, Any], resources: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Arguments with what they refer to in their place, as far as names are made of it."""

    def said(value: Any) -> Any:  # noqa: ANN401 - arguments of any shape
        if not isinstance(value, str):
            return value
        alone = re.fullmatch(r"\$\{(\w+)\.(\w+)\.(\w+)\}", value)
        if alone and alone[1] != "aws_dynamodb_table":
            return said(resources.get(alone[1], {}).get(alone[2], {}).get(alone[3]))
        return value.replace(f"${{{TABLE_ADDRESS}.name}}", table)

    return {name: said(value) for name, value in asked.items()}


def _checked(result: Any) -> Any:  # noqa: ANN401 - a result, or what was made of one
    code = getattr(result, "code", 0)
    if code != 0:
        raise FailedError(code, [result.err or result.out])
    return result


def _reasons(change: Mapping[str, Any]) -> tuple[str, ...]:
    if "delete" in change["actions"]:
        return property_names([str(path[0]) for path in change.get("replace_paths") or () if path])
    before, after = change.get("before") or {}, change.get("after") or {}
    changed = [
        name
        for name in {*before, *after}
        if name != "tags_all" and name in after and before.get(name) != after[name]
    ]
    return property_names(changed)


def _is_alone(environment: Mapping[str, str]) -> bool:
    """Whether a DynamoDB of this machine is what answers, and no AWS around it that knows of credentials."""
    others = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS")
    url = environment.get("AWS_ENDPOINT_URL_DYNAMODB", "")
    return is_on_this_machine(url) and not any(environment.get(name) for name in others)


def _account(account: Account | None, environment: Mapping[str, str]) -> dict[str, str]:
    """The credentials of a stack input, by the environment alone: they are written nowhere."""
    if account is None or not account.access_key_id:
        return {}
    given = {name: getattr(account, field) or "" for field, name in _KEYS.items()}
    profile = {"AWS_PROFILE": ""} if environment.get("AWS_PROFILE") else {}
    return {**given, **profile}


@contextmanager
def opened(job: Job[Place], command: Command, environment: Mapping[str, str]) -> Iterator[Opened]:
    """Open a state. The folder that the command works in, with the plans in it, is gone afterwards."""
    place = job.place
    if not (place.own or place.is_remote or os.path.isdir(os.path.dirname(place.folder))):
        raise Fault(
            f"the backend {os.path.dirname(place.folder)} cannot be used",
            "Make that folder, or name another with --backend.",
        )
    os.makedirs(place.folder, mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="planton-dynamodb-", ignore_cleanup_errors=True) as folder:
        stack = Opened(job, command, folder, environment)
        try:
            yield stack
        finally:
            stack.put_away()


@contextmanager
def opened_to_read(place: Place, command: Command, environment: Mapping[str, str]) -> Iterator[State]:
    """The state of a table, for who wants nothing else: where it is a file, no command is run for it."""
    if place.state_file is not None:
        yield _read(place, _text(place.state_file))
        return
    # No table is asked for: what stands here only makes the module whole.
    table = Table(name="any", attributes=(("id", "S"),), key=Key("id"))
    with opened(Job(table=table, options=Options(), place=place), command, environment) as stack:
        yield stack.state


def _text(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def _read(place: Place, said: str | bytes) -> State:
    try:
        return state_of(json.loads(said)) if said.strip() else State()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise damaged(place) from None
