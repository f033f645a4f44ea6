"""The AWS provider, fetched once for all tables, and again only where what it was fetched for has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO

from planton_dynamodb.engines.terraform.command import Command
from planton_dynamodb.engines.terraform.faults import FailedError
from planton_dynamodb.engines.terraform.place import Place, own_folder

LOCK_FILE = ".terraform.lock.hcl"
_DONE = "installed"
_CACHE = "TF_PLUGIN_CACHE_DIR"


def data_folder(
    place: Place, command: Command, environment: Mapping[str, str], document: Mapping[str, object]
) -> str:
    """Where Terraform keeps the provider, and what it knows of a backend.

    Tables without a backend share it: nothing of any one of them is in it.
    """
    versions = repr(
        (command.path, command.version, document.get("terraform"), place.location * place.is_remote)
    )
    name = hashlib.sha256(versions.encode()).hexdigest()[:16]
    return os.path.join(own_folder(environment), ".installed", name)


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """One download of the provider for all of them, unless the user has said where to keep it."""
    if environment.get(_CACHE):
        return {}
    cache = os.path.join(own_folder(environment), ".providers")
    os.makedirs(cache, mode=0o700, exist_ok=True)
    return {_CACHE: cache, "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "true"}


def installed(
    data: str, folder: str, command: Command, environment: Mapping[str, str], *, anew: bool = False
) -> None:
    """See that the provider is there for the module in a folder. Only one at a time may fetch it."""
    done = os.path.join(data, _DONE)
    if anew:
        with suppress(FileNotFoundError):
            os.unlink(done)
    if not os.path.exists(done):
        os.makedirs(data, mode=0o700, exist_ok=True)
        with _alone(os.path.join(os.path.dirname(data), "lock")):
            if not os.path.exists(done):
                _install(data, folder, command, environment)
                with open(done, "w", encoding="utf-8"):
                    pass
    with suppress(FileNotFoundError):
        shutil.copyfile(os.path.join(data, LOCK_FILE), os.path.join(folder, LOCK_FILE))


def _install(data: str, folder: str, command: Command, environment: Mapping[str, str]) -> None:
    result = command.run(["init", "-input=false", "-no-color", "-reconfigure"], folder, environment)
    if result.code != 0:
        raise FailedError(result.code, [result.err or result.out])
    shutil.copyfile(os.path.join(folder, LOCK_FILE), os.path.join(data, LOCK_FILE))


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """Nobody else is in here meanwhile, in this process or another; who dies lets go."""
    with open(path, "a", encoding="utf-8") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows, where Terraform itself refuses what it finds half written
        return
    fcntl.flock(file, fcntl.LOCK_EX)
