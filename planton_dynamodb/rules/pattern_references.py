"""Rules about what access patterns name: tables, indexes, entities, items and each other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Insert, Remove, Replace
from planton_dynamodb.patterns import takes
from planton_dynamodb.patterns.design import CONDITION_CHECK, TRANSACT_WRITE_ITEMS, Design, Pattern, Write
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, pattern_rule
from planton_dynamodb.rules.wording import counted, listed, named_characters, quoted

_TABLE: Route = ("spec", "table")
_NAME: Route = ("metadata", "name")
_LONGEST_NAME = 255
_NAME_CHARACTERS = re.compile(r"[a-zA-Z0-9_.-]+")
_OTHER_CHARACTERS = re.compile(r"[^a-zA-Z0-9_.-]+")


@pattern_rule(ERROR)
def patterns_name_charset(trial: Trial) -> Iterator[Finding]:
    """The name of access patterns is none that a file could have.

    ## What it finds
    A `metadata.name` with anything besides the letters a to z in lower and upper case, digits, `_`, `-` and `.`; one of
    dots alone; and one of more than 255 characters. A name of a table may have the same characters. The names of
    patterns, entities and sample items are free.

    ## Why
    Reports are called by this name, and so are the files that they are kept in: `../orders` would leave the folder that
    it was meant for.

    ## Example
    ```yaml
    kind: AwsDynamodbAccessPatterns
    metadata:
      name: ../shop/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbAccessPatterns
    metadata:
      name: shop-orders
    ```

    ## Source
    This tool.
    """
    name = trial.design.manifest.name
    if not name or not trial.design.sound(*_NAME):
        return
    mended = _OTHER_CHARACTERS.sub("-", name).strip(".-")
    edit = "use only the letters a to z and A to Z, digits, `_`, `-` and `.`"
    if mended:
        edit = (
            f"write {quoted(mended)}, or another name of letters a to z and A to Z, digits, `_`, `-` and `.`"
        )
    what = f"the name of the access patterns, {quoted(name)},"
    if not _NAME_CHARACTERS.fullmatch(name):
        strange = [letter for letter in dict.fromkeys(name) if not _NAME_CHARACTERS.fullmatch(letter)]
        yield Finding(_NAME, f"{what} holds {named_characters(strange)}, which is not allowed", edit)
    elif not name.strip("."):
        yield Finding(_NAME, f"{what} is of dots alone, which mean a folder", edit)
    elif len(name) > _LONGEST_NAME:
        said = f"{what} has {len(name):,} characters, and {_LONGEST_NAME} are allowed"
        yield Finding(_NAME, said, "write a shorter name")


@pattern_rule(ERROR)
def patterns_table_required(trial: Trial) -> Iterator[Finding]:
    """Access patterns do not say which table they ask.

    ## What it finds
    A `spec.table` that is absent or blank.

    ## Why
    Whether a pattern is served depends on the table's keys and indexes. A file may hold several tables, and a folder
    usually does, so that none is taken by itself.

    ## Example
    ```yaml
    kind: AwsDynamodbAccessPatterns
    metadata:
      name: orders
    spec:
      patterns:
        - name: get-order
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbAccessPatterns
    metadata:
      name: orders
    spec:
      table: orders-data
      patterns:
        - name: get-order
    ```

    ## Source
    The contract, `AwsDynamodbAccessPatternsSpec.table`.
    """
    design = trial.design
    if design.table_name or not design.sound(*_TABLE):
        return
    only = _only_table(design)
    yield Finding(
        _TABLE,
        "the access patterns do not say which table they ask",
        _name_it(only),
        fix=_written_table(design, only) if only is not None else None,
    )


@pattern_rule(WARNING)
def patterns_table_not_found(trial: Trial) -> Iterator[Finding]:
    """The table of access patterns is nowhere within reach.

    ## What it finds
    A `spec.table` that is the `metadata.name` of no `AwsDynamodb` manifest: not in the same file, not in the files
    beside it, not in what else the command was given. Where the access patterns have an `org` or `env`, a table with
    another one is not meant.

    ## Why
    Without the table, all that can be judged is whether the patterns agree with themselves: not whether an index is
    there, whether a key is whole, or what a pattern returns.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders-data
    ---
    kind: AwsDynamodbAccessPatterns
    spec:
      table: order-data
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders-data
    ---
    kind: AwsDynamodbAccessPatterns
    spec:
      table: orders-data
    ```

    ## Source
    The contract, `AwsDynamodbAccessPatternsSpec.table`.
    """
    design = trial.design
    name = design.table_name
    if not name or design.table_manifest is not None or not design.sound(*_TABLE):
        return
    nearby = tuple(chain.from_iterable(design.nearby))
    if name in nearby:
        yield Finding(
            _TABLE,
            f"the table {quoted(name)} that is within reach has another `org` or `env` than these access patterns",
            "write the same `org` and `env` under `metadata` of both, or none for the access patterns",
        )
        return
    tables = Guesses(nearby)
    yield Finding(
        _TABLE,
        f"there is no table {quoted(name)} in this file, beside it, or in what else was given",
        tables.advice(name, "put its manifest beside this file, or give it to the command too"),
        fix=tables.fix(name, _TABLE),
    )


@pattern_rule(ERROR)
def patterns_table_unsound(trial: Trial) -> Iterator[Finding]:
    """The table of access patterns has errors of its own.

    ## What it finds
    A `spec.table` whose manifest stands in another file and has errors. In the same file they are reported anyway.

    ## Why
    Such a table is not made. What its keys and indexes are meant to be is a guess, and so would be every word about
    the patterns.

    ## Example
    ```text
    table.yaml has an error, and patterns.yaml beside it names its table.
    ```

    ## The edit
    ```text
    planton-dynamodb validate table.yaml, and mend what it finds.
    ```

    ## Source
    This tool.
    """
    design = trial.design
    manifest = design.table_manifest
    if manifest is None or not design.table_errors or manifest.source.name == design.manifest.source.name:
        return
    path = _beside(design.manifest.source.name, manifest.source.name)
    errors = counted(design.table_errors, "error")
    yield Finding(
        _TABLE,
        f"the manifest of {quoted(design.table_name)}, {path}, has {errors}, so that no pattern can be judged",
        f"run planton-dynamodb validate {path} and mend what it finds first",
    )


@pattern_rule(ERROR)
def index_unknown(trial: Trial) -> Iterator[Finding]:
    """A pattern asks an index that the table does not have.

    ## What it finds
    An `index` of a pattern that is the name of no global and no local secondary index of the table. Names are compared
    letter by letter: `gsi1` is not `GSI1`.

    ## Why
    DynamoDB answers a request to an index that is not there with an error, not with the table's own items.

    ## Example
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: gsi1
        keyCondition:
          GSI1PK:
            equals: EMAIL#{email}
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: GSI1
        keyCondition:
          GSI1PK:
            equals: EMAIL#{email}
    ```

    ## Source
    API_Query: ValidationException, answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    names = frozenset(index.name for index in table.indexes)
    indexes = Guesses(index.name for index in table.indexes)
    for pattern in trial.patterns:
        name = pattern.index
        if name and name not in names and pattern.operation in takes.BY_INDEX:
            route = (*pattern.route, "index")
            yield Finding(
                route,
                f"{quoted(table.name)} has no index {quoted(name)}",
                indexes.advice(name, "add the index to the table" if names else _NO_INDEX),
                detail=f"The table does not have the specified index: {name}",
                fix=indexes.fix(name, route),
            )


