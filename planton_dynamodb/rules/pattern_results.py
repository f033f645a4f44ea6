"""Rules about what comes of access patterns when they are tried on their sample items."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.patterns import expectations
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.registry import ERROR, Finding, pattern_rule


@pattern_rule(ERROR)
def expected_item_missing(trial: Trial) -> Iterator[Finding]:
    """A pattern does not return an item that is expected of it.

    ## What it finds
    An item under `expect.items` that the pattern, tried on the sample items, does not come back with.

    ## Why
    Either the table is asked the wrong way (another index has the item, or the item stands under another key), or the
    item lacks the key by which the pattern would find it. Deployed, such a pattern returns nothing, without an error.

    ## Example
    ```yaml
    items:
      - name: a-user
        attributes:
          PK: USER#1
          SK: METADATA
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#2
          SK: METADATA
        expect:
          items:
            - a-user
    ```

    ## The edit
    ```yaml
    items:
      - name: a-user
        attributes:
          PK: USER#1
          SK: METADATA
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
          SK: METADATA
        expect:
          items:
            - a-user
    ```

    ## Source
    This tool.
    """
    table = trial.table
    if table is None:
        return
    for pattern in trial.patterns:
        answer = trial.answer(pattern)
        if answer is None:
            continue
        for mismatch in expectations.mismatches(pattern, answer, trial.samples, table):
            if mismatch.kind == expectations.MISSING:
                yield Finding(mismatch.route, mismatch.said, "ask for the key that the item has")
