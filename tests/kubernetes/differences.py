"""What an API server and `validate` are known to disagree on, each with its reason; the list may only shrink."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("differences.toml")
LOOSER, STRICTER, OTHERWISE, METADATA = "looser", "stricter", "otherwise", "metadata"
"""It takes what `validate` refuses, refuses what it takes, refuses without naming the rule, has no such metadata."""


@dataclass(frozen=True, slots=True)
class Known:
    """One entry: all err/ files of rules, single files, or fields."""

    side: str
    reason: str
    rules: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def read() -> list[Known]:
    """Read the list."""
    known = []
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["difference"]:
        lists = {name: tuple(entry.get(name, ())) for name in ("rules", "files", "fields")}
        known.append(Known(entry["side"], entry["reason"], **lists))
    assert all(one.side in (LOOSER, STRICTER, OTHERWISE, METADATA) and one.reason for one in known)
    return known


def complaints(side: str, cases: Iterable[str], found: Collection[str]) -> list[str]:
    """What is wrong with one side of the list: files that it lacks, and those that are no longer different."""
    entries = [one for one in read() if one.side == side]
    files = {file for one in entries for file in one.files}
    rules = {rule for one in entries for rule in one.rules}
    names = set(cases)
    listed = {name for name in names if name in files or _rule(name) in rules}
    return [
        *(f"not listed as {side}: {name}" for name in sorted(set(found) - listed)),
        *(f"listed as {side}, but is not: {name}" for name in sorted(listed - set(found))),
        *(f"listed as {side}, but there is no such file: {file}" for file in sorted(files - names)),
        *(f"listed as {side}, but has no file: {rule}" for rule in sorted(rules - {*map(_rule, names)})),
    ]


def _rule(name: str) -> str:
    return name.partition("/")[2].partition("--")[0]
