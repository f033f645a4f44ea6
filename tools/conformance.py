"""Writes the known differences into docs/conformance.md: `python -m tools.conformance [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.conformance.differences import Known, read
from tools import marked_part

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"


def page(text: str, known: Sequence[Known]) -> str:
    """The page with the differences of today in it."""
    return marked_part.replaced(text, "tools/conformance.py", "".join(sections(known)))


def sections(known: Sequence[Known]) -> Iterator[str]:
    """A heading and a table for each judge, in the order of the list."""
    for judge in dict.fromkeys(one.judge for one in known):
        mine = [one for one in known if one.judge == judge]
        yield f"\n### {judge}\n\n| where | what differs | right | why |\n| --- | --- | --- | --- |\n"
        yield from rows(mine)
        yield "\n"


def rows(known: Iterable[Known]) -> Iterator[str]:
    """A row for each entry of the list."""
    for one in known:
        where = ", ".join(f"`{name}`" for name in (*one.rules, *one.files, *one.made_up))
        yield f"| {where} | {one.about} | {one.right} | {one.reason} |\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or say that it is stale."""
    return marked_part.write(PAGE, lambda text: page(text, read()), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
