"""Texts with room in them: `{app}-{table}-{env}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

APP, TABLE, ENV, ORG, OUTPUT = "app", "table", "env", "org", "output"
_HOLE = re.compile(r"\{([^{}]*)\}")
_MARK = re.compile(r"\$?\{+\s*|\s*\}+")


def holes(text: str) -> tuple[str, ...]:
    """What stands in braces, each once."""
    return tuple(dict.fromkeys(_HOLE.findall(text)))


def plain(text: str) -> bool:
    """Whether all braces are those of holes, one pair around each: others would stay as they are."""
    return mended(text) == text and not unpaired(text)


def unpaired(text: str) -> bool:
    """Whether there are braces besides those of the holes."""
    left = _HOLE.sub("", text)
    return "{" in left or "}" in left


def mended(text: str) -> str:
    """The text with the marks of other tools around its holes, `${env}` and `{{ env }}`, made into ours."""
    return _MARK.sub(lambda mark: "{" if "{" in mark[0] else "}", text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in its holes; a hole for which there is none stays."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), text)
