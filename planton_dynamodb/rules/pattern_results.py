"""Rules about what comes of access patterns when they are tried on their sample items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.patterns import expectations, values
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.design import QUERY, UPDATE_ITEM, Expectation, Pattern, key_of
from planton_dynamodb.patterns.expectations import Mismatch, mismatches, several
from planton_dynamodb.patterns.judging import INVALID
from planton_dynamodb.patterns.samples import Sample
from planton_dynamodb.patterns.templates import as_literal
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.whereabouts import Reason, Whereabouts, telling_prefix
from planton_dynamodb.rules.registry import ERROR, Finding, pattern_rule
from planton_dynamodb.rules.wording import counted, quoted

_MOST_PLACES = 5
_CONDITION_FAILED = "ConditionalCheckFailedException"


class _Tried(NamedTuple):
    """A pattern whose answer is not what was expected."""

    pattern: Pattern
    answer: Answer
    found: Sequence[Mismatch]

    def of(self, kind: str) -> list[Mismatch]:
        """The mismatches of a kind."""
        return [mismatch for mismatch in self.found if mismatch.kind == kind]


def _tried(trial: Trial) -> Iterator[_Tried]:
    """The patterns that could be asked, and of which more is expected than can be or something else than comes."""
    for pattern in trial.patterns:
        answer = trial.answer(pattern)
        found = trial.mismatches(pattern)
        if answer is not None and found and _can_be(pattern):
            yield _Tried(pattern, answer, found)


def _can_be(pattern: Pattern) -> bool:
    """Whether an answer can be what is expected: rules say why not."""
    items = pattern.expect.items if pattern.expect is not None else None
    fit = all(expectations.typed(item) is not None for item in items or () if isinstance(item, dict))
    return fit and not any(True for _ in _contradictions(pattern))


@pattern_rule(ERROR)
def expected_item_missing(trial: Trial) -> Iterator[Finding]:
    """A pattern does not return an item that is expected of it.

    ## What it finds
    An item under `expect.items` that the pattern, tried on the sample items, does not come back with: what the item's
    key is and which one is asked for, or that the filter takes it away or the limit cuts it off. Of a write, the items
    are those that stand under the written keys afterwards; of DeleteCollection, those that are deleted.

    ## Why
    Either the table is asked the wrong way (another index has the item, or the item stands under another key), or the
    item lacks the key by which the pattern would find it. Deployed, such a pattern returns nothing, without an error.

    ## Example
    ```yaml
    items:
      - name: myapp
        attributes:
          PK: NS#myapp
          SK: METADATA
          GSI1PK: USER#user123
          GSI1SK: NS#myapp
    patterns:
      - name: list-namespaces
        operation: Query
        parameters:
          userId: user123
        keyCondition:
          PK:
            equals: USER#{userId}
        expect:
          items:
            - myapp
    ```

    ## The edit
    ```yaml
    items:
      - name: myapp
        attributes:
          PK: NS#myapp
          SK: METADATA
          GSI1PK: USER#user123
          GSI1SK: NS#myapp
    patterns:
      - name: list-namespaces
        operation: Query
        index: GSI1
        parameters:
          userId: user123
        keyCondition:
          GSI1PK:
            equals: USER#{userId}
        expect:
          items:
            - myapp
    ```

    ## Source
    This tool: the pattern is tried on the sample items as DynamoDB would answer it.
    """
    for tried in _tried(trial):
        whereabouts = Whereabouts(trial, tried.pattern)
        reasons: dict[tuple[str, str, str], list[tuple[Mismatch, Reason]]] = {}
        for mismatch in tried.of(expectations.MISSING):
            if mismatch.sample is None:
                yield _unlike(trial, tried, mismatch)
                continue
            if whereabouts.is_said_elsewhere(mismatch.sample):
                continue
            reason = whereabouts.why(mismatch.sample)
            if reason is None:
                yield Finding(mismatch.route, mismatch.said, "expect what comes, or ask another way")
            else:
                alike = (reason.done, reason.attribute, reason.help)
                reasons.setdefault(alike, []).append((mismatch, reason))
        yield from (_missing(group) for group in reasons.values())


def _missing(group: Sequence[tuple[Mismatch, Reason]]) -> Finding:
    """Items that do not come for the same reason."""
    (first, reason), *others = group
    samples = [mismatch.sample for mismatch, _ in group if mismatch.sample is not None]
    labels = several([sample.item.called for sample in samples])
    if others and reason.attribute:
        because = f"the {reason.attribute} of {samples[0].item.called} {reason.said}"
    elif others:
        because = reason.of_several or reason.said
    else:
        because = f"its {reason.attribute} {reason.said}" if reason.attribute else reason.said
    message = f"{labels} {'are' if others else 'is'} not {reason.done}: {because}"
    places = tuple(_place(sample, reason.attribute) for sample in samples[:_MOST_PLACES])
    return Finding(first.route, message, reason.help, related=places)


def _place(sample: Sample, attribute: str = "") -> tuple[str, Route]:
    """Where a sample item stands, and what its attribute is where that is not written there."""
    route = sample.item.route
    if attribute in sample.item.attributes:
        return f"the {attribute} of {sample.item.called}", (*route, "attributes", attribute)
    if attribute in sample.attributes:
        made = quoted(str(values.plain(sample.attributes[attribute])))
        return f"{sample.item.called}, whose {attribute} is {made}", (*route, "name")
    return f"here is {sample.item.called}", (*route, "name")


def _unlike(trial: Trial, tried: _Tried, mismatch: Mismatch) -> Finding:
    """An item of which attributes are expected, and none is like that: the nearest one is, where there is one."""
    wanted = _expected(tried.pattern, mismatch.route)
    left = [each.item for each in tried.of(expectations.UNEXPECTED) if each.item is not None]
    if not left or trial.known is None:
        there = "each one that is, is expected otherwise" if tried.answer.items else "there is none at all"
        return Finding(mismatch.route, f"{mismatch.said}: {there}", "expect what comes, or ask another way")
    nearest = max(left, key=lambda item: sum(_is(item, name, value) for name, value in wanted.items()))
    name = next((name for name, value in wanted.items() if not _is(nearest, name, value)), next(iter(wanted)))
    label = trial.known.label(nearest)
    there = f"its {name} is {_value(nearest[name])}" if name in nearest else f"it has no {name}"
    help_ = f"expect {name} {_value(nearest[name])}" if name in nearest else f"do not expect {name}"
    message = f"{mismatch.said}: {label} comes nearest, and {there}"
    return Finding(mismatch.route, message, f"{help_}, or mend what is asked")


def _expected(pattern: Pattern, route: Route) -> values.Attributes:
    """The attributes that are expected at a route."""
    items = pattern.expect.items if pattern.expect is not None else None
    given = items[int(route[-1])] if items is not None else None
    assert isinstance(given, dict)
    return {name: values.typed(value) for name, value in given.items()}


def _is(item: values.Attributes, name: str, value: values.Attribute) -> bool:
    return name in item and values.same(item[name], value)


def _value(attribute: values.Attribute) -> str:
    return quoted(str(values.plain(attribute)))


@pattern_rule(ERROR)
def unexpected_item(trial: Trial) -> Iterator[Finding]:
    """A pattern returns an item that is not expected of it.

    ## What it finds
    A sample item that the pattern comes back with, tried on the sample items, and that is not under `expect.items`,
    where the items that come are listed, and no others.

    ## Why
    The key condition takes in more than it should, since items of another sort share the partition, or a filter is
    missing. Deployed, the system would see items that it does not know what to do with; a DeleteCollection would delete
    them.

    ## Example
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
          SK: METADATA
      - name: first-order
        attributes:
          PK: USER#1
          SK: ORDER#1
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          items:
            - first-order
    ```

    ## The edit
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
          SK:
            beginsWith: ORDER#
        expect:
          items:
            - first-order
    ```

    ## Source
    This tool: the pattern is tried on the sample items as DynamoDB would answer it.
    """
    for tried in _tried(trial):
        found = tried.of(expectations.UNEXPECTED)
        missing = tried.of(expectations.MISSING)
        instead = len(missing) if tried.pattern.limit else sum(each.sample is None for each in missing)
        if len(found) <= instead:
            continue  # it came in the place of an expected item, of which it is said why it does not come
        samples = [mismatch.sample for mismatch in found if mismatch.sample is not None]
        if len(found) == 1:
            message = found[0].said
        else:
            labels = [mismatch.said.partition(" is ")[0] for mismatch in found]
            message = f"{several(labels)} are {expectations.done(tried.pattern)}, and were not expected"
        yield Finding(
            found[0].route,
            message,
            _narrower(trial, tried, found),
            related=tuple(_place(sample) for sample in samples[:_MOST_PLACES]),
        )


def _narrower(trial: Trial, tried: _Tried, found: Sequence[Mismatch]) -> str:
    """The edit by which the items do not come: what the others' sort keys begin with, where that tells them apart."""
    it = "it" if len(found) == 1 else "them"
    pattern = tried.pattern
    if not pattern.queries or trial.table is None:
        return f"expect {it} too, or ask for less"
    key = key_of(trial.table, pattern.index)
    sort = key.sort if key is not None else None
    if sort is None or any(each.attribute == sort for each in pattern.conditions):
        return f"ask for less of the sort key, filter {it} out, or expect {it} too"
    unexpected = [each.item for each in found if each.item is not None]
    taken = set(map(id, unexpected))
    kept = [item for item in tried.answer.items if id(item) not in taken]
    prefix = telling_prefix(kept, unexpected, sort)
    asked = (
        f"ask for {sort} that begins with {quoted(as_literal(prefix))}"
        if prefix
        else f"ask for less of {sort}"
    )
    return f"{asked}, filter {it} out, or expect {it} too"


