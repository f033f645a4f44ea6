"""Tokens read into operands, with the names and values that are given put in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import NoReturn

from planton_dynamodb.patterns.expressions.fault import (
    NAME_UNDEFINED,
    RESERVED_WORD,
    SYNTAX,
    VALUE_UNDEFINED,
    Fault,
    SyntaxFault,
)
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path
from planton_dynamodb.patterns.expressions.reserved import is_reserved
from planton_dynamodb.patterns.expressions.tokens import END, NAME, NUMBER, VALUE, WORD, Token, tokens
from planton_dynamodb.patterns.values import MOST_LEVELS, Attribute

MOST_BYTES, MOST_OPERATORS, DEEPEST = 4096, 300, 50
_KEYWORDS = ("AND", "OR", "NOT", "IN", "BETWEEN")
_NAMED = "write `#name` for a name like that, and give it under `names`"
_MEANT = {
    "&": "write `AND`",
    "|": "write `OR`",
    "-": _NAMED,
    "_": _NAMED,
    "$": _NAMED,
    "@": _NAMED,
    "`": _NAMED,
}
_LARGEST_INDEX, _MOST_DIGITS = 2**31 - 1, 10


class Reader:
    """The tokens of a text one after the other, and what has been seen on the way."""

    def __init__(self, text: str, names: Mapping[str, str], values: Mapping[str, Attribute | None]) -> None:
        self.text = text
        self.position = 0
        self.faults: list[Fault] = []
        self.used_names: set[str] = set()
        self.used_values: set[str] = set()
        self._names = names
        self._values = values
        self._operators = 0
        self._depth = 0
        self._redundant = False
        size = len(text.encode("utf-8", "surrogatepass"))
        self._tokens = tokens(text if size <= MOST_BYTES else "")
        if size > MOST_BYTES:
            self.fail(
                f"Expression size has exceeded the maximum allowed size; expression size: {size}",
                f"there are {size:,} bytes, and DynamoDB takes at most {MOST_BYTES:,}",
                "make it shorter: short names and values help, and `IN` says what many `OR` say",
                (0, len(text)),
            )

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self._tokens[self.position]

    def ahead(self, count: int) -> Token:
        """A token behind the next one; the last one where there are not so many."""
        return self._tokens[min(self.position + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, which is then done with."""
        token = self.next
        self.position = min(self.position + 1, len(self._tokens) - 1)
        return token

    def expect(self, sign: str) -> Token:
        """The sign that has to come next."""
        if not self.next.is_sign(sign):
            self.refuse(f"write `{sign}` there")
        return self.take()

    def refuse(self, edit: str = "") -> NoReturn:
        """The next token cannot stand where it does: nothing behind it can be read."""
        token, first, last = self.next, self._tokens[max(0, self.position - 1)], self.ahead(1)
        near = self.text[min(first.start, token.start) : last.end]
        text = f'Syntax error; token: "{token.text}", near: "{near}"'
        if token.kind == END:
            self.fail(text, "it breaks off", edit or "write the rest of it", (first.start, first.end))
        said = f"`{token.text}` can't stand where it does, near `{' '.join(near.split())}`"
        edit = (
            _instead(token, first) or edit or "write it as DynamoDB does: `#status = :open AND visits > :few`"
        )
        self.fail(text, said, edit, (token.start, token.end))

    def fail(self, text: str, said: str, edit: str, place: tuple[int, int]) -> NoReturn:
        """End the reading with a fault."""
        raise SyntaxFault(Fault(SYNTAX, text, *place, said, edit))

    def add(self, text: str, said: str, edit: str, at: Token | Operand, kind: str = SYNTAX) -> None:
        """A fault that leaves the rest to be judged."""
        self.faults.append(Fault(kind, text, at.start, at.end, said, edit))

    def add_about(self, kind: str, text: str, token: Token) -> None:
        """A fault that is about one word."""
        self.faults.append(Fault(kind, text + token.text, token.start, token.end, subject=token.text))

    def count_operator(self, token: Token) -> None:
        """One more operator or function: there is a limit to them."""
        self._operators += 1
        if self._operators > MOST_OPERATORS:
            self.fail(
                f"The expression contains too many operators; operator count: {self._operators}",
                f"there are more than the {MOST_OPERATORS} operators and functions that DynamoDB takes",
                "say less in one expression: `IN` says what many `OR` say",
                (token.start, token.end),
            )

    def operand(self) -> Operand:
        """A path, a value or a function with its operands."""
        token = self.next
        if token.kind == VALUE:
            return self._given(self.take())
        if token.kind == WORD and self.ahead(1).is_sign("("):
            return self._call()
        return self._in_parentheses() if token.is_sign("(") else self.path()

    def _in_parentheses(self) -> Operand:
        with self.deeper():
            opening = self.take()
            if self.next.is_sign("("):
                self.find_redundant(opening)
            inner = self.operand()
            self.expect(")")
        return inner

    def find_redundant(self, token: Token) -> None:
        """A fault about a pair of parentheses around another; one is enough for all of them."""
        if not self._redundant:
            self._redundant = True
            said = "one pair of parentheses stands around another"
            self.add("The expression has redundant parentheses;", said, "take one of them away", token)

    @cached_property
    def closings(self) -> Mapping[int, int]:
        """Of each opening parenthesis, the closing one; by their positions among the tokens."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for position, token in enumerate(self._tokens):
            if token.is_sign("("):
                opened.append(position)
            elif token.is_sign(")") and opened:
                found[opened.pop()] = position
        return found

    def at(self, position: int) -> Token:
        """The token at a position."""
        return self._tokens[position]

    def path(self) -> Path:
        """A path: a name, and what leads on from it."""
        start = self.next.start
        steps: list[str | int] = [self._name()]
        while self.next.is_sign(".", "["):
            steps.append(self._index() if self.take().text == "[" else self._name())
        found = Path(tuple(steps), start, self._tokens[self.position - 1].end)
        if len(steps) > MOST_LEVELS:
            text = f"The document path has too many nesting levels; nesting levels: {len(steps)}"
            said = f"a path has {len(steps)} steps, and items have at most {MOST_LEVELS} levels"
            self.add(text, said, "make the path shorter", found)
        return found

    def _index(self) -> int:
        if self.next.kind != NUMBER:
            self.refuse("write the position in the list as a number: `[0]` is the first")
        token = self.take()
        self.expect("]")
        if len(token.text) > _MOST_DIGITS or int(token.text) > _LARGEST_INDEX:
            text = f"List index is not within the allowable range; index: [{token.text}]"
            self.add(text, "no list is as long as that", "write a smaller position", token)
            return _LARGEST_INDEX
        return int(token.text)

    def _name(self) -> str:
        token = self.next
        if token.kind == NAME:
            return self._named(self.take())
        if token.kind != WORD or token.is_word(*_KEYWORDS):
            self.refuse()
        if is_reserved(token.text):
            self.add_about(RESERVED_WORD, "Attribute name is a reserved keyword; reserved keyword: ", token)
        return self.take().text

    def _named(self, token: Token) -> str:
        self.used_names.add(token.text)
        if token.text not in self._names:
            text = "An expression attribute name used in the document path is not defined; attribute name: "
            self.add_about(NAME_UNDEFINED, text, token)
        return self._names.get(token.text, token.text)

    def _given(self, token: Token) -> Given:
        self.used_values.add(token.text)
        if token.text not in self._values:
            text = "An expression attribute value used in expression is not defined; attribute value: "
            self.add_about(VALUE_UNDEFINED, text, token)
        return Given(token.text, self._values.get(token.text), token.start, token.end)

    def _call(self) -> Call:
        name = self.take()
        self.count_operator(name)
        with self.deeper():
            self.take()
            operands = self.operands()
        return Call(name.text, operands, name.start, self.expect(")").end)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One more pair of parentheses inside another."""
        if self._depth == DEEPEST:
            said = f"parentheses stand in each other more than {DEEPEST} deep"
            self.fail(said, said, "write fewer of them into each other", (self.next.start, self.next.end))
        self._depth += 1
        yield
        self._depth -= 1

    def operands(self) -> tuple[Operand, ...]:
        """Operands with commas between them."""
        found = [self.operand()]
        while self.next.is_sign(","):
            self.take()
            found.append(self.operand())
        return tuple(found)


def _instead(token: Token, before: Token) -> str:
    """What to write for a token that other languages have; empty for any other."""
    if token.kind == NUMBER or token.text in ("'", '"'):
        return "write `:value` in its place, and give the value under `values`"
    if token.text == before.text == "=" or token.text == "!":
        return "write `=` for equal, and `<>` for unequal"
    return _MEANT.get(token.text, "")
