"""Rules about grants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.operations.declared import Declared, Part
from planton_dynamodb.operations.resolve import word_of
from planton_dynamodb.operations.texts import filled
from planton_dynamodb.rules.arns import ROLE, is_arn, mistake
from planton_dynamodb.rules.readings import environments_of, is_meant_for, readings, too_long, unlisted
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, operations_rule
from planton_dynamodb.rules.wording import named_characters, quoted

_LONGEST_NAME, _LONGEST_ROLE = 128, 64
_STRANGE = re.compile(r"[^A-Za-z0-9_+=,.@-]")
_HOLE = re.compile(r"\{[^{}]*\}")
_CHARACTERS = "the letters a to z and A to Z, digits and `_+=,.@-`"


def _label(grant: Part) -> str:
    return (
        f"the grant {quoted(grant.name)}"
        if grant.name
        else f"the grant at position {int(grant.route[-1]) + 1}"
    )


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
        - access: READ_WRITE
          role: shop-task
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
    ```

    ## Source
    The contract, `Grant.name`.
    """
    for grant in declared.parts("grants"):
        if not grant.name and declared.absent(*grant.at("name")):
            yield Finding(
                grant.route, f"{_label(grant)} of {quoted(declared.table_name)} has no name", "name it"
            )


@operations_rule(ERROR)
def grant_name_duplicate(declared: Declared) -> Iterator[Finding]:
    """Two grants of a table have one name.

    ## What it finds
    A `name` that another grant of the table has, in upper or lower case.

    ## Why
    The names of policies are told apart by their letters alone, whatever their case: the second one would be
    refused, or take the place of the first.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
        - name: task
          access: READ
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
        - name: reporting
          access: READ
    ```

    ## Source
    API_CreatePolicy, PolicyName.
    """
    first: dict[str, Part] = {}
    for grant in declared.parts("grants"):
        name = grant.name.lower()
        if name and name in first:
            yield Finding(
                grant.at("name"),
                f"two grants of {quoted(declared.table_name)} are called {quoted(grant.name)}",
                "give one of them another name",
                related=(("the first one", first[name].at("name")),),
            )
        first.setdefault(name, grant)


@operations_rule(ERROR)
def grant_name_charset(declared: Declared) -> Iterator[Finding]:
    """The name of a grant holds a character that names of policies can't have.

    ## What it finds
    Anything in the `name` of a grant besides the letters a to z in lower and upper case, digits and `_+=,.@-`.

    ## Why
    It becomes part of the name of a policy, and AWS refuses others.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: shop task
          access: READ_WRITE
          role: shop-task
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: shop-task
          access: READ_WRITE
          role: shop-task
    ```

    ## Source
    API_CreatePolicy, PolicyName.
    """
    for grant in declared.parts("grants"):
        strange = list(dict.fromkeys(_STRANGE.findall(grant.name)))
        if strange:
            yield Finding(
                grant.at("name"),
                f"the name of a grant, {quoted(grant.name)}, holds {named_characters(strange)}, which is not allowed",
                f"use only {_CHARACTERS}",
            )


@operations_rule(ERROR)
def grant_name_length(declared: Declared) -> Iterator[Finding]:
    """The name of a policy is longer than 128 characters.

    ## What it finds
    A name of more than 128 characters, made of the table's name at AWS, a dash, and the `name` of the grant.

    ## Why
    AWS refuses it. The name of a table may have twice as many.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: a-name-of-about-130-characters-{table}
      grants:
        - name: task
          access: READ
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      naming: shop-{table}
      grants:
        - name: task
          access: READ
    ```

    ## Source
    API_CreatePolicy, PolicyName.
    """
    for grant in declared.parts("grants"):
        whole = too_long(declared, grant, grant.name, _LONGEST_NAME) if grant.name else None
        if whole is not None:
            yield Finding(
                grant.at("name"),
                f"the name of the policy {quoted(whole.text)} has {len(whole.text)} characters, "
                f"and {_LONGEST_NAME} are allowed",
                "shorten its name or that of the table, which it begins with",
            )


@operations_rule(ERROR)
def grant_access_required(declared: Declared) -> Iterator[Finding]:
    """A grant does not say what may be done.

    ## What it finds
    A grant without `access`, or with ACCESS_UNSPECIFIED.

    ## Why
    Reading is not taken by itself: a grant that permits less than was meant is found in production.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          role: shop-task
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
    ```

    ## Source
    The contract, `Grant.access`.
    """
    for grant in declared.parts("grants"):
        if grant.fields and not grant.fields.get("access") and declared.absent(*grant.at("access")):
            yield Finding(
                grant.at("access"),
                f"{_label(grant)} of {quoted(declared.table_name)} does not say what may be done",
                "write `access`: READ, WRITE or READ_WRITE",
            )


