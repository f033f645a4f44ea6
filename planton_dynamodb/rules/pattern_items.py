"""Rules about the sample items of access patterns, and the templates and values that keys are made of."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.manifest.writing.operations import Remove, Rename
from planton_dynamodb.patterns import samples, values
from planton_dynamodb.patterns.bound import MALFORMED, MISFIT, UNBOUND, KeyCondition, Unfit
from planton_dynamodb.patterns.design import GET_ITEM, PUT_ITEM, Entity, Pattern, Write, index_of, key_of
from planton_dynamodb.patterns.samples import KeyFault, Sample
from planton_dynamodb.patterns.store import identity
from planton_dynamodb.patterns.templates import Template
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, pattern_rule
from planton_dynamodb.rules.wording import INVALID, counted, listed, quoted
from planton_dynamodb.table.table import Key, Table

_BRACES = "write a name between two braces, `{userId}`, and `{{` or `}}` where a brace itself is meant"


@pattern_rule(ERROR)
def template_syntax(trial: Trial) -> Iterator[Finding]:
    """A template has braces that make no parameter.

    ## What it finds
    A brace without its partner, or two with no name between them, in a template of an entity's keys or in a text of a
    pattern's `key`, `keys`, `keyCondition` or `values`. A name begins with neither a blank nor `#`.

    ## Why
    A parameter that is not closed would be written into every key as it stands, and no item would be found by it.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId
          SK: METADATA
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
    ```

    ## Source
    This tool.
    """
    for entity in _entities(trial):
        for attribute, template in entity.keys.items():
            if template.fault is not None:
                yield _malformed((*entity.route, "keys", attribute), template.fault)
    for pattern in trial.patterns:
        malformed = {unfit.route: unfit for unfit in _unfit(trial, pattern, MALFORMED) if not unfit.made}
        for unfit in malformed.values():
            yield _malformed(unfit.route, unfit.reason)


def _malformed(route: Route, fault: str) -> Finding:
    return Finding(route, f"the template cannot be read: {fault}", _BRACES)


@pattern_rule(ERROR)
def parameter_unbound(trial: Trial) -> Iterator[Finding]:
    """A template has a parameter that there is no value for.

    ## What it finds
    A `{name}` in a pattern's `key`, `keys`, `keyCondition` or `values` that does not stand under its `parameters`; of
    PutItem, also in the key templates of its entity. And a sample item without an attribute that a template of the
    table's key, for its entity, is made of. Without the attributes of an index's key an item stands in the table
    all the same: `sample-not-in-index` says so where that matters.

    ## Why
    A key with a hole in it is no key. The pattern cannot be tried, nor can the item be put into the table.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        parameters:
          user: "123"
        key:
          PK: USER#{userId}
          SK: METADATA
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        parameters:
          userId: "123"
        key:
          PK: USER#{userId}
          SK: METADATA
    ```

    ## Source
    This tool.
    """
    for pattern in trial.patterns:
        yield from _unbound_in_pattern(trial, pattern)
    for sample in _samples(trial):
        yield from _unbound_in_sample(trial, sample)


def _unbound_in_pattern(trial: Trial, pattern: Pattern) -> Iterator[Finding]:
    known = tuple(pattern.parameters)
    seen: dict[str, Unfit] = {}
    for unfit in _unfit(trial, pattern, UNBOUND):
        if unfit.parameter in seen or _is_of_no_key(trial, unfit):
            continue
        seen[unfit.parameter] = unfit
        near = nearest(unfit.parameter, known)
        has = _has(known)
        of = f", of which the item's {quoted(unfit.made)} is made," if unfit.made else ""
        yield Finding(
            unfit.route,
            f"{quoted('{' + unfit.parameter + '}')}{of} has no value: {has}",
            f"did you mean {quoted('{' + near + '}')}?" if near else _give(unfit),
        )


def _is_of_no_key(trial: Trial, unfit: Unfit) -> bool:
    """Whether it is of a template for what is no key, which `entity-key-unknown` says once for all patterns."""
    return bool(unfit.made) and trial.table is not None and unfit.made not in _all_keys(trial.table)


def _has(known: tuple[str, ...]) -> str:
    if not known:
        return "the pattern has no parameters"
    if len(known) == 1:
        return f"the one parameter of the pattern is {quoted(known[0])}"
    return f"the parameters of the pattern are {listed(known[:10])}"


def _give(unfit: Unfit) -> str:
    if unfit.made:
        return f"give the item {quoted(unfit.parameter)}, or the pattern one under `parameters`"
    return (
        f"give it one: {quoted(unfit.parameter)} under `parameters`; or write `{{{{` where a brace is meant"
    )


def _unbound_in_sample(trial: Trial, sample: Sample) -> Iterator[Finding]:
    entity = trial.design.entity(sample.item.entity)
    table = trial.table
    if entity is None or table is None:
        return  # which keys are an index's alone, and may be wanting, only the table says
    seen: set[str] = set()
    given = sample.item.attributes
    for unfit in sample.unfit:
        if unfit.sort != UNBOUND or unfit.parameter in seen:
            continue
        seen.add(unfit.parameter)
        near = nearest(unfit.parameter, tuple(given))
        yield Finding(
            unfit.route,
            f"the sample item {sample.item.label} has no attribute {quoted(unfit.parameter)}, "
            f"of which its {quoted(unfit.made)} is made: {quoted(entity.keys[unfit.made].text)}",
            f"did you mean its {quoted(near)} to be {quoted(unfit.parameter)}?"
            if near
            else f"give it {quoted(unfit.parameter)}, or write its {quoted(unfit.made)} out",
            related=((f"the template of {quoted(entity.name)}", (*entity.route, "keys", unfit.made)),),
            fix=Fix(
                f"call it {quoted(unfit.parameter)}",
                (Rename((*unfit.route, near), unfit.parameter),),
                safe=False,
            )
            if near
            else None,
        )


@pattern_rule(WARNING)
def parameter_unused(trial: Trial) -> Iterator[Finding]:
    """A pattern has a parameter that nothing in it uses.

    ## What it finds
    A name under `parameters` that stands between braces neither in `key`, `keys`, `keyCondition` or `values` of the
    pattern and its writes, nor, for PutItem, in a key template of its entity. A pattern that lacks a part of its key
    is left alone: the parameter may be for that part.

    ## Why
    The pattern does not depend on it. Mostly a key is written out for one value where it was to be so for all of them.

    ## Example
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        parameters:
          userId: "123"
        key:
          PK: USER#123
          SK: METADATA
    ```

    ## The edit
    ```yaml
    patterns:
      - name: get-user
        operation: GetItem
        parameters:
          userId: "123"
        key:
          PK: USER#{userId}
          SK: METADATA
    ```

    ## Source
    This tool.
    """
    for pattern in trial.patterns:
        if not pattern.parameters or _lacks_key(pattern, trial.table):
            continue
        used = _parameters_used(trial, pattern)
        unbound = {unfit.parameter for unfit in _unfit(trial, pattern, UNBOUND)}
        for name in pattern.parameters:
            if name in used or nearest(name, tuple(unbound)):
                continue  # misspelt, and `parameter-unbound` says so
            route = (*pattern.route, "parameters", name)
            yield Finding(
                route,
                f"nothing in the pattern {pattern.label} uses the parameter {quoted(name)}",
                f"write {quoted('{' + name + '}')} where its value stands, or take the parameter away",
                at_key=True,
                fix=Fix(f"take {quoted(name)} away", (Remove(route),), safe=False),
            )


def _lacks_key(pattern: Pattern, table: Table | None) -> bool:
    """Whether a part of the key is missing, which other rules say of the pattern."""
    if pattern.queries:
        key = key_of(table, pattern.index) if table is not None else None
        named = {comparison.attribute for comparison in pattern.conditions}
        return not named or (key is not None and key.partition not in named)
    given = [pattern.key] if pattern.operation == GET_ITEM else list(pattern.keys)
    given += [write.key for write in pattern.writes if write.operation != PUT_ITEM]
    own = table.key.attributes if table is not None else ()
    return any(not key or not set(own) <= key.keys() for key in given)


def _parameters_used(trial: Trial, pattern: Pattern) -> set[str]:
    texts = list(_texts([pattern.key, *pattern.keys, pattern.values]))
    for comparison in pattern.conditions:
        for operands in comparison.operators.values():
            texts += _texts(list(operands))
    for write in pattern.writes:
        texts += _texts([write.key, write.values])
    used = {name for text in texts if "{" in text for name in Template(text).parameters}
    for write in pattern.writes:
        used.update(_entity_parameters(trial, write))
    return used


def _entity_parameters(trial: Trial, write: Write) -> set[str]:
    entity = trial.design.entity(write.entity)
    templates = entity.keys.values() if entity is not None else ()
    return {name for template in templates for name in template.parameters}


def _texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


@pattern_rule(ERROR)
def sample_value_invalid(trial: Trial) -> Iterator[Finding]:
    """A value is none that DynamoDB has.

    ## What it finds
    In sample items, and in the keys, values and items of patterns: a number with more than 38
    digits, or beyond 9.99E+125 or below 1E-130; an empty set, or one with a member twice; a value that is not what its
    type says, as `{N: many}`; binary that is not in base64; nesting deeper than 32 levels; and a list, a mapping
    or a set where a template needs a text or a number.

    ## Why
    DynamoDB refuses such a value, and with it the whole item.

    ## Example
    ```yaml
    items:
      - name: a-post
        attributes:
          PK: POST#1
          tags:
            SS: []
    ```

    ## The edit
    ```yaml
    items:
      - name: a-post
        attributes:
          PK: POST#1
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Supported data types and naming rules in Amazon DynamoDB"; answered so by the
    service.
    """
    for sample in _samples(trial):
        own = [unfit for unfit in sample.unfit if unfit.sort == MISFIT and not unfit.made]
        made = [unfit for unfit in sample.unfit if unfit.sort == MISFIT and unfit.made]
        for unfit in own or made[:1]:
            yield _misfit(unfit, f"of the sample item {sample.item.label}")
    for pattern in trial.patterns:
        unfits = list(_unfit(trial, pattern, MISFIT))
        for unfit in [unfit for unfit in unfits if not unfit.made] or unfits[:1]:
            yield _misfit(unfit, f"of the pattern {pattern.label}")


def _misfit(unfit: Unfit, of_what: str) -> Finding:
    step = unfit.route[-1]
    if unfit.parameter:
        made = f", from which its {quoted(unfit.made)} is made," if unfit.made else ""
        return Finding(
            (*unfit.route, unfit.parameter) if unfit.made else unfit.route,
            f"{quoted(unfit.parameter)} {of_what}{made} {unfit.reason}",
            "take a text or a number; or let the template be that parameter alone",
        )
    return Finding(
        unfit.route, f"{quoted(str(step))} {of_what} {unfit.reason}", unfit.edit, detail=unfit.answer
    )


@pattern_rule(ERROR)
def sample_key_missing(trial: Trial) -> Iterator[Finding]:
    """A sample item lacks a key attribute of the table.

    ## What it finds
    An item without the partition key or the sort key of the table. Where the item is one of an entity, the entity's
    templates make its keys: `parameter-unbound` says which attribute they lack, and `entity-key-missing` which
    template.

    ## Why
    Each item of a table has the table's whole primary key. DynamoDB takes no other.

    ## Example
    ```yaml
    items:
      - name: myapp
        attributes:
          PK: NS#myapp
    ```

    ## The edit
    ```yaml
    items:
      - name: myapp
        attributes:
          PK: NS#myapp
          SK: METADATA
    ```

    ## Source
    API_PutItem: ValidationException, answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for sample in _samples(trial):
        if sample.item.entity:
            continue
        missing = [name for name in table.key.attributes if name not in sample.item.attributes]
        if missing:
            yield Finding(
                (*sample.item.route, "attributes"),
                f"the sample item {sample.item.label} has no {listed(missing)}, "
                f"and every item of {quoted(table.name)} has the whole primary key",
                f"write its {listed(missing)} out, or name the entity whose templates make the keys",
                detail=f"{INVALID}Missing the key {missing[0]} in the item",
            )


