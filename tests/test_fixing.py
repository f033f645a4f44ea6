"""Fixes made: what helps is done, what does harm is not, and a second time changes nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.checking import Checked, Checker
from planton_dynamodb.fixing import Fixed, fix, summary, unified_difference
from planton_dynamodb.manifest.overrides import parse
from planton_dynamodb.manifest.writing.operations import Operation, Remove, Rename, Replace
from planton_dynamodb.rules import registry
from planton_dynamodb.rules.registry import Finding, Fix, Rule, Severity
from planton_dynamodb.rules.subject import Table

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path for path in (CORPUS / "err").rglob("*") if path.suffix in (".yaml", ".json"))
CHECKER = Checker()

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""


def checked(data: bytes) -> Checked:
    """What is found in a file."""
    return CHECKER.check_bytes("orders.yaml", data)


def fixed(data: bytes | str, *, unsafe: bool = False, flags: tuple[str, ...] = ()) -> Fixed:
    """A file after its fixes."""
    checker = Checker(overrides=[parse(flag) for flag in flags])
    return fix("orders.yaml", data.encode() if isinstance(data, str) else data, checker, unsafe=unsafe)


def found_in(data: bytes) -> list[str]:
    """The rules that find something in a file."""
    return [found.rule for found in checked(data).diagnostics]


def errors(data: bytes) -> Counter[str]:
    """How often each rule finds an error."""
    return Counter(found.rule for found in checked(data).diagnostics if found.severity == "error")


def nothing_worse(before: bytes, after: bytes) -> bool:
    """Whether no error is new, other than those that could not be seen for something that was not read."""
    families = {registry.all_rules()[rule].family for rule in errors(before)}
    return "reading_rules" in families or not errors(after) - errors(before)


def offers(data: bytes, *, unsafe: bool) -> list[str]:
    """The rules that offer a fix."""
    fixes = [(found.rule, found.fix) for found in checked(data).diagnostics]
    return [rule for rule, offered in fixes if offered is not None and (offered.safe or unsafe)]


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")


@each_file
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_a_file_is_as_good_as_its_fixes_make_it(path: Path, unsafe: bool) -> None:  # noqa: FBT001  # by name
    """All that is offered is made, nothing is found that was not, and fixing again changes nothing."""
    before = path.read_bytes()
    after = fixed(before, unsafe=unsafe)
    assert offers(after.data, unsafe=unsafe) == []
    assert (after.made > 0) == bool(offers(before, unsafe=unsafe)) == (after.data != before)
    assert nothing_worse(before, after.data)
    again = fixed(after.data, unsafe=unsafe)
    assert (again.data, again.made) == (after.data, 0)


@each_file
def test_what_is_held_back_is_what_the_unsafe_fixes_make(path: Path) -> None:
    """The number that --unsafe-fixes is advertised with is the number of fixes that it makes."""
    safe = fixed(path.read_bytes())
    assert safe.held_back == fixed(safe.data, unsafe=True).made
    assert fixed(safe.data, unsafe=True).held_back == 0


@each_file
def test_line_breaks_and_the_byte_order_mark_stay(path: Path) -> None:
    """A file with other line breaks, or with a byte order mark, is mended to the same text with these."""
    before = path.read_bytes()
    if b"\r" in before or before.startswith(b"\xef\xbb\xbf") or b"\0" in before:
        return
    after = fixed(before, unsafe=True)
    windows = fixed(before.replace(b"\n", b"\r\n"), unsafe=True)
    assert (windows.data, windows.made) == (after.data.replace(b"\n", b"\r\n"), after.made)
    marked = fixed(b"\xef\xbb\xbf" + before, unsafe=True)
    assert (marked.data, marked.made) == (b"\xef\xbb\xbf" + after.data, after.made)


@each_file
def test_json_stays_json(path: Path) -> None:
    """The same manifest as JSON, in one line or in several, is mended to JSON that says the same."""
    try:
        documents = [document for document in yaml.load_all(path.read_bytes(), AsWritten) if document]
    except (yaml.YAMLError, UnicodeDecodeError):
        return
    if len(documents) != 1 or b"ignore[" in path.read_bytes() or path.name.startswith("too-large"):
        return
    for indent in (None, 2):
        before = json.dumps(documents[0], indent=indent).encode()
        after = fixed(before, unsafe=True)
        json.loads(after.data)
        assert nothing_worse(before, after.data)
        assert fixed(after.data, unsafe=True).data == after.data


class AsWritten(yaml.SafeLoader):
    """Takes booleans and whole numbers as JSON does, and everything else for text."""


AsWritten.yaml_implicit_resolvers = {}
AsWritten.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"~|null|\Z"), ["~", "n", ""])
AsWritten.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)\Z"), ["t", "f"])
AsWritten.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(0|[1-9][0-9]*)\Z"), list("0123456789"))


def test_other_text_stays_byte_for_byte() -> None:
    """Comments, quotes, blanks and odd line breaks that are no part of an edit are as before."""
    before = (
        "# orders\r\n\r\napiVersion:   aws.project-planton.org/v1 # v1\n"
        "kind: 'AwsDynamodb'\nmetadata: {name: \"orders\", }\n\n\nspec:\n"
        "  attributeDefinitions:\n  - {name: pk,type: S}   # the key\n\n  - name: gone\n    type: N\n"
        "  keySchema: [ {attributeName: pk, keyType: HASH} ]\n  biling_mode:  'ON_DEMAND'\t# cheap\n# end"
    )
    after = fixed(before, unsafe=True)
    assert after.made == 3
    assert after.data.decode() == before.replace("  - name: gone\n    type: N\n", "").replace(
        "biling_mode", "billing_mode"
    ).replace("ON_DEMAND", "PAY_PER_REQUEST")


def test_what_a_mended_field_shows_is_mended_next() -> None:
    """A misspelt key hides what is below it: its fix is made, and what it shows is mended too."""
    before = (
        TABLE.replace("keySchema:", "keyShcema:").replace("HASH", "hash").replace("billingMode", "bilingMode")
    )
    assert sorted(found_in(before.encode())) == ["unknown-field", "unknown-field"]
    after = fixed(before)
    assert (after.data.decode(), after.made) == (TABLE, 3)


def test_what_a_mended_field_shows_may_have_no_fix() -> None:
    """The fix is made all the same: the error was there before, only nobody could see it."""
    before = TABLE.replace("billingMode: PAY_PER_REQUEST", "bilingMode: PROVISIONED")
    after = fixed(before)
    assert after.data.decode() == TABLE.replace("PAY_PER_REQUEST", "PROVISIONED")
    assert found_in(after.data) == ["throughput-required"]


def test_a_field_is_not_given_twice() -> None:
    """A misspelt key is left alone where the field is given already, be it in its other spelling."""
    before = TABLE.replace("  keySchema:", "  billing_mod: PROVISIONED\n  keySchema:")
    assert fixed(before, unsafe=True).data.decode() == before


def test_neighbours_are_all_removed() -> None:
    """Edits that touch each other are made one after the other."""
    unused = "".join(f"    - name: a{number}\n      type: S\n" for number in range(9))
    before = TABLE.replace("    - name: pk\n", unused + "    - name: pk\n")
    assert fixed(before).data.decode() == TABLE
    flow = "".join(f"{{name: a{number}, type: S}}, " for number in range(9))
    before = TABLE.replace("\n    - name: pk\n      type: S\n", f" [{flow}{{name: pk, type: S}}]\n")
    assert fixed(before).data.decode() == before.replace(flow, "")


def test_a_fix_is_made_with_what_makes_up_for_it() -> None:
    """Another key leaves its definition unused: the fix for that comes along."""
    before = TABLE.replace(
        "    - name: pk\n      type: S\n", "    - name: pk\n      type: S\n    - name: at\n      type: S\n"
    )
    before = before.replace(
        "keyType: HASH\n", "keyType: HASH\n    - attributeName: at\n      keyType: RANGE\n"
    ) + (
        "  localSecondaryIndexes:\n    - name: by-status\n      keySchema:\n"
        "        - attributeName: status\n          keyType: HASH\n"
        "        - attributeName: total\n          keyType: RANGE\n"
        "      projection: {type: ALL}\n"
    )
    more = "    - name: status\n      type: S\n    - name: total\n      type: N\n"
    after = fixed(before.replace("  keySchema:\n    - ", more + "  keySchema:\n    - ", 1), unsafe=True)
    assert after.made == 2
    assert found_in(after.data) == []


def test_an_aliased_part_is_left_alone() -> None:
    """The same mistake in two places through one anchor has no fix."""
    before = TABLE.replace("keySchema:", "keySchema: &key").replace("HASH", "hash") + (
        "  globalSecondaryIndexes:\n    - name: same\n      keySchema: *key\n      projection: {type: ALL}\n"
    )
    assert found_in(before.encode()) == ["unknown-enum", "unknown-enum"]
    assert fixed(before, unsafe=True).data.decode() == before


def test_every_document_is_mended() -> None:
    """In a file of several manifests; documents of other kinds are not touched."""
    broken = TABLE.replace("HASH", "Hash")
    other = "kind: ConfigMap\ndata: {keyType:  Hash}\n"
    invoices = TABLE.replace("orders", "invoices")
    after = fixed(f"---\n{broken}---\n{other}---\n{invoices.replace('HASH', 'Hash')}")
    assert after.data.decode() == f"---\n{TABLE}---\n{other}---\n{invoices}"


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    """Bad bytes, bad YAML, an empty file, and one that is too large."""
    for data in (b"\xff\xfe\0", b"a: [", b"", b"x" * 10_000_001):
        assert fixed(data, unsafe=True) == Fixed(data, 0, 0)


class TestFlags:
    """Fixes change files, and only in ways that are right with the flags and without them."""

    def test_a_finding_at_a_flag_is_not_mended(self) -> None:
        """There is nothing in the file to change."""
        assert fixed(TABLE, unsafe=True, flags=("spec.billingMode=ON_DEMAND",)).data.decode() == TABLE

    def test_a_finding_that_a_flag_makes_is_not_mended_in_the_file(self) -> None:
        """By itself the file is right: what the flag makes wrong is for the flag to mend."""
        provisioned = TABLE.replace(
            "PAY_PER_REQUEST\n",
            "PROVISIONED\n  provisionedThroughput:\n    readCapacityUnits: 5\n    writeCapacityUnits: 5\n",
        )
        flags = ("spec.billingMode=PAY_PER_REQUEST",)
        assert fixed(provisioned, unsafe=True, flags=flags).data.decode() == provisioned
        assert (
            fixed(provisioned.replace("PROVISIONED", "PAY_PER_REQUEST"), unsafe=True).data.decode() == TABLE
        )

    def test_a_finding_that_a_flag_hides_is_not_mended(self) -> None:
        """With the flag there is no such finding."""
        unused = TABLE.replace("  keySchema:", "    - name: other\n      type: S\n  keySchema:")
        flags = ("spec.keySchema[1]={attributeName: other, keyType: RANGE}",)
        assert fixed(unused, flags=flags).data.decode() == unused
        assert fixed(unused).data.decode() == TABLE

    def test_what_is_wrong_either_way_is_mended(self) -> None:
        """A flag elsewhere is no obstacle."""
        assert fixed(TABLE.replace("HASH", "hash"), flags=("metadata.name=other",)).data.decode() == TABLE


Check = Any


def rule_that_offers(name: str, *fixes: tuple[str, tuple[Operation, ...]]) -> Rule:
    """A rule that finds each label that is there, and offers a fix for it."""

    def check(table: Table) -> Iterator[Finding]:
        for label, operations in fixes:
            if label in table.labels:
                yield Finding(
                    ("metadata", "labels", label),
                    f"{label} is there",
                    "mend it",
                    fix=Fix("mend it", operations),
                )

    return Rule(name, Severity.ERROR, "invented", None, None, "Invented.", check)


def label(name: str) -> tuple[str, ...]:
    """The way to a label."""
    return ("metadata", "labels", name)


class TestHarm:
    """What checking again shows to be wrong is not kept."""

    LABELS = TABLE.replace(
        "  name: orders\n", "  name: orders\n  labels:\n    a: x\n    b: x\n    c: x\n    d: x\n"
    )

    def mended(self, monkeypatch: pytest.MonkeyPatch, *fixes: tuple[str, tuple[Operation, ...]]) -> Fixed:
        """The labelled table after the fixes of an invented rule."""
        monkeypatch.setitem(registry._table_rules, "invented", rule_that_offers("invented", *fixes))
        assert "invented" in found_in(self.LABELS.encode())
        return fixed(self.LABELS)

    def test_a_fix_that_makes_another_error_is_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its finding would be gone, and another one there."""
        harm = Replace(("spec", "keySchema", 0, "attributeName"), "other")
        after = self.mended(monkeypatch, ("a", (Remove(label("a")), harm)))
        assert (after.data.decode(), after.made) == (self.LABELS, 0)

    def test_a_fix_that_keeps_its_finding_is_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Though another one would be gone, which has a fix of its own."""
        after = self.mended(monkeypatch, ("a", (Remove(label("b")),)), ("b", (Remove(label("a")),)))
        assert (after.data.decode(), after.made) == (self.LABELS, 0)

    def test_a_fix_that_breaks_the_text_is_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What cannot be read has no findings of that rule any more, and is no better for it."""
        after = self.mended(monkeypatch, ("a", (Rename(("metadata", "labels"), "labels: ["),)))
        assert (after.data.decode(), after.made) == (self.LABELS, 0)

    def test_a_fix_that_hides_the_manifest_is_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A document of another kind has no findings at all."""
        other = (Replace(("kind",), "ConfigMap"), Replace(("apiVersion",), "v1"))
        after = self.mended(monkeypatch, ("a", other))
        assert (after.data.decode(), after.made) == (self.LABELS, 0)

    def test_good_fixes_beside_a_bad_one_are_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever the bad one stands among them."""
        harm = Replace(("spec", "keySchema", 0, "attributeName"), "other")
        for bad in "abcd":
            fixes = [
                (name, (Remove(label(name)), harm) if name == bad else (Remove(label(name)),))
                for name in "abcd"
            ]
            after = self.mended(monkeypatch, *fixes)
            assert after.made == 3
            assert yaml.safe_load(after.data)["metadata"]["labels"] == {bad: "x"}

    def test_a_fix_is_made_as_a_whole_or_not_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of two that want different things of one place, the first is made with all of its edits."""
        fixes = [
            ("a", (Remove(label("a")), Replace(label("c"), "one"))),
            ("b", (Remove(label("b")), Replace(label("c"), "two"))),
        ]
        after = self.mended(monkeypatch, *fixes)
        assert yaml.safe_load(after.data)["metadata"]["labels"] == {"c": "two", "d": "x"}
        assert after.made == 2

    def test_a_bad_fix_is_not_made_with_what_could_not_be_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What a misspelling hid may show when it is mended; that excuses no other fix."""
        harm = Replace(("spec", "keySchema", 0, "attributeName"), "other")
        monkeypatch.setitem(
            registry._table_rules, "invented", rule_that_offers("invented", ("a", (Remove(label("a")), harm)))
        )
        after = fixed(self.LABELS.replace("AwsDynamodb", "AwsDynamoDB"))
        assert (after.data.decode(), after.made) == (self.LABELS, 1)

    def test_a_fix_that_failed_is_tried_again_after_another(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What did harm at first may be right when the text has changed."""

        def check(table: Table) -> Iterator[Finding]:
            for name in "ab":
                if table.labels[name] == "x":
                    operations = (Replace(label(name), "y"), Replace(label("c"), name))
                    yield Finding(label(name), f"{name} is x", "mend it", fix=Fix("mend it", operations))
            if (table.labels["a"], table.labels["b"]) == ("y", "x"):
                yield Finding(label("d"), "b has to be mended before a", "mend it")

        rule = Rule("invented", Severity.ERROR, "invented", None, None, "Invented.", check)
        monkeypatch.setitem(registry._table_rules, "invented", rule)
        after = fixed(self.LABELS)
        assert yaml.safe_load(after.data)["metadata"]["labels"] == {"a": "y", "b": "y", "c": "a", "d": "x"}

    def test_no_empty_parent_is_left_behind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """When every part of it goes, one by one, it goes as well."""
        after = self.mended(monkeypatch, *((name, (Remove(label(name)),)) for name in "abcd"))
        assert (after.data.decode(), after.made) == (TABLE, 4)

    def test_fixes_that_do_not_help_cost_a_bounded_number_of_checks(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a large file that is all harm, the search for what helps ends early."""
        names = [f"l{number}" for number in range(300)]
        harm = Replace(("spec", "keySchema", 0, "attributeName"), "other")
        rule = rule_that_offers("invented", *((name, (Remove(label(name)), harm)) for name in names))
        monkeypatch.setitem(registry._table_rules, "invented", rule)
        check_bytes, calls = Checker.check_bytes, Counter[str]()

        def counted(checker: Checker, name: str, data: bytes, *, named: bool = True) -> Checked:
            calls[name] += 1
            return check_bytes(checker, name, data, named=named)

        monkeypatch.setattr(Checker, "check_bytes", counted)
        padding = "# orders\n" * 10_000
        text = padding + TABLE.replace(
            "spec:", "  labels:\n" + "".join(f"    {n}: x\n" for n in names) + "spec:"
        )
        assert fixed(text) == Fixed(text.encode(), 0, 0)
        assert calls["orders.yaml"] < 60

    def test_fixes_that_undo_each_other_come_to_an_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each mends one finding and makes the other: neither is better."""

        def check(table: Table) -> Iterator[Finding]:
            now = table.labels.get("a")
            then = {"x": "y", "y": "x"}[str(now)]
            yield Finding(
                label("a"), f"it is {now}", "change it", fix=Fix("change it", (Replace(label("a"), then),))
            )

        rule = Rule("invented", Severity.ERROR, "invented", None, None, "Invented.", check)
        monkeypatch.setitem(registry._table_rules, "invented", rule)
        assert fixed(self.LABELS).made == 0


def test_the_safe_fix_goes_first_where_two_touch() -> None:
    """An unsafe one that was asked for does not keep a safe one from being made."""
    before = TABLE.replace("  keySchema:", "  ttl: {enabled: yes, atributeNam: at}\n  keySchema:")
    assert fixed(before, unsafe=True).data.decode() == TABLE.replace(
        "  keySchema:", "  ttl: {enabled: true, attributeName: at}\n  keySchema:"
    )


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([], None),
        ([(0, 0), (0, 0)], None),
        ([(1, 0)], "1 fix made in 1 file"),
        ([(2, 1), (1, 1), (0, 0)], "3 fixes made in 2 files; 2 more with --unsafe-fixes"),
        ([(0, 2)], "no fix made; 2 with --unsafe-fixes"),
    ],
)
def test_the_summary_counts_fixes_and_files(results: list[tuple[int, int]], said: str | None) -> None:
    """Files in which nothing was mended are not counted."""
    assert summary([Fixed(b"", made, held) for made, held in results], "made") == said


def test_a_difference_is_a_patch() -> None:
    """Carriage returns stay in their lines, and a missing last line break is marked."""
    found = unified_difference("a.yaml", b"a\r\nb\x0cc\nd", b"a\r\nB\x0cc\nd\n")
    assert found == (
        b"--- a.yaml\n+++ a.yaml\n@@ -1,3 +1,3 @@\n a\r\n"
        b"-b\x0cc\n-d\n\\ No newline at end of file\n+B\x0cc\n+d\n"
    )
    assert unified_difference("a.yaml", b"a", b"a") == b""


names = st.sampled_from(["pk", "sk", "other", "123", "yes", "Pk", "created at"])
maybe = st.sampled_from([True, False, False])
attribute = st.fixed_dictionaries(
    {"name": names}, optional={"type": st.sampled_from(["S", "N", "string", "ATTRIBUTE_TYPE_S", "s"])}
)
key = st.fixed_dictionaries(
    {"attributeName": names},
    optional={"keyType": st.sampled_from(["HASH", "RANGE", "hash", "KEY_TYPE_RANGE", "SORT"])},
)
units = st.fixed_dictionaries(
    {},
    optional={
        "readCapacityUnits": st.sampled_from([0, 5, "1_000"]),
        "writeCapacityUnits": st.sampled_from([0, 5]),
    },
)
projection = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["ALL", "INCLUDE", "all", "KEYS"]),
        "nonKeyAttributes": st.lists(names, max_size=3),
    },
)
index = st.fixed_dictionaries(
    {"name": names, "keySchema": st.lists(key, max_size=3)},
    optional={"projection": projection, "provisionedThroughput": units, "hashKey": names},
)
table = st.fixed_dictionaries(
    {"attributeDefinitions": st.lists(attribute, max_size=4), "keySchema": st.lists(key, max_size=3)},
    optional={
        "billingMode": st.sampled_from(
            ["PAY_PER_REQUEST", "PROVISIONED", "ON_DEMAND", "BILLING_MODE_PROVISIONED"]
        ),
        "bilingMode": st.just("PROVISIONED"),
        "provisionedThroughput": units,
        "globalSecondaryIndexes": st.lists(index, max_size=2),
        "localSecondaryIndexes": st.lists(index, max_size=2),
        "ttl": st.fixed_dictionaries(
            {}, optional={"enabled": st.sampled_from([True, "yes"]), "attributeName": names}
        ),
        "streamEnabled": st.sampled_from([True, "on", "true"]),
        "streamViewType": st.sampled_from(["NEW_IMAGE", "new_image", "BOTH"]),
        "region": st.just("eu-west-1"),
        "pointInTimeRecovery": st.just({"enabled": True}),
        "serverSideEncryption": st.just({"kmsKeyArn": "alias/aws/dynamodb"}),
    },
)
manifest = st.builds(
    lambda version, kind, labels, spec: (
        version | {"kind": kind, "metadata": {"name": "x-y"} | labels, "spec": spec}
    ),
    st.sampled_from([{"apiVersion": "aws.project-planton.org/v1"}, {"apiVersion": "aws.openmcf.org/v1"}, {}]),
    st.sampled_from(["AwsDynamodb", "AwsDynamodb", "AwsDynamoDB"]),
    st.sampled_from([{}, {"labels": {"a": "1", "b.c": True}}, {"lables": {"a": "b"}}]),
    table,
)
styles = st.sampled_from(["block", "flow", "mixed", "json"])


def written(document: dict[str, Any], style: str) -> bytes:
    """A manifest in one of the styles that people and tools write."""
    if style == "json":
        return json.dumps(document, indent=2).encode()
    flow = {"block": False, "flow": True, "mixed": None}[style]
    return yaml.safe_dump(document, default_flow_style=flow, sort_keys=False, width=60).encode()


@settings(max_examples=120, deadline=None)
@given(manifest, styles, st.booleans())
def test_any_manifest_is_mended_once_and_for_all(document: dict[str, Any], style: str, unsafe: bool) -> None:  # noqa: FBT001  # drawn
    """Whatever is wrong with it: it can still be read, a second time changes nothing, and JSON stays JSON."""
    before = written(document, style)
    after = fixed(before, unsafe=unsafe)
    (json.loads if style == "json" else yaml.safe_load)(after.data)
    again = fixed(after.data, unsafe=unsafe)
    assert (again.data, again.made) == (after.data, 0)
    assert checked(after.data).resources == 1
    assert nothing_worse(before, after.data)
