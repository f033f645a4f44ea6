"""Rules about the names of tables, indexes and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Insert, Replace
from planton_dynamodb.rules import pairing
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, rule
from planton_dynamodb.rules.subject import HASH, RANGE, Attribute, Index, Key, Table
from planton_dynamodb.rules.wording import (
    INVALID,
    NOT_NULL,
    counted,
    listed,
    named_characters,
    quoted,
    refused,
)

_SHORTEST, _LONGEST = 3, 255
_LONGEST_ATTRIBUTE = 255
_PATTERN = "[a-zA-Z0-9_.-]+"
_CHARACTERS = re.compile(_PATTERN)
_SEPARATORS = re.compile(r"[\s/:@#+,;|~*]+")
_TABLE_NAME = ("metadata", "name")


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
    if not table.name and table.sound(*_TABLE_NAME):
        yield Finding(_TABLE_NAME, "the table has no name", "add a name under metadata")


@rule(ERROR)
def table_name_length(table: Table) -> Iterator[Finding]:
    """The table's name is shorter than 3 or longer than 255 characters.

    ## What it finds
    `metadata.name` with 1, 2 or more than 255 characters. A prefix for the environment counts.

    ## Why
    AWS takes names of 3 to 255 characters for tables and for indexes.

    ## Example
    ```yaml
    metadata:
      name: db
    ```

    ## The edit
    ```yaml
    metadata:
      name: orders-db
    ```

    ## Source
    Developer Guide, Quotas in Amazon DynamoDB; answered so by the service.
    """
    length = len(table.name)
    if _SHORTEST <= length <= _LONGEST or not length:
        return
    answer = "TableName must be at least 3 characters long and at most 255 characters long"
    if length < _SHORTEST:
        answer = _too_short(_TABLE_NAME, table.name)
    yield Finding(_TABLE_NAME, _length_message("the table name", table.name), _length_edit(length), answer)


@rule(ERROR)
def table_name_charset(table: Table) -> Iterator[Finding]:
    """The table's name holds a character that names of tables can't have.

    ## What it finds
    Anything in `metadata.name` besides the letters a to z in lower and upper case, digits, `_`, `-` and
    `.`: blanks, slashes, colons, letters of other alphabets, a line break at the end.

    ## Why
    The name becomes part of the table's ARN and of metric names.

    ## Example
    ```yaml
    metadata:
      name: shop/orders
    ```

    ## The edit
    ```yaml
    metadata:
      name: shop-orders
    ```

    ## Source
    Developer Guide, Supported data types and naming rules; answered so by the service.
    """
    name = table.name
    if name and not _CHARACTERS.fullmatch(name):
        yield _charset(_TABLE_NAME, "the table name", name)


@rule(ERROR)
def index_name_required(table: Table) -> Iterator[Finding]:
    """An index has no name.

    ## What it finds
    A global or local secondary index whose `name` is absent or blank.

    ## Why
    A query names the index that it reads.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - keySchema:
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
    API_CreateTable: IndexName is required in every index.
    """
    for index in table.indexes:
        route = (*index.route, "name")
        if index.name or not table.absent(*route):
            continue
        kind = "global" if index.is_global else "local"
        key = index.keys[0 if index.is_global else -1].attribute if index.keys else ""
        example = f"by-{key}" if _CHARACTERS.fullmatch(key) else "by-date"
        yield Finding(
            route,
            f"{kind} secondary index {int(index.route[-1]) + 1} has no name",
            f"add a name that queries will call it by, for example `name: {example}`",
            refused(route, NOT_NULL),
        )


@rule(ERROR)
def index_name_length(table: Table) -> Iterator[Finding]:
    """An index's name is shorter than 3 or longer than 255 characters.

    ## What it finds
    The name of a global or local secondary index with 1, 2 or more than 255 characters.

    ## Why
    AWS takes names of 3 to 255 characters for tables and for indexes.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
    ```

    ## Source
    API_CreateTable, IndexName: length of 3 to 255; answered so by the service.
    """
    for index in table.indexes:
        length = len(index.name)
        if _SHORTEST <= length <= _LONGEST or not length:
            continue
        route = (*index.route, "name")
        answer = _too_short(route, index.name) if length < _SHORTEST else _too_long(route, index.name)
        yield Finding(route, _length_message("the index name", index.name), _length_edit(length), answer)


@rule(ERROR)
def index_name_charset(table: Table) -> Iterator[Finding]:
    """An index's name holds a character that names of indexes can't have.

    ## What it finds
    Anything in the name of a global or local secondary index besides the letters a to z in lower and
    upper case, digits, `_`, `-` and `.`.

    ## Why
    The name becomes part of the index's ARN and of metric names.

    ## Example
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by status
    ```

    ## The edit
    ```yaml
    spec:
      globalSecondaryIndexes:
        - name: by-status
    ```

    ## Source
    API_CreateTable, IndexName: its pattern; answered so by the service.
    """
    for index in table.indexes:
        if index.name and not _CHARACTERS.fullmatch(index.name):
            yield _charset((*index.route, "name"), "the index name", index.name)


@rule(ERROR)
def index_name_duplicate(table: Table) -> Iterator[Finding]:
    """Two indexes have the same name.

    ## What it finds
    A name that a global or local secondary index shares with an earlier one. Upper and lower case differ.
    An index may be named like its table.

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
    indexes = table.indexes
    if len(indexes) < 2:
        return
    first: dict[str, Route] = {}
    for index in indexes:
        route = (*index.route, "name")
        if index.name and first.setdefault(index.name, route) != route:
            yield Finding(
                route,
                f"the index name {quoted(index.name)} is used twice",
                "give each index of the table a name of its own",
                f"{INVALID}Duplicate index name: {index.name}",
                related=(("it is first used here", first[index.name]),),
            )


