"""Rules about how access patterns, entities and indexes go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Span
from planton_dynamodb.manifest.writing.operations import Insert
from planton_dynamodb.patterns import units, values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.ask import candidates
from planton_dynamodb.patterns.design import SCAN, Design, Entity, Pattern, is_global, key_of
from planton_dynamodb.patterns.expectations import Known
from planton_dynamodb.patterns.overlap import ANYTHING, Separators, Shape, meet, neighbours
from planton_dynamodb.patterns.samples import makes_key
from planton_dynamodb.patterns.store import Store, carries
from planton_dynamodb.patterns.templates import Template
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attributes
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, pattern_rule
from planton_dynamodb.rules.wording import INVALID, counted, listed, quoted
from planton_dynamodb.table.table import Key, Table

_EQUALITY = re.compile(r"(#?[A-Za-z_][\w.]*)\s*=\s*:\w+|:\w+\s*=\s*(#?[A-Za-z_][\w.]*)")
_MOST_NAMED = 5


@pattern_rule(WARNING)
def pattern_scans(trial: Trial) -> Iterator[Finding]:
    """A pattern reads the whole table, or a whole index.

    ## What it finds
    Every Scan, with what it reads of the sample items and what it makes of them. Where the filter asks for what a
    partition key is made of, or all that it returns stands in one partition, the message says which Query would do.

    ## Why
    A Scan reads and is charged for everything there is, page by page, and a filter takes items away only then. It
    takes longer with each item that is added.

    ## Example
    ```yaml
    patterns:
      - name: list-orders-of-customer
        operation: Scan
        filter: customerId = :customer
        values:
          ":customer": c-1
    ```

    ## The edit
    ```yaml
    patterns:
      - name: list-orders-of-customer
        operation: Query
        keyCondition:
          PK:
            equals: CUSTOMER#c-1
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Best practices for querying and scanning data in DynamoDB".
    """
    store = trial.store
    if store is None:
        return
    for pattern in trial.patterns:
        if pattern.operation != SCAN or key_of(store.table, pattern.index) is None:
            continue
        answer = trial.answer(pattern)
        what = (
            f"the whole index {quoted(pattern.index)}"
            if pattern.index
            else f"all of {quoted(store.table.name)}"
        )
        yield Finding(
            (*pattern.route, "operation"),
            f"{pattern.label} reads {what}{_scanned(answer)}",
            _query_instead(trial, pattern, store, answer),
        )


def _scanned(answer: Answer | None) -> str:
    if answer is None or not answer.read:
        return ""
    every = "it" if answer.read == 1 else "them all"
    returned = every if len(answer.items) == answer.read else counted(len(answer.items), "item")
    return f": of the sample, {counted(answer.read, 'item')}, to return {returned}"


def _query_instead(trial: Trial, pattern: Pattern, store: Store, answer: Answer | None) -> str:
    asked = _asked_by_filter(pattern)
    keys = [("", store.table.key), *((index.name, index.key) for index in store.table.indexes)]
    for index, key in keys:
        template = _template_of(trial, pattern, key, asked)
        if template:
            return f"Query {_named(index)} instead: {key.partition} equals {quoted(template)}"
    for index, key in keys:
        value = _one_partition(store, key, index, answer)
        if value is not None:
            return (
                f"Query {_named(index)} instead: all that comes back has the {key.partition} {quoted(value)}"
            )
    if asked:
        return f"add an index whose partition key is {listed(sorted(asked), 'or')}, or made of it, and Query that"
    return "Query by a partition key, of the table or of an index that has what is wanted in one partition"


def _named(index: str) -> str:
    return quoted(index) if index else "the table"


def _asked_by_filter(pattern: Pattern) -> set[str]:
    """The attributes that a filter wants to be equal to something."""
    if not pattern.filter or re.search(r"\b(or|not)\b", pattern.filter, re.IGNORECASE):
        return set()
    found = (match[1] or match[2] for match in _EQUALITY.finditer(pattern.filter))
    return {pattern.names.get(name, name) for name in found}


def _template_of(trial: Trial, pattern: Pattern, key: Key, asked: set[str]) -> str | None:
    """The template of a partition key that what is asked by is enough for."""
    if key.partition in asked:
        return "..."
    meant = _entities_of(trial.design, pattern)
    for entity in trial.design.entities:
        template = entity.keys.get(key.partition)
        if template is None or template.fault or (meant and entity.name not in meant):
            continue
        if template.parameters and asked.issuperset(template.parameters):
            return template.text
    return None


def _one_partition(store: Store, key: Key, index: str, answer: Answer | None) -> str | None:
    """The partition that has all of an answer, and not all that there is; one item alone says nothing."""
    if answer is None or len(answer.items) < 2:
        return None
    whole = [store.get(store.key(item)) for item in answer.items]
    found = {values.canonical((item or {}).get(key.partition, {"NULL": True})) for item in whole}
    if len(found) != 1 or whole[0] is None or not store.stands_in(whole[0], index):
        return None
    value = whole[0][key.partition]
    if len(store.partition(index, value)) >= len(store.all()):
        return None
    return str(values.plain(value))


@pattern_rule(ERROR)
def attribute_not_projected(trial: Trial) -> Iterator[Finding]:
    """A pattern wants an attribute that a global index does not carry.

    ## What it finds
    An attribute under `attributes` of a Query or Scan of a global secondary index whose projection is KEYS_ONLY or
    INCLUDE without that attribute. The help says what it would cost to fetch it from the table instead.

    ## Why
    A global index has its own copy of what it carries and no way to the rest. DynamoDB refuses the request.

    ## Example
    ```yaml
    # GSI1 has the projection KEYS_ONLY
    patterns:
      - name: get-user-by-email
        operation: Query
        index: GSI1
        keyCondition:
          GSI1PK:
            equals: EMAIL#a@example.com
        attributes:
          - plan
    ```

    ## The edit
    ```yaml
    # GSI1 has the projection KEYS_ONLY
    patterns:
      - name: get-user-by-email
        operation: Query
        index: GSI1
        keyCondition:
          GSI1PK:
            equals: EMAIL#a@example.com
        attributes:
          - PK
          - SK
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Attribute projections": global secondary indexes. API_Query:
    ValidationException, answered so by the service.
    """
    for pattern, store, missing in _not_carried(trial):
        if not is_global(store.table, pattern.index):
            continue
        yield Finding(
            (*pattern.route, "attributes", missing[0]),
            f"{quoted(pattern.index)} does not carry {listed(_names(pattern, missing))}, which {pattern.label} wants",
            f"add {'it' if len(missing) == 1 else 'them'} to its projection; or {_fetching(trial, pattern, store)}",
            detail=f"{INVALID}Global secondary index {pattern.index} does not project "
            f"[{', '.join(_names(pattern, missing))}]",
            related=_index_place(trial, pattern.index),
        )


def _not_carried(trial: Trial) -> Iterator[tuple[Pattern, Store, list[int]]]:
    """Patterns that want what their index does not carry, by its position among the attributes."""
    store = trial.store
    for pattern in trial.patterns if store is not None else ():
        if store is None or not pattern.index or not (pattern.queries or pattern.operation == SCAN):
            continue
        carried = carries(store.table, pattern.index)
        missing = [at for at, name in enumerate(pattern.attributes) if carried and name not in carried]
        if missing:
            yield pattern, store, missing


def _names(pattern: Pattern, positions: Iterable[int]) -> list[str]:
    return [pattern.attributes[at] for at in positions]


def _fetching(trial: Trial, pattern: Pattern, store: Store) -> str:
    """What it takes to read whole items by the keys that the index has."""
    read = _read(trial, pattern, store)
    if not read:
        return "read each item by its key from the table, one read more for each"
    whole = [store.get(store.key(item)) for item in read]
    cost = units.of_single_reads(whole, consistent=False)
    more = f"{counted(len(read), 'read')} more, {_units(cost)}"
    return f"fetch each item by its key from the table: for the sample, {more}"


def _units(count: float) -> str:
    return "1 read unit" if count == 1 else f"{count:g} read units"


def _read(trial: Trial, pattern: Pattern, store: Store) -> list[Attributes]:
    """What a pattern reads of an index, whatever becomes of it then."""
    bound, key = trial.bound(pattern), key_of(store.table, pattern.index)
    if bound.unfit or pattern.route in trial.refused or key is None:
        return []
    partition = bound.condition(key.partition)
    if pattern.operation != SCAN and (partition is None or partition.operator != "equals"):
        return []
    return candidates(store, bound)


def _index_place(trial: Trial, name: str) -> tuple[tuple[str, Span], ...]:
    manifest = trial.design.table_manifest
    spec = manifest.fields.get("spec") if manifest is not None else None
    if manifest is None or not isinstance(spec, dict):
        return ()
    for field, steps in _INDEX_FIELDS.items():
        for position, index in enumerate(spec.get(field, ())):
            if index.get("name") == name:
                return ((f"the index {quoted(name)}", manifest.span(("spec", steps, position, "name"))),)
    return ()


_INDEX_FIELDS = {
    "global_secondary_indexes": "globalSecondaryIndexes",
    "local_secondary_indexes": "localSecondaryIndexes",
}


@pattern_rule(WARNING)
def attribute_fetched_from_table(trial: Trial) -> Iterator[Finding]:
    """A pattern wants an attribute that a local index has to fetch from the table.

    ## What it finds
    An attribute under `attributes` of a Query or Scan of a local secondary index whose projection is KEYS_ONLY or
    INCLUDE without that attribute, and the read units that this takes for the sample items.

    ## Why
    DynamoDB then reads each item that it finds in the index from the table as well, whole, and charges for both. It
    is not refused, and shows in the bill and in slower answers only.

    ## Example
    ```yaml
    # by-total has the projection KEYS_ONLY
    patterns:
      - name: list-orders-by-total
        operation: Query
        index: by-total
        keyCondition:
          customerId:
            equals: c-1
        attributes:
          - status
    ```

    ## The edit
    ```yaml
    # by-total has the projection KEYS_ONLY
    patterns:
      - name: list-orders-by-total
        operation: Query
        index: by-total
        keyCondition:
          customerId:
            equals: c-1
        attributes:
          - total
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Provisioned throughput considerations for local secondary indexes": read capacity
    units.
    """
    for pattern, store, missing in _not_carried(trial):
        if is_global(store.table, pattern.index):
            continue
        read = _read(trial, pattern, store)
        whole = [store.get(store.key(item)) for item in read]
        cost = units.of_single_reads(whole, consistent=pattern.consistent)
        takes = f", which takes {_units(cost)} more for the sample" if read else ""
        yield Finding(
            (*pattern.route, "attributes", missing[0]),
            f"{quoted(pattern.index)} does not carry {listed(_names(pattern, missing))}: "
            f"DynamoDB fetches each item from the table{takes}",
            f"do without {'it' if len(missing) == 1 else 'them'} here; "
            "or make the table anew with an index that carries more, since a local index cannot be changed",
            related=_index_place(trial, pattern.index),
        )


@pattern_rule(WARNING)
def scan_filter_not_projected(trial: Trial) -> Iterator[Finding]:
    """A filter of a Scan is about an attribute that its index does not carry.

    ## What it finds
    An attribute in the `filter` of a Scan of a secondary index whose projection is KEYS_ONLY or INCLUDE without that
    attribute. A Query with such a filter is refused: that is `filter-not-projected`.

    ## Why
    To the filter, every item of the index is without the attribute, whatever the table has. A comparison lets no item
    through, and `attribute_not_exists` all of them, and nobody is told.

    ## Example
    ```yaml
    # GSI1 has the projection KEYS_ONLY
    operation: Scan
    index: GSI1
    filter: attribute_not_exists(deletedAt)
    ```

    ## The edit
    ```yaml
    # GSI1 has the projection INCLUDE with the attribute deletedAt
    operation: Scan
    index: GSI1
    filter: attribute_not_exists(deletedAt)
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Attribute projections": what an index has of an item.
    """
    store = trial.store
    for pattern in trial.patterns if store is not None else ():
        if store is None or pattern.operation != SCAN or pattern.route in trial.refused:
            continue
        carried = carries(store.table, pattern.index)
        expressions = [each for call in trial.calls(pattern) for each in call.expressions]
        named = {str(path.steps[0]) for each in expressions for path in each.read.paths}
        unseen = sorted(name for name in named if carried and name not in carried)
        if unseen:
            yield Finding(
                (*pattern.route, "filter"),
                f"{quoted(pattern.index)} does not carry {listed(unseen)}: "
                f"to the filter of {pattern.label}, no item has {'it' if len(unseen) == 1 else 'them'}",
                f"add {'it' if len(unseen) == 1 else 'them'} to the projection of {quoted(pattern.index)}, "
                "or Scan the table",
                related=_index_place(trial, pattern.index),
            )


@pattern_rule(WARNING)
def index_unused(trial: Trial) -> Iterator[Finding]:
    """An index of the table is asked by no pattern.

    ## What it finds
    A global or local secondary index that no pattern names as its `index`: neither one of these patterns nor one of
    other access patterns of this table in the same file or folder. The message says what the index costs for the sample
    items.

    ## Why
    Every write of an item that is in an index is a write of the index too, and what it carries is stored once more. An
    index that nobody asks is paid for all the same. Or a pattern is missing.

    ## Example
    ```yaml
    # The table has the index GSI1
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
          SK: METADATA
    ```

    ## The edit
    ```yaml
    # The table has the index GSI1
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
          SK: METADATA
      - name: get-user-by-email
        operation: Query
        index: GSI1
        keyCondition:
          GSI1PK:
            equals: EMAIL#a@example.com
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "General guidelines for secondary indexes in DynamoDB": keep the number of indexes
    to a minimum.
    """
    design, store = trial.design, trial.store
    designs = (design, *design.others)
    if store is None or not design.patterns or not all(_is_readable(each) for each in designs):
        return
    if min(designs, key=_place) is not design:
        return  # the first of them says it for all
    asked = {pattern.index for each in designs for pattern in each.patterns if pattern.index}
    indexes = store.table.indexes
    if not asked.issubset(index.name for index in indexes):
        return  # a misspelt one may be meant
    meant = {
        each.attribute
        for pattern in trial.patterns
        if pattern.route in trial.refused
        for each in pattern.conditions
    }
    unused = [index for index in indexes if index.name not in asked and index.key.partition not in meant]
    asked_beside = _asked_beside(design) if unused else frozenset()
    for index in unused:
        if index.name not in asked_beside:
            yield Finding(
                ("spec", "table"),
                f"no pattern asks the index {quoted(index.name)} of {quoted(store.table.name)}: "
                f"{_cost(store, index.name)}",
                "write down the pattern that needs it, or take the index away",
                related=_index_place(trial, index.name),
            )


def _asked_beside(design: Design) -> frozenset[str]:
    """The indexes that access patterns in the other files of the folder ask."""
    from planton_dynamodb.patterns.reach import patterns_beside  # it reads files, which is seldom needed here

    return frozenset(pattern.index for each in patterns_beside(design) for pattern in each.patterns)


def _is_readable(design: Design) -> bool:
    return design.sound("spec", "patterns")


def _place(design: Design) -> tuple[str, int]:
    return design.manifest.source.name, design.manifest.root.start


def _cost(store: Store, index: str) -> str:
    held, total = store.all(index), len(store.all())
    if not held:
        return "it costs a write more for each item in it"
    size = sum(map(values.item_size, held))
    of = f"{len(held):,} of {counted(total, 'sample item')}"
    cost = units.of_index_writes(held)
    stand = "stands" if len(held) == 1 else "stand"
    more = "1 more write unit" if cost == 1 else f"{cost:,g} more write units"
    return f"{of} {stand} in it, which takes {more} and stores {counted(size, 'byte')} once more"


@pattern_rule(WARNING)
def entity_keys_collide(trial: Trial) -> Iterator[Finding]:
    """Two entities can have one primary key.

    ## What it finds
    Two entities whose templates of the table's partition key and sort key can make the same texts. A value is taken
    to have in it none of the characters that part values in the templates, such as `#`, unless that of a sample item
    has; and it is not empty.

    ## Why
    A table has one item under a key. A PutItem of the one entity takes the place of the other's item, without an error
    and without a trace.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: ACCOUNT#{userId}
          SK: METADATA
      - name: company
        keys:
          PK: ACCOUNT#{companyId}
          SK: METADATA
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
      - name: company
        keys:
          PK: COMPANY#{companyId}
          SK: METADATA
    ```

    ## Source
    API_PutItem: an item that has the same primary key is replaced.
    """
    table = trial.table
    if table is None:
        return
    own = table.key.attributes
    entities = [each for each in trial.design.entities if _has_templates(each, own)]
    separators = _separators(trial)
    keys = [tuple(separators.shape(each.keys[name]) for name in own) for each in entities]
    told: set[int] = set()
    for first, second in neighbours(keys):
        if second in told or not _meet(keys[first], keys[second]):
            continue
        told.add(second)
        one, other = entities[first], entities[second]
        yield Finding(
            (*other.route, "keys", own[0]),
            f"{quoted(other.name)} and {quoted(one.name)} can have one primary key: {_key_said(other, own)}, "
            f"and {_key_said(one, own)}",
            "give each of them a fixed text of its own in one of the keys",
            related=((f"the key of {quoted(one.name)}", (*one.route, "keys", own[0])),),
        )


def _has_templates(entity: Entity, names: Sequence[str]) -> bool:
    return all(name in entity.keys and entity.keys[name].fault is None for name in names)


def _separators(trial: Trial) -> Separators:
    templates = [template for entity in trial.design.entities for template in entity.keys.values()]
    given: list[Mapping[str, object]] = [item.attributes for item in trial.design.items]
    given += [pattern.parameters for pattern in trial.design.patterns]
    return Separators(templates, given)


def _meet(one: Sequence[Shape], other: Sequence[Shape]) -> bool:
    return all(meet(first, second) for first, second in zip(one, other, strict=True))


def _key_said(entity: Entity, names: Sequence[str]) -> str:
    return " with ".join(quoted(entity.keys[name].text) for name in names)


class _Asking(NamedTuple):
    """A pattern that queries, and the keys that its condition takes."""

    pattern: Pattern
    entities: frozenset[str]
    keys: tuple[Shape, ...]


@pattern_rule(WARNING)
def patterns_collide(trial: Trial) -> Iterator[Finding]:
    """A pattern can read items of another entity than the one that it is about.

    ## What it finds
    Two patterns that query the table, or one index, and are about different entities, by their `entity` or the sample
    items that they expect, where the key condition of the one takes keys that items of the other can have. A pattern
    with a filter is left alone. Values are taken as `entity-keys-collide` takes them.

    ## Why
    Items of all entities stand in one partition side by side, in the order of their sort keys. A Query that asks for
    too little of the sort key returns them all, once there are any: not with the sample, perhaps, but in production.

    ## Example
    ```yaml
    patterns:
      - name: list-users
        operation: Query
        keyCondition:
          PK:
            equals: TENANT#{tenantId}
        expect:
          items:
            - alice
      - name: list-orders
        operation: Query
        keyCondition:
          PK:
            equals: TENANT#{tenantId}
          SK:
            beginsWith: ORDER#
        expect:
          items:
            - an-order
    ```

    ## The edit
    ```yaml
    patterns:
      - name: list-users
        operation: Query
        keyCondition:
          PK:
            equals: TENANT#{tenantId}
          SK:
            beginsWith: USER#
        expect:
          items:
            - alice
      - name: list-orders
        operation: Query
        keyCondition:
          PK:
            equals: TENANT#{tenantId}
          SK:
            beginsWith: ORDER#
        expect:
          items:
            - an-order
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Best practices for using sort keys to organize data in DynamoDB".
    """
    table = trial.table
    if table is None:
        return
    separators = _separators(trial)
    by_index: dict[str, list[_Asking]] = {}
    for pattern in trial.patterns:
        key = key_of(table, pattern.index)
        entities = _entities_of(trial.design, pattern)
        if pattern.route in trial.refused:
            continue  # what it reads is not known before it is mended
        if pattern.queries and key is not None and entities and not pattern.filter:
            keys = tuple(_condition_shape(pattern, name, separators) for name in key.attributes)
            by_index.setdefault(pattern.index, []).append(_Asking(pattern, entities, keys))
    for index, asking in by_index.items():
        yield from _collisions(trial, table, index, asking, separators)


def _entities_of(design: Design, pattern: Pattern) -> frozenset[str]:
    """The entities that a pattern is about."""
    expected = pattern.expect.items if pattern.expect is not None else None
    items = (design.item(name) for name in expected or () if isinstance(name, str))
    found = {item.entity for item in items if item is not None}
    return frozenset(name for name in (*found, pattern.entity) if design.entity(name) is not None)


def _condition_shape(pattern: Pattern, name: str, separators: Separators) -> Shape:
    comparison = next((each for each in pattern.conditions if each.attribute == name), None)
    operator, operands = next(iter(comparison.operators.items()), ("", ())) if comparison else ("", ())
    if operator == "equals":
        return _value_shape(operands[0], separators)
    if operator == "beginsWith":
        return (*_value_shape(operands[0], separators), *ANYTHING)
    if operator == "between" and len(operands) == 2:
        return (*_shared(operands), *ANYTHING)
    return ANYTHING


def _value_shape(value: Plain, separators: Separators) -> Shape:
    if isinstance(value, str):
        template = Template(value)
        return separators.shape(template) if template.fault is None else ANYTHING
    return ANYTHING if isinstance(value, dict | list) else tuple(str(value))


def _shared(operands: Sequence[Plain]) -> str:
    """The text that both ends of a range begin with, and so does all that is between them."""
    one, other = (str(operand).partition("{")[0] if isinstance(operand, str) else "" for operand in operands)
    length = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[:length]


def _collisions(
    trial: Trial, table: Table, index: str, asking: Sequence[_Asking], separators: Separators
) -> Iterator[Finding]:
    key = key_of(table, index)
    assert key is not None
    made = {entity.name: _made(entity, key, separators) for entity in trial.design.entities}
    told: set[int] = set()
    for first, second in neighbours([each.keys for each in asking]):
        if asking[first].entities & asking[second].entities:
            continue
        if (first in told and second in told) or not _meet(asking[first].keys, asking[second].keys):
            continue
        for at, beside in ((first, second), (second, first)):
            read = _also_read(asking[at], asking[beside], made) if at not in told else None
            if read:
                told.add(at)
                yield _collision(asking[at].pattern, asking[beside].pattern, index, read)


def _made(entity: Entity, key: Key, separators: Separators) -> tuple[Shape, ...] | None:
    """The keys of an index that an entity's templates make; nothing where it stands elsewhere."""
    if not entity.keys:
        return tuple(ANYTHING for _ in key.attributes)
    if not _has_templates(entity, key.attributes):
        return None
    return tuple(separators.shape(entity.keys[name]) for name in key.attributes)


