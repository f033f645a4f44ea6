"""Plain values as the YAML that people write for Kubernetes: long texts as blocks, short ones on their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from planton_dynamodb.manifest.nodes import NULLS, Scalar
from planton_dynamodb.manifest.scalars import other_reading

_PLAIN = re.compile(r"[A-Za-z.](?:[ -~]*[!-~])?")
_UNFIT = re.compile(r":(?: |$)| #")
_LONGEST = 110


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
    elif isinstance(part, str) and "\n" in part:
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
        return value if _reads_as_itself(value) else f"'{value.replace(chr(39), chr(39) * 2)}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    return str(value) if isinstance(value, int) else "[]"


def _reads_as_itself(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _UNFIT.search(text) or text in NULLS:
        return False
    return other_reading(Scalar(0, len(text), text)) is None
