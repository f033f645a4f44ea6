"""Rules about alarms."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.registry import ERROR, Finding, operations_rule
from planton_dynamodb.rules.wording import quoted


@operations_rule(ERROR)
def alarms_notify_required(declared: Declared) -> Iterator[Finding]:
    """Alarms tell nobody.

    ## What it finds
    `alarms` without `notify`.

    ## Why
    An alarm without an action changes its colour in a console that nobody looks at when it matters.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notifyWhenOver: true
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
        notifyWhenOver: true
    ```

    ## Source
    The contract, `Alarms.notify`.
    """
    alarms = declared.part("alarms")
    if alarms is None or alarms.fields.get("notify") or not declared.sound(*alarms.at("notify")):
        return
    yield Finding(
        alarms.at("notify"),
        f"the alarms of {quoted(declared.table_name)} tell nobody",
        "write the ARN of the SNS topic that is to be told as `notify`",
    )
