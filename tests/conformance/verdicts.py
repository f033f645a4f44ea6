"""What a judge makes of a manifest, what we make of it, and where the two differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source

VERDICT, ANSWER = "verdict", "answer"

_LIST = re.compile(r"\[([^\[\]]*)\]")
_KEY = re.compile(r'\{"AttributeName":"([^"]*)"(?:,"KeyType":"([^"]*)")?\}')


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judge's verdict on one table. `refused` is None where the judge fell over and so accepted nothing."""

    refused: bool | None
    answer: str | None = None
    """What it said, in its own words."""


Judge: TypeAlias = Callable[[Sequence[Manifest]], list[Verdict]]
"""Verdicts on many tables, in their order; each table is judged as if it were alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """A manifest with a name to report it by, and the errors that we find in it."""

    name: str
    manifest: Manifest
    errors: tuple[Diagnostic, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that refuse it."""
        return frozenset(error.rule for error in self.errors)

    @property
    def documented(self) -> frozenset[int]:
        """The documented rules behind them."""
        return frozenset(error.documented_rule for error in self.errors if error.documented_rule is not None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A manifest on which a judge and we disagree: in the verdict, or in the answer given with it."""

    case: str
    about: str
    rules: frozenset[str]
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.case} ({self.about})\n    ours:   {self.ours}\n    theirs: {self.theirs}"


def cases_in(name: str, source: Source) -> list[Case]:
    """The manifests of a text that a judge can be shown: those that could be read in full."""
    manifests = load_source(source).manifests
    readable = [manifest for manifest in manifests if _in_full(manifest)]
    return [
        Case(name if position == 0 else f"{name}#{position + 1}", manifest, _errors(manifest))
        for position, manifest in enumerate(readable)
    ]


def _in_full(manifest: Manifest) -> bool:
    return manifest.readable and not any(problem.breaks for problem in manifest.problems)


def _errors(manifest: Manifest) -> tuple[Diagnostic, ...]:
    found = Checker().check_manifest(manifest)
    return tuple(diagnostic for diagnostic in found if diagnostic.severity == "error")


def differences(cases: Sequence[Case], judge: Judge, *, answers: bool = False) -> list[Difference]:
    """Where a judge and we disagree. `answers`: its words count too, where there is but one thing to say."""
    verdicts = judge([case.manifest for case in cases])
    found = [
        difference(case, verdict, answers=answers) for case, verdict in zip(cases, verdicts, strict=True)
    ]
    return [one for one in found if one is not None]


def difference(case: Case, verdict: Verdict, *, answers: bool) -> Difference | None:
    """Where they disagree on one manifest."""
    said = verdict.answer if verdict.answer and verdict.refused is not False else "accepted"
    if bool(case.errors) == (verdict.refused is False):
        ours = ", ".join(sorted(case.rules)) or "accepted"
        return Difference(case.name, VERDICT, case.rules, ours, said)
    if answers and len(case.errors) == 1 and verdict.refused:
        detail = case.errors[0].detail
        if comparable(detail) != comparable(verdict.answer):
            return Difference(case.name, ANSWER, case.rules, detail or "no answer", said)
    return None


def comparable(answer: str | None) -> str:
    """An answer in one form, since the service prints sets of names as they come, and keys in two ways."""
    return _LIST.sub(_in_order, _KEY.sub(_as_class, answer or ""))


def _as_class(found: re.Match[str]) -> str:
    return f"KeySchemaElement(attributeName={found[1]}, keyType={found[2] or 'null'})"


def _in_order(found: re.Match[str]) -> str:
    return f"[{', '.join(sorted(found[1].split(', ')))}]"
