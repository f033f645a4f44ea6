"""Rules about how much a table is used."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


@operations_rule(ERROR)
def usage_percent(declared: Declared) -> Iterator[Finding]:
    """A share of reads is no percentage.

    ## What it finds
    `consistentReadsPercent` below 0 or above 100.

    ## Why
    It says how many of the reads are strongly consistent, which cost twice as much.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        reads: 500000/month
        consistentReadsPercent: 120
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        reads: 500000/month
        consistentReadsPercent: 20
    ```

    ## Source
    The contract, `Usage.consistent_reads_percent`.
    """
    usage = declared.part("usage")
    percent = None if usage is None else usage.fields.get("consistent_reads_percent")
    if usage is None or percent is None or 0 <= percent <= 100:
        return
    yield Finding(
        usage.at("consistentReadsPercent"),
        f"{percent} percent of the reads of {quoted(declared.table_name)} cannot be",
        "write a number from 0 to 100",
    )
