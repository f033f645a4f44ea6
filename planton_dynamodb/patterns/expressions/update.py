"""Updates: what becomes of an item, as DynamoDB writes it. All of it is found out from the item as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from planton_dynamodb.patterns.expressions.changes import changed
from planton_dynamodb.patterns.expressions.checks import check_set_operand, check_update_operand
from planton_dynamodb.patterns.expressions.computing import added, computed, taken_away
from planton_dynamodb.patterns.expressions.fault import OVERLAP, Fault, SyntaxFault
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path, Steps, paths
from planton_dynamodb.patterns.expressions.reader import Reader
from planton_dynamodb.patterns.expressions.tokens import END, VALUE
from planton_dynamodb.patterns.values import Attribute, Attributes

_SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")


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

    @property
    def paths(self) -> Iterator[Path]:
        """Every path in it, in the order of the text."""
        for action in self.actions:
            yield action.path
            if action.operand is not None:
                yield from paths(action.operand)

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
            reader.refuse("" if seen else "begin with SET, REMOVE, ADD or DELETE")
        token = reader.take()
        section = token.text.upper()
        if section in seen:
            text = f'The "{section}" section can only be used once in an update expression;'
            reader.add(text, f"there are two {section} sections", "join them with a comma", token)
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
        operand = _sum(reader)
        check_update_operand(reader, operand)
        return Action(section, path, operand)
    if reader.next.kind != VALUE:
        reader.refuse(f"give {section} a value: `{section} tags :more`")
    operand = reader.operand()
    check_set_operand(reader, section, operand)
    return Action(section, path, operand)


def _sum(reader: Reader) -> Operand:
    first = _operand(reader)
    if not reader.next.is_sign("+", "-"):
        return first
    token = reader.take()
    reader.count_operator(token)
    second = _operand(reader)
    return Call(token.text, (first, second), first.start, second.end)


def _operand(reader: Reader) -> Operand:
    if not reader.next.is_sign("("):
        return reader.operand()
    with reader.deeper():
        reader.take()
        inner = _sum(reader)
        reader.expect(")")
    return inner


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
    return Fault(OVERLAP, text, other.start, other.end, subject=f"{_dotted(one)} {_dotted(other)}")


def _dotted(path: Path) -> str:
    first, *rest = path.steps
    return str(first) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