@pattern_rule(ERROR)
def entity_unknown(trial: Trial) -> Iterator[Finding]:
    """An item, a pattern or a write names an entity that there is not.

    ## What it finds
    An `entity` that is the name of no entity in `spec.entities`. Names are compared letter by letter.

    ## Why
    The entity says how keys are made. Without it an item has only the keys that are written out.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
    items:
      - name: alice
        entity: User
        attributes:
          userId: "1"
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
    items:
      - name: alice
        entity: user
        attributes:
          userId: "1"
    ```

    ## Source
    The contract, `SampleItem.entity` and `AccessPattern.entity`.
    """
    design = trial.design
    if not design.sound("spec", "entities"):
        return
    entities = Guesses(entity.name for entity in design.entities)
    for route, name in _entity_uses(trial):
        if name and design.entity(name) is None:
            yield Finding(
                route,
                f"there is no entity {quoted(name)}",
                entities.advice(name, "add it under `entities`"),
                fix=entities.fix(name, route),
            )


@pattern_rule(ERROR)
def sample_item_unknown(trial: Trial) -> Iterator[Finding]:
    """A pattern expects a sample item that there is not.

    ## What it finds
    A name under `expect.items` that no item in `spec.items` has. Names are compared letter by letter. An item without
    a name of its own can be expected by its attributes, as a mapping.

    ## Why
    A pattern cannot return what is not there; and an expectation that nothing meets says nothing about the table.

    ## Example
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
        expect:
          items:
            - alicia
    ```

    ## The edit
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
        expect:
          items:
            - alice
    ```

    ## Source
    The contract, `Expectation.items`.
    """
    design = trial.design
    if not design.sound("spec", "items"):
        return
    items = Guesses(item.name for item in design.items)
    for pattern in trial.patterns:
        for position, name in enumerate(_expected(pattern)):
            if isinstance(name, str) and design.item(name) is None:
                route = (*pattern.route, "expect", "items", position)
                yield Finding(
                    route,
                    f"there is no sample item {quoted(name)}",
                    items.advice(
                        name, "add it under `items`, or write the attributes of the item as a mapping"
                    ),
                    fix=items.fix(name, route),
                )


