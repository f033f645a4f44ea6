"""Keys that are no field of the contract but known from elsewhere: other generations, AWS's API, Terraform.

A manifest that has one or two of them is still one of the 14 fields; each unknown field then says what to
write.
"""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, replace

from planton_dynamodb.manifest.decode import fields_of
from planton_dynamodb.manifest.generations.later_spec import (
    FLAGS,
    REGIONS,
    WITHOUT_A_PLACE,
    flag_edit,
    like_key,
)
from planton_dynamodb.manifest.generations.words_around import ADVICE, OTHER_NAMES, RUNS_AROUND, Advice
from planton_dynamodb.manifest.kinds import Kind, entry, word
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.problems import Problem, Route, Span, UnknownField
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel

_SPEC = "AwsDynamodbSpec"

_OF_A_WRITE = {
    "conditionExpression": "condition",
    "expressionAttributeNames": "names",
    "expressionAttributeValues": "values",
    "updateExpression": "update",
}

_OTHER_NAMES: dict[str, dict[str, str]] = {
    _SPEC: {
        "attributes": "attributeDefinitions",
        "deletionProtection": "deletionProtectionEnabled",
        "enableStreams": "streamEnabled",
        "sseSpecification": "serverSideEncryption",
        "timeToLive": "ttl",
        "timeToLiveSpecification": "ttl",
        "ttlSpecification": "ttl",
    },
    "CloudResourceMetadata": {"environment": "env", "organization": "org"},
    "AttributeDefinition": {"attributeName": "name", "attributeType": "type"},
    "KeySchemaElement": {"name": "attributeName", "type": "keyType"},
    "Projection": {"projectionType": "type"},
    "ProvisionedThroughput": {"readCapacity": "readCapacityUnits", "writeCapacity": "writeCapacityUnits"},
    "ServerSideEncryption": {"isEnabled": "enabled", "sseEnabled": "enabled", "kmsMasterKeyId": "kmsKeyArn"},
    "TimeToLive": {"isEnabled": "enabled"},
    "GlobalSecondaryIndex": {"indexName": "name"},
    "LocalSecondaryIndex": {"indexName": "name"},
    "AwsDynamodbAccessPatternsSpec": {
        "accessPatterns": "patterns",
        "sampleItems": "items",
        "samples": "items",
        "tableName": "table",
    },
    "Entity": {"keyTemplates": "keys", "sparse": "sparseIndexes"},
    "SampleItem": {"item": "attributes"},
    "AccessPattern": {
        **_OF_A_WRITE,
        "attributesToGet": "attributes",
        "expected": "expect",
        "expectation": "expect",
        "filterExpression": "filter",
        "indexName": "index",
        "params": "parameters",
    },
    "TransactWrite": _OF_A_WRITE,
    "Comparison": {"equal": "equals", "eq": "equals", "startsWith": "beginsWith"},
    **OTHER_NAMES,
}
"""What a field is called elsewhere, by message: the value stays as it is."""

_NESTED: dict[str, dict[str, tuple[str, str]]] = {
    _SPEC: {"serverSideEncryptionEnabled": ("serverSideEncryption", "enabled")},
    "GlobalSecondaryIndex": {"projectionType": ("projection", "type")},
    "LocalSecondaryIndex": {"projectionType": ("projection", "type")},
}
"""What stands one level deeper here, by message."""


_REGION = Advice(
    "the region is the provider's here: leave `{key}` out and set AWS_REGION, or region in provider_config"
)
_NO_PLACE = Advice(
    "other generations of the kind have it, the 14 fields have nothing for it: leave `{key}` out"
)
_TAGS = Advice("the labels under metadata become the tags of the table: write them there")
_KEY = Advice("the key stands in keySchema here, its types in attributeDefinitions", "keySchema")
_AROUND = Advice(
    "it runs around the table: say it in a manifest of kind AwsDynamodbOperations, beside this one"
)
_UNITS = Advice(
    "capacity stands under provisionedThroughput here, as readCapacityUnits and writeCapacityUnits",
    "provisionedThroughput",
)
_CARRIED = Advice("this stands under projection here, as nonKeyAttributes", "projection")

