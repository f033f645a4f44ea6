"""A stack opened through Pulumi's Automation API, in a folder that goes when it is done."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pulumi.automation import (
    CommandResult,
    LocalWorkspace,
    ProjectSettings,
    PulumiCommand,
    Stack,
    StackSettings,
    UpdateSummary,
)
from pulumi.automation._stack import StackInitMode  # a subclass of Stack cannot be made without it
from pulumi.automation.errors import StackNotFoundError

from planton_dynamodb.engines.pulumi.command import Command
from planton_dynamodb.engines.pulumi.damage import mended
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.secrets import passphrase_settings
from planton_dynamodb.engines.pulumi.state import State, state_of

# An engine that is killed breaks its stream of events off. That it was killed is said, and better, by its exit code.
warnings.filterwarnings("ignore", message="Error in event stream", category=UserWarning)


class _Workspace(LocalWorkspace):
    def select_stack(self, stack_name: str) -> None:
        """Nothing is selected: every command names its stack, and a process for it is one too many."""


class _Stack(Stack):
    def outputs(self) -> dict[str, Any]:
        """Events have told them: what would be asked for after each update takes three processes more."""
        return {}

    def info(self, show_secrets: bool = True) -> UpdateSummary:  # noqa: ARG002, FBT001, FBT002 - the base's
        """Nobody reads it here."""
        return UpdateSummary("update", datetime.now(UTC), "", {}, {}, "")


class _WithPreview(PulumiCommand):
    def __init__(self, command: Command) -> None:
        self._command = command
        self.version = command.version

    def run(self, args: list[str], *given: Any, **named: Any) -> CommandResult:  # noqa: ANN401 - passed on
        """The Automation API leaves the preview of an update out, and has no word for asking it in."""
        return self._command.run([each for each in args if each != "--skip-preview"], *given, **named)


class Opened:
    """A stack that commands can be run on, and its state as it was found."""

    def __init__(self, place: Place, command: Command, folder: str, environment: Mapping[str, str]) -> None:
        self.place = place
        self.command = command
        self._folder = folder
        self._environment = {
            **passphrase_settings(place, environment),
            "PULUMI_BACKEND_URL": place.backend,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self._workspace = _Workspace(
            work_dir=folder,
            env_vars=self._environment,
            secrets_provider=place.secrets_provider,
            project_settings=ProjectSettings(name=place.project, runtime="python"),
            pulumi_command=command,
        )
        self.mended = mended(place)
        """What had to be put right before the state could be read."""
        self.state = self.read_state()

    @property
    def stack(self) -> Stack:
        """The stack for the Automation API."""
        return _Stack(self.place.full_name, self._workspace, StackInitMode.SELECT)

    @contextmanager
    def previewing(self) -> Iterator[Stack]:
        """The stack, whose updates begin with a preview: in the same process, and under the same lock."""
        self._workspace.pulumi_command = _WithPreview(self.command)
        try:
            yield self.stack
        finally:
            self._workspace.pulumi_command = self.command

    def run(self, *arguments: str) -> str:
        """Run one of Pulumi's commands on the stack; what it printed."""
        given = [*arguments, "--stack", self.place.full_name]
        return str(self.command.run(given, self._folder, self._environment).stdout)

    def read_state(self, *, open_secrets: bool = False) -> State:
        """What the stack knows now. The secrets in it stay encrypted, unless they are to be compared."""
        try:
            deployment = self.exported(*(["--show-secrets"] if open_secrets else []))["deployment"]
        except StackNotFoundError:
            return State(exists=False)
        self._keep_encryption(deployment.get("secrets_providers") or {})
        return state_of(deployment)

    def exported(self, *flags: str) -> dict[str, Any]:
        """The state as the backend keeps it."""
        exported: dict[str, Any] = json.loads(self.run("stack", "export", *flags))
        return {**exported, "deployment": exported.get("deployment") or {}}

    def put_back(self, exported: Mapping[str, Any]) -> None:
        """Write a state that was exported, and changed, back."""
        path = os.path.join(self._folder, "state.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(exported, file)
        self.run("stack", "import", "--file", path)

    def _keep_encryption(self, provider: Mapping[str, Any]) -> None:
        """Encrypt with what the state is encrypted with: the folder is new and knows nothing of it."""
        kind, known = provider.get("type"), provider.get("state") or {}
        if kind == "passphrase":
            settings = StackSettings(encryption_salt=known.get("salt"))
        elif kind == "cloud":
            settings = StackSettings(
                secrets_provider=known.get("url"), encrypted_key=known.get("encryptedkey")
            )
        else:
            return
        self._workspace.save_stack_settings(self.place.full_name, settings)

    def create(self) -> None:
        """Make the stack, if it is not there yet."""
        if not self.state.exists:
            self._workspace.create_stack(self.place.full_name)
            self.state = State(exists=True)

    def forget(self) -> None:
        """Remove the stack, whatever is still in it."""
        self._workspace.remove_stack(self.place.full_name, force=True)


@contextmanager
def opened(place: Place, command: Command, environment: Mapping[str, str]) -> Iterator[Opened]:
    """Open a stack. The folder that Pulumi's command works in is gone afterwards."""
    if place.directory is not None and place.own:
        os.makedirs(place.directory, mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="planton-dynamodb-", ignore_cleanup_errors=True) as folder:
        yield Opened(place, command, folder, environment)
