"""Rules about key schemas: the elements of the table's key and of its indexes' keys, and how many indexes."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Replace
from planton_dynamodb.rules import key_shapes, pairing
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, rule
from planton_dynamodb.rules.subject import HASH, RANGE, Index, Key, Table, first_key
from planton_dynamodb.rules.wording import INVALID, quoted

_KEY_SCHEMA: Route = ("spec", "keySchema")
_LOCAL_LIMIT = 5
_NO_RANGE = (
    "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
)


@rule(ERROR, documented=2)
def key_schema_hash_count(table: Table) -> Iterator[Finding]:
    """The table's key does not have exactly one HASH element.

    ## What it finds
    A `keySchema` that is absent or empty, that has no HASH element, or that has more than one. Where an
    element lacks its `keyType`, that alone is found (`key-type-required`), since it may be the missing
    one.

    ## Why
    The HASH element is the partition key: its value decides where an item is stored. A table has one.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
        - attributeName: createdAt
          keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
    ```

    ## Source
    The contract, rule 2. API_CreateTable, KeySchema; answered so by the service.
    """
    for schema in key_shapes.own(table):
        yield from key_shapes.hash_count(schema)


@rule(ERROR, documented=2)
def key_schema_range_count(table: Table) -> Iterator[Finding]:
    """The table's key has more than one RANGE element.

    ## What it finds
    Two or more RANGE elements in `keySchema`. Two RANGE elements and no HASH element are found as
    `key-schema-hash-count` alone: one edit mends both.

    ## Why
    The RANGE element is the sort key: it orders the items of one partition key. A table has at most one;
    another order takes an index.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: customerId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
        - attributeName: orderId
          keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: customerId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
    ```

    ## Source
    The contract, rule 2. API_CreateTable, KeySchema; answered so by the service.
    """
    for schema in key_shapes.own(table):
        yield from key_shapes.range_count(schema)


@rule(ERROR, documented=2)
def key_schema_length(table: Table) -> Iterator[Finding]:
    """The table's key has more than two elements.

    ## What it finds
    Three or more elements in `keySchema`. Where there is a second HASH or a second RANGE among them,
    `key-schema-hash-count` or `key-schema-range-count` says which.

    ## Why
    A key is one HASH element, or one HASH and one RANGE element. No type would make a third element
    right.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: customerId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
        - attributeName: orderId
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: customerId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
    ```

    ## Source
    The contract, rule 2. API_CreateTable, KeySchema; answered so by the service.
    """
    for schema in key_shapes.own(table):
        yield from key_shapes.length(schema)


@rule(ERROR)
def key_schema_order(table: Table) -> Iterator[Finding]:
    """The table's RANGE element comes before its HASH element.

    ## What it finds
    A `keySchema` of one HASH and one RANGE element in the wrong order.

    ## Why
    AWS takes the list as ordered and refuses it. Tools that give AWS a hash key and a range key by name
    hide the order, so that the manifest would work with some of them and fail with others.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: createdAt
          keyType: RANGE
        - attributeName: orderId
          keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
    ```

    ## Source
    API_CreateTable, KeySchema: the first element is the HASH one; answered so by the service.
    """
    for schema in key_shapes.own(table):
        yield from key_shapes.order(schema)


@rule(ERROR)
def key_schema_same_attribute(table: Table) -> Iterator[Finding]:
    """The table's HASH and RANGE elements name the same attribute.

    ## What it finds
    One attribute as both elements of `keySchema`.

    ## Why
    A sort key tells items with one partition key apart. The same attribute cannot.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
        - attributeName: orderId
          keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
        - attributeName: createdAt
          keyType: RANGE
    ```

    ## Source
    API_CreateTable, KeySchema; answered so by the service.
    """
    yield from key_shapes.same_attribute(table, table.keys, None)


@rule(ERROR)
def key_type_required(table: Table) -> Iterator[Finding]:
    """An element of a key has no keyType.

    ## What it finds
    An element of a `keySchema`, of the table or of an index, whose `keyType` is absent, blank or
    `KEY_TYPE_UNSPECIFIED`. An element beside a HASH and a RANGE element is too many, whatever its type:
    the rules of length find it.

    ## Why
    The type says which part of the key an attribute is.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
    ```

    ## Source
    API_KeySchemaElement: KeyType is required.
    """
    for _, keys, index in table.key_schemas():
        for key in keys:
            if not key.type and table.absent(*key.route, "keyType"):
                yield from key_shapes.untyped(table, key, keys, index)


@rule(ERROR, documented=6)
def gsi_key_hash_count(table: Table) -> Iterator[Finding]:
    """The key of a global secondary index does not have exactly one HASH element.

    ## What it finds
    A `keySchema` in `globalSecondaryIndexes` that is absent or empty, that has no HASH element, or that
    has more than one. Where an element lacks its `keyType`, that alone is found (`key-type-required`).

    ## Why
    The contract's rule 6 asks for one HASH element. AWS has been taking up to four HASH and four RANGE
    elements in the key of a global index since November 2025; the contract does not, and tools that read
    it make the index with one of them.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 6. API_GlobalSecondaryIndex, KeySchema.
    """
    for schema in key_shapes.indexed(table, table.global_indexes):
        yield from key_shapes.hash_count(schema)


@rule(ERROR, documented=6)
def gsi_key_range_count(table: Table) -> Iterator[Finding]:
    """The key of a global secondary index has more than one RANGE element.

    ## What it finds
    Two or more RANGE elements in a `keySchema` of `globalSecondaryIndexes`. Two RANGE elements and no
    HASH element are found as `gsi-key-hash-count` alone: one edit mends both.

    ## Why
    The contract's rule 6 allows one RANGE element at most. AWS has been taking up to four since November
    2025; the contract does not.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
            - attributeName: orderId
              keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 6. API_GlobalSecondaryIndex, KeySchema.
    """
    for schema in key_shapes.indexed(table, table.global_indexes):
        yield from key_shapes.range_count(schema)


@rule(ERROR, documented=6)
def gsi_key_length(table: Table) -> Iterator[Finding]:
    """The key of a global secondary index has more than two elements.

    ## What it finds
    Three or more elements in a `keySchema` of `globalSecondaryIndexes`. Where there is a second HASH or a
    second RANGE among them, `gsi-key-hash-count` or `gsi-key-range-count` says which.

    ## Why
    The contract's rule 6 allows one HASH and one RANGE element. AWS has been taking up to eight elements
    in all since November 2025; the contract does not.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
            - attributeName: orderId
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 6. API_GlobalSecondaryIndex, KeySchema.
    """
    for schema in key_shapes.indexed(table, table.global_indexes):
        yield from key_shapes.length(schema)


@rule(ERROR)
def gsi_key_order(table: Table) -> Iterator[Finding]:
    """The RANGE element of a global secondary index comes before its HASH element.

    ## What it finds
    A `keySchema` of one HASH and one RANGE element in the wrong order, in `globalSecondaryIndexes`.

    ## Why
    AWS takes the list as ordered and refuses it. Tools that give AWS a hash key and a range key by name
    hide the order.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: createdAt
              keyType: RANGE
            - attributeName: status
              keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    API_GlobalSecondaryIndex, KeySchema; answered so by the service.
    """
    for schema in key_shapes.indexed(table, table.global_indexes):
        yield from key_shapes.order(schema)


@rule(ERROR)
def gsi_key_same_attribute(table: Table) -> Iterator[Finding]:
    """The HASH and RANGE elements of a global secondary index name the same attribute.

    ## What it finds
    One attribute as both elements of a `keySchema` in `globalSecondaryIndexes`.

    ## Why
    A sort key orders items with one partition key. The same attribute has one value there.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: status
              keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
    ```

    ## Source
    API_GlobalSecondaryIndex, KeySchema; answered so by the service.
    """
    for index in table.global_indexes:
        yield from key_shapes.same_attribute(table, index.keys, index)


@rule(ERROR)
def gsi_count(table: Table) -> Iterator[Finding]:
    """The table has more global secondary indexes than its account allows.

    ## What it finds
    More than 20 elements in `globalSecondaryIndexes`. Where AWS has raised the quota for the account, the
    setting `gsi-count` under `quotas` says to what.

    ## Why
    Every index is written along with the table, so that AWS limits their number until it is asked for
    more.

    ## Example
    ```text
    A table with 21 elements in globalSecondaryIndexes.
    ```

    ## The edit
    Let one index serve several access patterns, or have the quota raised and say so in the settings:
    ```toml
    [tool.planton-dynamodb.quotas]
    gsi-count = 40
    ```

    ## Source
    Developer Guide, Quotas in Amazon DynamoDB: 20 by default; answered so by the service.
    """
    limit = table.quotas.gsi_count
    count = len(table.global_indexes)
    if count > limit:
        yield Finding(
            ("spec", "globalSecondaryIndexes"),
            f"the table has {count} global secondary indexes, and {limit} are allowed",
            f"keep {limit} of them, or have AWS raise the quota and set `gsi-count` to it",
            f"{INVALID}GlobalSecondaryIndex count exceeds the per-table limit of {limit}",
            related=(("this is the first one too many", table.global_indexes[limit].route),),
        )


@rule(ERROR, documented=7)
def lsi_key_hash_count(table: Table) -> Iterator[Finding]:
    """The key of a local secondary index does not have exactly one HASH element.

    ## What it finds
    A `keySchema` in `localSecondaryIndexes` that is absent or empty, that has no HASH element, or that
    has more than one. Where an element lacks its `keyType`, that alone is found (`key-type-required`).

    ## Why
    A local index sorts the items of each partition key anew: its HASH element is the table's, its RANGE
    element is its own.

    ## Example
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 7. API_LocalSecondaryIndex, KeySchema; answered so by the service.
    """
    for schema in key_shapes.indexed(table, table.local_indexes):
        yield from key_shapes.hash_count(schema)


@rule(ERROR, documented=7)
def lsi_key_range_count(table: Table) -> Iterator[Finding]:
    """The key of a local secondary index does not have exactly one RANGE element.

    ## What it finds
    A `keySchema` in `localSecondaryIndexes` without a RANGE element, or with more than one. Where the
    HASH elements are wrong in a way that one edit mends together with it, `lsi-key-hash-count` finds it
    alone.

    ## Why
    A local index sorts the items of each partition key by another attribute. That attribute is its RANGE
    element.

    ## Example
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 7. API_LocalSecondaryIndex, KeySchema; answered so by the service.
    """
    for schema in key_shapes.indexed(table, table.local_indexes):
        yield from key_shapes.range_count(schema)


@rule(ERROR, documented=7)
def lsi_key_length(table: Table) -> Iterator[Finding]:
    """The key of a local secondary index has more than two elements.

    ## What it finds
    Three or more elements in a `keySchema` of `localSecondaryIndexes`. Where there is a second HASH or a
    second RANGE among them, `lsi-key-hash-count` or `lsi-key-range-count` says which; they find a key
    that is too short as well.

    ## Why
    The key of a local index is the table's HASH element and a RANGE element of its own.

    ## Example
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
            - attributeName: orderId
    ```

    ## The edit
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    The contract, rule 7. API_LocalSecondaryIndex, KeySchema; answered so by the service.
    """
    for schema in key_shapes.indexed(table, table.local_indexes):
        yield from key_shapes.length(schema)


@rule(ERROR)
def lsi_key_order(table: Table) -> Iterator[Finding]:
    """The RANGE element of a local secondary index comes before its HASH element.

    ## What it finds
    A `keySchema` of one HASH and one RANGE element in the wrong order, in `localSecondaryIndexes`.

    ## Why
    AWS takes the list as ordered and refuses it. Tools that give AWS only the range key of a local index
    hide the order.

    ## Example
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: createdAt
              keyType: RANGE
            - attributeName: customerId
              keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    API_LocalSecondaryIndex, KeySchema; answered so by the service.
    """
    for schema in key_shapes.indexed(table, table.local_indexes):
        yield from key_shapes.order(schema)


@rule(ERROR)
def lsi_key_same_attribute(table: Table) -> Iterator[Finding]:
    """The HASH and RANGE elements of a local secondary index name the same attribute.

    ## What it finds
    One attribute as both elements of a `keySchema` in `localSecondaryIndexes`.

    ## Why
    A sort key orders items with one partition key. The same attribute has one value there.

    ## Example
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: customerId
              keyType: RANGE
    ```

    ## The edit
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-date
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    API_LocalSecondaryIndex, KeySchema; answered so by the service.
    """
    for index in table.local_indexes:
        yield from key_shapes.same_attribute(table, index.keys, index)


@rule(ERROR)
def lsi_hash_mismatch(table: Table) -> Iterator[Finding]:
    """The HASH key of a local secondary index is not the table's.

    ## What it finds
    A HASH element in `localSecondaryIndexes` that names another attribute than the table's HASH element.

    ## Why
    A local index lies beside the items of each partition key and shares that key. Some tools never look
    at the HASH element of a local index and make it with the table's, which is another index than the
    manifest describes.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: customerId
          keyType: HASH
        - attributeName: orderId
          keyType: RANGE
      localSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## The edit
    Write the table's HASH key, or move the index to `globalSecondaryIndexes` if it is to have a partition
    key of its own:
    ```yaml
    spec:
      localSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: customerId
              keyType: HASH
            - attributeName: createdAt
              keyType: RANGE
    ```

    ## Source
    Developer Guide, Local Secondary Indexes; answered so by the service.
    """
    for index in table.local_indexes:
        wrong = pairing.misplaced_hash(table, index)
        if wrong is not None and key_shapes.readable(table, _KEY_SCHEMA, table.keys):
            yield from _mismatch(table, index, wrong)


@rule(ERROR, answer=INVALID + _NO_RANGE)
def lsi_table_needs_sort_key(table: Table) -> Iterator[Finding]:
    """A table without a sort key has local secondary indexes.

    ## What it finds
    `localSecondaryIndexes` on a table whose `keySchema` has a HASH element only.

    ## Why
    A local index orders the items of one partition key in another way. Without a sort key there is one
    item to each.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
      localSecondaryIndexes:
        - name: by-date
    ```

    ## The edit
    Make it a global index:
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
      globalSecondaryIndexes:
        - name: by-date
    ```

    ## Source
    Developer Guide, Local Secondary Indexes; answered so by the service.
    """
    if not table.local_indexes or len(table.keys) != 1 or table.keys[0].type != HASH:
        return
    route = ("spec", "localSecondaryIndexes")
    if key_shapes.readable(table, _KEY_SCHEMA, table.keys):
        field, key_field = table.spelled_key(*route), table.spelled_key(*_KEY_SCHEMA)
        word = table.spelled_word("KEY_TYPE_", "RANGE")
        yield Finding(
            route,
            f"the table has `{field}`, but no sort key",
            f"add a {word} element to `{key_field}`, or make its local indexes global ones",
            related=(("the table's key is here", _KEY_SCHEMA),),
        )


@rule(ERROR, answer=f"{INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of {_LOCAL_LIMIT}")
def lsi_count(table: Table) -> Iterator[Finding]:
    """The table has more than five local secondary indexes.

    ## What it finds
    More than 5 elements in `localSecondaryIndexes`.

    ## Why
    The limit is fixed. Local indexes share the 10 GB that a table with them has for each partition key.

    ## Example
    ```text
    A table with 6 elements in localSecondaryIndexes.
    ```

    ## The edit
    Keep those that need strongly consistent reads, and make the others global.

    ## Source
    Developer Guide, Quotas in Amazon DynamoDB; answered so by the service.
    """
    count = len(table.local_indexes)
    if count > _LOCAL_LIMIT:
        yield Finding(
            ("spec", "localSecondaryIndexes"),
            f"the table has {count} local secondary indexes, and {_LOCAL_LIMIT} are allowed",
            f"make all but {_LOCAL_LIMIT} of them global, or remove them",
            related=(("this is the first one too many", table.local_indexes[_LOCAL_LIMIT].route),),
        )


@rule(WARNING)
def index_same_key_as_table(table: Table) -> Iterator[Finding]:
    """An index has the same key as its table.

    ## What it finds
    A global index with the table's HASH and RANGE attributes, or a local one with the table's RANGE
    attribute.

    ## Why
    AWS takes it, stores and bills every item twice, and answers no query that the table does not.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
      globalSecondaryIndexes:
        - name: by-order
          keySchema:
            - attributeName: orderId
              keyType: HASH
    ```

    ## The edit
    Remove the index, or give it the key that it was meant to have.

    ## Source
    The service accepts it. Developer Guide, Best practices for secondary indexes.
    """
    own = {key.attribute for key in table.keys}
    for index in table.indexes:
        if not own.issuperset([key.attribute for key in index.keys]):
            continue
        same = _identity(index.keys, index)
        if same is not None and same == _identity(table.keys):
            yield Finding(
                (*index.route, "keySchema"),
                f"{index.label} has the same key as the table",
                "remove the index, or give it another key: the table answers every query that it could",
                related=(("the table's key is here", _KEY_SCHEMA),),
            )


@rule(WARNING)
def index_duplicate_key_schema(table: Table) -> Iterator[Finding]:
    """Two indexes of one kind have the same key.

    ## What it finds
    A global index with the key of an earlier global one, or a local index with the key of an earlier
    local one. Indexes of one name are found as `index-name-duplicate` alone.

    ## Why
    AWS takes it, and every write pays for both. They can differ in what they project, and then one that
    projects what both do is enough.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
        - name: by-state
          keySchema:
            - attributeName: status
              keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          keySchema:
            - attributeName: status
              keyType: HASH
    ```

    ## Source
    The service accepts it. Developer Guide, Best practices for secondary indexes.
    """
    for indexes in (table.global_indexes, table.local_indexes):
        if len(indexes) > 1:
            yield from _duplicates(table, indexes)


def _mismatch(table: Table, index: Index, wrong: Key) -> Iterator[Finding]:
    own = table.key(HASH)
    assert own is not None
    defined = table.attribute_types
    if own.attribute not in defined and wrong.attribute in defined:
        return
    slip = wrong.attribute not in defined and wrong.attribute.lower() == own.attribute.lower()
    answer = pairing.answer_to_undefined(table, index.keys)
    if wrong.attribute in defined:
        answer = (
            f"{INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: "
            f"{index.name}. index hash key: {wrong.attribute}, table hash key: {own.attribute}"
        )
    yield Finding(
        wrong.attribute_route,
        f"{index.label} has HASH key {quoted(wrong.attribute)}, but the table has {quoted(own.attribute)}",
        f"write {quoted(own.attribute)}; an index with a HASH key of its own is a global one",
        answer,
        (("the table's HASH key is here", own.attribute_route),),
        Fix(f"write {own.attribute}", (Replace(wrong.attribute_route, own.attribute),), safe=slip),
    )


def _identity(keys: list[Key], index: Index | None = None) -> tuple[str, str] | None:
    """The HASH and RANGE attributes of a key that has nothing else wrong with it."""
    partition, sort = first_key(keys, HASH), first_key(keys, RANGE)
    if partition is None or not partition.attribute or len(keys) > 2:
        return None
    if len(keys) == 1:
        return (partition.attribute, "") if index is None or index.is_global else None
    if sort is None or sort.attribute in ("", partition.attribute):
        return None
    return partition.attribute, sort.attribute


def _duplicates(table: Table, indexes: list[Index]) -> Iterator[Finding]:
    own = _identity(table.keys)
    first: dict[tuple[str, str], Index] = {}
    for index in indexes:
        same = _identity(index.keys, index)
        if same is None or same == own:
            continue
        earlier = first.setdefault(same, index)
        if earlier is not index and (earlier.name != index.name or not index.name):
            yield Finding(
                (*index.route, "keySchema"),
                f"{index.label} has the same key as {earlier.label}",
                "remove one of the two: one that projects what both do is enough",
                related=(("the other one is here", (*earlier.route, "keySchema")),),
            )
