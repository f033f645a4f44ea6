"""Tables as the AWS provider makes, reads, changes and deletes them: which calls, in which order, with what in each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from tests.standin.account import Account, Failed
from tests.standin.control import Cancelled
from tests.standin.differences import Change, key_schema, same_index, table_changes
from tests.standin.inputs import attribute_refusal
from tests.standin.shapes import UNKNOWN

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]
Call: TypeAlias = Callable[..., dict[str, Any]]

COMPUTED = ("arn", "id", "streamArn", "streamLabel", "tagsAll")
"""What nobody knows of a table before it is made."""
_BLINK = 0.01
_NOT_HERE = (
    "globalTableWitness",
    "importTable",
    "replicas",
    "restoreBackupArn",
    "restoreSourceName",
    "restoreSourceTableArn",
)
_TABLE_GONE = frozenset({"ResourceNotFoundException", "TableNotFoundException"})


class Unfinished(Exception):
    """The table is there, but not all of what was asked of it."""

    def __init__(self, message: str, name: str, state: State) -> None:
        super().__init__(message)
        self.name = name
        self.state = state


def plan(account: Account, inputs: Inputs) -> None:
    """Fail where the provider's plan does: definitions and keys that do not match, seen beside what stands at AWS."""
    for name in _NOT_HERE:
        if inputs.get(name):
            raise Failed(f"The stand-in for the AWS provider does not know how to do {name}.")
    standing: frozenset[str] = frozenset()
    if inputs["name"] != UNKNOWN:
        with _doing("reading", inputs["name"]):
            table = _describe(account, inputs["name"], _region(account, inputs))
        indexes = (table or {}).get("GlobalSecondaryIndexes") or []
        standing = frozenset(key["AttributeName"] for index in indexes for key in index["KeySchema"])
    if refusal := attribute_refusal(inputs, standing):
        raise Failed(refusal)


def preview(account: Account, inputs: Inputs, state: State | None = None) -> State:
    """What a table will be, as far as can be said."""
    fixed = state or {}
    unknown = dict.fromkeys(COMPUTED, UNKNOWN)
    if state is not None:
        unknown = {"tagsAll": UNKNOWN}
        if inputs.get("streamEnabled", False) != state.get("streamEnabled", False):
            unknown["streamArn"] = UNKNOWN
    return {"region": _region(account, inputs), **fixed, **inputs, **unknown}


def changes(account: Account, state: State, inputs: Inputs) -> list[Change]:
    """What an update would change."""
    return table_changes(state, inputs, account.region)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Make the table, then what can only be asked of one that is there."""
    name, region = inputs["name"], _region(account, inputs)
    with _doing("creating", name):
        _index_units(inputs)
        account.ask("CreateTable", region, **_create_request(account, inputs))
    try:
        with _doing("creating", name):
            _wait(account, name, region)
            if (inputs.get("ttl") or {}).get("enabled"):
                _update_ttl(account, region, name, inputs["ttl"])
            if (inputs.get("pointInTimeRecovery") or {}).get("enabled"):
                _update_recovery(account, region, name, inputs["pointInTimeRecovery"])
        return name, _standing(account, name, region)
    except (Failed, Cancelled) as failed:
        raise Unfinished(_reason(failed), name, _salvaged(account, name, region, inputs)) from None


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Change the table: indexes first gone, then the class, then all that one call may hold, then the rest."""
    name, region = state["name"], state["region"]
    found = {change.name for change in changes(account, state, inputs)}
    try:
        with _doing("updating", name):
            _update_calls(account, state, inputs, found)
        return _standing(account, name, region)
    except (Failed, Cancelled) as failed:
        raise Unfinished(_reason(failed), name, _salvaged(account, name, region, state)) from None


