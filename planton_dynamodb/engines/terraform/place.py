"""Where Terraform's state of a table is kept: a folder of the user's, or a bucket."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_project import default_stack

STATE = "terraform.tfstate"
_PREFIXES = ("terraform.project-planton.org/", "tofu.project-planton.org/")
_STACK_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
_SCHEMES = {"s3": "s3", "gcs": "gcs", "gs": "gcs", "azurerm": "azurerm"}
_PATH = ("storage_account_name", "container_name", "bucket", "prefix", "key")
_FORMS = (
    "s3://BUCKET/PREFIX?region=REGION, gcs://BUCKET/PREFIX, azurerm://ACCOUNT/CONTAINER/PREFIX or the path of a "
    "folder"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The state of one table."""

    location: str
    """What tells it from every other."""
    folder: str = field(compare=False)
    """A folder on this machine: with the state where no backend is named, with what is known of it elsewhere."""
    stack: str = field(compare=False)
    backend: str | None = None
    """The type of Terraform's backend; None where the state is in the folder."""
    settings: tuple[tuple[str, str], ...] = ()
    """The arguments of the backend."""
    own: bool = field(default=True, compare=False)
    """Whether the folder is this tool's own."""

    @property
    def full_name(self) -> str:
        """What people call it."""
        return self.stack

    @property
    def is_remote(self) -> bool:
        """Whether the state is in a backend."""
        return self.backend is not None

    @property
    def state_file(self) -> str | None:
        """The state, where it is a file."""
        return None if self.backend is not None else os.path.join(self.folder, STATE)

    @property
    def state_name(self) -> str:
        """Where people find the state, also while a copy of it is looked at."""
        return self.title if self.backend is not None else os.path.join(self.location, STATE)

    @property
    def title(self) -> str:
        """The location as people are told it: keys may be among the arguments of a backend."""
        said = dict(self.settings)
        path = "/".join(said[name] for name in _PATH if said.get(name))
        return self.location if self.backend is None else f"{self.backend}://{path}"


def place_of(
    metadata: Mapping[str, Any], flags: Mapping[str, str | None], environment: Mapping[str, str]
) -> Place:
    """The state of a table: flags first, then the manifest's labels, then a folder of the user's."""
    labels = metadata.get("labels") or {}
    stack = flags.get("stack") or default_stack(metadata)
    if not _STACK_NAME.fullmatch(stack):
        raise Fault(
            f"{stack!r} is no name for a state",
            "Use 1 to 100 letters, digits, hyphens, underscores and dots, and none of the last at the start: --stack.",
        )
    said = flags.get("backend")
    if said and "://" in said:
        kind, settings = _of_url(said, stack)
        return _remote(kind, settings, stack, environment)
    if said:
        folder = os.path.abspath(os.path.expanduser(said))
        _refuse_repository(folder)
        return _local(os.path.join(folder, stack), stack, own=False)
    labelled = _of_labels(labels)
    if labelled is not None:
        return _remote(*labelled, stack, environment)
    return _local(os.path.join(own_folder(environment), stack), stack, own=True)


def own_folder(environment: Mapping[str, str]) -> str:
    """Where states are kept by default: with the user's data, never in a repository."""
    home = environment.get("HOME") or os.path.expanduser("~")
    data = environment.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    return os.path.join(data, "planton-dynamodb", "terraform")


def _local(folder: str, stack: str, *, own: bool) -> Place:
    return Place(location=folder, folder=folder, stack=stack, own=own)


def _remote(kind: str, settings: Mapping[str, str], stack: str, environment: Mapping[str, str]) -> Place:
    given = tuple(sorted(settings.items()))
    location = " ".join([kind, *(f"{name}={value}" for name, value in given)])
    known = f"{stack}@{hashlib.sha256(location.encode()).hexdigest()[:12]}"
    folder = os.path.join(own_folder(environment), known)
    return Place(location=location, folder=folder, stack=stack, backend=kind, settings=given)


def _of_url(url: str, stack: str) -> tuple[str, dict[str, str]]:
    """A backend that is named for a run: each of its tables has a state of its own below the path."""
    parts = urlsplit(url)
    kind = _SCHEMES.get(parts.scheme)
    first, path = parts.netloc, parts.path.strip("/")
    if kind is None or not first:
        raise Fault(f"{url} is no backend that Terraform is given here", f"Write {_FORMS}.")
    more = dict(parse_qsl(parts.query))
    if kind == "gcs":
        return kind, {"bucket": first, "prefix": "/".join(filter(None, (path, stack))), **more}
    if kind == "s3":
        return kind, {"bucket": first, "key": _key(path, stack), **more}
    container, _, path = path.partition("/")
    if not container:
        raise Fault(f"{url} names no container", f"Write {_FORMS}.")
    return kind, {
        "storage_account_name": first,
        "container_name": container,
        "key": _key(path, stack),
        **more,
    }


def _key(path: str, stack: str) -> str:
    return path if path.endswith(".tfstate") else "/".join(filter(None, (path, stack, STATE)))


def _of_labels(labels: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """The backend that a manifest names, as project-planton's manifests do."""
    said = {
        name.removeprefix(prefix): value
        for prefix in reversed(_PREFIXES)
        for name, value in labels.items()
        if name.startswith(f"{prefix}backend.")
    }
    kind = said.get("backend.type")
    if kind is None or kind == "local":
        return None
    bucket, _, path = said.get("backend.object", "").partition("/")
    bucket, path = said.get("backend.bucket") or bucket, said.get("backend.key") or path
    label = f"{_PREFIXES[0]}backend"
    if kind not in ("s3", "gcs"):
        raise Fault(
            f"the label {label}.type is {kind!r}",
            "Write s3, gcs or local, or name the backend with --backend.",
        )
    if not bucket or not path:
        raise Fault(
            f"the labels name a backend of type {kind}, and not where in it the state is",
            f"Add {label}.bucket and {label}.key.",
        )
    region = {"region": said["backend.region"]} if said.get("backend.region") and kind == "s3" else {}
    return kind, {"bucket": bucket, "prefix" if kind == "gcs" else "key": path, **region}


def _refuse_repository(folder: str) -> None:
    """A state holds secrets, and what lies in a repository is committed some day."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        above, below = os.path.dirname(above), above
        if above == below:
            return
    if _is_ignored(folder, above):
        return
    raise Fault(
        f"{folder} is in the git repository {above}, and a state of Terraform holds secrets",
        "Name a folder outside of it, or have git ignore that one.",
    )


def _is_ignored(folder: str, repository: str) -> bool:
    git = shutil.which("git")
    if git is None:
        return False
    asked = [git, "-C", repository, "check-ignore", "--quiet", os.path.join(folder, STATE)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
