"""Rules about what operations name: their table, and what stands in braces."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import chain

from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.words import same_but_for_case
from planton_dynamodb.manifest.writing.operations import Insert, Remove, Replace
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.texts import APP, ENV, ORG, OUTPUT, TABLE, holes, mended, plain, unpaired
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.readings import Text, texts_of
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, operations_rule
from planton_dynamodb.rules.wording import counted, listed, named_characters, quoted

_TABLE: Route = ("spec", "table")
_APP: Route = ("spec", "app")
_NAME: Route = ("metadata", "name")
_LONGEST_NAME = 255
_NAME_CHARACTERS = re.compile(r"[a-zA-Z0-9_.-]+")
_OTHER_CHARACTERS = re.compile(r"[^a-zA-Z0-9_.-]+")
_MEANT = {
    "application": APP,
    "service": APP,
    "project": APP,
    "name": TABLE,
    "tablename": TABLE,
    "environment": ENV,
    "stage": ENV,
    "organization": ORG,
    "organisation": ORG,
}
"""What people write who know the word of another tool."""
_FILL = {
    APP: "write the application as `app` under `spec`",
    ENV: "list the environments under `environments`, say --env, or write `env` under the table's `metadata`",
    ORG: "write `org` under `metadata`, here or of the table",
}


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
    nearest = next((names for names in declared.nearby if names), ())
    only = nearest[0] if len(nearest) == 1 else None
    there = declared.manifest.node(_TABLE) is not None
    edit = Replace(_TABLE, only or "") if there else Insert(_TABLE[:-1], "table", only or "")
    yield Finding(
        _TABLE,
        "the operations do not say which table they belong to",
        f"write `table: {only}`, if that is the one"
        if only
        else "write the `metadata.name` of its AwsDynamodb manifest as `table`",
        fix=Fix(f"write table: {only}", (edit,), safe=False) if only else None,
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


@operations_rule(ERROR)
def operations_table_ambiguous(declared: Declared) -> Iterator[Finding]:
    """Operations may belong to any of several tables.

    ## What it finds
    A `spec.table` that is the `metadata.name` of tables with another `org` or `env` each, in one file or in one folder,
    where the operations do not say which `org` or `env` is meant.

    ## Why
    Operations are those of one table. The others would be made without any, and nobody would notice.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
      env: dev
    ---
    kind: AwsDynamodb
    metadata:
      name: orders
      env: prod
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
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
      naming: "{table}-{env}"
      environments:
        - name: dev
        - name: prod
    ```

    ## Source
    This tool.
    """
    found = declared.candidates if declared.sound(*_TABLE) else []
    others = [each for each in found if _owner(each) != _owner(found[0])]
    if others:
        yield Finding(
            _TABLE,
            f"there are {1 + len(others)} tables {quoted(declared.table_name)} that may be meant",
            "write the `env` or `org` of one under `metadata` here, or keep one table and choose with --env",
            related=tuple(("this one may be meant", each.span(_NAME)) for each in (found[0], *others)),
        )


@operations_rule(ERROR)
def operations_table_unsound(declared: Declared) -> Iterator[Finding]:
    """The table of operations has errors of its own.

    ## What it finds
    A `spec.table` whose manifest stands in another file and has errors. In the same file they are reported anyway.

    ## Why
    Such a table is not made, and nothing around it. Which indexes and units it is meant to have is a guess, and so
    would be every word about what is to run around it.

    ## Example
    ```text
    table.yaml has an error, and operations.yaml beside it names its table.
    ```

    ## The edit
    ```text
    planton-dynamodb validate table.yaml, and mend what it finds.
    ```

    ## Source
    This tool.
    """
    manifest = declared.table_manifest
    if manifest is None or not declared.table_errors or manifest.source.name == declared.manifest.source.name:
        return
    path = _beside(declared.manifest.source.name, manifest.source.name)
    errors = counted(declared.table_errors, "error")
    yield Finding(
        _TABLE,
        f"the manifest of {quoted(declared.table_name)}, {path}, has {errors}, so that nothing can run around it",
        f"run planton-dynamodb validate {path} and mend what it finds first",
    )


@operations_rule(ERROR)
def operations_table_taken(declared: Declared) -> Iterator[Finding]:
    """A table has two manifests of operations.

    ## What it finds
    Operations of a table that has operations already: earlier in the same file, nearer to the table, or in a file of
    the same folder whose name comes first. Operations with another `org` or `env` than the table are not meant.

    ## Why
    All that runs around a table is made together with it, from one declaration. Of two, one would be left out, or each
    `apply` would take away what the other one made.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      name: orders-alarms
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
    ---
    kind: AwsDynamodbOperations
    metadata:
      name: orders-parameters
    spec:
      table: orders
      parameters:
        path: /shop/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      name: orders
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:on-call
      parameters:
        path: /shop/orders
    ```

    ## Source
    This tool.
    """
    first = declared.nearest_other
    if first is None or declared.comes_first or not declared.sound(*_TABLE):
        return
    here = first.source.name == declared.manifest.source.name
    path = _beside(declared.manifest.source.name, first.source.name)
    yield Finding(
        _TABLE,
        f"{quoted(declared.table_name)} has operations already{'' if here else f', in {path}'}",
        "put both into one, and take the other one away",
        related=(("the first ones are here", first.span(_TABLE)),),
    )


@operations_rule(ERROR)
def operations_name_charset(declared: Declared) -> Iterator[Finding]:
    """The name of operations is none that a file could have.

    ## What it finds
    A `metadata.name` with anything besides the letters a to z in lower and upper case, digits, `_`, `-` and `.`; one of
    dots alone; and one of more than 255 characters. A name of a table may have the same characters.

    ## Why
    Reports are called by this name, and so are the files that they are kept in: `../orders` would leave the folder that
    it was meant for.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      name: shop/orders
    spec:
      table: orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    metadata:
      name: shop-orders
    spec:
      table: orders
    ```

    ## Source
    This tool.
    """
    name = declared.manifest.name
    if not name or not declared.sound(*_NAME):
        return
    what = f"the name of the operations, {quoted(name)},"
    allowed = "letters a to z and A to Z, digits, `_`, `-` and `.`"
    mended = _OTHER_CHARACTERS.sub("-", name).strip(".-")
    edit = f"write {quoted(mended)}, or another name of {allowed}" if mended else f"use only the {allowed}"
    strange = [letter for letter in dict.fromkeys(name) if not _NAME_CHARACTERS.fullmatch(letter)]
    if strange:
        yield Finding(_NAME, f"{what} holds {named_characters(strange)}, which is not allowed", edit)
    elif not name.strip("."):
        yield Finding(_NAME, f"{what} is of dots alone, which mean a folder", edit)
    elif len(name) > _LONGEST_NAME:
        said = f"{what} has {len(name):,} characters, and {_LONGEST_NAME} are allowed"
        yield Finding(_NAME, said, "write a shorter name")


@operations_rule(WARNING)
def operations_empty(declared: Declared) -> Iterator[Finding]:
    """Operations declare nothing.

    ## What it finds
    A `spec` with neither `naming`, `environments`, `autoScaling`, `alarms`, `parameters`, `grants` nor `usage`, or with
    empty ones alone.

    ## Why
    The table is made as if they were not there. Most likely what was meant is still to be written.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
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
    The contract, `AwsDynamodbOperationsSpec`.
    """
    if not declared.table_name or not declared.sound("spec") or _says_something(declared):
        return
    yield Finding(
        ("spec",),
        f"these operations say nothing about {quoted(declared.table_name)}",
        "write what is to run around the table, such as `alarms` with `notify`, or take them away",
        at_key=True,
    )


@operations_rule(WARNING)
def app_unused(declared: Declared) -> Iterator[Finding]:
    """The application is said, and nothing uses it.

    ## What it finds
    An `app` where no text has `{app}` in it: not `naming`, `alarms.notify`, `parameters.path`, nor a `role`.

    ## Why
    Most likely a name was meant to begin with it. Names of tables, alarms and policies have to differ within an
    account, so that two applications with a table `orders` get in each other's way.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      parameters:
        path: /orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      parameters:
        path: /{app}/orders
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.app`.
    """
    if not declared.spec.get("app") or not declared.sound("spec") or not _says_something(declared):
        return
    texts = list(texts_of(declared))
    if any(APP in holes(each.text) or _strange(each) or not plain(each.text) for each in texts):
        return
    fix = Fix("remove app", (Remove(_APP),), safe=False)
    yield Finding(_APP, "no name, path, role or topic has `{app}` in it", "use it, or remove it", fix=fix)


@operations_rule(ERROR)
def placeholder_unknown(declared: Declared) -> Iterator[Finding]:
    """A text has a placeholder that stands for nothing.

    ## What it finds
    A word in braces in `naming`, `alarms.notify`, `parameters.path` or a `role` that is none of `{app}`, `{table}`,
    `{env}` and `{org}`. In `parameters.path` there is `{output}` too.

    ## Why
    It would stay as it stands, and AWS takes braces neither in names of tables nor in those of topics and roles.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:{stage}-on-call
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      alarms:
        notify: arn:aws:sns:us-east-1:111122223333:{env}-on-call
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.naming` and `Parameters.path`.
    """
    for each in texts_of(declared):
        # What is odd about the braces themselves is one mistake with what stands in them.
        for hole in _strange(each) if plain(each.text) else ():
            meant = _meant(hole, each.known)
            known = listed(_in_braces(each.known), "or")
            if hole == OUTPUT:
                known = f"{known}: there is an output in `parameters.path` alone"
            yield Finding(
                each.route,
                f"{listed(_in_braces([hole]))} in {quoted(each.text)} stands for nothing",
                f"did you mean {listed(_in_braces([meant]))}?" if meant else f"write {known}",
                fix=_renamed(each, hole, meant) if meant else None,
            )


@operations_rule(ERROR)
def placeholder_unfilled(declared: Declared) -> Iterator[Finding]:
    """Nothing says what a placeholder stands for.

    ## What it finds
    `{app}` in `naming`, `alarms.notify`, `parameters.path` or a `role` where there is no `app`; `{env}` where no
    environment is chosen and none is listed; `{org}` where neither these operations nor the table have an `org`.

    ## Why
    It would stay as it stands, and AWS takes braces neither in names of tables nor in those of topics and roles.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /{app}/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      parameters:
        path: /{app}/orders
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec`.
    """
    filled = set(declared.words()) | ({ENV} if declared.environments else set())
    texts = list(texts_of(declared))
    for hole in (APP, ENV, ORG):
        places = [each for each in texts if hole in holes(each.text)]
        if hole in filled or not places or not _could_be_filled(declared, hole):
            continue
        first, *others = places
        yield Finding(
            first.route,
            f"nothing says what {listed(_in_braces([hole]))} in {quoted(first.text)} stands for",
            _FILL[hole],
            related=tuple(("it stands here too", each.route) for each in others),
        )


@operations_rule(ERROR)
def placeholder_braces(declared: Declared) -> Iterator[Finding]:
    """A text has braces that are no placeholder.

    ## What it finds
    A brace without its other half in `naming`, `alarms.notify`, `parameters.path` or a `role`; a placeholder as other
    tools write them, such as `${env}` or `{{ env }}`; and any brace in `app`, which is what a placeholder stands for.

    ## Why
    What is no placeholder stays as it stands, and AWS takes neither braces nor `$` in names of tables, topics and
    roles.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: ${app}-orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      app: shop
      naming: "{app}-orders"
    ```

    ## Source
    The contract, `AwsDynamodbOperationsSpec.naming`.
    """
    app = str(declared.spec.get("app") or "")
    if "{" in app or "}" in app:
        yield Finding(
            _APP, f"`app` is {quoted(app)}, and nothing is filled in there", "write the application's name"
        )
    for each in texts_of(declared):
        if plain(each.text):
            continue
        better = mended(each.text)
        certain = set(holes(better)) <= set(each.known) and not unpaired(better)
        yield Finding(
            each.route,
            f"the braces in {quoted(each.text)} are no placeholder",
            f"write {quoted(better)}"
            if certain
            else "write placeholders as `{env}`, in one pair of braces, and no other braces",
            fix=_written(each, better, safe=False) if certain else None,
        )


def _strange(text: Text) -> list[str]:
    return [hole for hole in holes(text.text) if hole not in text.known]


def _meant(hole: str, known: tuple[str, ...]) -> str | None:
    word = hole.strip().lower().replace("_", "").replace("-", "")
    return _MEANT.get(word) or (Guesses(known).meant(word) if word else None)


def _in_braces(names: tuple[str, ...] | list[str]) -> list[str]:
    return [f"{{{name}}}" for name in names]


def _renamed(text: Text, hole: str, meant: str) -> Fix:
    better = text.text.replace(f"{{{hole}}}", f"{{{meant}}}")
    return _written(text, better, safe=same_but_for_case(hole, meant))


def _written(text: Text, better: str, *, safe: bool) -> Fix:
    return Fix(f"write {better}", (Replace(text.route, better),), safe=safe)


def _could_be_filled(declared: Declared, hole: str) -> bool:
    """Whether it could be read what would fill a placeholder."""
    if hole == APP:
        return declared.sound(*_APP)
    if not declared.sound("metadata") or (hole == ENV and not declared.sound("spec", "environments")):
        return False
    table = declared.table_manifest
    return table is None or table.sound("metadata")


def _says_something(declared: Declared) -> bool:
    """Whether there is anything besides the table and its application. What a part lacks, other rules say."""
    spec = declared.spec
    required = any(spec.get(part) is not None for part in ("auto_scaling", "alarms", "parameters"))
    return required or any(spec.get(part) for part in ("naming", "environments", "grants", "usage"))


def _owner(table: Manifest) -> tuple[object, object]:
    metadata = table.fields.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    return said.get("org") or "", said.get("env") or ""


def _beside(ours: str, theirs: str) -> str:
    """The path of a file in the folder of another one, written as the other one is."""
    folder = os.path.dirname(ours)
    same = os.path.dirname(os.path.abspath(ours)) == os.path.dirname(os.path.abspath(theirs))
    return os.path.join(folder, os.path.basename(theirs)) if same else theirs
