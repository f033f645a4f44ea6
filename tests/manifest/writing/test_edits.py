"""Operations as edits: each does what it says in every style of writing, and leaves other text as it is."""

from __future__ import annotations

import copy
import json
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.writing.edits import edits_of
from planton_dynamodb.manifest.writing.operations import (
    Insert,
    Operation,
    Remove,
    Rename,
    Replace,
    ReplaceSpan,
    Swap,
)

HEAD = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
"""
ATTRIBUTES = ("spec", "attributeDefinitions")
KEYS = ("spec", "keySchema")


def manifest_in(text: str, *flags: str) -> Manifest:
    """The one manifest of a text."""
    (manifest,) = load_source(Source("orders.yaml", text), [parse(flag) for flag in flags]).manifests
    return manifest


def made(text: str, *operations: Operation, flags: tuple[str, ...] = ()) -> str | None:
    """The text after some operations; None where they cannot be made."""
    edits = edits_of(operations, manifest_in(text, *flags))
    if edits is None:
        return None
    for span, written in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        text = text[: span.start] + written + text[span.end :]
    return text


def spec(text: str) -> str:
    """A manifest with this spec, indented as it stands here."""
    return f"{HEAD}spec:\n{text}"


class TestRemove:
    """A part goes with its lines, its comma and its own comments."""

    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_an_item_goes_with_its_lines(self, position: int) -> None:
        """The first, a middle and the last one."""
        items = [f"    - name: {name} # the {name}\n      type: S\n" for name in "abc"]
        before = spec("  attributeDefinitions:\n" + "".join(items) + "  keySchema: []\n")
        del items[position]
        after = spec("  attributeDefinitions:\n" + "".join(items) + "  keySchema: []\n")
        assert made(before, Remove((*ATTRIBUTES, position))) == after

    def test_an_entry_goes_with_what_is_below_it(self) -> None:
        """A block of several lines, however its lists are indented."""
        before = spec(
            "  ttl:\n    enabled: true\n  keySchema:\n  - attributeName: pk\n  tableClass: STANDARD\n"
        )
        after = spec("  ttl:\n    enabled: true\n  tableClass: STANDARD\n")
        assert made(before, Remove(KEYS)) == after

    def test_a_key_is_found_in_the_spelling_of_the_file(self) -> None:
        """Routes are in camelCase, the file need not be."""
        before = spec("  stream_enabled: true\n  billing_mode: PROVISIONED\n")
        assert made(before, Remove(("spec", "streamEnabled"))) == spec("  billing_mode: PROVISIONED\n")

    def test_its_own_comments_go_with_it(self) -> None:
        """Those right above that are indented like it, and those below that are indented like its insides."""
        before = spec(
            "  attributeDefinitions:\n"
            "    - name: a\n      type: S\n"
            "    # when it was made\n"
            "    # (in seconds)\n"
            "    - name: b\n      type: N\n      # never a key\n"
            "    # what follows\n"
            "    - name: c\n      type: S\n"
        )
        after = spec(
            "  attributeDefinitions:\n    - name: a\n      type: S\n"
            "    # what follows\n    - name: c\n      type: S\n"
        )
        assert made(before, Remove((*ATTRIBUTES, 1))) == after

    @pytest.mark.parametrize(
        "comment", ["    # farther away\n\n", "  # of another block\n", "      # of the item before\n"]
    )
    def test_other_comments_stay(self, comment: str) -> None:
        """One with an empty line below it, or with another indentation, belongs to something else."""
        first, second = "    - name: a\n", "    - name: b\n"
        before = spec(f"  attributeDefinitions:\n{first}{comment}{second}")
        assert made(before, Remove((*ATTRIBUTES, 1))) == spec(
            f"  attributeDefinitions:\n{first}{comment}"
        ).replace("away\n\n", "away\n")

    def test_a_comment_above_the_first_item_may_be_about_all(self) -> None:
        """It stays, unless the second item has one of its own."""
        before = spec("  attributeDefinitions:\n    # only keys\n    - name: a\n    - name: b\n")
        after = spec("  attributeDefinitions:\n    # only keys\n    - name: b\n")
        assert made(before, Remove((*ATTRIBUTES, 0))) == after
        before = spec("  attributeDefinitions:\n    # first\n    - name: a\n    # second\n    - name: b\n")
        after = spec("  attributeDefinitions:\n    # second\n    - name: b\n")
        assert made(before, Remove((*ATTRIBUTES, 0))) == after

    def test_empty_lines_are_not_doubled(self) -> None:
        """Of those around it one stays; at the end of the file, none."""
        before = spec("  ttl: {}\n\n  keySchema: []\n\n  tableClass: STANDARD\n")
        assert made(before, Remove(KEYS)) == spec("  ttl: {}\n\n  tableClass: STANDARD\n")
        assert made(before, Remove(("spec", "tableClass"))) == spec("  ttl: {}\n\n  keySchema: []\n")

    def test_the_first_key_of_an_item_leaves_the_dash(self) -> None:
        """The next key, or the comment above it, moves up to the dash."""
        before = spec("  keySchema:\n    - attributeName: pk # the key\n      keyType: HASH\n")
        route = (*KEYS, 0, "attributeName")
        assert made(before, Remove(route)) == spec("  keySchema:\n    - keyType: HASH\n")
        before = spec("  keySchema:\n    - attributeName: pk\n\n      # hash or range\n      keyType: HASH\n")
        assert made(before, Remove(route)) == spec(
            "  keySchema:\n    - # hash or range\n      keyType: HASH\n"
        )

    def test_the_last_child_takes_its_parent_along(self) -> None:
        """An empty list or mapping says no more than none, and null is not written for it."""
        before = spec("  ttl:\n    enabled: true\n  attributeDefinitions:\n    - name: a\n")
        assert made(before, Remove((*ATTRIBUTES, 0))) == spec("  ttl:\n    enabled: true\n")
        assert made(before, Remove((*ATTRIBUTES, 0, "name"))) == spec("  ttl:\n    enabled: true\n")
        assert made(before, Remove(("spec", "ttl", "enabled"))) == spec(
            "  attributeDefinitions:\n    - name: a\n"
        )

    def test_a_section_stays(self) -> None:
        """The spec is not removed with the last field in it, nor is the manifest with its last section."""
        assert made(spec("  ttl: {}\n"), Remove(("spec", "ttl"))) is None
        assert made(HEAD, Remove(("metadata", "name"))) is None

    @pytest.mark.parametrize(
        ("before", "position", "after"),
        [
            ("[a, b, c]", 0, "[b, c]"),
            ("[a, b, c]", 1, "[a, c]"),
            ("[a, b, c]", 2, "[a, b]"),
            ("[ a , b ]", 0, "[ b ]"),
            ("[ a , b ]", 1, "[ a ]"),
            ("[a, b,]", 1, "[a, ]"),
            ("[{a: 1}, {b: 2}]", 0, "[{b: 2}]"),
            ("[\n    a,\n    b\n    ]", 0, "[\n    b\n    ]"),
            ("[\n    a,\n    b\n    ]", 1, "[\n    a\n    ]"),
            (
                "[\n    a, # first\n    # of b\n    b # second\n    ]",
                0,
                "[\n    # of b\n    b # second\n    ]",
            ),
            ("[\n    a, # first\n    # of b\n    b # second\n    ]", 1, "[\n    a # first\n    ]"),
            ("[a, # first\n    b]", 0, "[# first\n    b]"),
            ("[a, # first\n    b]", 1, "[a # first\n    ]"),
            ('["a, b", c]', 0, "[c]"),
        ],
    )
    def test_flow_style_keeps_its_commas(self, before: str, position: int, after: str) -> None:
        """A part goes with one comma; with its line, where it has one for itself."""
        index = f"  globalSecondaryIndexes:\n    - projection: {{nonKeyAttributes: {before}}}\n"
        route = ("spec", "globalSecondaryIndexes", 0, "projection", "nonKeyAttributes", position)
        assert made(spec(index), Remove(route)) == spec(index.replace(before, after))

    def test_json_stays_json(self) -> None:
        """In one line and in several."""
        document = json.loads(
            json.dumps(yaml.safe_load(spec("  attributeDefinitions: [{name: a}, {name: b}]\n")))
        )
        for indent in (None, 2):
            for position in (0, 1):
                expected = copy.deepcopy(document)
                del expected["spec"]["attributeDefinitions"][position]
                after = made(json.dumps(document, indent=indent), Remove((*ATTRIBUTES, position)))
                assert after == json.dumps(expected, indent=indent)

    def test_a_block_scalar_goes_as_a_whole(self) -> None:
        """All of its lines, and none below."""
        before = HEAD.replace("  name: orders\n", "  id: |\n    one\n    two\n  name: orders\n")
        assert made(before, Remove(("metadata", "id"))) == HEAD

    @pytest.mark.parametrize(
        "text",
        [
            "  ? keySchema\n  : - attributeName: pk\n  ttl: {}\n",
            "  !!map keySchema: []\n  ttl: {}\n",
            "  {? keySchema : [], ttl: {}}\n",
            "  {&a keySchema: [], ttl: {}}\n",
        ],
    )
    def test_unusual_writing_is_left_alone(self, text: str) -> None:
        """Explicit keys, and tags or anchors before a key."""
        assert made(spec(text), Remove(KEYS)) is None

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("  -\n    name: a\n  -\n    name: b\n", "  -\n    name: b\n"),
            ("  - # first\n    name: a\n  - # second\n    name: b\n", "  - # second\n    name: b\n"),
            ("  - &a\n    name: a\n  - name: b\n", "  - name: b\n"),
            ("  - !!map {name: a}\n  - name: b\n", "  - name: b\n"),
            ("  - &a !!map\n    name: a\n\n    # type\n    type: S\n  - name: b\n", "  - name: b\n"),
        ],
    )
    def test_a_dash_may_stand_alone(self, before: str, after: str) -> None:
        """What stands between the dash and the item goes with it."""
        assert made(spec(f"  attributeDefinitions:\n{before}"), Remove((*ATTRIBUTES, 0))) == spec(
            f"  attributeDefinitions:\n{after}"
        )

    def test_other_line_breaks_and_a_missing_last_one(self) -> None:
        """What is left ends as it did before."""
        before = spec("  ttl: {}\n  attributeDefinitions:\n    - name: a\n    - name: b").replace(
            "\n", "\r\n"
        )
        after = spec("  ttl: {}\n  attributeDefinitions:\n    - name: a\n").replace("\n", "\r\n")
        assert made(before, Remove((*ATTRIBUTES, 1))) == after
        assert made(before, Remove(("spec", "ttl"))) == before.replace("  ttl: {}\r\n", "")

    def test_what_is_not_there_is_not_removed(self) -> None:
        """A route that leads nowhere."""
        assert made(spec("  ttl: {}\n  keySchema: []\n"), Remove(("spec", "billingMode"))) is None
        assert made(spec("  ttl: {}\n  keySchema: []\n"), Remove((*KEYS, 0))) is None


class TestSwap:
    """Two items change places with what belongs to them."""

    def test_items_take_their_comments_along(self) -> None:
        """Behind them, inside of them and above them."""
        sort = "    # sort\n    - attributeName: sk # s\n      keyType: RANGE\n      # of sort\n"
        partition = "    # partition\n    - attributeName: pk # p\n      keyType: HASH\n"
        before = spec(f"  keySchema:\n{sort}{partition}  ttl: {{}}\n")
        after = spec(f"  keySchema:\n{partition}{sort}  ttl: {{}}\n")
        assert made(before, Swap((*KEYS, 0), (*KEYS, 1))) == after

    def test_a_comment_above_both_stays_above(self) -> None:
        """Above the first item only, it may be about the list."""
        sort, partition = "    - attributeName: sk\n", "    - attributeName: pk"
        before = spec(f"  keySchema:\n    # the key\n{sort}{partition}")
        after = spec(f"  keySchema:\n    # the key\n{partition}\n{sort[:-1]}")
        assert made(before, Swap((*KEYS, 0), (*KEYS, 1))) == after

    def test_items_that_are_not_neighbours(self) -> None:
        """What stands between them stays there."""
        before = spec("  keySchema:\n    - keyType: A\n    # b\n    - keyType: B\n    - keyType: C\n")
        after = spec("  keySchema:\n    - keyType: C\n    # b\n    - keyType: B\n    - keyType: A\n")
        assert made(before, Swap((*KEYS, 0), (*KEYS, 2))) == after

    def test_flow_style_keeps_its_commas(self) -> None:
        """Only the items move."""
        before = spec("  keySchema: [{keyType: RANGE}, {keyType: HASH} ]\n")
        after = spec("  keySchema: [{keyType: HASH}, {keyType: RANGE} ]\n")
        assert made(before, Swap((*KEYS, 0), (*KEYS, 1))) == after


class TestInsert:
    """A new entry stands where the contract has it, written like those around it."""

    def test_it_comes_in_the_order_of_the_contract(self) -> None:
        """Before the first field that comes later, behind all that belongs to the one before."""
        before = spec("  billingMode: PROVISIONED # for now\n    # until spring\n  # keys\n  keySchema: []\n")
        after = spec(
            "  billingMode: PROVISIONED # for now\n    # until spring\n"
            "  attributeDefinitions: []\n  # keys\n  keySchema: []\n"
        )
        assert made(before, Insert(("spec",), "attributeDefinitions", "[]")) == after

    def test_it_may_come_first_or_last(self) -> None:
        """Below the comment at the top; behind a last line that has no line break."""
        before = spec("  # the table\n  keySchema: []")
        assert made(before, Insert(("spec",), "billingMode", "PROVISIONED")) == spec(
            "  # the table\n  billingMode: PROVISIONED\n  keySchema: []"
        )
        assert made(before, Insert(("spec",), "streamEnabled", "true")) == before + "\n  streamEnabled: true"

    def test_the_envelope_is_mended_at_the_top(self) -> None:
        """A missing apiVersion comes before the kind."""
        before = "# orders\n" + HEAD.partition("\n")[2] + "spec: {}\n"
        assert (
            made(before, Insert((), "apiVersion", "aws.project-planton.org/v1"))
            == f"# orders\n{HEAD}spec: {{}}\n"
        )

    def test_it_is_spelled_like_its_neighbours(self) -> None:
        """In snake_case where those around it are, or where the spec is."""
        before = spec("  billing_mode: PROVISIONED\n")
        assert (
            made(before, Insert(("spec",), "tableClass", "STANDARD")) == before + "  table_class: STANDARD\n"
        )
        before = spec("  key_schema:\n    - {}\n    - attribute_name: pk\n")
        route = ("spec", "keySchema", 0)
        assert made(before, Insert(route, "keyType", "HASH")) == before.replace("{}", "{key_type: HASH}")

    def test_an_item_may_begin_with_it(self) -> None:
        """Behind the dash."""
        before = spec("  keySchema:\n    - keyType: HASH\n")
        after = spec("  keySchema:\n    - attributeName: pk\n      keyType: HASH\n")
        assert made(before, Insert((*KEYS, 0), "attributeName", "pk")) == after

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("{}", "{enabled: true}"),
            ("{attributeName: at}", "{enabled: true, attributeName: at}"),
            ("{\n    attributeName: at\n  }", "{\n    enabled: true,\n    attributeName: at\n  }"),
            ('{"attributeName": "at"}', '{enabled: true, "attributeName": "at"}'),
        ],
    )
    def test_flow_style_gets_a_comma(self, before: str, after: str) -> None:
        """On a line of its own where the others have one."""
        assert made(spec(f"  ttl: {before}\n"), Insert(("spec", "ttl"), "enabled", "true")) == spec(
            f"  ttl: {after}\n"
        )

    def test_behind_the_last_in_flow_style(self) -> None:
        """The comma comes before it."""
        before = spec("  ttl: { enabled: true }\n")
        after = spec("  ttl: { enabled: true, attributeName: at }\n")
        assert made(before, Insert(("spec", "ttl"), "attributeName", "at")) == after

    @pytest.mark.parametrize("indent", [None, 2])
    def test_json_gets_quotes(self, indent: int | None) -> None:
        """Keys and words are quoted, booleans and numbers are not."""
        document = yaml.safe_load(
            spec("  ttl: {enabled: true}\n  provisionedThroughput: {readCapacityUnits: 1}\n")
        )
        operations = (
            Insert(("spec", "ttl"), "attributeName", "at"),
            Insert(("spec", "provisionedThroughput"), "writeCapacityUnits", "5"),
            Insert(("spec",), "billingMode", "PROVISIONED"),
        )
        after = json.loads(str(made(json.dumps(document, indent=indent), *operations)))
        assert after["spec"]["ttl"] == {"enabled": True, "attributeName": "at"}
        assert after["spec"]["provisionedThroughput"] == {"readCapacityUnits": 1, "writeCapacityUnits": 5}
        assert next(iter(after["spec"].items())) == ("billingMode", "PROVISIONED")

    def test_nothing_is_put_into_what_is_no_mapping(self) -> None:
        """A null, a list, or nothing at all."""
        before = spec("  ttl:\n  keySchema: []\n")
        for route in (("spec", "ttl"), KEYS, ("spec", "projection")):
            assert made(before, Insert(route, "enabled", "true")) is None


class TestReplace:
    """A scalar is written anew with the quotes that it had, or that it needs."""

    @pytest.mark.parametrize(
        ("before", "text", "after"),
        [
            ("pk", "sk", "sk"),
            ("'pk'", "sk", "'sk'"),
            ('"pk"', "sk", '"sk"'),
            ("'pk'", "it's", "'it''s'"),
            ('"pk"', 'a "b"', '"a \\"b\\""'),
            ("pk", "123", '"123"'),
            ("pk", "yes", '"yes"'),
            ("pk", "a: b", '"a: b"'),
            ("pk", " pk", '" pk"'),
            ("pk", "größe", '"größe"'),
            ("pk # key", "sk", "sk # key"),
            ("~", "sk", "sk"),
            ("", "sk", "sk"),
            ("&a pk", "sk", "&a sk"),
            ("!!str pk", "sk", "!!str sk"),
            ("|\n        pk", "sk", "sk"),
        ],
    )
    def test_a_text_is_quoted_as_it_needs(self, before: str, text: str, after: str) -> None:
        """Every YAML reader has to read the new text as itself."""
        key = "  keySchema:\n    - attributeName:{}\n      keyType: HASH\n"
        written = f" {before}" if before else ""
        found = made(spec(key.format(written)), Replace((*KEYS, 0, "attributeName"), text))
        assert found == spec(key.format(f" {after}"))
        assert yaml.safe_load(found)["spec"]["keySchema"][0]["attributeName"] == text

    @pytest.mark.parametrize(
        ("field", "before", "text", "after"),
        [
            ("streamEnabled", "'false'", "true", "true"),
            ("streamEnabled", "false", "true", "true"),
            ("billingMode", "'ON_DEMAND'", "PAY_PER_REQUEST", "'PAY_PER_REQUEST'"),
            ("billingMode", "ON_DEMAND", "PAY_PER_REQUEST", "PAY_PER_REQUEST"),
        ],
    )
    def test_a_boolean_has_no_quotes(self, field: str, before: str, text: str, after: str) -> None:
        """A word keeps its own."""
        found = made(spec(f"  {field}: {before}\n"), Replace(("spec", field), text))
        assert found == spec(f"  {field}: {after}\n")

    def test_a_collection_is_no_scalar(self) -> None:
        """A list is not overwritten by a word."""
        assert made(spec("  keySchema: []\n"), Replace(KEYS, "x")) is None


class TestWords:
    """Keys and words at places that a finding names."""

    @pytest.mark.parametrize(
        ("before", "after"), [("ttl", "table"), ("'ttl'", "'table'"), ('"ttl"', '"table"')]
    )
    def test_a_key_keeps_its_quotes(self, before: str, after: str) -> None:
        """Its value is not touched."""
        assert made(spec(f"  {before}: {{}}\n"), Rename(("spec", "ttl"), "table")) == spec(
            f"  {after}: {{}}\n"
        )

    @pytest.mark.parametrize(
        ("text", "written"), [("HASH", '"HASH"'), ("true", "true"), ("5", "5"), ('"5"', '"5"')]
    )
    def test_a_word_in_json_is_quoted(self, text: str, written: str) -> None:
        """What JSON has without quotes stays so."""
        before = json.dumps(yaml.safe_load(spec("  keySchema: [{keyType: 1}]\n")))
        manifest = manifest_in(before)
        start = before.index("1}")
        edits = edits_of([ReplaceSpan(Span(manifest.source, start, start + 1), text)], manifest)
        assert edits is not None
        assert edits[0][1] == written


ALIASED = """\
  keySchema: &key
    - attributeName: pk
      keyType: HASH
    - attributeName: sk
      keyType: RANGE
  attributeDefinitions:
    - &pk {name: pk, type: S}
    - *pk
    - name: other
      type: S
  globalSecondaryIndexes:
    - name: a
      keySchema: *key
      projection: &all
        type: ALL
        nonKeyAttributes: [x, y]
    - name: b
      projection:
        <<: *all
        type: INCLUDE
