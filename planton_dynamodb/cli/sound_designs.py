"""The access patterns that a verb works on: manifests checked as `validate` checks them, each with its table."""

from __future__ import annotations

import argparse
from dataclasses import replace

from planton_dynamodb.cli.sound_tables import checker_for, refuse_errors
from planton_dynamodb.patterns.trial import Trial


def sound_designs(options: argparse.Namespace) -> list[Trial]:
    """All access patterns of the inputs, in their order. Findings go to standard error."""
    found: list[Trial] = []
    checker = checker_for(options)
    refuse_errors(options, replace(checker, tried=found.append))
    return found
