"""Two tables compared: every difference, and what it means for the living one and its data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from planton_dynamodb.changes import sorts
from planton_dynamodb.changes.change import Change
from planton_dynamodb.changes.sorts import Sort, takes_new_table
from planton_dynamodb.rules.wording import quoted
from planton_dynamodb.table.resolve import TAGS_OF_METADATA
from planton_dynamodb.table.table import (
    INCLUDE,
    PAY_PER_REQUEST,
    PROVISIONED,
    Capacity,
    Encryption,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)

Family: TypeAlias = Callable[[Table, Table], Iterator[Change]]

_TYPES = {"S": "text (S)", "N": "number (N)", "B": "binary (B)"}
_GLOBAL, _LOCAL = "spec.globalSecondaryIndexes", "spec.localSecondaryIndexes"


def compare(old: Table, new: Table) -> tuple[Change, ...]:
    """Every change that makes `new` of `old`, in the order of a manifest; none where AWS sees no difference.

    `old` is the living table. A path leads to the place in `new`, or in `old` for what is removed.
    """
    changes = [change for family in _FAMILIES for change in family(old, new)]
    remark = _about_protection(old, new)
    return tuple(
        replace(change, forward=f"{remark} {change.forward}")
        if remark and takes_new_table(change)
        else change
        for change in changes
    )


def same_projection(one: Projection, other: Projection) -> bool:
    """Whether two indexes carry the same; the order of attributes means nothing to AWS."""
    return one.type == other.type and set(one.attributes) == set(other.attributes)


def same_index(one: GlobalIndex, other: GlobalIndex) -> bool:
    """Whether AWS can make one of the other without deleting it."""
    return one.key == other.key and same_projection(one.projection, other.projection)


def retyped_attributes(old: Table, new: Table) -> frozenset[str]:
    """The attributes that keys use before and after, with another type."""
    before = old.attribute_types
    return frozenset(name for name, kind in new.attributes if before.get(name, kind) != kind)


def _about_protection(old: Table, new: Table) -> str:
    if old.deletion_protection:
        return (
            f"Deletion protection is on, so that AWS would refuse to delete `{old.name}`: switch it off first, "
            "in an apply of its own (spec.deletionProtectionEnabled: false)."
        )
    if new.deletion_protection:
        return (
            f"Deletion protection comes too late in the same change: `{old.name}` is deleted unprotected. To "
            "protect it, apply protection first, alone."
        )
    return ""


def by_naming(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of a table that has its name by the `naming` of its operations: that is where a new one stands."""
    return tuple(
        replace(change, path="spec.naming", summary=f"{change.summary}, by the naming of its operations")
        if change.id == sorts.RENAMED.id
        else change
        for change in changes
    )


def _name(old: Table, new: Table) -> Iterator[Change]:
    if old.name != new.name:
        yield sorts.RENAMED.change(
            "metadata.name", f"the name changes from `{old.name}` to `{new.name}`", old.name
        )


def _key(old: Table, new: Table) -> Iterator[Change]:
    before, after = old.key, new.key
    if before.partition != after.partition:
        yield sorts.KEY.change(
            "spec.keySchema[0]", _turns("the partition key", before.partition, after.partition), old.name
        )
    if before.sort != after.sort:
        yield sorts.KEY.change("spec.keySchema[1]", _turns("the sort key", before.sort, after.sort), old.name)


def _turns(what: str, before: str | None, after: str | None) -> str:
    if before is None:
        return f"{what} {quoted(after or '')} is added"
    if after is None:
        return f"{what} {quoted(before)} is removed"
    return f"{what} changes from {quoted(before)} to {quoted(after)}"


def _key_types(old: Table, new: Table) -> Iterator[Change]:
    retyped = retyped_attributes(old, new)
    if not retyped:
        return
    kept = _kept_by_table(old, new)
    before = old.attribute_types
    for position, (name, kind) in enumerate(new.attributes):
        if name not in retyped:
            continue
        path = f"spec.attributeDefinitions[{position}].type"
        said = f"the type of {quoted(name)} changes from {_TYPES[before[name]]} to {_TYPES[kind]}"
        if name in kept:
            yield sorts.KEY_TYPE.change(path, said, old.name)
            continue
        for index in _keyed_throughout(old, new, name):
            yield sorts.INDEX_KEY_TYPE.change(
                path, f"{said} in the key of `{index}`", old.name, index=index, attribute=quoted(name)
            )


def _kept_by_table(old: Table, new: Table) -> set[str]:
    """The attributes that the key of the table or of one of its local indexes has before and after."""
    before = {index.name: index.key.sort for index in old.local_indexes}
    sorts_kept = {index.key.sort for index in new.local_indexes if before.get(index.name) == index.key.sort}
    return {*old.key.attributes} & {*new.key.attributes} | {sort for sort in sorts_kept if sort is not None}


