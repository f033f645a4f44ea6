"""What `check-patterns` says of a pattern, and what comes of it when it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.engines.asking.calls import Pace
from planton_dynamodb.engines.asking.own_table import Manners, run_beside_others
from planton_dynamodb.engines.asking.run import CannotRunError, Outcome, PatternRun
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.patterns import run_patterns
from planton_dynamodb.engines.endpoint import Endpoint
from planton_dynamodb.patterns.design import TRANSACT_WRITE_ITEMS
from planton_dynamodb.patterns.served import Verdict, rows
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.registry import ERROR, pattern_rules
from tests.patterns.designs import designs
from tools.update_corpus import cases

ROOT = Path(__file__).parents[2]
_MARK = b"AwsDynamodbAccessPatterns"


UNKNOWN_ELSEWHERE = {
    "expression-syntax--300-operators.yaml": "dynalite reads one NOT, and no second one behind it",
}
QUICKLY = Manners(pace=Pace(first=0.002))


def _holds_patterns(path: Path) -> bool:
    files = path.rglob("*.yaml") if path.is_dir() else [path]
    return any(_MARK in file.read_bytes() for file in files)


@cache
def sound() -> list[Path]:
    """The files in which nothing is wrong: those of ok/, and the examples."""
    corpus = [case.path for case in cases("ok")]
    return [path for path in (*corpus, *sorted((ROOT / "examples").rglob("*.yaml"))) if _holds_patterns(path)]


@cache
def refused() -> list[Path]:
    """The files of err/ that show an error about access patterns."""
    errors = {rule.name for rule in pattern_rules() if rule.severity is ERROR}
    return [case.path for case in cases("err") if case.rule in errors]


def ran(trial: Trial) -> PatternRun | None:
    """What came of a design in the embedded AWS; None where it cannot be run at all."""
    try:
        return run_patterns(trial)
    except (CannotRunError, Refused):
        return None


def disagreements(trial: Trial, run: PatternRun) -> Iterator[str]:
    """Each pattern that is called served, or a scan, and turns out not to be."""
    verdicts = {row.name: row for row in rows(trial)}
    for number, outcome in enumerate(run.outcomes, 1):
        row = verdicts[outcome.pattern.name or f"number {number}"]
        if row.verdict in (Verdict.SERVED, Verdict.SCAN) and not as_said(outcome, row.verdict):
            yield f"{row.name} is called {row.verdict}: {told(outcome)}"
        answer = outcome.answer
        if answer is not None and not answer.error and row.items_returned is not None:
            assert (row.items_returned, row.items_read) == (len(answer.items), answer.read), row.name


def as_said(outcome: Outcome, verdict: Verdict) -> bool:
    """Whether a pattern came to what was said of it."""
    return outcome.as_expected and outcome.scans == (verdict is Verdict.SCAN)


def told(outcome: Outcome) -> str:
    """What came of a pattern, for a message."""
    mismatches = [mismatch.said for mismatch in outcome.mismatches]
    return f"{outcome.unasked or outcome.failure or mismatches} {'by a scan' if outcome.scans else ''}"


@pytest.mark.parametrize("path", sound(), ids=lambda path: path.name)
def test_what_is_called_served_is_served(path: Path) -> None:
    """The items that are expected come, without a scan, at the price that was said."""
    trials, found = designs(path)
    assert not [each for each in found if each.severity == "error"]
    for trial in trials:
        run = run_patterns(trial)
        assert list(disagreements(trial, run)) == []
        for row, outcome in zip(rows(trial), run.outcomes, strict=True):
            if outcome.answer is not None and not outcome.answer.error:
                assert (row.read_units, row.write_units) == (
                    outcome.answer.read_units,
                    outcome.answer.write_units,
                ), row.name


@pytest.mark.parametrize("path", sound(), ids=lambda path: path.name)
def test_what_is_called_served_is_served_elsewhere(path: Path, dynalite_address: str) -> None:
    """Another DynamoDB says the same. It has no transactions."""
    if path.name in UNKNOWN_ELSEWHERE:
        pytest.skip(UNKNOWN_ELSEWHERE[path.name])
    endpoint = Endpoint(dynalite_address)
    try:
        for trial in designs(path)[0]:
            run = run_beside_others(trial, endpoint, QUICKLY)
            there = [each for each in run.outcomes if each.pattern.operation != TRANSACT_WRITE_ITEMS]
            assert [told(outcome) for outcome in there if not outcome.as_expected] == []
    finally:
        endpoint.close()


NOTHING_TO_SEND = {
    "entity-name-required": "names are for readers and expectations",
    "pattern-name-required": "as above",
    "patterns-name-charset": "as above",
    "patterns-name-duplicate": "as above",
    "expectation-contradiction": "no answer could be as expected, or the other half says nothing",
    "sample-key-unlike-template": "an item knows nothing of templates",
    "pattern-finds-nothing": "it does come back with nothing, and nothing was said to come",
    "entity-count-negative": "how many there are is for `cost`",
    "entity-size-unreadable": "as above",
    "frequency-unreadable": "as above",
    "items-per-call-impossible": "as above",
}
"""Rules about what DynamoDB never hears of, or does not mind, each with the reason.

Only `rehearse --patterns` as a whole refuses it.
"""


@pytest.mark.parametrize(
    "path",
    [path for path in refused() if path.name.partition("--")[0] in NOTHING_TO_SEND],
    ids=lambda path: path.name,
)
def test_what_nothing_is_sent_of_is_not_run(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run of such a file ends before it begins, with the finding."""
    assert main(["rehearse", "--patterns", str(path)]) == 1
    assert f"error[{path.name.partition('--')[0]}]" in capsys.readouterr().err


@pytest.mark.parametrize("path", refused(), ids=lambda path: path.name)
def test_what_is_called_an_error_fails(path: Path) -> None:
    """A pattern that is blamed fails or scans; where something else is, a pattern of the design does, or all."""
    trials, found = designs(path)
    rule = path.name.partition("--")[0]
    blamed = {
        int(place[1])
        for each in found
        if each.rule == rule and (place := re.match(r"spec\.patterns\[(\d+)\]", each.path))
    }
    outcomes = [outcome for trial in trials if (run := ran(trial)) for outcome in run.outcomes]
    bad = {int(outcome.pattern.route[-1]) for outcome in outcomes if not outcome.as_expected or outcome.scans}
    if outcomes:
        assert bad or rule in NOTHING_TO_SEND, "every pattern is served"
        assert rule in NOTHING_TO_SEND or blamed <= bad