@pattern_rule(ERROR)
def expected_count_differs(trial: Trial) -> Iterator[Finding]:
    """A pattern returns more or fewer items than are expected of it.

    ## What it finds
    An `expect.count` that is not the number of items which the pattern comes back with, tried on the sample items.
    With `expect.items`, the items themselves are compared instead.

    ## Why
    Fewer: the table is asked the wrong way, or some items lack the key by which they would be found. More: the key
    condition takes in items that are not meant.

    ## Example
    ```yaml
    items:
      - name: first-order
        attributes:
          PK: USER#1
          SK: ORDER#1
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          count: 2
    ```

    ## The edit
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          count: 1
    ```

    ## Source
    This tool: the pattern is tried on the sample items as DynamoDB would answer it.
    """
    for tried in _tried(trial):
        for mismatch in tried.of(expectations.COUNT):
            if trial.known is None:
                continue
            labels = [trial.known.label(item) for item in tried.answer.items]
            came = f": {several(labels)}" if labels else ""
            help_ = "list the items under `items` to be told which is missing or too many, or mend the count"
            yield Finding(mismatch.route, f"{mismatch.said}{came}", help_)


@pattern_rule(ERROR)
def expected_order_differs(trial: Trial) -> Iterator[Finding]:
    """A pattern returns the expected items in another order.

    ## What it finds
    A Query with `expect.ordered` that returns the expected items, tried on the sample items, but not one after the
    other as they are listed.

    ## Why
    A Query reads in the order of the sort key and of nothing else: numbers by their value, texts by their UTF-8 bytes,
    so that `10` stands before `9`, and `Z` before `a`. An order by another attribute takes another index, or sorting
    by whoever asks.

    ## Example
    ```yaml
    items:
      - name: older
        attributes:
          PK: USER#1
          SK: ORDER#2024
      - name: newer
        attributes:
          PK: USER#1
          SK: ORDER#2025
    patterns:
      - name: newest-orders
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          ordered: true
          items:
            - newer
            - older
    ```

    ## The edit
    ```yaml
    patterns:
      - name: newest-orders
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        order: DESCENDING
        expect:
          ordered: true
          items:
            - newer
            - older
    ```

    ## Source
    Developer Guide, "Querying tables in DynamoDB": ScanIndexForward.
    """
    for tried in _tried(trial):
        for mismatch in tried.of(expectations.ORDER):
            yield Finding(mismatch.route, mismatch.said, _reordered(tried.pattern, tried.answer, trial))


