"""What the AWS provider sees as changed, in place or by a new resource, and what it never sees.

The rules are those of the provider's schema: which properties it computes itself when they are absent (absent means:
leave it as it is), which ones force a new table, which sets it tells apart by name alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.standin.shapes import UNKNOWN

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = Mapping[str, Any]

_KEPT_WHEN_ABSENT = ("hashKey", "readCapacity", "writeCapacity", "streamViewType")
_NOTHING_WHEN_ABSENT = (
    "billingMode", "deletionProtectionEnabled", "name", "rangeKey", "restoreDateTime", "restoreToLatestTime",
    "streamEnabled", "tableClass",
)  # fmt: skip
_FORCES_NEW = frozenset({"name", "hashKey", "rangeKey", "restoreDateTime", "restoreToLatestTime"})
_FORCES_NEW_UNLESS_CLEARED = ("restoreSourceName", "restoreSourceTableArn")


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs. `kind` is add, delete or update."""

    path: str
    kind: str = "update"
    replaces: bool = False

    @property
    def name(self) -> str:
        """The property at the top."""
        return self.path.split("[")[0].split(".")[0]


def table_changes(state: State, inputs: Inputs, region: str) -> list[Change]:
    """What differs between a table as it is and as it is wanted. What is not known yet may differ."""
    unknown = [name for name, value in inputs.items() if value == UNKNOWN]
    inputs = {name: state.get(name) if name in unknown else value for name, value in inputs.items()}
    return [
        *(Change(name, replaces=name in _FORCES_NEW) for name in unknown),
        *_scalars(state, inputs),
        *_region(state, inputs, region),
        *_ttl(state.get("ttl") or {}, inputs.get("ttl")),
        *_recovery(state.get("pointInTimeRecovery") or {}, inputs.get("pointInTimeRecovery")),
        *_encryption(state.get("serverSideEncryption") or {}, inputs.get("serverSideEncryption")),
        *_global_indexes(state, inputs),
        *_local_indexes(state, inputs),
        *_tags(state.get("tags") or {}, inputs.get("tags") or {}),
        *_maximum(state.get("onDemandThroughput") or {}, inputs.get("onDemandThroughput") or {}),
        *_warmth(state.get("warmThroughput") or {}, inputs.get("warmThroughput")),
    ]


def insights_changes(state: State, inputs: Inputs, region: str) -> list[Change]:
    """What differs between contributor insights as they are and as they are wanted."""
    unknown = [name for name, value in inputs.items() if value == UNKNOWN]
    inputs = {name: state.get(name) if name in unknown else value for name, value in inputs.items()}
    changes = [
        *(Change(name, replaces=name != "mode") for name in unknown),
        *(
            _scalar(name, state.get(name), inputs.get(name), replaces=True)
            for name in ("tableName", "indexName")
        ),
    ]
    if inputs.get("mode"):
        changes.append(_scalar("mode", state.get("mode"), inputs["mode"]))
    return [*(change for change in changes if change is not None), *_region(state, inputs, region)]


def same_index(old: Inputs, new: Inputs) -> bool:
    """Whether a global index need not be made anew."""
    return not any(
        change.name not in {"readCapacity", "writeCapacity"} for change in _index_changes(old, new, "")
    )


def _scalar(path: str, old: Any, new: Any, *, replaces: bool = False) -> Change | None:
    old, new = old or None, new or None
    if old == new:
        return None
    kind = "add" if old is None else "delete" if new is None else "update"
    return Change(path, kind, replaces)


def _scalars(state: State, inputs: Inputs) -> Iterator[Change]:
    for name in (*_KEPT_WHEN_ABSENT, *_NOTHING_WHEN_ABSENT):
        if name in _KEPT_WHEN_ABSENT and not inputs.get(name):
            continue
        if change := _scalar(name, state.get(name), inputs.get(name), replaces=name in _FORCES_NEW):
            yield change
    for name in _FORCES_NEW_UNLESS_CLEARED:
        if change := _scalar(name, state.get(name), inputs.get(name), replaces=bool(inputs.get(name))):
            yield change


def _region(state: State, inputs: Inputs, region: str) -> Iterator[Change]:
    wanted = inputs.get("region") or region
    if state.get("region") and wanted != state["region"]:
        yield Change("region", replaces=True)


def _ttl(old: Inputs, new: Inputs | None) -> Iterator[Change]:
    if new is None:
        return
    if bool(old.get("enabled")) != new.get("enabled", False):
        yield Change("ttl.enabled")
    before, after = old.get("attributeName") or "", new.get("attributeName") or ""
    # AWS wants the name when expiry is switched off, and does not say it afterwards.
    if before != after and not (before == "" and not new.get("enabled")):
        yield Change("ttl.attributeName", "delete" if not after else "add" if not before else "update")


