"""The known differences between the judges and us, each with its reason; the list may only shrink."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.verdicts import ANSWER, VERDICT, Case, Difference

FILE = Path(__file__).with_name("differences.toml")
SIDES = {"planton-dynamodb", "judge", "both", "open"}


@dataclass(frozen=True, slots=True)
class Known:
    """Differences that are known: those of all err/ files of some rules and those of single files.

    `made_up` names rules that make a difference on made-up tables alone.
    """

    judge: str
    about: str
    right: str
    reason: str
    rules: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()

    def covers(self, case: Case) -> bool:
        """Whether the case is one of them."""
        return case.name in self.files or any(case.name.startswith(f"err/{rule}--") for rule in self.rules)

    @property
    def all_rules(self) -> frozenset[str]:
        """Its rules, those of its err/ files too."""
        refused = (file.removeprefix("err/") for file in self.files if file.startswith("err/"))
        of_files = (file.partition("--")[0] for file in refused)
        return frozenset((*self.rules, *self.made_up, *of_files))


def read(path: Path = FILE) -> list[Known]:
    """Read the list."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["difference"]
    known = [Known(**{**entry, **_tuples(entry)}) for entry in entries]
    for one in known:
        assert one.about in (VERDICT, ANSWER), one
        assert one.right in SIDES, one
        assert one.reason, one
        assert one.rules or one.files or one.made_up, one
    return known


def _tuples(entry: dict[str, object]) -> dict[str, tuple[str, ...]]:
    lists = {name: entry.get(name, []) for name in ("rules", "files", "made_up")}
    return {name: tuple(items) for name, items in lists.items() if isinstance(items, list)}


def complaints(known: Sequence[Known], cases: Sequence[Case], found: Sequence[Difference]) -> list[str]:
    """What is wrong with the list of one judge: differences that it lacks, and those that occur no longer."""
    listed = {(case.name, one.about) for one in known for case in cases if one.covers(case)}
    occurring = {(one.case, one.about): one for one in found}
    new = [f"not listed: {occurring[key]}" for key in sorted(occurring.keys() - listed)]
    gone = [
        f"listed, but occurs no longer: {name} ({about})" for name, about in sorted(listed - occurring.keys())
    ]
    return (
        new + gone + [f"listed, but the corpus has no such file: {name}" for name in _unfounded(known, cases)]
    )


def _unfounded(known: Iterable[Known], cases: Sequence[Case]) -> list[str]:
    names = {case.name for case in cases}
    prefixes = {name.partition("--")[0] for name in names}
    return [
        *(f"err/{rule}--…" for one in known for rule in one.rules if f"err/{rule}" not in prefixes),
        *(file for one in known for file in one.files if file not in names),
    ]


def unexplained(known: Sequence[Known], found: Iterable[Difference]) -> list[Difference]:
    """The differences on made-up tables that the rules of the list do not account for."""
    by_about: dict[str, set[str]] = {VERDICT: set(), ANSWER: set()}
    for one in known:
        by_about[one.about] |= one.all_rules
    return [one for one in found if not one.rules or not one.rules <= by_about[one.about]]


def outlived(known: Sequence[Known], found: Sequence[Difference]) -> set[str]:
    """The rules that are listed for made-up tables and make no difference there any longer."""
    occurring = {(one.about, rule) for one in found for rule in one.rules}
    return {rule for one in known for rule in one.made_up if (one.about, rule) not in occurring}
