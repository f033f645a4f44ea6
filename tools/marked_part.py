"""The part of a page that a tool writes, between two marks; what is around it is written by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

END = "<!-- to here -->\n"


def begin(tool: str) -> str:
    """The mark that the part of a tool begins with."""
    return f"<!-- written by {tool} -->\n"


def replaced(text: str, tool: str, part: str) -> str:
    """The page with another part."""
    before, mark, rest = text.partition(begin(tool))
    _, _, after = rest.partition(END)
    if not mark:
        raise ValueError(f"the page has no line {begin(tool).strip()}")
    return before + mark + part + END + after


def write(path: Path, page: Callable[[str], str], arguments: Sequence[str]) -> int:
    """Write a page as it should be, or with --check say that it is stale; the exit code."""
    text = path.read_text(encoding="utf-8")
    wanted = page(text)
    if wanted == text:
        return 0
    name = f"docs/{path.name}"
    if "--check" in arguments:
        print(f"{name} is stale: run make docs", file=sys.stderr)
        return 1
    path.write_text(wanted, encoding="utf-8")
    print(f"wrote {name}")
    return 0
