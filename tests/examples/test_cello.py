"""examples/cello is its document: every access pattern that it lists, on the items that it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path

from planton_dynamodb import tables
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from tests.examples.documents import EXAMPLES, descriptions, document, section, unanswered

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
