"""What stands beside a file is found, and is called as somebody who named the file would call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.reach import folder_of

_TABLE = "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\nmetadata:\n  name: orders\n"


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("tables/patterns.yaml", "tables/orders.yaml"),
        ("./tables/patterns.yaml", "./tables/orders.yaml"),
        ("{here}/tables/patterns.yaml", "{here}/tables/orders.yaml"),
    ],
)
def test_a_file_is_called_by_the_folder_as_it_was_given(
    named: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages that point into it can be followed from where the command was typed, on any machine."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "orders.yaml").write_text(_TABLE)
    (folder / "patterns.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    loaded = load_source(Source(named.format(here=tmp_path), ""))
    assert [file.source.name for file in folder_of(loaded).files] == [shown.format(here=tmp_path)]


def test_a_file_in_the_folder_of_the_command_has_no_folder_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`orders.yaml` beside `patterns.yaml`, and not `./orders.yaml`."""
    (tmp_path / "orders.yaml").write_text(_TABLE)
    (tmp_path / "patterns.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    found = folder_of(load_source(Source("patterns.yaml", ""))).files
    assert [file.source.name for file in found] == ["orders.yaml"]
