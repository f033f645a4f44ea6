"""Who holds a stack, and whether that process still lives."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault

_LONGEST_WRITING = 3.0
"""A lock is written in no time: what is still no whole one after so many seconds was left by somebody who is dead."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock in a backend that is a folder."""

    path: str
    pid: int
    user: str
    host: str
    since: str

    @property
    def is_whole(self) -> bool:
        """Whether it says whose it is: who is killed while writing it leaves one that does not."""
        return self.pid > 0

    @property
    def is_stale(self) -> bool:
        """Whether it was left by a process of this machine that is no more."""
        if not self.is_whole:
            return _age(self.path) > _LONGEST_WRITING
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
        # Pulumi takes any of them for a lock, one that is not yet in its place (`.json.HEX.tmp`) too.
        if not name.endswith(".attrs"):
            yield os.path.join(folder, name)


def _read(path: str) -> Lock | None:
    try:
        with open(path, encoding="utf-8") as file:
            said: dict[str, Any] = json.load(file)
        return Lock(path, int(said["pid"]), said["username"], said["hostname"], said["timestamp"])
    except OSError:
        return None
    except (ValueError, KeyError, TypeError):
        return Lock(path, 0, "", "", "")


def _age(path: str) -> float:
    try:
        return time.time() - os.stat(path).st_mtime
    except OSError:
        return 0.0


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
    found = locks(place)
    holders = [lock for lock in found if not lock.is_stale] or found
    if not holders:
        return Fault(
            f"stack {place.stack} is in use: another update of it is going on",
            f"Wait until it is done. If nothing runs any more: pulumi cancel --stack {place.full_name}",
            said,
        )
    who = "; ".join(_who(lock) for lock in holders)
    return Fault(
        f"stack {place.stack} is in use by {who}",
        "Wait until it is done, then run the same again. A lock whose process is gone is removed by itself; "
        "one of another machine is not: should nothing run there any more, remove the lock named below.",
        "\n".join(lock.path for lock in holders),
    )


def _who(lock: Lock) -> str:
    if not lock.is_whole:
        return "somebody whose lock is not yet written"
    return f"process {lock.pid} of {lock.user} on {lock.host}, since {lock.since}"


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
