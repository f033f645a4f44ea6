"""Rules about the names of tables, indexes and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.rules.registry import ERROR, Finding, rule
from planton_dynamodb.rules.subject import Table


@rule(ERROR, answer="The parameter 'TableName' is required but was not present in the request")
def table_name_required(table: Table) -> Iterator[Finding]:
    """The table has no name.

    ## What it finds
    `metadata.name` absent or blank. The manifest's name is the table's name: nothing is added to it.

    ## Why
    Every call to DynamoDB names its table. A made-up name would change with each deployment.

    ## Example
    ```yaml
    metadata:
      env: prod
    ```

    ## The edit
    ```yaml
    metadata:
      name: orders
      env: prod
    ```

    ## Source
    API_CreateTable: TableName is required.
    """
    route = ("metadata", "name")
    if not table.name and table.sound(*route):
        yield Finding(route, "the table has no name", "add a name under metadata")


@rule(ERROR)
def index_name_duplicate(table: Table) -> Iterator[Finding]:
    """Two indexes have the same name.

    ## What it finds
    A name that a global or local secondary index shares with an earlier one. Upper and lower case differ. An index may be
    named like its table.

    ## Why
    A query names the index it reads; all indexes of a table, global and local, share one set of names.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
        - name: by-status
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
        - name: by-customer
    ```

    ## Source
    API_CreateTable; answered so by the service.
    """
    first: dict[str, tuple[str | int, ...]] = {}
    for index in table.indexes:
        route = (*index.route, "name")
        if index.name and first.setdefault(index.name, route) != route:
            yield Finding(
                route,
                f"the index name `{index.name}` is used twice",
                "give each index of the table a name of its own",
                detail=f"One or more parameter values were invalid: Duplicate index name: {index.name}",
                related=(("it is first used here", first[index.name]),),
            )
