from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planton_dynamodb.checking import Checker
from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.json_schema import DIALECT, EXAMPLES, schema_of
from planton_dynamodb.manifest.decode import EnumWords, fields_of
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS, AWS_DYNAMODB, KINDS, OPERATIONS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from tests.fmt.dress import written
from tests.schema.core_yaml import documents

CORPUS = Path(__file__).parent.parent / "corpus"
SCHEMA = schema_of(AWS_DYNAMODB)
VALIDATOR = Draft202012Validator(SCHEMA)
OF_SHAPE = ("additionalProperties", "type", "anyOf", "const", "required")
READ_AS_A_NUMBER = "wrong-type--leading-zero"
"""A schema sees the number that a YAML reader makes of 010, not how it was written."""
SHAPES = ("envelope-kind", "envelope-spec-required", "unknown-field", "unknown-enum", "wrong-type")


def errors(path: Path) -> set[str]:
    """The rules that refuse a file."""
    checked = Checker().check_bytes(path.name, path.read_bytes())
    return {found.rule for found in checked.diagnostics if found.severity == "error"}


def is_for_a_schema(path: Path) -> bool:
    """Whether a file is a manifest that is sound, or whose shape alone tells that it is not."""
    if path.suffix not in (".yaml", ".json") or path.stem == READ_AS_A_NUMBER:
        return False
    if b"\n---" in path.read_bytes():
        return False
    found = errors(path)
    return not found or bool(found & set(SHAPES))


JUDGED = [path for path in sorted(CORPUS.glob("*/*.*")) if is_for_a_schema(path)]


