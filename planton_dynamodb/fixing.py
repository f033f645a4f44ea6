"""Findings mended: the fixes that rules offer, each kept only where checking again shows that it helps.

All fixes that do not touch each other are tried at once; where that does harm, fewer and fewer, so that a bad
one costs a few more checks and no good one. A fix is given up only when it fails alone, so that fixing twice
changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from planton_dynamodb.checking import Checked, Checker
from planton_dynamodb.diagnostics.model import Diagnostic, Edit
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.files import InputError
from planton_dynamodb.rules.registry import all_rules
from planton_dynamodb.rules.wording import counted

_FOLLOWED_UP = 10
"""So many of the fixes that do not help by themselves are looked at with what makes up for them."""

_NEVER_REVEALED = frozenset({"yaml-syntax", "not-utf8", "too-large", "no-document", "duplicate-key"})
"""A field that is read at last may show errors that were there before, but none of these."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after its fixes."""

    data: bytes
    made: int
    held_back: int
    """Fixes that would help as well, but are not safe and were not asked for."""


@dataclass(frozen=True, slots=True)
class FixedInput:
    """An input before and after its fixes."""

    path: str
    name: str
    before: bytes
    after: Fixed

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.after.data != self.before

    @property
    def difference(self) -> bytes:
        """What changed, as a patch."""
        return unified_difference(self.name, self.before, self.after.data)


def fix_inputs(arguments: Sequence[str], checker: Checker, *, unsafe: bool) -> Iterator[FixedInput]:
    """Each input that can be read, with its fixes. What cannot be read is left to the check that follows."""
    with suppress(InputError):
        for given in files.inputs(arguments):
            if given.again:
                continue
            with suppress(InputError):
                before = checker.read(given.path)
                name = checker.stdin_name if given.path == "-" else given.path
                named = given.named and not checker.lenient
                yield FixedInput(
                    given.path, name, before, fix(name, before, checker, unsafe=unsafe, named=named)
                )


def unified_difference(name: str, before: bytes, after: bytes) -> bytes:
    """Two versions of a file as a patch that `patch` and `git apply -p0` take."""
    from difflib import diff_bytes, unified_diff  # only for who asks for it

    written = name.encode("utf-8", "surrogateescape")
    found = diff_bytes(unified_diff, _at_line_feeds(before), _at_line_feeds(after), written, written)
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in found
    )


