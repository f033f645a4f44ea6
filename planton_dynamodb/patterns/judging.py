"""What the rules find about access patterns, but for what a pattern itself expects DynamoDB to refuse."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.patterns.design import Pattern
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.registry import ERROR, Finding, Rule, pattern_rules

INVALID = "ValidationException"
"""What DynamoDB answers to a request that can't be right, whatever is in the table."""


def findings(trial: Trial) -> Iterator[tuple[Rule, Finding]]:
    """Every finding, with its rule."""
    refusable = {pattern.route for pattern in trial.design.patterns if _expects_refusal(pattern)}
    for rule in pattern_rules():
        for finding in trial.findings(rule):
            refused = rule.severity is ERROR and bool(rule.answer or finding.detail)
            if not (refused and finding.route[:3] in refusable):
                yield rule, finding


def _expects_refusal(pattern: Pattern) -> bool:
    return pattern.expect is not None and pattern.expect.error == INVALID