@pattern_rule(ERROR)
def sample_key_type(trial: Trial) -> Iterator[Finding]:
    """A key attribute of a sample item has a value that no key can have.

    ## What it finds
    A key attribute of the table or of an index with another type than `attributeDefinitions` gives it, with an empty
    text or empty binary, or with more bytes than a key may have: 2,048 for a partition key, 1,024 for a sort key.

    ## Why
    DynamoDB refuses the item, also where only an index has the attribute for its key: an item that lacks it is
    not in the index, but one that has it has it in its type.

    ## Example
    ```yaml
    # attributeDefinitions: {name: createdAt, type: N}
    items:
      - name: an-order
        attributes:
          customerId: c-1
          createdAt: "1700000000"
    ```

    ## The edit
    ```yaml
    items:
      - name: an-order
        attributes:
          customerId: c-1
          createdAt: 1700000000
    ```

    ## Source
    API_PutItem: ValidationException, answered so by the service. Amazon DynamoDB Developer Guide, "Quotas in Amazon
    DynamoDB": partition keys and sort keys.
    """
    table = trial.table
    if table is None:
        return
    for entity in _entities(trial):
        yield from _templates_of_other_type(entity, table)
    for sample in _samples(trial):
        entity_of = trial.design.entity(sample.item.entity)
        for fault in samples.key_faults(sample.attributes, table):
            if not _is_of_template(fault, sample, entity_of):
                yield _key_fault(sample, fault, entity_of)


