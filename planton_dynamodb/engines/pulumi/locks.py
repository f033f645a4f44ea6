"""Who holds a stack, and whether that process still lives."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.engines.pulumi.place import Place


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock in a backend that is a folder."""

    path: str
    pid: int
    user: str
    host: str
    since: str

    @property
    def is_stale(self) -> bool:
        """Whether it was left by a process of this machine that is no more."""
        return self.host == socket.gethostname() and not _lives(self.pid)


def locks(place: Place) -> list[Lock]:
    """The locks on a stack, as far as its backend shows them."""
    folder = place.directory
    if folder is None:
        return []
    own = os.path.join(folder, ".pulumi", "locks", "organization", place.project, place.stack)
    return [lock for path in _files(own) if (lock := _read(path)) is not None]


def _files(folder: str) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name.endswith(".json"):
            yield os.path.join(folder, name)


def _read(path: str) -> Lock | None:
    try:
        with open(path, encoding="utf-8") as file:
            said: dict[str, Any] = json.load(file)
        return Lock(path, int(said["pid"]), said["username"], said["hostname"], said["timestamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def clear_stale(place: Place) -> int:
    """Remove the locks that dead processes left; how many there were."""
    stale = [lock for lock in locks(place) if lock.is_stale]
    for lock in stale:
        for path in (lock.path, f"{lock.path}.attrs"):
            try:
                os.unlink(path)
            except FileNotFoundError:
                continue
    return len(stale)
