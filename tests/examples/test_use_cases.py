"""The five uses that the resource's documentation names, and what it says of data: each is there, and true of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from planton_dynamodb import compare, tables, tables_text
from planton_dynamodb.changes.change import REPLACE
from planton_dynamodb.cli import main
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.patterns.answer import Answer
from planton_dynamodb.patterns.reach import design_within
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.table.table import Table
from tests.examples.documents import EXAMPLES, document, section

FOLDER = EXAMPLES / "use-cases"


class Use(NamedTuple):
    """A use: what the document calls it, where it stands here, and whether a table is what the document says of it."""

    heading: str
    file: str
    said: Callable[[Table], bool]


USES = (
    Use(
        "Simple Key-Value Store",
        "key-value-store",
        lambda table: table.billing_mode == "PAY_PER_REQUEST" and table.key.sort is None,
    ),
    Use(
        "Time-Series Data with TTL",
        "time-series",
        lambda table: table.key.sort is not None and table.expiry.enabled,
    ),
    Use(
        "Event Sourcing with Streams",
        "event-sourcing",
        lambda table: table.stream_view_type == "NEW_AND_OLD_IMAGES",
    ),
    Use("Multi-Access Pattern with GSIs", "several-indexes", lambda table: len(table.global_indexes) > 1),
    Use(
        "Cost Optimization",
        "cost-optimisation",
        lambda table: table.table_class == "STANDARD_INFREQUENT_ACCESS",
    ),
)
each_use = pytest.mark.parametrize("use", USES, ids=lambda use: use.file)


def texts(file: str) -> tuple[str, str]:
    """The table of a use and its access patterns, as they are written."""
    table, patterns = (FOLDER / f"{file}{ending}" for ending in (".yaml", ".patterns.yaml"))
    return table.read_text(encoding="utf-8"), patterns.read_text(encoding="utf-8")


def changed(text: str, old: str, new: str) -> str:
    """A text with one place of it otherwise."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def only(patterns: str, name: str) -> str:
    """Access patterns without all but one."""
    before, *rest = re.split(r"^(?=    - name: )", patterns.partition("  patterns:\n")[2], flags=re.MULTILINE)
    (found,) = [each for each in rest if each.startswith(f"    - name: {name}\n")]
    return f"{patterns.partition('  patterns:')[0]}  patterns:\n{before}{found}"


def tried(table: str, patterns: str) -> Trial:
    """Access patterns on their samples, in memory."""
    loaded = load_source(Source("case.yaml", f"{table}---\n{patterns}"))
    (manifest,) = [each for each in loaded.manifests if each.kind is ACCESS_PATTERNS]
    return Trial(design_within(manifest, loaded, (), Quotas()))


def ran(folder: Path, table: str, patterns: str) -> int:
    """The exit code of access patterns that are asked of a table in an embedded DynamoDB."""
    path = folder / "case.yaml"
    path.write_text(f"{table}---\n{patterns}", encoding="utf-8")
    return main(["rehearse", "--patterns", str(path)])


def test_the_document_names_these_uses_and_no_others() -> None:
    """Each heading below its Use Cases is one of ours, and each of ours is a heading there."""
    headings = re.findall(r"^### (.+)$", section(document("004"), "## Use Cases"), re.MULTILINE)
    assert headings == [use.heading for use in USES]


@each_use
def test_each_use_is_what_the_document_says_of_it(use: Use) -> None:
    """Its billing, key, expiry, stream, indexes or class; the page names it by the document's heading."""
    (table,) = tables(FOLDER / f"{use.file}.yaml")
    assert use.said(table)
    row = next(line for line in (FOLDER / "README.md").read_text().splitlines() if use.heading in line)
    assert f"({use.file}.yaml)" in row
    assert f"({use.file}.patterns.yaml)" in row