def _keyed_throughout(old: Table, new: Table, attribute: str) -> Iterator[str]:
    """The global indexes that an attribute keys before and after."""
    before = {index.name for index in old.global_indexes if attribute in index.key.attributes}
    for index in new.global_indexes:
        if index.name in before and attribute in index.key.attributes:
            yield index.name


def _local_indexes(old: Table, new: Table) -> Iterator[Change]:
    before = {index.name: index for index in old.local_indexes}
    after = {index.name for index in new.local_indexes}
    for position, index in enumerate(new.local_indexes):
        path, known = f"{_LOCAL}[{position}]", before.get(index.name)
        if known is None:
            yield sorts.LOCAL_INDEX.change(
                path, f"the local index `{index.name}` is added", old.name, index=index.name
            )
        else:
            yield from _changed_index(sorts.LOCAL_INDEX, path, known, index, old.name)
    for position, known in enumerate(old.local_indexes):
        if known.name not in after:
            yield sorts.LOCAL_INDEX.change(
                f"{_LOCAL}[{position}]",
                f"the local index `{known.name}` is removed",
                old.name,
                index=known.name,
            )


def _global_indexes(old: Table, new: Table) -> Iterator[Change]:
    before = {index.name: index for index in old.global_indexes}
    after = {index.name for index in new.global_indexes}
    for position, index in enumerate(new.global_indexes):
        path, known = f"{_GLOBAL}[{position}]", before.get(index.name)
        if known is None:
            said = f"the global index `{index.name}` ({_key_said(index.key)}) is added"
            yield sorts.INDEX_ADDED.change(path, said, old.name, index=index.name)
        else:
            yield from _changed_index(sorts.INDEX_CHANGED, path, known, index, old.name)
    for position, known in enumerate(old.global_indexes):
        if known.name not in after:
            yield sorts.INDEX_REMOVED.change(
                f"{_GLOBAL}[{position}]",
                f"the global index `{known.name}` is removed",
                old.name,
                index=known.name,
            )


def _changed_index(
    sort: Sort, path: str, before: GlobalIndex | LocalIndex, after: GlobalIndex | LocalIndex, table: str
) -> Iterator[Change]:
    """A change of the key or the projection of an index that keeps its name."""
    # A local index has the partition key of its table: another one is a change of the table alone.
    local = isinstance(after, LocalIndex)
    keyed = before.key.sort == after.key.sort if local else before.key == after.key
    if not keyed:
        keys = (f"sort key {quoted(index.key.sort or '')}" for index in (before, after))
        changed = keys if local else (_key_said(index.key) for index in (before, after))
        yield sort.change(
            f"{path}.keySchema",
            "the key of `{}` changes from {} to {}".format(after.name, *changed),
            table,
            index=after.name,
        )
    if not same_projection(before.projection, after.projection):
        yield sort.change(
            f"{path}.projection",
            f"the projection of `{after.name}` changes from {_projection_said(before.projection)} "
            f"to {_projection_said(after.projection)}",
            table,
            index=after.name,
        )


def _key_said(key: Key) -> str:
    sort = f", sort key {quoted(key.sort)}" if key.sort is not None else ""
    return f"partition key {quoted(key.partition)}{sort}"


def _projection_said(projection: Projection) -> str:
    if projection.type != INCLUDE:
        return projection.type
    return f"{INCLUDE} {', '.join(quoted(name) for name in sorted(projection.attributes))}"


def _index_units(old: Table, new: Table) -> Iterator[Change]:
    if (old.billing_mode, new.billing_mode) != (PROVISIONED, PROVISIONED):
        return
    before = {index.name: index for index in old.global_indexes}
    for position, index in enumerate(new.global_indexes):
        known = before.get(index.name)
        if known is not None and known.capacity != index.capacity:
            yield _units(
                sorts.INDEX_UNITS,
                f"{_GLOBAL}[{position}].provisionedThroughput",
                f"the units of `{index.name}`",
                (known.capacity, index.capacity),
                old.name,
                index=index.name,
            )


def _billing(old: Table, new: Table) -> Iterator[Change]:
    if old.billing_mode != new.billing_mode:
        sort = sorts.TO_ON_DEMAND if new.billing_mode == PAY_PER_REQUEST else sorts.TO_PROVISIONED
        units = f" with {_units_said(new.capacity)}" if new.capacity else ""
        said = f"the billing mode changes from {old.billing_mode} to {new.billing_mode}{units}"
        yield sort.change("spec.billingMode", said, old.name)
    elif old.capacity != new.capacity:
        yield _units(
            sorts.UNITS,
            "spec.provisionedThroughput",
            "the units of the table",
            (old.capacity, new.capacity),
            old.name,
        )


