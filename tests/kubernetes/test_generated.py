"""Made-up tables before an API server: it and `validate` refuse the same ones, for the same reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from tests.conformance.generated import MUTATED, SOUND, cases
from tests.conformance.verdicts import Case
from tests.kubernetes.judge import Answer, Verdict

Judged = list[tuple[Case, Verdict]]

_BY_SCHEMA = {
    "FieldValueRequired",
    "FieldValueNotSupported",
    "FieldValueTooLong",
    "FieldValueTooMany",
    "FieldValueTypeInvalid",
    "FieldValueDuplicate",
}
"""What the schema refuses by itself: mostly the rules are not asked then."""


@pytest.fixture(scope="module")
def judged_cases(judged: Callable[[Mapping[str, str]], Answer]) -> Judged:
    """Each table with what is said of it."""
    made = list(cases())
    answer = judged({case.name: case.manifest.source.text for case in made})
    return [(case, verdict) for case in made for verdict in answer.verdicts[case.name]]


def test_refuses_the_same_tables(judged_cases: Judged) -> None:
    """Sound tables are taken, whichever spelling they use, and defective ones refused."""
    differing = [case.name for case, verdict in judged_cases if bool(case.errors) != bool(verdict.errors)]
    assert differing == []
    assert len(judged_cases) > SOUND * MUTATED


def test_gives_the_same_rules(judged_cases: Judged, said: frozenset[str]) -> None:
    """Each rule that CEL can say is said wherever `validate` finds it, unless the schema refuses by itself."""
    missing = [
        (case.name, sorted(rules))
        for case, verdict in judged_cases
        if not {each.type for each in verdict.errors} & _BY_SCHEMA
        if (rules := case.rules & said - {each.detail.partition(": ")[0] for each in verdict.errors})
    ]
    assert missing == []


def test_meets_each_sort_of_refusal(judged_cases: Judged) -> None:
    """The made-up tables are refused by the schema and by many rules, so that the agreement says something."""
    found = Counter(each.detail.partition(": ")[0] for _, verdict in judged_cases for each in verdict.errors)
    assert len(found) > 20
    assert any(each.type in _BY_SCHEMA for _, verdict in judged_cases for each in verdict.errors)
