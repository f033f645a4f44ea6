"""The corpora as cases for the judges."""

from __future__ import annotations

import functools
from pathlib import Path

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, KINDS
from tests.conformance.verdicts import Case, cases_in

FOLDER = Path(__file__).parents[1] / "corpus"
_OTHERS = tuple(kind.name.encode() for kind in KINDS if kind is not AWS_DYNAMODB)
"""The names of the kinds that stand beside a table."""


@functools.cache
def corpus() -> tuple[Case, ...]:
    """Every table of ok/ and err/ that can be read in full, but for those that stand there for another kind."""
    paths = sorted(path for path in FOLDER.glob("*/**/*") if path.suffix in (".yaml", ".yml", ".json"))
    return tuple(case for path in paths for case in _cases(path))


def _cases(path: Path) -> list[Case]:
    data = path.read_bytes()
    source, problems = files.decode(path.name, data)
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    return [] if problems or any(other in data for other in _OTHERS) else cases_in(name, source)
