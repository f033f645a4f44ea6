"""What the engine tells while it works, gathered: the steps, what failed and why, and the outputs."""

from __future__ import annotations

import re
import threading

from pulumi.automation.events import DiagnosticEvent, EngineEvent, OpType, StepEventMetadata

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.around import name_of_piece
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.pulumi.state import PROVIDER_PREFIX, STACK_TYPE, outputs_of
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import COMPONENT_TYPE, WORDS

_REPLACEMENTS = {OpType.CREATE_REPLACEMENT, OpType.REPLACE, OpType.DELETE_REPLACED, OpType.IMPORT_REPLACEMENT}
_IDLE = {OpType.SAME, OpType.READ, OpType.REFRESH}
_SAID = {TABLE_TYPE: "table", INSIGHTS_TYPE: "contributor insights of", **WORDS}
_BEGUN = {
    OpType.CREATE: "making",
    OpType.UPDATE: "changing",
    OpType.DELETE: "deleting",
    OpType.CREATE_REPLACEMENT: "making the new",
    OpType.DELETE_REPLACED: "deleting the old",
    OpType.IMPORT: "taking over",
    OpType.REFRESH: "looking at",
}
_NOTHING_OF_AWS = frozenset({STACK_TYPE, COMPONENT_TYPE})
"""What the engine only keeps for itself; so are its providers, which are how it gets at AWS."""
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
        self.errors_of: dict[str, list[str]] = {}
        """The errors by the resource that they are about."""
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

    @property
    def telling(self) -> tuple[str, ...]:
        """The errors that tell why: where the table failed, what is said of things around it only follows from that."""
        if not any(step.type == TABLE_TYPE for step in self.failed):
            return tuple(self.errors)
        following = {each for urn, said in self.errors_of.items() if _kind_of(urn) in WORDS for each in said}
        return tuple(each for each in self.errors if each not in following)

    def _begin(self, step: StepEventMetadata, *, planning: bool) -> None:
        word = _SAID.get(step.type)
        if self._tell is not None and word is not None and step.op in _BEGUN and not planning:
            self._tell(f"{_BEGUN[step.op]} {word} {name_of(step)}")
        if step.op in _IDLE or step.type in _NOTHING_OF_AWS or step.type.startswith(PROVIDER_PREFIX):
            return
        steps = self._planned if planning else self._done
        steps[step.urn] = step_of(step, steps.get(step.urn))

    def _end(self, step: StepEventMetadata) -> None:
        if step.type == STACK_TYPE and step.new is not None:
            self.outputs = outputs_of(step.new.outputs or {}) or self.outputs

    def _hear(self, said: DiagnosticEvent) -> None:
        if said.severity != "error" or said.ephemeral:
            return
        message = _MARKUP.sub("", said.message).strip()
        if not message:
            return
        if message not in self.errors:
            self.errors.append(message)
        of_resource = self.errors_of.setdefault(said.urn or "", [])
        if message not in of_resource:
            of_resource.append(message)


def _kind_of(urn: str) -> str:
    """The type in a URN, which follows those of its parents."""
    parts = urn.split("::")
    return parts[2].rpartition("$")[2] if len(parts) > 2 else ""


def step_of(step: StepEventMetadata, known: Step | None = None) -> Step:
    """A step as the engine told it; a replacement comes in several, of which one may be known."""
    action = "replace" if step.op in _REPLACEMENTS else str(OpType(step.op).value)
    properties = {*(known.properties if known else ()), *(step.diffs or ()), *(step.keys or ())}
    return Step(action, step.type, name_of(step), tuple(sorted(properties)))


def name_of(step: StepEventMetadata) -> str:
    """What a resource is called at AWS, as far as the step says it; else the name at the end of its URN."""
    state = step.new or step.old
    return name_of_piece(step.type, step.urn, None if state is None else state.inputs)
