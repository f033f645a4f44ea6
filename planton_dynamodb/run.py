"""A whole run: many files checked on all cores, and what only shows when they are seen together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice

from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checked, Checker, Identity, identities
from planton_dynamodb.diagnostics.model import Diagnostic, Report, Resource
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.files import Input, InputError
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.problems import Span

_CHUNK = 256
_WORTH_A_SECOND_PROCESS = 400

Outcome = tuple[Input, Checked | str]
"""A file and what checking it gave, or why it could not be read."""


def check(
    arguments: Sequence[str], checker: Checker, *, processes: int | None = None, list_sound: bool = False
) -> tuple[Report, list[str]]:
    """Check all that the arguments lead to; the report, and what the tool could not do.

    `list_sound`: the report names what was looked at one by one, which takes memory for each manifest.
    """
    if not checker.others:
        checker = replace(checker, others=Among(arguments, checker))
    report = Report()
    failures = report.failures
    seen = _Seen(checker, arguments)
    useful: set[str] = set()
    checked = outcomes(_once(files.inputs(arguments), useful), checker, processes)
    for number, (given, outcome) in enumerate(checked):
        if isinstance(outcome, str):
            failures.append(outcome)
            continue
        report.summary.files += 1
        report.summary.resources += outcome.resources
        report.summary.skipped += outcome.skipped
        if outcome.resources or outcome.diagnostics:
            useful.add(given.argument)
        name = checker.stdin_name if given.path == "-" else given.path
        if list_sound:
            report.checked += [(name, identity.kind, identity.name) for identity in outcome.identities]
        try:
            again = seen.again(number, given, outcome)
        except InputError as error:  # a file that is gone since it was checked
            failures.append(str(error))
            again = []
        if again:
            outcome.diagnostics = sorted(outcome.diagnostics + again, key=lambda found: found.order)
        report.add(outcome.diagnostics)
    if not failures and not checker.lenient:
        failures += [_nothing(argument) for argument in arguments if argument not in useful]
    return report, failures


def _once(inputs: Iterable[Input], useful: set[str]) -> Iterator[Input]:
    """Each file once, however many arguments lead to it; the later ones were of use all the same."""
    for given in inputs:
        if given.again:
            useful.add(given.argument)
        else:
            yield given


def _nothing(argument: str) -> str:
    what = "no AwsDynamodb manifest in it" if os.path.isdir(argument) else "no AwsDynamodb manifest there"
    return f"{argument}: {what}: nothing was checked"


def outcomes(inputs: Iterable[Input], checker: Checker, processes: int | None = None) -> Iterator[Outcome]:
    """Each file's outcome, in order."""
    remaining = iter(inputs)
    first = list(islice(remaining, _WORTH_A_SECOND_PROCESS))
    cores = processes or _cores()
    if len(first) < _WORTH_A_SECOND_PROCESS or cores == 1:
        return (_outcome(given, checker) for given in chain(first, remaining))
    from planton_dynamodb.parallel import ordered_map  # not worth its import for a few files

    return chain.from_iterable(ordered_map(_ChunkCheck(checker), _chunks(chain(first, remaining)), cores))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _ChunkCheck:
    """A chunk of files checked in another process."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def __call__(self, chunk: list[Input]) -> list[Outcome]:
        return [_outcome(given, self._checker) for given in chunk]


def _outcome(given: Input, checker: Checker) -> Outcome:
    try:
        return given, checker.check_input(given)
    except InputError as error:
        return given, str(error)


def _chunks(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    remaining = iter(inputs)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


class _Seen:
    """The names met so far, to find the second manifest with one of them.

    For each there are no more than two numbers: what it is and which file of the run it stands in. Where a name comes
    again, the inputs are walked once more for the paths, and the two files read once more for the places.
    """

    def __init__(self, checker: Checker, arguments: Sequence[str]) -> None:
        self._checker = checker
        self._arguments = arguments
        self._first: dict[int, int] = {}
        self._at_hand: dict[str, Loaded] = {}
        """The last two files that were read again: a name comes again many times in one file, if it does."""

    @cached_property
    def _paths(self) -> list[str]:
        return [given.path for given in _once(files.inputs(self._arguments), set())]

    def _path(self, number: int) -> str:
        if number >= len(self._paths):
            raise InputError(
                "files went away during the run: names that two manifests share may be missing here"
            )
        return self._paths[number]

    def again(self, number: int, given: Input, checked: Checked) -> list[Diagnostic]:
        """What is to be said about the manifests of a file whose name was met before."""
        found = []
        for identity in checked.identities:
            if not identity.name or identity.kind != AWS_DYNAMODB.name:
                continue
            key = hash(identity.resource)
            if key in self._first:
                found += self._duplicate(identity, given.path, self._path(self._first[key]))
            else:
                self._first[key] = number
        return found

    def _duplicate(self, identity: Identity, path: str, first_path: str) -> list[Diagnostic]:
        from planton_dynamodb.diagnostics.resolve import diagnostic
        from planton_dynamodb.rules.registry import run_rule_named

        rule = run_rule_named("table-name-duplicate")
        severity = self._checker.config.severity(rule.name, rule.severity.value)
        if severity is None:
            return []
        ours, theirs = self._read_again(path), self._read_again(first_path)
        first = next((each for each in identities(theirs) if each.resource == identity.resource), None)
        if first is None or (first_path, first.position) == (path, identity.position):
            return []
        from planton_dynamodb.suppression import hides

        here, there = _name_span(ours, identity.position), _name_span(theirs, first.position)
        finding = rule.check(identity.name, here, there)
        resource = Resource(identity.kind, identity.name)
        found = diagnostic(rule, finding, severity, None)._replace(resource=resource)
        return [] if hides(found, ours) else [found]

    def _read_again(self, path: str) -> Loaded:
        loaded = self._at_hand.pop(path, None)
        if loaded is None:
            name = self._checker.stdin_name if path == "-" else path
            source, _ = files.decode(name, self._checker.read(path))
            loaded = load_source(source, self._checker.overrides, named=False)
        while len(self._at_hand) > 1:
            del self._at_hand[next(iter(self._at_hand))]
        self._at_hand[path] = loaded
        return loaded


def _name_span(loaded: Loaded, position: int) -> Span:
    return loaded.manifests[position].span(("metadata", "name"))
