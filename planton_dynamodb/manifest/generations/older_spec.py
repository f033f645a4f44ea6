"""The spec of an older generation said in the 14 fields, as far as they can say it.

Two forms were published before them: one with `hashKey` and `rangeKey`, at first under `spec.table`, and a
flat one with `partitionKeyName`. What is read into their gaps is what the programs of their time made of
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from planton_dynamodb.manifest.generations.taking import Taking
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.writing.block_text import Value

UNITS_WHERE_NONE_WERE_SAID = 5
_PROVIDERS_REGION = "the region is the provider's: set AWS_REGION, or region in provider_config"
_NOT_OF_THE_TABLE = {
    "awsCredentialId": "the credentials are the provider's",
    "awsRegion": _PROVIDERS_REGION,
    "region": _PROVIDERS_REGION,
    "environmentInfo": "metadata.env names the environment",
    "stackJobSettings": "how a stack is run is no part of the table",
}
_WITHOUT_A_PLACE = ("replicaRegionNames", "importTable")
_PREFIXES = ("BILLING_MODE_", "ATTRIBUTE_TYPE_", "STREAM_VIEW_TYPE_", "PROJECTION_TYPE_", "TABLE_CLASS_")
_LETTERS = {"S": "S", "N": "N", "B": "B", "STRING": "S", "NUMBER": "N", "BINARY": "B"}


@dataclass(slots=True)
class Translation:
    """What became of an older spec."""

    prefixed: bool
    """Whether it writes enum values with their prefixes, as the new one then does too."""
    spec: dict[str, Value] = field(default_factory=dict)
    """The new spec, in the order of the contract."""
    table_name: str | None = None
    key: str = ""
    """What says the key of the table now, as the end of a sentence."""
    changes: list[str] = field(default_factory=list)
    """What to do besides writing the same in other fields, as imperatives."""
    left_out: list[str] = field(default_factory=list)
    """What it said of other things than the table, each with the reason."""
    inexpressible: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """What keeps the new spec from being certain."""

    @property
    def complete(self) -> bool:
        """Whether the new spec says for certain all that the old one said of the table."""
        return not self.inexpressible and not self.unclear

    def enum(self, prefix: str, word: str) -> str:
        """An enum value in the spelling of the old spec."""
        return prefix + word if self.prefixed else word


def translate(spec: Mapping) -> Translation:
    """Say an older spec in the 14 fields."""
    result = Translation(any(text.startswith(_PREFIXES) for text in _texts(spec)))
    around = Taking(spec, "", result.unclear)
    under_table = around.has("table")
    _translate(around.inner("table") if under_table else around, result)
    for name, path in around.left():
        if name in _NOT_OF_THE_TABLE:
            result.left_out.append(f"`{path}` ({_NOT_OF_THE_TABLE[name]})")
        else:
            result.unclear.append(f"`{path}`, which that generation does not have")
    return result


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Mapping):
        for _, value in node.entries:
            yield from _texts(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
    else:
        yield node.value


def _translate(table: Taking, result: Translation) -> None:
    attributes = _Attributes(result)
    result.table_name = table.text("tableName")
    for name in _WITHOUT_A_PLACE:
        spelled = table.spelled(name)
        if not _says_nothing(table.take(name)):
            result.inexpressible.append(spelled)
    mode = _word(table, "billingMode")
    if mode not in ("PROVISIONED", "PAY_PER_REQUEST"):
        result.unclear.append("`billingMode`, which has to be PROVISIONED or PAY_PER_REQUEST")
    units = _units(table, result, provisioned=mode == "PROVISIONED")
    hash_key, range_key = _table_key(table, attributes)
    global_indexes = [
        _index(index, attributes, hash_key=None, units=units)
        for index in table.each("globalSecondaryIndexes")
    ]
    local_indexes = [
        _index(index, attributes, hash_key=hash_key or "", units={})
        for index in table.each("localSecondaryIndexes")
    ]
    spec: dict[str, Value] = {
        "billingMode": result.enum("BILLING_MODE_", mode or ""),
        "provisionedThroughput": units,
        "attributeDefinitions": attributes.definitions(table.each("attributes")),
        "keySchema": _key_schema(result, hash_key, range_key),
        "globalSecondaryIndexes": global_indexes,
        "localSecondaryIndexes": local_indexes,
        **_features(table, result),
    }
    result.spec = {key: value for key, value in spec.items() if value not in ({}, [], False)}


def _says_nothing(node: Node | None) -> bool:
    if isinstance(node, Mapping):
        return not node.entries
    if isinstance(node, Sequence):
        return not node.items
    return node is None or is_null(node)


def _word(taking: Taking, *names: str) -> str | None:
    """An enum value without its prefix; nothing for an unspecified one."""
    text = taking.text(*names)
    if text is None:
        return None
    prefix = next((prefix for prefix in _PREFIXES if text.startswith(prefix)), "")
    bare = text.removeprefix(prefix)
    return None if bare == "UNSPECIFIED" else bare


class _Attributes:
    """The types of attributes, gathered from wherever they are said, and which attributes are keys."""

    def __init__(self, result: Translation) -> None:
        self.result = result
        self._types: dict[str, str] = {}
        self._keys: dict[str, None] = {}

    def declare(self, name: str, given: str | None) -> None:
        """Note the type that something says an attribute to have."""
        letter = _LETTERS.get(given or "")
        if given is not None and letter is None:
            self.result.unclear.append(f"the type {given} of `{name}`")
        elif letter is not None and self._types.setdefault(name, letter) != letter:
            self.result.unclear.append(f"`{name}`, which has two types")

    def key(self, taking: Taking, name: str) -> str | None:
        """The attribute that a key names, by its name alone or with its type."""
        if isinstance(taking.peek(name), Scalar):
            attribute = taking.text(name)
        else:
            key = taking.inner(name)
            attribute, letter = key.text("name"), _word(key, "type")
            if attribute is not None:
                self.declare(attribute, letter)
        if attribute is not None:
            self._keys.setdefault(attribute)
        return attribute

    def definitions(self, given: list[Taking]) -> list[Value]:
        """The definitions of all keys; DynamoDB takes none of other attributes."""
        for definition in given:
            self.declare(definition.text("name") or "", _word(definition, "type"))
        unused = [f"`{name}`" for name in self._types if name not in self._keys]
        if unused:
            self.result.left_out.append(f"the definition of {' and '.join(unused)} (no key uses it)")
        untyped = [f"`{name}`" for name in self._keys if name not in self._types]
        if untyped:
            self.result.unclear.append(f"the type of {' and '.join(untyped)}")
        enum = self.result.enum
        return [
            {"name": name, "type": enum("ATTRIBUTE_TYPE_", self._types.get(name, ""))} for name in self._keys
        ]


def _table_key(table: Taking, attributes: _Attributes) -> tuple[str | None, str | None]:
    result = attributes.result
    spelled = [
        f"`{table.spelled(name)}`"
        for name in ("hashKey", "rangeKey", "partitionKeyName", "sortKeyName")
        if table.has(name)
    ]
    if spelled:
        result.key = f", {' and '.join(spelled)} as keySchema and attributeDefinitions"
    names = []
    for with_type, flat in (("hashKey", "partitionKey"), ("rangeKey", "sortKey")):
        name = attributes.key(table, with_type) or attributes.key(table, f"{flat}Name")
        letter = _word(table, f"{flat}Type")
        if name is not None:
            attributes.declare(name, letter)
        names.append(name)
    if names[0] is None:
        result.unclear.append("the partition key")
    return names[0], names[1]


def _key_schema(result: Translation, hash_key: str | None, range_key: str | None) -> list[Value]:
    pairs = ((hash_key, "HASH"), (range_key, "RANGE"))
    return [
        {"attributeName": name, "keyType": result.enum("KEY_TYPE_", word)} for name, word in pairs if name
    ]


def _units(table: Taking, result: Translation, *, provisioned: bool) -> dict[str, Value]:
    """Capacity units: as given, else the least that scaling was told, else what every table got."""
    scaling = table.spelled("autoScale")
    scale = table.inner("autoScale")
    bounds = {word: scale.inner(f"{word}Capacity") for word in ("read", "write")}
    least = {word: bound.number("minCapacity") for word, bound in bounds.items()}
    for bound in bounds.values():
        bound.take("maxCapacity")
        bound.take("targetUtilization")
    if scale.flag("isEnabled", "enabled") and provisioned:
        result.inexpressible.append(scaling)
    given = {
        word: table.number(f"{word}CapacityUnits", f"{word}Capacity") or number
        for word, number in least.items()
    }
    if not provisioned:
        return {}
    if not all(given.values()):
        _fill(given, table, result)
    return {f"{word}CapacityUnits": number for word, number in given.items()}


def _fill(given: dict[str, int], table: Taking, result: Translation) -> None:
    """What a table got that nobody gave units; the flat form refused it."""
    if table.has("partitionKeyName"):
        result.unclear.append("the capacity units")
        return
    given.update({word: number or UNITS_WHERE_NONE_WERE_SAID for word, number in given.items()})
    units = " and ".join(f"{number} {word} units" for word, number in given.items())
    result.changes.append(
        f"write {units} as provisionedThroughput (a table that named none got {UNITS_WHERE_NONE_WERE_SAID})"
    )


def _index(
    index: Taking, attributes: _Attributes, *, hash_key: str | None, units: dict[str, Value]
) -> dict[str, Value]:
    """A secondary index. `hash_key`: the table's, for a local one."""
    result = attributes.result
    own_key = attributes.key(index, "hashKey") if hash_key is None else hash_key
    range_key = attributes.key(index, "rangeKey")
    name, kind = index.text("name"), _word(index, "projectionType")
    for part, said in (("name", name), ("hashKey", own_key), ("projectionType", kind)):
        if not said:
            result.unclear.append(f"the {part} of an index")
    carried = index.texts("nonKeyAttributes")
    projection: dict[str, Value] = {"type": result.enum("PROJECTION_TYPE_", kind or "")}
    written: dict[str, Value] = {
        "name": name or "",
        "keySchema": _key_schema(result, own_key, range_key),
        "projection": projection | ({"nonKeyAttributes": carried} if carried else {}),
    }
    given = {f"{word}CapacityUnits": index.number(f"{word}Capacity") for word in ("read", "write")}
    if units:
        written["provisionedThroughput"] = {unit: given[unit] or units[unit] for unit in given}
    return written


