"""What a stream shows: how wide it is, whether it has colours, and which characters it can write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

_WIDTH_ELSEWHERE = 100
_NARROWEST = 40

BOLD, DIM, RED, GREEN, YELLOW, BLUE = "1", "2", "31", "32", "33", "34"


class Terminal(NamedTuple):
    """What a text must fit into. It may as well be a file or a pipe."""

    width: int
    colour: bool
    encoding: str

    @property
    def ellipsis(self) -> str:
        """What stands for a part that is left out."""
        return "…" if self._encodes("…") else "..."

    def paint(self, text: str, *styles: str) -> str:
        """A text in colour where there are colours."""
        return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if self.colour and text else text

    def shown(self, text: str) -> str:
        """A text with all that would not be seen, would move the cursor or cannot be written spelt out."""
        if text.isprintable() and self._encodes(text):
            return text
        return "".join(map(self.shown_character, text))

    def shown_character(self, character: str) -> str:
        """One character, or its escape."""
        if character.isprintable() and self._encodes(character):
            return character
        return character.encode("unicode_escape").decode("ascii")

    def wrapped(self, text: str, *, first: int = 0, rest: int = 0) -> str:
        """A text broken between words, to begin in column `first` and go on in column `rest`."""
        line, *words = text.split(" ")
        lines: list[str] = []
        room = self.width - first
        for word in words:
            longer = f"{line} {word}"
            if columns(longer) > room:
                lines.append(line)
                line, room = word, self.width - rest
            else:
                line = longer
        return f"\n{' ' * rest}".join([*lines, line])

    def _encodes(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def of(stream: TextIO) -> Terminal:
    """What a stream shows."""
    return Terminal(_width(stream), _has_colour(stream), getattr(stream, "encoding", None) or "utf-8")


def columns(text: str) -> int:
    """How many columns a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # rarely needed

    return sum(
        0 if category(character) in ("Mn", "Me") else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def _width(stream: TextIO) -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return max(_NARROWEST, int(asked))
    try:
        found = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        found = 0
    # A terminal without a size, as build servers open them, says 0.
    return max(_NARROWEST, found) if found else _WIDTH_ELSEWHERE


def _has_colour(stream: TextIO) -> bool:
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if any(
        environment.get(name, "0") not in ("", "0", "false") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")
    ):
        return True
    unwanted = environment.get("TERM") == "dumb" or "0" in (
        environment.get("CLICOLOR"),
        environment.get("FORCE_COLOR"),
    )
    return stream.isatty() and not unwanted


def aligned(rows: Iterable[tuple[str, str]], page: Terminal, *, indent: int = 2) -> Iterator[str]:
    """Labels and texts in two columns."""
    shown = [(page.shown(label), page.shown(text)) for label, text in rows]
    # One long name must not push everything else to the right.
    width = max((columns(label) for label, _ in shown if columns(label) <= page.width // 3), default=0)
    start = indent + width + 2
    for label, text in shown:
        room = max(start, indent + columns(label) + 2)
        gap = " " * (room - indent - columns(label))
        yield f"{' ' * indent}{page.paint(label, DIM)}{gap}{page.wrapped(text, first=room, rest=start)}"