_TABLES_UNITS = Advice("a local index uses the capacity of its table: leave `{key}` out")

_OF_AN_INDEX = {
    **dict.fromkeys(("hashKey", "rangeKey", "partitionKey", "sortKey"), _KEY),
    "nonKeyAttributes": _CARRIED,
}

_ADVICE: dict[str, dict[str, Advice]] = {
    _SPEC: {
        **dict.fromkeys(REGIONS, _REGION),
        **dict.fromkeys(WITHOUT_A_PLACE | {"replicaRegionNames"}, _NO_PLACE),
        **dict.fromkeys(RUNS_AROUND, _AROUND),
        **dict.fromkeys(("hashKey", "rangeKey", "partitionKey", "sortKey"), _KEY),
        **dict.fromkeys(("partitionKeyName", "partitionKeyType", "sortKeyName", "sortKeyType"), _KEY),
        **dict.fromkeys(("readCapacity", "writeCapacity", "readCapacityUnits", "writeCapacityUnits"), _UNITS),
        **dict.fromkeys(("tags", "labels"), _TAGS),
        "awsCredentialId": Advice("the credentials are the provider's here: leave `{key}` out"),
        "streamSpecification": Advice(
            "streamEnabled and streamViewType stand beside the other fields of spec here", "streamEnabled"
        ),
    },
    "GlobalSecondaryIndex": {
        **_OF_AN_INDEX,
        **dict.fromkeys(("readCapacity", "writeCapacity"), _UNITS),
        **dict.fromkeys(("onDemandThroughput", "warmThroughput"), _NO_PLACE),
    },
    "LocalSecondaryIndex": {
        **_OF_AN_INDEX,
        **dict.fromkeys(("provisionedThroughput", "readCapacity", "writeCapacity"), _TABLES_UNITS),
    },
    **ADVICE,
}


