"""Rules about the scaling of reserved units."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


@operations_rule(ERROR)
def scaling_on_demand(declared: Declared) -> Iterator[Finding]:
    """Auto scaling is declared for a table on demand.

    ## What it finds
    `autoScaling` where the table's billing mode is PAY_PER_REQUEST.

    ## Why
    Scaling changes the units that are reserved, and on demand none are. AWS refuses to register such a table.

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
      autoScaling:
        read:
          max: 100
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
    ```

    ## Source
    AWS, Managing throughput capacity automatically with DynamoDB auto scaling.
    """
    table, scaling = declared.table, declared.part("auto_scaling")
    if table is None or scaling is None or table.capacity is not None:
        return
    there = declared.in_table("spec", "billingMode")
    yield Finding(
        scaling.route,
        f"{quoted(table.name)} is on demand, so that it has no units to scale",
        "leave out `autoScaling`, or reserve units with billing mode PROVISIONED in the table's manifest",
        related=(("the table is on demand", there),) if there is not None else (),
        at_key=True,
    )
