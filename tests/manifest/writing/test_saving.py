"""A file rewritten as a whole or not at all, whatever comes between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planton_dynamodb.manifest.writing.saving import save

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
