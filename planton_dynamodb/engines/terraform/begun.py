"""What Terraform was about to make, written down beside the state, for the run after one that ended in the middle."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from planton_dynamodb.engines.terraform.faults import FailedError

_FILE = "begun.json"
_UNCLEAR = re.compile(
    r"Plugin did not respond|code = Unavailable|cancell?ed|execution halted|request send failed|\bEOF\b|timeout|"
    r"deadline exceeded|connection re(set|fused)|persist state|Failed to save state|errored\.tfstate",
    re.IGNORECASE,
)
"""How it sounds when nobody knows whether AWS did what it was asked, or whether the state says so."""


class Begun:
    """The note."""

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, _FILE)

    @property
    def is_there(self) -> bool:
        """Whether something began and did not come to its end."""
        return os.path.exists(self._path)

    def note(self, module: Mapping[str, Any], creates: Sequence[str]) -> None:
        """Something begins now."""
        folder = os.path.dirname(self._path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        beside = f"{self._path}.{os.getpid()}"
        with open(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump({"module": module, "creates": list(creates)}, file)
        os.replace(beside, self._path)

    def read(self) -> tuple[dict[str, Any], list[str]]:
        """The module that was to be applied, and the addresses of what was to be made."""
        try:
            with open(self._path, encoding="utf-8") as file:
                said = json.load(file)
            return dict(said["module"]), list(said["creates"])
        except (OSError, ValueError, KeyError, TypeError):
            return {}, []

    def forget(self) -> None:
        """It has come to its end."""
        with suppress(FileNotFoundError):
            os.unlink(self._path)

    @staticmethod
    def is_clear(error: FailedError) -> bool:
        """Whether a failure leaves nothing open: what was made is in the state, and nothing else is."""
        return not error.was_killed and not _UNCLEAR.search(str(error))