"""


class TestAliases:
    """What stands in several places is not edited in one of them."""

    @pytest.mark.parametrize(
        "operation",
        [
            Remove((*KEYS, 0)),
            Remove(KEYS),
            Swap((*KEYS, 0), (*KEYS, 1)),
            Replace((*KEYS, 0, "attributeName"), "id"),
            Rename((*KEYS, 0, "attributeName"), "name"),
            Remove((*ATTRIBUTES, 0)),
            Remove((*ATTRIBUTES, 1)),
            Swap((*ATTRIBUTES, 1), (*ATTRIBUTES, 2)),
            Remove(("spec", "globalSecondaryIndexes", 0)),
            Remove(("spec", "globalSecondaryIndexes", 1)),
            Remove(("spec", "globalSecondaryIndexes", 0, "keySchema")),
            Remove(("spec", "globalSecondaryIndexes", 0, "keySchema", 1)),
            Remove(("spec", "globalSecondaryIndexes", 0, "projection", "nonKeyAttributes", 0)),
            Remove(("spec", "globalSecondaryIndexes", 1, "projection", "nonKeyAttributes")),
            Remove(("spec", "globalSecondaryIndexes", 1, "projection", "nonKeyAttributes", 0)),
            Insert((*KEYS, 0), "keyType", "HASH"),
        ],
        ids=str,
    )
    def test_no_edit_is_given_there(self, operation: Operation) -> None:
        """Neither where the anchor stands, nor where an alias or a merge key shows it."""
        assert made(spec(ALIASED), operation) is None

    def test_beside_them_all_is_as_ever(self) -> None:
        """An item that no alias names, though its neighbours are named."""
        assert made(spec(ALIASED), Remove((*ATTRIBUTES, 2))) == spec(
            ALIASED.replace("    - name: other\n      type: S\n", "")
        )
        assert made(spec(ALIASED), Replace(("spec", "globalSecondaryIndexes", 1, "name"), "c")) == spec(
            ALIASED.replace("name: b", "name: c")
        )

    def test_an_anchor_without_an_alias_is_no_obstacle(self) -> None:
        """Nothing else changes with it."""
        before = spec("  ttl: {}\n  keySchema: &key\n    - attributeName: pk\n")
        assert made(before, Remove(KEYS)) == spec("  ttl: {}\n")


class TestFlags:
    """What a flag put there is not in the file."""

    @pytest.mark.parametrize(
        ("flag", "operation"),
        [
            ("spec.streamEnabled=true", Remove(("spec", "streamEnabled"))),
            ("spec.billingMode=X", Replace(("spec", "billingMode"), "PROVISIONED")),
            ("spec.ttl.attributeName=at", Remove(("spec", "ttl"))),
            ("spec.ttl.attributeName=at", Remove(("spec", "ttl", "attributeName"))),
            ("spec.keySchema[1]={keyType: HASH}", Swap((*KEYS, 0), (*KEYS, 1))),
            ("spec.sseSpecification.enabled=true", Insert(("spec", "sseSpecification"), "kmsKeyArn", "x")),
            ("spec.bilingMode=X", Rename(("spec", "bilingMode"), "billingMode")),
        ],
        ids=str,
    )
    def test_no_edit_is_given_there(self, flag: str, operation: Operation) -> None:
        """Nor in what holds a part from a flag."""
        text = spec(
            "  billingMode: PROVISIONED\n  keySchema:\n    - keyType: RANGE\n  ttl:\n    enabled: true\n"
        )
        assert made(text, operation, flags=(flag,)) is None


Value: TypeAlias = Any
"""Whatever JSON can hold."""

words = st.sampled_from(
    ["pk", "sk", "a b", "true", "12", "it's", 'say "x"', "a: b", "# no", "- x", "", " x", "é", "null"]
)
scalars = st.one_of(words, st.integers(-5, 10**13), st.booleans())
keys = st.sampled_from(["name", "type", "keyType", "attributeName", "enabled", "x_y", "odd key"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
specs = st.dictionaries(keys, values, min_size=2, max_size=5)


def routes(value: Value, route: Route) -> list[Route]:
    """Every way into a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[Route] = [route]
    for step, part in inside:
        found += routes(part, (*route, step))
    return found


