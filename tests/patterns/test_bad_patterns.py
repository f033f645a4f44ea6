"""Whatever access patterns hold: findings at their places, no traceback, within bounds of time and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb import check_patterns_text
from tests.patterns.shop import EVERYTHING, FORGET, ITEMS, OPEN_ORDERS, ORDERS, SERVED, TABLE, manifests

_MEMORY = 700 * 1024 * 1024
_HANG = 120


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def checked(folder: Path, text: str) -> tuple[int, Any]:
    """The exit code and the report of a process with little memory."""
    (folder / "shop.yaml").write_text(text)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "planton_dynamodb",
            "check-patterns",
            "--no-config",
            "--format",
            "json",
            "shop.yaml",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_HANG,
        preexec_fn=_limited,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def head(patterns: str) -> str:
    """A pattern without what is expected of it."""
    return patterns.partition("      expect:")[0]


@pytest.mark.parametrize(
    ("patterns", "path"),
    [
        (OPEN_ORDERS.replace("by-status", "by-sttaus"), "spec.patterns[0].index"),
        (OPEN_ORDERS.replace("status: {equals", "GSI1PK: {equals"), "spec.patterns[0].keyCondition"),
        (ORDERS.replace("[first", "[frist"), "spec.patterns[0].expect.items[0]"),
        (ORDERS.replace("customer: alice}", "costumer: alice}"), "spec.patterns[0]"),
        (ORDERS.replace("parameters: {customer: alice}", "parameters: {}"), "spec.patterns[0]"),
        (ORDERS.replace("operation: Query", "operation: Qurey"), "spec.patterns[0].operation"),
        (ORDERS.replace("{beginsWith: ORDER#}", "{startsWith: ORDER#}"), "spec.patterns[0].keyCondition.SK"),
        (ORDERS.replace("{beginsWith: ORDER#}", "{between: [a]}"), "spec.patterns[0].keyCondition.SK"),
        (head(ORDERS) + "      expect: [first]\n", "spec.patterns[0].expect"),
        (head(ORDERS) + "      expect: {items: first}\n", "spec.patterns[0].expect.items"),
        (head(ORDERS) + "      expect: {items: [first, 3]}\n", "spec.patterns[0].expect.items[1]"),
        (head(ORDERS) + "      expect: {count: many}\n", "spec.patterns[0].expect.count"),
        (head(ORDERS) + "      expect: {ordered: perhaps}\n", "spec.patterns[0].expect.ordered"),
        (head(ORDERS) + "      expect: {error: [a]}\n", "spec.patterns[0].expect.error"),
        ("    - orders\n", "spec.patterns[0]"),
    ],
)
def test_what_cannot_be_meant_is_found_where_it_stands(tmp_path: Path, patterns: str, path: str) -> None:
    """An error at its line, and the pattern is not served."""
    code, report = checked(tmp_path, manifests(patterns))
    assert code == 1
    errors = [found for found in report["diagnostics"] if found["severity"] == "error"]
    assert [found for found in errors if found["path"].startswith(path)], report["diagnostics"]
    assert all(found["location"]["start"]["line"] > 21 for found in errors)
    assert [each["verdict"] for each in report["designs"][0]["patterns"]] == ["not served"]


@pytest.mark.parametrize(
    "text",
    [
        ITEMS.replace("table: shop", "table: ../../etc/shop") + SERVED,
        ITEMS.replace("table: shop", "table: ''") + SERVED,
        ITEMS.replace("table: shop", "tabel: shop") + SERVED,
        ITEMS.replace("  table: shop\n", "") + SERVED,
        manifests().replace("  table: shop", "  table: other"),
    ],
)
def test_a_table_that_is_nowhere_is_a_finding(tmp_path: Path, text: str) -> None:
    """A name that would leave its folder is the name of no table, and nothing is looked for there."""
    code, report = checked(tmp_path, text)
    assert code == 1
    assert report["designs"][0]["table"]["found"] is False
    assert report["diagnostics"]


@pytest.mark.parametrize("number", [9_000, 100_000, 1_000_000])
def test_many_sample_items_are_tried_or_refused(tmp_path: Path, number: int) -> None:
    """As many as a file may hold are tried; more than that is said to be too much, and quickly."""
    before, after = ITEMS.split("  patterns:\n")[0], "  patterns:\n"
    line = "    - entity: order\n      attributes: {customer: c%d, placed: p%d, status: open}\n"
    items = "".join(line % (each % 100, each) for each in range(number))
    scan = EVERYTHING.replace("count: 4", f"count: {number + 4}")
    orders = ORDERS.replace("alice}", "c7}").replace("[first, second, third]", "[first]")
    text = f"{TABLE}---\n{before}{items}{after}{scan}{orders}{FORGET}"
    code, report = checked(tmp_path, text)
    assert code == 1
    if number > 9_000:
        assert [found["rule"] for found in report["diagnostics"]] == ["too-large"]
        return
    verdicts = [each["verdict"] for each in report["designs"][0]["patterns"]]
    assert verdicts == ["scan", "not served", "served"]
    assert len([found for found in report["diagnostics"] if found["severity"] == "error"]) == 2


def test_many_patterns_are_tried(tmp_path: Path) -> None:
    """Two thousand of them on as many items take their time, and come to an end."""
    before = ITEMS.split("  patterns:\n")[0]
    line = "    - entity: order\n      attributes: {customer: c%d, placed: p%d, status: open}\n"
    items = "".join(line % (each % 100, each) for each in range(2_000))
    patterns = "".join(ORDERS.replace("name: orders", f"name: orders-{each}") for each in range(2_000))
    code, report = checked(tmp_path, f"{TABLE}---\n{before}{items}  patterns:\n{patterns}")
    assert report["summary"]["patterns"] == 2_000
    assert report["summary"]["served"] == 2_000, report["diagnostics"][:3]
    assert code == 0


_WORDS = st.sampled_from(
    [
        *(
            "{customer}",
            "CUSTOMER#{customer}",
            "{",
            "}",
            "{}",
            "first",
            "alice",
            "by-status",
            "#status = :open",
        ),
        *("Query", "Scan", "status", "PK", "SK", "equals", "shop", "~", "''", "1e400", "{N: x}", "{SS: []}"),
        *("[a, b]", "{equals: a, beginsWith: b}", "-1", "99999999999", "true", "{PK: a}", "\\u0000"),
    ]
)


@settings(max_examples=150)
@given(st.data())
def test_a_pattern_with_anything_in_it_is_judged(data: st.DataObject) -> None:
    """Any value in the place of any other gives a report, and never an exception."""
    lines = manifests(SERVED + EVERYTHING).splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        places = [each for each, line in enumerate(lines) if ": " in line and each > 22]
        at = data.draw(st.sampled_from(places))
        key, _, _ = lines[at].partition(": ")
        lines[at] = f"{key}: {data.draw(_WORDS)}"
    report = check_patterns_text("\n".join(lines) + "\n")
    assert report.diagnostics or report.designs
