"""A rule in Kubernetes' words: a CEL expression, and what the API server says where it is false."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from planton_dynamodb.contract.shapes import ENUMS
from planton_dynamodb.manifest.decode import EnumWords


class CelRule(NamedTuple):
    """One entry of `x-kubernetes-validations`."""

    rule: str
    """The rule of `validate` that it is."""
    said: str
    """What has to be, in a sentence without a full stop."""
    expression: str
    field: str = ""
    """The field that it is about, where that is not the one it stands at: `.keySchema`."""

    def entry(self) -> dict[str, str]:
        """The entry as Kubernetes has it."""
        made = {"rule": "\n".join(_laid_out(self.expression)), "message": f"{self.rule}: {self.said}"}
        return made | ({"fieldPath": self.field} if self.field else {})


_WIDTH = 96


def _laid_out(expression: str) -> Iterator[str]:
    """The lines of an expression, long ones broken at blanks: no text in one has a blank."""
    for line in expression.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        yield from textwrap.wrap(
            line.lstrip(),
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def spellings(enum: str, *values: str) -> Iterator[str]:
    """The words that are read for values of an enum, the prefixed one of each first."""
    words = EnumWords(enum)
    wanted = [number for name, number in ENUMS[enum] if name in values]
    for number in wanted:
        yield from (word for word, read in words.numbers.items() if read == number and not word.isdigit())


def among(enum: str, *values: str) -> str:
    """The words for values of an enum, as a list in CEL."""
    return "[" + ", ".join(f'"{word}"' for word in spellings(enum, *values)) + "]"


Rules: TypeAlias = Mapping[str, tuple[CelRule, ...]]
"""The rules of messages and of fields, by `Message` and by `Message.field`."""
