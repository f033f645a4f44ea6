"""What Terraform tells while it works, gathered: what it would do, what failed and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.terraform.state import kind_of
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import WORDS

_SAID = {TABLE_TYPE: "table", INSIGHTS_TYPE: "contributor insights of", **WORDS}
_BEGUN = {"create": "making", "update": "changing", "delete": "deleting"}
_REPLACING = {"create": "making the new", "delete": "deleting the old"}
_PLANNED = frozenset({"create", "update", "replace", "delete"})


class Events:
    """A gatherer, to be called with each line."""

    def __init__(self, name_of: Callable[[str], str], tell: Tell | None = None) -> None:
        self._name_of, self._tell = name_of, tell
        self.planned: dict[str, str] = {}
        """What it would do with which address."""
        self.failed: dict[str, str] = {}
        """What it could not do with which address."""
        self.errors: list[str] = []
        self.errors_of: dict[str, list[str]] = {}
        """The errors by the address that they are about; blank where about none."""

    def __call__(self, line: str) -> None:
        """Take one line; what is no event is nothing to us."""
        try:
            event = json.loads(line)
        except ValueError:
            return
        if isinstance(event, dict):
            for kind, taken in self._taking():
                if event.get("type") == kind:
                    taken(event)

    def _taking(self) -> Iterator[tuple[str, Callable[[dict[str, Any]], None]]]:
        yield "planned_change", self._plan
        yield "apply_start", self._begin
        yield "refresh_start", self._look
        yield "apply_errored", self._fail
        yield "diagnostic", self._hear

    @property
    def telling(self) -> tuple[str, ...]:
        """The errors that tell why."""
        return tuple(dict.fromkeys(self.errors))

    def _plan(self, event: dict[str, Any]) -> None:
        change = event["change"]
        if change.get("action") in _PLANNED:
            self.planned[change["resource"]["addr"]] = change["action"]

    def _begin(self, event: dict[str, Any]) -> None:
        address, action = event["hook"]["resource"]["addr"], event["hook"].get("action")
        words = _REPLACING if self.planned.get(address) == "replace" else _BEGUN
        if action in words:
            self._say(words[action], address)

    def _look(self, event: dict[str, Any]) -> None:
        self._say("looking at", event["hook"]["resource"]["addr"])

    def _say(self, word: str, address: str) -> None:
        said = _SAID.get(kind_of(address))
        if said is not None and self._tell is not None:
            self._tell(f"{word} {said} {self._name_of(address)}")

    def _fail(self, event: dict[str, Any]) -> None:
        hook = event["hook"]
        self.failed[hook["resource"]["addr"]] = str(hook.get("action") or "")

    def _hear(self, event: dict[str, Any]) -> None:
        told = event["diagnostic"]
        if told.get("severity") != "error":
            return
        said = "\n".join(filter(None, (told.get("summary"), told.get("detail"))))
        address = told.get("address") or ""
        self.errors.append(said)
        self.errors_of.setdefault(address, []).append(said)
