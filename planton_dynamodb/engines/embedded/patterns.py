"""Access patterns run on a table in an AWS inside this process, which the program of `apply` makes."""

from __future__ import annotations

from planton_dynamodb.engines.asking.run import PatternRun, run, table_of
from planton_dynamodb.engines.embedded import program
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.patterns.trial import Trial


def run_patterns(trial: Trial) -> PatternRun:
    """Make the table of a design, ask every pattern, and leave nothing of it."""
    table = table_of(trial)
    with Cloud() as cloud:
        outputs = program.run(table, Provider(cloud))
        return run(trial, cloud, outputs["table_name"])
