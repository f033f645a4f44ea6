"""Rules about what access patterns name: tables, indexes, entities, items and each other."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.registry import ERROR, Finding, pattern_rule
from planton_dynamodb.rules.wording import listed, quoted


@pattern_rule(ERROR)
def index_unknown(trial: Trial) -> Iterator[Finding]:
    """A pattern asks an index that the table does not have.

    ## What it finds
    An `index` of a pattern that is the name of no global and no local secondary index of the table. Names are compared
    letter by letter: `gsi1` is not `GSI1`.

    ## Why
    DynamoDB answers a request to an index that is not there with an error, not with the table's own items.

    ## Example
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: gsi1
        keyCondition:
          GSI1PK:
            equals: EMAIL#{email}
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: GSI1
        keyCondition:
          GSI1PK:
            equals: EMAIL#{email}
    ```

    ## Source
    API_Query: ValidationException, answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    names = tuple(index.name for index in table.indexes)
    for pattern in trial.patterns:
        if pattern.index and pattern.index not in names:
            near = nearest(pattern.index, names)
            yield Finding(
                (*pattern.route, "index"),
                f"{quoted(table.name)} has no index {quoted(pattern.index)}",
                f"did you mean {quoted(near)}?" if near else _offer(names),
                detail=f"The table does not have the specified index: {pattern.index}",
            )


def _offer(names: tuple[str, ...]) -> str:
    if not names:
        return "take `index` away to ask the table itself, or add the index to the table"
    return f"name one of {listed(names, 'or')}, or add the index to the table"
