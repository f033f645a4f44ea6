"""Rules about environments, and what each of them requires of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.writing.operations import Remove, Replace
from planton_dynamodb.operations.claims import Claim, claimed_before
from planton_dynamodb.operations.declared import (
    DELETION_PROTECTION,
    DESTROY,
    ENCRYPTION,
    POINT_IN_TIME_RECOVERY,
    Declared,
    Part,
)
from planton_dynamodb.operations.texts import ENV, filled, holes, plain
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, operations_rule
from planton_dynamodb.rules.wording import counted, named_characters, quoted
from planton_dynamodb.table.table import Table

_NAMING: Route = ("spec", "naming")
_CHARACTERS = re.compile(r"[a-zA-Z0-9_.-]+")
_ALLOWED = "letters a to z and A to Z, digits, `_`, `-` and `.`"
_SHORTEST, _LONGEST = 3, 255
_PROTECT, _RETAIN = "pulumi.project-planton.org/protect", "pulumi.project-planton.org/retain"
_PROTECTED: Route = ("spec", "deletionProtectionEnabled")


class _Safeguard(NamedTuple):
    """What an environment may require: how it is called, and what switches it on."""

    thing: str
    switch: Route


_SAFEGUARDS = {
    POINT_IN_TIME_RECOVERY: _Safeguard("point-in-time recovery", ("spec", "pointInTimeRecoveryEnabled")),
    ENCRYPTION: _Safeguard(
        "encryption with a key of the account", ("spec", "serverSideEncryption", "enabled")
    ),
    DELETION_PROTECTION: _Safeguard("deletion protection", _PROTECTED),
}


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
    if not declared.sound("spec", "environments"):
        return
    own = declared.given("metadata", "env")
    there = None if own else declared.in_table("metadata", "env")
    names = Guesses(each.name for each in listed_ones)
    route: Route = ("metadata", "env")
    yield Finding(
        route if own else ("spec", "environments"),
        f"{quoted(chosen)} is none of the environments of {quoted(declared.table_name)}",
        names.advice(chosen, "list it under `environments`"),
        related=(("it is chosen here", there),) if there is not None else (),
        at_key=not own,
        fix=names.fix(chosen, route) if own else None,
    )


@operations_rule(ERROR)
def environment_name_required(declared: Declared) -> Iterator[Finding]:
    """An environment has no name.

    ## What it finds
    One of the `environments` without `name`.

    ## Why
    A run says by this name which environment it is for. What is said of one without a name is never done.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - retention: RETAIN
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          retention: RETAIN
    ```

    ## Source
    The contract, `Environment.name`.
    """
    for position, each in enumerate(declared.environments, 1):
        if not each.name and declared.sound(*each.at("name")) and declared.sound(*each.route[:-1]):
            yield Finding(
                each.at("name"),
                f"the environment at position {position} of {quoted(declared.table_name)} has no name",
                "name it, such as `prod`",
            )


@operations_rule(ERROR)
def environment_name_duplicate(declared: Declared) -> Iterator[Finding]:
    """Two environments have one name.

    ## What it finds
    One of the `environments` with the name of an earlier one. Names are compared letter by letter.

    ## Why
    Only one of the two can say what becomes of the table there.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          retention: RETAIN
        - name: prod
          retention: DESTROY
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          retention: RETAIN
        - name: dev
          retention: DESTROY
    ```

    ## Source
    The contract, `Environment.name`.
    """
    first: dict[str, Route] = {}
    for each in declared.environments:
        earlier = first.setdefault(each.name, each.route)
        if each.name and earlier != each.route:
            yield Finding(
                each.at("name"),
                f"there is another environment {quoted(each.name)}",
                "give one of the two another name, or put what they say into one",
                related=(("the other one is here", (*earlier, "name")),),
            )


@operations_rule(ERROR)
def environment_name_charset(declared: Declared) -> Iterator[Finding]:
    """The name of an environment holds what names cannot have.

    ## What it finds
    Anything in the name of one of the `environments` besides the letters a to z in lower and upper case, digits, `_`,
    `-` and `.`.

    ## Why
    It becomes part of what `{env}` stands in: of names of tables and roles, of topics and of parameters, and it is the
    name of the stack.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod/eu
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod-eu
    ```

    ## Source
    Developer Guide, Supported data types and naming rules.
    """
    seen: set[str] = set()
    for each in declared.environments:
        strange = [letter for letter in dict.fromkeys(each.name) if not _CHARACTERS.fullmatch(letter)]
        if strange and each.name not in seen:
            seen.add(each.name)
            yield Finding(
                each.at("name"),
                f"the environment {quoted(each.name)} holds {named_characters(strange)}, which is not allowed",
                f"use only the {_ALLOWED}",
            )


@operations_rule(ERROR)
def safeguard_missing(declared: Declared) -> Iterator[Finding]:
    """A table lacks what an environment requires.

    ## What it finds
    A safeguard under `requires` of an environment that the table does not have: POINT_IN_TIME_RECOVERY without
    `pointInTimeRecoveryEnabled: true`, ENCRYPTION without `serverSideEncryption.enabled: true`, DELETION_PROTECTION
    without `deletionProtectionEnabled: true`. Where an environment is chosen, by `metadata.env` or --env, only that one
    is looked at.

    ## Why
    What it takes to keep the data of an environment is decided once, and then holds for every change of the table's
    manifest. AWS would take such a table as it is.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      pointInTimeRecoveryEnabled: false
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          requires:
            - POINT_IN_TIME_RECOVERY
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      pointInTimeRecoveryEnabled: true
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          requires:
            - POINT_IN_TIME_RECOVERY
    ```

    ## Source
    The contract, `Environment.requires`.
    """
    table = declared.table
    if table is None:
        return
    there = {
        POINT_IN_TIME_RECOVERY: table.point_in_time_recovery,
        ENCRYPTION: table.encryption.enabled,
        DELETION_PROTECTION: table.deletion_protection,
    }
    for environment in declared.judged:
        for required, route in _required(declared, environment).items():
            if required == DELETION_PROTECTION and _destroyed(environment):
                continue  # it cannot be had there: a rule of its own says so
            if not there.get(required, True):
                yield _unsafe(declared, table, environment, route, _SAFEGUARDS[required])


@operations_rule(WARNING)
def safeguard_duplicate(declared: Declared) -> Iterator[Finding]:
    """An environment requires the same thing twice.

    ## What it finds
    A safeguard that stands under `requires` of an environment a second time.

    ## Why
    It says no more than once. Perhaps another one was meant.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          requires:
            - ENCRYPTION
            - ENCRYPTION
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          requires:
            - ENCRYPTION
    ```

    ## Source
    The contract, `Environment.requires`.
    """
    for environment in declared.environments:
        first = _required(declared, environment)
        for position, each in enumerate(environment.fields.get("requires") or ()):
            route = (*environment.at("requires"), position)
            if each in first and first[each] != route:
                yield Finding(
                    route,
                    f"the environment {quoted(environment.name)} requires {_SAFEGUARDS[each].thing} twice",
                    "remove one, or write the safeguard that was meant",
                    related=(("it is required here too", first[each]),),
                    fix=Fix("remove the second one", (Remove(route),)),
                )


@operations_rule(
    ERROR,
    answer="Resource cannot be deleted as it is currently protected against deletion. "
    "Disable deletion protection first.",
)
def retention_destroy_protected(declared: Declared) -> Iterator[Finding]:
    """A table that is to be deleted with its stack is protected against deletion.

    ## What it finds
    An environment with `retention: DESTROY` where the table has `deletionProtectionEnabled: true`. Where an environment
    is chosen, by `metadata.env` or --env, only that one is looked at.

    ## Why
    AWS refuses to delete such a table, so that `destroy` ends in an error after what is around it has gone.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      deletionProtectionEnabled: true
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: dev
          retention: DESTROY
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      deletionProtectionEnabled: false
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: dev
          retention: DESTROY
    ```

    Where other environments need the protection, switch it off for this one alone:
    `--env dev --set spec.deletionProtectionEnabled=false`.

    ## Source
    API_DeleteTable; answered so by the service.
    """
    table = declared.table
    if table is None or not table.deletion_protection:
        return
    there = declared.in_table(*_PROTECTED)
    key = declared.table_manifest.key(*_PROTECTED) if declared.table_manifest is not None else ""
    for environment in declared.judged:
        if not _destroyed(environment) or DELETION_PROTECTION in _required(declared, environment):
            continue
        yield Finding(
            environment.at("retention"),
            f"{quoted(table.name)} is to be deleted in {quoted(environment.name)}, "
            "and is protected against deletion",
            f"write RETAIN, or take `{key}` away if its data may go; "
            f"for this environment alone: --env {environment.name} --set spec.{key}=false",
            related=(("it is protected here", there),) if there is not None else (),
        )


@operations_rule(ERROR)
def retention_destroy_requires_protection(declared: Declared) -> Iterator[Finding]:
    """An environment deletes its table, and requires that it cannot be deleted.

    ## What it finds
    An environment with `retention: DESTROY` that has DELETION_PROTECTION under `requires`.

    ## Why
    No table meets both: with the protection, AWS refuses to delete it; without, it may not be made.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: dev
          retention: DESTROY
          requires:
            - DELETION_PROTECTION
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: dev
          retention: DESTROY
    ```

    ## Source
    The contract, `Environment`; API_DeleteTable.
    """
    for environment in declared.environments:
        protected = _required(declared, environment).get(DELETION_PROTECTION)
        if protected is None or not _destroyed(environment):
            continue
        yield Finding(
            environment.at("retention"),
            f"{quoted(environment.name)} deletes its table, and requires that it cannot be deleted",
            "write RETAIN, or take DELETION_PROTECTION out of `requires`",
            related=(("the protection is required here", protected),),
        )


@operations_rule(WARNING)
def retention_overruled(declared: Declared) -> Iterator[Finding]:
    """A label of the table says otherwise than an environment what becomes of it.

    ## What it finds
    The label or annotation `pulumi.project-planton.org/retain` or `pulumi.project-planton.org/protect` of the table's
    manifest where it is "false" in an environment that retains its table, or "true" in one with `retention: DESTROY`.
    Where an environment is chosen, by `metadata.env` or --env, only that one is looked at.

    ## Why
    The label wins, in every environment. What is said of this one is then not what happens.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
      labels:
        pulumi.project-planton.org/retain: "false"
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
          retention: RETAIN
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
      environments:
        - name: prod
          retention: RETAIN
    ```

    ## Source
    This tool.
    """
    for environment in declared.judged:
        if not declared.sound(*environment.route):
            continue
        said, other = ("deletes", "true") if _destroyed(environment) else ("retains", "false")
        for label in (_RETAIN, _PROTECT):
            written = _switch(declared, label)
            if written is None or written[0] != other:
                continue
            place = "retention" if environment.fields.get("retention") else "name"
            yield Finding(
                environment.at(place),
                f'{quoted(environment.name)} {said} its table, and {label} is "{other}", which wins',
                "take that away from the table's manifest, or write the other retention",
                related=(("that is said here", written[1]),) if written[1] is not None else (),
            )


@operations_rule(ERROR)
def naming_unfit(declared: Declared) -> Iterator[Finding]:
    """What `naming` comes to is no name that a table can have.

    ## What it finds
    A `naming` that, filled in, has fewer than 3 or more than 255 characters, or any besides the letters a to z in lower
    and upper case, digits, `_`, `-` and `.`. It is filled in for the environment that is chosen, by `metadata.env` or
    --env, else for each that is listed.

    ## Why
    It is the name that the table is made with, and AWS takes no other names.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: "{app}/{table}"
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: "{app}-{table}"
    ```

    ## Source
    Developer Guide, Supported data types and naming rules; Quotas in Amazon DynamoDB.
    """
    naming = str(declared.spec.get("naming") or "")
    if not naming or not declared.sound(*_NAMING) or not plain(naming):
        return
    for environment in _named_environments(declared):
        words = declared.words(environment)
        # What nobody can fill in, and a table that is called by no name AWS takes, have rules of their own.
        if not set(holes(naming)) <= words.keys() or not _CHARACTERS.fullmatch(declared.table_name):
            return
        name = filled(naming, words)
        wrong = _unfit(name)
        if wrong is None or (environment and not _CHARACTERS.fullmatch(environment)):
            continue
        where = f" in the environment {quoted(environment)}" if environment and ENV in holes(naming) else ""
        yield Finding(_NAMING, f"the table would be called {quoted(name)}{where}, which {wrong[0]}", wrong[1])
        return


@operations_rule(WARNING)
def naming_without_environment(declared: Declared) -> Iterator[Finding]:
    """All environments would have one table.

    ## What it finds
    A `naming` without `{env}` where more than one of the `environments` is listed. Without any `naming` the table is
    called what its manifest says, which is for environments that are accounts of their own.

    ## Why
    A name is the identity of a table within an account and region. The second environment would meet the table of the
    first, and change or adopt it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: "{app}-{table}"
      environments:
        - name: prod
        - name: dev
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: "{app}-{table}-{env}"
      environments:
        - name: prod
        - name: dev
    ```

    Where each environment is an account of its own and one name is meant, leave `naming` out, or ignore this rule with
    a comment.

    ## Source
    API_CreateTable: ResourceInUseException, "Table already exists".
    """
    naming = str(declared.spec.get("naming") or "")
    names = list(dict.fromkeys(each.name for each in declared.environments if each.name))
    odd = set(holes(naming)) - {"app", "table", "org"}
    if not naming or odd or not plain(naming) or len(names) < 2 or not declared.sound(*_NAMING):
        return
    mended = f"{naming}-{{{ENV}}}"
    yield Finding(
        _NAMING,
        f"the table has one name, {quoted(naming)}, in {counted(len(names), 'environment')}",
        f"write {quoted(mended)}, or leave `naming` out where each of them is an account of its own",
        related=(("the environments are here", ("spec", "environments")),),
        fix=Fix(f"write {mended}", (Replace(_NAMING, mended),), safe=False),
    )


@operations_rule(ERROR)
def naming_shared(declared: Declared) -> Iterator[Finding]:
    """Two tables would have one name.

    ## What it finds
    A `naming` that comes to the same as that of another table within reach, in the same environment.

    ## Why
    A name is the identity of a table within an account and region. AWS refuses to make the second one.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: shop-data
    ---
    kind: AwsDynamodbOperations
    spec:
      table: customers
      naming: shop-data
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: shop-{table}
    ---
    kind: AwsDynamodbOperations
    spec:
      table: customers
      naming: shop-{table}
    ```

    ## Source
    API_CreateTable: ResourceInUseException, "Table already exists".
    """
    found = claimed_before(declared, _names_at_aws)
    if found is None:
        return
    other, shared = found
    yield Finding(
        _name_route(declared),
        f"{quoted(declared.table_name)} and {quoted(other.table_name)} would both be called {quoted(shared)}",
        "write `{table}` into `naming`, or another name",
        detail=f"Table already exists: {shared}",
        related=((f"the name of {quoted(other.table_name)}", other.manifest.span(_name_route(other))),),
    )


def _names_at_aws(declared: Declared) -> list[Claim]:
    """What the table is called, in each environment that it may be made for; nothing where that is not known."""
    naming = str(declared.spec.get("naming") or "{table}")
    if not declared.table_name or not declared.sound(*_NAMING) or not plain(naming):
        return []
    words = {environment: declared.words(environment) for environment in _named_environments(declared)}
    known = [(env, said) for env, said in words.items() if set(holes(naming)) <= said.keys()]
    return [Claim(environment, filled(naming, said)) for environment, said in known]


def _name_route(declared: Declared) -> Route:
    return _NAMING if declared.spec.get("naming") else ("spec", "table")


def _destroyed(environment: Part) -> bool:
    return environment.fields.get("retention") == DESTROY


def _required(declared: Declared, environment: Part) -> dict[int, Route]:
    """What an environment requires, each with where it says so first."""
    found: dict[int, Route] = {}
    for position, each in enumerate(environment.fields.get("requires") or ()):
        route = (*environment.at("requires"), position)
        if each in _SAFEGUARDS and declared.sound(*route):
            found.setdefault(each, route)
    return found


def _unsafe(
    declared: Declared, table: Table, environment: Part, route: Route, safeguard: _Safeguard
) -> Finding:
    manifest = declared.table_manifest
    assert manifest is not None
    given = manifest.given(*safeguard.switch)
    block = safeguard.switch[-2]
    written = f"{manifest.key(*safeguard.switch)}: true"
    inside = f" under `{manifest.key(*safeguard.switch[:-1])}`" if block != "spec" else ""
    return Finding(
        route,
        f"{quoted(environment.name)} requires {safeguard.thing}, and {quoted(table.name)} has none",
        f"write `{written}`{inside} in the table's manifest",
        related=(("it is off here" if given else "the table is here", manifest.span(safeguard.switch)),),
    )


def _switch(declared: Declared, label: str) -> tuple[str, Span | None] | None:
    """What a label of the table says, and where; an annotation wins."""
    table = declared.table_manifest
    metadata = None if table is None else table.fields.get("metadata")
    if not isinstance(metadata, dict):
        return None
    for field in ("annotations", "labels"):
        said = (metadata.get(field) or {}).get(label)
        if said is not None:
            return str(said), declared.in_table("metadata", field, label)
    return None


def _named_environments(declared: Declared) -> list[str]:
    """The environments that the table may be named for; one without a name where none is listed."""
    if declared.environments:
        return [each.name for each in declared.judged if each.name]
    return [declared.environment]


def _unfit(name: str) -> tuple[str, str] | None:
    """What is wrong with the name of a table, and what to do about it."""
    strange = [letter for letter in dict.fromkeys(name) if not _CHARACTERS.fullmatch(letter)]
    if strange:
        return f"holds {named_characters(strange)}", f"use only the {_ALLOWED}"
    if len(name) < _SHORTEST:
        return f"has {counted(len(name), 'character')}, and 3 are needed", "write more into `naming`"
    if len(name) > _LONGEST:
        over = counted(len(name) - _LONGEST, "character")
        return f"has {len(name)} characters, and 255 are allowed", f"shorten it by {over}"
    return None
