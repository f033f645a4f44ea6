"""Names for types: as a design has them, in the form that TypeScript and Python give to types, each once."""

from __future__ import annotations

import unicodedata

_LONGEST = 60
_KEPT = frozenset(
    {
        *("Any", "Binary", "Decimal", "False", "Literal", "None", "NotRequired", "True", "TypeAlias"),
        *("TypedDict", "Union"),
        *("Array", "Object", "Pick", "Record", "Required", "Set", "Uint8Array"),
    }
)
"""What a rendered file means something else by, in either language, so that a type has one name in both."""


class Names:
    """The names that are taken."""

    def __init__(self) -> None:
        self._taken = set(_KEPT)

    def take(self, wanted: str, sort: str) -> str:
        """A name of its own for a type; `sort` says what it is of where that alone makes it a name."""
        name = pascal(wanted)[:_LONGEST]
        if not name.isidentifier() or name in _KEPT:
            name = f"{sort}{name}" if not name[:1].isalpha() else f"{name}{sort}"
        number, free = 1, name
        while free in self._taken:
            number += 1
            free = f"{name}{number}"
        self._taken.add(free)
        return free


def pascal(text: str) -> str:
    """`OrderLine` for `order-line`: what is no part of a name parts its words."""
    words = "".join(letter if _fits(letter) else " " for letter in text).split()
    return "".join(word[0].upper() + word[1:] for word in words)


def _fits(letter: str) -> bool:
    """Python would read a compatibility letter as another one; older TypeScript knows letters of 16 bits."""
    plain = letter.isalnum() and f"a{letter}".isidentifier() and ord(letter) <= 0xFFFF
    return plain and unicodedata.normalize("NFKC", letter) == letter