@each_use
def test_each_use_serves_what_is_asked_of_it(use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """Every pattern is served without a scan, and comes out as expected in an embedded DynamoDB."""
    path = str(FOLDER / f"{use.file}.patterns.yaml")
    assert main(["check-patterns", "--strict", path]) == 0, capsys.readouterr()
    assert main(["rehearse", "--patterns", path]) == 0, capsys.readouterr()


@pytest.mark.parametrize("index", ["by-status", "by-product"])
def test_global_indexes_are_only_eventually_consistent(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A consistent read of one is found before it is asked, and refused when it is."""
    table, patterns = texts("several-indexes")
    patterns = only(patterns, "orders-by-status" if index == "by-status" else "sales-of-product")
    consistent = changed(patterns, f"index: {index}\n", f"index: {index}\n      consistentRead: true\n")
    (tmp_path / "found.yaml").write_text(f"{table}---\n{consistent}", encoding="utf-8")
    assert main(["check-patterns", str(tmp_path / "found.yaml")]) == 1
    assert "Consistent reads are not supported on global secondary indexes" in capsys.readouterr().out
    refused = re.sub(r"      expect:\n(?: {8}.*\n)+", "", consistent) + (
        "      expect:\n        error: ValidationException\n"
    )
    assert ran(tmp_path, table, refused) == 0, capsys.readouterr()


def test_local_indexes_are_strongly_consistent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A consistent read of one is answered, at twice the price."""
    table, patterns = texts("several-indexes")
    patterns = only(patterns, "latest-orders-of-customer")
    assert ran(tmp_path, table, patterns) == 0, capsys.readouterr()
    prices = []
    for text in (patterns, changed(patterns, "      consistentRead: true\n", "")):
        trial = tried(table, text)
        answer = trial.answer(trial.patterns[0])
        assert answer is not None
        prices.append(answer.read_units)
    assert prices == [1.0, 0.5]


def test_global_indexes_can_be_removed_later_and_local_ones_cannot() -> None:
    """Without a global index the table stays; without the local one it would be another table."""
    text = texts("several-indexes")[0]
    local = text.partition("  localSecondaryIndexes:")[0]
    without_global = re.sub(r"    - name: by-product\n(?: {6}.*\n)+", "", text)
    without_global = without_global.replace("    - name: productId\n      type: ATTRIBUTE_TYPE_S\n", "")
    old, no_local, no_global = (tables_text(each)[0] for each in (text, local, without_global))
    assert {change.effect for change in compare(old, no_local)} == {REPLACE}
    assert REPLACE not in {change.effect for change in compare(old, no_global)}


@pytest.mark.parametrize(
    ("projection", "carried"),
    [
        ("PROJECTION_TYPE_INCLUDE", {"quantity", "total"}),
        ("PROJECTION_TYPE_KEYS_ONLY", set[str]()),
        ("PROJECTION_TYPE_ALL", {"quantity", "total", "status", "note"}),
    ],
)
def test_the_projection_says_which_attributes_an_index_has(projection: str, carried: set[str]) -> None:
    """Those of the key always, and besides none, all, or the ones that are named."""
    table, patterns = texts("several-indexes")
    if projection != "PROJECTION_TYPE_INCLUDE":
        names = "        nonKeyAttributes:\n          - quantity\n          - total\n"
        listed = f"        type: PROJECTION_TYPE_INCLUDE\n{names}"
        table = changed(table, listed, f"        type: {projection}\n")
    wanted = "      attributes:\n        - placedAt\n        - quantity\n        - total\n"
    trial = tried(table, changed(only(patterns, "sales-of-product"), wanted, ""))
    answer = trial.answer(trial.patterns[0])
    assert answer is not None
    keys = {"customerId", "orderId", "productId", "placedAt"}
    assert {frozenset(item) - keys for item in answer.items if item["customerId"] == {"S": "ann"}} == {
        frozenset(carried)
    }


@pytest.mark.parametrize(("size", "consistent", "eventual"), [(4096, 1.0, 0.5), (4097, 2.0, 1.0)])
def test_a_read_unit_is_a_strongly_consistent_read_of_4_kb(
    size: int, consistent: float, eventual: float
) -> None:
    """Or two eventually consistent ones; one byte more is one unit more."""
    assert answered(size, "GetItem\n      consistentRead: true").read_units == consistent
    assert answered(size, "GetItem").read_units == eventual


@pytest.mark.parametrize(("size", "units"), [(1024, 1.0), (1025, 2.0)])
def test_a_write_unit_is_a_write_of_1_kb(size: int, units: float) -> None:
    """One byte more is one unit more."""
    assert answered(size, "DeleteItem").write_units == units


def answered(size: int, operation: str) -> Answer:
    """What comes of an operation on an item of the key-value store that has a size."""
    table, patterns = texts("key-value-store")
    head = patterns.partition("  items:")[0]
    value = "x" * (size - len("key" + "banner" + "value"))
    trial = tried(
        table,
        f"{head}  items:\n    - attributes:\n        key: banner\n        value: {value}\n"
        f"  patterns:\n    - name: ask\n      operation: {operation}\n      key:\n        key: banner\n",
    )
    answer = trial.answer(trial.patterns[0])
    assert answer is not None
    return answer


def test_global_indexes_consume_their_own_capacity() -> None:
    """An order costs a unit for the table and one for each index that it stands in."""
    table, patterns = texts("several-indexes")
    trial = tried(table, only(patterns, "place-order"))
    answer = trial.answer(trial.patterns[0])
    assert answer is not None
    assert answer.write_units == 1 + len(trial.table.indexes if trial.table else ())


def test_items_expire_by_a_number_of_seconds() -> None:
    """Each reading of the time series has one, seven days behind its own time."""
    trial = tried(*texts("time-series"))
    for sample in trial.samples:
        read_at, expires_at = (int(sample.attributes[name]["N"]) for name in ("readAt", "expiresAt"))
        assert expires_at - read_at == 7 * 24 * 60 * 60
