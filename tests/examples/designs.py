"""The access patterns of an example as values, tried on their sample items."""

from __future__ import annotations

from pathlib import Path

from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.design import Pattern
from planton_dynamodb.patterns.reach import design_within
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.rules.subject import Quotas


def trials(folder: Path) -> dict[str, Trial]:
    """Each manifest of access patterns in a folder, by its name."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        loaded = load_source(Source(str(path), path.read_text(encoding="utf-8")))
        for manifest in loaded.manifests:
            if manifest.kind is ACCESS_PATTERNS:
                found[manifest.name] = Trial(design_within(manifest, loaded, (), Quotas()))
    return found


def asked_keys(pattern: Pattern) -> dict[str, str]:
    """The key of a pattern as it is written: templates, each by its attribute; of a comparison, the first value."""
    compared = {
        condition.attribute: operands[0]
        for condition in pattern.conditions
        for operands in condition.operators.values()
    }
    return {name: str(text) for name, text in {**pattern.key, **compared}.items()}


def sample(trial: Trial, name: str) -> Attributes:
    """A sample item with its keys."""
    (found,) = [each.attributes for each in trial.samples if each.item.name == name]
    return found


def answered(trial: Trial, pattern: Pattern) -> Answer:
    """What comes of a pattern that can be asked."""
    answer = trial.answer(pattern)
    assert answer is not None, pattern.name
    return answer