def _also_read(one: _Asking, other: _Asking, made: Mapping[str, tuple[Shape, ...] | None]) -> str | None:
    """An entity of the other pattern whose items the condition of the first one takes."""
    for name in sorted(other.entities):
        keys = made.get(name, other.keys)
        if keys is not None and _meet(one.keys, keys):
            return name
    return None


def _collision(pattern: Pattern, other: Pattern, index: str, entity: str) -> Finding:
    where = f" in {quoted(index)}" if index else ""
    return Finding(
        (*pattern.route, "keyCondition"),
        f"{pattern.label} can read items of {quoted(entity)} too, which {other.label} is about: "
        f"its key condition takes their keys{where}",
        "ask for more of the sort key, such as a beginning that only its own items have; or filter the others away",
        related=((f"{other.label} asks for them", (*other.route, "keyCondition")),),
    )


@pattern_rule(WARNING)
def partition_key_literal(trial: Trial) -> Iterator[Finding]:
    """All items of an entity are in one partition.

    ## What it finds
    A template without a parameter for the partition key of the table or of an index. An entity that is one single item,
    since its whole primary key is a fixed text, is left alone.

    ## Why
    A partition takes 3,000 read units and 1,000 write units a second, however much the table has. All items of the
    entity share them: a hot partition, and throttled requests, when the system grows. That may be fine for some
    dozens of items that are seldom written.

    ## Example
    ```yaml
    entities:
      - name: product
        keys:
          PK: PRODUCT
          SK: "{productId}"
    ```

    ## The edit
    ```yaml
    entities:
      - name: product
        keys:
          PK: PRODUCT#{productId}
          SK: METADATA
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Best practices for designing and using partition keys effectively in DynamoDB".
    """
    table = trial.table
    if table is None:
        return
    for entity in trial.design.entities:
        if not trial.design.sound(*entity.route) or _is_single(entity, table.key):
            continue
        told: set[str] = set()
        for index, key in (("", table.key), *((index.name, index.key) for index in table.indexes)):
            template = entity.keys.get(key.partition)
            if template is None or not template.is_literal or template.fault or key.partition in told:
                continue
            if index and not makes_key(entity, key, table):
                continue
            told.add(key.partition)
            yield _hot(entity, key.partition, template, index)


