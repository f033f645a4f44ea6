"""What an engine had begun when its end came, or AWS did not answer: written down, and looked after by the next run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pulumi.automation.errors import CommandError, ConcurrentUpdateError
from pulumi.automation.events import OpType, StepEventMetadata, StepEventStateMetadata

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines import around
from planton_dynamodb.engines.around import Piece
from planton_dynamodb.engines.part_faults import piece_taken
from planton_dynamodb.engines.pulumi import locks
from planton_dynamodb.engines.pulumi.events import Events
from planton_dynamodb.engines.pulumi.faults import fault_of, taken
from planton_dynamodb.engines.pulumi.state import CHANGING, MAKING, begun_pieces, begun_table, is_deleted
from planton_dynamodb.engines.pulumi.workspace import Opened
from planton_dynamodb.engines.recovering import GONE, LOOKED_AFTER, SET_BY_OTHERS, SET_LATER
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import PARAMETER_TYPE, POLICY_TYPE

_PATIENCE, _GLANCE = 10.0, 0.2
"""How long another run is waited for, and how often it is looked at, in seconds."""
_UNCLEAR = re.compile(
    r"error reading from server|transport is closing|code = Unavailable|cancell?ed|request send failed|\bEOF\b|"
    r"timeout|deadline exceeded|connection re(set|fused)",
    re.IGNORECASE,
)
"""How it sounds when nobody knows whether AWS did what it was asked."""
_MAKING = frozenset({OpType.CREATE, OpType.CREATE_REPLACEMENT})
_MADE_ONCE = frozenset({TABLE_TYPE, PARAMETER_TYPE, POLICY_TYPE})
"""What AWS refuses to make a second time; all the rest it makes over again, as if for the first time."""


def recovered(stack: Opened, tell: Callable[[str], None]) -> tuple[str, ...]:
    """See that the stack is free and that its state can be relied on; what there was to do for that."""
    return (*stack.mended, *_freed(stack, tell), *_looked_after(stack, tell))


def _freed(stack: Opened, tell: Callable[[str], None]) -> tuple[str, ...]:
    """See that nobody works on the stack: locks of the dead are removed, one of the living is a fault."""
    cleared = _waited(stack, tell)
    if locks.locks(stack.place):
        raise locks.held(stack.place)
    return ("a lock left by a process that is no more was removed",) if cleared else ()


def _waited(stack: Opened, tell: Callable[[str], None]) -> int:
    """Give whoever works on the stack a moment to end, as an engine whose command was killed soon does."""
    cleared = locks.clear_stale(stack.place)
    patient_until = time.monotonic() + _PATIENCE
    found = locks.locks(stack.place)
    if found:
        who = f"process {found[0].pid}, which works" if found[0].is_whole else "somebody who begins to work"
        tell(f"waiting for {who} on the stack")
    while found and time.monotonic() < patient_until and not stack.command.interrupted:
        time.sleep(_GLANCE)
        cleared += locks.clear_stale(stack.place)
        found = locks.locks(stack.place)
        if not found:
            stack.state = stack.read_state()
    return cleared


def _looked_after(stack: Opened, tell: Callable[[str], None]) -> tuple[str, ...]:
    """Look after what was under way when the last run ended, if anything was: AWS is asked how it stands."""
    if not stack.state.unsure:
        return ()
    tell("looking after what was under way when the last run ended")
    begun, pieces = _expect_begun(stack)
    events = Events()
    try:
        stack.stack.refresh(on_event=events, color="never", clear_pending_creates=True)
    except ConcurrentUpdateError:
        raise
    except CommandError as error:
        raise fault_of(error, stack.place, events.errors) from None
    before, stack.state = stack.state.table, stack.read_state()
    _keep_ours(stack, begun, tell)
    _keep_our_pieces(stack, pieces)
    gone = begun is None and before is not None and stack.state.table is None
    return (LOOKED_AFTER, GONE) if gone else (LOOKED_AFTER,)


def _expect_begun(stack: Opened) -> tuple[Table | None, tuple[Piece, ...]]:
    """What was being made, put into the state as if it were there: a refresh tells."""
    exported = stack.exported()
    deployment = exported["deployment"]
    begun = [
        operation["resource"]
        for operation in deployment.get("pending_operations") or ()
        if operation["type"] == "creating" and operation["resource"]["type"] in _MADE_ONCE
    ]
    if begun or any(map(is_deleted, deployment.get("resources") or ())):
        _write_expected(stack, exported, begun)
    pieces = begun_pieces(deployment)
    if pieces:
        pieces = begun_pieces(stack.exported("--show-secrets")["deployment"])
    return begun_table(deployment), pieces


def _keep_ours(stack: Opened, begun: Table | None, tell: Callable[[str], None]) -> None:
    """A table of that name that is not the one that was asked for is not taken over unasked."""
    found = stack.state.table
    if begun is None:
        return
    if found is None:
        tell(f"the table {begun.name} that was being made is not there")
    elif not _is_ours(begun, found):
        stack.run("state", "delete", stack.state.urn, "--yes", "--force")
        raise taken(begun.name, stack.place.stack)


def _is_ours(begun: Table, found: Table) -> bool:
    """Whether a table can be the one that was being made."""
    return all(change.id in SET_LATER | SET_BY_OTHERS for change in compare(found, begun))


def _keep_our_pieces(stack: Opened, begun: Sequence[Piece]) -> None:
    """A parameter or a policy of that name that is not what was asked for is somebody else's, and left alone."""
    if not begun:
        return
    found = {piece.urn: piece for piece in stack.read_state(open_secrets=True).around}
    theirs = [
        piece for piece in begun if piece.urn in found and not around.is_as_asked(piece, found[piece.urn])
    ]
    for piece in theirs:
        stack.run("state", "delete", piece.urn, "--yes", "--force")
    if theirs:
        stack.state = stack.read_state()
        raise piece_taken(Step("create", theirs[0].type, theirs[0].name), stack.place.stack)


