"""The calls that make and change a table, from what pulumi-aws is given for it, in the order of AWS's provider.

Each call has one concern, as AWS wants it: an index more or less, a key, a table class never share theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from planton_dynamodb.engines.embedded.cloud import Call

Inputs: TypeAlias = Mapping[str, Any]
"""What a resource is given, by the names that stand in a stack's state."""
Members: TypeAlias = dict[str, Any]


def creation(inputs: Inputs) -> Iterator[Call]:
    """The calls that make a table and switch on what CreateTable cannot."""
    yield Call("CreateTable", _table(inputs))
    name = {"TableName": inputs["name"]}
    if _is_on(inputs, "ttl"):
        yield Call("UpdateTimeToLive", name | _expiry(enabled=True, attribute=inputs["ttl"]["attributeName"]))
    if _is_on(inputs, "pointInTimeRecovery"):
        yield Call("UpdateContinuousBackups", name | _backups(enabled=True))


def change(old: Inputs, new: Inputs, arn: str) -> Iterator[Call]:
    """The calls that make of one table another, in place."""
    name = {"TableName": new["name"]}
    yield from _retag(old.get("tags") or {}, new.get("tags") or {}, arn)
    updates = (
        *_protect(old, new, wanted=False),
        *_drop_indexes(old, new),
        *_reserve(old, new),
        *_restream(old, new),
        *_add_indexes(old, new),
        *_encrypt(old, new),
        *_reclass(old, new),
        *_protect(old, new, wanted=True),
    )
    yield from (Call("UpdateTable", name | update) for update in updates)
    yield from (Call("UpdateTimeToLive", name | update) for update in _expire(old, new))
    if _is_on(old, "pointInTimeRecovery") != _is_on(new, "pointInTimeRecovery"):
        enabled = _is_on(new, "pointInTimeRecovery")
        yield Call("UpdateContinuousBackups", name | _backups(enabled=enabled))


def _table(inputs: Inputs) -> Members:
    provisioned = _is_provisioned(inputs)
    return _said(
        TableName=inputs["name"],
        BillingMode=inputs["billingMode"],
        ProvisionedThroughput=_units(inputs) if provisioned else None,
        AttributeDefinitions=_definitions(inputs),
        KeySchema=_key(inputs["hashKey"], inputs.get("rangeKey")),
        GlobalSecondaryIndexes=[_global_index(index, inputs) for index in _indexes(inputs).values()] or None,
        LocalSecondaryIndexes=[
            {
                "IndexName": index["name"],
                "KeySchema": _key(inputs["hashKey"], index["rangeKey"]),
                "Projection": _projection(index),
            }
            for index in inputs.get("localSecondaryIndexes") or ()
        ]
        or None,
        StreamSpecification=_stream(inputs) if inputs.get("streamEnabled") else None,
        SSESpecification=_sse(inputs) if _is_on(inputs, "serverSideEncryption") else None,
        TableClass=inputs.get("tableClass"),
        DeletionProtectionEnabled=bool(inputs.get("deletionProtectionEnabled")),
        Tags=[{"Key": key, "Value": value} for key, value in (inputs.get("tags") or {}).items()] or None,
    )


def _said(**members: object) -> Members:
    return {name: value for name, value in members.items() if value is not None}


def _is_on(inputs: Inputs, block: str) -> bool:
    return bool((inputs.get(block) or {}).get("enabled"))


def _is_provisioned(inputs: Inputs) -> bool:
    return bool(inputs["billingMode"] == "PROVISIONED")


def _units(inputs: Inputs) -> Members:
    # Numbers reach a provider as JSON's, which may be floats.
    return {
        "ReadCapacityUnits": int(inputs["readCapacity"]),
        "WriteCapacityUnits": int(inputs["writeCapacity"]),
    }


def _definitions(inputs: Inputs) -> list[Members]:
    return [
        {"AttributeName": each["name"], "AttributeType": each["type"]} for each in inputs["attributes"] or ()
    ]


def _key(partition: str, sort: str | None) -> list[Members]:
    elements = [{"AttributeName": partition, "KeyType": "HASH"}]
    return elements + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


def _projection(index: Inputs) -> Members:
    attributes = index.get("nonKeyAttributes")
    return _said(ProjectionType=index["projectionType"], NonKeyAttributes=attributes or None)


def _indexes(inputs: Inputs) -> dict[str, Inputs]:
    return {index["name"]: index for index in inputs.get("globalSecondaryIndexes") or ()}