def _templates_of_other_type(entity: Entity, table: Table) -> Iterator[Finding]:
    """The templates that make a text of whatever they are filled with, where the key is no text."""
    for name, template in entity.keys.items():
        expected = table.attribute_types.get(name, "S")
        if expected != "S" and template.fault is None and not template.is_value:
            yield Finding(
                (*entity.route, "keys", name),
                f"the template of {quoted(name)} makes a text, and the key is {values.TYPE_WORDS[expected]}, "
                f"type {expected}",
                "let it be one parameter and nothing else, `{createdAt}`, which keeps its type; "
                "or define the attribute as S",
                detail=f"{INVALID}Type mismatch for key {name} expected: {expected} actual: S",
            )


def _is_of_template(fault: KeyFault, sample: Sample, entity: Entity | None) -> bool:
    """Whether a wrong type comes of the entity's template, and was found there."""
    made = (
        entity is not None
        and fault.attribute in entity.keys
        and fault.attribute not in sample.item.attributes
    )
    return (
        made
        and entity is not None
        and fault.kind == samples.WRONG_TYPE
        and not entity.keys[fault.attribute].is_value
    )


def _key_fault(sample: Sample, fault: KeyFault, entity: Entity | None) -> Finding:
    value = sample.attributes[fault.attribute]
    said, edit = _key_fault_said(value, fault)
    route = (*sample.item.route, "attributes")
    made = fault.attribute not in sample.item.attributes and entity is not None
    related: tuple[tuple[str, Route], ...] = ()
    if entity is not None and made:
        place = (*entity.route, "keys", fault.attribute)
        related = ((f"{quoted(entity.keys[fault.attribute].text)} makes it", place),)
        parameters = [
            name for name in entity.keys[fault.attribute].parameters if name in sample.item.attributes
        ]
        route = (*route, parameters[0]) if len(parameters) == 1 else route
    else:
        route = (*route, fault.attribute)
    of = f", a key of {quoted(fault.of)}," if fault.of else ""
    return Finding(
        route,
        f"{quoted(fault.attribute)} of the sample item {sample.item.label}{of} {said}",
        edit,
        detail=_key_fault_answer(value, fault),
        related=related,
    )


