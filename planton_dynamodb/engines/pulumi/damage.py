"""A stack's file that its writer was killed over: made readable again before anybody reads it."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator

from planton_dynamodb.engines.pulumi import locks
from planton_dynamodb.engines.pulumi.place import Place

_PATIENCE, _GLANCE = 5.0, 0.05
"""How long one who works on the stack is given to finish what is being written, and how often it is looked at."""


def mended(place: Place) -> tuple[str, ...]:
    """Put right what the end of a run left unreadable; what was done about that.

    Pulumi writes a state beside its place and moves it there, but what the file system has no room for (its kind and
    its digest, which nobody needs) goes straight into a file of its own. Who is killed over that leaves it empty, and
    then Pulumi cannot open the state either, sound as it is. A state that is broken itself, as when the power failed,
    becomes again what it was before its last step: what was under way then stands in it.
    """
    return tuple(note for path in _states(place) for note in _mended(place, path))


def _mended(place: Place, path: str) -> Iterator[str]:
    if _is_broken(path) and not _is_broken(f"{path}.bak") and os.path.exists(f"{path}.bak"):
        if not _is_free(place, lambda: _is_broken(path)):
            return
        os.replace(path, f"{path}.damaged")
        os.replace(f"{path}.bak", path)
        yield (
            f"the state of stack {place.stack} was damaged when the last run ended: it is again what it was before "
            f"the last step, and the damaged one is kept as {path}.damaged"
        )
    beside = f"{path}.attrs"
    if _is_broken(beside) and _is_free(place, lambda: _is_broken(beside)):
        os.unlink(beside)
        yield f"{beside}, which the last run was killed over, was removed: nothing of the state was in it"


def _is_free(place: Place, is_broken: Callable[[], bool]) -> bool:
    """Whether it is broken and stays so, and nobody is there who might be writing it."""
    patient_until = time.monotonic() + _PATIENCE
    while any(not lock.is_stale for lock in locks.locks(place)):
        time.sleep(_GLANCE)
        if not is_broken():
            return False
        if time.monotonic() > patient_until:
            raise locks.held(place)
    return is_broken()


def _states(place: Place) -> Iterator[str]:
    """Where the state is, as it is written and as it is written packed."""
    if place.directory is not None:
        path = os.path.join(place.directory, ".pulumi", "stacks", place.project, f"{place.stack}.json")
        yield from (path, f"{path}.gz")


def _is_broken(path: str) -> bool:
    """Whether a file is there and holds no JSON."""
    try:
        with open(path, "rb") as file:
            said = file.read()
        json.loads(gzip.decompress(said) if path.removesuffix(".bak").endswith(".gz") else said)
    except (ValueError, EOFError, gzip.BadGzipFile):
        return True
    except OSError:
        return False
    return False
