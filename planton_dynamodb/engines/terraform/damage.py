"""A state whose writer was killed over it: made readable again before anybody reads it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

from planton_dynamodb.engines.terraform.place import Place

_PATIENCE, _GLANCE = 3.0, 0.05
"""How long one who works on the state is given to finish what is being written, and how often it is looked at."""


def mended(place: Place) -> tuple[str, ...]:
    """Put right what the end of a run left unreadable; what was done about that.

    Terraform writes a state over itself, and keeps what it was before the run beside it.
    """
    return () if place.state_file is None else tuple(_mended(place, place.state_file))


def _mended(place: Place, path: str) -> Iterator[str]:
    before = f"{path}.backup"
    if not _is_broken(path) or _is_broken(before) or not os.path.exists(before):
        return
    patient_until = time.monotonic() + _PATIENCE
    while time.monotonic() < patient_until:
        time.sleep(_GLANCE)
        if not _is_broken(path):
            return
    os.replace(path, f"{path}.damaged")
    os.replace(before, path)
    if place.folder != place.location:
        yield (
            f"the state of stack {place.stack} was damaged when the last run ended: what is shown goes by the one "
            "before that, which the next apply puts in its place"
        )
        return
    yield (
        f"the state of stack {place.stack} was damaged when the last run ended: it is again what it was before that, "
        f"and the damaged one is kept as {path}.damaged"
    )


def _is_broken(path: str) -> bool:
    """Whether a file is there and holds no state."""
    try:
        with open(path, "rb") as file:
            return not isinstance(json.loads(file.read()), dict)
    except ValueError:
        return True
    except OSError:
        return False
