"""What is wrong with an expression, where, and what DynamoDB answers to it."""

from __future__ import annotations

from typing import NamedTuple

SYNTAX = "syntax"
NAME_UNDEFINED, VALUE_UNDEFINED = "name undefined", "value undefined"
RESERVED_WORD = "reserved word"
OPERAND = "operand"
OVERLAP = "overlap"


class Fault(NamedTuple):
    """One thing that keeps an expression from being carried out."""

    kind: str
    text: str
    """What DynamoDB says of it: `Syntax error; token: "=", near: "= ="`."""
    start: int
    end: int
    said: str = ""
    """The fact in our words, as a sentence without its full stop; empty where the kind says it all."""
    edit: str = ""
    """What to write instead, as an imperative; empty as above."""
    subject: str = ""
    """The word, name or value that it is about."""


class SyntaxFault(Exception):
    """A text that is no expression from some place on; nothing behind that place can be judged."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault
