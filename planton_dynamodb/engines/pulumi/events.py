"""What the engine tells while it works, gathered: the steps, what failed and why, and the outputs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from pulumi.automation.events import DiagnosticEvent, EngineEvent, OpType, StepEventMetadata

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.pulumi.state import PROVIDER_PREFIX, STACK_TYPE, outputs_of
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE

Tell = Callable[[str], None]
"""Where progress goes: one line at a time."""

_REPLACEMENTS = {OpType.CREATE_REPLACEMENT, OpType.REPLACE, OpType.DELETE_REPLACED, OpType.IMPORT_REPLACEMENT}
_IDLE = {OpType.SAME, OpType.READ, OpType.REFRESH}
_WORDS = {TABLE_TYPE: "table", INSIGHTS_TYPE: "contributor insights of"}
_BEGUN = {
    OpType.CREATE: "making",
    OpType.UPDATE: "changing",
    OpType.DELETE: "deleting",
    OpType.CREATE_REPLACEMENT: "making the new",
    OpType.DELETE_REPLACED: "deleting the old",
    OpType.IMPORT: "taking over",
    OpType.REFRESH: "looking at",
}
_MARKUP = re.compile(r"<\{%[^%]*%\}>")
"""Colours, as events carry them."""


class Events:
    """A gatherer, to be called with each event."""

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._planned: dict[str, Step] = {}
        self._done: dict[str, Step] = {}
        self.previewed = threading.Event()
        """Set once the engine has said all that it would do."""
        self.errors: list[str] = []
        self.failed: list[StepEventMetadata] = []
        self.outputs: dict[str, str] = {}

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.resource_pre_event is not None:
            begun = event.resource_pre_event
            self._begin(begun.metadata, planning=bool(begun.planning))
        elif event.res_outputs_event is not None:
            self._end(event.res_outputs_event.metadata)
        elif event.res_op_failed_event is not None:
            self.failed.append(event.res_op_failed_event.metadata)
        elif event.summary_event is not None:
            self.previewed.set()
        elif event.diagnostic_event is not None:
            self._hear(event.diagnostic_event)

    @property
    def planned(self) -> tuple[Step, ...]:
        """What the engine said it would do: a replacement is one step, and what stays as it is none."""
        return tuple(self._planned.values())

    @property
    def done(self) -> tuple[Step, ...]:
        """What it did."""
        return tuple(self._done.values())

    def _begin(self, step: StepEventMetadata, *, planning: bool) -> None:
        word = _WORDS.get(step.type)
        if self._tell is not None and word is not None and step.op in _BEGUN and not planning:
            self._tell(f"{_BEGUN[step.op]} {word} {name_of(step.urn)}")
        if step.op in _IDLE or step.type == STACK_TYPE or step.type.startswith(PROVIDER_PREFIX):
            return  # a provider is how the engine gets at AWS, and nothing that AWS has
        action = "replace" if step.op in _REPLACEMENTS else str(OpType(step.op).value)
        steps = self._planned if planning else self._done
        known = steps.get(step.urn)
        properties = tuple(
            sorted({*(known.properties if known else ()), *(step.diffs or ()), *(step.keys or ())})
        )
        steps[step.urn] = Step(action, step.type, name_of(step.urn), properties)

    def _end(self, step: StepEventMetadata) -> None:
        if step.type == STACK_TYPE and step.new is not None:
            self.outputs = outputs_of(step.new.outputs or {}) or self.outputs

    def _hear(self, said: DiagnosticEvent) -> None:
        if said.severity != "error" or said.ephemeral:
            return
        message = _MARKUP.sub("", said.message).strip()
        if message and message not in self.errors:
            self.errors.append(message)


def name_of(urn: str) -> str:
    """The name at the end of a URN."""
    return urn.rsplit("::", 1)[-1]