@pattern_rule(ERROR)
def pattern_name_required(trial: Trial) -> Iterator[Finding]:
    """A pattern has no name.

    ## What it finds
    A `name` of a pattern that is absent or blank.

    ## Why
    Reports, and the runs of a pattern, call it by its name.

    ## Example
    ```yaml
    patterns:
      - operation: GetItem
        key:
          PK: USER#{userId}
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
    ```

    ## Source
    The contract, `AccessPattern.name`.
    """
    for number, pattern in enumerate(trial.design.patterns, 1):
        route = (*pattern.route, "name")
        if not pattern.name.strip() and trial.design.sound(*route):
            yield Finding(route, f"pattern {number} has no name", "give it one, such as `get-user-by-email`")


@pattern_rule(ERROR)
def entity_name_required(trial: Trial) -> Iterator[Finding]:
    """An entity has no name.

    ## What it finds
    A `name` of an entity that is absent or blank.

    ## Why
    Items and patterns say by its name that they are about it. Without one it makes no keys.

    ## Example
    ```yaml
    entities:
      - keys:
          PK: USER#{userId}
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
    ```

    ## Source
    The contract, `Entity.name`.
    """
    for number, entity in enumerate(trial.design.entities, 1):
        route = (*entity.route, "name")
        if not entity.name.strip() and trial.design.sound(*route):
            yield Finding(route, f"entity {number} has no name", "give it one, such as `user`")


@pattern_rule(ERROR)
def patterns_name_duplicate(trial: Trial) -> Iterator[Finding]:
    """Two patterns, two entities or two sample items have one name.

    ## What it finds
    A pattern, an entity or a sample item with the name of an earlier one of its sort. Names are compared letter by
    letter. A pattern and an item may share a name.

    ## Why
    What is said of one would be said of both: items would be made by the wrong templates, and a report could not tell
    which pattern failed.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
      - name: get-user
        operation: Query
        index: by-email
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
      - name: get-user-by-email
        operation: Query
        index: by-email
    ```

    ## Source
    The contract, `AccessPattern.name`, `Entity.name` and `SampleItem.name`.
    """
    design = trial.design
    for sort, named in (
        ("entity", design.entities),
        ("sample item", design.items),
        ("pattern", design.patterns),
    ):
        first: dict[str, Route] = {}
        for each in named:
            earlier = first.setdefault(each.name, each.route)
            if each.name.strip() and earlier != each.route:
                yield Finding(
                    (*each.route, "name"),
                    f"there is another {sort} {quoted(each.name)}",
                    "give one of the two another name",
                    related=(("the other one is here", (*earlier, "name")),),
                )