@rule(ERROR)
def attr_name_length(table: Table) -> Iterator[Finding]:
    """An attribute's name is empty or longer than 255 characters.

    ## What it finds
    An attribute definition without a name, and names of more than 255 characters in
    `attributeDefinitions` and in the key schemas of the table and of its indexes. One name is reported
    once, where it is first written.

    ## Why
    AWS takes 1 to 255 characters for the name of an attribute that is part of a key.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - type: S
    ```

    ## The edit
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
    ```

    ## Source
    API_CreateTable, AttributeName: length of 1 to 255; answered so by the service.
    """
    for attribute in table.attributes:
        if not attribute.name and table.absent(*attribute.route, "name"):
            yield _nameless(table, attribute)
    if len("".join(table.key_attributes | table.attribute_types.keys())) <= _LONGEST_ATTRIBUTE:
        return
    for name, routes in _places(table).items():
        if len(name) > _LONGEST_ATTRIBUTE:
            yield Finding(
                routes[0],
                f"the attribute name {quoted(name)} has {len(name)} characters, and 255 are allowed",
                f"shorten it by {counted(len(name) - _LONGEST_ATTRIBUTE, 'character')} wherever it is used",
                _too_long(routes[0], name),
                _also_used(routes),
            )


@rule(ERROR)
def attr_name_bytes(table: Table) -> Iterator[Finding]:
    """An attribute's name takes more than 255 bytes.

    ## What it finds
    Names of attributes in definitions and key schemas that have at most 255 characters, but more than 255
    bytes in UTF-8. Letters outside of ASCII take two to four bytes each. One name is reported once.

    ## Why
    The guide limits key attributes to 255 bytes after encoding, the API to 255 characters; only names
    that keep both limits are sure to be taken. The name is stored with every item, so a short one is
    cheaper besides.

    ## Example
    ```text
    An attribute named with 200 Cyrillic letters, which are 400 bytes.
    ```

    ## The edit
    ```text
    Shorten the name, or write it in ASCII.
    ```

    ## Source
    Developer Guide, Quotas in Amazon DynamoDB: "the total size of each name (after encoding)". What the
    service answers is not known.
    """
    if "".join(table.key_attributes).isascii() and "".join(table.attribute_types).isascii():
        return
    for name, routes in _places(table).items():
        size = len(name.encode("utf-8", "surrogatepass"))
        if len(name) <= _LONGEST_ATTRIBUTE < size:
            yield Finding(
                routes[0],
                f"the attribute name {quoted(name)} takes {size} bytes in UTF-8, and 255 are allowed",
                f"shorten it by {counted(size - _LONGEST_ATTRIBUTE, 'byte')} wherever it is used",
                related=_also_used(routes),
            )


@rule(WARNING)
def attr_name_whitespace(table: Table) -> Iterator[Finding]:
    """An attribute's name begins or ends with a blank.

    ## What it finds
    A name in `attributeDefinitions`, used by a key, with blanks, tabs or line breaks at its beginning or
    end. Where a key uses the name without them, the two do not match: that is found as
    `key-attr-undefined` alone.

    ## Why
    AWS compares names byte by byte and takes such a name. Every item must then be written with the blank,
    and what is written without it lacks its key.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: "orderId "
          type: S
      keySchema:
        - attributeName: "orderId "
          keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
      keySchema:
        - attributeName: orderId
          keyType: HASH
    ```

    ## Source
    The service accepts it. API_AttributeDefinition: names have no rules but their length.
    """
    for attribute in table.attributes:
        bare = attribute.name.strip()
        if len(bare) == len(attribute.name) or not bare:
            continue
        routes = _places(table)[attribute.name]
        if len(routes) == 1 or bare in table.attribute_types:
            continue
        yield Finding(
            routes[0],
            f"the attribute name {_shown_blanks(attribute.name)} begins or ends with a blank",
            f"write {quoted(bare)}, here and in the keys that use it",
            related=_also_used(routes),
            fix=Fix(f"write {bare}", tuple(Replace(route, bare) for route in routes), safe=False),
        )


