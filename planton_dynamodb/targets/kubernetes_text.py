"""Plain values as the YAML that people write for Kubernetes: long texts as blocks, short ones on their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from planton_dynamodb.manifest.nodes import NULLS, Scalar
from planton_dynamodb.manifest.scalars import other_reading
from planton_dynamodb.manifest.writing.block_text import quoted

_PLAIN = re.compile(r"[A-Za-z.](?:[ -~]*[!-~])?")
_UNFIT = re.compile(r":(?: |$)| #")
_LETTERS = frozenset("yYnN")
"""kubectl takes each of them for a boolean."""


def lines(value: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a mapping from the left edge on."""
    for key, part in value.items():
        yield from _entry(f"{scalar(key)}:", part)


def _entry(head: str, part: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON can say
    if isinstance(part, Mapping) and part:
        yield head
        yield from (_indented(line) for line in lines(part))
    elif isinstance(part, list | tuple) and part:
        yield head
        for item in part:
            yield from _item(item)
    elif isinstance(part, str) and _fits_block(part):
        yield f"{head} |-"
        yield from (_indented(line) for line in part.split("\n"))
    else:
        yield f"{head} {scalar(part)}"


def _item(item: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(item, Mapping) and item:
        first, *rest = lines(item)
        yield f"- {first}"
        yield from (_indented(line) for line in rest)
    else:
        yield f"- {scalar(item)}"


def _indented(line: str) -> str:
    return f"  {line}" if line else ""


def scalar(value: Any) -> str:  # noqa: ANN401
    """A value on one line such that every YAML reader reads it as what it is."""
    if isinstance(value, str):
        return value if _reads_as_itself(value) else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    return str(value) if isinstance(value, int) else "[]"


def _fits_block(text: str) -> bool:
    first, *others = text.split("\n")
    plain = all(line.isprintable() for line in (first, *others))
    return bool(others) and plain and first[:1].strip() != "" and others[-1].strip() != ""


def _quoted(text: str) -> str:
    """Single quotes leave backslashes as they are, which patterns are full of."""
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else quoted(text)


def _reads_as_itself(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _UNFIT.search(text) or text in NULLS or text in _LETTERS:
        return False
    return other_reading(Scalar(0, len(text), text)) is None