def explained(problems: SequenceOf[Problem], root: Mapping, kind: Kind, source: Source) -> list[Problem]:
    """The problems; those about a key that is known from elsewhere say what to write instead."""
    return [
        _explained(problem, root, kind, source) if isinstance(problem, UnknownField) else problem
        for problem in problems
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """An unknown key, its value and the mapping that it stands in."""

    key: Scalar
    value: Node
    beside: Mapping
    source: Source

    @property
    def in_file(self) -> bool:
        """Whether the file can be edited there: what a `--set` put there is no part of it."""
        return self.key.source is None and self.value.source is None

    def has(self, name: str) -> bool:
        """Whether the mapping has a field too."""
        return entry(self.beside, name) is not None

    def spelled(self, name: str) -> str:
        """A field as the mapping would spell it."""
        return like_key(name, self.key, self.beside, self.source)


def _explained(problem: UnknownField, root: Mapping, kind: Kind, source: Source) -> UnknownField:
    place = _place(problem, root, source)
    if place is None:
        return problem
    name, message = camel(problem.key), problem.message_name
    if message == _SPEC and name == "tableName":
        return _table_name(problem, place, root)
    if message == _SPEC and name in FLAGS:
        return _flag(problem, place)
    if name in _OTHER_NAMES.get(message, ()):
        return _renamed(problem, place, _OTHER_NAMES[message][name])
    if name in _NESTED.get(message, ()):
        return _nested(problem, place, *_NESTED[message][name])
    if len(problem.route) == 1:
        return _misplaced(problem, root, kind)
    advice = _ADVICE.get(message, {}).get(name)
    if advice is None:
        return problem
    known = advice.stands_for is None or place.has(advice.stands_for)
    stands_for = None if known else (*problem.route[:-1], str(advice.stands_for))
    return replace(problem, suggestion=None, hint=advice.text.format(key=problem.key), stands_for=stands_for)


def _place(problem: UnknownField, root: Mapping, source: Source) -> _Place | None:
    """Where an unknown key stands."""
    beside: Node | None = root
    for step in problem.route[:-1]:
        if isinstance(step, int):
            beside = beside.items[step] if isinstance(beside, Sequence) else None
        else:
            beside = entry(beside, step)
    for key, value in beside.entries if isinstance(beside, Mapping) else ():
        if key.value == problem.key:
            assert isinstance(beside, Mapping)
            return _Place(key, value, beside, source)
    return None


def _misplaced(problem: UnknownField, root: Mapping, kind: Kind) -> UnknownField:
    """A field of spec or metadata that stands beside them: indented too little."""
    for section in fields_of(kind.message_name).fields:
        is_single = section.type_scalar is not None or section.enum is not None
        field = None if is_single else section.message.by_key.get(problem.key)
        if field is not None:
            known = entry(entry(root, section.json_name), field.json_name) is not None
            hint = f"it belongs under {section.json_name}{', where it is given too' if known else ''}"
            meant = None if known else (section.json_name, field.json_name)
            return replace(problem, suggestion=None, hint=hint, stands_for=meant)
    return problem


def _table_name(problem: UnknownField, place: _Place, root: Mapping) -> UnknownField:
    name, given = word(entry(entry(root, "metadata"), "name")), word(place.value)
    hint = f"the table's name is metadata.name here: leave `{problem.key}` out"
    if name is None:
        hint = f"the table's name is metadata.name here: write {given} there"
    elif name != given:
        hint = f"the table's name is metadata.name here, {name}: change that, or leave `{problem.key}` out"
    return replace(
        problem, suggestion=None, hint=hint, superfluous=name is not None and name == given and place.in_file
    )


def _flag(problem: UnknownField, place: _Place) -> UnknownField:
    field = FLAGS[camel(problem.key)]
    edit = flag_edit(place.key, place.value, place.beside, place.source)
    if place.has(field):
        return _beside(problem, place, field)
    if edit is not None:
        return replace(
            problem,
            suggestion=None,
            hint=f"write {edit[1]}",
            stands_for=_beside_it(problem, field),
            mend=edit,
        )
    hint = f"it can only be on or off here, as {place.spelled(field)}"
    return replace(problem, suggestion=None, hint=hint, stands_for=_beside_it(problem, field))


def _beside_it(problem: UnknownField, field: str) -> Route:
    return (*problem.route[:-1], field)


def _beside(problem: UnknownField, place: _Place, field: str) -> UnknownField:
    hint = f"the field is {place.spelled(field)}, which is given too: leave `{problem.key}` out"
    return replace(problem, suggestion=None, hint=hint)


def _renamed(problem: UnknownField, place: _Place, field: str) -> UnknownField:
    if place.has(field):
        return _beside(problem, place, field)
    spelled = place.spelled(field)
    hint = f"the field is called {spelled} here"
    mend = (problem.span, spelled) if place.in_file else None
    return replace(problem, suggestion=None, hint=hint, stands_for=_beside_it(problem, field), mend=mend)


def _nested(problem: UnknownField, place: _Place, outer: str, inner: str) -> UnknownField:
    if place.has(outer):
        return _beside(problem, place, outer)
    hint = f"this stands under {outer} here, as {inner}"
    simple = isinstance(place.value, Scalar) and not place.has("nonKeyAttributes")
    certain = simple and not place.beside.flow and place.in_file
    mend = _nested_edit(place, outer, inner) if certain else None
    return replace(problem, suggestion=None, hint=hint, stands_for=_beside_it(problem, outer), mend=mend)


def _nested_edit(place: _Place, outer: str, inner: str) -> tuple[Span, str]:
    first, _ = place.source.line_span(place.source.line_of(place.key.start))
    indent = place.source.newline + " " * (place.key.start - first + 2)
    value = place.source.text[place.value.start : place.value.end]
    span = Span(place.source, place.key.start, place.value.end)
    return span, f"{place.spelled(outer)}:{indent}{inner}: {value}"
