"""The known differences between the ways to make a table, each with its reason; the list may only shrink."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from tests.agreement.standing import Place, Standing

FILE = Path(__file__).with_name("differences.toml")
NOTHING = "nothing"
"""What is said in place of a value that is not there."""


class Difference(NamedTuple):
    """What one way made otherwise than all others do."""

    way: str
    place: Place
    usual: str
    found: str

    def __str__(self) -> str:
        return f"{self.way}: {self.place.subject}: {self.place.member} is {self.found}, not {self.usual}"


class Known(NamedTuple):
    """Differences that are known. In subjects and members, `*` stands for any text."""

    way: str
    member: str
    reason: str
    subject: str = "*"
    found: str = "*"
    """What is there instead."""

    def covers(self, one: Difference) -> bool:
        """Whether a difference is one of them."""
        return self.way == one.way and all(
            fnmatchcase(given, pattern)
            for given, pattern in (
                (one.place.subject, self.subject),
                (one.place.member, self.member),
                (one.found, self.found),
            )
        )


def read(path: Path = FILE) -> list[Known]:
    """Read the list."""
    known = [Known(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["difference"]]
    for one in known:
        assert one.reason, one
    return known


def differences(way: str, usual: Standing, found: Standing) -> list[Difference]:
    """Where two ways lead to something else."""
    return [
        Difference(way, place, _said(usual, place), _said(found, place))
        for place in sorted(usual.keys() | found.keys())
        if _said(usual, place) != _said(found, place)
    ]


def _said(standing: Standing, place: Place) -> str:
    if place not in standing:
        return NOTHING
    value = standing[place]
    # A number is the same with a point and without.
    return repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)


def complaints(known: Sequence[Known], ways: Iterable[str], found: Sequence[Difference]) -> list[str]:
    """What is wrong with the list for some ways: differences that it lacks, and entries that nothing needs."""
    tried = set(ways)
    new = [f"not listed: {one}" for one in found if not any(each.covers(one) for each in known)]
    gone = [
        f"listed, but occurs no longer: {each.way}: {each.subject}: {each.member}"
        for each in known
        if each.way in tried and not any(each.covers(one) for one in found)
    ]
    return new + gone
