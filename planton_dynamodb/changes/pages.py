"""Every sort of change as one Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.changes.change import BLOCKED, IN_PLACE, INDEX_REBUILD, REPLACE
from planton_dynamodb.changes.sorts import SORTS, Sort

EFFECTS = {
    IN_PLACE: "AWS changes the living table; its items stay. It is simply done.",
    INDEX_REBUILD: (
        "A global index is deleted and made anew; queries on it fail meanwhile. It is refused without "
        "`--allow-rebuild NAME/INDEX`."
    ),
    REPLACE: (
        "A new table takes the place of the old one, which is deleted with all its items. It is refused without "
        "`--allow-replace NAME`, where NAME is the table that is lost."
    ),
    BLOCKED: "Neither AWS nor its provider does it in one step. It is refused, and it is said what to do first.",
}

_FLAG = re.compile(r"--allow-\w+ [\w/]+")
_STEPS = """\
AWS does not take every change in one request: deletion protection has to be switched in a request of its own,
and a stream is not switched in the one that changes units. Such a change is applied in several steps, one after
the other, without being asked for: protection on first, units before the stream, protection off last. An
attribute that only global indexes use gets its new type in two steps, its indexes being gone in between."""


def page() -> str:
    """All sorts: a table of them, then each with what is to be known."""
    return "\n\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# What a change does to a living table"
    yield (
        "Before anything is applied, the table that is asked for is compared with the one in the stack's state. "
        "Every difference is one of these, and has one of four effects."
    )
    yield "\n".join(
        [
            "| effect | what it means |",
            "| --- | --- |",
            *(f"| {name} | {EFFECTS[name]} |" for name in EFFECTS),
        ]
    )
    yield _STEPS
    yield "## All changes"
    rows = (f"| [{sort.id}](#{sort.id}) | {sort.what} | {sort.effect} |" for sort in SORTS)
    yield "\n".join(["| change | what changes | effect |", "| --- | --- | --- |", *rows])
    headed = ""
    for sort in SORTS:
        if sort.id != headed:
            yield f"## {sort.id}"
        headed = sort.id
        yield from _sort(sort)


def _sort(sort: Sort) -> Iterator[str]:
    yield f"**{sort.what[0].upper()}{sort.what[1:]}** ({sort.effect})"
    named = sort.change("", "", "NAME", index="INDEX", attribute="`ATTRIBUTE`")
    yield named.why
    for heading, said in (
        ("What is lost", named.lost),
        ("Limits", named.limits),
        ("The way forward", named.forward),
    ):
        if said:
            yield f"{heading}: {_FLAG.sub(_as_typed, said)}"


def _as_typed(flag: re.Match[str]) -> str:
    return f"`{flag.group()}`"
