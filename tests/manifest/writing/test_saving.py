"""A file rewritten as a whole or not at all, whatever comes between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planton_dynamodb.manifest.writing.saving import create, save, save_all

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


@pytest.mark.parametrize("moment", ["before", "after"])
def test_of_several_files_an_interrupt_leaves_all_as_they_were(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before and just after the last one takes its place: new ones are gone, and old ones have their bytes."""
    old, new, last = (tmp_path / name for name in ("old.yaml", "new.yaml", "last.yaml"))
    old.write_bytes(b"old")

    def interrupted(source: str, target: str) -> None:
        if Path(target).name != "last.yaml" or moment == "after":
            _REPLACE(source, target)
        if Path(target).name == "last.yaml":
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_all({str(each): b"other" for each in (old, new, last)})
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"old"
