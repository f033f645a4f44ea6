"""The judge of the definitions: Kubernetes' own code, as a process that is asked about many texts at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that the API server does not take."""

    type: str
    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the API server says of one object; what is about its metadata stands apart."""

    kind: str
    errors: tuple[Complaint, ...]
    metadata: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What the API server says of one definition."""

    name: str
    size: int
    errors: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says of some definitions, and of the objects in texts by the names of these."""

    definitions: tuple[Definition, ...]
    verdicts: Mapping[str, list[Verdict]]


def command() -> Path | None:
    """The judge on the PATH, or the one that `make judges` built."""
    found = shutil.which("crdjudge") or shutil.which("crdjudge", path=str(ROOT / ".tools"))
    return None if found is None else Path(found)


def ask(judge: Path, definitions: Path, texts: Mapping[str, str]) -> Answer:
    """Have a file of definitions judged, and the objects in texts by them."""
    asked = "".join(f"{json.dumps({'id': name, 'text': text})}\n" for name, text in texts.items())
    run = subprocess.run(
        [judge, definitions], input=asked.encode(), capture_output=True, timeout=_PATIENCE, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    said = [json.loads(line) for line in run.stdout.splitlines()]
    verdicts: dict[str, list[Verdict]] = {name: [] for name in texts}
    for one in said:
        if "definition" not in one:
            errors, metadata = _complaints(one["errors"]), _complaints(one["metadata"])
            verdicts[one["id"]].append(Verdict(one["kind"], errors, metadata))
    made = (one for one in said if "definition" in one)
    return Answer(
        tuple(Definition(one["definition"], one["size"], _complaints(one["errors"])) for one in made),
        verdicts,
    )


def _complaints(given: Iterable[Mapping[str, Any]] | None) -> tuple[Complaint, ...]:
    return tuple(Complaint(**one) for one in given or ())
