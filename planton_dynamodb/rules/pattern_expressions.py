"""Rules about expressions: filters, conditions and updates, and the names and values that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.manifest.writing import block_text
from planton_dynamodb.manifest.writing.operations import Insert, Operation, Remove, Replace, ReplaceSpan
from planton_dynamodb.patterns.design import QUERY, UPDATE_ITEM, Pattern, is_global, key_of
from planton_dynamodb.patterns.expressions import fault as faults
from planton_dynamodb.patterns.expressions.cut_short import cut_short
from planton_dynamodb.patterns.expressions.fault import Fault
from planton_dynamodb.patterns.expressions.of_pattern import UPDATE, Call, Expression
from planton_dynamodb.patterns.expressions.operands import Given, Path
from planton_dynamodb.patterns.expressions.update import Update
from planton_dynamodb.patterns.samples import EMPTY, TOO_LONG, key_faults
from planton_dynamodb.patterns.store import carries
from planton_dynamodb.patterns.takes import takers
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import TYPE_WORDS, type_of
from planton_dynamodb.patterns.writes import misfit_answer
from planton_dynamodb.rules.registry import ERROR, Finding, Fix, pattern_rule
from planton_dynamodb.rules.wording import INVALID, listed, quoted

_PLACEHOLDER = re.compile(r"[#:][A-Za-z0-9_]+")
_SHORT = 30
"""An expression up to this length is looked over at a glance."""


@pattern_rule(ERROR)
def expression_syntax(trial: Trial) -> Iterator[Finding]:
    """An expression is not written as DynamoDB's language has it.

    ## What it finds
    A `filter`, `condition` or `update` that breaks off, that has a word or sign where none can stand, a function that
    there is not, or too many operands for one, two pairs of parentheses around one thing, or more than 4 KB.

    ## Why
    DynamoDB refuses the whole request. It is no SQL: there is one `=`, texts and numbers are not written in it but
    given under `values`, and `NOT` stands before a whole comparison.

    ## Example
    ```yaml
    filter: status == 'open'
    ```

    ## The edit
    ```yaml
    filter: "#status = :open"
    names:
      "#status": status
    values:
      ":open": open
    ```

    ## Source
    Developer Guide, Condition and filter expressions; Update expressions. Answered so by the service.
    """
    for expression, fault in _faults(trial, faults.SYNTAX):
        unread = fault.text.startswith("Syntax error")
        message = f"{_the(expression)} can't be read: " if unread else f"in {_the(expression)}, "
        yield _finding(expression, fault, message + fault.said, fault.edit)


@pattern_rule(ERROR)
def expression_cut_short(trial: Trial) -> Iterator[Finding]:
    """A part of an expression is a comment to YAML.

    ## What it finds
    A `filter`, `condition` or `update` without quotes, with a ` #name` in it: to YAML a comment begins there.

    ## Why
    What is behind it is not read. An update breaks off, and a condition of which nothing is left is no condition: the
    item would be written in any case.

    ## Example
    ```yaml
    condition: #version = :seen
    names:
      "#version": version
    values:
      ":seen": 3
    ```

    ## The edit
    ```yaml
    condition: "#version = :seen"
    names:
      "#version": version
    values:
      ":seen": 3
    ```

    ## Source
    YAML 1.2, 6.6 Comments.
    """
    for pattern in trial.patterns:
        for call in trial.calls(pattern):
            for cut in cut_short(call, trial.design.manifest):
                whole = block_text.quoted(cut.whole)
                yield Finding(
                    (*call.route, cut.field),
                    f"YAML takes all from ` #` on for a comment, and the {cut.field} "
                    + ("breaks off there" if cut.kept else "is empty"),
                    f"put the whole {cut.field} in quotes: `{whole}`",
                    fix=Fix("put it in quotes", (ReplaceSpan(cut.span, whole),)),
                    span=cut.span,
                )


@pattern_rule(ERROR)
def expression_operand_type(trial: Trial) -> Iterator[Finding]:
    """A function or operator of an expression is given a value of a type that it does not take.

    ## What it finds
    `begins_with` with a number, `<` with a boolean, `ADD` of a text, `BETWEEN` with two types or with the larger bound
    first, a type that `attribute_type` does not know: whatever the values alone show.

    ## Why
    DynamoDB looks at the types before it looks at any item, and refuses the request.

    ## Example
    ```yaml
    update: ADD visits :more
    values:
      ":more": "1"
    ```

    ## The edit
    ```yaml
    update: ADD visits :more
    values:
      ":more": 1
    ```

    ## Source
    Developer Guide, Comparison operator and function reference. Answered so by the service.
    """
    for expression, fault in _faults(trial, faults.OPERAND):
        yield _finding(expression, fault, f"in {_the(expression)}, {fault.said}", fault.edit)


@pattern_rule(ERROR)
def expression_reserved_word(trial: Trial) -> Iterator[Finding]:
    """An expression names an attribute by a word that DynamoDB keeps for itself.

    ## What it finds
    An attribute in a `filter`, `condition` or `update` whose name is one of DynamoDB's 573 reserved words, in capitals
    or not: `name`, `status`, `date`, `user`, `ttl`, `count` and the like.

    ## Why
    An attribute may have such a name, but in an expression it has to stand behind a `#name`, or DynamoDB refuses the
    request.

    ## Example
    ```yaml
    filter: status = :open
    ```

    ## The edit
    ```yaml
    filter: "#status = :open"
    names:
      "#status": status
    ```

    ## Source
    Developer Guide, Reserved words in DynamoDB. Answered so by the service.
    """
    for _, call in _calls(trial):
        for expression in call.expressions:
            seen = set()
            for fault in _of_kind(expression, faults.RESERVED_WORD):
                if fault.subject not in seen:
                    seen.add(fault.subject)
                    yield _reserved(trial, call, expression, fault)


@pattern_rule(ERROR)
def expression_name_undefined(trial: Trial) -> Iterator[Finding]:
    """An expression uses a `#name` that is not under `names`.

    ## What it finds
    A word with `#` before it in a `filter`, `condition` or `update` that `names` beside it does not have. In a
    transaction, each write has names of its own.

    ## Why
    DynamoDB does not know which attribute is meant, and refuses the request.

    ## Example
    ```yaml
    filter: "#status = :open"
    ```

    ## The edit
    ```yaml
    filter: "#status = :open"
    names:
      "#status": status
    ```

    ## Source
    Developer Guide, Expression attribute names. Answered so by the service.
    """
    for _, call in _calls(trial):
        for expression, fault in _first_of_each(call, faults.NAME_UNDEFINED):
            name = fault.subject
            if not _is_misspelt_in(name, call.names):
                near = nearest(name, tuple(call.names))
                edit = f"write `names: {{'{name}': {name[1:]}}}`, with the attribute that is meant"
                message = f"{_the(expression)} uses `{name}`, which is not under `names`"
                yield _finding(expression, fault, message, f"did you mean {quoted(near)}?" if near else edit)


@pattern_rule(ERROR)
def expression_value_undefined(trial: Trial) -> Iterator[Finding]:
    """An expression uses a `:value` that is not under `values`.

    ## What it finds
    A word with `:` before it in a `filter`, `condition` or `update` that `values` beside it does not have. In a
    transaction, each write has values of its own.

    ## Why
    DynamoDB has nothing to compare with or to write, and refuses the request.

    ## Example
    ```yaml
    filter: visits > :most
    ```

    ## The edit
    ```yaml
    filter: visits > :most
    values:
      ":most": 100
    ```

    ## Source
    Developer Guide, Expression attribute values. Answered so by the service.
    """
    for _, call in _calls(trial):
        for expression, fault in _first_of_each(call, faults.VALUE_UNDEFINED):
            name = fault.subject
            if not _is_misspelt_in(name, call.values):
                near = nearest(name, tuple(call.values))
                edit = f"add it: `values: {{'{name}': …}}`"
                message = f"{_the(expression)} uses `{name}`, which is not under `values`"
                yield _finding(expression, fault, message, f"did you mean {quoted(near)}?" if near else edit)


@pattern_rule(ERROR)
def expression_name_unused(trial: Trial) -> Iterator[Finding]:
    """There is a `#name` that no expression uses.

    ## What it finds
    An entry under `names` of a pattern, or of a write in a transaction, that its expressions do not use. `keyCondition`
    and `attributes` take attributes by their own names and need no entry.

    ## Why
    DynamoDB refuses a request with names that are not used: it takes them for a slip of the pen.

    ## Example
    ```yaml
    filter: visits > :most
    names:
      "#visits": visits
    ```

    ## The edit
    ```yaml
    filter: visits > :most
    ```

    ## Source
    API_Query, ExpressionAttributeNames. Answered so by the service.
    """
    for _, call in _calls(trial):
        unused = [] if _is_obscure(call) else _unused(call.unused_names(), call, faults.NAME_UNDEFINED)
        for name in unused:
            yield _unused_finding(call, "names", name, unused, "ExpressionAttributeNames")


@pattern_rule(ERROR)
def expression_value_unused(trial: Trial) -> Iterator[Finding]:
    """There is a `:value` that no expression uses.

    ## What it finds
    An entry under `values` of a pattern, or of a write in a transaction, that its expressions do not use.

    ## Why
    DynamoDB refuses a request with values that are not used: it takes them for a slip of the pen.

    ## Example
    ```yaml
    filter: visits > :most
    values:
      ":most": 100
      ":least": 1
    ```

    ## The edit
    ```yaml
    filter: visits > :most
    values:
      ":most": 100
    ```

    ## Source
    API_Query, ExpressionAttributeValues. Answered so by the service.
    """
    for _, call in _calls(trial):
        unused = [] if _is_obscure(call) else _unused(call.unused_values(), call, faults.VALUE_UNDEFINED)
        for name in unused:
            yield _unused_finding(call, "values", name, unused, "ExpressionAttributeValues")


@pattern_rule(ERROR)
def placeholder_malformed(trial: Trial) -> Iterator[Finding]:
    """A key under `names` or `values` is not written as expressions write it.

    ## What it finds
    A key under `names` that is not a `#` with letters, digits and underscores behind it, or one under `values` that is
    not a `:` with such behind it.

    ## Why
    No expression could use it, and DynamoDB refuses the request. In YAML both need quotes.

    ## Example
    ```yaml
    filter: "#status = :open"
    names:
      status: status
    ```

    ## The edit
    ```yaml
    filter: "#status = :open"
    names:
      "#status": status
    ```

    ## Source
    Developer Guide, Expression attribute names. Answered so by the service.
    """
    for _, call in _calls(trial):
        for field, sign, keys in (("names", "#", call.names), ("values", ":", call.values)):
            for key in keys:
                if not _is_well_formed(key, sign):
                    letters = f"letters, digits and underscores behind a `{sign}`"
                    yield Finding(
                        (*call.route, field, key),
                        f"{quoted(key)} can't stand under `{field}`: its keys are {letters}",
                        f"write `'{sign}{re.sub('[^A-Za-z0-9_]', '_', key.lstrip('#:')) or 'x'}'`, in quotes",
                        detail=f"ExpressionAttribute{field.capitalize()} contains invalid key: "
                        f'Syntax error; key: "{key}"',
                        at_key=True,
                    )


@pattern_rule(ERROR)
def filter_on_key(trial: Trial) -> Iterator[Finding]:
    """A filter of a Query names a key attribute of what is asked.

    ## What it finds
    The partition or sort key of the table, or of the index that a Query asks, in its `filter`. A Scan may filter on
    them.

    ## Why
    DynamoDB refuses it: what is said of a key belongs into the key condition, where it saves reading. A filter only
    takes away what has been read and paid for.

    ## Example
    ```yaml
    operation: Query
    keyCondition:
      PK:
        equals: USER#{userId}
    filter: begins_with(SK, :orders)
    ```

    ## The edit
    ```yaml
    operation: Query
    keyCondition:
      PK:
        equals: USER#{userId}
      SK:
        beginsWith: ORDER#
    ```

    ## Source
    API_Query, FilterExpression: "A FilterExpression does not allow key attributes." Answered so by the service.
    """
    for pattern, call in _calls(trial):
        key = key_of(trial.table, pattern.index) if trial.table is not None else None
        if call.operation != QUERY or key is None:
            continue
        for expression, path in _named(call):
            if path.steps[0] in key.attributes and len(path.steps) == 1:
                asked = f"the index {quoted(pattern.index)}" if pattern.index else "the table"
                name = quoted(str(path.steps[0]))
                yield _at(
                    expression,
                    path,
                    f"the filter names {name}, which is a key of {asked}",
                    f"say it under `keyCondition`, or ask for something that is not {name}",
                    "Filter Expression can only contain non-primary key attributes: "
                    f"Primary key attribute: {path.steps[0]}",
                )
                break


@pattern_rule(ERROR)
def filter_not_projected(trial: Trial) -> Iterator[Finding]:
    """A filter of a Query is about an attribute that its index does not carry.

    ## What it finds
    An attribute in the `filter` of a Query of a secondary index, global or local, whose projection is KEYS_ONLY or
    INCLUDE without that attribute.

    ## Why
    A filter looks at what the index has, and at nothing else: also a local index, which fetches from the table what is
    wanted of an item, does not do so for a filter. DynamoDB refuses the request.

    ## Example
    ```yaml
    # GSI1 has the projection KEYS_ONLY
    operation: Query
    index: GSI1
    keyCondition:
      GSI1PK:
        equals: TEAM#{teamId}
    filter: attribute_not_exists(deletedAt)
    ```

    ## The edit
    ```yaml
    # GSI1 has the projection INCLUDE with the attribute deletedAt
    operation: Query
    index: GSI1
    keyCondition:
      GSI1PK:
        equals: TEAM#{teamId}
    filter: attribute_not_exists(deletedAt)
    ```

    ## Source
    API_Query: ValidationException, answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    for pattern, call in _calls(trial):
        carried = carries(table, pattern.index)
        if call.operation != QUERY or carried is None:
            continue
        unseen = [each for each in _named(call) if each[1].steps[0] not in carried]
        names = sorted({str(path.steps[0]) for _, path in unseen})
        if names:
            it = "it" if len(names) == 1 else "them"
            way = f"add {it} to its projection"
            if not is_global(table, pattern.index):
                way = (
                    f"make the table anew with {it} in its projection, since a local index cannot be changed"
                )
            yield Finding(
                unseen[0][0].route,
                f"{quoted(pattern.index)} does not carry {listed(names)}, which the filter asks about",
                f"{way}; or read whole items by their keys from the table, and look at {it} there",
                detail=f"{INVALID}Secondary index {pattern.index} does not project one or more filter attributes: "
                f"[{', '.join(names)}]",
            )


