"""Rules about environments, and what each of them requires of a table."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import listed, quoted


@operations_rule(ERROR)
def environment_unknown(declared: Declared) -> Iterator[Finding]:
    """The environment that is chosen is not one that there is.

    ## What it finds
    A `metadata.env`, or an `--env` on the command line, that is none of the `environments` where these are listed.

    ## Why
    What becomes of the table's data when it leaves its stack, and what it has to have, is said environment by
    environment. Of one that is not listed nothing is known, and a guess may lose the data.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      env: production
    spec:
      table: orders
      environments:
        - name: prod
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      env: prod
    spec:
      table: orders
      environments:
        - name: prod
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.environments`.
    """
    chosen, listed_ones = declared.environment, declared.environments
    if not chosen or not listed_ones or any(each.name == chosen for each in listed_ones):
        return
    own = declared.given("metadata", "env")
    there = None if own else declared.in_table("metadata", "env")
    yield Finding(
        ("metadata", "env") if own else ("spec", "environments"),
        f"{quoted(chosen)} is none of the environments of {quoted(declared.table_name)}",
        f"name {listed([quoted(each.name) for each in listed_ones], 'or')}, or list it under `environments`",
        related=(("it is chosen here", there),) if there is not None else (),
        at_key=not own,
    )