def table(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """The smallest manifest with other fields in its spec."""
    example = json.loads(json.dumps(EXAMPLES["AwsDynamodb"]))
    example["spec"] |= changes
    return dict(example)


def accepts(value: object) -> bool:
    """Whether the schema does."""
    return bool(VALIDATOR.is_valid(value))


def every_object(schema: object) -> Iterator[dict[str, Any]]:
    """Each part of the schema that describes a mapping."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from every_object(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from every_object(part)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_is_a_valid_schema(kind: Any) -> None:  # noqa: ANN401
    """It follows the 2020-12 dialect, every reference in it leads somewhere, and its own examples fit it."""
    schema = schema_of(kind)
    assert schema["$schema"] == DIALECT
    Draft202012Validator.check_schema(schema)
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("path", JUDGED, ids=lambda path: path.stem)
def test_takes_whatever_validate_takes(path: Path) -> None:
    """A corpus file without an error fits the schema, and one whose shape is an error does not."""
    assert fits(path.read_text(encoding="utf-8")) is (not errors(path))


def fits(text: str) -> bool:
    """Whether an editor with this schema underlines nothing."""
    try:
        return all(accepts(target(document)) for document in documents(text))
    except yaml.YAMLError:
        return False


def target(document: object) -> object:
    """The manifest in a document: of a stack input, its target."""
    if isinstance(document, dict) and "target" in document and "kind" not in document:
        return document["target"]
    return document


def test_the_corpus_shows_every_mistake_of_shape() -> None:
    """The test above sees files of each rule that a schema can stand in for."""
    shown = {path.name.partition("--")[0] for path in JUDGED if path.parent.name == "err"}
    assert set(SHAPES) <= shown
    assert sum(path.parent.name == "ok" for path in JUDGED) > 50


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_takes_every_sound_shape(seed: int) -> None:
    """What the reader decodes without a problem has no unknown key, word or type for the schema either."""
    text = written(seed).text
    loaded = load_source(Source("manifest.yaml", text))
    assert not [problem for problem in loaded.problems if problem.breaks]
    for document in documents(text):
        if isinstance(document, dict) and document.get("kind") == "AwsDynamodb":
            assert [
                error.message for error in VALIDATOR.iter_errors(document) if error.validator in OF_SHAPE
            ] == []


@pytest.mark.parametrize(
    "spec",
    [
        {"billing_mode": "PAY_PER_REQUEST", "billingMode": None},
        {"billingMode": "PAY_PER_REQUEST"},
        {"billingMode": 2},
        {"billingMode": "2"},
        {"provisionedThroughput": {"readCapacityUnits": "5", "write_capacity_units": 5.0}},
        {"provisionedThroughput": {"readCapacityUnits": None}},
        {"provisionedThroughput": None, "ttl": None, "localSecondaryIndexes": None, "streamEnabled": None},
        {"tableClass": "TABLE_CLASS_UNSPECIFIED"},
        {"serverSideEncryption": {"enabled": False, "kms_key_arn": ""}},
        {"globalSecondaryIndexes": []},
    ],
    ids=str,
)
def test_takes_each_spelling(spec: dict[str, Any]) -> None:
    """Both spellings of keys and words, numbers in quotes, numbers of enum values, and null for absent."""
    made = table(**spec)
    if "billing_mode" in spec:
        del made["spec"]["billingMode"]
    assert accepts(made)


def test_takes_labels_of_any_scalar() -> None:
    """The reader takes `cost: 12` for a text, as it stands there."""
    made = table()
    made["metadata"]["labels"] = {"team": "checkout", "cost": 12, "live": True, "note": None}
    assert accepts(made)


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"biling_mode": "PAY_PER_REQUEST"}, "a key that is none"),
        ({"billingMode": "ON_DEMAND"}, "a word that is none"),
        ({"billingMode": 7}, "a number that no value has"),
        ({"billingMode": None}, "a required field left empty"),
        ({"streamEnabled": "yes"}, "a text for a boolean"),
        ({"attributeDefinitions": {"name": "pk"}}, "a mapping for a list"),
        ({"attributeDefinitions": []}, "no attribute"),
        ({"attributeDefinitions": [{"name": "x" * 256, "type": "S"}]}, "a name that is too long"),
        ({"keySchema": [{"attributeName": "pk", "keyType": "HASH"}] * 3}, "a key of three"),
        ({"keySchema": [{"attributeName": "pk"}]}, "a key element without its type"),
        ({"keySchema": [None]}, "an item that is not there"),
        ({"provisionedThroughput": {"readCapacityUnits": "many"}}, "no number"),
        ({"provisionedThroughput": {"readCapacityUnits": -1}}, "a number below zero"),
        ({"serverSideEncryption": {"enabled": True, "kmsKeyArn": "alias/orders"}}, "a key without its ARN"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_what_is_certainly_wrong(spec: dict[str, Any], why: str) -> None:
    """Shapes and limits that no other field and no quota can make right."""
    assert not accepts(table(**spec))


def test_every_level_is_closed() -> None:
    """A misspelt key is underlined wherever it stands."""
    described = list(every_object(SCHEMA))
    assert len(described) > 10
    assert all(part["additionalProperties"] is False for part in described)


def test_only_canonical_spellings_are_offered() -> None:
    """An editor completes properties and enum values: those are in camelCase, and have their prefix."""
    offered = [name for part in every_object(SCHEMA) for name in part["properties"]]
    assert offered
    assert not [name for name in offered if "_" in name]
    modes = SCHEMA["$defs"]["BillingMode"]["anyOf"]
    assert [part["enum"] for part in modes if "enum" in part] == [
        ["BILLING_MODE_PROVISIONED", "BILLING_MODE_PAY_PER_REQUEST"]
    ]


def test_every_field_of_the_contract_is_there_and_described() -> None:
    """Each message is complete, and says of each field what the contract says."""
    descriptor = AWS_DYNAMODB.message().DESCRIPTOR.fields_by_name["spec"].message_type
    assert descriptor is not None
    properties = SCHEMA["$defs"]["AwsDynamodbSpec"]["properties"]
    assert list(properties) == [field.json_name for field in fields_of(descriptor.full_name).fields]
    for field in descriptor.fields:
        assert properties[field.json_name]["description"] == COMMENTS[field.full_name]


def test_an_editor_shows_what_is_said_of_the_field() -> None:
    """The YAML language server takes a description in $defs for that of every field that refers to it."""
    assert not [name for name, made in SCHEMA["$defs"].items() if "description" in made]
    items = SCHEMA["$defs"]["AwsDynamodbSpec"]["properties"]["keySchema"]["items"]
    assert items["description"] == "One attribute of a key and the part that it plays in it."


def test_every_value_that_is_offered_says_what_it_means() -> None:
    """Editors show it beside the value."""
    described = [
        part for made in SCHEMA["$defs"].values() for part in made.get("anyOf", ()) if "enum" in part
    ]
    assert described
    for part in described:
        assert len(part["enumDescriptions"]) == len(part["enum"])
        assert all(part["enumDescriptions"])


def test_every_word_that_the_reader_knows_fits() -> None:
    """The patterns are made from the reader's own list of words."""
    descriptor = AWS_DYNAMODB.message().DESCRIPTOR.fields_by_name["spec"].message_type
    assert descriptor is not None
    for enum in descriptor.enum_types:
        part = Draft202012Validator(SCHEMA["$defs"][enum.name])
        assert all(part.is_valid(word) for word in EnumWords(enum.full_name).numbers)
        assert not part.is_valid("SOMETHING_ELSE")


def test_the_examples_are_sound() -> None:
    """What an editor starts a manifest with has nothing that validate would report, the patterns beside their table."""
    named = load_source(Source("orders.json", json.dumps(EXAMPLES["AwsDynamodb"]))).manifests
    for example in EXAMPLES.values():
        checked = Checker(others=named).check_text("example.json", json.dumps(example))
        assert (checked.resources, checked.diagnostics) == (1, [])


PATTERNS = [
    path
    for path in (*sorted(CORPUS.glob("*/*.yaml")), *sorted((CORPUS.parents[1] / "examples").rglob("*.yaml")))
    if ACCESS_PATTERNS.name in path.read_text(encoding="utf-8", errors="replace")
]
PATTERNS_VALIDATOR = Draft202012Validator(schema_of(ACCESS_PATTERNS))
UNSHAPELY = {
    *SHAPES,
    "patterns-name-charset",
    "patterns-table-required",
    "pattern-name-required",
    "entity-name-required",
    "operation-required",
}


@pytest.mark.parametrize("name", ["p", "shop-orders", "Orders_v1.2", "x" * 255])
def test_access_patterns_may_have_a_short_name(name: str) -> None:
    """It is no name of a table, which has three characters at least."""
    assert PATTERNS_VALIDATOR.is_valid(EXAMPLES["AwsDynamodbAccessPatterns"] | {"metadata": {"name": name}})


@pytest.mark.parametrize("name", ["..", "../orders", "my orders", "x" * 256])
def test_access_patterns_have_a_name_for_a_file(name: str) -> None:
    """A path, a blank, dots alone and a name that is too long are refused, as `validate` refuses them."""
    example = EXAMPLES["AwsDynamodbAccessPatterns"]
    assert not PATTERNS_VALIDATOR.is_valid(example | {"metadata": {"name": name}})


@pytest.mark.parametrize("field", ["entities", "items", "patterns"])
@pytest.mark.parametrize("part", [7, "a", None, []])
def test_parts_of_access_patterns_are_mappings(field: str, part: object) -> None:
    """Neither a number nor a text stands for an entity, a sample item or a pattern."""
    example = EXAMPLES["AwsDynamodbAccessPatterns"]
    assert not PATTERNS_VALIDATOR.is_valid(example | {"spec": example["spec"] | {field: [part]}})


@pytest.mark.parametrize("path", PATTERNS, ids=lambda path: path.stem)
def test_takes_the_patterns_that_validate_takes(path: Path) -> None:
    """Whatever else is wrong with access patterns, a schema sees their shape alone."""
    for document in documents(path.read_text(encoding="utf-8")):
        if isinstance(document, dict) and document.get("kind") == ACCESS_PATTERNS.name:
            assert PATTERNS_VALIDATOR.is_valid(document) or errors(path) & UNSHAPELY


AROUND = [
    path
    for path in (*sorted(CORPUS.rglob("*.yaml")), *sorted((CORPUS.parents[1] / "examples").rglob("*.yaml")))
    if f"kind: {OPERATIONS.name}" in path.read_text(encoding="utf-8", errors="replace")
]
AROUND_VALIDATOR = Draft202012Validator(schema_of(OPERATIONS))


def around(**spec: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """The smallest operations with other fields in their spec."""
    return EXAMPLES["AwsDynamodbOperations"] | {"spec": {"table": "orders", **spec}}


@pytest.mark.parametrize("path", AROUND, ids=lambda path: path.stem)
def test_takes_the_operations_that_validate_takes(path: Path) -> None:
    """Operations without an error fit the schema, and those whose shape is an error do not."""
    given = [
        document
        for document in documents(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and document.get("kind") == OPERATIONS.name
    ]
    found = errors(path)
    fitting = all(AROUND_VALIDATOR.is_valid(document) for document in given)
    if found & set(SHAPES):
        assert not fitting
    else:
        assert fitting or found


@pytest.mark.parametrize(
    "spec",
    [
        {"environments": [{"name": "prod", "retention": "RETAIN", "requires": ["ENCRYPTION"]}]},
        {"environments": [{"name": "dev", "retention": "RETENTION_DESTROY"}]},
        {"autoScaling": {"read": {"max": 100}, "indexes": [{"index": "by-email", "write": {"max": "50"}}]}},
        {"auto_scaling": {"write": {"max": 9, "target_utilization": 50, "scale_in_cooldown": 0}}},
        {"alarms": {"notify": "arn:aws:sns:us-east-1:111122223333:x", "systemErrors": {"enabled": False}}},
        {"alarms": {"notify": "arn:aws:sns:us-east-1:{org}:x", "consumedCapacity": {"percent": 1}}},
        {"parameters": {"path": "/{app}/{env}", "outputs": ["TABLE_NAME", "PARAMETER_OUTPUT_TABLE_ARN"]}},
        {"grants": [{"name": "task", "access": "READ_WRITE", "role": None, "stream": True}]},
        {"usage": {"reads": "500000/month", "consistentReadsPercent": 100}},
        {},
    ],
    ids=str,
)
def test_takes_each_part_of_operations(spec: dict[str, Any]) -> None:
    """In its short form and its long one, in either spelling."""
    assert AROUND_VALIDATOR.is_valid(around(**spec))


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"table": None}, "a table that is not named"),
        ({"autoscaling": {}}, "a key that is none"),
        ({"environments": [{"retention": "RETAIN"}]}, "an environment without a name"),
        ({"environments": [{"name": "dev", "retention": "Delete"}]}, "a word that is none"),
        ({"environments": [{"name": "dev", "requires": ["PITR"]}]}, "a word in a list that is none"),
        ({"autoScaling": {"read": {"min": 5}}}, "no most units"),
        ({"autoScaling": {"read": {"max": 0}}}, "no units at most"),
        ({"autoScaling": {"read": {"max": 9, "scaleInCooldown": -1}}}, "a time before now"),
        ({"alarms": {}}, "nobody to tell"),
        ({"alarms": {"notify": "x", "userErrors": {"periodSeconds": 90}}}, "a period of a minute and a half"),
        ({"alarms": {"notify": "x", "consumedCapacity": {"percent": 101}}}, "more than all"),
        (
            {"alarms": {"notify": "x", "others": [{"name": "a", "metric": "b"}]}},
            "an alarm without a threshold",
        ),
        ({"parameters": {"outputs": ["TABLE_NAME"]}}, "no path"),
        ({"grants": [{"name": "task"}]}, "a grant of nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_operations_that_are_certainly_wrong(spec: dict[str, Any], why: str) -> None:
    """Shapes and limits that nothing in a table can make right."""
    assert not AROUND_VALIDATOR.is_valid(around(**spec))


def test_short_words_are_offered_for_what_runs_around_a_table() -> None:
    """`fmt` writes them without the name of their enum, and so an editor completes them."""
    definitions = schema_of(OPERATIONS)["$defs"]
    offered = [part["enum"] for part in definitions["Retention"]["anyOf"] if "enum" in part]
    assert offered == [["RETAIN", "DESTROY"]]
