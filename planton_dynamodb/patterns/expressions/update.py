"""Updates: what becomes of an item, as DynamoDB writes it. All of it is found out from the item as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from planton_dynamodb.patterns.expressions.changes import RunFault, changed
from planton_dynamodb.patterns.expressions.checks import needs_path, wrong_count, wrong_type
from planton_dynamodb.patterns.expressions.computing import added, computed, taken_away
from planton_dynamodb.patterns.expressions.fault import OVERLAP, SYNTAX, Fault, SyntaxFault
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path, Steps, given_type
from planton_dynamodb.patterns.expressions.reader import Reader
from planton_dynamodb.patterns.expressions.tokens import END
from planton_dynamodb.patterns.values import Attribute, Attributes

__all__ = ["Action", "RunFault", "Update", "update"]

_SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")
_FUNCTIONS = ("if_not_exists", "list_append")
_LONG_TYPES = {
    "S": "STRING", "N": "NUMBER", "B": "BINARY", "NULL": "NULL", "BOOL": "BOOLEAN", "L": "LIST", "M": "MAP",
}  # fmt: skip


class Action(NamedTuple):
    """One thing that is done to an item."""

    section: str
    path: Path
    operand: Operand | None
    """None for REMOVE."""

    def outcome(self, item: Attributes) -> Attribute | None:
        """What stands at the path afterwards; None for nothing."""
        if self.operand is None:
            return None
        if self.section == "SET":
            return computed(self.operand, item)
        assert isinstance(self.operand, Given)
        assert self.operand.value is not None
        before = self.path.found(item)
        return _SET_ACTIONS[self.section](before, self.operand.value)


_SET_ACTIONS: Mapping[str, Callable[[Attribute | None, Attribute], Attribute | None]] = {
    "ADD": added,
    "DELETE": taken_away,
}


class Update(NamedTuple):
    """An update that has been read. It can be carried out where it has no faults."""

    actions: tuple[Action, ...]
    faults: tuple[Fault, ...]
    names: frozenset[str]
    """The names that it uses: `#status`."""
    values: frozenset[str]
    """The values that it uses: `:open`."""

    def applied(self, item: Attributes) -> Attributes:
        """The item afterwards, as a value of its own. Raises RunFault where the item does not allow it."""
        assert not self.faults, self.faults
        return changed(item, [(action.path.steps, action.outcome(item)) for action in self.actions])


def update(text: str, names: Mapping[str, str], values: Mapping[str, Attribute | None]) -> Update:
    """An update read from a text. A value of None is one that could not be read: nothing is said of its type."""
    reader: Reader | None = None
    actions: list[Action] = []
    faults: list[Fault] = []
    try:
        reader = Reader(text, names, values)
        _read(reader, actions)
        faults = [*reader.faults, *_overlaps(actions)]
    except SyntaxFault as syntax:
        faults = [syntax.fault]
    return Update(
        tuple(actions),
        tuple(faults),
        frozenset(reader.used_names if reader is not None else ()),
        frozenset(reader.used_values if reader is not None else ()),
    )


def _read(reader: Reader, actions: list[Action]) -> None:
    seen: set[str] = set()
    while reader.next.kind != END or not seen:
        if not reader.next.is_word(*_SECTIONS):
            reader.refuse()
        token = reader.take()
        section = token.text.upper()
        if section in seen:
            text = f'The "{section}" section can only be used once in an update expression;'
            reader.add(
                SYNTAX, text, token, section, f"there are two {section} sections: join them with a comma"
            )
        seen.add(section)
        actions.append(_action(reader, section))
        while reader.next.is_sign(","):
            reader.take()
            actions.append(_action(reader, section))


def _action(reader: Reader, section: str) -> Action:
    path = reader.path()
    if section == "REMOVE":
        return Action(section, path, None)
    if section == "SET":
        reader.expect("=")
        return Action(section, path, _sum(reader))
    operand = reader.operand()
    if not isinstance(operand, Given):
        reader.misplaced(operand, f"{section} takes a value, like `:more`")
    kind = given_type(operand)
    if kind in _LONG_TYPES and not (section == "ADD" and kind == "N"):
        wrong_type(reader, section, operand, kind, f"operator: {section}, operand type: {_LONG_TYPES[kind]}")
    return Action(section, path, operand)


def _sum(reader: Reader) -> Operand:
    first = _operand(reader)
    if not reader.next.is_sign("+", "-"):
        return first
    token = reader.take()
    reader.count_operator(token)
    second = _operand(reader)
    for operand in (first, second):
        _check_type(reader, token.text, operand, "N")
    return Call(token.text, (first, second), first.start, second.end)


def _operand(reader: Reader) -> Operand:
    if reader.next.is_sign("("):
        reader.take()
        inner = _sum(reader)
        reader.expect(")")
        return inner
    operand = reader.operand()
    _check_call(reader, operand)
    return operand


def _check_call(reader: Reader, operand: Operand) -> None:
    if not isinstance(operand, Call):
        return
    if operand.function not in _FUNCTIONS:
        said = f"there is no function `{operand.function}` in updates"
        reader.add(
            SYNTAX, f"Invalid function name; function: {operand.function}", operand, operand.function, said
        )
    elif len(operand.operands) != 2:
        wrong_count(reader, operand)
    elif operand.function == "if_not_exists":
        needs_path(reader, operand)
        _check_call(reader, operand.operands[1])
    else:
        for inner in operand.operands:
            _check_call(reader, inner)
            _check_type(reader, operand.function, inner, "L")


def _check_type(reader: Reader, function: str, operand: Operand, wanted: str) -> None:
    kind = given_type(operand)
    if kind and kind != wanted:
        wrong_type(reader, function, operand, kind)


def _overlaps(actions: list[Action]) -> Iterator[Fault]:
    """Paths of which one leads through another, or which take one place for a list and for a mapping."""
    ends: dict[Steps, Path] = {}
    through: dict[tuple[Steps, type], Path] = {}
    for path in (action.path for action in actions):
        beginnings = [(path.steps[:count], path.steps[count]) for count in range(1, len(path.steps))]
        shorter = (
            ends[steps] for steps in (*(steps for steps, _ in beginnings), path.steps) if steps in ends
        )
        longer = (through[path.steps, kind] for kind in (str, int) if (path.steps, kind) in through)
        other = (
            through[steps, kind]
            for steps, step in beginnings
            for kind in (str, int)
            if not isinstance(step, kind) and (steps, kind) in through
        )
        if (over := next(chain(shorter, longer), None)) is not None:
            yield _overlap("overlap", over, path)
        elif (over := next(other, None)) is not None:
            yield _overlap("conflict", over, path)
        ends.setdefault(path.steps, path)
        for steps, step in beginnings:
            through.setdefault((steps, type(step)), path)


def _overlap(verb: str, one: Path, other: Path) -> Fault:
    text = (
        f"Two document paths {verb} with each other; must remove or rewrite one of these paths; "
        f"path one: {one.shown()}, path two: {other.shown()}"
    )
    return Fault(OVERLAP, text, other.start, other.end)