@pattern_rule(ERROR)
def attribute_name_empty(trial: Trial) -> Iterator[Finding]:
    """A pattern wants an attribute without a name.

    ## What it finds
    An empty text under `attributes` of a pattern that reads.

    ## Why
    Each attribute has a name of at least one letter. DynamoDB refuses the request.

    ## Example
    ```yaml
    attributes:
      - userId
      - ""
    ```

    ## The edit
    ```yaml
    attributes:
      - userId
    ```

    ## Source
    API_Query and API_GetItem, ExpressionAttributeNames: ValidationException, answered so by the service.
    """
    for pattern in trial.patterns:
        if pattern.operation not in takers("attributes", in_transaction=False):
            continue
        for position, name in enumerate(pattern.attributes):
            if not name:
                route = (*pattern.route, "attributes", position)
                yield Finding(
                    route,
                    f"one of the attributes that {pattern.label} wants has no name",
                    "write its name; or take `attributes` away to get whole items",
                    detail="ExpressionAttributeNames contains invalid value: Empty attribute name for key "
                    f"#wanted{list(dict.fromkeys(pattern.attributes)).index(name)}",
                    fix=Fix("take it away", (Remove(route),), safe=False),
                )


@pattern_rule(ERROR)
def path_into_key(trial: Trial) -> Iterator[Finding]:
    """An expression looks for something inside a key attribute.

    ## What it finds
    A path such as `PK.id` or `GSI1PK[0]` whose first step is a key of the table, or, in an update, of an index.

    ## Why
    A key is a text, a number or binary: nothing is in it, and DynamoDB refuses to look.

    ## Example
    ```yaml
    condition: attribute_exists(PK.id)
    ```

    ## The edit
    ```yaml
    condition: attribute_exists(PK)
    ```

    ## Source
    Answered so by the service.
    """
    table = trial.table
    if table is None:
        return
    of_indexes = {name for index in table.indexes for name in index.key.attributes}
    for _, call in _calls(trial):
        for expression, path in _named(call):
            name = str(path.steps[0])
            own = name in table.key.attributes
            if len(path.steps) > 1 and (own or (name in of_indexes and expression.field == UPDATE)):
                yield _at(
                    expression,
                    path,
                    f"{_the(expression)} looks into {quoted(name)}, which is a key and has nothing inside",
                    f"name {quoted(name)} alone, or the attribute that is meant",
                    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
                    f"{'Key' if own else 'IndexKey'}: {name}",
                )


