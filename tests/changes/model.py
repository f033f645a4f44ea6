"""A small model of what AWS takes: one update of a table, in the calls that its provider makes for it.

It is written from what AWS answers and from the order of the provider's calls, and knows nothing of `stages`.
"""

from __future__ import annotations

from planton_dynamodb.table.table import PROVISIONED, GlobalIndex, Table


def refusal(old: Table, new: Table) -> str | None:
    """AWS's answer to the first call that it refuses; None where the update goes through."""
    if (old.name, old.key, old.local_indexes) != (new.name, new.key, new.local_indexes):
        return "the table would have to be another one"
    return _shape(new) or _one_call(old, new) or _index_creation(old, new) or _expiry(old, new)


def _shape(new: Table) -> str | None:
    provisioned = new.billing_mode == PROVISIONED
    for units in (new.capacity, *(index.capacity for index in new.global_indexes)):
        if (units is not None) != provisioned:
            return "ProvisionedThroughput is not specified, or should not be"
    used = {name for key in (new.key, *(index.key for index in new.indexes)) for name in key.attributes}
    if [name for name, _ in new.attributes] != [name for name, _ in new.attributes if name in used]:
        return "Some AttributeDefinitions are not used"
    return (
        None if used <= {name for name, _ in new.attributes} else "Some index key attributes are not defined"
    )


def _survivors(old: Table, new: Table) -> list[tuple[GlobalIndex, GlobalIndex]]:
    before = {index.name: index for index in old.global_indexes}
    pairs = [(before[index.name], index) for index in new.global_indexes if index.name in before]
    return [pair for pair in pairs if _fixed(pair[0]) == _fixed(pair[1])]


def _fixed(index: GlobalIndex) -> tuple[object, ...]:
    return index.key, index.projection.type, frozenset(index.projection.attributes)


def _one_call(old: Table, new: Table) -> str | None:
    """The single UpdateTable of the provider; a stream that only gets another view type is not in it."""
    call = set()
    if old.deletion_protection != new.deletion_protection:
        call.add("protection")
    if (old.stream_view_type is None) != (new.stream_view_type is None):
        call.add("stream")
    if old.billing_mode != new.billing_mode:
        call.add("billing")
    if new.billing_mode == PROVISIONED:
        units = [(old.capacity, new.capacity)]
        units += [(before.capacity, after.capacity) for before, after in _survivors(old, new)]
        if any(before != after for before, after in units):
            call.add("units")
    if "protection" in call and len(call) > 1:
        return "DeletionProtection modification must be the only operation in the request"
    if {"stream", "units"} <= call:
        return "You cannot modify stream status while updating table IOPS"
    return None


def _index_creation(old: Table, new: Table) -> str | None:
    """The provider creates an index with the types that it knew, and never changes one where no index is new."""
    before = old.attribute_types
    retyped = {name for name, kind in new.attributes if before.get(name, kind) != kind}
    return "the attribute keeps its old type" if retyped else None


def _expiry(old: Table, new: Table) -> str | None:
    if old.expiry.enabled and new.expiry.attribute != old.expiry.attribute:
        return "TimeToLive is active on a different AttributeName"
    return None
