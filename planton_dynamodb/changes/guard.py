"""What is refused unless it was allowed by name: data lost, by the two tables or by the engine's own preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planton_dynamodb.changes import sorts
from planton_dynamodb.changes.change import BLOCKED, INDEX_REBUILD, Change
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.changes.step import Step
from planton_dynamodb.rules.wording import listed
from planton_dynamodb.table.table import Table


@dataclass(frozen=True, slots=True)
class Allowed:
    """What somebody allowed by name: `NAME` for a table that may be lost, `NAME/INDEX` for an index."""

    replace: frozenset[str] = frozenset()
    rebuild: frozenset[str] = frozenset()

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that allow it, as they are typed."""
        return (
            *(f"--allow-replace {name}" for name in sorted(self.replace)),
            *(f"--allow-rebuild {name}" for name in sorted(self.rebuild)),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is not done to a table, and the change that says why and what to do."""

    table: str
    change: Change
    flag: str | None = None
    """The flag that permits it; None where none does."""


def needed(old: Table | None, changes: Iterable[Change], steps: Iterable[Step]) -> Allowed:
    """What has to be allowed for these changes of `old`, the table in the stack's state, and for these steps."""
    changes = tuple(changes)
    lost = {step.name for step in steps if step.loses_table}
    if old is not None and any(takes_new_table(change) for change in changes):
        lost.add(old.name)
    if old is None or old.name in lost:
        return Allowed(frozenset(lost))
    rebuilt = (change.index for change in changes if change.effect == INDEX_REBUILD)
    return Allowed(frozenset(lost), frozenset(f"{old.name}/{index}" for index in rebuilt))


def refusals(
    old: Table | None, changes: Sequence[Change], steps: Sequence[Step], allowed: Allowed
) -> tuple[Refusal, ...]:
    """Everything that must not be done, with what permits it.

    Where a new table takes the place of the old one, nothing is said of its indexes and of what only a living
    table does not take: the new one is made with all that.
    """
    lost = needed(old, changes, steps).replace
    found = [refusal for name in sorted(lost) for refusal in _lost(name, old, changes, steps, allowed)]
    if old is not None and old.name not in lost:
        found += _kept(old, changes, allowed)
    return tuple(found)


def forced(old: Table | None, changes: Iterable[Change], steps: Iterable[Step], allowed: Allowed) -> bool:
    """Whether the engine has to be told to replace the table, since it does not see by itself that it must."""
    if old is None or old.name not in allowed.replace:
        return False
    return any(takes_new_table(change) for change in changes) and not any(
        step.loses_table and step.name == old.name for step in steps
    )


def held(
    old: Table | None, changes: Iterable[Change], *, protected: bool, retained: bool
) -> tuple[Refusal, ...]:
    """What the engine holds on to, so that no new table can take its place, whatever is allowed.

    `protected` and `retained` say what the engine will go by: for one its state and the program, for the other its
    state.
    """
    changes = tuple(changes)
    if old is None or not any(takes_new_table(change) for change in changes):
        return ()
    if protected:
        said = f"the engine protects `{old.name}`"
        return (Refusal(old.name, sorts.ENGINE_PROTECTS.change("", said, old.name)),)
    if retained and not any(change.id == sorts.RENAMED.id for change in changes):
        said = f"the engine is to leave `{old.name}` on AWS"
        return (Refusal(old.name, sorts.ENGINE_RETAINS.change("", said, old.name)),)
    return ()


def unused(allowed: Allowed, all_needed: Iterable[Allowed]) -> tuple[str, ...]:
    """The flags that no table of a run needs: perhaps a name is misspelt. `all_needed` has one for each table."""
    known = tuple(all_needed)
    return Allowed(
        allowed.replace.difference(*(each.replace for each in known)),
        allowed.rebuild.difference(*(each.rebuild for each in known)),
    ).flags


def _lost(
    name: str, old: Table | None, changes: Sequence[Change], steps: Sequence[Step], allowed: Allowed
) -> Iterator[Refusal]:
    """What is said of one table that would be gone."""
    known = old if old is not None and old.name == name else None
    if name not in allowed.replace:
        explained = [change for change in changes if known is not None and takes_new_table(change)]
        for change in explained or [_by_the_engine(name, steps)]:
            yield Refusal(name, change, f"--allow-replace {name}")
    elif known is not None and known.deletion_protection:
        said = f"deletion protection of `{name}` is on"
        yield Refusal(name, sorts.PROTECTED.change("spec.deletionProtectionEnabled", said, name))


def _by_the_engine(name: str, steps: Sequence[Step]) -> Change:
    """What the engine wants and the two tables do not explain."""
    mine = [step for step in steps if step.loses_table and step.name == name]
    properties = sorted({each for step in mine for each in step.properties})
    if not any(step.replaces_table for step in mine):
        return sorts.ENGINE_DELETES.change("", f"the engine would delete `{name}`", name)
    because = f" because of {listed(properties)}" if properties else ""
    said = f"the engine would replace `{name}`{because}"
    if properties == ["region"]:
        return sorts.ENGINE_MOVES.change("region", f"`{name}` would move to another region", name)
    return sorts.ENGINE_REPLACES.change(", ".join(properties), said, name)


def _kept(old: Table, changes: Iterable[Change], allowed: Allowed) -> Iterator[Refusal]:
    """What is said of a table that stays."""
    for change in changes:
        if change.effect == BLOCKED:
            yield Refusal(old.name, change)
        elif change.effect == INDEX_REBUILD and f"{old.name}/{change.index}" not in allowed.rebuild:
            yield Refusal(old.name, change, f"--allow-rebuild {old.name}/{change.index}")
