"""The names of tables that are made for a run: nobody has them, and they say what they are for."""

from __future__ import annotations

import re
import secrets

PREFIX = "rehearsal-"
_LONGEST_NAME, _RANDOM_BYTES = 255, 8
_LONGEST_PREFIX = 200
_PREFIX = re.compile(r"[A-Za-z0-9_.-]*")


def why_no_prefix(prefix: str) -> str:
    """Why names of tables can't begin with this, as a clause about it; nothing where they can."""
    if not _PREFIX.fullmatch(prefix):
        return "may hold letters, digits and the characters _ . - only, as the names of tables do"
    if len(prefix) > _LONGEST_PREFIX:
        return f"may have {_LONGEST_PREFIX} characters at most, so that a name fits behind it"
    return ""


def own_name(prefix: str, table: str) -> str:
    """A name for a table that stands for another one for a while."""
    return f"{prefix}{secrets.token_hex(_RANDOM_BYTES)}-{table}"[:_LONGEST_NAME]
