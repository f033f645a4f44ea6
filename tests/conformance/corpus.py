"""The corpora as cases for the judges."""

from __future__ import annotations

import functools
from pathlib import Path

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from tests.conformance.verdicts import Case, cases_in

FOLDER = Path(__file__).parents[1] / "corpus"


@functools.cache
def corpus() -> tuple[Case, ...]:
    """Every table of ok/ and err/ that can be read in full, but for those that stand there to be asked by patterns."""
    paths = sorted(path for path in FOLDER.glob("*/**/*") if path.suffix in (".yaml", ".yml", ".json"))
    return tuple(case for path in paths for case in _cases(path))


def _cases(path: Path) -> list[Case]:
    data = path.read_bytes()
    source, problems = files.decode(path.name, data)
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    return [] if problems or ACCESS_PATTERNS.name.encode() in data else cases_in(name, source)