def _units(
    sort: Sort,
    path: str,
    what: str,
    capacities: tuple[Capacity | None, Capacity | None],
    table: str,
    *,
    index: str | None = None,
) -> Change:
    before, after = capacities
    said = f"{what} change from {_units_said(before)} to {_units_said(after)}"
    return sort.change(path, said, table, index=index)


def _units_said(capacity: Capacity | None) -> str:
    return f"{capacity.read:,} read and {capacity.write:,} write units" if capacity else "no units"


def _stream(old: Table, new: Table) -> Iterator[Change]:
    before, after = old.stream_view_type, new.stream_view_type
    if before == after:
        return
    if before is None:
        said = f"the stream is switched on, with {after}"
        yield sorts.STREAM_ON.change("spec.streamEnabled", said, old.name)
    elif after is None:
        said = f"the stream ({before}) is switched off"
        yield sorts.STREAM_OFF.change("spec.streamEnabled", said, old.name)
    else:
        said = f"what the stream holds changes from {before} to {after}"
        yield sorts.STREAM_VIEW.change("spec.streamViewType", said, old.name)


def _expiry(old: Table, new: Table) -> Iterator[Change]:
    before, after = old.expiry, new.expiry
    if before.enabled != after.enabled:
        attribute = quoted((after if after.enabled else before).attribute or "")
        sort = sorts.EXPIRY_ON if after.enabled else sorts.EXPIRY_OFF
        said = f"expiry by {attribute} is switched {_switched(on=after.enabled)}"
        yield sort.change("spec.ttl.enabled", said, old.name, attribute=attribute)
    elif after.enabled and before.attribute != after.attribute:
        attribute = quoted(after.attribute or "")
        said = f"items are to expire by {attribute} instead of {quoted(before.attribute or '')}"
        yield sorts.EXPIRY_ATTRIBUTE.change("spec.ttl.attributeName", said, old.name, attribute=attribute)


def _switched(*, on: bool) -> str:
    return "on" if on else "off"


def _encryption(old: Table, new: Table) -> Iterator[Change]:
    if old.encryption != new.encryption:
        said = f"encryption changes from {_encryption_said(old.encryption)} to {_encryption_said(new.encryption)}"
        both = old.encryption.enabled and new.encryption.enabled
        path = f"spec.serverSideEncryption.{'kmsKeyArn' if both else 'enabled'}"
        yield sorts.ENCRYPTION.change(path, said, old.name)


def _encryption_said(encryption: Encryption) -> str:
    if not encryption.enabled:
        return "the key that AWS owns"
    return f"`{encryption.key_arn}`" if encryption.key_arn else "the account's key for DynamoDB"


def _table_class(old: Table, new: Table) -> Iterator[Change]:
    if old.table_class != new.table_class:
        said = f"the table class changes from {old.table_class} to {new.table_class}"
        yield sorts.TABLE_CLASS.change("spec.tableClass", said, old.name)


def _switches(old: Table, new: Table) -> Iterator[Change]:
    """What is on or off and says no more."""
    for field, path, what, on, off in _SWITCHES:
        after: bool = getattr(new, field)
        if getattr(old, field) != after:
            said = f"{what} switched {_switched(on=after)}"
            yield (on if after else off).change(path, said, old.name)


def _tags(old: Table, new: Table) -> Iterator[Change]:
    before, after = dict(old.tags), dict(new.tags)
    if before == after:
        return
    said = [
        *(f"{quoted(key)} is added" for key in after if key not in before),
        *(f"{quoted(key)} changes" for key in after if before.get(key, after[key]) != after[key]),
        *(f"{quoted(key)} is removed" for key in before if key not in after),
    ]
    differing = {key for key in (*before, *after) if before.get(key) != after.get(key)}
    # A tag of these keys may come from a label or from a field of its own: a table no longer says which.
    path = "metadata" if differing & set(TAGS_OF_METADATA.values()) else "metadata.labels"
    yield sorts.TAGS.change(path, _tags_said(said), old.name)


def _tags_said(changes: Sequence[str]) -> str:
    return f"of the tags, {', '.join(changes)}"


_SWITCHES = (
    (
        "point_in_time_recovery",
        "spec.pointInTimeRecoveryEnabled",
        "point-in-time recovery is",
        sorts.RECOVERY_ON,
        sorts.RECOVERY_OFF,
    ),
    (
        "deletion_protection",
        "spec.deletionProtectionEnabled",
        "deletion protection is",
        sorts.PROTECTION_ON,
        sorts.PROTECTION_OFF,
    ),
    (
        "contributor_insights",
        "spec.contributorInsightsEnabled",
        "contributor insights are",
        sorts.INSIGHTS,
        sorts.INSIGHTS,
    ),
)

_FAMILIES: Sequence[Family] = (
    _name,
    _billing,
    _key_types,
    _key,
    _global_indexes,
    _index_units,
    _local_indexes,
    _expiry,
    _stream,
    _encryption,
    _table_class,
    _switches,
    _tags,
)
