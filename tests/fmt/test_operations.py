"""What runs around a table in its canonical form: the contract's order, short words, every comment kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.formatting import format_bytes
from planton_dynamodb.json_schema import EXAMPLES
from planton_dynamodb.manifest.kinds import OPERATIONS

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for folder in ("tests/corpus/ok", "examples")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if f"kind: {OPERATIONS.name}" in path.read_text(encoding="utf-8")
]
HEAD = "apiVersion: dynamodb.project-planton.org/v1\nkind: AwsDynamodbOperations\nmetadata:\n  name: orders\n"


def formatted(text: str, name: str = "operations.yaml") -> str:
    """A text in its canonical form, which is its own canonical form."""
    made = format_bytes(name, text.encode())
    assert made.left == []
    assert format_bytes(name, made.after).after == made.after
    return made.after.decode()


def test_operations_are_written_in_the_order_and_the_words_of_the_contract() -> None:
    """Fields in camelCase, words without the name of their enum, numbers plain, texts as they were quoted."""
    text = HEAD + (
        "spec:\n"
        "  # who may\n"
        "  grants:\n"
        "    - {access: ACCESS_READ_WRITE, name: task, role: 'shop-{env}-task'} # both ways\n"
        '  parameters: {outputs: [PARAMETER_OUTPUT_TABLE_ARN, 1], path: "/{app}/{env}"}\n'
        "  alarms:\n"
        "    others:\n"
        "      - {threshold: 10, missing_data: MISSING_DATA_IGNORE, comparison: 2, statistic: p99, metric: M,"
        " name: n}\n"
        "    throttled_requests: {period_seconds: '60', enabled: True}\n"
        '    notify: "arn:aws:sns:us-east-1:111122223333:on-call"\n'
        "  auto_scaling:\n"
        "    read: {target_utilization: 70, max: +100, scale_in_cooldown: 0}\n"
        "  environments:\n"
        "    - {requires: [SAFEGUARD_ENCRYPTION], retention: RETENTION_RETAIN, name: prod}\n"
        "  table: orders\n"
    )
    assert formatted(text) == HEAD + (
        "spec:\n"
        "  table: orders\n"
        "  environments:\n"
        "    - name: prod\n"
        "      retention: RETAIN\n"
        "      requires: [ENCRYPTION]\n"
        "  autoScaling:\n"
        "    read:\n"
        "      max: 100\n"
        "      targetUtilization: 70\n"
        "      scaleInCooldown: 0\n"
        "  alarms:\n"
        '    notify: "arn:aws:sns:us-east-1:111122223333:on-call"\n'
        "    throttledRequests:\n"
        "      enabled: true\n"
        "      periodSeconds: 60\n"
        "    others:\n"
        "      - name: n\n"
        "        metric: M\n"
        "        statistic: p99\n"
        "        comparison: AT_LEAST\n"
        "        threshold: 10\n"
        "        missingData: IGNORE\n"
        "  parameters:\n"
        '    path: "/{app}/{env}"\n'
        "    outputs: [TABLE_ARN, TABLE_NAME]\n"
        "  # who may\n"
        "  grants:\n"
        "    # both ways\n"
        "    - name: task\n"
        "      access: READ_WRITE\n"
        "      role: 'shop-{env}-task'\n"
    )


def test_the_example_of_the_schema_is_canonical() -> None:
    """An editor starts a file with what `fmt` would leave alone, in JSON too."""
    text = json.dumps(EXAMPLES[OPERATIONS.name], indent=2) + "\n"
    assert formatted(text, "operations.json") == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_formatting_changes_nothing_that_is_found(path: Path) -> None:
    """A sound file is as sound in its canonical form, table and operations together."""
    made = format_bytes(path.name, path.read_bytes())
    assert not made.broken

    def rules(data: bytes) -> list[tuple[str, str]]:
        found = Checker().check_bytes(str(path), data).diagnostics
        return [(each.rule, each.path) for each in found if each.rule != "ambiguous-text"]

    assert rules(made.after) == rules(path.read_bytes())
