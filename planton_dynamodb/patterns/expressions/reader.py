"""Tokens read into operands, with the names and values that are given put in their places."""

from __future__ import annotations

from collections.abc import Mapping
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
from planton_dynamodb.patterns.values import Attribute

MOST_BYTES, MOST_OPERATORS, DEEPEST = 4096, 300, 50
_KEYWORDS = ("AND", "OR", "NOT", "IN", "BETWEEN")
_ENOUGH_DIGITS = 9


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
        size = len(text.encode("utf-8", "surrogatepass"))
        self._tokens = tokens(text if size <= MOST_BYTES else "")
        if size > MOST_BYTES:
            self.fail(
                f"Expression size has exceeded the maximum allowed size; expression size: {size}",
                f"it has {size:,} bytes, and DynamoDB takes at most {MOST_BYTES:,}",
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
            self.refuse()
        return self.take()

    def refuse(self) -> NoReturn:
        """The next token cannot stand where it does: nothing behind it can be read."""
        token = self.next
        first = self._tokens[max(0, self.position - 1)]
        last = token if token.kind == END else self.ahead(1)
        near = self.text[min(first.start, token.start) : max(last.end if last.kind != END else token.end, 0)]
        said = (
            "it breaks off"
            if token.kind == END
            else f"`{token.text}` can't stand here, near `{near.strip()}`"
        )
        place = (first.start, first.end) if token.kind == END else (token.start, token.end)
        self.fail(f'Syntax error; token: "{token.text}", near: "{near.strip()}"', said, place, token.text)

    def misplaced(self, operand: Operand, said: str) -> NoReturn:
        """An operand cannot stand where it does."""
        shown = self.text[operand.start : operand.end]
        self.fail(
            f'Syntax error; token: "{shown}", near: "{shown}"', said, (operand.start, operand.end), shown
        )

    def fail(self, text: str, said: str, place: tuple[int, int], subject: str = "") -> NoReturn:
        """End the reading with a fault."""
        raise SyntaxFault(Fault(SYNTAX, text, *place, subject, said))

    def add(self, kind: str, text: str, at: Token | Operand, subject: str = "", said: str = "") -> None:
        """A fault that leaves the rest to be judged."""
        self.faults.append(Fault(kind, text, at.start, at.end, subject, said))

    def count_operator(self, token: Token) -> None:
        """One more operator or function: there is a limit to them."""
        self._operators += 1
        if self._operators > MOST_OPERATORS:
            self.fail(
                "The expression contains too many operators",
                f"it has more than the {MOST_OPERATORS} operators and functions that DynamoDB takes",
                (token.start, token.end),
            )

    def operand(self) -> Operand:
        """A path, a value or a function with its operands."""
        token = self.next
        if token.kind == VALUE:
            return self._given(self.take())
        if token.kind == WORD and self.ahead(1).is_sign("("):
            return self._call()
        return self.path()

    def path(self) -> Path:
        """A path: a name, and what leads on from it."""
        start = self.next.start
        steps: list[str | int] = [self._name()]
        while self.next.is_sign(".", "["):
            steps.append(self._index() if self.take().text == "[" else self._name())
        return Path(tuple(steps), start, self._tokens[self.position - 1].end)

    def _index(self) -> int:
        if self.next.kind != NUMBER:
            self.refuse()
        digits = self.take().text.lstrip("0") or "0"
        self.expect("]")
        return int(digits[:_ENOUGH_DIGITS])

    def _name(self) -> str:
        token = self.next
        if token.kind == NAME:
            return self._named(self.take())
        if token.kind != WORD or token.is_word(*_KEYWORDS):
            self.refuse()
        if is_reserved(token.text):
            text = f"Attribute name is a reserved keyword; reserved keyword: {token.text}"
            self.add(RESERVED_WORD, text, token, token.text)
        return self.take().text

    def _named(self, token: Token) -> str:
        self.used_names.add(token.text)
        if token.text in self._names:
            return self._names[token.text]
        text = "An expression attribute name used in the document path is not defined; attribute name: "
        self.add(NAME_UNDEFINED, text + token.text, token, token.text)
        return token.text

    def _given(self, token: Token) -> Given:
        self.used_values.add(token.text)
        if token.text not in self._values:
            text = "An expression attribute value used in expression is not defined; attribute value: "
            self.add(VALUE_UNDEFINED, text + token.text, token, token.text)
        return Given(token.text, self._values.get(token.text), token.start, token.end)

    def _call(self) -> Call:
        name = self.take()
        self.take()
        self.count_operator(name)
        self._depth += 1
        if self._depth > DEEPEST:
            said = f"functions stand in each other more than {DEEPEST} deep"
            self.fail("The expression has too many nested functions", said, (name.start, name.end))
        operands = self.operands()
        self._depth -= 1
        return Call(name.text, operands, name.start, self.expect(")").end)

    def operands(self) -> tuple[Operand, ...]:
        """Operands with commas between them."""
        found = [self.operand()]
        while self.next.is_sign(","):
            self.take()
            found.append(self.operand())
        return tuple(found)