@pattern_rule(ERROR)
def update_of_key(trial: Trial) -> Iterator[Finding]:
    """An update changes the primary key of its item.

    ## What it finds
    The table's partition or sort key under SET, REMOVE, ADD or DELETE of an `update`.

    ## Why
    The key is what an item is known by. DynamoDB refuses to change it, even into what it is already.

    ## Example
    ```yaml
    operation: UpdateItem
    key:
      PK: USER#1
      SK: METADATA
    update: SET SK = :now
    ```

    ## The edit
    Write the item under its new key and delete the old one, both in one transaction, or keep what changes in an
    attribute that is no key:
    ```yaml
    operation: UpdateItem
    key:
      PK: USER#1
      SK: METADATA
    update: SET changedAt = :now
    ```

    ## Source
    API_UpdateItem. Answered so by the service.
    """
    table = trial.table
    for _, call in _calls(trial) if table is not None else ():
        for expression, path in _changed(call):
            if table is not None and path.steps[0] in table.key.attributes and len(path.steps) == 1:
                name = str(path.steps[0])
                yield _at(
                    expression,
                    path,
                    f"the update changes {quoted(name)}, which is part of the primary key",
                    "take it out; an item gets another key by a PutItem and a DeleteItem in one transaction",
                    f"{INVALID}Cannot update attribute {name}. This attribute is part of the key",
                )


