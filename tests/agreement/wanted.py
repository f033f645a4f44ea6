"""What is made for the comparison: every sound table of the corpus, and tables with all that runs around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.sound import Sound, sound
from planton_dynamodb.table.table import Table
from tests.targets.around import FULL
from tests.terraforming.fixtures import REGION
from tools.update_corpus import cases

_ROOT = Path(__file__).parents[2]
_ENVIRONMENTS = ("prod", "dev")
_ELSEWHERE = re.compile(r"^arn:[^:]+:sns:[^:]+")


class Wanted(NamedTuple):
    """A table to make, and what is to run around it."""

    case: str
    """What tells it from the others: the file that it stands in."""
    manifest: Manifest
    table: Table
    operations: Operations | None


@cache
def wanted() -> tuple[Wanted, ...]:
    """All of them. What stands in two files alike is made once; of two with one name, the later has another."""
    found: dict[str, Wanted] = {}
    taken: set[str] = set()
    for case, each in _sound():
        key = repr((each.table, each.operations))
        if key not in found:
            made = Wanted(case, each.manifest, each.table, _nearby(each.operations))
            found[key] = _apart(made, f"t{len(found):03}", taken)
            taken |= _names(found[key])
    assert len({each.case for each in found.values()}) == len(found)
    return tuple(found.values())


def _names(each: Wanted) -> set[str]:
    """What AWS has once: a path that begins with a stroke, and the same without."""
    parameters = () if each.operations is None else each.operations.parameters
    return {each.table.name, *(parameter.path.removeprefix("/") for parameter in parameters)}


def _nearby(operations: Operations | None) -> Operations | None:
    """The same with topics of the region that all is made in: an alarm takes no others.

    moto takes only percentiles of those statistics that are not a plain word, where Terraform asks it.
    """
    if operations is None:
        return None
    alarms = [
        replace(each, topic=_ELSEWHERE.sub(f"arn:aws:sns:{REGION}", each.topic))
        for each in operations.alarms
        if each.statistic.isalpha() or each.statistic.startswith("p")
    ]
    return replace(operations, alarms=tuple(alarms))


def _apart(each: Wanted, name: str, taken: set[str]) -> Wanted:
    """The same by another name, and its parameters by other paths, where they are taken."""
    table, operations = each.table, each.operations
    if table.name in taken:
        table = replace(table, name=name)
    if operations is not None:
        parameters = [
            replace(one, path=f"/{name}-{path}") if (path := one.path.removeprefix("/")) in taken else one
            for one in operations.parameters
        ]
        operations = replace(operations, table=table.name, parameters=tuple(parameters))
    return each._replace(table=table, operations=operations)


def _sound() -> Iterator[tuple[str, Sound]]:
    for environment in _ENVIRONMENTS:
        for each in sound_in([FULL], environment):
            yield f"{FULL.name} in {environment}", each
    for folder in sorted((_ROOT / "examples").iterdir()):
        if folder.is_dir():
            for each in sound_in([folder], _ENVIRONMENTS[0]):
                yield f"{folder.name}: {each.table.name}", each
    for case in cases("ok"):
        overrides = [text for flag, text in pairwise(case.arguments) if flag == "--set"]
        for number, each in enumerate(_in_an_environment(case.path, overrides)):
            # The tables alone: what runs around them there is mostly one alarm or another, and takes minutes to make.
            yield f"{case.path.name} #{number}", each._replace(operations=None)


def _in_an_environment(path: Path, overrides: Sequence[str]) -> list[Sound]:
    """The tables as they are where nothing more is said; where that has to be said, in a usual environment."""
    try:
        return sound_in([path], None, *overrides)
    except Fault:
        return sound_in([path], _ENVIRONMENTS[0], *overrides)


def sound_in(paths: Sequence[Path], environment: str | None, *overrides: str) -> list[Sound]:
    """The tables of these files, each with what runs around it."""
    said = [*overrides, *([f"metadata.env={environment}"] if environment else [])]
    checker = Checker(Config(), parse_all(said), read=cache(files.read_bytes))
    among = Among([str(path) for path in paths], checker)
    return list(sound(among, replace(checker, others=among)))
