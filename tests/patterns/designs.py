"""The access patterns of a file as they are tried, and what the rules find about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest import files
from planton_dynamodb.patterns.trial import Trial


def designs(path: Path) -> tuple[list[Trial], list[Diagnostic]]:
    """Every manifest of access patterns in a file or folder, and all that is found in it."""
    seen: list[Trial] = []
    found: list[Diagnostic] = []
    checker = Checker(Config(), tried=seen.append)
    checker = replace(checker, others=Among([str(path)], checker))
    for given in files.inputs([str(path)]):
        found += checker.check_input(given).diagnostics
    return seen, found


def designs_of(text: str) -> list[Trial]:
    """The access patterns in a text."""
    seen: list[Trial] = []
    Checker(Config(), tried=seen.append).check_text("patterns.yaml", text)
    return seen
