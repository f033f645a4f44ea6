"""A table's life rehearsed: made, looked at, changed and destroyed in an AWS inside this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.guard import Allowed, Refusal, refusals
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.cloud import Call, Cloud, Description
from planton_dynamodb.engines.embedded.limits import limits
from planton_dynamodb.engines.embedded.program import run
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.table.table import Table


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

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not shown by it."""
        return limits(self.table, self.changes)


def rehearse(new: Table, old: Table | None = None, allowed: Allowed | None = None) -> Rehearsal:
    """Make a table, or make `old` first and of it `new`; describe it and destroy it.

    `allowed` names what may be lost by the change. Refused is raised where the embedded AWS refuses a call.
    """
    changes = () if old is None else compare(old, new)
    # There is no engine here that would have plans of its own: the two tables say it all.
    refused = refusals(old, changes, (), allowed or Allowed())
    with Cloud() as cloud:
        provider = Provider(cloud)
        outputs = run(new if old is None else old, provider)
        if old is not None:
            provider.calls.clear()
            outputs = outputs if refused else _change(old, new, provider)
        return Rehearsal(
            table=new,
            old=old,
            changes=changes,
            refusals=refused,
            calls=tuple(provider.calls),
            outputs=outputs,
            described=cloud.describe(outputs["table_name"]),
            kept=_destroyed(provider),
        )


def _change(old: Table, new: Table, provider: Provider) -> dict[str, str]:
    replace = any(takes_new_table(change) for change in compare(old, new))
    outputs: dict[str, str] = {}
    for stage in stages(old, new):
        outputs = run(stage, provider, replace=replace)
    return outputs


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