def _key_fault_said(value: Attribute, fault: KeyFault) -> tuple[str, str]:
    expected = values.TYPE_WORDS[fault.expected]
    if fault.kind == samples.WRONG_TYPE:
        found = values.type_of(value)
        said = f"is {values.TYPE_WORDS[found]}, and is defined as {expected}, type {fault.expected}"
        return said, _retyped(value, fault.expected)
    if fault.kind == samples.EMPTY:
        way = "leave it out, so that the item is not in that index" if fault.of else "give it a value"
        return "is empty, which a key must not be", way
    said = f"is {counted(values.size(value), 'byte')} long, and a key like it has {fault.most:,} at most"
    return said, "take a shorter value for the key, such as a hash of the long one"


def _retyped(value: Attribute, expected: str) -> str:
    if expected == "N":
        return "write it as a number, without quotes"
    if expected == "B":
        return "write it as `{B: ...}`, in base64"
    return "write it as a text, in quotes" if "N" in value else "write it as a text"


def _key_fault_answer(value: Attribute, fault: KeyFault) -> str | None:
    if fault.kind == samples.WRONG_TYPE:
        found = values.type_of(value)
        if not fault.of:
            return (
                f"{INVALID}Type mismatch for key {fault.attribute} expected: {fault.expected} actual: {found}"
            )
        return (
            f"{INVALID}Type mismatch for Index Key {fault.attribute} "
            f"Expected: {fault.expected} Actual: {found} IndexName: {fault.of}"
        )
    if fault.kind == samples.EMPTY and "S" in value:
        empty = "The AttributeValue for a key attribute cannot contain an empty string value."
        if not fault.of:
            return f"One or more parameter values are not valid. {empty} Key: {fault.attribute}"
        return (
            "One or more parameter values are not valid. A value specified for a secondary index key is not "
            f"supported. {empty} IndexName: {fault.of}, IndexKey: {fault.attribute}"
        )
    if fault.kind == samples.TOO_LONG and not fault.of:
        if fault.most == samples.MOST_OF_SORT_KEY:
            return f"{INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        return f"{INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes"
    return None


@pattern_rule(ERROR)
def sample_key_unlike_template(trial: Trial) -> Iterator[Finding]:
    """A key that is written out is not what its entity's template makes.

    ## What it finds
    A key attribute in a sample item that differs from what the template of its entity makes of the item's other
    attributes; or, where the item lacks some of these, that no value of them would make.

    ## Why
    One of the two is wrong. Patterns ask for the key that the template makes, and would not find this item; or the
    application writes another key than the template says.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
    items:
      - name: alice
        entity: user
        attributes:
          PK: USER#alice
          userId: "123"
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
    items:
      - name: alice
        entity: user
        attributes:
          userId: "123"
    ```

    ## Source
    This tool.
    """
    for sample in _samples(trial):
        entity = trial.design.entity(sample.item.entity)
        for name, made in samples.unlike(sample, entity) if entity is not None else ():
            yield _unlike(sample, entity, name, made)


def _unlike(sample: Sample, entity: Entity | None, name: str, made: Attribute | None) -> Finding:
    assert entity is not None
    template = entity.keys[name]
    route = (*sample.item.route, "attributes", name)
    is_made = f"makes {_shown(made)}" if made is not None else "makes no such key, whatever it is filled with"
    return Finding(
        route,
        f"{quoted(name)} of the sample item {sample.item.label} is {_shown(sample.attributes[name])}, "
        f"and the template {quoted(template.text)} of {quoted(entity.name)} {is_made}",
        "leave the key out, so that the template makes it; or mend the template or the attributes it is made of",
        related=(("the template", (*entity.route, "keys", name)),),
        fix=Fix(f"leave {quoted(name)} out", (Remove(route),), safe=False) if made is not None else None,
    )


def _shown(value: Attribute) -> str:
    kind = values.type_of(value)
    return quoted(str(value[kind])) if kind in ("S", "N") else values.TYPE_WORDS[kind]


@pattern_rule(ERROR)
def sample_key_duplicate(trial: Trial) -> Iterator[Finding]:
    """Two sample items have one primary key.

    ## What it finds
    An item whose primary key, made by templates or written out, an item before it has already.

    ## Why
    A table has one item under a key: the second would take the place of the first. Written in one batch, they are
    refused together.

    ## Example
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
          SK: METADATA
      - name: bob
        attributes:
          PK: USER#1
          SK: METADATA
    ```

    ## The edit
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
          SK: METADATA
      - name: bob
        attributes:
          PK: USER#2
          SK: METADATA
    ```

    ## Source
    API_BatchWriteItem: ValidationException, answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    first: dict[Hashable, Sample] = {}
    for sample in _samples(trial):
        if not all(name in sample.attributes for name in table.key.attributes):
            continue
        before = first.setdefault(identity(sample.attributes, table), sample)
        if before is not sample:
            yield Finding(
                sample.item.route,
                f"the sample item {sample.item.label} has the primary key of {before.item.called}: "
                f"{_key_shown(sample.attributes, table.key)}",
                "give one of them another key; or make one item of the two",
                detail="Provided list of item keys contains duplicates",
                related=((f"{before.item.called} has it first", before.item.route),),
            )


def _key_shown(attributes: Attributes, key: Key) -> str:
    return ", ".join(f"{name} {_shown(attributes[name])}" for name in key.attributes)


@pattern_rule(ERROR)
def sample_not_in_index(trial: Trial) -> Iterator[Finding]:
    """A sample item lacks the keys of an index that it should be in.

    ## What it finds
    An item that a pattern expects of an index, and that has not all of that index's key attributes. And an item whose
    entity has templates for the keys of an index, but which lacks an attribute that they are made of, where the
    entity does not name the index under `sparseIndexes`.

    ## Why
    An index holds only the items that have all of its key attributes. DynamoDB leaves the others out without a word:
    the Query succeeds and returns nothing.

    ## Example
    ```yaml
    items:
      - name: a-user
        attributes:
          PK: USER#user123
          SK: METADATA
          apiKey: abc123
    patterns:
      - name: get-user-by-api-key
        operation: Query
        index: GSI1
        parameters:
          apiKey: abc123
        keyCondition:
          GSI1PK:
            equals: APIKEY#{apiKey}
        expect:
          items:
            - a-user
    ```

    ## The edit
    ```yaml
    items:
      - name: a-user
        attributes:
          PK: USER#user123
          SK: METADATA
          GSI1PK: APIKEY#abc123
          GSI1SK: METADATA
          apiKey: abc123
    patterns:
      - name: get-user-by-api-key
        operation: Query
        index: GSI1
        parameters:
          apiKey: abc123
        keyCondition:
          GSI1PK:
            equals: APIKEY#{apiKey}
        expect:
          items:
            - a-user
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Take advantage of sparse indexes".
    """
    table = trial.table
    if table is None:
        return
    by_name = {sample.item.name: sample for sample in reversed(_samples(trial)) if sample.item.name}
    wanted: set[tuple[Route, str]] = set()
    for pattern in trial.patterns:
        for position, sample in _expected_of_index(pattern, by_name, table):
            if _is_about_entity(trial, sample, pattern.index, table):
                continue
            wanted.add((sample.item.route, pattern.index))
            yield _not_where_expected(trial, pattern, position, sample, table)
    for sample in by_name.values() if len(by_name) == len(trial.samples) else _samples(trial):
        entity = trial.design.entity(sample.item.entity)
        for index, name in samples.lacking(entity, sample.attributes, table) if entity is not None else ():
            if (sample.item.route, index) not in wanted and entity is not None:
                yield from _not_where_its_entity_is(sample, entity, index, name)


def _expected_of_index(
    pattern: Pattern, by_name: dict[str, Sample], table: Table
) -> Iterator[tuple[int, Sample]]:
    """The items that a pattern expects of an index, and that lack its keys."""
    key = key_of(table, pattern.index) if pattern.index else None
    expected = pattern.expect.items if pattern.expect is not None and not pattern.expect.error else None
    if key is None:
        return
    for position, name in enumerate(expected or ()):
        sample = by_name.get(name) if isinstance(name, str) else None
        if sample is not None and any(attribute not in sample.attributes for attribute in key.attributes):
            yield position, sample


def _is_about_entity(trial: Trial, sample: Sample, index: str, table: Table) -> bool:
    """Whether another rule has named why an item lacks the keys of an index."""
    entity = trial.design.entity(sample.item.entity)
    key = key_of(table, index)
    if key is None or any(unfit.sort != UNBOUND for unfit in sample.unfit) or _lacks_own_key(sample, table):
        return True
    if entity is None:
        return bool(sample.item.entity)
    if any(name in entity.keys and entity.keys[name].fault for name in key.attributes):
        return True
    lacks = [name for name in key.attributes if name not in sample.attributes]
    return any(name in lacks for name in _untemplated(entity, key, table)) or any(
        _misspelt(entity, name, table) for name in lacks
    )


def _lacks_own_key(sample: Sample, table: Table) -> bool:
    """Whether an item cannot even be in the table."""
    return any(name not in sample.attributes for name in table.key.attributes)


def _not_where_expected(
    trial: Trial, pattern: Pattern, position: int, sample: Sample, table: Table
) -> Finding:
    key = key_of(table, pattern.index)
    assert key is not None
    lacks = [name for name in key.attributes if name not in sample.attributes]
    return Finding(
        (*pattern.route, "expect", "items", position),
        f"{sample.item.called} is not in {quoted(pattern.index)}, where {pattern.label} expects it: "
        f"{_lacks_said(trial, sample, lacks)}",
        _edit(trial, pattern, sample, lacks),
        related=((f"the sample item {sample.item.label}", sample.item.route),),
    )


def _lacks_said(trial: Trial, sample: Sample, lacks: Sequence[str]) -> str:
    entity = trial.design.entity(sample.item.entity)
    holes = _holes(entity, sample, lacks[0]) if entity is not None else ()
    if entity is not None and holes:
        made = f"of which its {quoted(lacks[0])} is made: {quoted(entity.keys[lacks[0]].text)}"
        return f"it has no {listed(holes)}, {made}"
    return f"it has no {listed(lacks)}"


def _holes(entity: Entity, sample: Sample, name: str) -> tuple[str, ...]:
    """The attributes that an item lacks for a template of its entity."""
    template = entity.keys.get(name)
    given = sample.item.attributes
    return tuple(each for each in template.parameters if each not in given) if template is not None else ()


def _edit(trial: Trial, pattern: Pattern, sample: Sample, lacks: Sequence[str]) -> str:
    entity = trial.design.entity(sample.item.entity)
    holes = _holes(entity, sample, lacks[0]) if entity is not None else ()
    if holes:
        return f"give it {listed(holes)}, or do not expect it here"
    if entity is not None:
        asked = [f"`{name}: {_asked(pattern, name)}`" for name in lacks]
        return (
            f"add to the keys of {quoted(entity.name)} what {pattern.label} asks for: {' and '.join(asked)}"
        )
    conditions = [trial.bound(pattern).condition(name) for name in lacks]
    wanted = [_wanted(name, condition) for name, condition in zip(lacks, conditions, strict=True)]
    return f"add to it what {pattern.label} asks for: {' and '.join(wanted)}"


def _asked(pattern: Pattern, name: str) -> Plain:
    """The template by which a pattern asks for a key attribute, as it is written."""
    for comparison in pattern.conditions:
        if comparison.attribute == name and "equals" in comparison.operators:
            return comparison.operators["equals"][0]
        if comparison.attribute == name and "beginsWith" in comparison.operators:
            return f"{comparison.operators['beginsWith'][0]}..."
    return "..."


def _wanted(name: str, condition: KeyCondition | None) -> str:
    if condition is None:
        return f"a {quoted(name)}"
    value = values.plain(condition.operands[0])
    if condition.operator == "equals":
        return f"`{name}: {value}`"
    if condition.operator == "beginsWith":
        return f"a {quoted(name)} that begins with {quoted(str(value))}"
    return f"a {quoted(name)} that the condition takes"


def _not_where_its_entity_is(sample: Sample, entity: Entity, index: str, name: str) -> Iterator[Finding]:
    holes = _holes(entity, sample, name)
    if not holes or any(unfit.parameter in holes for unfit in sample.unfit):
        return  # the template cannot be read, or another key lacks the same attribute
    yield Finding(
        (*sample.item.route, "attributes"),
        f"the sample item {sample.item.label} is not in {quoted(index)}, where every {quoted(entity.name)} is to be: "
        f"it has no {listed(holes)}, of which its {quoted(name)} is made: {quoted(entity.keys[name].text)}",
        f"give it {listed(holes)}; or name {quoted(index)} under `sparseIndexes` of {quoted(entity.name)}, "
        "if only some of them stand there",
        related=((f"the template of {quoted(entity.name)}", (*entity.route, "keys", name)),),
    )


@pattern_rule(ERROR, answer="Item size has exceeded the maximum allowed size")
def sample_too_large(trial: Trial) -> Iterator[Finding]:
    """A sample item is larger than 400 KB.

    ## What it finds
    An item that counts for more than 409,600 bytes: the names of its attributes and their values, with the keys that
    templates make.

    ## Why
    DynamoDB has no larger items. What is larger is kept in S3 and named here, or in several items under one partition
    key.

    ## Example
    ```yaml
    items:
      - name: a-report
        attributes:
          PK: REPORT#1
          text: A text of half a megabyte...
    ```

    ## The edit
    ```yaml
    items:
      - name: a-report
        attributes:
          PK: REPORT#1
          location: s3://reports/1
    ```

    ## Source
    Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB": item size. Answered so by the service.
    """
    for sample in _samples(trial):
        size = values.item_size(sample.attributes)
        if size > samples.MOST_BYTES:
            largest = max(sample.attributes, key=lambda name: values.size(sample.attributes[name]))
            yield Finding(
                sample.item.route,
                f"the sample item {sample.item.label} counts for {size:,} bytes, "
                f"and an item has {samples.MOST_BYTES:,} at most",
                f"keep {quoted(largest)}, the largest of its attributes, in S3 and its place here; "
                "or make several items of it",
            )


@pattern_rule(ERROR)
def entity_key_unknown(trial: Trial) -> Iterator[Finding]:
    """An entity has a template for an attribute that is no key.

    ## What it finds
    A name under `keys` of an entity that is a key attribute neither of the table nor of any of its indexes.

    ## Why
    Nothing can be found by it. Mostly it is misspelt, and then the items lack the key that was meant.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          Sk: METADATA
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
    ```

    ## Source
    This tool.
    """
    table = trial.table
    if table is None:
        return
    keys = _all_keys(table)
    for entity in _entities(trial):
        free = tuple(name for name in keys if name not in entity.keys)
        for name in entity.keys:
            if name in keys:
                continue
            near = nearest(name, free)
            route = (*entity.route, "keys", name)
            yield Finding(
                route,
                f"{quoted(name)} is no key attribute of {quoted(table.name)} or of an index of it",
                f"did you mean {quoted(near)}?" if near else f"the keys are {listed(keys)}: name one of them",
                at_key=True,
                fix=Fix(f"write {quoted(near)}", (Rename(route, near),), safe=False) if near else None,
            )


def _all_keys(table: Table) -> tuple[str, ...]:
    indexed = (name for index in table.indexes for name in index.key.attributes)
    return tuple(dict.fromkeys((*table.key.attributes, *indexed)))


def _misspelt(entity: Entity, name: str, table: Table) -> bool:
    """Whether an entity has a template that is meant for a key attribute, under another name."""
    keys = _all_keys(table)
    free = tuple(key for key in keys if key not in entity.keys)
    return any(nearest(each, free) == name for each in entity.keys if each not in keys)


@pattern_rule(ERROR)
def entity_key_missing(trial: Trial) -> Iterator[Finding]:
    """An entity has no template for a key that its items need.

    ## What it finds
    An entity without a template for the table's partition key or sort key; or with one for a part of an index's key,
    and none for the other part. An entity all of whose sample items have that key written out is left alone.

    ## Why
    An item without the table's whole key is refused. One with half of an index's key is taken, and is not in the index.

    ## Example
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
          GSI1PK: EMAIL#{email}
    ```

    ## The edit
    ```yaml
    entities:
      - name: user
        keys:
          PK: USER#{userId}
          SK: METADATA
          GSI1PK: EMAIL#{email}
          GSI1SK: METADATA
    ```

    ## Source
    API_PutItem: ValidationException, answered so by the service. Amazon DynamoDB Developer Guide, "Take advantage of
    sparse indexes".
    """
    table = trial.table
    if table is None:
        return
    written = _written_out(trial)
    for entity in _entities(trial):
        seen: set[str] = set()
        for index, key in (("", table.key), *((index.name, index.key) for index in table.indexes)):
            for name in _untemplated(entity, key, table):
                if name in seen or name in written.get(entity.name, ()) or _misspelt(entity, name, table):
                    continue
                seen.add(name)
                yield _key_missing(entity, name, index, table)


def _untemplated(entity: Entity, key: Key, table: Table) -> Iterator[str]:
    """The parts of a key that an entity has no template for, though it needs one."""
    own = table.key.attributes
    if key is table.key:
        yield from (name for name in own if name not in entity.keys)
    elif any(name in entity.keys and name not in own for name in key.attributes):
        yield from (name for name in key.attributes if name not in entity.keys and name not in own)


def _written_out(trial: Trial) -> dict[str, set[str]]:
    """Of each entity with sample items, the attributes that all of them have."""
    found: dict[str, set[str]] = {}
    for sample in trial.samples:
        names = found.setdefault(sample.item.entity, set(sample.item.attributes))
        names.intersection_update(sample.item.attributes)
    return found


def _key_missing(entity: Entity, name: str, index: str, table: Table) -> Finding:
    if not index:
        said = f"the entity {quoted(entity.name)} has no template for {quoted(name)}, a key of {quoted(table.name)}"
        return Finding(
            (*entity.route, "keys"),
            said,
            f"add one: `{name}: {entity.name.upper()}#{{...}}`, or a fixed text",
            detail=f"{INVALID}Missing the key {name} in the item",
        )
    found = index_of(table, index)
    assert found is not None
    other = next(each for each in found.key.attributes if each != name)
    return Finding(
        (*entity.route, "keys", other),
        f"the entity {quoted(entity.name)} has a template for {quoted(other)} and none for {quoted(name)}, "
        f"so that none of its items is in {quoted(index)}",
        f"add one for {quoted(name)}, or take the one for {quoted(other)} away",
        at_key=True,
    )


def _entities(trial: Trial) -> list[Entity]:
    """The entities that could be read whole."""
    return [entity for entity in trial.design.entities if trial.design.sound(*entity.route)]


def _samples(trial: Trial) -> list[Sample]:
    """The sample items that could be read whole."""
    return [sample for sample in trial.samples if trial.design.sound(*sample.item.route)]


def _unfit(trial: Trial, pattern: Pattern, sort: str) -> Iterator[Unfit]:
    return (unfit for unfit in trial.bound(pattern).unfit if unfit.sort == sort)
