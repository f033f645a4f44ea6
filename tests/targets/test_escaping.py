"""What users write comes out of every target as they wrote it, read by readers that are not ours.

What Terraform, tsc and the AWS CLI make of the texts is asked of these themselves, in the tests of each target. This is
the net below them all: it reads each format with a library and looks for every name and tag again.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias
from unicodedata import is_normalized

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.sound import Sound
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import registry
from planton_dynamodb.targets.registry import TARGETS, Of

Tree: TypeAlias = Any
"""What a reader makes of a text."""
Reader: TypeAlias = Callable[[str], Iterator[str]]
"""Finds the texts that stand in a file, keys among them."""

WORDS = (
    *("yes", "No", "on", "null", "true", "123", "1_000", "0x1f", "0o17", "1e3", "1.0", "08", "2026-11-22"),
    *("-.inf", ".nan", "---", "...", "-1-", "1.2.3", "None", "str", "nil", "for"),
)
"""What some reader of YAML, or of a program, would take for something else; all of these may name a table."""
ODD = (
    *WORDS,
    *("~", "12:30", "${x}", "$${x}", "%{if}", "%%{x}", "$", "$$", "%", "{{x}}", "a: b", "- a", "#", "a #b", "!Ref x"),
    *("'", '"', "'''", '"""', "\\", "\\n", "\\u0041", "a\nb", "a\r\nb", "\n", "\t", " a ", " ", "&a", "*a", "{a}"),
    *("[a]", "@a", "`a`", "$(a)", "|", ">", "?", "=", "<<", "/*", "*/", "//", "EOF", "\u2028", "\u0085", "\ufeff"),
    *("ß", "日本", "😀", "\u200b", "é", "e\u0301", "\x7f", "\x01"),
)  # fmt: skip
names = st.sampled_from(WORDS) | st.from_regex(r"[a-zA-Z0-9_.-]{3,20}", fullmatch=True)
texts = st.sampled_from(ODD) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20
)
tag_texts = st.sampled_from(
    (*WORDS, "a: b", " a ", "=", "a - b", "+1", "@a", "ß", "日本", "\u00a0", "1:30")
) | (
    st.text(
        alphabet=st.characters(categories=["L", "N", "Zs"], include_characters="_.:/=+-@"),
        min_size=1,
        max_size=20,
    )
)
keys = st.sampled_from(
    (
        "arn:aws:kms:eu-central-1:123456789012:key/0d1f2e3c-4b5a-6978-8695-a4b3c2d1e0f9",
        "arn:aws:kms:eu-central-1:123456789012:alias/shop_orders-1/x",
    )
)


@st.composite
def manifests(draw: st.DrawFn) -> tuple[Tree, frozenset[str]]:
    """A sound manifest with odd texts wherever a text may stand, and these texts."""
    table, index = (
        draw(names.filter(lambda name: len(name) >= 3)),
        draw(names.filter(lambda name: len(name) >= 3)),
    )
    partition, sort, carried, expiry = draw(st.lists(texts, min_size=4, max_size=4, unique=True))
    tags = draw(st.dictionaries(tag_texts, tag_texts, max_size=3))
    key = draw(keys)
    manifest = {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": table, "env": draw(tag_texts), "labels": tags},
        "spec": {
            "billingMode": "PAY_PER_REQUEST",
            "attributeDefinitions": [{"name": partition, "type": "S"}, {"name": sort, "type": "N"}],
            "keySchema": key_schema(partition, sort),
            "globalSecondaryIndexes": [
                {
                    "name": index,
                    "keySchema": key_schema(sort, partition),
                    "projection": {"type": "INCLUDE", "nonKeyAttributes": [carried]},
                }
            ],
            "ttl": {"enabled": True, "attributeName": expiry},
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": key},
        },
    }  # fmt: skip
    found = Checker().check_text("orders.json", json.dumps(manifest)).diagnostics
    assume(not any(each.severity == "error" for each in found))
    # Pulumi YAML has no word for a key that begins so, and says so: tests/targets/test_pulumi_yaml.py.
    assume(not any(tag.lower().startswith("fn::") for tag in tags))
    return manifest, frozenset({table, index, partition, sort, carried, expiry, key, *tags, *tags.values()})


def key_schema(partition: str, sort: str) -> Tree:
    """A key of two attributes."""
    return [
        {"attributeName": partition, "keyType": "HASH"},
        {"attributeName": sort, "keyType": "RANGE"},
    ]