def _at_line_feeds(data: bytes) -> list[bytes]:
    """The lines as `patch` counts them."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def fix(name: str, data: bytes, checker: Checker, *, unsafe: bool = False, named: bool = True) -> Fixed:
    """The bytes of a file with every fix made that helps: the safe ones, and with `unsafe` the others."""
    text = _Text(name, named, checker, _tries(data))
    state, made = _mended(text, text.state(data), unsafe=unsafe)
    held_back = 0 if unsafe else _mended(text, state, unsafe=True)[1]
    return Fixed(state.data, made, held_back)


def _tries(data: bytes) -> int:
    """How often a text may be checked: seldom enough that a large one, in which no fix helps, takes seconds."""
    return min(1_000, max(20, 5_000_000 // (len(data) + 1)))


def summary(fixed: Sequence[Fixed], done: str) -> str | None:
    """How many fixes were `made`, or are `to make`; nothing where there are none."""
    made = sum(one.made for one in fixed)
    held_back = sum(one.held_back for one in fixed)
    if not made and not held_back:
        return None
    if not made:
        return f"no fix {done}; {held_back} with --unsafe-fixes"
    changed = sum(one.made > 0 for one in fixed)
    more = f"; {held_back} more with --unsafe-fixes" if held_back else ""
    return f"{counted(made, 'fix')} {done} in {counted(changed, 'file')}{more}"


@dataclass(frozen=True, slots=True)
class _State:
    """A text as it is at some point, and what is found in it: with the flags given, then without any."""

    data: bytes
    checks: tuple[Checked, ...]


class _EnoughError(Exception):
    """The text was checked as often as may be: what is mended by now has to do."""


@dataclass(slots=True)
class _Text:
    """What stays the same while a text is mended, and how often it may still be checked."""

    name: str
    named: bool
    checker: Checker
    tries: int

    def state(self, data: bytes) -> _State:
        """A version of the text, checked: no fix may make a file worse for which a flag then makes up."""
        if not self.tries:
            raise _EnoughError
        self.tries -= 1
        checkers = [self.checker]
        if self.checker.overrides:
            checkers.append(replace(self.checker, overrides=()))
        checks = (checker.check_bytes(self.name, data, named=self.named) for checker in checkers)
        return _State(data, tuple(checks))


_Step: TypeAlias = tuple[_State, int]
"""A better version of a text, and how many fixes made it of the one before."""


def _mended(text: _Text, state: _State, *, unsafe: bool) -> _Step:
    """The text after as many fixes as help, and their number."""
    made = 0
    with suppress(_EnoughError):
        for step in _improvements(text, state, unsafe=unsafe):
            state, made = step[0], made + step[1]
    return state, made


def _improvements(text: _Text, state: _State, *, unsafe: bool) -> Iterator[_Step]:
    """One better version after the other, until neither a fix by itself nor one with what follows from it helps."""
    while True:
        for step in _singly(text, state, unsafe=unsafe):
            state = step[0]
            yield step
        further = _followed_up(text, state, unsafe=unsafe)
        if further is None:
            return
        while further is not None:
            state = further[0]
            yield further
            further = _followed_up(text, state, unsafe=unsafe)


def _singly(
    text: _Text, state: _State, *, unsafe: bool, passed_over: frozenset[object] = frozenset()
) -> Iterator[_Step]:
    """The versions after the fixes that help by themselves, as many at once as go together."""
    given_up: set[object] = set()
    helped, size = False, len(state.data)
    while True:
        offered = [
            found
            for found in _offered(state, unsafe=unsafe)
            if (_said(found), found.path) not in given_up and _said(found) not in passed_over
        ]
        batch = _apart([found for found in offered if _of_reading(found)] or offered)[:size]
        if not batch and not helped:
            return
        if not batch:
            helped, given_up = False, set()
            continue
        tried = text.state(_applied(state.data, batch))
        if _helps(state, tried, batch):
            state, helped, size = tried, True, 2 * size
            yield state, len(batch)
        elif len(batch) == 1:
            given_up.add((_said(batch[0]), batch[0].path))
        else:
            size = len(batch) // 2


def _followed_up(text: _Text, state: _State, *, unsafe: bool) -> _Step | None:
    """A fix that does harm by itself, with those that make up for it: another key, and a definition less."""
    offered = _offered(state, unsafe=unsafe)
    known = frozenset(map(_said, offered))
    for found in offered[:_FOLLOWED_UP]:
        batch = _apart([found])
        tried, made = text.state(_applied(state.data, batch)), 0
        for step in _singly(text, tried, unsafe=unsafe, passed_over=known - {_said(found)}):
            tried, made = step[0], made + step[1]
        if made and _helps(state, tried, batch):
            return tried, made + 1
    return None


def _offered(state: _State, *, unsafe: bool) -> list[Diagnostic]:
    """The findings with a fix that may be made; with flags, only those that the file has by itself too."""
    first, *others = state.checks
    found = [one for one in first.diagnostics if one.fix is not None and (one.fix.safe or unsafe)]
    for other in others:
        there = set(map(_changes, other.diagnostics))
        found = [one for one in found if _changes(one) in there]
    # Where two fixes touch each other, the safe one is tried first.
    return sorted(found, key=lambda one: (one.fix is not None and not one.fix.safe, one.order))


def _of_reading(found: Diagnostic) -> bool:
    """Whether it is about what could not be read: other rules are quiet there until it is mended."""
    return all_rules()[found.rule].family == "reading_rules"


def _said(found: Diagnostic) -> object:
    """What tells a finding from others while its place moves with the text around it."""
    return found.rule, found.message, found.fix.title if found.fix is not None else ""


def _changes(found: Diagnostic) -> object:
    """What a fix does, wherever else it may be offered."""
    return found.rule, tuple((*_place(edit), edit.text) for edit in _edits(found))


def _edits(found: Diagnostic) -> tuple[Edit, ...]:
    return found.fix.edits if found.fix is not None else ()


def _place(edit: Edit) -> tuple[int, int]:
    return edit.location.start.offset, edit.location.end.offset


def _apart(offered: Sequence[Diagnostic]) -> list[Diagnostic]:
    """As many of the fixes, in their order, as do not touch each other. Each is made as a whole or not."""
    chosen = []
    taken: list[tuple[int, int]] = []
    for found in offered:
        places = sorted(map(_place, _edits(found)))
        overlaps = any(before[1] > after[0] for before, after in pairwise(places))
        if overlaps or any(_touches(place, taken) for place in places):
            continue
        for place in places:
            taken.insert(bisect_left(taken, place), place)
        chosen.append(found)
    return chosen


def _touches(place: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, place)
    return any(other[0] <= place[1] and place[0] <= other[1] for other in taken[max(0, at - 1) : at + 1])


def _applied(data: bytes, batch: Sequence[Diagnostic]) -> bytes:
    pieces = []
    position = 0
    for edit in sorted((edit for found in batch for edit in _edits(found)), key=_place):
        start, end = _place(edit)
        pieces += [data[position:start], edit.text.encode()]
        position = end
    return b"".join([*pieces, data[position:]])


def _helps(before: _State, after: _State, batch: Sequence[Diagnostic]) -> bool:
    """Whether the mended findings are gone and nothing is worse, with the flags and without them."""
    return all(_better(old, new, batch) for old, new in zip(before.checks, after.checks, strict=True))


def _better(old: Checked, new: Checked, batch: Sequence[Diagnostic]) -> bool:
    if new.resources < old.resources or new.skipped > old.skipped or not _gone(old, new, batch):
        return False
    worse = _errors(new) - _errors(old)
    if _of_reading(batch[0]):
        return not worse.keys() & _NEVER_REVEALED
    return not worse and _weight(new) < _weight(old)


def _gone(old: Checked, new: Checked, batch: Sequence[Diagnostic]) -> bool:
    """Whether the mended findings are missing; of what could not be read, as many of their kind will do."""
    if _fewer(old, new, batch, lambda found: (found.rule, found.message)):
        return True
    return _of_reading(batch[0]) and _fewer(old, new, batch, lambda found: found.rule)


def _fewer(
    old: Checked, new: Checked, batch: Sequence[Diagnostic], alike: Callable[[Diagnostic], object]
) -> bool:
    mended, before, after = (
        Counter(map(alike, diagnostics)) for diagnostics in (batch, old.diagnostics, new.diagnostics)
    )
    return all(before[one] - after[one] >= count for one, count in mended.items())


def _errors(checked: Checked) -> Counter[str]:
    return Counter(found.rule for found in checked.diagnostics if found.severity == "error")


def _weight(checked: Checked) -> tuple[int, int]:
    errors = sum(found.severity == "error" for found in checked.diagnostics)
    return errors, len(checked.diagnostics) - errors