@pattern_rule(ERROR)
def update_paths_overlap(trial: Trial) -> Iterator[Finding]:
    """An update changes one thing twice.

    ## What it finds
    Two paths in an `update` of which one is the other or leads into it, such as `address` and `address.city`, or which
    take one attribute for a list and for a mapping.

    ## Why
    All parts of an update are done at once, so neither could be the last. DynamoDB refuses it.

    ## Example
    ```yaml
    update: SET address = :new, address.city = :city
    ```

    ## The edit
    ```yaml
    update: SET address = :new
    ```

    ## Source
    Answered so by the service.
    """
    for expression, fault in _faults(trial, faults.OVERLAP):
        one, _, other = fault.subject.partition(" ")
        if one == other:
            message = f"the update changes {quoted(one)} twice, all at once"
        elif "overlap" in fault.text:
            message = f"the update changes both {quoted(one)} and {quoted(other)}, all at once"
        else:
            message = (
                f"the update takes one thing for a list and a mapping: {quoted(one)} and {quoted(other)}"
            )
        yield _finding(expression, fault, message, "keep one of them")


@pattern_rule(ERROR)
def update_misfits_index_key(trial: Trial) -> Iterator[Finding]:
    """An update writes a value into the key of an index that the index can't have.

    ## What it finds
    A SET of an attribute that an index has for a key, to a value of another type than the table defines for it, to an
    empty text, or to one that is too long for a key.

    ## Why
    DynamoDB refuses the update. An item that is to leave an index loses the attribute: REMOVE it.

    ## Example
    ```yaml
    update: SET GSI1PK = :nobody
    values:
      ":nobody": null
    ```

    ## The edit
    ```yaml
    update: REMOVE GSI1PK
    ```

    ## Source
    API_UpdateItem. Answered so by the service.
    """
    table = trial.table
    for _, call in _calls(trial) if table is not None else ():
        for expression in call.expressions:
            for action in expression.read.actions if isinstance(expression.read, Update) else ():
                operand, name = action.operand, str(action.path.steps[0])
                if action.section != "SET" or len(action.path.steps) > 1 or not isinstance(operand, Given):
                    continue
                assert table is not None
                if operand.value is None or name in table.key.attributes:
                    continue
                for misfit in key_faults({name: operand.value}, table):
                    yield _at(
                        expression,
                        action.path,
                        _misfit_said(name, misfit.of, misfit.kind, misfit.expected, type_of(operand.value)),
                        f"write {TYPE_WORDS[misfit.expected]} that fits, or `REMOVE {name}`",
                        misfit_answer(misfit.kind),
                    )


