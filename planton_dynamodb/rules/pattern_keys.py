"""Rules about keys and key conditions: what DynamoDB has to be given, of which type and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.words import same_but_for_case
from planton_dynamodb.manifest.writing.operations import Remove, Rename, Swap
from planton_dynamodb.patterns import takes, values
from planton_dynamodb.patterns.bound import KeyCondition
from planton_dynamodb.patterns.design import (
    BATCH_GET_ITEM,
    PUT_ITEM,
    TRANSACT_WRITE_ITEMS,
    Comparison,
    Pattern,
    Write,
    is_global,
    key_of,
)
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.written_keys import KeyValue, WrittenKey, key_values, primary_keys, repeated
from planton_dynamodb.rules import key_answers
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import ERROR, Finding, Fix, pattern_rule, pattern_rules
from planton_dynamodb.rules.wording import counted, listed, quoted, refused
from planton_dynamodb.table.table import Key, Table

_MOST_KEYS = 100
_LONGEST_PARTITION, _LONGEST_SORT = 2048, 1024
_ABOUT_ENTITY_KEYS = ("entity-key-missing", "entity-key-unknown")


class _Asked(NamedTuple):
    """A pattern that asks by a key condition, with the key of what it asks."""

    pattern: Pattern
    key: Key
    table: Table

    @property
    def place(self) -> str:
        """What is asked, for a message."""
        name = self.pattern.index
        return f"index {quoted(name)}" if name else f"table {quoted(self.table.name)}"

    @property
    def named(self) -> list[str]:
        """The attributes that its key condition is about."""
        return [comparison.attribute for comparison in self.pattern.conditions]


@pattern_rule(ERROR)
def partition_key_unbound(trial: Trial) -> Iterator[Finding]:
    """A Query does not say which partition it reads.

    ## What it finds
    A `keyCondition` of Query or DeleteCollection that says nothing of the partition key of the table, or of the index,
    that is asked. Where it says something of an attribute that is no key there, that is found as
    `key-condition-attribute` instead.

    ## Why
    A Query reads one partition. Without its key DynamoDB does not know where to look, and refuses; a Scan looks
    everywhere, and is paid for like that.

    ## Example
    ```yaml
    patterns:
      - name: open-orders
        operation: Query
        keyCondition:
          SK:
            beginsWith: ORDER#
    ```

    ## The edit
    ```yaml
    patterns:
      - name: open-orders
        operation: Query
        keyCondition:
          PK:
            equals: USER#{userId}
          SK:
            beginsWith: ORDER#
    ```

    ## Source
    API_Query, KeyConditionExpression; answered so by the service.
    """
    for asked in _queries(trial):
        if asked.key.partition in asked.named or not set(asked.named) <= set(asked.key.attributes):
            continue
        yield Finding(
            (*asked.pattern.route, "keyCondition"),
            f"the partition key of {asked.place}, {quoted(asked.key.partition)}, is not in the key condition",
            _bind_it(asked),
            detail=key_answers.to_missed(asked.key.partition),
            at_key=True,
        )


@pattern_rule(ERROR, answer=key_answers.UNSUPPORTED)
def partition_key_not_equal(trial: Trial) -> Iterator[Finding]:
    """A Query compares the partition key other than by equality.

    ## What it finds
    Another operator than `equals` beside the partition key in a `keyCondition`.

    ## Why
    Partitions are found by a hash of their key and have no order: there is none that is less than another, or begins
    like it. Only sort keys are compared.

    ## Example
    ```yaml
    keyCondition:
      PK:
        beginsWith: USER#
    ```

    ## The edit
    ```yaml
    keyCondition:
      PK:
        equals: USER#{userId}
    ```

    ## Source
    API_Query, KeyConditionExpression; answered so by the service.
    """
    for asked in _queries(trial):
        for comparison in asked.pattern.conditions:
            operator = _only_operator(comparison)
            if comparison.attribute == asked.key.partition and operator not in ("", "equals"):
                yield Finding(
                    (*comparison.route, operator),
                    f"{quoted(comparison.attribute)} is the partition key of {asked.place}, and is compared by "
                    f"`{operator}`",
                    _ask_instead(asked)
                    or "write what it `equals`; what is to be compared belongs in a sort key",
                    at_key=True,
                )


@pattern_rule(ERROR)
def key_condition_attribute(trial: Trial) -> Iterator[Finding]:
    """A key condition is about an attribute that is no key of what is asked.

    ## What it finds
    An attribute in a `keyCondition` that is neither the partition key nor the sort key of the table, or of the index,
    that is asked. Names are compared letter by letter. Where all of them together are the key of another index, only
    that is said, once: the pattern forgets to name it.

    ## Why
    A Query finds items by the key of what it asks and by nothing else: DynamoDB refuses other attributes. Either
    another index has the attribute as its key, or it is for the `filter`, which takes items away after they have been
    read and paid for.

    ## Example
    ```yaml
    keyCondition:
      PK:
        equals: USER#{userId}
      status:
        equals: OPEN
    ```

    ## The edit
    ```yaml
    keyCondition:
      PK:
        equals: USER#{userId}
    filter: "#status = :open"
    names:
      "#status": status
    values:
      ":open": OPEN
    ```

    ## Source
    API_Query, KeyConditionExpression; answered so by the service.
    """
    for asked in _queries(trial):
        named = asked.named
        guesses = Guesses(name for name in asked.key.attributes if name not in named)
        strange = [each for each in asked.pattern.conditions if each.attribute not in asked.key.attributes]
        if len(strange) > 1 and _answering(asked):
            yield _index_forgotten(asked, strange)
        else:
            for comparison in strange:
                yield Finding(
                    comparison.route,
                    f"{quoted(comparison.attribute)} is no key of {asked.place}, whose key is "
                    f"{listed(asked.key.attributes)}",
                    _where_to(comparison.attribute, asked, guesses),
                    detail=key_answers.to_strange_attributes(named, asked.key),
                    fix=_renamed(comparison.route, comparison.attribute, guesses),
                    at_key=True,
                )


@pattern_rule(ERROR)
def key_condition_operator(trial: Trial) -> Iterator[Finding]:
    """A key condition has no operator, too many, or one that does not fit.

    ## What it finds
    A key attribute in a `keyCondition` with no operator beside it, or with more than one; `beginsWith` with a number;
    `between` with other than two values, with values of two types, or with the larger one first.

    ## Why
    A Query takes one comparison for each key attribute. Two of them for a sort key are a `between`. Numbers do not
    begin with anything.

    ## Example
    ```yaml
    keyCondition:
      PK:
        equals: USER#{userId}
      SK:
        atLeast: ORDER#2024-01
        atMost: ORDER#2024-06
    ```

    ## The edit
    ```yaml
    keyCondition:
      PK:
        equals: USER#{userId}
      SK:
        between:
          - ORDER#2024-01
          - ORDER#2024-06
    ```

    ## Source
    API_Query, KeyConditionExpression; answered so by the service.
    """
    for asked in _queries(trial):
        for comparison in asked.pattern.conditions:
            if comparison.attribute not in asked.key.attributes:
                continue
            operator = _only_operator(comparison)
            if not operator:
                yield _miscounted(comparison)
            elif operator == "between" and len(comparison.operators[operator]) != 2:
                yield _between_of(comparison)
            else:
                bound = trial.bound(asked.pattern).condition(comparison.attribute)
                yield from _misfit(asked, comparison, bound)


@pattern_rule(ERROR)
def primary_key_incomplete(trial: Trial) -> Iterator[Finding]:
    """A key lacks an attribute of the table's primary key.

    ## What it finds
    A `key`, or one of `keys`, without the partition key or the sort key of the table; and an `item` that is put without
    one of them, be it written out or made by a template of its entity. Where the entity itself lacks the template,
    only that is found (`entity-key-missing`).

    ## Why
    An item is known by its whole primary key. A part of it may mean many items: those are for a Query.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
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
          SK: METADATA
    ```

    ## Source
    API_GetItem, Key, and API_PutItem, Item; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for given in _primary_keys(trial):
        missing = [name for name in table.key.attributes if name not in given.names]
        if missing:
            yield _incomplete(given, missing, table)
    told = _told_of_keys(trial)
    for write in _puts(trial):
        made = trial.design.entity(write.entity)
        if write.entity and (made is None or made.route in told):
            continue
        templates = made.keys if made is not None else {}
        for name in table.key.attributes:
            if name not in write.item and name not in templates:
                yield _without_key(write, name)


@pattern_rule(ERROR, answer=key_answers.NO_MATCH)
def primary_key_extra(trial: Trial) -> Iterator[Finding]:
    """A key has an attribute that is not in the table's primary key.

    ## What it finds
    An attribute in a `key`, or in one of `keys`, that is neither the partition key nor the sort key of the table. Where
    the key is not whole either, only that is found (`primary-key-incomplete`).

    ## Why
    A primary key is those attributes and no others. The keys of indexes are not among them: an item is got by the
    table's own key only.

    ## Example
    ```yaml
    key:
      PK: USER#{userId}
      SK: METADATA
      GSI1PK: EMAIL#{email}
    ```

    ## The edit
    ```yaml
    key:
      PK: USER#{userId}
      SK: METADATA
    ```

    ## Source
    API_GetItem, Key; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for given in _primary_keys(trial):
        extra = [name for name in given.names if name not in table.key.attributes]
        if extra and all(name in given.names for name in table.key.attributes):
            for name in extra:
                yield Finding(
                    (*given.route, name),
                    f"{quoted(name)} is not in the primary key of {quoted(table.name)}, which is "
                    f"{listed(table.key.attributes)}",
                    "take it away: an item is got by its primary key alone",
                    fix=Fix(f"remove {name}", (Remove((*given.route, name)),), safe=False),
                    at_key=True,
                )


@pattern_rule(ERROR)
def key_value_type(trial: Trial) -> Iterator[Finding]:
    """A key has a value of another type than the table defines.

    ## What it finds
    A value for a key attribute, in a `key`, a `keyCondition` or an item that is put, whose type is not the one in the
    table's `attributeDefinitions`. A template that is more than one parameter is a text; one that is a parameter and
    nothing else has the parameter's type.

    ## Why
    To DynamoDB the number 1 and the text "1" are two keys, and it refuses the one that the table does not have.

    ## Example
    ```yaml
    key:
      PK: USER#{userId}
      createdAt: "1704067200"
    ```

    ## The edit
    ```yaml
    key:
      PK: USER#{userId}
      createdAt: 1704067200
    ```

    ## Source
    API_PutItem, API_GetItem and API_Query; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    types = table.attribute_types
    for found in _key_values(trial, table):
        expected, actual = types[found.attribute], values.type_of(found.value)
        if actual != expected and not _is_misfit(found, expected, actual):
            yield Finding(
                found.route,
                f"{quoted(found.attribute)} is {values.TYPE_WORDS[actual]} here, and the table has it as "
                f"{values.TYPE_WORDS[expected]} ({expected})",
                _as_type(expected),
                detail=key_answers.to_type(found, expected, actual),
                related=_template_of(found, trial),
            )


@pattern_rule(ERROR)
def key_value_empty(trial: Trial) -> Iterator[Finding]:
    """A key has an empty value.

    ## What it finds
    An empty text, or an empty binary value, for a key attribute in a `key`, a `keyCondition` or an item that is put;
    also where a parameter that stands alone is empty.

    ## Why
    DynamoDB takes empty values for every attribute but for keys, those of indexes included.

    ## Example
    ```yaml
    key:
      PK: USER#{userId}
      SK: ""
    ```

    ## The edit
    ```yaml
    key:
      PK: USER#{userId}
      SK: METADATA
    ```

    ## Source
    Developer Guide, Constraints in Amazon DynamoDB; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    types = table.attribute_types
    for found in _key_values(trial, table):
        kind = values.type_of(found.value)
        if kind == types[found.attribute] and kind in "SB" and not found.value[kind]:
            yield Finding(
                found.route,
                f"{quoted(found.attribute)} is a key, and is empty here",
                "give it a value, or leave the attribute out" if found.of_index else "give it a value",
                detail=key_answers.to_empty(found, kind),
            )


@pattern_rule(ERROR)
def key_value_too_long(trial: Trial) -> Iterator[Finding]:
    """A key has a value that is too long.

    ## What it finds
    A value of more than 2,048 bytes for a partition key, or of more than 1,024 bytes for a sort key. Bytes are those of
    UTF-8: a letter outside of ASCII takes two to four.

    ## Why
    The limits are fixed.

    ## Example
    ```text
    key:
      PK: a text of 2,049 letters
    ```

    ## The edit
    ```text
    key:
      PK: a hash of that text, which itself becomes an attribute
    ```

    ## Source
    Developer Guide, Constraints in Amazon DynamoDB; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    types = table.attribute_types
    for found in _key_values(trial, table):
        if values.type_of(found.value) != types[found.attribute]:
            continue
        longest = _LONGEST_PARTITION if found.is_partition else _LONGEST_SORT
        size = values.size(found.value)
        if size > longest:
            sort = "partition key" if found.is_partition else "sort key"
            yield Finding(
                found.route,
                f"{quoted(found.attribute)} has {size:,} bytes, and a {sort} has {longest:,} at most",
                "shorten it, or put a hash of it into the key and the whole of it into another attribute",
                detail=key_answers.to_length(is_partition=found.is_partition),
            )


@pattern_rule(ERROR)
def index_on_single_item(trial: Trial) -> Iterator[Finding]:
    """A pattern asks an index for one item by its key, or writes to one.

    ## What it finds
    An `index` beside any other operation than Query, Scan and DeleteCollection.

    ## Why
    GetItem, BatchGetItem and all writes know the table only. In an index several items may have the same key, so that
    even one item is read from it by a Query.

    ## Example
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: GetItem
        index: by-email
        key:
          email: "{email}"
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: by-email
        keyCondition:
          email:
            equals: "{email}"
    ```

    ## Source
    API_GetItem, API_BatchGetItem and API_PutItem, which have no IndexName.
    """
    for pattern in _known_operations(trial):
        if pattern.index and pattern.operation not in takes.BY_INDEX:
            route = (*pattern.route, "index")
            reads = pattern.is_read
            yield Finding(
                route,
                f"a {pattern.operation} cannot {'read from' if reads else 'write to'} an index",
                "use Query, with a `keyCondition` on the key of the index"
                if reads
                else "take `index` away: what is written to the table appears in its indexes by itself",
                fix=None if reads else Fix("remove index", (Remove(route),), safe=False),
            )


@pattern_rule(ERROR, answer="Consistent reads are not supported on global secondary indexes")
def consistent_read_on_global_index(trial: Trial) -> Iterator[Finding]:
    """A pattern asks a global index for a consistent read.

    ## What it finds
    `consistentRead: true` beside an `index` that is a global secondary index.

    ## Why
    A global index follows its table a moment later, and cannot know of writes that have not reached it yet. The table
    itself and its local indexes can.

    ## Example
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: by-email
        consistentRead: true
        keyCondition:
          email:
            equals: "{email}"
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user-by-email
        operation: Query
        index: by-email
        keyCondition:
          email:
            equals: "{email}"
    ```

    ## Source
    API_Query, ConsistentRead; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for pattern in _known_operations(trial):
        by_index = pattern.operation in takes.BY_INDEX
        if pattern.consistent and by_index and is_global(table, pattern.index):
            route = (*pattern.route, "consistentRead")
            yield Finding(
                route,
                f"{quoted(pattern.index)} is a global index, and has no consistent reads",
                "take `consistentRead` away and bear with what the index has not seen yet, or ask the table itself",
                fix=Fix("remove consistentRead", (Remove(route),), safe=False),
            )


@pattern_rule(ERROR)
def batch_too_large(trial: Trial) -> Iterator[Finding]:
    """A call has more keys or writes than DynamoDB takes at once.

    ## What it finds
    More than 100 `keys` of a BatchGetItem, or more than 100 `writes` of a TransactWriteItems.

    ## Why
    The limits are fixed. A DeleteCollection has none: it goes 25 items at a time.

    ## Example
    ```text
    A BatchGetItem with 101 keys.
    ```

    ## The edit
    ```text
    Two of them, or a Query where all items stand in one partition.
    ```

    ## Source
    API_BatchGetItem and API_TransactWriteItems; answered so by the service.
    """
    for pattern in trial.patterns:
        if pattern.operation == BATCH_GET_ITEM and len(pattern.keys) > _MOST_KEYS:
            yield Finding(
                (*pattern.route, "keys"),
                f"the BatchGetItem has {len(pattern.keys):,} keys, and {_MOST_KEYS} are allowed",
                f"ask for {_MOST_KEYS} at a time, or query the partition that they stand in",
                detail=key_answers.to_count(
                    f"requestItems.{trial.design.table_name}.member.keys", _MOST_KEYS
                ),
                related=(("this is the first one too many", (*pattern.route, "keys", _MOST_KEYS)),),
            )
        elif pattern.operation == TRANSACT_WRITE_ITEMS and len(pattern.writes) > _MOST_KEYS:
            yield Finding(
                (*pattern.route, "writes"),
                f"the transaction has {len(pattern.writes):,} writes, and {_MOST_KEYS} are allowed",
                "make several transactions of it, each of which may fail alone",
                detail=key_answers.to_count("transactItems", _MOST_KEYS),
                related=(("this is the first one too many", (*pattern.route, "writes", _MOST_KEYS)),),
            )


@pattern_rule(ERROR, answer="Provided list of item keys contains duplicates")
def batch_repeats_key(trial: Trial) -> Iterator[Finding]:
    """A BatchGetItem asks for one item twice.

    ## What it finds
    Two of `keys` that are the same once their parameters have values. Two spellings of one number are the same.

    ## Why
    DynamoDB refuses the whole call, so that nothing is read.

    ## Example
    ```yaml
    keys:
      - PK: USER#1
        SK: METADATA
      - PK: USER#1
        SK: METADATA
    ```

    ## The edit
    ```yaml
    keys:
      - PK: USER#1
        SK: METADATA
    ```

    ## Source
    API_BatchGetItem, Keys; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for pattern in trial.patterns:
        if pattern.operation != BATCH_GET_ITEM:
            continue
        keys = [
            ((*pattern.route, "keys", position), key)
            for position, key in enumerate(trial.bound(pattern).keys)
        ]
        for route, first in repeated(keys, table):
            yield Finding(
                route,
                "the same key is asked for twice",
                "take one of the two away, or let a parameter tell them apart",
                related=(("it is asked for here already", first),),
                fix=Fix("remove the second one", (Remove(route),), safe=False),
            )


@pattern_rule(ERROR, answer="Transaction request cannot include multiple operations on one item")
def transaction_repeats_item(trial: Trial) -> Iterator[Finding]:
    """A transaction has two writes of one item.

    ## What it finds
    Two `writes` of a TransactWriteItems, condition checks included, with the same primary key once their parameters
    have values.

    ## Why
    The writes of a transaction have no order, so that none could come after another. DynamoDB refuses all of them.

    ## Example
    ```yaml
    writes:
      - operation: ConditionCheck
        key:
          PK: USER#1
        condition: attribute_exists(PK)
      - operation: UpdateItem
        key:
          PK: USER#1
        update: SET visits = visits + :one
        values:
          ":one": 1
    ```

    ## The edit
    ```yaml
    writes:
      - operation: UpdateItem
        key:
          PK: USER#1
        condition: attribute_exists(PK)
        update: SET visits = visits + :one
        values:
          ":one": 1
    ```

    ## Source
    API_TransactWriteItems, TransactItems; answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for pattern in trial.patterns:
        if pattern.operation != TRANSACT_WRITE_ITEMS:
            continue
        written = [
            (each.write.route, each.item if each.write.operation == PUT_ITEM else each.key)
            for each in trial.bound(pattern).writes
        ]
        for route, first in repeated(written, table):
            yield Finding(
                route,
                "the transaction writes this item twice",
                "make one write of the two: an update and its condition may stand together",
                related=(("the other write of it is here", first),),
            )


@pattern_rule(ERROR)
def limit_too_small(trial: Trial) -> Iterator[Finding]:
    """A pattern reads less than one item.

    ## What it finds
    A `limit` below 1.

    ## Why
    DynamoDB reads at least one item. To read all of them, no limit is given.

    ## Example
    ```yaml
    patterns:
      - name: all-orders
        operation: Scan
        limit: 0
    ```

    ## The edit
    ```yaml
    patterns:
      - name: all-orders
        operation: Scan
    ```

    ## Source
    API_Query and API_Scan, Limit; answered so by the service.
    """
    for pattern in trial.patterns:
        takes_limit = pattern.operation in takes.takers("limit", in_transaction=False)
        if pattern.limit is not None and pattern.limit < 1 and takes_limit:
            route = (*pattern.route, "limit")
            yield Finding(
                route,
                f"a limit of {pattern.limit} lets nothing be read",
                "write how many items one call reads at most, or take `limit` away to read all",
                detail=refused(
                    ("", "limit"), "Member must have value greater than or equal to 1", str(pattern.limit)
                ),
                fix=Fix("remove limit", (Remove(route),), safe=False),
            )


def _known_operations(trial: Trial) -> Iterator[Pattern]:
    return (pattern for pattern in trial.patterns if pattern.operation in takes.OPERATIONS)


def _queries(trial: Trial) -> Iterator[_Asked]:
    """The patterns with a key condition on a table or an index that is there."""
    table = trial.table
    if table is None:
        return
    for pattern in trial.patterns:
        key = key_of(table, pattern.index) if pattern.queries and pattern.conditions else None
        if key is not None:
            yield _Asked(pattern, key, table)


def _only_operator(comparison: Comparison) -> str:
    """The operator of a comparison; empty where there is none, or more than one."""
    return next(iter(comparison.operators)) if len(comparison.operators) == 1 else ""


def _bind_it(asked: _Asked) -> str:
    """What to do about a partition key that is not bound."""
    bind = f"write what {quoted(asked.key.partition)} equals"
    other = _ask_instead(asked)
    return f"{other}, or {bind}" if other else f"{bind}, or make it a Scan, which reads everything"


def _ask_instead(asked: _Asked) -> str:
    """What would answer the key condition as it is written; empty where nothing does."""
    others = _answering(asked)
    if not others:
        return ""
    partition = _key_at(others[0], asked).partition
    return f"ask {_places(others[:1], asked)}, of which {quoted(partition)} is the partition key"


def _answering(asked: _Asked) -> list[str]:
    """The table, as an empty name, and the indexes that the key condition is meant for, by its attributes."""
    equal = {each.attribute for each in asked.pattern.conditions if _only_operator(each) == "equals"}
    places = ["", *(index.name for index in asked.table.indexes)]
    return [
        name
        for name in places
        if name != asked.pattern.index
        and _key_at(name, asked).partition in equal
        and set(asked.named) <= set(_key_at(name, asked).attributes)
    ]


def _key_at(name: str, asked: _Asked) -> Key:
    key = key_of(asked.table, name)
    assert key is not None
    return key


def _index_forgotten(asked: _Asked, strange: list[Comparison]) -> Finding:
    """One finding for all the keys of another index than the one that is asked."""
    others = _answering(asked)
    edit = f"add `index: {others[0]}`" if not asked.pattern.index else f"ask {_places(others, asked)} instead"
    return Finding(
        strange[0].route,
        f"{listed(each.attribute for each in strange)} are keys of {_places(others, asked)}, and the pattern asks "
        f"{asked.place}, whose key is {listed(asked.key.attributes)}",
        edit if len(others) == 1 or asked.pattern.index else f"ask {_places(others, asked)}, under `index`",
        detail=key_answers.to_strange_attributes(asked.named, asked.key),
        related=tuple(("and here", each.route) for each in strange[1:]),
        at_key=True,
    )


def _where_to(attribute: str, asked: _Asked, guesses: Guesses) -> str:
    """Where an attribute belongs that is no key of what is asked."""
    near = guesses.meant(attribute)
    if near is not None and (same_but_for_case(near, attribute) or not _having(attribute, asked)):
        return f"did you mean {quoted(near)}?"
    having = _having(attribute, asked)
    if having:
        return f"ask {_places(having, asked)}, which has it as a key"
    return "put the condition on it into `filter`, which works on what has been read, or add an index with it as a key"


def _having(attribute: str, asked: _Asked) -> list[str]:
    """The table, as an empty name, and the indexes that have an attribute as a key."""
    own = [""] if attribute in asked.table.key.attributes else []
    found = own + [index.name for index in asked.table.indexes if attribute in index.key.attributes]
    return [name for name in found if name != asked.pattern.index]


def _places(names: list[str], asked: _Asked) -> str:
    said = [
        f"index {quoted(name)}" if name else f"the table {quoted(asked.table.name)} itself" for name in names
    ]
    return " or ".join(said[:3])


def _renamed(route: Route, given: str, guesses: Guesses) -> Fix | None:
    near = guesses.meant(given)
    if near is None or not same_but_for_case(near, given):
        return None
    return Fix(f"write {near}", (Rename(route, near),))


def _miscounted(comparison: Comparison) -> Finding:
    name = quoted(comparison.attribute)
    if not comparison.operators:
        return Finding(
            comparison.route,
            f"the condition on {name} has no operator",
            "write what it `equals`; a sort key may also have beginsWith, lessThan, atMost, greaterThan, atLeast "
            "or between",
            at_key=True,
        )
    bounds = {"atLeast", "atMost"} == comparison.operators.keys()
    operators = listed(comparison.operators)
    return Finding(
        comparison.route,
        f"the condition on {name} has {len(comparison.operators)} operators: {operators}",
        "write `between` with both values, the smaller one first" if bounds else "leave one of them",
        detail="KeyConditionExpressions must only contain one condition per key",
        at_key=True,
    )


def _between_of(comparison: Comparison) -> Finding:
    count = len(comparison.operators["between"])
    return Finding(
        (*comparison.route, "between"),
        f"between has {counted(count, 'value')} for {quoted(comparison.attribute)}, and takes two",
        "write the smallest and the largest that are meant",
        at_key=True,
    )


def _misfit(asked: _Asked, comparison: Comparison, bound: KeyCondition | None) -> Iterator[Finding]:
    """What is wrong with an operator and the values that it has."""
    if bound is None or comparison.attribute == asked.key.partition:
        return
    route = (*comparison.route, bound.operator)
    types = [values.type_of(operand) for operand in bound.operands]
    defined = asked.table.attribute_types[bound.attribute]
    if bound.operator == "beginsWith" and (defined == "N" or types[0] == "N"):
        yield Finding(
            route,
            f"a number begins with nothing, and {quoted(bound.attribute)} is "
            f"{'one' if defined == 'N' else 'compared with one'}",
            "write `between` for numbers from one to another"
            if defined == "N"
            else "put the value in quotes",
            detail=key_answers.to_prefix(types[0]),
            at_key=defined == "N",
        )
    elif bound.operator == "between" and types[0] == types[1] == defined and _backwards(bound):
        yield Finding(
            route,
            f"between begins with the larger value for {quoted(bound.attribute)}",
            "let the two values change places",
            detail=key_answers.to_bounds_backwards(*bound.operands),
            fix=Fix("let the two change places", (Swap((*route, 0), (*route, 1)),), safe=False),
            at_key=True,
        )


def _backwards(condition: KeyCondition) -> bool:
    low, high = condition.operands
    return bool(values.order(low) > values.order(high))


def _primary_keys(trial: Trial) -> Iterator[WrittenKey]:
    for pattern in trial.patterns:
        if not pattern.index:  # beside which the key is likely that of the index: another rule says so
            yield from primary_keys(pattern, trial.bound(pattern))


def _key_values(trial: Trial, table: Table) -> Iterator[KeyValue]:
    for pattern in trial.patterns:
        yield from key_values(pattern, trial.bound(pattern), table)


def _puts(trial: Trial) -> Iterator[Write]:
    for pattern in trial.patterns:
        for write in pattern.writes:
            if write.operation == PUT_ITEM and (write.item or write.entity):
                yield write


def _told_of_keys(trial: Trial) -> set[Route]:
    """The entities of which a rule about them says that their keys are not those of the table."""
    rules = [rule for rule in pattern_rules() if rule.name in _ABOUT_ENTITY_KEYS]
    return {finding.route[:3] for rule in rules for finding in trial.findings(rule)}


def _incomplete(given: WrittenKey, missing: list[str], table: Table) -> Finding:
    guesses = Guesses(missing)
    spare = [name for name in given.names if name not in table.key.attributes]
    near = next((name for name in spare if guesses.meant(name) is not None), None)
    if near is not None:
        help_text = f"did you mean {quoted(str(guesses.meant(near)))}?"
    elif table.key.partition in given.names:
        help_text = f"add {listed(missing)}, or make it a Query of the whole partition"
    else:
        help_text = f"add {listed(missing)}"
    return Finding(
        (*given.route, near) if near is not None else given.route,
        f"the key lacks {listed(missing)}: the primary key of {quoted(table.name)} is "
        f"{listed(table.key.attributes)}",
        help_text,
        detail=key_answers.NO_MATCH,
        fix=_renamed((*given.route, near), near, guesses) if near is not None else None,
        at_key=near is not None,
    )


def _without_key(write: Write, name: str) -> Finding:
    guesses = Guesses((name,))
    near = next((each for each in write.item if same_but_for_case(each, name)), None)
    if near is not None:
        help_text = f"did you mean {quoted(name)}?"
    elif write.entity:
        help_text = f"add it to `item`, or its template to the entity {quoted(write.entity)}"
    else:
        help_text = "add it to `item`, or name the `entity` whose templates make the keys"
    place = (*write.route, "item") if write.item else (*write.route, "entity")
    return Finding(
        (*place, near) if near is not None else place,
        f"the item has no {quoted(name)}, which is in the primary key of the table",
        help_text,
        detail=key_answers.to_missing_key(name),
        fix=_renamed((*place, near), near, guesses) if near is not None else None,
        at_key=near is not None,
    )


def _is_misfit(found: KeyValue, expected: str, actual: str) -> bool:
    """Whether it is the operator that does not fit: `key_condition_operator` and `partition_key_not_equal` say so."""
    if found.operator == "beginsWith" and "N" in (expected, actual):
        return True
    return found.is_partition and found.operator not in ("", "equals")


def _as_type(expected: str) -> str:
    if expected == "N":
        return "write a number, without quotes"
    return (
        "write a text: in quotes, if it looks like a number"
        if expected == "S"
        else "write it as {B: ...}, in base64"
    )


def _template_of(found: KeyValue, trial: Trial) -> tuple[tuple[str, Route], ...]:
    """Where the template stands that made a value."""
    entity = trial.design.entity(found.entity)
    return () if entity is None else (("its template is here", (*entity.route, "keys", found.attribute)),)
