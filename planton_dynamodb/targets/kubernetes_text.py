"""Plain values as the YAML that people write for Kubernetes: long texts as blocks, short ones on their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
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
    found: list[str] = []
    _add(found, "", "", value)
    return iter(found)


def _add(found: list[str], head: str, indent: str, value: Mapping[str, Any]) -> None:
    """The lines of a mapping behind an indent, or for the first one behind `head`."""
    for key, part in value.items():
        _add_entry(found, f"{head or indent}{scalar(key)}:", indent, part)
        head = ""


def _add_entry(found: list[str], head: str, indent: str, part: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    if isinstance(part, dict) and part:
        found.append(head)
        _add(found, "", f"{indent}  ", part)
    elif isinstance(part, list | tuple) and part:
        found.append(head)
        for item in part:
            if isinstance(item, dict) and item:
                _add(found, f"{indent}- ", f"{indent}  ", item)
            else:
                found.append(f"{indent}- {scalar(item)}")
    elif isinstance(part, str) and _fits_block(part):
        found.append(f"{head} |-")
        found.extend(f"{indent}  {line}" if line else "" for line in part.split("\n"))
    else:
        found.append(f"{head} {scalar(part)}")


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


@cache  # the same few words over and over
def _reads_as_itself(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _UNFIT.search(text) or text in NULLS or text in _LETTERS:
        return False
    return other_reading(Scalar(0, len(text), text)) is None