def _features(table: Taking, result: Translation) -> dict[str, Value]:
    """Everything that is switched on or off."""
    recovery = table.inner("pointInTimeRecovery").flag("isEnabled", "enabled")
    table_class = _word(table, "tableClass")
    return {
        "ttl": _ttl(table.inner("ttl"), result),
        **_stream(table, result),
        "pointInTimeRecoveryEnabled": table.flag("pointInTimeRecoveryEnabled") or recovery,
        "serverSideEncryption": _encryption(table, result),
        "tableClass": result.enum("TABLE_CLASS_", table_class) if table_class else {},
        "deletionProtectionEnabled": table.flag("deletionProtectionEnabled"),
        "contributorInsightsEnabled": table.flag("contributorInsightsEnabled"),
    }


def _ttl(ttl: Taking, result: Translation) -> dict[str, Value]:
    attribute = ttl.text("attributeName")
    if not ttl.flag("isEnabled", "enabled"):
        return {}
    if attribute is None:
        result.unclear.append("the attribute of ttl")
    return {"enabled": True, "attributeName": attribute or ""}


def _stream(table: Taking, result: Translation) -> dict[str, Value]:
    view = _word(table, "streamViewType")
    if not table.flag("enableStreams", "streamEnabled"):
        return {}
    if view is None:
        result.unclear.append("`streamViewType`")
    return {"streamEnabled": True, "streamViewType": result.enum("STREAM_VIEW_TYPE_", view or "")}


def _encryption(table: Taking, result: Translation) -> dict[str, Value]:
    block = table.inner("serverSideEncryption")
    key = block.text("kmsKeyArn")
    enabled = block.flag("isEnabled", "enabled") or table.flag("serverSideEncryptionEnabled")
    if key is not None and not enabled:
        result.unclear.append("`serverSideEncryption`, which names a key and is off")
    return {"enabled": True, **({"kmsKeyArn": key} if key is not None else {})} if enabled else {}
