"""Texts typed by the field they stand in, never by YAML's guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from planton_dynamodb.manifest.nodes import NULLS, Scalar

Typed: TypeAlias = tuple[object, str | None]
"""The value, or None and the text that would say the same in the right type ('' where nothing certain would)."""

_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_YES = frozenset({"yes", "on", "y", "1"})
_NO = frozenset({"no", "off", "n", "0"})
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_WHOLE = re.compile(r"([-+]?(?:0|[1-9][0-9]*))\.0+")
_SEPARATED = re.compile(r"[-+]?[1-9][0-9]*(?:[_,][0-9]{3})+")

DATE = "a date"

_OTHER_READINGS = (
    (r"[-+]?(?:0|[1-9][0-9_]*|0[0-7_]+|0x[0-9a-fA-F_]+|0o[0-7]+|0b[01_]+|0[0-9]+)", "a number"),
    (r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?", "a number"),
    (r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "a number"),
    (r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", "a number in base 60"),
    (r"true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF", "a boolean"),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?", DATE),
)  # fmt: skip
"""Compiled when one is needed, since hardly any manifest does and compiling takes time at the start."""
_MAY_BE_ANOTHER = re.compile(r"[-+.0-9]|[tTfFyYnNoO](?:rue|RUE|alse|ALSE|es|ES|o|O|n|N|ff|FF)?\Z")


def text(scalar: Scalar) -> Typed:
    """Any text at all is a string."""
    return scalar.value, None


def boolean(scalar: Scalar) -> Typed:
    """Only an unquoted true or false is a boolean, as in JSON."""
    value = scalar.value
    if scalar.plain and value in _TRUE:
        return True, None
    if scalar.plain and value in _FALSE:
        return False, None
    folded = value.lower()
    if folded in _YES or folded == "true":
        return None, "true"
    return None, "false" if folded in _NO or folded == "false" else ""


def integer(bits: int) -> Callable[[Scalar], Typed]:
    """A whole decimal number, quoted or not, that fits in so many bits."""
    limit = 1 << (bits - 1)

    def typed(scalar: Scalar) -> Typed:
        value = scalar.value
        if _INTEGER.fullmatch(value) and len(value) <= 20:
            number = int(value)
            return (number, None) if -limit <= number < limit else (None, "")
        whole = _WHOLE.fullmatch(value)
        if whole and len(value) <= 20:
            return int(whole[1]), None
        if _SEPARATED.fullmatch(value):
            return None, value.replace("_", "").replace(",", "")
        return None, ""

    return typed


def other_reading(scalar: Scalar) -> str | None:
    """What another YAML reader takes an unquoted text for, when not for text."""
    value = scalar.value
    if not scalar.plain or value in NULLS or not _MAY_BE_ANOTHER.match(value):
        return None
    return next((kind for pattern, kind in _OTHER_READINGS if re.fullmatch(pattern, value)), None)


def said(scalar: Scalar) -> str:
    """A value as a message quotes it."""
    value = scalar.value if len(scalar.value) <= 60 else scalar.value[:57] + "..."
    if scalar.tag is not None:
        return f"the tag {scalar.tag}"
    return f"the text {value!r}" if not scalar.plain else f"`{value}`"