def _is_single(entity: Entity, key: Key) -> bool:
    return all(name in entity.keys and entity.keys[name].is_literal for name in key.attributes)


def _hot(entity: Entity, name: str, template: Template, index: str) -> Finding:
    where = f" of {quoted(index)}" if index else ""
    return Finding(
        (*entity.route, "keys", name),
        f"every {quoted(entity.name)} has the partition key {quoted(template.text)}{where}: "
        "one partition has them all, with 3,000 reads and 1,000 writes a second at most",
        f"put an attribute with many values into it, or spread it: {quoted(template.text + '#{shard}')}",
    )


@pattern_rule(ERROR)
def pattern_finds_nothing(trial: Trial) -> Iterator[Finding]:
    """No item can have the keys that a pattern asks for.

    ## What it finds
    A Query or DeleteCollection of which nothing is expected, that finds no sample item, and whose key condition no
    entity's templates can fulfil: those of its own `entity`, where it names one. Where a sample item has the keys
    written out, or no entity is described, nothing is said. Values are taken as `entity-keys-collide` takes them.

    ## Why
    The items stand under other keys, or in no index at all. Deployed, the pattern answers with nothing, and that is no
    error.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
    patterns:
      - name: get-user-by-api-key
        operation: Query
        index: GSI1
        entity: user
        keyCondition:
          GSI1PK:
            equals: APIKEY#{apiKey}
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
          GSI1PK: APIKEY#{apiKey}
          GSI1SK: METADATA
    patterns:
      - name: get-user-by-api-key
        operation: Query
        index: GSI1
        entity: user
        keyCondition:
          GSI1PK:
            equals: APIKEY#{apiKey}
    ```

    ## Source
    This tool.
    """
    for pattern, key in _futile(trial):
        yield _nothing_there(trial, pattern, key)


