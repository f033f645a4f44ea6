"""What Terraform had begun when its end came, or AWS did not answer: looked after by the next run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.engine import Tell
from planton_dynamodb.engines.part_faults import piece_taken
from planton_dynamodb.engines.pulumi.faults import taken
from planton_dynamodb.engines.recovering import GONE, LOOKED_AFTER, SET_BY_OTHERS, SET_LATER
from planton_dynamodb.engines.terraform.faults import FailedError
from planton_dynamodb.engines.terraform.state import kind_of, table_in
from planton_dynamodb.engines.terraform.workspace import ERRORED, Opened
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_operations import PARAMETER_TYPE, POLICY_TYPE
from planton_dynamodb.targets.terraform import INSIGHTS_ADDRESS, TABLE_ADDRESS

_NOT_THERE = "Cannot import non-existent remote object"


def recovered(stack: Opened, tell: Tell) -> tuple[str, ...]:
    """See that the state can be relied on; what there was to do for that."""
    put_back = _put_back(stack)
    unsure = stack.begun.is_there or stack.state.tainted or bool(put_back) or bool(stack.mended)
    return (*stack.mended, *put_back, *(_looked_after(stack, tell) if unsure else ()))


def is_unsure(stack: Opened) -> bool:
    """Whether something had begun, and nobody knows what became of it."""
    return stack.begun.is_there or stack.state.tainted


def _put_back(stack: Opened) -> tuple[str, ...]:
    """A state that Terraform could not write to where it belongs is written there now."""
    path = os.path.join(stack.place.folder, ERRORED)
    if not os.path.exists(path):
        return ()
    if stack.place.state_file is None:
        stack.run("state", "push", path)
        os.unlink(path)
    else:
        os.replace(path, stack.place.state_file)
    stack.state = stack.read_state()
    return ("the state that the last run could not write to its place was written there",)


def _looked_after(stack: Opened, tell: Tell) -> tuple[str, ...]:
    """Look after what was under way: AWS is asked how it stands."""
    tell("looking after what was under way when the last run ended")
    module, creates = stack.begun.read()
    before = stack.state.table
    # Whatever still works on the state is waited for in either way; of none at all there is nothing to refresh.
    if stack.state.addresses:
        stack.write(stack.job, stack.state)
        stack.carry_out(tell, "-refresh-only")
    else:
        stack.plan_written()
    stack.state = stack.read_state()
    if stack.state.tainted:
        untainted(stack)
    if module:
        _found_again(stack, module, creates, tell)
    stack.begun.forget()
    stack.write(stack.job)
    gone = before is not None and stack.state.table is None
    return (LOOKED_AFTER, GONE) if gone else (LOOKED_AFTER,)


def untainted(stack: Opened) -> None:
    """A table that is there is not to be replaced: what failed on the way is done by the next update."""
    stack.untaint(TABLE_ADDRESS)


def _found_again(stack: Opened, module: Mapping[str, Any], creates: Sequence[str], tell: Tell) -> None:
    """What was being made and is not in the state, where AWS has it by now."""
    stack.write_document(dict(module))
    if TABLE_ADDRESS in creates and stack.state.table is None:
        _keep_ours(stack, module, tell)
    pieces = [
        address
        for address in creates
        if kind_of(address) in (PARAMETER_TYPE, POLICY_TYPE) and address not in stack.state.addresses
    ]
    if pieces and stack.state.table is not None:
        _keep_our_pieces(stack, pieces)


def _keep_ours(stack: Opened, module: Mapping[str, Any], tell: Tell) -> None:
    """A table of that name that is not the one that was asked for is not taken over unasked."""
    begun = _table_of(module)
    if not taken_over(stack, TABLE_ADDRESS, begun.name):
        tell(f"the table {begun.name} that was being made is not there")
        return
    found = stack.state.table
    assert found is not None
    if not all(change.id in SET_LATER | SET_BY_OTHERS for change in compare(found, begun)):
        stack.drop(TABLE_ADDRESS)
        stack.begun.forget()
        raise taken(begun.name, stack.place.stack)


def _keep_our_pieces(stack: Opened, addresses: Sequence[str]) -> None:
    """A parameter or a policy of that name that is not what was asked for is somebody else's, and left alone."""
    arn = stack.state.outputs.get("table_arn", "")
    found = [each for each in addresses if taken_over(stack, each, _identity(stack, each, arn))]
    if not found:
        return
    plan = stack.plan_written()
    theirs = [each for each in found if plan.actions.get(each) in ("update", "replace")]
    if theirs:
        kind, name = kind_of(theirs[0]), stack.name_of(theirs[0])
        stack.drop(*theirs)
        stack.begun.forget()
        stack.state = stack.read_state()
        raise piece_taken(Step("create", kind, name), stack.place.stack)


def taken_over(stack: Opened, address: str, identity: str) -> bool:
    """Take something that AWS has into the state; whether AWS has it."""
    try:
        stack.take(address, identity)
    except FailedError as error:
        if _NOT_THERE in str(error):
            return False
        raise
    stack.state = stack.read_state()
    return True


def _identity(stack: Opened, address: str, arn: str) -> str:
    """What AWS finds it by, which for a policy is an ARN: in the account that the table's ARN names."""
    name, parts = stack.name_of(address), arn.split(":")
    if kind_of(address) != POLICY_TYPE or len(parts) < 5:
        return name
    return f"arn:{parts[1]}:iam::{parts[4]}:policy/{name}"


def _table_of(module: Mapping[str, Any]) -> Table:
    """The table that a module asks for."""
    asked = {
        name: [value] if isinstance(value, dict) else value
        for name, value in module["resource"]["aws_dynamodb_table"]["table"].items()
        if name != "tags"
    }
    insights = INSIGHTS_ADDRESS.partition(".")[0] in module["resource"]
    return table_in(asked, insights=insights)
