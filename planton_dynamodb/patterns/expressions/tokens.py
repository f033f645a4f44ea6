"""An expression cut into tokens, each with its place in the text."""

from __future__ import annotations

import re
from typing import NamedTuple

WORD, NAME, VALUE, NUMBER, SIGN, STRAY, END = "word", "name", "value", "number", "sign", "stray", "end"

_TOKEN = re.compile(
    r"(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<name>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)"
    r"|(?P<number>0|[1-9][0-9]*)|(?P<sign><>|<=|>=|[-+<>=(),.\[\]])|(?P<stray>[^ \t\r\n])"
)


class Token(NamedTuple):
    """A word, a sign or a placeholder."""

    kind: str
    text: str
    start: int
    end: int

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == SIGN and self.text in signs

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in capitals or not."""
        return self.kind == WORD and self.text.upper() in words


def tokens(text: str) -> list[Token]:
    """The tokens of a text, and one behind them for its end."""
    found = [
        Token(match.lastgroup or STRAY, match[0], match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    return [*found, Token(END, "<EOF>", len(text), len(text))]