@operations_rule(ERROR)
def grant_role_format(declared: Declared) -> Iterator[Finding]:
    """What a grant is for is not a role.

    ## What it finds
    A `role` that is neither the name of a role nor the ARN of one, once `{app}`, `{table}`, `{env}` and `{org}` are
    filled in: the ARN of a user, of a policy or of a session, an account of 11 digits, a path in front of a name, a
    name of more than 64 characters.

    ## Why
    A policy can be written into a role alone, and IAM looks for it by its name. For users and groups, leave `role`
    out: then there is a policy that can be attached to them.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: arn:aws:iam::111122223333:user/alice
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: arn:aws:iam::111122223333:role/shop-task
    ```

    ## Source
    API_PutRolePolicy, RoleName.
    """
    for grant in declared.parts("grants"):
        written = str(grant.fields.get("role", ""))
        for each in readings(declared, written, grant) if written else ():
            found = _role_mistake(each.text)
            if found is not None:
                said, edit = found
                yield Finding(grant.at("role"), f"{said}{each.behind(written)}", edit)
                break


def _role_mistake(role: str) -> tuple[str, str] | None:
    """What keeps a text from being a role, and the edit."""
    form = f"write the name of a role, or its ARN: {ROLE.form}"
    if is_arn(role):
        said = mistake(role, ROLE)
        if said is not None and re.match(r"arn:[^:]*:iam::[^:]*:(?:user|group)/", role):
            form = "leave `role` out, and attach the policy that is made then"
        return None if said is None else (said, form)
    name = _HOLE.sub("", role)
    strange = list(dict.fromkeys(_STRANGE.findall(name)))
    if strange == ["/"]:
        return f"{quoted(role)} has a path in front of its name", f"write {quoted(role.rpartition('/')[2])}"
    if strange:
        return f"the role {quoted(role)} holds {named_characters(strange)}, which no role's name has", form
    if len(name) > _LONGEST_ROLE:
        said = f"the role {quoted(role)} has {len(name)} characters, and {_LONGEST_ROLE} are allowed"
        return said, "write the name of a role that there is"
    return None


@operations_rule(WARNING)
def grant_role_twice(declared: Declared) -> Iterator[Finding]:
    """A role is granted one thing twice.

    ## What it finds
    Two grants for the same role in the same environment, where both permit reading or both permit writing.

    ## Why
    The second one adds nothing, and whoever takes one of them away believes that the access is gone.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
        - name: reporting
          access: READ
          role: shop-task
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
        - name: reporting
          access: READ
          role: shop-reporting
    ```

    ## Source
    This tool.
    """
    before: dict[tuple[str, str], list[Part]] = {}
    for grant in declared.parts("grants"):
        places = list(_roles(declared, grant))
        for environment, role in places:
            one = next((each for each in before.get((environment, role), ()) if _overlap(each, grant)), None)
            if one is not None:
                behind = f" in the environment {quoted(environment)}" if environment else ""
                yield Finding(
                    grant.at("role"),
                    f"the role {quoted(role)} has part of that by {_label(one)}{behind}",
                    "make one grant of both, or name another role",
                    related=(("it is granted here first", one.at("role")),),
                )
                break
        for place in places:
            before.setdefault(place, []).append(grant)


def _roles(declared: Declared, grant: Part) -> Iterator[tuple[str, str]]:
    """The role of a grant by its name, in each environment in which there is this grant."""
    written = str(grant.fields.get("role", ""))
    for environment in environments_of(declared) if written else ():
        if is_meant_for(grant, environment):
            yield environment, filled(written, declared.words(environment)).rpartition("/")[2]


def _overlap(one: Part, other: Part) -> bool:
    return bool(_permitted(one) & _permitted(other))


def _permitted(grant: Part) -> set[str]:
    access = grant.fields.get("access")
    return set(word_of("Access", access).split("_")) if access else set()


@operations_rule(ERROR)
def grant_stream_without_stream(declared: Declared) -> Iterator[Finding]:
    """A grant is for the stream of a table that has none.

    ## What it finds
    `stream: true` in a grant, where `streamEnabled` of the table is false or absent.

    ## Why
    Whoever is granted it is going to read a stream, and finds none.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      streamEnabled: false
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
          stream: true
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      streamEnabled: true
      streamViewType: NEW_IMAGE
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      grants:
        - name: task
          access: READ_WRITE
          role: shop-task
          stream: true
    ```

    ## Source
    The contract, `Grant.stream`.
    """
    table = declared.table
    if table is None or table.stream_view_type is not None:
        return
    there = declared.in_table("spec", "streamEnabled")
    for grant in declared.parts("grants"):
        if grant.fields.get("stream"):
            yield Finding(
                grant.at("stream"),
                f"{quoted(table.name)} has no stream that {_label(grant)} could be for",
                "leave out `stream`, or write `streamEnabled: true` and a `streamViewType` in the table's manifest",
                related=(("the table has no stream", there),) if there is not None else (),
            )


@operations_rule(ERROR)
def grant_environment_unknown(declared: Declared) -> Iterator[Finding]:
    """A grant is meant for an environment that there is not.

    ## What it finds
    A name in the `environments` of a grant that is none of `spec.environments`, or any where none are listed.

    ## Why
    In an environment that nobody knows no policy is made, and in the one that was meant access is denied.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
      grants:
        - name: task
          access: READ
          environments: [production]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
      grants:
        - name: task
          access: READ
          environments: [prod]
    ```

    ## Source
    The contract, `Grant.environments`.
    """
    for grant in declared.parts("grants"):
        yield from unlisted(declared, grant)