def read(account: Account, name: str, region: str = "") -> State | None:
    """The table as it stands, or nothing."""
    region = region or account.region
    with _doing("reading", name):
        table = _describe(account, name, region)
        if table is None:
            return None
        ttl = account.ask("DescribeTimeToLive", region, TableName=name)["TimeToLiveDescription"]
        backups = account.ask("DescribeContinuousBackups", region, TableName=name)[
            "ContinuousBackupsDescription"
        ]
        tags = _all_pages_of_tags(account, region, table["TableArn"])
        default_key = _default_key(account, region) if table.get("SSEDescription") else ""
    return {
        **_plain_state(table, region),
        **_index_state(table),
        **_recovery_state(backups["PointInTimeRecoveryDescription"]),
        **_tag_state(
            account, {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}
        ),
        "ttl": {
            "attributeName": ttl.get("AttributeName", ""),
            "enabled": ttl["TimeToLiveStatus"] == "ENABLED",
        },
        "serverSideEncryption": _encryption_state(table.get("SSEDescription"), default_key),
    }


def delete(account: Account, state: State, name: str) -> None:
    """Delete the table and wait until it has gone."""
    region = state.get("region") or account.region
    with _doing("deleting", name):
        while True:
            try:
                account.ask("DeleteTable", region, TableName=name)
                break
            except Failed as failed:
                if failed.code == "ResourceNotFoundException":
                    return
                if failed.code != "ResourceInUseException":
                    raise
            time.sleep(_BLINK)
        while _describe(account, name, region) is not None:
            time.sleep(_BLINK)


@contextmanager
def _doing(what: str, name: str) -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        if str(failed).startswith(f"{what} Amazon DynamoDB Table"):
            raise
        raise Failed(f"{what} Amazon DynamoDB Table ({name}): {failed}", failed.code) from None


def _region(account: Account, inputs: Inputs) -> str:
    return str(inputs.get("region") or account.region)


def _describe(account: Account, name: str, region: str) -> dict[str, Any] | None:
    try:
        table: dict[str, Any] = account.ask("DescribeTable", region, TableName=name)["Table"]
    except Failed as failed:
        if failed.code in _TABLE_GONE:
            return None
        raise
    return table


def _wait(account: Account, name: str, region: str) -> None:
    while (_describe(account, name, region) or {}).get("TableStatus") != "ACTIVE":
        time.sleep(_BLINK)


def _standing(account: Account, name: str, region: str) -> State:
    state = read(account, name, region)
    if state is None:
        raise Failed(f"reading Amazon DynamoDB Table ({name}): couldn't find resource")
    return state


def _reason(error: Exception) -> str:
    return str(error) or "context canceled"


def _salvaged(account: Account, name: str, region: str, known: Inputs) -> State:
    """What can still be said of a table after something failed."""
    try:
        return _standing(account, name, region)
    except (Failed, Cancelled):
        return {"region": region, **known, "name": name, "id": name}