def _futile(trial: Trial) -> Iterator[tuple[Pattern, Key]]:
    """The patterns that can find nothing, whatever the values, each with the key that it asks by."""
    table, design = trial.table, trial.design
    if table is None or not design.entities:
        return
    separators = _separators(trial)
    for pattern in trial.patterns:
        key = key_of(table, pattern.index)
        answer = trial.answer(pattern) if pattern.queries and pattern.is_open else None
        if key is None or answer is None or answer.read or answer.error:
            continue
        own = design.entity(pattern.entity)
        if pattern.entity and own is None:
            continue
        asked = tuple(_condition_shape(pattern, name, separators) for name in key.attributes)
        about = design.entities if own is None else (own,)
        if not any(_may_stand(design, entity, key, asked, separators) for entity in about):
            yield pattern, key


def _may_stand(
    design: Design, entity: Entity, key: Key, asked: tuple[Shape, ...], separators: Separators
) -> bool:
    """Whether an item of an entity can have keys like these, or its keys are not known from templates."""
    made = _made(entity, key, separators)
    if made is not None:
        return _meet(asked, made)
    lacking = [name for name in key.attributes if name not in entity.keys]
    items = [item for item in design.items if item.entity == entity.name]
    return not lacking or any(name in item.attributes for item in items for name in lacking)


