"""Rules about attribute definitions: the keys of the table and its indexes need them, nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Remove, Replace
from planton_dynamodb.rules import pairing
from planton_dynamodb.rules.registry import ERROR, Finding, Fix, rule
from planton_dynamodb.rules.subject import Attribute, Table
from planton_dynamodb.rules.wording import INVALID, NOT_NULL, listed, quoted, refused

_DEFINITIONS = ("spec", "attributeDefinitions")


@rule(ERROR)
def attr_defs_required(table: Table) -> Iterator[Finding]:
    """The table defines no attributes.

    ## What it finds
    `attributeDefinitions` absent or empty.

    ## Why
    Every table has a key, and AWS must know the type of each key attribute to store and order its values.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: orderId
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
    API_CreateTable: AttributeDefinitions; answered so by the service.
    """
    if table.attributes or not table.sound(*_DEFINITIONS):
        return
    field = table.spelled_key(*_DEFINITIONS)
    given = table.given(*_DEFINITIONS)
    names = sorted(table.key_attributes - {""})
    which = f": {listed(names)}" if names else ""
    yield Finding(
        _DEFINITIONS,
        f"`{field}` is empty" if given else f"the table has no `{field}`",
        f"define each key attribute with a name and a type{which}",
        pairing.TOO_FEW if given else refused(_DEFINITIONS, NOT_NULL),
    )


@rule(ERROR)
def attr_type_required(table: Table) -> Iterator[Finding]:
    """An attribute definition has no type.

    ## What it finds
    An element of `attributeDefinitions` whose `type` is absent, blank or `ATTRIBUTE_TYPE_UNSPECIFIED`.
    One that has no name either is found as `attr-name-length` alone.

    ## Why
    The type cannot be guessed, and it cannot be changed while a table or a local secondary index has the
    attribute in its key. Some tools fill in S; a table with numbers as its sort key would then order 10
    before 9.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
    ```

    ## The edit
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
    ```

    ## Source
    API_AttributeDefinition: AttributeType is required.
    """
    for attribute in table.attributes:
        route = (*attribute.route, "type")
        if attribute.type or not table.absent(*route):
            continue
        if not attribute.name and table.absent(*attribute.route, "name"):
            continue
        text, number, binary = (table.spelled_word("ATTRIBUTE_TYPE_", letter) for letter in "SNB")
        yield Finding(
            route,
            f"{_label(attribute)} has {_no_type(table, route)}",
            f"write `type: {text}` for text, `{number}` for numbers or `{binary}` for bytes",
            refused(route, NOT_NULL),
        )


@rule(ERROR)
def attr_def_duplicate(table: Table) -> Iterator[Finding]:
    """An attribute is defined twice.

    ## What it finds
    A name in `attributeDefinitions` that an earlier element has too, with the same or another type. Upper
    and lower case differ.

    ## Why
    An attribute has one type in a table and in all of its indexes, so that one definition serves every
    key that uses it.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
        - name: orderId
          type: S
    ```

    ## The edit
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
    ```

    ## Source
    API_CreateTable; answered so by the service.
    """
    if len(table.attributes) == len(table.attribute_types):
        return
    first: dict[str, Attribute] = {}
    for attribute in table.attributes:
        earlier = first.setdefault(attribute.name, attribute)
        if attribute.name and earlier is not attribute:
            yield _duplicate(table, earlier, attribute)


@rule(ERROR)
def attr_def_unused(table: Table) -> Iterator[Finding]:
    """An attribute is defined that no key uses.

    ## What it finds
    An element of `attributeDefinitions` that neither the table's key nor the key of an index names. It
    keeps quiet where the definition is explained by something else that is reported: a key attribute with
    nearly the same name, or a key that lacks an attribute.

    ## Why
    DynamoDB has no columns: items carry any attributes they like, and only those in keys have a type that
    the table knows. AWS wants the definitions to match the keys exactly. The attribute of `ttl` and the
    attributes that an index projects need no definition.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
        - name: email
          type: S
      keySchema:
        - attributeName: orderId
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
    API_CreateTable, AttributeDefinitions; answered so by the service.
    """
    if pairing.matched(table):
        return
    explained = {attribute.name for attribute in pairing.meant(table).values()}
    elsewhere = pairing.not_for_keys(table)
    found = [attribute for attribute in pairing.unused(table) if attribute.name not in explained]
    open_places = pairing.open_places(table)
    if sum(attribute.name not in elsewhere for attribute in found) <= open_places:
        found = [attribute for attribute in found if attribute.name in elsewhere]
    certain = not open_places and not pairing.undefined(table)
    for attribute in found:
        yield _unused(table, attribute, elsewhere, certain=certain)


@rule(ERROR)
def key_attr_undefined(table: Table) -> Iterator[Finding]:
    """A key uses an attribute that is not defined.

    ## What it finds
    An `attributeName` in the key schema of the table or of an index that no element of
    `attributeDefinitions` has as its name. Names are compared letter by letter, case and blanks included.
    One name is reported once, with all of its uses.

    ## Why
    AWS must know the type of each key attribute.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
      keySchema:
        - attributeName: orderid
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
    API_CreateTable, AttributeDefinitions; answered so by the service.
    """
    if pairing.matched(table):
        return
    meant = pairing.meant(table)
    for name, uses in pairing.undefined(table).items():
        yield _undefined(table, name, uses, meant.get(name))


def _label(attribute: Attribute) -> str:
    position = int(attribute.route[-1]) + 1
    return f"the attribute {quoted(attribute.name)}" if attribute.name else f"attribute definition {position}"


def _no_type(table: Table, route: Route) -> str:
    return f"the type {table.spelled(*route)}, which is none" if table.given(*route) else "no type"


def _duplicate(table: Table, earlier: Attribute, later: Attribute) -> Finding:
    """A definition that is there already. Beside a key attribute without one, its name may be the mistake."""
    gaps = list(pairing.undefined(table))
    types = [table.spelled(*attribute.route, "type") for attribute in (earlier, later)]
    same = earlier.type == later.type != 0
    message = f"{_label(later)} is defined twice"
    if not same and earlier.type and later.type:
        message += f", as {types[0]} and as {types[1]}"
    edit = "remove one of the two" if same else "keep the one with the type that its values have"
    if gaps:
        edit = f"remove one of the two, or rename it: the keys use {listed(gaps)} without a definition"
    fix = Fix("remove the second definition", (Remove(later.route),)) if same and not gaps else None
    return Finding(
        (*later.route, "name"),
        message,
        edit,
        f"Attribute Name is duplicated: {later.name}",
        related=(("it is first defined here", (*earlier.route, "name")),),
        fix=fix,
    )


def _unused(table: Table, attribute: Attribute, elsewhere: dict[str, Route], *, certain: bool) -> Finding:
    field = table.spelled_key(*_DEFINITIONS)
    place = elsewhere.get(attribute.name)
    edit = f"remove {quoted(attribute.name)} from `{field}`"
    related: tuple[tuple[str, Route], ...] = ()
    gaps = [name for name in pairing.undefined(table) if name not in pairing.meant(table)]
    if place is None and gaps:
        edit += f", or rename it: the keys use {listed(gaps)} without a definition"
    elif place is None:
        edit += "; attributes that are no key need no definition"
    elif place[1] == "ttl":
        edit += "; the attribute that items expire by needs no definition"
        related = (("items expire by it", place),)
    else:
        edit += "; an attribute that an index projects needs no definition"
        related = (("an index projects it", place),)
    return Finding(
        (*attribute.route, "name"),
        f"{_label(attribute)} is defined, but no key uses it",
        edit,
        _answer_to_unused(table),
        related,
        Fix(f"remove the definition of {attribute.name}", (Remove(attribute.route),), certain),
    )


def _answer_to_unused(table: Table) -> str:
    if not table.indexes:
        return (
            f"{INVALID}Number of attributes in KeySchema does not exactly match "
            "number of attributes defined in AttributeDefinitions"
        )
    used = dict.fromkeys(key.attribute for _, schema, _ in table.key_schemas() for key in schema)
    return (
        f"{INVALID}Some AttributeDefinitions are not used. "
        f"AttributeDefinitions: {pairing.definitions(table)}, keys used: [{', '.join(used)}]"
    )


def _undefined(table: Table, name: str, uses: list[pairing.Use], near: Attribute | None) -> Finding:
    first = uses[0]
    owner = f"the key of {first.index.label}" if first.index else "the table's key"
    field = table.spelled_key(*_DEFINITIONS)
    related = [("it is used here too", use.key.attribute_route) for use in uses[1:]]
    fix = None
    if near is not None:
        edit = f"did you mean {quoted(near.name)}, which is defined and not used?"
        related.insert(0, ("the definition is here", (*near.route, "name")))
        fix = _renamed(name, uses, near)
    elif (other := _but_for_case(table, name)) is not None:
        edit = f"did you mean {quoted(other)}? Names are compared letter by letter"
    else:
        edit = f"add {quoted(name)} to `{field}`, with the type of its values"
    return Finding(
        first.key.attribute_route,
        f"{owner} uses {quoted(name)}, which is not in `{field}`",
        edit,
        pairing.answer_to_undefined(table, first.schema),
        tuple(related),
        fix,
    )


def _renamed(name: str, uses: list[pairing.Use], near: Attribute) -> Fix:
    """One spelling for both. Only case and blanks around a name are slips beyond doubt."""
    if name.strip() == name and near.name.strip() != near.name:
        safe = near.name.strip().lower() == name.lower()
        return Fix(f"write {name}", (Replace((*near.route, "name"), name),), safe)
    safe = near.name.strip().lower() == name.strip().lower()
    return Fix(f"write {near.name}", tuple(Replace(use.key.attribute_route, near.name) for use in uses), safe)


def _but_for_case(table: Table, name: str) -> str | None:
    from planton_dynamodb.manifest.words import same_but_for_case

    return next((other for other in table.attribute_types if same_but_for_case(name, other)), None)
