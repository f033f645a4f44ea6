"""Who holds a stack: a process that lives, one that is dead, one that is dead and not buried, and one elsewhere."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi.locks import clear_stale, held, locks
from planton_dynamodb.engines.pulumi.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A stack in a folder."""
    return Place(
        backend=f"file://{tmp_path}", own=False, organization=None, project="planton-dynamodb", stack="orders"
    )


@pytest.fixture
def zombie() -> Iterator[int]:
    """A process that has ended, and whose parent has not asked for its status."""
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    yield process.pid
    process.communicate()


def lock(place: Place, pid: int, host: str = "") -> Path:
    """A lock as Pulumi writes one."""
    folder = Path(place.directory or "", ".pulumi", "locks", "organization", place.project, place.stack)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{pid}.json"
    path.write_text(
        json.dumps(
            {
                "pid": pid,
                "username": "ann",
                "hostname": host or socket.gethostname(),
                "timestamp": "2026-01-02T03:04:05Z",
            }
        )
    )
    return path


def test_a_living_process_keeps_its_lock(place: Place) -> None:
    """Who it is and since when is said, and where the lock is."""
    path = lock(place, os.getpid())
    assert clear_stale(place) == 0
    fault = held(place)
    holder = f"process {os.getpid()} of ann on {socket.gethostname()}, since 2026-01-02T03:04:05Z"
    assert fault.summary == f"stack orders is in use by {holder}"
    assert fault.said == str(path)


def test_a_dead_process_loses_its_lock(place: Place, zombie: int) -> None:
    """So does one that only waits to be buried, as in a container where nobody does that."""
    path = lock(place, zombie)
    assert clear_stale(place) == 1
    assert not path.exists()
    assert locks(place) == []


def test_a_lock_of_another_machine_stays(place: Place, zombie: int) -> None:
    """Nobody here can know whether its process lives."""
    path = lock(place, zombie, "elsewhere")
    assert clear_stale(place) == 0
    assert path.exists()
    assert "elsewhere" in held(place).summary


@pytest.mark.parametrize("end", ["", ".18ea37a2ad6c2788.tmp"])
def test_a_lock_that_was_never_finished_is_removed(end: str, place: Place) -> None:
    """Its writer was killed over it: Pulumi takes it for a lock all the same, whatever it is called by then."""
    path = lock(place, 1)
    path = path.rename(f"{path}{end}")
    path.write_text("{")
    os.utime(path, (1, 1))
    assert clear_stale(place) == 1
    assert not path.exists()


def test_a_lock_that_is_being_written_stays(place: Place) -> None:
    """Somebody begins at this moment."""
    path = lock(place, 1)
    path.write_text("")
    assert clear_stale(place) == 0
    assert held(place).summary == "stack orders is in use by somebody whose lock is not yet written"


def test_what_is_beside_a_lock_is_none(place: Place) -> None:
    """It stops nobody."""
    lock(place, 1).with_suffix(".json.attrs").write_text("{}")
    lock(place, 1).unlink()
    assert locks(place) == []


def test_a_lock_that_is_not_seen_is_told_in_the_words_of_the_engine(place: Place) -> None:
    """A backend that is no folder shows none."""
    fault = held(place, "the stack is currently locked by 1 lock(s)")
    assert "another update of it is going on" in fault.summary
    assert "pulumi cancel --stack" in fault.help
    assert fault.said == "the stack is currently locked by 1 lock(s)"