def _nothing_there(trial: Trial, pattern: Pattern, key: Key) -> Finding:
    entity = trial.design.entity(pattern.entity)
    route = (*pattern.route, "keyCondition")
    if entity is None:
        said = f"{pattern.label} can find nothing: no entity has {listed(key.attributes)} like these"
        return Finding(
            route, said, "ask by a key that an entity has, or give an entity this one under `keys`"
        )
    name = quoted(entity.name)
    elsewhere = _elsewhere(trial, pattern, entity, key)
    lacking = [attribute for attribute in key.attributes if attribute not in entity.keys]
    if lacking:
        said = f"{pattern.label} can find nothing: no {name} has {listed(lacking, 'or')}"
        edit = f"give {name} {listed(lacking)} under `keys`, or ask by a key that it has"
    else:
        said = f"{pattern.label} can find nothing: {name} stands under {_key_said(entity, key.attributes)}"
        edit = f"ask by the key that {name} has, or give it this one"
    return Finding(
        route,
        said,
        f"ask {elsewhere}, where {name} has such a key" if elsewhere else edit,
        related=((f"the keys of {name}", (*entity.route, "keys")),),
    )


def _elsewhere(trial: Trial, pattern: Pattern, entity: Entity, key: Key) -> str | None:
    """An index, or the table, under whose key the entity has what a pattern asks for."""
    table = trial.table
    assert table is not None
    separators = _separators(trial)
    asked = [_condition_shape(pattern, name, separators) for name in key.attributes]
    for index in ("", *(each.name for each in table.indexes)):
        other = key_of(table, index)
        made = _made(entity, other, separators) if other is not None and index != pattern.index else None
        if made is not None and len(made) == len(asked) and _meet(asked, made):
            return quoted(index) if index else f"the table {quoted(table.name)}"
    return None