def _reordered(pattern: Pattern, answer: Answer, trial: Trial) -> str:
    """The edit that gives the order which is expected."""
    backwards = answer._replace(items=answer.items[::-1])
    if trial.known is not None and not mismatches(pattern, backwards, trial.known):
        other = "ASCENDING" if pattern.descending else "DESCENDING"
        return f"read in the other order, `order: {other}`"
    return (
        "list the items in the order of their sort keys, or take another index, whose sort key has the order"
    )


@pattern_rule(ERROR)
def expected_error_differs(trial: Trial) -> Iterator[Finding]:
    """A pattern ends in an error that is not expected of it, or without the one that is.

    ## What it finds
    An `expect.error` that is not what DynamoDB would answer to the pattern, tried on the sample items: another error,
    or none. And an error where none is expected.

    ## Why
    A condition that never holds makes a write that can't be done; one that always holds guards nothing. A transaction
    does not say ConditionalCheckFailedException but TransactionCanceledException, and whoever waits for the wrong one
    lets the right one pass.

    ## Example
    ```yaml
    items:
      - name: alice
        attributes:
          PK: USER#1
          SK: METADATA
    patterns:
      - name: add-a-user-twice
        operation: PutItem
        item:
          PK: USER#1
          SK: METADATA
        expect:
          error: ConditionalCheckFailedException
    ```

    ## The edit
    ```yaml
    patterns:
      - name: add-a-user-twice
        operation: PutItem
        item:
          PK: USER#1
          SK: METADATA
        condition: attribute_not_exists(PK)
        expect:
          error: ConditionalCheckFailedException
    ```

    ## Source
    Developer Guide, "Error handling with DynamoDB"; API_TransactWriteItems.
    """
    for tried in _tried(trial):
        for mismatch in tried.of(expectations.ERROR):
            answer, pattern = tried.answer, tried.pattern
            yield Finding(
                _to_blame(pattern, answer) or mismatch.route,
                mismatch.said.removesuffix(f": {answer.text}"),
                _other_error(pattern, answer),
                detail=answer.text or None,
            )


