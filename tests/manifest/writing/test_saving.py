"""A file rewritten as a whole or not at all, whatever comes between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planton_dynamodb.manifest.writing.saving import create, save

_REPLACE = os.replace


@pytest.mark.parametrize("left", [b"old", b"new"])
def test_an_interrupt_leaves_the_old_file_or_the_new_one(
    left: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before and just after the exchange, Ctrl-C is what is heard, and nothing stays beside the file."""

    def interrupted(source: str, target: str) -> None:
        if left == b"new":
            _REPLACE(source, target)
        raise KeyboardInterrupt

    file = tmp_path / "orders.yaml"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(str(file), b"new")
    assert file.read_bytes() == left
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_comes_with_the_folders_that_lead_to_it(tmp_path: Path) -> None:
    """It has the mode of any new file, and nothing stays beside it."""
    file = tmp_path / "a" / "b" / "Pulumi.yaml"
    create(str(file), b"new")
    (tmp_path / "ordinary").touch()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode == (tmp_path / "ordinary").stat().st_mode
    assert os.listdir(file.parent) == ["Pulumi.yaml"]


def test_a_new_file_that_is_interrupted_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half of it nor what was written beside it."""

    def interrupted(source: str, target: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        create(str(tmp_path / "Pulumi.yaml"), b"new")
    assert list(tmp_path.iterdir()) == []