def is_unclear(errors: Iterable[str]) -> bool:
    """Whether a failure leaves open what AWS has done."""
    return any(_UNCLEAR.search(error) for error in errors)


def note_begun(stack: Opened, failed: Iterable[StepEventMetadata]) -> None:
    """Write into the state what AWS was asked to do and did not say the end of."""
    steps = [step for step in failed if step.type in _MADE_ONCE]
    if not steps:
        return
    exported = stack.exported()
    resources = exported["deployment"].get("resources") or ()
    known = {each["urn"]: each for each in resources if not is_deleted(each)}
    for step in steps:
        if step.urn in known:
            known[step.urn]["initErrors"] = [CHANGING]
    made = [step.new for step in steps if step.op in _MAKING and step.urn not in known and step.new]
    _write_expected(stack, exported, [_resource(state) for state in made])


def _write_expected(stack: Opened, exported: dict[str, Any], resources: Sequence[Mapping[str, Any]]) -> None:
    # Pulumi drops a pending operation when it imports a state: a resource that failed to start is what it keeps.
    deployment = exported["deployment"]
    kept = [each for each in deployment.get("resources") or () if not is_deleted(each)]
    expected = [
        {**each, "id": id_, "outputs": each["inputs"], "initErrors": [MAKING]}
        for each in resources
        if (id_ := _id_of(each, kept)) is not None
    ]
    deployment["resources"] = [*kept, *expected]
    stack.put_back(exported)


def _id_of(resource: Mapping[str, Any], kept: Sequence[Mapping[str, Any]]) -> str | None:
    """What AWS finds it by, which for a policy is an ARN: in the account that the table's ARN names."""
    name = str(resource["inputs"]["name"])
    if resource["type"] != POLICY_TYPE:
        return name
    table = next((each for each in kept if each["type"] == TABLE_TYPE), {})
    parts = str((table.get("outputs") or {}).get("arn", "")).split(":")
    return f"arn:{parts[1]}:iam::{parts[4]}:policy/{name}" if len(parts) > 4 else None


def _resource(state: StepEventStateMetadata) -> dict[str, Any]:
    return {
        "urn": state.urn,
        "custom": True,
        "type": state.type,
        "inputs": dict(state.inputs or {}),
        "parent": state.parent,
        "provider": state.provider,
    }
