"""Rules about grants."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


@operations_rule(ERROR)
def grant_name_required(declared: Declared) -> Iterator[Finding]:
    """A grant has no name.

    ## What it finds
    A grant without `name`.

    ## Why
    Its policy is called by it, and a grant that is moved in its list has to stay the same.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - access: READ
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: reporting
          access: READ
    ```

    ## Source
    The contract, `Grant.name`.
    """
    for position, grant in enumerate(declared.parts("grants"), 1):
        if not grant.name and declared.sound(*grant.route):
            yield Finding(
                grant.route,
                f"the grant at position {position} of {quoted(declared.table_name)} has no name",
                "name it",
            )
