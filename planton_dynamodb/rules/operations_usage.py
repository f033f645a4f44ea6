"""Rules about how much a table is used."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared, Part
from planton_dynamodb.operations.quantities import MisreadError, in_bytes, per_month
from planton_dynamodb.rules.amounts import misread_rate, misread_size, too_large, zero
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


def _usage(declared: Declared) -> Part | None:
    return declared.part("usage")


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
    usage = _usage(declared)
    percent = None if usage is None else usage.fields.get("consistent_reads_percent")
    if usage is None or percent is None or 0 <= percent <= 100:
        return
    yield Finding(
        usage.at("consistentReadsPercent"),
        f"{percent} percent of the reads of {quoted(declared.table_name)} cannot be",
        "write a number from 0 to 100",
    )


@operations_rule(ERROR)
def usage_rate_unreadable(declared: Declared) -> Iterator[Finding]:
    """A number of reads or writes does not say in which time.

    ## What it finds
    `reads`, `writes` or `streamReads` of `usage` that are no number with a slash and one of `second`, `minute`, `hour`,
    `day`, `week` and `month` behind it, or that are negative.

    ## Why
    Between so many a second and so many a month there is a factor of two and a half million. Nothing is taken for
    the one or the other.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        reads: 500k/month
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        reads: 500000/month
    ```

    ## Source
    The contract, `Usage.reads`.
    """
    usage = _usage(declared)
    for field, name in (("reads", "reads"), ("writes", "writes"), ("stream_reads", "streamReads")):
        text = "" if usage is None else usage.fields.get(field)
        if usage is None or not text:
            continue
        try:
            per_month(text)
        except MisreadError as fault:
            yield misread_rate(usage.at(name), text, fault)


@operations_rule(ERROR)
def usage_size_unreadable(declared: Declared) -> Iterator[Finding]:
    """A size has no unit that is known, or no item is so large.

    ## What it finds
    `itemSize`, `storage` or `backups` of `usage` that are no number with one of `B`, `KB`, `MB`, `GB` and `TB` behind
    it, or that are negative; and an `itemSize` of nothing at all, or of more than 400 KB.

    ## Why
    Reads are charged by 4 KB and writes by 1 KB, storage by the GB: what a number without its unit costs, nobody knows.
    DynamoDB takes no item of more than 400 KB.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        itemSize: 2 KiB
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        itemSize: 2 KB
    ```

    ## Source
    The contract, `Usage.item_size`. AWS, Quotas in Amazon DynamoDB: item size.
    """
    usage = _usage(declared)
    for field, name in (("item_size", "itemSize"), ("storage", "storage"), ("backups", "backups")):
        text = "" if usage is None else usage.fields.get(field)
        if usage is None or not text:
            continue
        try:
            size = in_bytes(text)
        except MisreadError as fault:
            yield misread_size(usage.at(name), text, fault)
            continue
        if name == "itemSize":
            yield from too_large(usage.at(name), text, size)
            yield from zero(usage.at(name), text, size)


@operations_rule(ERROR)
def stream_reads_without_stream(declared: Declared) -> Iterator[Finding]:
    """Reads of a stream are counted where there is none.

    ## What it finds
    `streamReads` of `usage` where the table has no stream.

    ## Why
    Without a stream there is nothing to read, and nothing to pay for. Either the stream was forgotten, or the number is
    left over.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PAY_PER_REQUEST
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        streamReads: 10/second
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PAY_PER_REQUEST
      streamEnabled: true
      streamViewType: NEW_IMAGE
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      usage:
        streamReads: 10/second
    ```

    ## Source
    The contract, `Usage.stream_reads`.
    """
    usage, table = _usage(declared), declared.table
    if usage is None or table is None or not usage.fields.get("stream_reads"):
        return
    if table.stream_view_type is not None:
        return
    there = declared.in_table("spec", "streamEnabled")
    given = declared.table_manifest is not None and declared.table_manifest.given("spec", "streamEnabled")
    yield Finding(
        usage.at("streamReads"),
        f"{quoted(table.name)} has no stream that could be read",
        "leave out `streamReads`, or switch the stream on in the table's manifest: `streamEnabled: true`",
        related=(("the stream is off", there),) if there is not None and given else (),
        at_key=True,
    )
