"""Where the state of a table is kept: the backend, and the stack's name in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_project import LABELS, PROJECT, default_stack, labelled, parts

_BACKENDS = ("https", "http", "file", "s3", "azblob", "gs", "postgres")
_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What flags and environment say of the place, for every table of a run."""

    backend: str | None = None
    organization: str | None = None
    project: str | None = None
    stack: str | None = None
    secrets_provider: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One stack."""

    backend: str
    """The URL of the backend, as `pulumi login` takes it."""
    own: bool
    """Whether the backend is the one that this tool keeps by default."""
    organization: str | None
    project: str
    stack: str
    secrets_provider: str | None = None

    @property
    def is_service(self) -> bool:
        """Whether the backend is Pulumi's service, or one like it: only these know organizations and keep secrets."""
        return self.backend.startswith(("https://", "http://"))

    @property
    def full_name(self) -> str:
        """The stack as Pulumi's command is to be told it."""
        if self.is_service and self.organization:
            return f"{self.organization}/{self.project}/{self.stack}"
        return self.stack

    @property
    def directory(self) -> str | None:
        """The folder of a backend that is one."""
        if not self.backend.startswith("file://"):
            return None
        path = unquote(urlsplit(self.backend).path if self.backend[7:8] == "/" else self.backend[7:])
        return os.path.expanduser(path)


def asked(environment: Mapping[str, str], **flags: str | None) -> Asked:
    """What flags say, and what the environment says where they are silent."""
    return Asked(
        backend=flags.get("backend") or environment.get("PULUMI_BACKEND_URL") or None,
        organization=flags.get("organization") or environment.get("PULUMI_ORGANIZATION") or None,
        project=flags.get("project") or environment.get("PULUMI_PROJECT") or None,
        stack=flags.get("stack") or environment.get("PULUMI_STACK") or None,
        secrets_provider=flags.get("secrets_provider") or environment.get("PULUMI_SECRETS_PROVIDER") or None,
    )


def place_of(metadata: Mapping[str, Any], asked: Asked, environment: Mapping[str, str]) -> Place:
    """The stack of a table: flags and environment first, then the manifest's labels, then its names."""
    labels: Mapping[str, str] = metadata.get("labels") or {}
    backend, own = backend_of(asked.backend, environment)
    named, told = labelled(labels), parts(asked.stack or "")
    organization = told.organization or asked.organization or named.organization or None
    project = told.project or asked.project or named.project or PROJECT
    stack = told.stack or named.stack or default_stack(metadata)
    _checked("stack", stack, _STACK_NAME)
    _checked("project", project, _NAME)
    if organization is not None:
        _checked("organization", organization, _NAME)
    return Place(
        backend=backend,
        own=own,
        organization=organization,
        project=project,
        stack=stack,
        secrets_provider=asked.secrets_provider,
    )


def _checked(what: str, name: str, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(name):
        raise Fault(
            f"{name!r} is no name for a Pulumi {what}",
            f"Use 1 to 100 letters, digits, hyphens, underscores and dots: --{what}, or the label {LABELS[what]}.",
        )


def backend_of(url: str | None, environment: Mapping[str, str]) -> tuple[str, bool]:
    """The backend's URL, and whether it is this tool's own: given, else logged in to, else a folder of the user's."""
    if url:
        return (f"file://{os.path.abspath(url)}" if "://" not in url else _known_backend(url)), False
    current = _logged_in(environment)
    if current:
        return current, False
    return f"file://{own_folder(environment)}", True


def own_folder(environment: Mapping[str, str]) -> str:
    """Where state is kept by default: with the user's data, never in a repository."""
    data = environment.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "planton-dynamodb", "state")


def _known_backend(url: str) -> str:
    scheme = url.partition("://")[0]
    if scheme in _BACKENDS:
        return url
    raise Fault(
        f"{url} is no backend that Pulumi has",
        f"It begins with one of {', '.join(f'{each}://' for each in _BACKENDS)}, or is the path of a folder.",
    )


def _logged_in(environment: Mapping[str, str]) -> str | None:
    """The backend that `pulumi login` was given last, if any."""
    home = environment.get("PULUMI_HOME") or os.path.join(os.path.expanduser("~"), ".pulumi")
    try:
        with open(os.path.join(home, "credentials.json"), encoding="utf-8") as file:
            known = json.load(file)
    except (OSError, ValueError):
        return None
    current = known.get("current") if isinstance(known, dict) else None
    return current if isinstance(current, str) and current else None