def texts_in(tree: Tree) -> Iterator[str]:
    """Every text of a tree."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(tree, (list, tuple)):
        for item in tree:
            yield from texts_in(item)


def in_pulumi(text: str) -> Iterator[str]:
    """Pulumi YAML takes `$$` for a dollar sign, and what is in `${}` for a reference."""
    for each in texts_in(list(yaml.safe_load_all(text))):
        if "${" not in each.replace("$$", ""):
            yield each.replace("$$", "$")


def in_python(text: str) -> Iterator[str]:
    """The constants of a program."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def in_terraform(text: str) -> Iterator[str]:
    """Terraform takes every text of its JSON for a template; one that is a call, or in quotes, has texts in it."""
    for each in texts_in(json.loads(text)):
        if each.startswith(("${merge(", '${"')):
            for word in re.findall(r'"(?:[^"\\]|\\.)*"|[\w-]+', each):
                yield from of_template(_unquoted(word) if word.startswith('"') else word)
        else:
            yield from of_template(each)


def _unquoted(word: str) -> str:
    """A text in quotes: JSON has all of Terraform's escapes but the one of eight digits."""
    short = re.sub(r"(\\\\)|\\U([0-9a-f]{8})", lambda found: found[1] or chr(int(found[2], 16)), word)
    return str(json.loads(short))


def of_template(text: str) -> Iterator[str]:
    """What a template of Terraform says, if that is known: two signs before a brace are one, and one begins a hole."""
    plain = re.sub(r"\$\$\{|%%\{", "", text)
    if "${" not in plain and "%{" not in plain:
        yield re.sub(r"([$%])\1\{", r"\1{", text)


class Template(yaml.SafeLoader):
    """CloudFormation's YAML, in which only what has a tag is a reference."""


def nothing(*_: object) -> None:
    """What a reference says: nothing that stands there."""


Template.add_multi_constructor("!", nothing)


def in_template_yaml(text: str) -> Iterator[str]:
    """What is said, and not what is referred to."""
    yield from texts_in(yaml.load(text, Loader=Template))


def in_template_json(text: str) -> Iterator[str]:
    """The same in JSON, where a reference is an object."""

    def said(members: dict[str, Tree]) -> Tree:
        return None if any(name == "Ref" or name.startswith("Fn::") for name in members) else members

    yield from texts_in(json.loads(text, object_hook=said))


def in_json(text: str) -> Iterator[str]:
    """Plain JSON."""
    yield from texts_in(json.loads(text))


def in_script(text: str) -> Iterator[str]:
    """The words of a shell script, and what stands in those that are JSON."""
    for word in shlex.split(text, comments=True):
        if word.startswith("{\n"):
            yield from in_json(word)


READERS: dict[tuple[str, str], Reader] = {
    ("pulumi", "yaml"): in_pulumi,
    ("pulumi", "python"): in_python,
    ("pulumi-operator", "yaml"): in_pulumi,
    ("terraform", "json"): in_terraform,
    ("cloudformation", "yaml"): in_template_yaml,
    ("cloudformation", "json"): in_template_json,
    ("create-table", "json"): in_json,
    ("create-table", "script"): in_script,
}
NOT_HERE = {
    ("terraform", "hcl"): "only Terraform reads it: tests/targets/test_terraform_text.py",
    ("policy", "json"): "says nothing of a table but its ARN",
}
"""What has no reader here, with where it is read instead; the list may only shrink."""


def rendered(target: str, language: str, manifest: Tree) -> Mapping[str, str]:
    """The files of a manifest."""
    (loaded,) = load_source(Source("orders.json", json.dumps(manifest))).manifests
    table = resolve(loaded)
    if TARGETS[target].of is Of.TABLES:
        return registry.files_of_tables(target, language, [Sound(loaded, table)])
    return registry.files(target, language, table, loaded)


@pytest.mark.parametrize(("target", "language"), list(READERS))
@given(made=manifests())
@settings(max_examples=60)
def test_every_text_is_found_again(target: str, language: str, made: tuple[Tree, frozenset[str]]) -> None:
    """Names, attributes, tags and ARNs, in all files of a target together, each to the letter."""
    manifest, told = made
    # Terraform would write all texts in Unicode's form NFC, so others are refused: tests/targets/test_terraform.py.
    assume(target != "terraform" or all(is_normalized("NFC", each) for each in texts_in(manifest)))
    read = READERS[target, language]
    written = rendered(target, language, manifest)
    # A Python program has a project beside it that says nothing of the table.
    first, *others = written.values()
    found = {each for text in ([first] if language == "python" else [first, *others]) for each in read(text)}
    assert told - found == set()


def test_every_target_of_a_table_is_read() -> None:
    """One that is new has a reader here, or a reason why not."""
    of_a_table = {
        (target, language)
        for target, found in TARGETS.items()
        if found.of in (Of.TABLE, Of.TABLES)
        for language in found.languages
    }
    assert READERS.keys() | NOT_HERE.keys() == of_a_table