def at(document: Value, route: Route) -> Value:
    """What a route leads to."""
    for step in route:
        document = document[step]
    return document


def written(document: Value, style: str) -> str:
    """A document in one of the styles that people and tools write."""
    if style.startswith("json"):
        return json.dumps(document, indent=2 if style == "json-lines" else None, ensure_ascii=False)
    flow = {"block": False, "flow": True, "mixed": None}[style]
    return yaml.safe_dump(document, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=40)


documents = st.builds(
    lambda spec: {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": "x"},
        "spec": spec,
    },
    specs,
)
styles = st.sampled_from(["block", "flow", "mixed", "json", "json-lines"])


@settings(max_examples=150, deadline=None)
@given(documents, styles, st.data())
def test_what_is_removed_is_gone_and_nothing_else(
    document: dict[str, Value], style: str, data: st.DataObject
) -> None:
    """In every style, the text reads as the document without that part; an emptied parent goes as well."""
    route = data.draw(
        st.sampled_from([found for found in routes(document["spec"], ("spec",)) if len(found) > 1])
    )
    after = made(written(document, style), Remove(route))
    while len(route) > 2 and len(at(document, route[:-1])) == 1:
        route = route[:-1]
    expected = copy.deepcopy(document)
    del at(expected, route[:-1])[route[-1]]
    assert after is not None
    assert (json.loads(after) if style.startswith("json") else yaml.safe_load(after)) == expected


