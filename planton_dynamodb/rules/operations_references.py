"""Rules about what operations name: their table, and what stands in braces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted

_TABLE: Route = ("spec", "table")


@operations_rule(ERROR)
def operations_table_required(declared: Declared) -> Iterator[Finding]:
    """Operations do not say which table they belong to.

    ## What it finds
    A `spec.table` that is absent or blank.

    ## Why
    Scaling, alarms and grants are made of the table's name, its indexes and its units. A file may hold several tables,
    and a folder usually does, so that none is taken by itself.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.table`.
    """
    if declared.table_name or not declared.sound(*_TABLE):
        return
    yield Finding(
        _TABLE,
        "the operations do not say which table they belong to",
        "write the `metadata.name` of its manifest",
    )


@operations_rule(WARNING)
def operations_table_not_found(declared: Declared) -> Iterator[Finding]:
    """The table of operations is nowhere within reach.

    ## What it finds
    A `spec.table` that is the `metadata.name` of no `AwsDynamodb` manifest: not in the same file, not in the files
    beside it, not in what else the command was given. Where the operations have an `org` or `env`, a table with another
    one is not meant.

    ## Why
    Without the table, nobody can say whether an index is there, whether its units are reserved at all, or whether it is
    encrypted as an environment requires it. `apply` makes nothing of such operations.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    ---
    kind: AwsDynamodbOperations
    spec:
      table: order
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.table`.
    """
    name = declared.table_name
    if not name or declared.table_manifest is not None or not declared.sound(*_TABLE):
        return
    nearby = tuple(chain.from_iterable(declared.nearby))
    if name in nearby:
        yield Finding(
            _TABLE,
            f"the table {quoted(name)} that is within reach has another `org` or `env` than these operations",
            "write the same `org` and `env` under `metadata` of both, or none for the operations",
        )
        return
    tables = Guesses(nearby)
    yield Finding(
        _TABLE,
        f"there is no table {quoted(name)} in this file, beside it, or in what else was given",
        tables.advice(name, "put its manifest beside this file, or give it to the command too"),
        fix=tables.fix(name, _TABLE),
    )