def _recovery(old: Inputs, new: Inputs | None) -> Iterator[Change]:
    if new is None:
        return
    if bool(old.get("enabled")) != new.get("enabled"):
        yield Change("pointInTimeRecovery.enabled")
    days = new.get("recoveryPeriodInDays")
    if new.get("enabled") and days and days != old.get("recoveryPeriodInDays"):
        yield Change("pointInTimeRecovery.recoveryPeriodInDays")


def _encryption(old: Inputs, new: Inputs | None) -> Iterator[Change]:
    if new is None or (not old.get("enabled") and not new.get("enabled")):
        return
    if bool(old.get("enabled")) != new.get("enabled"):
        yield Change("serverSideEncryption.enabled")
    key = new.get("kmsKeyArn")
    if key and key != old.get("kmsKeyArn"):
        yield Change("serverSideEncryption.kmsKeyArn", "update" if old.get("kmsKeyArn") else "add")


def _global_indexes(state: State, inputs: Inputs) -> Iterator[Change]:
    wanted = inputs.get("globalSecondaryIndexes")
    if wanted is None:
        return
    old = {
        index["name"]: (place, index) for place, index in enumerate(state.get("globalSecondaryIndexes") or [])
    }
    new = {index["name"]: (place, index) for place, index in enumerate(wanted)}
    changes = [Change(f"globalSecondaryIndexes[{old[name][0]}]", "delete") for name in old if name not in new]
    for name, (place, index) in new.items():
        path = f"globalSecondaryIndexes[{place}]"
        if name not in old:
            changes.append(Change(path, "add"))
        else:
            changes.extend(
                Change(f"{path}.{change.path}", change.kind)
                for change in _index_changes(old[name][1], index, "")
            )
    yield from changes
    if changes:
        yield from _attributes(state.get("attributes") or [], inputs.get("attributes"))


def _attributes(old: list[Inputs], new: list[Inputs] | None) -> Iterator[Change]:
    """Definitions matter only beside a change of global indexes, and are told apart by name: a type is not seen."""
    if new is None:
        return
    before, after = ([definition["name"] for definition in side] for side in (old, new))
    yield from (
        Change(f"attributes[{place}]", "add") for place, name in enumerate(after) if name not in before
    )
    yield from (
        Change(f"attributes[{place}]", "delete") for place, name in enumerate(before) if name not in after
    )


def _index_changes(old: Inputs, new: Inputs, path: str) -> Iterator[Change]:
    pairs = {
        "projectionType": (old.get("projectionType"), new.get("projectionType")),
        "nonKeyAttributes": tuple(sorted(side.get("nonKeyAttributes") or []) for side in (old, new)),
        "readCapacity": (old.get("readCapacity"), new.get("readCapacity")),
        "writeCapacity": (old.get("writeCapacity"), new.get("writeCapacity")),
        "onDemandThroughput": (old.get("onDemandThroughput"), new.get("onDemandThroughput")),
    }
    schemas = "keySchemas" if new.get("keySchemas") else "hashKey"
    pairs[schemas] = (key_schema(old), key_schema(new))
    for name, (before, after) in pairs.items():
        if change := _scalar(path + name, before, after):
            yield change
    if new.get("warmThroughput") and new["warmThroughput"] != old.get("warmThroughput"):
        yield Change(f"{path}warmThroughput")


def key_schema(index: Inputs) -> list[tuple[str, str]]:
    """The key of a global index, from either way of writing it."""
    if index.get("keySchemas"):
        return [(element["attributeName"], element["keyType"]) for element in index["keySchemas"]]
    key = [(index["hashKey"], "HASH")] if index.get("hashKey") else []
    return [*key, *([(index["rangeKey"], "RANGE")] if index.get("rangeKey") else [])]


def _local_indexes(state: State, inputs: Inputs) -> Iterator[Change]:
    """Told apart by name: a change inside an index of the same name is not seen."""
    old = [index["name"] for index in state.get("localSecondaryIndexes") or []]
    new = [index["name"] for index in inputs.get("localSecondaryIndexes") or []]
    for place, name in enumerate(new):
        if name not in old:
            yield Change(f"localSecondaryIndexes[{place}]", "add", replaces=True)
    for place, name in enumerate(old):
        if name not in new:
            yield Change(f"localSecondaryIndexes[{place}]", "delete", replaces=True)


def _tags(old: Inputs, new: Inputs) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Change(
                f"tags.{name}", "add" if name not in old else "delete" if name not in new else "update"
            )


def _maximum(old: Inputs, new: Inputs) -> Iterator[Change]:
    for name in ("maxReadRequestUnits", "maxWriteRequestUnits"):
        if new.get(name) and not (not old.get(name) and new[name] == -1) and old.get(name) != new[name]:
            yield Change(f"onDemandThroughput.{name}")


def _warmth(old: Inputs, new: Inputs | None) -> Iterator[Change]:
    for name in ("readUnitsPerSecond", "writeUnitsPerSecond"):
        wanted = (new or {}).get(name)
        if wanted and wanted != old.get(name):
            yield Change(f"warmThroughput.{name}", replaces=wanted < old.get(name, 0))
