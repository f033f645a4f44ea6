"""The corpora as cases for the judges."""

from __future__ import annotations

import functools
from pathlib import Path

from planton_dynamodb.manifest import files
from tests.conformance.verdicts import Case, cases_in

FOLDER = Path(__file__).parents[1] / "corpus"


@functools.cache
def corpus() -> tuple[Case, ...]:
    """Every manifest of ok/ and err/ that can be read in full."""
    paths = sorted(path for path in FOLDER.glob("*/**/*") if path.suffix in (".yaml", ".yml", ".json"))
    return tuple(case for path in paths for case in _cases(path))


def _cases(path: Path) -> list[Case]:
    source, problems = files.decode(path.name, path.read_bytes())
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    return [] if problems else cases_in(name, source)
