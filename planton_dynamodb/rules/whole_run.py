"""Rules about more than one manifest, and about the comments that ignore findings."""

from __future__ import annotations

from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.manifest.writing.operations import ReplaceSpan
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, Rule, all_rules, run_rule


@run_rule(ERROR)
def table_name_duplicate(name: str, place: Span, first: Span) -> Finding:
    """Two manifests of one run make a table of the same name.

    ## What it finds
    Two `AwsDynamodb` manifests with the same `metadata.name`, `org` and `env`, in one file or in several
    files that are checked together.

    ## Why
    A table's name is its identity within an account and region. Applied one after the other, the second
    manifest would change the table of the first, or replace it.

    ## Example
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    metadata:
      name: orders
    ---
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    metadata:
      name: orders
    ```

    ## The edit
    Give one of them another name, or another `env` if they are for different environments.

    ## Source
    API_CreateTable: ResourceInUseException, "Table already exists".
    """
    route: Route = ("metadata", "name")
    return Finding(
        route,
        f"the table name `{name}` is given to two manifests",
        "give one of them another name, or another env",
        detail=f"Table already exists: {name}",
        span=place,
        related=(("the other one is here", first),),
    )


@run_rule(WARNING)
def unused_ignore(name: str, place: Span, rule: Rule | None, removal: Span | None, *, alone: bool) -> Finding:
    """A comment that ignores a finding hides nothing.

    ## What it finds
    `# planton-dynamodb: ignore[rule]` on a line without a finding of that rule, with a rule that there is
    not, or with one that can't be ignored: a documented rule of the contract, or a rule about what could not
    be read. A comment that says `ignore` without a rule in brackets hides nothing either.

    ## Why
    A comment that has outlived its finding hides the next one, which nobody has looked at.

    ## Example
    ```yaml
    metadata:
      name: orders # planton-dynamodb: ignore[table-name-length] it was shorter once
    ```

    ## The edit
    ```yaml
    metadata:
      name: orders
    ```

    ## Source
    This tool.
    """
    if removal is None:
        message = "this comment ignores nothing: it has no rule in brackets"
        return Finding((), message, "write # planton-dynamodb: ignore[RULE] reason", span=place)
    edit = "remove the comment" if alone else f"take {name or 'the comma'} out of the comment"
    fix = Fix(edit, (ReplaceSpan(removal, ""),))
    if rule is None:
        message = f"there is no rule `{name}` to ignore" if name else "this comment names no rule to ignore"
        near = nearest(name, tuple(all_rules())) if name else None
        if near is not None:
            return Finding((), message, f"write {near}, or {edit}", span=place)
    elif rule.stands is not None:
        message = f"{name} can't be ignored: {rule.stands}"
    else:
        message = f"this comment ignores {name}, but there is no such finding on its line"
    return Finding((), message, edit, span=place, fix=fix)
