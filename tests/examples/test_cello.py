"""examples/cello is its document: every access pattern that it lists, on the items that it shows."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from planton_dynamodb import tables
from planton_dynamodb.cli import main
from planton_dynamodb.engines.asking.calls import Pace
from planton_dynamodb.engines.asking.run import Outcome, run
from planton_dynamodb.engines.embedded import program
from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.patterns.trial import Trial
from tests.examples.designs import trials
from tests.examples.documents import EXAMPLES, descriptions, document, section, unanswered
from tests.examples.throttling import Busy

FOLDER = EXAMPLES / "cello"


def sample_items(path: Path) -> list[object]:
    """The attributes of every sample item of a file, as they are written."""
    (manifest,) = load_source(Source(str(path), path.read_text(encoding="utf-8"))).manifests
    return [item["attributes"] for item in manifest.fields["spec"]["items"]]  # type: ignore[index]


def test_every_access_pattern_of_the_document_is_answered() -> None:
    """Its seven, by their numbers and titles."""
    listed = re.findall(
        r"^(\d\. )\*\*(.+?)\*\*", section(document("000"), "## Access Patterns"), re.MULTILINE
    )
    asked = [number + title for number, title in listed]
    assert len(asked) == 7
    assert unanswered(asked, FOLDER) == []


def test_getting_adding_and_updating_a_target_are_patterns_of_their_own() -> None:
    """The sixth is three, and each of them is there."""
    sixth = [said for said in descriptions(FOLDER).values() if said.startswith("6. ")]
    assert all(any(verb in said for said in sixth) for verb in ("the getting", "the adding", "the updating"))


def test_the_items_of_the_document_are_among_the_samples() -> None:
    """Its three examples, attribute by attribute."""
    shown = re.findall(r"^```json\n(.*?)^```$", document("000"), re.MULTILINE | re.DOTALL)
    assert len(shown) == 3
    samples = sample_items(FOLDER / "patterns.yaml")
    assert [item for item in map(json.loads, shown) if item not in samples] == []


def test_the_table_is_the_one_of_the_documents_template() -> None:
    """Its name, its two keys, on demand, and no index."""
    (table,) = tables(FOLDER / "table.yaml")
    assert (table.name, table.billing_mode) == ("cello", "PAY_PER_REQUEST")
    assert (table.key.attributes, dict(table.attributes)) == (("pk", "sk"), {"pk": "S", "sk": "S"})
    assert table.indexes == ()


def test_deleting_a_project_takes_more_than_one_batch() -> None:
    """BatchWriteItem takes 25; this project has more, and its neighbour is left."""
    keys = [item["pk"] for item in sample_items(FOLDER / "cascade.yaml")]  # type: ignore[index]
    assert keys.count("PROJECT#old") == 31
    assert keys.count("PROJECT#older") == 2


LARGE = 60
"""So many more tokens, of as many kilobytes each: several pages of a query, of a megabyte each."""


@pytest.fixture
def large_project(tmp_path: Path) -> Trial:
    """The example's project deletion, of a project that is large."""
    text = (FOLDER / "cascade.yaml").read_text(encoding="utf-8")
    tokens = "".join(
        "    - entity: token\n"
        f"      attributes: {{pk: PROJECT#old, sk: TOKEN#large-{number}, token_id: large-{number}, "
        f"hashed_token: {'x' * LARGE * 1000}}}\n"
        for number in range(LARGE)
    )
    text = text.replace("  patterns:\n", f"{tokens}  patterns:\n").replace(
        "count: 31", f"count: {31 + LARGE}"
    )
    (tmp_path / "cascade.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "table.yaml").write_bytes((FOLDER / "table.yaml").read_bytes())
    return trials(tmp_path)["cello-project-deletion"]


def deleted_while_busy(trial: Trial) -> tuple[Outcome, Busy, list[float]]:
    """What comes of a project deletion that is throttled, by what it was throttled, and the pauses it made."""
    assert trial.table is not None
    pauses: list[float] = []
    with Cloud() as cloud:
        name = program.run(trial.table, Provider(cloud))["table_name"]
        busy = Busy(cloud)
        came = run(trial, busy, name, pace=Pace(sleep=pauses.append, between=lambda _, longest: longest))
    (outcome,) = came.outcomes
    return outcome, busy, pauses


def test_a_large_project_is_deleted_page_by_page_however_busy_the_table_is(large_project: Trial) -> None:
    """Every item of it goes, and nothing else, though calls are turned away and batches are done in part."""
    outcome, busy, pauses = deleted_while_busy(large_project)
    assert outcome.as_expected, outcome
    assert outcome.calls["Query"] >= 4
    assert outcome.calls["BatchWriteItem"] > (31 + LARGE) / 25
    assert (busy.turned_away > 2, busy.left_undone > LARGE / 2, busy.largest_batch) == (True, True, 25)
    assert outcome.again > 2
    went = {key["sk"]["S"] for key in busy.deleted if key["pk"]["S"] == "PROJECT#old"}
    assert len(went) == len(busy.deleted) == 31 + LARGE
    assert len(pauses) >= outcome.again
    assert any(later == 2 * earlier for earlier, later in pairwise(pauses)), "it backs off"


def test_the_report_foresees_what_deleting_a_large_project_takes(large_project: Trial) -> None:
    """What is tried in memory finds the same items, and counts a unit of writing for each kilobyte of them."""
    (pattern,) = large_project.patterns
    answer = large_project.answer(pattern)
    assert answer is not None
    assert len(answer.items) == 31 + LARGE
    assert answer.write_units == pytest.approx(31 + LARGE * LARGE * 1000 / 1024, rel=0.02)
    assert main(["check-patterns", large_project.design.manifest.source.name, "--quiet"]) == 0
