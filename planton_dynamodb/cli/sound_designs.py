"""The access patterns that a verb works on: manifests checked as `validate` checks them, each with its table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from planton_dynamodb.among import Among
from planton_dynamodb.beside import trials_beside
from planton_dynamodb.cli.sound_tables import checker_for, refusals_said, refuse_errors
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.reach import Place, place_of


def sound_designs(options: argparse.Namespace) -> list[Trial]:
    """All access patterns of the inputs, in their order. Findings go to standard error."""
    found: list[Trial] = []
    checker = checker_for(options)
    refuse_errors(options, replace(checker, tried=found.append))
    return found


def designs_by_table(options: argparse.Namespace) -> list[Sequence[Trial]]:
    """The access patterns of each table that has some. A table among the inputs brings those that stand beside it."""
    tried: list[Trial] = []
    checker = checker_for(options)
    among = Among(options.inputs, checker)
    checker = replace(checker, others=among, tried=tried.append)
    refuse_errors(options, checker)
    known = {place_of(trial.design.manifest) for trial in tried}
    found: dict[Place, list[Trial]] = {}
    for trial in tried:
        assert trial.design.table_manifest is not None, "a design without errors has its table"
        found.setdefault(place_of(trial.design.table_manifest), []).append(trial)
    with refusals_said():
        for loaded in among.texts:
            for table in loaded.manifests:
                if table.kind is AWS_DYNAMODB:
                    more = list(trials_beside(table, loaded, checker, known))
                    found.setdefault(place_of(table), []).extend(more)
    return [trials for trials in found.values() if trials]
