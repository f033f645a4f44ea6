"""What a run that was killed leaves unreadable: the state's file, what lies beside it, and a lock."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi import damage
from planton_dynamodb.engines.pulumi.damage import mended
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault
from tests.engines.pulumi.commands import ask, begun, headline, words, write
from tests.standin.fixtures import Cloud

PROJECT = "planton-dynamodb"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A stack in a folder."""
    return Place(backend=f"file://{tmp_path}", own=False, organization=None, project=PROJECT, stack="orders")


def state(place: Place, text: str = "{}", end: str = "") -> Path:
    """A file of the state, or one beside it."""
    folder = Path(place.directory or "", ".pulumi", "stacks", PROJECT)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"orders.json{end}"
    path.write_text(text)
    return path


def lock(folder: Path, text: str, *, aged: bool) -> Path:
    """A lock of the stack, as it was when its writer's end came."""
    locks = folder / ".pulumi" / "locks" / "organization" / PROJECT / "orders"
    locks.mkdir(parents=True, exist_ok=True)
    path = locks / "0b0b0b0b-1111-2222-3333-444444444444.json"
    path.write_text(text)
    if aged:
        os.utime(path, (1, 1))
    return path


def test_a_sound_state_is_left_alone(place: Place) -> None:
    """So is one that is not there, and one of a backend that is no folder."""
    assert mended(place) == ()
    path, before = state(place, '{"now": 1}'), state(place, "{}", ".bak")
    assert mended(place) == ()
    assert (path.read_text(), before.read_text()) == ('{"now": 1}', "{}")
    elsewhere = Place(backend="s3://bucket", own=False, organization=None, project=PROJECT, stack="orders")
    assert mended(elsewhere) == ()


@pytest.mark.parametrize("broken", ["", '{"version": 3, "checkpo'])
def test_a_broken_state_becomes_what_it_was_before_its_last_step(broken: str, place: Place) -> None:
    """The broken one is kept beside it, and said where."""
    path = state(place, broken)
    state(place, '{"before": 1}', ".bak")
    (note,) = mended(place)
    assert note.endswith(f"the damaged one is kept as {path}.damaged")
    assert path.read_text() == '{"before": 1}'
    assert Path(f"{path}.damaged").read_text() == broken
    assert mended(place) == ()


def test_a_packed_state_too(place: Place) -> None:
    """Pulumi packs states where it is told to."""
    path = state(place, "", ".gz")
    Path(f"{path}.bak").write_bytes(gzip.compress(b'{"before": 1}'))
    assert len(mended(place)) == 1
    assert json.loads(gzip.decompress(path.read_bytes())) == {"before": 1}


@pytest.mark.parametrize("before", [None, "", "{"])
def test_without_a_sound_one_from_before_nothing_is_touched(before: str | None, place: Place) -> None:
    """There is nothing to go back to."""
    path = state(place, "{")
    if before is not None:
        state(place, before, ".bak")
    assert mended(place) == ()
    assert path.read_text() == "{"


def test_an_empty_file_of_attributes_goes(place: Place) -> None:
    """The state beside it is sound, and stays."""
    path, beside = state(place, '{"now": 1}'), state(place, "", ".attrs")
    state(place, "{}", ".bak")
    (note,) = mended(place)
    assert note.startswith(str(beside))
    assert not beside.exists()
    assert path.read_text() == '{"now": 1}'


def test_what_somebody_is_writing_is_left_to_them(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock of a process that lives: it is said who it is, and nothing is touched."""
    monkeypatch.setattr(damage, "_PATIENCE", 0.0)
    beside = state(place, "", ".attrs")
    owner = {"pid": os.getpid(), "username": "ann", "hostname": socket.gethostname(), "timestamp": "now"}
    lock(Path(place.directory or ""), json.dumps(owner), aged=False)
    with pytest.raises(Fault, match=f"stack orders is in use by process {os.getpid()} of ann"):
        mended(place)
    assert beside.exists()


def test_an_apply_goes_on_after_a_kill_that_left_no_attributes(cloud: Cloud) -> None:
    """The table that was being made is taken up, not made twice, and it is said what was put right."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.kill_engine()
        running.ended()
    beside = cloud.backend / ".pulumi" / "stacks" / PROJECT / "orders.json.attrs"
    beside.write_text("")
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do")
    assert "which the last run was killed over, was removed" in words(answer)
    assert len(cloud.requests("CreateTable")) == 1


@pytest.mark.parametrize("text", ["", '{"pid": 12'])
def test_a_lock_that_was_never_finished_stops_nobody(text: str, cloud: Cloud) -> None:
    """Its writer was killed over it; Pulumi alone would wait for it for ever."""
    write(cloud)
    lock(cloud.backend, text, aged=True)
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: created")
    assert "a lock left by a process that is no more was removed" in words(answer)


def test_the_command_killed_too_leaves_nothing_that_stops_the_next(cloud: Cloud) -> None:
    """State, what is beside it, and lock, all broken at once."""
    write(cloud)
    with begun(cloud, "Create", when="after") as running:
        running.signal(signal.SIGKILL)
        running.kill_engine()
        running.ended()
    path = cloud.backend / ".pulumi" / "stacks" / PROJECT / "orders.json"
    Path(f"{path}.bak").write_text(path.read_text())
    path.write_text(path.read_text()[:100])
    Path(f"{path}.attrs").write_text("")
    lock(cloud.backend, "", aged=False)
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do"), words(answer)
    assert "it is again what it was before the last step" in words(answer)
    assert len(cloud.requests("CreateTable")) == 1
