"""The life of a table and of what runs around it, rehearsed: made, looked at, changed, destroyed inside a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import by_naming, compare
from planton_dynamodb.changes.guard import Allowed, Refusal, held, refusals
from planton_dynamodb.changes.scaled import as_scaled
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.around import Effect, Surroundings, describe, effects, in_order
from planton_dynamodb.engines.embedded.cloud import Call, Cloud, Description
from planton_dynamodb.engines.embedded.limits import limits
from planton_dynamodb.engines.embedded.program import run
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table

_NOBODY = '{"Version": "2012-10-17", "Statement": []}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a rehearsal showed."""

    table: Table
    """What was asked for."""
    old: Table | None
    """What was there before."""
    changes: tuple[Change, ...]
    """What makes the one of the other."""
    refusals: tuple[Refusal, ...]
    """What `apply` would refuse. Where there is any, nothing was changed."""
    calls: tuple[Call, ...]
    """The calls to AWS that made the table, or changed the old one."""
    outputs: Mapping[str, str]
    """The program's outputs at the end."""
    described: Description
    """The table at the end, as AWS describes it."""
    kept: str | None
    """Why AWS refused to destroy the table, in its words; None where it did destroy it."""
    operations: Operations | None = None
    """What runs around the table at the end, as it was asked for."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    """What runs around the table at the end, as AWS describes it."""
    effects: tuple[Effect, ...] = ()
    """What a change did to what runs around the table."""

    @property
    def around(self) -> Operations | None:
        """What runs around the table at the end, as AWS has it."""
        return None if self.operations is None else self.surroundings.as_operations(self.operations)

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not shown by it."""
        return limits(self.table, self.changes, self.operations)


@dataclass(frozen=True, slots=True)
class _Design:
    """A table and what runs around it."""

    table: Table
    operations: Operations | None

    @property
    def retained(self) -> bool:
        """Whether its environment has Pulumi hold on to the table."""
        return self.operations is not None and bool(self.operations.retain)


def rehearse(
    new: Table,
    old: Table | None = None,
    allowed: Allowed | None = None,
    *,
    operations: Operations | None = None,
    old_operations: Operations | None = None,
) -> Rehearsal:
    """Make a table, or make `old` first and of it `new`; describe it and destroy it. What runs around it goes with it.

    `allowed` names what may be lost by the change. Refused is raised where the embedded AWS refuses a call.
    """
    wanted = _Design(_as_it_would_be(new, old, operations), operations)
    present = wanted if old is None else _Design(old, old_operations)
    changes = tuple(compare(present.table, wanted.table))
    if operations is not None and operations.named:
        changes = by_naming(changes)
    refused = () if old is None else _refusals(present, wanted, changes, allowed or Allowed())
    with Cloud() as cloud:
        provider = Provider(cloud)
        _lend_roles(cloud, operations, old_operations)
        outputs = run(present.table, provider, present.operations)
        before = in_order(provider.around(), present.operations)
        if old is not None:
            provider.calls.clear()
            outputs = outputs if refused else _change(present, wanted, provider)
        left = present.operations if refused else operations
        made = in_order(provider.around(), left)
        name = outputs["table_name"]
        return Rehearsal(
            table=new,
            old=old,
            changes=changes,
            refusals=refused,
            calls=tuple(provider.calls),
            outputs=outputs,
            described=cloud.describe(name),
            operations=left,
            surroundings=describe(made, cloud.call),
            effects=effects(before, made),
            kept=_destroyed(provider),
        )


def _as_it_would_be(new: Table, old: Table | None, operations: Operations | None) -> Table:
    """The table that is made of the old one: units that are scaled are left as they are."""
    return new if operations is None else as_scaled(new, old, operations.scaling)


def _refusals(old: _Design, new: _Design, changes: Sequence[Change], allowed: Allowed) -> tuple[Refusal, ...]:
    # There is no engine here that would have plans of its own: the two tables say it all, and the environments.
    kept = held(old.table, changes, protected=old.retained and new.retained, retained=old.retained)
    return refusals(old.table, changes, (), allowed) or kept


def _lend_roles(cloud: Cloud, *operations: Operations | None) -> None:
    """Make the roles that grants name: they are somebody else's, and are taken to be there."""
    grants = [grant for each in operations if each is not None for grant in each.grants]
    for role in dict.fromkeys(grant.role for grant in grants):
        if role is not None:
            cloud.call("CreateRole", {"RoleName": role, "AssumeRolePolicyDocument": _NOBODY})


def _change(old: _Design, new: _Design, provider: Provider) -> dict[str, str]:
    makes_anew = any(takes_new_table(change) for change in compare(old.table, new.table))
    outputs: dict[str, str] = {}
    for stage in stages(old.table, new.table):
        outputs = run(stage, provider, _within(new.operations, stage), replace=makes_anew)
    return outputs


def _within(operations: Operations | None, stage: Table) -> Operations | None:
    """What can run around a table that is not yet what was asked for: an index that is not there is not scaled."""
    if operations is None:
        return None
    there = {None, *(index.name for index in stage.global_indexes)}
    return replace(operations, scaling=tuple(each for each in operations.scaling if each.index in there))


def _destroyed(provider: Provider) -> str | None:
    try:
        provider.destroy()
    except Refused as refused:
        return refused.text
    return None


def as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """A rehearsal for programs. What AWS says keeps AWS's names, the outputs those of the contract."""
    found = rehearsal.described
    return {
        "table": rehearsal.table.name,
        "outputs": dict(rehearsal.outputs),
        "description": {
            "Table": dict(found.table),
            "TimeToLiveDescription": dict(found.expiry),
            "ContinuousBackupsDescription": dict(found.backups),
            "ContributorInsightsStatus": found.insights,
            "Tags": dict(found.tags),
        },
        "changes": [_change_as_json(change) for change in rehearsal.changes],
        "refusals": [
            {"flag": refusal.flag, "change": _change_as_json(refusal.change)}
            for refusal in rehearsal.refusals
        ],
        "calls": [
            {"operation": call.operation, "parameters": dict(call.parameters)} for call in rehearsal.calls
        ],
        "operations": None if rehearsal.operations is None else rehearsal.surroundings.as_json(),
        "operationChanges": [_effect_as_json(effect) for effect in rehearsal.effects],
        "destroyRefused": rehearsal.kept,
        "notShown": list(rehearsal.limits),
    }


def _change_as_json(change: Change) -> dict[str, str | None]:
    return {
        "id": change.id,
        "effect": change.effect,
        "path": change.path,
        "summary": change.summary,
        "why": change.why,
        "lost": change.lost,
        "limits": change.limits,
        "forward": change.forward,
        "index": change.index,
    }


def _effect_as_json(effect: Effect) -> dict[str, Any]:
    return {
        "effect": effect.done,
        "resource": effect.label,
        "differences": [difference._asdict() for difference in effect.differences],
    }