@rule(ERROR)
def key_attr_name_required(table: Table) -> Iterator[Finding]:
    """An element of a key does not name its attribute.

    ## What it finds
    An element of a `keySchema`, of the table or of an index, whose `attributeName` is absent or blank.

    ## Why
    A key is made of attributes, and items are found by their values.

    ## Example
    ```yaml
    spec:
      keySchema:
        - keyType: HASH
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
          keyType: HASH
    ```

    ## Source
    API_KeySchemaElement: AttributeName is required.
    """
    if "" not in table.key_attributes:
        return
    for _, keys, index in table.key_schemas():
        for key in keys:
            if not key.attribute and table.absent(*key.attribute_route):
                yield _unnamed(table, key, index)


def _length_message(what: str, name: str) -> str:
    if len(name) < _SHORTEST:
        return f"{what} {quoted(name)} has {counted(len(name), 'character')}, and 3 are needed"
    return f"{what} {quoted(name)} has {len(name)} characters, and 255 are allowed"


def _length_edit(length: int) -> str:
    if length < _SHORTEST:
        return "write a name of at least 3 characters"
    return f"shorten it by {counted(length - _LONGEST, 'character')}"


def _too_short(route: Route, name: str) -> str:
    return refused(route, "Member must have length greater than or equal to 3", name)


def _too_long(route: Route, name: str) -> str:
    return refused(route, "Member must have length less than or equal to 255", name)


def _charset(route: Route, what: str, name: str) -> Finding:
    strange = dict.fromkeys(letter for letter in name if not _CHARACTERS.fullmatch(letter))
    mended = _SEPARATORS.sub("-", name.strip())
    allowed = "only the letters a to z and A to Z, digits, `_`, `-` and `.`"
    certain = _CHARACTERS.fullmatch(mended)
    return Finding(
        route,
        f"{what} {quoted(name)} holds {named_characters(list(strange))}, which is not allowed",
        f"write {quoted(mended)}; {allowed} are allowed" if certain else f"use {allowed}",
        refused(route, f"Member must satisfy regular expression pattern: {_PATTERN}", name),
    )


def _shown_blanks(name: str) -> str:
    """A name in quotes, since blanks at the end of a text in backticks are easily overlooked."""
    return f"`{name!a}`" if not name.isprintable() else f'`"{name}"`'


def _places(table: Table) -> dict[str, list[Route]]:
    """Where each attribute is named: in its definitions, then in the keys."""
    places: dict[str, list[Route]] = {}
    for attribute in table.attributes:
        places.setdefault(attribute.name, []).append((*attribute.route, "name"))
    for _, keys, _ in table.key_schemas():
        for key in keys:
            places.setdefault(key.attribute, []).append(key.attribute_route)
    return places


def _also_used(routes: list[Route]) -> tuple[tuple[str, Route], ...]:
    return tuple(("the name is used here too", route) for route in routes[1:])


def _nameless(table: Table, attribute: Attribute) -> Finding:
    """A definition without a name: where just one key attribute lacks its definition, that is the name."""
    route = (*attribute.route, "name")
    missing = sorted(table.key_attributes - table.attribute_types.keys() - {""})
    gaps = sum(not other.name for other in table.attributes)
    edit, fix = "add the name of the key attribute that it defines", None
    if missing and len(missing) == gaps == 1:
        edit = f"add `name: {missing[0]}`: the keys use it, and nothing else defines it"
        fix = _completed(table, attribute.route, "name", missing[0], safe=True)
    elif missing:
        edit = f"add a name: the keys use {listed(missing)} without a definition"
    elif not pairing.open_places(table):
        edit = "remove it: every key attribute has a definition"
    position = int(attribute.route[-1]) + 1
    message = f"attribute definition {position} has no name"
    if not attribute.type and not table.given(*attribute.route, "type"):
        message = f"attribute definition {position} has neither a name nor a type"
    return Finding(route, message, edit, refused(route, NOT_NULL), fix=fix)


def _unnamed(table: Table, key: Key, index: Index | None) -> Finding:
    """A key element without a name: where just one definition is unused, that is likely to be meant."""
    spare = pairing.spare(table)
    field = table.spelled_key(*key.attribute_route)
    edit, fix = f"add `{field}` with the name of an attribute that is defined", None
    if spare is not None:
        edit = f"add `{field}: {spare.name}`, which is defined and not used by any key"
        fix = _completed(table, key.route, "attributeName", spare.name, safe=False)
    owner = f"the key of {index.label}" if index else "the table's key"
    part = {HASH: "the HASH element", RANGE: "the RANGE element"}.get(
        key.type, f"element {int(key.route[-1]) + 1}"
    )
    route = key.attribute_route
    return Finding(route, f"{part} of {owner} has no `{field}`", edit, refused(route, NOT_NULL), fix=fix)


def _completed(table: Table, route: Route, field: str, text: str, *, safe: bool) -> Fix:
    """A name written where it is missing, or over the blank one that stands there."""
    title = f"add the name {text}"
    if table.given(*route, field):
        return Fix(title, (Replace((*route, field), text),), safe)
    return Fix(title, (Insert(route, table.spelled_key(*route, field), text),), safe)
