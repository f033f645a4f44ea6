"""Why something could not be done, said to people: what is wrong, and what to do."""

from __future__ import annotations


class Fault(Exception):
    """What is wrong, what to do about it, and what the engine said of it."""

    def __init__(self, summary: str, help: str = "", said: str = "") -> None:  # noqa: A002 - as diagnostics call it
        super().__init__(summary)
        self.summary = summary
        self.help = help
        self.said = said