def _to_blame(pattern: Pattern, answer: Answer) -> Route | None:
    """The expression that ends in an error which nobody expects."""
    if pattern.expect is not None and pattern.expect.error:
        return None
    if answer.error == _CONDITION_FAILED:
        return (*pattern.route, "condition")
    return (*pattern.route, "update") if pattern.operation == UPDATE_ITEM else None


def _other_error(pattern: Pattern, answer: Answer) -> str:
    expected = pattern.expect.error if pattern.expect is not None else ""
    if answer.error and expected:
        return f"expect `error: {answer.error}`"
    if answer.error == INVALID:
        return f"mend the request, or expect `error: {answer.error}`"
    if answer.error:
        return f"mend the condition or the sample items, or expect `error: {answer.error}`"
    if expected == _CONDITION_FAILED and not any(write.condition for write in pattern.writes):
        return "give it the `condition` that is not to hold, or expect no error"
    return "mend the condition or the sample items so that it fails, or expect no error"


@pattern_rule(ERROR)
def expectation_contradiction(trial: Trial) -> Iterator[Finding]:
    """What is expected of a pattern contradicts itself, or cannot be.

    ## What it finds
    Under `expect`: a `count` that is not the number of `items`; items or a count together with an `error`, after which
    there are none; `ordered` without items, or of anything but a Query; an item that is listed twice; an item that is
    neither the name of a sample item nor a mapping of attributes; a count below zero.

    ## Why
    No answer could be what is expected, or what stands there says nothing.

    ## Example
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          items:
            - first-order
          count: 2
    ```

    ## The edit
    ```yaml
    patterns:
      - name: orders-of-user
        operation: Query
        keyCondition:
          PK:
            equals: USER#1
        expect:
          items:
            - first-order
    ```

    ## Source
    The contract: `Expectation` in access_patterns.proto.
    """
    for pattern in trial.patterns:
        yield from _contradictions(pattern)


def _contradictions(pattern: Pattern) -> Iterator[Finding]:
    expect = pattern.expect
    if expect is None:
        return
    yield from _count_contradictions(expect)
    yield from _order_contradictions(pattern, expect)
    seen: set[str] = set()
    for position, item in enumerate(expect.items or ()):
        route = (*expect.route, "items", position)
        if isinstance(item, str):
            if item in seen:
                yield Finding(route, f"{quoted(item)} is expected twice", "list it once: no item comes twice")
            seen.add(item)
        elif not isinstance(item, dict):
            message = "an expected item is the name of a sample item, or a mapping of attributes that it has"
            yield Finding(route, message, "write the name of a sample item, or a mapping")
        elif not item:
            yield Finding(
                route, "nothing is said of this item", "write an attribute that it has, or its name"
            )


def _count_contradictions(expect: Expectation) -> Iterator[Finding]:
    items, count = expect.items, expect.count
    route = (*expect.route, "count")
    if expect.error and (items is not None or count is not None):
        other = "items" if items is not None else "count"
        message = f"`{other}` are expected together with {expect.error}, after which there are none"
        if other == "count":
            message = f"a count is expected together with {expect.error}, after which there are no items"
        yield Finding((*expect.route, other), message, f"take `{other}` away, or `error`")
    elif count is not None and count < 0:
        yield Finding(route, f"{count} items cannot be", "write how many items are expected")
    elif items is not None and count is not None and len(items) != count:
        message = f"`count` is {count:,}, and {counted(len(items), 'item')} {'is' if len(items) == 1 else 'are'} listed"
        yield Finding(route, message, "take `count` away, or list all items")


def _order_contradictions(pattern: Pattern, expect: Expectation) -> Iterator[Finding]:
    if not expect.ordered or expect.error:
        return
    route = (*expect.route, "ordered")
    if pattern.operation and pattern.operation != QUERY:
        message = f"a {pattern.operation} has no order: only a Query reads in that of the sort key"
        yield Finding(route, message, "take `ordered` away")
    elif not expect.items:
        yield Finding(route, "no items are listed whose order could be looked at", "list them under `items`")