def _misfit_said(name: str, index: str, kind: str, expected: str, actual: str) -> str:
    key = f"a key of the index {quoted(index)}"
    if kind == EMPTY:
        return f"the update makes {quoted(name)} empty, and it is {key}"
    if kind == TOO_LONG:
        return f"the update makes {quoted(name)} longer than a key may be, and it is {key}"
    return f"the update makes {quoted(name)} {TYPE_WORDS[actual]}, and it is {key} and {TYPE_WORDS[expected]}"


class _Found(NamedTuple):
    expression: Expression
    fault: Fault


def _calls(trial: Trial) -> Iterator[tuple[Pattern, Call]]:
    """Every call, but for one with an expression that is cut short: that is the one thing to be said of it."""
    for pattern in trial.patterns:
        for call in trial.calls(pattern):
            if not any(True for _ in cut_short(call, trial.design.manifest)):
                yield pattern, call


def _of_kind(expression: Expression, kind: str) -> Iterator[Fault]:
    return (fault for fault in expression.read.faults if fault.kind == kind)


def _faults(trial: Trial, kind: str) -> Iterator[_Found]:
    for _, call in _calls(trial):
        for expression in call.expressions:
            for fault in _of_kind(expression, kind):
                yield _Found(expression, fault)


def _first_of_each(call: Call, kind: str) -> Iterator[_Found]:
    """Each word that is at fault, where it is used first."""
    seen = set()
    for expression in call.expressions:
        for fault in _of_kind(expression, kind):
            if fault.subject not in seen:
                seen.add(fault.subject)
                yield _Found(expression, fault)