@pattern_rule(ERROR)
def operation_required(trial: Trial) -> Iterator[Finding]:
    """A pattern or a write does not say which operation it is.

    ## What it finds
    An `operation` of a pattern, or of a write in a transaction, that is absent or blank.

    ## Why
    What a pattern may say, and whether it is served, depends on the call that it is: a key alone may mean GetItem,
    DeleteItem or a Query.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        key:
          PK: USER#{userId}
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
    ```

    ## Source
    The contract, `AccessPattern.operation` and `TransactWrite.operation`.
    """
    for pattern in trial.patterns:
        if not pattern.operation:
            likely = takes.likely(pattern.given)
            yield Finding(
                (*pattern.route, "operation"),
                f"the pattern {pattern.label} does not say which operation it is",
                f"write {listed(likely or takes.OPERATIONS, 'or')}",
            )
        for write in _parts(pattern):
            if not write.operation:
                yield Finding(
                    (*write.route, "operation"),
                    f"a write of the pattern {pattern.label} does not say which operation it is",
                    f"write {listed(takes.IN_TRANSACTIONS, 'or')}",
                )


@pattern_rule(ERROR)
def operation_misplaced(trial: Trial) -> Iterator[Finding]:
    """A read stands in a transaction of writes, or a condition check outside of one.

    ## What it finds
    A pattern whose `operation` is ConditionCheck, and a write of TransactWriteItems whose `operation` is anything but
    PutItem, UpdateItem, DeleteItem and ConditionCheck.

    ## Why
    ConditionCheck is no call of its own: it lets the writes beside it fail. And TransactWriteItems reads nothing.

    ## Example
    ```yaml
    patterns:
      - name: user-is-there
        operation: ConditionCheck
        key:
          PK: USER#{userId}
        condition: attribute_exists(PK)
    ```

    ## The edit
    ```yaml
    patterns:
      - name: add-order-of-user
        operation: TransactWriteItems
        writes:
          - operation: ConditionCheck
            key:
              PK: USER#{userId}
            condition: attribute_exists(PK)
          - operation: PutItem
            entity: order
    ```

    ## Source
    API_TransactWriteItems, TransactItems.
    """
    for pattern in trial.patterns:
        if pattern.operation == CONDITION_CHECK:
            yield Finding(
                (*pattern.route, "operation"),
                "a ConditionCheck is a part of a transaction, and no operation of its own",
                "put it under `writes` of a TransactWriteItems, beside the writes that depend on it",
            )
        for write in _parts(pattern):
            if write.operation and write.operation not in takes.IN_TRANSACTIONS:
                yield Finding(
                    (*write.route, "operation"),
                    f"a {write.operation} cannot be a part of a transaction of writes",
                    f"write {listed(takes.IN_TRANSACTIONS, 'or')}, or make it a pattern of its own",
                )


@pattern_rule(ERROR)
def operation_field_missing(trial: Trial) -> Iterator[Finding]:
    """A pattern or a write lacks what its operation needs.

    ## What it finds
    GetItem, UpdateItem and DeleteItem without `key`; Query and DeleteCollection without `keyCondition`; BatchGetItem
    without `keys`; PutItem without `item` and `entity`; TransactWriteItems without `writes`; in a transaction also a
    ConditionCheck without `condition`. An empty one counts as none.

    ## Why
    DynamoDB refuses the call. What is meant often stands there under another name: GetItem asks by `key`, Query by
    `keyCondition`.

    ## Example
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        key:
          PK: USER#{userId}
    ```

    ## The edit
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#{userId}
    ```

    ## Source
    The required parameters of each operation in the API reference of DynamoDB.
    """
    for pattern, part, in_transaction in _calls(trial):
        fields = takes.lacking(part.operation, part.given, in_transaction=in_transaction)
        if fields is None:
            continue
        stead = takes.instead(part.operation, part.given, in_transaction=in_transaction)
        needed = " or ".join(f"`{field}`" for field in fields)
        yield Finding(
            (*part.route, stead) if stead else part.route,
            f"{part.operation} needs {needed}, and the pattern {pattern.label} has none",
            f"write `{fields[0]}` in place of `{stead}`" if stead else f"add {needed}",
            at_key=bool(stead),
        )


