"""Rules about what an index carries."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.manifest.writing.operations import Remove
from planton_dynamodb.rules.offers import written
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, rule
from planton_dynamodb.rules.subject import ALL, INCLUDE, KEYS_ONLY, Index, Projection, Table
from planton_dynamodb.rules.wording import INVALID, NOT_NULL, quoted, refused

_MOST_PER_INDEX = 20
_MOST_PER_TABLE = 100
_LONGEST_NAME = 255
_PREFIX = "PROJECTION_TYPE_"
_WORDS = {ALL: "ALL", KEYS_ONLY: "KEYS_ONLY", INCLUDE: "INCLUDE"}


@rule(ERROR)
def projection_required(table: Table) -> Iterator[Finding]:
    """An index does not say what it carries.

    ## What it finds
    A global or local secondary index without a `projection`.

    ## Why
    AWS has no default for it. Some tools fill in ALL, others fail: the same manifest would make two
    different indexes, or none.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
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
          projection:
            type: ALL
    ```

    ## Source
    API_CreateTable: Projection is required in each index; answered so by the service.
    """
    for index in table.indexes:
        route = (*index.route, "projection")
        if index.projection is None and table.absent(*route):
            yield Finding(
                route,
                f"{index.label} has no {quoted(table.spelled_key(*route))}",
                f"add a {table.spelled_key(*route)} with {_type_choice(table)}",
                detail=refused(route, NOT_NULL),
            )


@rule(ERROR, answer=f"{INVALID}Unknown ProjectionType: null")
def projection_type_required(table: Table) -> Iterator[Finding]:
    """A projection has no type.

    ## What it finds
    A `projection` without `type`, or with the type UNSPECIFIED.

    ## Why
    AWS has no default for it: ALL, KEYS_ONLY and INCLUDE differ in what a query can read and in what the
    index costs.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection: {}
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: ALL
    ```

    ## Source
    API_Projection; answered so by the service.
    """
    for index in table.indexes:
        projection = index.projection
        if projection is not None and not projection.type:
            route = (*projection.route, "type")
            if table.absent(*route):
                yield _without_type(table, index, projection)


def _without_type(table: Table, index: Index, projection: Projection) -> Finding:
    route = (*projection.route, "type")
    key = table.spelled_key(*route)
    given = table.given(*route)
    message = f"the projection of {index.label} has no type"
    if given:
        message = (
            f"{quoted(table.spelled(*route))} is not a type that the projection of {index.label} can have"
        )
    if not projection.attributes:
        return Finding(route, message, f"write {_type_choice(table)}")
    # A list of attributes goes with no other type, but the list may as well be the mistake.
    word = table.spelled_word(_PREFIX, "INCLUDE")
    attributes = table.spelled_key(*projection.route, "nonKeyAttributes")
    help_ = f"write {key}: {word}, the type that {attributes} goes with"
    return Finding(
        route, message, help_, fix=Fix(f"write {key}: {word}", (written(table, route, word),), safe=False)
    )


@rule(ERROR, documented=8)
def projection_include_needs_attributes(table: Table) -> Iterator[Finding]:
    """A projection of type INCLUDE names no attributes.

    ## What it finds
    A projection of type INCLUDE whose `nonKeyAttributes` is absent or empty.

    ## Why
    INCLUDE means "the keys, and these attributes". Without a list it would be KEYS_ONLY under another name,
    and AWS refuses it.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
            nonKeyAttributes:
              - total
              - currency
    ```

    ## Source
    Documented rule 8; API_Projection; answered so by the service.
    """
    for index in table.indexes:
        projection = index.projection
        if projection is None or projection.type != INCLUDE or projection.attributes:
            continue
        route = (*projection.route, "nonKeyAttributes")
        if not table.absent(*route) or not table.sound(*projection.route, "type"):
            continue
        word = table.spelled(*projection.route, "type")
        detail = f"{INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
        if table.given(*route):
            detail = refused(route, "Member must have length greater than or equal to 1", "[]")
        keys_only = table.spelled_word(_PREFIX, "KEYS_ONLY")
        yield Finding(
            route,
            f"the projection of {index.label} is {word}, but it names no attributes",
            f"list them in {table.spelled_key(*route)}, or write {keys_only} if the keys are enough",
            detail=detail,
        )


@rule(ERROR)
def projection_attributes_forbidden(table: Table) -> Iterator[Finding]:
    """A projection that is not of type INCLUDE names attributes.

    ## What it finds
    `nonKeyAttributes` beside the type ALL or KEYS_ONLY.

    ## Why
    ALL carries every attribute and KEYS_ONLY none but the keys: a list contradicts both, and AWS does not
    guess which of the two was meant.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: KEYS_ONLY
            nonKeyAttributes:
              - total
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
            nonKeyAttributes:
              - total
    ```

    ## Source
    API_Projection; answered so by the service.
    """
    for index in table.indexes:
        projection = index.projection
        if projection is None or not projection.attributes or projection.type not in (ALL, KEYS_ONLY):
            continue
        route, type_route = (*projection.route, "nonKeyAttributes"), (*projection.route, "type")
        if not table.sound(*type_route):
            continue
        key, word = table.spelled_key(*route), table.spelled(*type_route)
        include = table.spelled_word(_PREFIX, "INCLUDE")
        yield Finding(
            route,
            f"the projection of {index.label} is {word}, and yet it names attributes",
            f"remove {key}, or write {include} if the index is to carry just these",
            detail=f"{INVALID}ProjectionType is {_WORDS[projection.type]}, but NonKeyAttributes is specified",
            related=(("the type is given here", type_route),),
            fix=Fix(f"remove {key}", (Remove(route),), safe=False),
        )


@rule(ERROR)
def projection_attribute_duplicate(table: Table) -> Iterator[Finding]:
    """A projection names an attribute twice.

    ## What it finds
    A name in `nonKeyAttributes` that stands there before.

    ## Why
    AWS refuses the list. Tools that take it for a set drop the second one silently, until somebody uses
    another tool.

    ## Example
    ```yaml
    nonKeyAttributes:
      - total
      - currency
      - total
    ```

    ## The edit
    ```yaml
    nonKeyAttributes:
      - total
      - currency
    ```

    ## Source
    Answered so by the service.
    """
    for projection in _lists(table):
        attributes = projection.attributes
        if len(set(attributes)) == len(attributes):
            continue
        first: dict[str, int] = {}
        for position, name in enumerate(attributes):
            earlier = first.setdefault(name, position)
            if not name or earlier == position:
                continue
            base = (*projection.route, "nonKeyAttributes")
            yield Finding(
                (*base, position),
                f"{quoted(name)} is named twice",
                "remove one of the two",
                detail=f"{INVALID}Duplicate element in NonKeyAttributes: {name}",
                related=(("it is first named here", (*base, earlier)),),
                fix=Fix(f"remove the second {quoted(name)}", (Remove((*base, position)),)),
            )


@rule(ERROR)
def projection_attribute_count(table: Table) -> Iterator[Finding]:
    """An index carries more than 20 attributes by name.

    ## What it finds
    More than 20 different names in the `nonKeyAttributes` of one index.

    ## Why
    AWS takes 20 at most. An index that carries so many is better of type ALL, which needs no list and grows
    with the items.

    ## Example
    ```yaml
    projection:
      type: INCLUDE
      nonKeyAttributes: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u]
    ```

    ## The edit
    ```yaml
    projection:
      type: ALL
    ```

    ## Source
    API_Projection: NonKeyAttributes has at most 20 members; answered so by the service.
    """
    for index in table.indexes:
        projection = index.projection
        if (
            projection is None
            or len(projection.attributes) <= _MOST_PER_INDEX
            or projection.type in (ALL, KEYS_ONLY)
        ):
            continue
        count = len(set(projection.attributes))
        if count <= _MOST_PER_INDEX:
            continue
        route = (*projection.route, "nonKeyAttributes")
        listed = f"[{', '.join(projection.attributes)}]"
        yield Finding(
            route,
            f"the projection of {index.label} names {count} attributes, and {_MOST_PER_INDEX} are allowed",
            f"name fewer, or write {table.spelled_word(_PREFIX, 'ALL')}, which carries every attribute",
            detail=refused(route, f"Member must have length less than or equal to {_MOST_PER_INDEX}", listed),
        )


@rule(ERROR)
def projection_attribute_total(table: Table) -> Iterator[Finding]:
    """The indexes of a table carry more than 100 attributes by name.

    ## What it finds
    More than 100 names in the `nonKeyAttributes` of all global and local secondary indexes together. An
    attribute that two indexes carry counts twice; of an index with more than 20, which is found by itself,
    20 are counted.

    ## Why
    AWS limits the sum over a table's indexes. Indexes of type ALL or KEYS_ONLY don't count.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
            nonKeyAttributes: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]
        # and five more that carry 17 attributes each, which makes 102
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: ALL
        # and the other five as they were: 85
    ```

    ## Source
    API_Projection, and "Quotas in Amazon DynamoDB": 100 over all secondary indexes. Documented; not tried
    on the service.
    """
    # Five indexes with 20 each are just within the limit.
    if len(table.indexes) * _MOST_PER_INDEX <= _MOST_PER_TABLE:
        return
    counts = [
        (min(len(set(index.projection.attributes)), _MOST_PER_INDEX), index)
        for index in table.indexes
        if index.projection is not None and index.projection.type == INCLUDE
    ]
    total = sum(count for count, _ in counts)
    if total > _MOST_PER_TABLE:
        most, longest = max(counts, key=lambda counted_index: counted_index[0])
        yield Finding(
            ("spec", str(table.indexes[0].route[1])),
            f"the projections name {total} attributes in all, and {_MOST_PER_TABLE} are allowed",
            f"name fewer, or write {table.spelled_word(_PREFIX, 'ALL')} for {longest.label} with its {most}",
        )


@rule(ERROR)
def projection_attribute_name_length(table: Table) -> Iterator[Finding]:
    """The name of a projected attribute is empty or longer than 255 characters.

    ## What it finds
    A name in `nonKeyAttributes`, of a global or a local secondary index, that is empty or has more than 255
    characters.

    ## Why
    Items may have attributes with longer names, but no index can name them. With type ALL they are carried
    all the same.

    ## Example
    ```yaml
    nonKeyAttributes:
      - ""
    ```

    ## The edit
    ```yaml
    nonKeyAttributes:
      - total
    ```

    ## Source
    API_Projection: 1 to 255 characters; answered so by the service.
    """
    for projection in _lists(table):
        lengths = [len(name) for name in projection.attributes]
        if min(lengths) > 0 and max(lengths) <= _LONGEST_NAME:
            continue
        for position, name in enumerate(projection.attributes):
            route = (*projection.route, "nonKeyAttributes", position)
            if 0 < len(name) <= _LONGEST_NAME or not table.sound(*route):
                continue
            found = f"has {len(name)} characters, and {_LONGEST_NAME} are allowed" if name else "is empty"
            yield Finding(
                route,
                f"the name of a projected attribute {found}",
                "shorten it" if name else "write a name, or remove the line",
                detail=refused(route[:-1], _NAME_CONSTRAINT, f"[{', '.join(projection.attributes)}]"),
            )


_NAME_CONSTRAINT = (
    f"Member must satisfy constraint: [Member must have length less than or equal to {_LONGEST_NAME}, "
    "Member must have length greater than or equal to 1]"
)


@rule(WARNING)
def projection_attribute_is_key(table: Table) -> Iterator[Finding]:
    """A projection names an attribute that the index carries anyway.

    ## What it finds
    A name in `nonKeyAttributes` that is part of the table's key or of this index's own key.

    ## Why
    Every index carries both keys. AWS takes the name, to no effect; it still counts as one of the 20, and
    somebody who reads the list may think that without it the key would be missing.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
            nonKeyAttributes:
              - orderId
              - total
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: INCLUDE
            nonKeyAttributes:
              - total
    ```

    ## Source
    API_Projection; accepted by the service.
    """
    for index in table.indexes:
        projection = index.projection
        if projection is not None and projection.type == INCLUDE and projection.attributes:
            yield from _keys_among(table, index, projection)


def _keys_among(table: Table, index: Index, projection: Projection) -> Iterator[Finding]:
    # Its own key last: where an attribute is in both, that is the one a reader of the index sees.
    keys = {key.attribute: key for key in (*table.keys, *index.keys) if key.attribute}
    attributes = projection.attributes
    if keys.keys().isdisjoint(attributes):
        return
    # The list must not become empty by the fix: that would be an error.
    others = any(name not in keys for name in attributes)
    for position, name in enumerate(attributes):
        key = keys.get(name)
        if key is None or attributes.index(name) != position:
            continue
        route = (*projection.route, "nonKeyAttributes", position)
        owner = "the index" if key.route[:-2] == index.route else "the table"
        keys_only = table.spelled_word(_PREFIX, "KEYS_ONLY")
        yield Finding(
            route,
            f"{index.label} carries {quoted(name)} anyway: it is a key of {owner}",
            "remove it" if others else f"write {keys_only}: nothing but keys is named",
            related=((f"it is a key of {owner} here", key.attribute_route),),
            fix=Fix(f"remove {quoted(name)}", (Remove(route),)) if others else None,
        )


def _lists(table: Table) -> Iterator[Projection]:
    """Projections whose list of attributes counts; a list that has no place there is found by itself."""
    for index in table.indexes:
        projection = index.projection
        if projection is not None and projection.attributes and projection.type not in (ALL, KEYS_ONLY):
            yield projection


def _type_choice(table: Table) -> str:
    words = [table.spelled_word(_PREFIX, word) for word in ("ALL", "KEYS_ONLY", "INCLUDE")]
    return (
        f"type {words[0]} (every attribute), {words[1]} (the keys alone) or {words[2]} (the keys and a list)"
    )