@settings(max_examples=100, deadline=None)
@given(documents, styles, st.data())
def test_what_is_swapped_changes_places(document: dict[str, Value], style: str, data: st.DataObject) -> None:
    """In every style, the text reads as the document with two items exchanged."""
    lists = [route for route in routes(document["spec"], ("spec",)) if isinstance(at(document, route), list)]
    lists = [route for route in lists if len(at(document, route)) > 1]
    if not lists:
        return
    route = data.draw(st.sampled_from(lists))
    places = st.integers(0, len(at(document, route)) - 1)
    first, second = data.draw(st.lists(places, min_size=2, max_size=2, unique=True))
    after = made(written(document, style), Swap((*route, first), (*route, second)))
    expected = copy.deepcopy(document)
    items = at(expected, route)
    items[first], items[second] = items[second], items[first]
    if after is None:
        assert style in ("block", "mixed")
        return
    assert (json.loads(after) if style.startswith("json") else yaml.safe_load(after)) == expected


@settings(max_examples=100, deadline=None)
@given(documents, styles, st.data())
def test_what_is_inserted_is_there(document: dict[str, Value], style: str, data: st.DataObject) -> None:
    """In every style, the text reads as the document with one more entry."""
    mappings = [
        route for route in routes(document["spec"], ("spec",)) if isinstance(at(document, route), dict)
    ]
    route = data.draw(st.sampled_from(mappings))
    after = made(written(document, style), Insert(route, "added", "true"))
    expected = copy.deepcopy(document)
    at(expected, route)["added"] = "true"
    assert after is not None
    assert (json.loads(after) if style.startswith("json") else yaml.safe_load(after)) == expected