@pattern_rule(WARNING)
def pattern_untried(trial: Trial) -> Iterator[Finding]:
    """Nothing is expected of a pattern.

    ## What it finds
    A pattern whose `expect` has neither `items` nor `count` nor `error`. Nothing that it comes back with would be
    wrong. `count: 0` says that it is to come back with nothing.

    ## Why
    That a request is accepted does not make it the right one: most mistakes in access patterns show in what comes
    back, or does not.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
          SK: METADATA
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        key:
          PK: USER#1
          SK: METADATA
        expect:
          items:
            - alice
    ```

    ## Source
    This tool.
    """
    known: Known | None = None
    futile = {pattern.route for pattern, _ in _futile(trial)}
    for pattern in trial.patterns:
        if not pattern.is_open or pattern.route in futile:
            continue
        answer = trial.answer(pattern)
        if answer is not None and trial.table is not None:
            known = known or Known(trial.samples, trial.table)
            yield _untried(known, pattern, answer)


def _untried(known: Known, pattern: Pattern, answer: Answer) -> Finding:
    route = pattern.route
    if not answer.items and not answer.error:
        return Finding(
            route,
            f"nothing is expected of {pattern.label}, and no sample item is found by it",
            "add a sample item that it finds, and expect it; or `count: 0`, if it is to find none",
        )
    names = _sample_names(known, pattern, answer)
    if not names:
        came = answer.error or counted(len(answer.items), "item")
        return Finding(
            route,
            f"nothing is expected of {pattern.label}, and what comes of it is {came}",
            "say under `expect` which `items`, which `count` or which `error` is to come of it",
        )
    shown = listed(names[:_MOST_NAMED]) if len(names) <= _MOST_NAMED else counted(len(names), "item")
    fix = Fix("expect what comes", (Insert(route, "expect", f"{{items: [{', '.join(names)}]}}"),), safe=False)
    return Finding(
        route,
        f"nothing is expected of {pattern.label}, which returns {shown}",
        "expect that under `expect.items`, if it is what is to come",
        fix=fix if pattern.expect is None else None,
    )


def _sample_names(known: Known, pattern: Pattern, answer: Answer) -> list[str]:
    """The names of the items that a read returns; nothing where one of them has none."""
    found = [known.sample(item) for item in answer.items] if not pattern.writes else []
    names = [sample.item.name if sample is not None else "" for sample in found]
    return names if all(re.fullmatch(r"[A-Za-z][\w-]*", name) for name in names) else []