@pattern_rule(ERROR)
def operation_field_misplaced(trial: Trial) -> Iterator[Finding]:
    """A pattern or a write has a field that its operation does not take.

    ## What it finds
    A field beside an operation that has no use for it: `limit` or `filter` with GetItem, `order` with Scan, `update`
    with PutItem, `condition` with a read, `key` with Query. An `index` where none can be asked is found as
    `index-on-single-item`.

    ## Why
    DynamoDB has no such parameter for that call, so that what the field says would not be done.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
        limit: 1
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#{userId}
    ```

    ## Source
    The parameters of each operation in the API reference of DynamoDB.
    """
    manifest = trial.design.manifest
    for _, part, in_transaction in _calls(trial):
        stead = takes.instead(part.operation, part.given, in_transaction=in_transaction)
        for field in takes.misplaced(part.operation, part.given, in_transaction=in_transaction):
            if field == stead:
                continue
            route = (*part.route, field)
            yield Finding(
                route,
                f"{part.operation} takes no `{manifest.key(*route)}`",
                _where_it_belongs(part.operation, field, in_transaction=in_transaction),
                fix=Fix(f"remove {manifest.key(*route)}", (Remove(route),), safe=False),
                at_key=True,
            )


_NO_INDEX = "take `index` away to ask the table itself, or add the index to the table"


def _name_it(table: str | None) -> str:
    if table is not None:
        return f"write `table: {table}`, if that is the one"
    return "write the `metadata.name` of its AwsDynamodb manifest as `table`"


def _only_table(design: Design) -> str | None:
    """The table that must be meant, as the nearest place with tables has but one."""
    nearest = next((names for names in design.nearby if names), ())
    return nearest[0] if len(nearest) == 1 else None


def _written_table(design: Design, name: str) -> Fix:
    there = design.manifest.node(_TABLE) is not None
    edit = Replace(_TABLE, name) if there else Insert(_TABLE[:-1], "table", name)
    return Fix(f"write table: {name}", (edit,), safe=False)


def _beside(ours: str, theirs: str) -> str:
    """The path of a file in the folder of another one, written as the other one is."""
    folder = os.path.dirname(ours)
    same = os.path.dirname(os.path.abspath(ours)) == os.path.dirname(os.path.abspath(theirs))
    return os.path.join(folder, os.path.basename(theirs)) if same else theirs


def _entity_uses(trial: Trial) -> Iterator[tuple[Route, str]]:
    for item in trial.design.items:
        yield (*item.route, "entity"), item.entity
    for pattern in trial.patterns:
        yield (*pattern.route, "entity"), pattern.entity
        for write in _parts(pattern):
            yield (*write.route, "entity"), write.entity


def _expected(pattern: Pattern) -> Iterable[object]:
    return () if pattern.expect is None else pattern.expect.items or ()


def _parts(pattern: Pattern) -> tuple[Write, ...]:
    """The writes of a transaction."""
    return pattern.writes if pattern.operation == TRANSACT_WRITE_ITEMS else ()


def _calls(trial: Trial) -> Iterator[tuple[Pattern, Pattern | Write, bool]]:
    """Each pattern, and each write of a transaction, which is so marked, whose operation may stand where it does."""
    for pattern in trial.patterns:
        if pattern.operation in takes.OPERATIONS:
            yield pattern, pattern, False
        for write in _parts(pattern):
            if write.operation in takes.IN_TRANSACTIONS:
                yield pattern, write, True


def _where_it_belongs(operation: str, field: str, *, in_transaction: bool) -> str:
    """What to do about a field that an operation does not take."""
    of_writes = takes.takers(field, in_transaction=True)
    if operation == TRANSACT_WRITE_ITEMS and of_writes:
        return "give it to the write that it is about, under `writes`"
    takers = takes.takers(field, in_transaction=in_transaction)
    if not takers:
        return "take it away: a write in a transaction has none"
    *most, last = takers
    return (
        f"take it away: it is of {', '.join(most)} and {last}" if most else f"take it away: it is of {last}"
    )
