"""Who holds a stack, and whether that process still lives."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault


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
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether it is dead and only not buried yet: in a container there is often nobody who does that."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[:1] == ["Z"]
    except OSError:
        return False  # a system that shows it in another way


def held(place: Place, said: str = "") -> Fault:
    """Who works on a stack, where that can be seen. `said` is what the engine says of it."""
    holders = locks(place)
    if not holders:
        return Fault(
            f"stack {place.stack} is in use: another update of it is going on",
            f"Wait until it is done. If nothing runs any more: pulumi cancel --stack {place.full_name}",
            said,
        )
    who = "; ".join(
        f"process {lock.pid} of {lock.user} on {lock.host}, since {lock.since}" for lock in holders
    )
    return Fault(
        f"stack {place.stack} is in use by {who}",
        "Wait until it is done, then run the same again. A lock whose process is gone is removed by itself; "
        "one of another machine is not: should nothing run there any more, remove the lock named below.",
        "\n".join(lock.path for lock in holders),
    )


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