def _named(call: Call) -> Iterator[tuple[Expression, Path]]:
    """Every path in the expressions of a call that are sound."""
    for expression in call.expressions:
        if not expression.read.faults:
            for path in expression.read.paths:
                yield expression, path


def _changed(call: Call) -> Iterator[tuple[Expression, Path]]:
    """Every path that an update changes."""
    for expression in call.expressions:
        if isinstance(expression.read, Update) and not expression.read.faults:
            for action in expression.read.actions:
                yield expression, action.path


def _the(expression: Expression) -> str:
    return f"the {expression.field}"


def _finding(expression: Expression, fault: Fault, message: str, edit: str) -> Finding:
    where = "" if fault.end - fault.start == len(expression.text) else _where(expression, fault.start)
    return Finding(
        expression.route, message + where, edit, detail=f"Invalid {expression.parameter}: {fault.text}"
    )


def _at(expression: Expression, path: Path, message: str, edit: str, answer: str) -> Finding:
    return Finding(expression.route, message + _where(expression, path.start), edit, detail=answer)


def _where(expression: Expression, start: int) -> str:
    """The place in an expression that is too long to be looked over."""
    if len(expression.text) <= _SHORT:
        return ""
    before = expression.text[:start]
    line = before.count("\n")
    if "\n" in expression.text.rstrip():
        return f" (character {start - before.rfind(chr(10))} of its line {line + 1})"
    return f" (character {start + 1})"


