"""Rules about parameters in the Parameter Store."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


@operations_rule(ERROR)
def parameter_path_required(declared: Declared) -> Iterator[Finding]:
    """Parameters do not say where they stand.

    ## What it finds
    `parameters` without `path`.

    ## Why
    Other stacks find a parameter by its name alone, so that none is made up.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        outputs: [TABLE_NAME]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME]
    ```

    ## Source
    The contract, `Parameters.path`.
    """
    parameters = declared.part("parameters")
    if parameters is None or parameters.fields.get("path") or not declared.sound(*parameters.at("path")):
        return
    yield Finding(
        parameters.at("path"),
        f"it is not said where the parameters of {quoted(declared.table_name)} stand",
        "write `path`, such as /shop/{env}/orders",
    )