def _global_index(index: Inputs, inputs: Inputs) -> Members:
    return _said(
        IndexName=index["name"],
        KeySchema=[
            {"AttributeName": each["attributeName"], "KeyType": each["keyType"]}
            for each in index["keySchemas"]
        ],
        Projection=_projection(index),
        ProvisionedThroughput=_units(index) if _is_provisioned(inputs) else None,
    )


def _shape(index: Inputs) -> object:
    """What an index cannot change: AWS makes it anew instead."""
    schemas = tuple((each["attributeName"], each["keyType"]) for each in index["keySchemas"])
    return schemas, index["projectionType"], frozenset(index.get("nonKeyAttributes") or ())


def _stream(inputs: Inputs) -> Members:
    return {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}


def _sse(inputs: Inputs) -> Members:
    block = inputs["serverSideEncryption"]
    return _said(Enabled=True, SSEType="KMS", KMSMasterKeyId=block.get("kmsKeyArn"))


def _expiry(*, enabled: bool, attribute: str) -> Members:
    return {"TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}}


def _backups(*, enabled: bool) -> Members:
    return {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": enabled}}


def _retag(old: Mapping[str, str], new: Mapping[str, str], arn: str) -> Iterator[Call]:
    gone = sorted(set(old) - set(new))
    if gone:
        yield Call("UntagResource", {"ResourceArn": arn, "TagKeys": gone})
    given = [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]
    if given:
        yield Call("TagResource", {"ResourceArn": arn, "Tags": given})


def _protect(old: Inputs, new: Inputs, *, wanted: bool) -> Iterator[Members]:
    before, after = (bool(inputs.get("deletionProtectionEnabled")) for inputs in (old, new))
    if before != after and after is wanted:
        yield {"DeletionProtectionEnabled": wanted}


def _drop_indexes(old: Inputs, new: Inputs) -> Iterator[Members]:
    wanted = _indexes(new)
    for name, index in _indexes(old).items():
        if name not in wanted or _shape(wanted[name]) != _shape(index):
            yield _index_update(new, {"Delete": {"IndexName": name}})


def _add_indexes(old: Inputs, new: Inputs) -> Iterator[Members]:
    present = _indexes(old)
    for name, index in _indexes(new).items():
        if name not in present or _shape(present[name]) != _shape(index):
            yield _index_update(new, {"Create": _global_index(index, new)})


def _index_update(new: Inputs, *updates: Members) -> Members:
    return {"AttributeDefinitions": _definitions(new), "GlobalSecondaryIndexUpdates": list(updates)}


def _reserve(old: Inputs, new: Inputs) -> Iterator[Members]:
    """Billing mode and units, in one call: whoever begins to reserve units does so for every index too."""
    switched = old["billingMode"] != new["billingMode"]
    if not _is_provisioned(new):
        if switched:
            yield {"BillingMode": new["billingMode"]}
        return
    wanted, present = _indexes(new), _indexes(old)
    updates = [
        {"Update": {"IndexName": name, "ProvisionedThroughput": _units(wanted[name])}}
        for name, index in present.items()
        if name in wanted
        and _shape(index) == _shape(wanted[name])
        and (switched or _units(index) != _units(wanted[name]))
    ]
    changed = switched or _units(old) != _units(new)
    members = _said(
        BillingMode=new["billingMode"] if switched else None,
        ProvisionedThroughput=_units(new) if changed else None,
        GlobalSecondaryIndexUpdates=updates or None,
    )
    if members:
        yield members


def _restream(old: Inputs, new: Inputs) -> Iterator[Members]:
    """AWS cannot change what a stream holds: it ends, and another begins."""
    before, after = (
        inputs.get("streamViewType") if inputs.get("streamEnabled") else None for inputs in (old, new)
    )
    if before == after:
        return
    if before:
        yield {"StreamSpecification": {"StreamEnabled": False}}
    if after:
        yield {"StreamSpecification": _stream(new)}


def _encrypt(old: Inputs, new: Inputs) -> Iterator[Members]:
    before, after = (
        _sse(inputs) if _is_on(inputs, "serverSideEncryption") else {"Enabled": False}
        for inputs in (old, new)
    )
    if before != after:
        yield {"SSESpecification": after}


def _reclass(old: Inputs, new: Inputs) -> Iterator[Members]:
    if old.get("tableClass") != new.get("tableClass"):
        yield {"TableClass": new["tableClass"]}


def _expire(old: Inputs, new: Inputs) -> Iterator[Members]:
    before, after = (
        inputs["ttl"]["attributeName"] if _is_on(inputs, "ttl") else None for inputs in (old, new)
    )
    if before == after:
        return
    if before:
        yield _expiry(enabled=False, attribute=before)
    if after:
        yield _expiry(enabled=True, attribute=after)