def _is_obscure(call: Call) -> bool:
    """Whether an expression breaks off, so that nobody knows what it would have used."""
    return any(True for each in call.expressions for _ in _of_kind(each, faults.SYNTAX))


def _is_well_formed(key: str, sign: str) -> bool:
    return key.startswith(sign) and _PLACEHOLDER.fullmatch(key) is not None


def _is_misspelt_in(name: str, keys: object) -> bool:
    """Whether there is such a key without its sign, of which another rule speaks."""
    return isinstance(keys, dict) and name[1:] in keys


def _unused(found: list[str], call: Call, kind: str) -> list[str]:
    """Those that are well written, and not what a word in an expression was meant to be."""
    meant = {
        nearest(fault.subject, tuple(found)) for each in call.expressions for fault in _of_kind(each, kind)
    }
    return [name for name in found if name not in meant and _PLACEHOLDER.fullmatch(name)]


def _unused_finding(call: Call, field: str, name: str, unused: list[str], parameter: str) -> Finding:
    if call.expressions:
        answer = f"Value provided in {parameter} unused in expressions: keys: {{{', '.join(unused)}}}"
        message = f"no expression uses {quoted(name)}"
    else:
        answer = f"{parameter} can only be specified when using expressions"
        if field == "values":
            answer += _absent(call)
        message = f"{quoted(name)} has no use: there is no expression"
    return Finding((*call.route, field, name), message, "take it away", detail=answer, at_key=True)


def _absent(call: Call) -> str:
    if call.operation == UPDATE_ITEM:
        return ": UpdateExpression and ConditionExpression are null"
    if call.operation == QUERY:
        return ": FilterExpression and KeyConditionExpression are null"
    return f": {'FilterExpression' if call.operation == 'Scan' else 'ConditionExpression'} is null"


def _reserved(trial: Trial, call: Call, expression: Expression, fault: Fault) -> Finding:
    word = fault.subject
    message = f"{_the(expression)} names the attribute {quoted(word)}, a word that DynamoDB keeps for itself"
    edit = f"write `#{word}` for it, and `names: {{'#{word}': {word}}}`"
    return _finding(expression, fault, message, edit)._replace(fix=_name_given(trial, call, expression, word))


def _name_given(trial: Trial, call: Call, expression: Expression, word: str) -> Fix | None:
    """The word behind a name, wherever it stands in an expression of one line, where there are names to put it to."""
    name = f"#{word}"
    if "\n" in expression.text:
        return None
    if call.names.get(name, word) != word or trial.design.manifest.root.flow or not call.names:
        return None
    text = expression.text
    for fault in sorted(_of_kind(expression, faults.RESERVED_WORD), key=lambda each: -each.start):
        if fault.subject == word:
            text = text[: fault.start] + name + text[fault.end :]
    operations: list[Operation] = [Replace(expression.route, text)]
    if name not in call.names:
        operations.append(Insert((*call.route, "names"), f'"{name}"', word))
    return Fix(f"write `{name}` for {quoted(word)}", tuple(operations))