def _create_request(account: Account, inputs: Inputs) -> dict[str, Any]:
    billing = inputs["billingMode"]
    key = _key([(inputs.get("hashKey"), "HASH"), (inputs.get("rangeKey"), "RANGE")])
    request: dict[str, Any] = {
        "TableName": inputs["name"],
        "BillingMode": billing,
        "KeySchema": key,
        "AttributeDefinitions": _definitions(inputs),
        "TableClass": inputs["tableClass"],
        "Tags": [{"Key": name, "Value": value} for name, value in all_tags(account, inputs).items()],
    }
    if billing == "PROVISIONED":
        request["ProvisionedThroughput"] = _units(inputs)
    if inputs.get("localSecondaryIndexes"):
        request["LocalSecondaryIndexes"] = [
            _local_index(inputs, index) for index in inputs["localSecondaryIndexes"]
        ]
    if inputs.get("globalSecondaryIndexes"):
        request["GlobalSecondaryIndexes"] = [
            _global_index(index, billing) for index in inputs["globalSecondaryIndexes"]
        ]
    if inputs.get("streamEnabled"):
        request["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}
    if inputs.get("serverSideEncryption"):
        request["SSESpecification"] = _encryption(inputs["serverSideEncryption"])
    if inputs.get("deletionProtectionEnabled"):
        request["DeletionProtectionEnabled"] = True
    return request


def _key(parts: Sequence[tuple[str | None, str]]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in parts if name]


def _definitions(inputs: Inputs) -> list[dict[str, str]]:
    return [
        {"AttributeName": definition["name"], "AttributeType": definition["type"]}
        for definition in inputs.get("attributes") or []
    ]


def _units(inputs: Inputs, *, at_least: int = 0) -> dict[str, int]:
    return {
        "ReadCapacityUnits": max(int(inputs.get("readCapacity") or 0), at_least),
        "WriteCapacityUnits": max(int(inputs.get("writeCapacity") or 0), at_least),
    }


def _projection(index: Inputs) -> dict[str, Any]:
    names = index.get("nonKeyAttributes")
    return {"ProjectionType": index["projectionType"], **({"NonKeyAttributes": names} if names else {})}


def _local_index(inputs: Inputs, index: Inputs) -> dict[str, Any]:
    key = _key([(inputs.get("hashKey"), "HASH"), (index["rangeKey"], "RANGE")])
    return {"IndexName": index["name"], "KeySchema": key, "Projection": _projection(index)}


def _global_index(index: Inputs, billing: str) -> dict[str, Any]:
    made = {
        "IndexName": index["name"],
        "KeySchema": _key(key_schema(index)),
        "Projection": _projection(index),
    }
    return {**made, "ProvisionedThroughput": _units(index)} if billing == "PROVISIONED" else made


def _encryption(block: Inputs) -> dict[str, Any]:
    if block["enabled"] and block.get("kmsKeyArn"):
        return {"Enabled": True, "KMSMasterKeyId": block["kmsKeyArn"], "SSEType": "KMS"}
    return {"Enabled": block["enabled"]}


def _index_units(inputs: Inputs) -> None:
    if inputs["billingMode"] != "PROVISIONED":
        return
    for index in inputs.get("globalSecondaryIndexes") or []:
        for kind in ("write", "read"):
            if not index.get(f"{kind}Capacity"):
                raise Failed(f"{kind} capacity must be > 0 when billing mode is PROVISIONED")


def _all_pages_of_tags(account: Account, region: str, arn: str) -> list[Any]:
    tags: list[Any] = []
    page: dict[str, str] = {}
    while True:
        answer = account.ask("ListTagsOfResource", region, ResourceArn=arn, **page)
        tags += answer.get("Tags") or []
        if not answer.get("NextToken"):
            return tags
        page = {"NextToken": answer["NextToken"]}


def all_tags(account: Account, inputs: Inputs) -> dict[str, str]:
    """The resource's tags, over those that the provider's configuration gives everything."""
    defaults = (account.settings.get("defaultTags") or {}).get("tags") or {}
    return {**defaults, **(inputs.get("tags") or {})}


def _update_ttl(account: Account, region: str, name: str, block: Inputs) -> None:
    specification = {"AttributeName": block.get("attributeName") or "", "Enabled": block["enabled"]}
    account.ask("UpdateTimeToLive", region, TableName=name, TimeToLiveSpecification=specification)


def _update_recovery(account: Account, region: str, name: str, block: Inputs) -> None:
    specification = {"PointInTimeRecoveryEnabled": block["enabled"]}
    if block["enabled"] and block.get("recoveryPeriodInDays"):
        specification["RecoveryPeriodInDays"] = block["recoveryPeriodInDays"]
    account.ask(
        "UpdateContinuousBackups", region, TableName=name, PointInTimeRecoverySpecification=specification
    )


def _update_calls(account: Account, state: State, inputs: Inputs, found: set[str]) -> None:
    name, region = state["name"], state["region"]

    def update_table(**parameters: Any) -> None:
        account.ask("UpdateTable", region, TableName=name, **parameters)
        _wait(account, name, region)

    gone, moved, new = _index_updates(state, inputs) if "globalSecondaryIndexes" in found else ([], [], [])
    for index in gone:
        update_table(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": index}}])
    if "tableClass" in found:
        update_table(TableClass=inputs["tableClass"])
    if "streamViewType" in found and "streamEnabled" not in found and inputs.get("streamEnabled"):
        update_table(StreamSpecification={"StreamEnabled": False})
        update_table(StreamSpecification=_stream(inputs))
    if together := _together(state, inputs, found, moved):
        update_table(**together)
    for made in new:
        update_table(
            AttributeDefinitions=_definitions(inputs), GlobalSecondaryIndexUpdates=[{"Create": made}]
        )
    if "serverSideEncryption" in found:
        update_table(SSESpecification=_encryption(inputs["serverSideEncryption"]))
    if "ttl" in found:
        _update_ttl(account, region, name, inputs["ttl"])
    if "pointInTimeRecovery" in found:
        _update_recovery(account, region, name, inputs["pointInTimeRecovery"])
    _update_tags(account, state, inputs)


def _together(state: State, inputs: Inputs, found: set[str], moved: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the provider puts into one UpdateTable, whatever AWS says to the mixture."""
    request: dict[str, Any] = {}
    billing = inputs["billingMode"]
    if found & {"billingMode", "readCapacity", "writeCapacity"}:
        request["BillingMode"] = billing
        if billing == "PROVISIONED":
            switched = state.get("billingMode") == "PAY_PER_REQUEST"
            standing = {
                side: inputs.get(side) or state.get(side) for side in ("readCapacity", "writeCapacity")
            }
            request["ProvisionedThroughput"] = _units(standing, at_least=1 if switched else 0)
    if "deletionProtectionEnabled" in found:
        request["DeletionProtectionEnabled"] = bool(inputs.get("deletionProtectionEnabled"))
    if "streamEnabled" in found:
        request["StreamSpecification"] = _stream(inputs)
    if moved and billing == "PROVISIONED":
        request["GlobalSecondaryIndexUpdates"] = [{"Update": index} for index in moved]
    return request


def _stream(inputs: Inputs) -> dict[str, Any]:
    if not inputs.get("streamEnabled"):
        return {"StreamEnabled": False}
    return {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}


def _index_updates(
    state: State, inputs: Inputs
) -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
    """The names to delete, the units to change, the indexes to make."""
    _index_units(inputs)
    billing = inputs["billingMode"]
    old = {index["name"]: index for index in state.get("globalSecondaryIndexes") or []}
    new = {index["name"]: index for index in inputs.get("globalSecondaryIndexes") or []}
    kept = [name for name in new if name in old and same_index(old[name], new[name])]
    moved = [
        {"IndexName": name, "ProvisionedThroughput": _units(new[name])}
        for name in kept
        if _units(old[name]) != _units(new[name]) and billing == "PROVISIONED"
    ]
    made = [_global_index(index, billing) for name, index in new.items() if name not in kept]
    return [name for name in old if name not in kept], moved, made


def _update_tags(account: Account, state: State, inputs: Inputs) -> None:
    old, new = state.get("tagsAll") or {}, all_tags(account, inputs)
    gone = [name for name in old if name not in new]
    set_ = [{"Key": name, "Value": value} for name, value in new.items() if old.get(name) != value]
    if gone:
        account.ask("UntagResource", state["region"], ResourceArn=state["arn"], TagKeys=gone)
    if set_:
        account.ask("TagResource", state["region"], ResourceArn=state["arn"], Tags=set_)


def _default_key(account: Account, region: str) -> str:
    try:
        answer = account.call("kms", "DescribeKey", region, KeyId="alias/aws/dynamodb")
    except Failed:
        return ""
    return str(answer["KeyMetadata"]["Arn"])


def _plain_state(table: Mapping[str, Any], region: str) -> State:
    key = {element["KeyType"]: element["AttributeName"] for element in table["KeySchema"]}
    units, stream = table.get("ProvisionedThroughput") or {}, table.get("StreamSpecification") or {}
    warm = table.get("WarmThroughput") or {}
    return {
        "arn": table["TableArn"],
        "attributes": [
            {"name": definition["AttributeName"], "type": definition["AttributeType"]}
            for definition in table["AttributeDefinitions"]
        ],
        "billingMode": (table.get("BillingModeSummary") or {}).get("BillingMode") or "PROVISIONED",
        "deletionProtectionEnabled": bool(table.get("DeletionProtectionEnabled")),
        "hashKey": key["HASH"],
        "id": table["TableName"],
        "name": table["TableName"],
        **({"rangeKey": key["RANGE"]} if "RANGE" in key else {}),
        "readCapacity": units.get("ReadCapacityUnits", 0),
        "region": region,
        "streamArn": table.get("LatestStreamArn", ""),
        "streamEnabled": bool(stream.get("StreamEnabled")),
        "streamLabel": table.get("LatestStreamLabel", ""),
        "streamViewType": stream.get("StreamViewType", ""),
        "tableClass": (table.get("TableClassSummary") or {}).get("TableClass") or "STANDARD",
        "warmThroughput": {
            "readUnitsPerSecond": warm.get("ReadUnitsPerSecond", 0),
            "writeUnitsPerSecond": warm.get("WriteUnitsPerSecond", 0),
        },
        "writeCapacity": units.get("WriteCapacityUnits", 0),
    }


def _index_state(table: Mapping[str, Any]) -> State:
    local = [
        {"rangeKey": index["KeySchema"][1]["AttributeName"], **_shared_index_state(index)}
        for index in table.get("LocalSecondaryIndexes") or []
    ]
    return {
        "globalSecondaryIndexes": [
            _global_state(index) for index in table.get("GlobalSecondaryIndexes") or []
        ],
        **({"localSecondaryIndexes": local} if local else {}),
    }


def _shared_index_state(index: Mapping[str, Any]) -> State:
    names = index["Projection"].get("NonKeyAttributes")
    state = {"name": index["IndexName"], "projectionType": index["Projection"]["ProjectionType"]}
    return {**state, **({"nonKeyAttributes": names} if names else {})}


def _global_state(index: Mapping[str, Any]) -> State:
    units, schema = index.get("ProvisionedThroughput") or {}, index["KeySchema"]
    kinds = [element["KeyType"] for element in schema]
    state: State = {
        **_shared_index_state(index),
        "keySchemas": [{"attributeName": key["AttributeName"], "keyType": key["KeyType"]} for key in schema],
        "readCapacity": units.get("ReadCapacityUnits", 0),
        "writeCapacity": units.get("WriteCapacityUnits", 0),
    }
    if kinds.count("HASH") == 1 and kinds.count("RANGE") <= 1:
        state["hashKey"] = schema[0]["AttributeName"]
        state |= {"rangeKey": schema[1]["AttributeName"]} if len(schema) == 2 else {}
    return state


def _recovery_state(recovery: Mapping[str, Any]) -> State:
    enabled = recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    days = recovery.get("RecoveryPeriodInDays", 35) if enabled else 0
    return {"pointInTimeRecovery": {"enabled": enabled, "recoveryPeriodInDays": days}}


def _encryption_state(description: Mapping[str, Any] | None, default_key: str) -> State:
    if not description:
        return {"enabled": False, "kmsKeyArn": ""}
    key = description.get("KMSMasterKeyArn", "")
    return {"enabled": description["Status"] == "ENABLED", "kmsKeyArn": "" if key == default_key else key}


def _tag_state(account: Account, tags: Mapping[str, str]) -> State:
    defaults = (account.settings.get("defaultTags") or {}).get("tags") or {}
    return {
        "tags": {name: value for name, value in tags.items() if defaults.get(name) != value},
        "tagsAll": dict(tags),
    }
